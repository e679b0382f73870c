// Command modelgen prints what can be derived from the OpenAPI description: the Go
// models, the schema table and the field reference.
//
//	modelgen [-root dir] [-check]
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
	"slices"

	"github.com/cybersource-go/cybersource/tools/internal/gen"
	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

const specPath = "spec/payments.yaml"

func main() {
	root := flag.String("root", ".", "folder of the repository")
	check := flag.Bool("check", false, "write nothing, fail if a file is out of date")
	flag.Parse()
	if err := run(*root, *check); err != nil {
		fmt.Fprintln(os.Stderr, "modelgen:", err)
		os.Exit(1)
	}
}

func run(root string, check bool) error {
	s, err := spec.Load(filepath.Join(root, specPath))
	if err != nil {
		return err
	}
	files, err := generate(s)
	if err != nil {
		return err
	}
	var problems []error
	for _, path := range sortedKeys(files) {
		problems = append(problems, gen.WriteOrCheck(filepath.Join(root, path), files[path], check))
	}
	problems = append(problems, removeOrphans(root, files, check))
	return errors.Join(problems...)
}

// generate returns the content of every generated file by its path in the repository.
func generate(s *spec.Spec) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, part := range []func(*spec.Spec, map[string][]byte) error{models, table} {
		if err := part(s, files); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// removeOrphans deletes reference pages of models that are gone.
func removeOrphans(root string, files map[string][]byte, check bool) error {
	pages, err := filepath.Glob(filepath.Join(root, "docs/models/*.md"))
	if err != nil {
		return err
	}
	for _, page := range pages {
		path, err := filepath.Rel(root, page)
		if err != nil {
			return err
		}
		if _, wanted := files[filepath.ToSlash(path)]; wanted {
			continue
		}
		if check {
			return fmt.Errorf("%s: belongs to no model: %w", path, gen.ErrStale)
		}
		if err := os.Remove(page); err != nil {
			return err
		}
	}
	return nil
}

func sortedKeys(files map[string][]byte) []string {
	keys := make([]string, 0, len(files))
	for k := range files {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
