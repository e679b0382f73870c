// Command outcomegen prints what spec/outcomes.yaml says about statuses, reasons
// and advice codes: the lookup functions behind Outcome, and the tables of the guide.
//
//	outcomegen [-root dir] [-check]
//
// With -check nothing is written; the command fails and names the files that are not
// up to date.
package main

import (
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

func main() { gen.Main(generate) }

func generate(root string) (map[string][]byte, error) {
	t, err := load(root)
	if err != nil {
		return nil, err
	}
	code, err := t.goFile()
	if err != nil {
		return nil, err
	}
	guide, err := os.ReadFile(filepath.Join(root, guidePath))
	if err != nil {
		return nil, err
	}
	page, err := t.fillGuide(guide)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", guidePath, err)
	}
	return map[string][]byte{goPath: code, guidePath: page}, nil
}

// load reads the table and compares it with the models.
func load(root string) (*table, error) {
	raw, err := os.ReadFile(filepath.Join(root, tablePath))
	if err != nil {
		return nil, err
	}
	t, err := parse(raw)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", tablePath, err)
	}
	models, err := spec.Load(filepath.Join(root, modelsPath))
	if err != nil {
		return nil, err
	}
	if err := t.covers(models); err != nil {
		return nil, fmt.Errorf("%s: %w", tablePath, err)
	}
	return t, nil
}
