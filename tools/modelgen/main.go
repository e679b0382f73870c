// Command modelgen prints what can be derived from the files in spec: the Go models,
// the schema table and the field reference from the OpenAPI description, and the tables
// of outcomes and of the offline gateway's triggers.
//
//	modelgen [-root dir] [-check]
//
// With -check nothing is written; the command fails and names the files that are not
// up to date.
package main

import (
	"errors"
	"path/filepath"

	"github.com/cybersource-go/cybersource/tools/internal/gen"
	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

func main() { gen.Main(generateFrom, "docs/models") }

func generateFrom(root string) (map[string][]byte, error) {
	s, err := spec.Load(filepath.Join(root, "spec/payments.yaml"))
	if err != nil {
		return nil, err
	}
	files, err := generate(s)
	if err != nil {
		return nil, err
	}
	return files, errors.Join(outcomes(root, s, files), triggers(root, files))
}

// generate returns the content of every file printed from the OpenAPI description, by its
// path in the repository.
func generate(s *spec.Spec) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, part := range []func(*spec.Spec, map[string][]byte) error{
		models, apis, operations, routes, table, modelPages, index, referencePages,
	} {
		if err := part(s, files); err != nil {
			return nil, err
		}
	}
	return files, nil
}
