package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

const (
	triggersSpec = "spec/gateway-triggers.yaml"
	triggersFile = "cybersourcetest/internal/simulator/trigger_table.go"
	triggersPage = "docs/gateway-triggers.md"
)

// triggers adds what is derived from spec/gateway-triggers.yaml: the offline gateway's
// table of triggers and the page that lists them.
func triggers(root string, files map[string][]byte) error {
	t, err := loadTriggers(filepath.Join(root, triggersSpec))
	if err != nil {
		return err
	}
	if err := t.check(); err != nil {
		return fmt.Errorf("%s: %w", triggersSpec, err)
	}
	if err := t.number(filepath.Join(root, outcomesSpec)); err != nil {
		return fmt.Errorf("%s: %w", outcomesSpec, err)
	}
	source, err := triggerCode(t)
	files[triggersFile], files[triggersPage] = source, triggerPage(t)
	return err
}

// number gives the reasons their numbers in the older API, which look-ups show. Of several
// it is the first.
func (t *triggerTable) number(outcomes string) error {
	raw, err := os.ReadFile(outcomes)
	if err != nil {
		return err
	}
	known, err := parseOutcomes(raw)
	if err != nil {
		return err
	}
	for _, row := range known.Reasons {
		for i := range t.Reasons {
			if t.Reasons[i].Reason == row.Reason {
				t.Reasons[i].Number, _, _ = strings.Cut(row.Number, ",")
			}
		}
	}
	return nil
}
