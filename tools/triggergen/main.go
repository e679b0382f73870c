// Command triggergen prints what can be derived from spec/gateway-triggers.yaml: the
// offline gateway's table of triggers and the page that lists them.
//
//	triggergen [-root dir] [-check]
//
// With -check nothing is written; the command fails and names the files that are not
// up to date.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cybersource-go/cybersource/tools/internal/gen"
)

const (
	specPath = "spec/gateway-triggers.yaml"
	codePath = "cybersourcetest/internal/simulator/triggers_gen.go"
	pagePath = "docs/gateway-triggers.md"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	check := flag.Bool("check", false, "write nothing, fail if a file is out of date")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "triggergen:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	t, err := load(filepath.Join(root, specPath))
	if err != nil {
		return err
	}
	if err := t.check(); err != nil {
		return fmt.Errorf("%s: %w", specPath, err)
	}
	source, err := code(t)
	if err != nil {
		return err
	}
	return errors.Join(
		gen.WriteOrCheck(filepath.Join(root, codePath), source, check),
		gen.WriteOrCheck(filepath.Join(root, pagePath), page(t), check),
	)
}
