// Command outcomegen prints what spec/outcomes.yaml says about statuses, reasons
// and advice codes: the lookup functions behind Outcome, and the tables of the guide.
//
//	outcomegen [-root dir] [-check]
//
// With -check nothing is written; the command fails and names the first file that is
// not up to date.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"github.com/cybersource-go/cybersource/tools/internal/gen"
	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// Paths inside the repository.
const (
	tablePath  = "spec/outcomes.yaml"
	modelsPath = "spec/payments.yaml"
	goPath     = "outcome_gen.go"
	guidePath  = "docs/guides/outcomes.md"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	check := flag.Bool("check", false, "write nothing, fail if a file is out of date")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "outcomegen:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	raw, err := os.ReadFile(filepath.Join(root, tablePath))
	if err != nil {
		return err
	}
	t, err := parse(raw)
	if err != nil {
		return fmt.Errorf("%s: %w", tablePath, err)
	}
	models, err := spec.Load(filepath.Join(root, modelsPath))
	if err != nil {
		return err
	}
	if err := t.covers(models); err != nil {
		return fmt.Errorf("%s: %w", tablePath, err)
	}
	return write(root, t, check)
}

func write(root string, t *table, check bool) error {
	code, err := t.goFile()
	if err != nil {
		return err
	}
	guide, err := os.ReadFile(filepath.Join(root, guidePath))
	if err != nil {
		return err
	}
	page, err := t.fillGuide(guide)
	if err != nil {
		return fmt.Errorf("%s: %w", guidePath, err)
	}
	return errors.Join(
		gen.WriteOrCheck(filepath.Join(root, goPath), code, check),
		gen.WriteOrCheck(filepath.Join(root, guidePath), page, check),
	)
}
