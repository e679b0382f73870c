// Command apicheck compares the exported API of the working tree with that of the last
// tagged version and prints what differs.
//
//	apicheck [-root dir]
//
// It fails if a program that compiled with that version may not compile any more. From
// version 1 on nothing excuses that; before, an entry under "Unreleased" in CHANGELOG.md
// that begins with "Breaking:" does.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/exp/apidiff"
)

var errIncompatible = errors.New("programs that compiled with the last version may not compile with this tree")

func main() {
	root := flag.String("root", ".", "folder of the repository")
	flag.Parse()
	if err := run(*root, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "apicheck:", err)
		os.Exit(1)
	}
}

func run(root string, out io.Writer) error {
	tag, err := lastTag(root)
	if err != nil {
		return err
	}
	if tag == "" {
		fmt.Fprintln(out, "apicheck: no version is tagged yet, nothing to compare with")
		return nil
	}
	report, err := compare(root, tag)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "apicheck: changes since %s: %d\n%s", tag, len(report.Changes), report)
	return verdict(root, tag, report)
}

// compare returns what changed in the exported API between the tag and the working tree.
func compare(root, tag string) (apidiff.Report, error) {
	released, err := os.MkdirTemp("", "apicheck-")
	if err != nil {
		return apidiff.Report{}, err
	}
	defer os.RemoveAll(released)
	if err := export(root, tag, released); err != nil {
		return apidiff.Report{}, err
	}
	before, err := load(released)
	if err != nil {
		return apidiff.Report{}, err
	}
	now, err := load(root)
	if err != nil {
		return apidiff.Report{}, err
	}
	return apidiff.ModuleChanges(before, now), nil
}

func verdict(root, tag string, report apidiff.Report) error {
	if !breaks(report) {
		return nil
	}
	if !strings.HasPrefix(tag, "v0.") {
		return errIncompatible
	}
	changelog, err := os.ReadFile(filepath.Join(root, "CHANGELOG.md"))
	if err != nil {
		return err
	}
	if !announcesBreak(string(changelog)) {
		return fmt.Errorf(`%w, and no entry under "Unreleased" in CHANGELOG.md begins with "Breaking:"`, errIncompatible)
	}
	return nil
}

func breaks(report apidiff.Report) bool {
	for _, change := range report.Changes {
		if !change.Compatible {
			return true
		}
	}
	return false
}

// announcesBreak tells whether the unreleased section has an entry that begins with "Breaking:".
func announcesBreak(changelog string) bool {
	_, section, _ := strings.Cut(changelog, "\n## Unreleased\n")
	section, _, _ = strings.Cut(section, "\n## ")
	return strings.Contains(section, "\n- Breaking: ")
}
