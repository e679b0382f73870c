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
	"os/exec"
	"path/filepath"
	"slices"
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
		if seen[m] {
			continue
		}
		seen[m] = true
		licenses, files, err := licensesIn(m.folder)
		if err != nil {
			return fmt.Errorf("%s %s: %w", m.path, m.version, err)
		}
		s.rows = append(s.rows, row{m, licenses, files})
	}
	return nil
}

type module struct{ path, version, folder string }

// list returns the modules, other than ours, that packages are built from, by path. It
// asks for one platform, so that the page is the same wherever it is printed.
func list(folder string, tests bool, packages []string) ([]module, error) {
	const format = `{{with .Module}}{{if and .Version (not .Replace)}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}`
	command := exec.Command("go", "list", "-deps", fmt.Sprintf("-test=%t", tests), "-f", format)
	command.Args = append(command.Args, packages...)
	command.Dir = folder
	command.Env = append(command.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOWORK=off", "GOEXPERIMENT=")
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w", folder, err)
	}
	var modules []module
	for line := range strings.Lines(string(output)) {
		if parts := strings.SplitN(strings.TrimSpace(line), " ", 3); len(parts) == 3 {
			modules = append(modules, module{parts[0], parts[1], parts[2]})
		}
	}
	slices.SortFunc(modules, func(a, b module) int { return strings.Compare(a.path, b.path) })
	return slices.Compact(modules), nil
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
