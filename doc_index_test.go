package cybersource

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Among hundreds of models the names written by hand are not found by reading from top to
// bottom. Constants and variables stand with their types, methods with theirs: the index need
// not have them.
func TestDocGoIndexesEveryTypeAndFunctionWrittenByHand(t *testing.T) {
	names := packageNames(t)
	text := packageComment(t)
	_, section, found := strings.Cut(text, "# Names by topic\n")
	section, _, ended := strings.Cut(section, "\n# ")
	if !found || !ended {
		t.Fatal(`doc.go has no section "Names by topic" with another one behind it`)
	}
	for name, byHand := range names {
		if byHand && !strings.Contains(section, "["+name+"]") {
			t.Errorf(`doc.go: add [%s] under "Names by topic"`, name)
		}
	}
	for _, link := range regexp.MustCompile(`\[([A-Z][A-Za-z.]*)\]`).FindAllStringSubmatch(text, -1) {
		if _, exists := names[link[1]]; !exists {
			t.Errorf("doc.go: %s is no name of this package", link[0])
		}
	}
}

func packageComment(t *testing.T) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "doc.go", nil, parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	return file.Doc.Text()
}

// packageNames returns the exported names of this package, methods behind their type, and of
// each whether the index has to have it: a type or function that is not generated.
func packageNames(t *testing.T) map[string]bool {
	t.Helper()
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, declared := range file.Decls {
			addNames(names, declared, !ast.IsGenerated(file))
		}
	}
	return names
}

func addNames(names map[string]bool, declared ast.Decl, byHand bool) {
	add := func(name string, indexed bool) {
		if ast.IsExported(name) {
			names[name] = indexed
		}
	}
	switch d := declared.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			add(d.Name.Name, byHand)
			return
		}
		receiver := d.Recv.List[0].Type
		if pointer, ok := receiver.(*ast.StarExpr); ok {
			receiver = pointer.X
		}
		if base, ok := receiver.(*ast.Ident); ok && d.Name.IsExported() {
			add(base.Name+"."+d.Name.Name, false)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				add(s.Name.Name, byHand)
			case *ast.ValueSpec:
				for _, name := range s.Names {
					add(name.Name, false)
				}
			}
		}
	}
}
