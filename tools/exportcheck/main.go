// Command exportcheck reads all Go packages of the repository and fails if an exported
// name has no doc comment, or if a field of a model has a tag that would lose it.
//
//	exportcheck [-root dir]
//
// Comments: each package, type, function, method, constant and variable that is exported
// has one, and it begins with the name. So do the exported fields of packages that users
// import; there a comment speaks for all fields down to the next blank line. Programs
// are left out.
//
// Tags: see the rules in tags.go.
package main

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	root := flag.String("root", ".", "folder of the repository")
	flag.Parse()
	problems, err := check(*root)
	if err != nil {
		fmt.Fprintln(os.Stderr, "exportcheck:", err)
		os.Exit(1)
	}
	for _, p := range problems {
		fmt.Fprintln(os.Stderr, p)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

// checker collects problems of one package.
type checker struct {
	root     string // file names are reported relative to it
	files    *token.FileSet
	users    bool // users can import the package
	problems []string
}

func (c *checker) report(at token.Pos, format string, args ...any) {
	p := c.files.Position(at)
	name, err := filepath.Rel(c.root, p.Filename)
	if err != nil {
		name = p.Filename
	}
	c.problems = append(c.problems, fmt.Sprintf("%s:%d: ", filepath.ToSlash(name), p.Line)+fmt.Sprintf(format, args...))
}

// check returns the problems of all packages below root, by folder and place.
func check(root string) (problems []string, err error) {
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		if name := entry.Name(); path != root && (name == "testdata" || strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		found, err := checkFolder(root, path)
		problems = append(problems, found...)
		return err
	})
	return problems, err
}

// checkFolder checks the package in a folder, which may hold none.
func checkFolder(root, folder string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return nil, err
	}
	paths = slices.DeleteFunc(paths, func(path string) bool { return strings.HasSuffix(path, "_test.go") })
	c := &checker{root: root, files: token.NewFileSet(), users: isForUsers(root, folder)}
	var parsed []*ast.File
	for _, path := range paths {
		file, err := parser.ParseFile(c.files, path, nil, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		parsed = append(parsed, file)
	}
	c.checkPackage(parsed)
	return c.problems, nil
}

// isForUsers tells whether a program outside of this repository can import the package in folder.
func isForUsers(root, folder string) bool {
	path, err := filepath.Rel(root, folder)
	if err != nil {
		return true
	}
	parts := strings.Split(filepath.ToSlash(path), "/")
	return !slices.Contains(parts, "internal") && parts[0] != "tools" && parts[0] != "test"
}

func (c *checker) checkPackage(files []*ast.File) {
	if len(files) == 0 || files[0].Name.Name == "main" {
		return
	}
	if !slices.ContainsFunc(files, func(f *ast.File) bool { return f.Doc != nil }) {
		c.report(files[0].Package, "package %s has no comment", files[0].Name.Name)
	}
	for _, file := range files {
		for _, declaration := range file.Decls {
			switch d := declaration.(type) {
			case *ast.FuncDecl:
				c.checkFunction(d)
			case *ast.GenDecl:
				c.checkDeclaration(d)
			}
		}
	}
}
