package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

const (
	outcomesSpec = "spec/outcomes.yaml"
	outcomesFile = "outcome_table.go"
	outcomesPage = "docs/outcome-tables.md"
)

// outcomes adds what spec/outcomes.yaml says about statuses, reasons and advice codes:
// the lookup functions behind Outcome, and the tables of their page.
func outcomes(root string, s *spec.Spec, files map[string][]byte) error {
	t, err := loadOutcomes(root, s)
	if err != nil {
		return fmt.Errorf("%s: %w", outcomesSpec, err)
	}
	if files[outcomesFile], err = t.code(); err != nil {
		return err
	}
	page, err := os.ReadFile(filepath.Join(root, outcomesPage))
	if err != nil {
		return err
	}
	if files[outcomesPage], err = t.fillPage(page); err != nil {
		return fmt.Errorf("%s: %w", outcomesPage, err)
	}
	return nil
}

// loadOutcomes reads the table and compares it with the models.
func loadOutcomes(root string, s *spec.Spec) (*outcomeTable, error) {
	raw, err := os.ReadFile(filepath.Join(root, outcomesSpec))
	if err != nil {
		return nil, err
	}
	t, err := parseOutcomes(raw)
	if err != nil {
		return nil, err
	}
	return t, t.covers(s)
}
