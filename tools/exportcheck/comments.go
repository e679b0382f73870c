package main

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

func (c *checker) checkFunction(f *ast.FuncDecl) {
	if !f.Name.IsExported() || f.Recv != nil && !ast.IsExported(receiver(f)) {
		return
	}
	c.wantName(f.Name, f.Doc)
}

// receiver returns the name of the type that a method belongs to.
func receiver(f *ast.FuncDecl) string {
	expr := f.Recv.List[0].Type
	for {
		switch e := expr.(type) {
		case *ast.StarExpr:
			expr = e.X
		case *ast.IndexExpr:
			expr = e.X
		case *ast.IndexListExpr:
			expr = e.X
		case *ast.Ident:
			return e.Name
		default:
			return ""
		}
	}
}

// checkDeclaration checks what one type, const or var keyword declares.
func (c *checker) checkDeclaration(d *ast.GenDecl) {
	for _, spec := range d.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			c.checkType(s, d)
		case *ast.ValueSpec:
			c.checkValues(s, d)
		}
	}
}

func (c *checker) checkType(s *ast.TypeSpec, d *ast.GenDecl) {
	if fields, ok := s.Type.(*ast.StructType); ok {
		c.checkTags(fields)
		if c.users && s.Name.IsExported() {
			c.checkFields(s.Name.Name, fields)
		}
	}
	doc := s.Doc
	if doc == nil && !d.Lparen.IsValid() {
		doc = d.Doc
	}
	if s.Name.IsExported() {
		c.wantName(s.Name, doc)
	}
}

// checkValues accepts one comment for a whole group: the names of a list say the rest.
func (c *checker) checkValues(s *ast.ValueSpec, d *ast.GenDecl) {
	if s.Doc != nil || s.Comment != nil || d.Doc != nil {
		return
	}
	for _, name := range s.Names {
		if name.IsExported() {
			c.report(name.Pos(), "%s has no doc comment", name.Name)
		}
	}
}

// checkFields accepts a comment for all fields down to the next blank line.
func (c *checker) checkFields(owner string, fields *ast.StructType) {
	covered := 0 // the last line that a comment speaks for
	for _, field := range fields.Fields.List {
		if field.Doc != nil || field.Comment != nil || c.line(field.Pos()) == covered+1 {
			covered = c.line(field.End())
			continue
		}
		for _, name := range field.Names {
			if name.IsExported() {
				c.report(name.Pos(), "%s.%s has no comment", owner, name.Name)
			}
		}
	}
}

func (c *checker) line(at token.Pos) int { return c.files.Position(at).Line }

// wantName wants a comment that begins with the name, perhaps after an article.
func (c *checker) wantName(name *ast.Ident, doc *ast.CommentGroup) {
	if doc == nil {
		c.report(name.Pos(), "%s has no doc comment", name.Name)
		return
	}
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	if len(words) == 0 || strings.TrimRight(words[0], ":,") != name.Name {
		c.report(doc.Pos(), "the comment of %s does not begin with its name", name.Name)
	}
}
