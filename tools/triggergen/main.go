// Command triggergen prints what can be derived from spec/gateway-triggers.yaml: the
// offline gateway's table of triggers and the page that lists them.
//
//	triggergen [-root dir] [-check]
//
// With -check nothing is written; the command fails and names the files that are not
// up to date.
package main

import (
	"fmt"
	"path/filepath"

	"github.com/cybersource-go/cybersource/tools/internal/gen"
)

const (
	specPath = "spec/gateway-triggers.yaml"
	codePath = "cybersourcetest/internal/simulator/triggers_gen.go"
	pagePath = "docs/gateway-triggers.md"
)

func main() { gen.Main(generate) }

func generate(root string) (map[string][]byte, error) {
	t, err := load(filepath.Join(root, specPath))
	if err != nil {
		return nil, err
	}
	if err := t.check(); err != nil {
		return nil, fmt.Errorf("%s: %w", specPath, err)
	}
	source, err := code(t)
	return map[string][]byte{codePath: source, pagePath: page(t)}, err
}
