package main

import (
	"bytes"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"strings"
)

const module = "github.com/cybersource-go/cybersource"

// packages are those that fragments use without importing them.
var packages = map[string]string{
	"cybersource":     module,
	"cybersourcetest": module + "/cybersourcetest",
	"checkout":        module + "/checkout",
	"webhook":         module + "/webhook",
	"idempotency":     module + "/idempotency",
	"assert":          "github.com/stretchr/testify/assert",
	"require":         "github.com/stretchr/testify/require",
	"httpmock":        "github.com/jarcoal/httpmock",
	"context":         "context",
	"errors":          "errors",
	"expvar":          "expvar",
	"fmt":             "fmt",
	"fs":              "io/fs",
	"http":            "net/http",
	"httptest":        "net/http/httptest",
	"json":            "encoding/json",
	"log":             "log",
	"net":             "net",
	"os":              "os",
	"base64":          "encoding/base64",
	"hmac":            "crypto/hmac",
	"rand":            "crypto/rand",
	"sha256":          "crypto/sha256",
	"slog":            "log/slog",
	"sql":             "database/sql",
	"strings":         "strings",
	"sync":            "sync",
	"atomic":          "sync/atomic",
	"testing":         "testing",
	"time":            "time",
	"tls":             "crypto/tls",
	"url":             "net/url",
	"x509":            "crypto/x509",
}

// checkCode compiles the Go of all pages.
func checkCode(root string, pages []*page) ([]problem, error) {
	fset := token.NewFileSet()
	common, err := parser.ParseFile(fset, "prelude.go.txt", prelude, 0)
	if err != nil {
		return nil, err
	}
	var problems []problem
	units := map[*page][]*unit{}
	files := []*ast.File{common}
	for _, p := range pages {
		made, found := assemble(fset, p)
		units[p], problems = made, append(problems, found...)
		for _, u := range made {
			files = append(files, u.files...)
		}
	}
	imports, err := importsOf(root, fset, files)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		for _, u := range units[p] {
			if u.fragments {
				u.files = append(u.files, common)
			}
			for _, found := range u.compile(fset, imports, p) {
				if !slices.Contains(problems, found) { // a file is compiled with each that joins its folder
					problems = append(problems, found)
				}
			}
		}
	}
	return problems, nil
}

// compile checks the types of a unit. What is declared and not used is no fault in a
// fragment: the page uses it.
func (u *unit) compile(fset *token.FileSet, imports types.Importer, p *page) []problem {
	var problems []problem
	config := types.Config{
		Importer: imports,
		Sizes:    types.SizesFor("gc", runtime.GOARCH),
		Error: func(err error) {
			fault, ok := err.(types.Error)
			if ok && fault.Soft && u.fragments {
				return
			}
			at := fset.Position(fault.Pos)
			if at.Filename != p.path { // a declaration of the prelude again
				at.Line = 1
			}
			problems = append(problems, problem{p.path, at.Line, fault.Msg})
		},
	}
	_, _ = config.Check("page", fset, u.files, nil) // reports through Error
	return problems
}

// importsOf returns an importer for what files import, as the working tree compiles it.
func importsOf(root string, fset *token.FileSet, files []*ast.File) (types.Importer, error) {
	var paths []string
	for _, file := range files {
		for _, spec := range file.Imports {
			if path, err := strconv.Unquote(spec.Path.Value); err == nil && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	exports, err := compiled(root, paths)
	if err != nil {
		return nil, err
	}
	if exports[module] == "" {
		return nil, errors.New("the library itself does not compile")
	}
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		if exports[path] == "" {
			return nil, fmt.Errorf("package %s does not exist or does not compile", path)
		}
		return os.Open(exports[path])
	}), nil
}

// compiled compiles packages and all they import, and returns their export files.
func compiled(root string, paths []string) (map[string]string, error) {
	list := exec.Command("go", append([]string{"list", "-e", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "--"}, paths...)...)
	list.Dir = root
	var complaints bytes.Buffer
	list.Stderr = &complaints
	output, err := list.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w\n%s", err, complaints.Bytes())
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(output)) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), " ")
		exports[path] = file
	}
	return exports, nil
}
