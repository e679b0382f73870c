package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"golang.org/x/exp/apidiff"
	"golang.org/x/tools/go/packages"
)

// lastTag returns the highest version tag among the ancestors of what is checked out, "" if there is none.
func lastTag(root string) (string, error) {
	output, err := git(root, "tag", "--list", "v[0-9]*", "--merged", "HEAD", "--sort=-version:refname")
	if err != nil {
		return "", err
	}
	tag, _, _ := strings.Cut(string(output), "\n")
	return tag, nil
}

// export writes the files of a tag into folder. The repository itself is not touched:
// no worktree has to be removed when a run is interrupted.
func export(root, tag, folder string) error {
	archive, err := git(root, "archive", "--format=zip", tag)
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
	if err != nil {
		return nil, fmt.Errorf("git %s: %w", args[0], withStderr(err))
	}
	return output, nil
}

func withStderr(err error) error {
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fmt.Errorf("%w: %s", err, bytes.TrimSpace(exit.Stderr))
	}
	return err
}

// load returns the types of all packages below root that others can import.
func load(root string) (*apidiff.Module, error) {
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
		Dir:  root,
		Env:  append(os.Environ(), "GOWORK=off"),
	}
	found, err := packages.Load(config, "./...")
	if err != nil {
		return nil, err
	}
	module := &apidiff.Module{}
	for _, p := range found {
		if !isPublic(p) {
			continue
		}
		if len(p.Errors) > 0 {
			return nil, p.Errors[0]
		}
		module.Path = p.Module.Path
		module.Packages = append(module.Packages, p.Types)
	}
	return module, nil
}

// isPublic excludes programs, internal packages, and the black-box suite, which has nothing to offer.
func isPublic(p *packages.Package) bool {
	path := strings.TrimPrefix(p.PkgPath, p.Module.Path) + "/"
	return p.Name != "main" && !strings.Contains(path, "/internal/") && !strings.HasPrefix(path, "/test/")
}
