package main

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/scanner"
	"go/token"
	"maps"
	"slices"
	"strings"
)

// prelude declares what the fragments of all pages take for granted.
//
//go:embed prelude.go.txt
var prelude string

// unit is what is compiled together: a program, or the fragments of one page.
type unit struct {
	files     []*ast.File
	fragments bool
}

// assemble makes the units of a page.
func assemble(fset *token.FileSet, p *page) (units []*unit, problems []problem) {
	fragments := &unit{fragments: true}
	named := folder{}
	for _, b := range p.blocks {
		if b.language != "go" {
			continue
		}
		if skipped, fault := b.skipped(); skipped || fault != "" {
			if fault != "" {
				problems = append(problems, problem{p.path, b.line - 1, fault})
			}
			continue
		}
		file, whole, err := b.file(fset, p.path)
		switch {
		case err != nil:
			problems = append(problems, syntaxProblem(p, b, err))
		case whole:
			units = append(units, named.with(b.fileName(), file))
		default:
			fragments.files = append(fragments.files, file)
		}
		if fault := misformatted(b.text); err == nil && fault != "" {
			problems = append(problems, problem{p.path, b.line, fault})
		}
	}
	if len(fragments.files) > 0 {
		units = append(units, fragments)
	}
	return units, problems
}

// folder has the files that a page has named so far.
type folder map[string]*ast.File

// with returns the unit of a file, with the others of its package if it has a name.
func (f folder) with(name string, file *ast.File) *unit {
	if name == "" {
		return &unit{files: []*ast.File{file}}
	}
	f[name] = file
	return &unit{files: slices.Collect(maps.Values(f))}
}

// skipped reads the mark of a block.
func (b block) skipped() (skipped bool, fault string) {
	reason, ignored := strings.CutPrefix(b.mark, "ignore")
	switch {
	case b.mark == "":
		return false, ""
	case !ignored:
		return false, "a Go block has the unknown mark " + b.mark
	case strings.Trim(reason, " :") == "":
		return false, "a Go block is ignored without a reason"
	}
	return true, ""
}

// file parses a block, and reports whether it is a whole file.
func (b block) file(fset *token.FileSet, path string) (file *ast.File, whole bool, err error) {
	at := fmt.Sprintf("//line %s:%d\n", path, b.line)
	const mode = parser.SkipObjectResolution | parser.ParseComments
	if file, err := parser.ParseFile(fset, "", at+b.text, mode); err == nil {
		return file, true, nil
	}
	file, err = parser.ParseFile(fset, "", "package page\n"+at+b.text, mode)
	if err == nil {
		if signatures := signaturesOf(file, at); signatures != "" {
			file, err = parser.ParseFile(fset, "", signatures, 0)
			return file, false, err
		}
		return withImports(fset, path, "package page", at+b.text)
	}
	results, bodyErr := resultsOf(at + b.text)
	if bodyErr != nil {
		return nil, false, bodyErr
	}
	return withImports(fset, path, "package page", "func _() "+results+" {\n"+at+b.text+"\npanic(0)\n}")
}

// withImports parses a file that begins with clause, with the imports it needs in
// front of code. Fragments do not write them.
func withImports(fset *token.FileSet, path, clause, code string) (*ast.File, bool, error) {
	file, err := parser.ParseFile(fset, "", clause+"\n"+code, 0)
	if err != nil {
		return nil, false, err
	}
	for _, name := range unknownPackages(file) {
		clause += fmt.Sprintf("; import %s %q", name, packages[name])
	}
	file, err = parser.ParseFile(fset, "", clause+"\n"+code, 0)
	return file, false, err
}

// unknownPackages are the names that look like packages and that file does not declare.
func unknownPackages(file *ast.File) []string {
	free := map[*ast.Ident]bool{}
	for _, name := range file.Unresolved { // the types that would replace it need the imports
		free[name] = true
	}
	imported := map[string]bool{}
	for _, spec := range file.Imports {
		imported[strings.Trim(spec.Path.Value, `"`)] = true
	}
	var names []string
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		name, ok := selector.X.(*ast.Ident)
		if ok && free[name] && packages[name.Name] != "" && !imported[packages[name.Name]] && !slices.Contains(names, name.Name) {
			names = append(names, name.Name)
		}
		return true
	})
	return names
}

// resultsOf returns the results that a function around these statements has to have.
func resultsOf(statements string) (string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package page; func _() {\n"+statements+"\n}", 0)
	if err != nil {
		return "", err
	}
	most := 0
	ast.Inspect(file, func(node ast.Node) bool {
		if _, inner := node.(*ast.FuncLit); inner {
			return false
		}
		if back, ok := node.(*ast.ReturnStmt); ok {
			most = max(most, len(back.Results))
		}
		return true
	})
	if most == 0 {
		return "", nil
	}
	return "(" + strings.Repeat("any, ", most-1) + "error)", nil
}

// signaturesOf turns declarations of functions without bodies, which is how reference
// pages quote the API, into a file that fails to compile if the API has them no more.
func signaturesOf(file *ast.File, at string) string {
	var out bytes.Buffer
	fmt.Fprintf(&out, "package page; import . %q; import \"context\"; var _ context.Context\n%s", packages["cybersource"], at)
	for _, declaration := range file.Decls {
		function, ok := declaration.(*ast.FuncDecl)
		if !ok || function.Body != nil {
			return ""
		}
		value := function.Name.Name
		signature := *function.Type
		if function.Recv != nil {
			receiver := function.Recv.List[0].Type
			value = fmt.Sprintf("(%s).%s", code(receiver), value)
			signature.Params = &ast.FieldList{List: append([]*ast.Field{{Names: []*ast.Ident{ast.NewIdent("_")}, Type: receiver}}, function.Type.Params.List...)}
		}
		fmt.Fprintf(&out, "var _ %s = %s; ", code(&signature), value) // all on the line of the block
	}
	return out.String()
}

func code(node ast.Node) string {
	var out bytes.Buffer
	if err := format.Node(&out, token.NewFileSet(), node); err != nil {
		return "" // does not parse then, which is reported
	}
	return out.String()
}

// misformatted says so if gofmt would change a block.
func misformatted(text string) string {
	formatted, err := format.Source([]byte(text))
	if err == nil && strings.TrimRight(string(formatted), "\n") != strings.TrimRight(text, "\n") {
		return "a Go block is not formatted as gofmt does"
	}
	return ""
}

// syntaxProblem finds the line of a parser's first complaint.
func syntaxProblem(p *page, b block, err error) problem {
	var list scanner.ErrorList
	if errors.As(err, &list) && list[0].Pos.Filename == p.path {
		return problem{p.path, list[0].Pos.Line, list[0].Msg}
	}
	return problem{p.path, b.line, "a Go block does not parse: " + err.Error()}
}
