package main

import (
	"fmt"
	"path/filepath"
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
	source, err := triggerCode(t)
	files[triggersFile], files[triggersPage] = source, triggerPage(t)
	return err
}
