// Package baseline finds the version of this repository that checks compare the
// working tree with: the last tag or, before there is one, a commit.
package baseline

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Untagged is the commit to compare with until a version is tagged.
const Untagged = "50d43ca9ca815391f8bf02b6ea44842acd5e1a39"

// ErrMissing says that the clone at hand does not contain the commit to compare with.
var ErrMissing = errors.New("not in this clone, git fetch --unshallow may bring it")

// Baseline is a commit of the repository in the folder root.
type Baseline struct {
	root, commit string
	Tag          string // "" for the commit that is used while there is no tag
}

// Name returns what to call the baseline in messages.
func (b Baseline) Name() string {
	if b.Tag != "" {
		return b.Tag
	}
	return b.commit[:min(len(b.commit), 10)]
}

// Find returns the highest version tag among the ancestors of what is checked out, or the
// commit untagged if there is none. It fails with ErrMissing if the clone lacks that commit.
func Find(root, untagged string) (Baseline, error) {
	output, err := git(root, "tag", "--list", "v[0-9]*", "--merged", "HEAD", "--sort=-version:refname")
	if err != nil {
		return Baseline{}, err
	}
	if tag, _, _ := strings.Cut(string(output), "\n"); tag != "" {
		return Baseline{root: root, commit: tag, Tag: tag}, nil
	}
	b := Baseline{root: root, commit: untagged}
	if _, err := git(root, "cat-file", "-e", untagged+"^{commit}"); err != nil {
		return b, fmt.Errorf("commit %s is %w", b.Name(), ErrMissing)
	}
	return b, nil
}

// Export writes the files of the baseline into folder. The repository itself is not
// touched: no worktree has to be removed when a run is interrupted.
func (b Baseline) Export(folder string) error {
	archive, err := git(b.root, "archive", "--format=zip", b.commit)
	if err != nil {
		return err
	}
	files, err := zip.NewReader(bytes.NewReader(archive), int64(len(archive)))
	if err != nil {
		return err
	}
	return os.CopyFS(folder, files)
}

func git(root string, args ...string) ([]byte, error) {
	output, err := exec.Command("git", append([]string{"-C", root}, args...)...).Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		err = fmt.Errorf("git %s: %w: %s", args[0], err, bytes.TrimSpace(exit.Stderr))
	}
	return output, err
}
