package main

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

const (
	released = "package shop\n\nfunc Pay(cents int) error { return nil }\n"
	broken   = "package shop\n\nfunc Pay(cents int, currency string) error { return nil }\n"
	grown    = released + "\nfunc Refund() {}\n"
	private  = released + "\nfunc refund() {}\n"
)

// repository makes a module in a git repository of its own, whose only commit is named by
// HEAD. A tag of "" tags nothing.
func repository(t *testing.T, tag string) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, "go.mod", "module example.com/shop\n\ngo 1.26.0\n")
	write(t, root, "shop.go", released)
	write(t, root, "internal/till/till.go", "package till\n\nfunc Open() {}\n")
	write(t, root, "shoptest/shop.go", "package shoptest\n\nfunc Fake() {}\n")
	write(t, root, "test/help.go", "package test\n\nfunc Help() {}\n")
	write(t, root, "CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- **Breaking:** all of it.\n")
	command(t, root, "init", "-q")
	command(t, root, "add", ".")
	command(t, root, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "-q", "-m", "first")
	if tag != "" {
		command(t, root, "tag", tag)
	}
	return root
}

func write(t *testing.T, root, name, text string) {
	t.Helper()
	path := filepath.Join(root, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func command(t *testing.T, root string, args ...string) {
	t.Helper()
	if output, err := exec.Command("git", append([]string{"-C", root}, args...)...).CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, output)
	}
}

func TestChangesSinceTheLastTag(t *testing.T) {
	const announced = "# Changelog\n\n## Unreleased\n\n- **Breaking:** Pay wants a currency.\n\n## 0.1.0\n\n- First.\n"
	for _, tc := range []struct {
		name, tag string
		files     map[string]string
		fails     bool
		prints    string
	}{
		{"nothing changed", "v1.0.0", nil, false, "changes since v1.0.0: 0"},
		{"a function more", "v1.0.0", map[string]string{"shop.go": grown}, false, "Refund: added"},
		{"an unexported function more", "v1.0.0", map[string]string{"shop.go": private}, false, "changes since v1.0.0: 0"},
		{"another signature", "v1.0.0", map[string]string{"shop.go": broken}, true, "Pay: changed from func(int) error to func(int, string) error"},
		{"another signature, announced", "v1.0.0", map[string]string{"shop.go": broken, "CHANGELOG.md": announced}, true, "Pay: changed"},
		{"before version 1", "v0.1.0", map[string]string{"shop.go": broken}, true, "Pay: changed"},
		{"before version 1, announced", "v0.1.0", map[string]string{"shop.go": broken, "CHANGELOG.md": announced}, false, "Pay: changed"},
		{"another signature, and a program that does not compile with it", "v1.0.0", map[string]string{"shop.go": broken, "cmd/main.go": "package main\n\nimport \"example.com/shop\"\n\nfunc main() { shop.Pay(1) }\n"}, true, "Pay: changed"},
		{"an internal package", "v1.0.0", map[string]string{"internal/till/till.go": "package till\n"}, false, "changes since v1.0.0: 0"},
		{"the test suite", "v1.0.0", map[string]string{"test/help.go": "package test\n"}, false, "changes since v1.0.0: 0"},
		{"a public package less", "v1.0.0", map[string]string{"shoptest/shop.go": "package main\n\nfunc main() {}\n"}, true, "package example.com/shop/shoptest: removed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			root := repository(t, tc.tag)
			for name, text := range tc.files {
				write(t, root, name, text)
			}
			var out strings.Builder
			if err := run(root, "HEAD", &out); errors.Is(err, errIncompatible) != tc.fails || !tc.fails && err != nil {
				t.Errorf("error %v, want one: %t", err, tc.fails)
			}
			if !strings.Contains(out.String(), tc.prints) {
				t.Errorf("printed %q, want %q in it", out.String(), tc.prints)
			}
		})
	}
}

const (
	payChanged = "Pay: changed from func(int) error to func(int, string) error"
	entry      = payChanged + "\n\tAn amount says its currency,\n\talways.\n"
)

func TestChangesBeforeTheFirstTag(t *testing.T) {
	for _, tc := range []struct {
		name, tag, source, accepted string
		want                        string // in what is printed or, if it fails, in the error
		fails                       error
	}{
		{"nothing changed", "", released, "", "since HEAD: 0 compatible, 0 not, 0 accepted", nil},
		{"only comments in the file", "", released, "# None.\n\n", "0 accepted", nil},
		{"a function more", "", grown, "", "1 compatible, 0 not", nil},
		{"another signature", "", broken, "", payChanged, errIncompatible},
		{"another signature behind a tag that is no version", "nightly", broken, "", payChanged, errIncompatible},
		{"another signature, accepted", "", broken, entry, "0 compatible, 1 not, 1 accepted", nil},
		{"accepted and undone", "", released, entry, "does not occur any more: " + payChanged, errAccepted},
		{"accepted, and it became an addition", "", grown, "Refund: added\n\tWanted.\n", "does not occur any more: Refund: added", errAccepted},
		{"accepted without a reason", "", broken, payChanged + "\n\t\n", "without a reason: " + payChanged, errAccepted},
		{"the first of two without a reason", "", broken, "Refund: removed\n" + entry, "without a reason: Refund: removed", errAccepted},
		{"accepted twice", "", broken, entry + entry, "twice: " + payChanged, errAccepted},
		{"a reason for nothing", "", broken, "\tBecause.\n" + entry, "before any change: Because.", errAccepted},
		{"accepted, after the first tag", "v0.1.0", broken, entry, "v0.1.0 is tagged", errAccepted},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			root := repository(t, tc.tag)
			write(t, root, "shop.go", tc.source)
			write(t, root, acceptedFile, tc.accepted)
			var out strings.Builder
			err := run(root, "HEAD", &out)
			said := out.String()
			if err != nil {
				said = err.Error()
			}
			if !errors.Is(err, tc.fails) || !strings.Contains(said, tc.want) {
				t.Errorf("printed %q, error %v; want %q, error %v", out.String(), err, tc.want, tc.fails)
			}
		})
	}
}

func TestApicheckSkipsWithAReasonIfTheCommitIsNotInTheClone(t *testing.T) {
	root := repository(t, "")
	write(t, root, "shop.go", broken)
	var out strings.Builder
	err := run(root, strings.Repeat("5", 40), &out)
	if want := "apicheck: skipped: commit 5555555555 is not in this clone"; err != nil || !strings.Contains(out.String(), want) {
		t.Errorf("printed %q, error %v; want %q", out.String(), err, want)
	}
}

func TestTreeThatDoesNotCompileIsAnError(t *testing.T) {
	root := repository(t, "v1.0.0")
	write(t, root, "shop.go", "package shop\n\nvar x undefined\n")
	var out strings.Builder
	if err := run(root, "HEAD", &out); err == nil || !strings.Contains(err.Error(), "undefined") {
		t.Errorf("error %v, want one that names what is undefined", err)
	}
}
