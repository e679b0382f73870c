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

// repository makes a module in a git repository of its own. A tag of "" tags nothing.
func repository(t *testing.T, tag string) string {
	t.Helper()
	root := t.TempDir()
	write(t, root, "go.mod", "module example.com/shop\n\ngo 1.26.0\n")
	write(t, root, "shop.go", released)
	write(t, root, "internal/till/till.go", "package till\n\nfunc Open() {}\n")
	write(t, root, "test/help.go", "package test\n\nfunc Help() {}\n")
	write(t, root, "CHANGELOG.md", "# Changelog\n\n## Unreleased\n\n## 0.1.0\n\n- Breaking: all of it.\n")
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
	const announced = "# Changelog\n\n## Unreleased\n\n- Breaking: Pay wants a currency.\n\n## 0.1.0\n\n- First.\n"
	for _, tc := range []struct {
		name, tag string
		files     map[string]string
		fails     bool
		prints    string
	}{
		{"no tag", "", map[string]string{"shop.go": broken}, false, "no version is tagged yet"},
		{"a tag that is no version", "nightly", map[string]string{"shop.go": broken}, false, "no version is tagged yet"},
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
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			root := repository(t, tc.tag)
			for name, text := range tc.files {
				write(t, root, name, text)
			}
			var out strings.Builder
			if err := run(root, &out); errors.Is(err, errIncompatible) != tc.fails || !tc.fails && err != nil {
				t.Errorf("error %v, want one: %t", err, tc.fails)
			}
			if !strings.Contains(out.String(), tc.prints) {
				t.Errorf("printed %q, want %q in it", out.String(), tc.prints)
			}
		})
	}
}

func TestTheHighestVersionBehindTheCheckoutCounts(t *testing.T) {
	root := repository(t, "v0.9.0")
	for _, tag := range []string{"v0.10.0", "v0.2.0"} {
		command(t, root, "tag", tag)
	}
	if tag, err := lastTag(root); tag != "v0.10.0" || err != nil {
		t.Errorf("%q, %v, want v0.10.0", tag, err)
	}
}

func TestATreeThatDoesNotCompileIsAnError(t *testing.T) {
	root := repository(t, "v1.0.0")
	write(t, root, "shop.go", "package shop\n\nvar x undefined\n")
	var out strings.Builder
	if err := run(root, &out); err == nil || !strings.Contains(err.Error(), "undefined") {
		t.Errorf("error %v, want one that names what is undefined", err)
	}
}
