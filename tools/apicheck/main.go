// Command apicheck compares the exported API of the working tree with that of the last
// tagged version and prints what differs.
//
//	apicheck [-root dir]
//
// It fails if a program that compiled with that version may not compile any more. From
// version 1 on nothing excuses that; before, an entry under "Unreleased" in CHANGELOG.md
// that begins with "Breaking:" does. While no version is tagged, it compares with a
// commit, and accepted.txt lists the changes that are wanted, each with its reason.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/baseline"
	"golang.org/x/exp/apidiff"
)

var errIncompatible = errors.New("programs that compiled with the last version may not compile with this tree")

func main() {
	root := flag.String("root", ".", "folder of the repository")
	flag.Parse()
	if err := run(*root, baseline.Untagged, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "apicheck:", err)
		os.Exit(1)
	}
}

func run(root, untagged string, out io.Writer) error {
	base, err := baseline.Find(root, untagged)
	if errors.Is(err, baseline.ErrMissing) {
		fmt.Fprintln(out, "apicheck: skipped:", err)
		return nil
	}
	if err != nil {
		return err
	}
	reasons, err := readAccepted(root)
	if err != nil {
		return err
	}
	report, err := compare(root, base)
	if err != nil {
		return err
	}
	if base.Tag == "" {
		fmt.Fprintf(out, "apicheck: changes since %s: %s\n", base.Name(), counts(report, reasons))
		return judgeAccepted(report, reasons)
	}
	fmt.Fprintf(out, "apicheck: changes since %s: %d\n%s", base.Tag, len(report.Changes), report)
	return judgeTagged(root, base.Tag, report, reasons)
}

// compare returns what changed in the exported API between the baseline and the working tree.
func compare(root string, base baseline.Baseline) (apidiff.Report, error) {
	released, err := os.MkdirTemp("", "apicheck-")
	if err != nil {
		return apidiff.Report{}, err
	}
	defer os.RemoveAll(released)
	if err := base.Export(released); err != nil {
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
	report := apidiff.ModuleChanges(before, now)
	slices.SortFunc(report.Changes, func(a, b apidiff.Change) int { return strings.Compare(a.Message, b.Message) })
	return report, nil
}

// counts is all that is said about changes since a commit: each new operation adds dozens of names.
func counts(report apidiff.Report, reasons map[string]string) string {
	incompatible := 0
	for _, change := range report.Changes {
		if !change.Compatible {
			incompatible++
		}
	}
	return fmt.Sprintf("%d compatible, %d not, %d accepted", len(report.Changes)-incompatible, incompatible, len(reasons))
}

// judgeTagged decides about changes since a version that users have.
func judgeTagged(root, tag string, report apidiff.Report, reasons map[string]string) error {
	if len(reasons) > 0 {
		return fmt.Errorf("%w: %s is tagged, so that no entry counts any more: remove them", errAccepted, tag)
	}
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

// announcesBreak tells whether the unreleased section has an entry that begins with "Breaking:", in bold.
func announcesBreak(changelog string) bool {
	_, section, _ := strings.Cut(changelog, "\n## Unreleased\n")
	section, _, _ = strings.Cut(section, "\n## ")
	return strings.Contains(section, "\n- **Breaking:** ")
}
