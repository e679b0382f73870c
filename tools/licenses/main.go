// Command licenses prints docs/dependencies.md: every module that the build, the tests
// and the tools of this repository pull in, with its release and its license.
//
//	licenses [-root dir] [-check]
//
// A license that does not let users ship what they build, or that it does not
// recognize, is an error: somebody has to read it and decide.
package main

import (
	"fmt"
	"path/filepath"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/gen"
)

const page = "docs/dependencies.md"

func main() { gen.Main(generate) }

func generate(root string) (map[string][]byte, error) {
	sections := []section{
		{title: "In your program", text: "What the client, its packages and the offline gateway are built from. The named files travel with a program that you distribute.",
			folder: ".", packages: []string{".", "./webhook/...", "./checkout/...", "./idempotency/...", "./cybersourcetest/...", "./cmd/..."}},
		{title: "With spans and metrics", text: "What the module `opentelemetry` adds, for programs that use it.",
			folder: "opentelemetry", packages: []string{"./..."}},
		{title: "In our tests", text: "Needed to run the suite in `test/`; no build of yours downloads it. The drivers that the tests of databases use are named in `test/databases/go.mod`, in a module of their own.",
			folder: ".", tests: true, packages: []string{"./..."}},
		{title: "In our tests in a browser", text: "In a module of their own; no build of yours downloads it.",
			folder: "test/browser", tests: true, packages: []string{"./..."}},
		{title: "In our tools", text: "Generators and checks, in a module of their own; no build of yours downloads it. The linter, golangci-lint (GPL-3.0), is a program that we run and link nothing to.",
			folder: "tools", tests: true, packages: []string{"./..."}},
	}
	seen := map[module]bool{}
	for i := range sections {
		if err := sections[i].fill(root, seen); err != nil {
			return nil, err
		}
	}
	return map[string][]byte{page: pageOf(sections)}, nil
}

// section is a table of the page: the modules that some packages need.
type section struct {
	title, text string
	folder      string // of the Go module the packages are in, relative to root
	packages    []string
	tests       bool // what their tests need too
	rows        []row
}

type row struct {
	module
	licenses, files []string
}

// fill lists the modules that no section before this one has listed.
func (s *section) fill(root string, seen map[module]bool) error {
	modules, err := list(filepath.Join(root, s.folder), s.tests, s.packages)
	if err != nil {
		return err
	}
	for _, m := range modules {
		if seen[m.module] {
			continue
		}
		seen[m.module] = true
		licenses, files, err := m.terms()
		if err != nil {
			return fmt.Errorf("%s %s: %w", m.path, m.version, err)
		}
		s.rows = append(s.rows, row{m.module, licenses, files})
	}
	return nil
}

func pageOf(sections []section) []byte {
	var b strings.Builder
	b.WriteString("<!-- Printed by tools/licenses from go.mod and the license files of the modules; do not edit. -->\n\n")
	b.WriteString("# Dependencies and their licenses\n\n")
	b.WriteString("The library itself is under the [MIT license](../LICENSE). All that it pulls in lets you ship closed programs.\n")
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n\n| Module | Release | License | Files |\n|---|---|---|---|\n", s.title, s.text)
		for _, r := range s.rows {
			fmt.Fprintf(&b, "| [%s](https://pkg.go.dev/%[1]s@%s) | %[2]s | %s | %s |\n",
				r.path, r.version, strings.Join(r.licenses, ", "), strings.Join(r.files, ", "))
		}
	}
	return []byte(b.String())
}
