package test

import (
	"encoding/json"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/cybersource-go/cybersource"

// goPackage is what go list says about a package.
type goPackage struct {
	ImportPath                               string
	Imports, Deps, TestImports, XTestImports []string
}

func listPackages(t *testing.T, patterns ...string) map[string]goPackage {
	t.Helper()
	output, err := exec.Command("go", append([]string{"list", "-json=ImportPath,Imports,Deps,TestImports,XTestImports"}, patterns...)...).Output()
	require.NoError(t, err)
	packages := map[string]goPackage{}
	decoder := json.NewDecoder(strings.NewReader(string(output)))
	for decoder.More() {
		var p goPackage
		require.NoError(t, decoder.Decode(&p))
		packages[p.ImportPath] = p
	}
	return packages
}

func isWithin(path, tree string) bool { return path == tree || strings.HasPrefix(path, tree+"/") }

// layers lists the packages of this module from the ground up. A package imports
// its own layer's internals and the layers listed for it, nothing else of ours.
var layers = []struct {
	tree string
	may  []string
}{
	{module + "/internal", []string{module + "/internal"}},
	{module + "/webhook", []string{module + "/internal"}},
	{module + "/checkout", []string{module, module + "/internal"}},
	{module + "/idempotency", []string{module, module + "/internal", module + "/idempotency"}},
	{module + "/cybersourcetest", []string{module, module + "/internal", module + "/cybersourcetest"}},
	{module + "/cmd", []string{module, module + "/internal", module + "/cybersourcetest", module + "/cmd"}},
	{module + "/examples", []string{module, module + "/webhook", module + "/checkout", module + "/idempotency", module + "/cybersourcetest", module + "/examples"}},
	{module + "/test", []string{module, module + "/webhook", module + "/checkout", module + "/idempotency", module + "/internal", module + "/cybersourcetest"}},
	{module, []string{module + "/internal"}},
}

func TestArrowsPointOneWay(t *testing.T) {
	packages := listPackages(t, module+"/...")
	require.Contains(t, packages, module)
	require.Greater(t, len(packages), 8)
	for path, p := range packages {
		for _, layer := range layers {
			if !isWithin(path, layer.tree) {
				continue
			}
			for _, imported := range p.Imports {
				if isWithin(imported, module) {
					assert.True(t, slices.ContainsFunc(layer.may, func(tree string) bool {
						return imported == tree || tree != module && isWithin(imported, tree)
					}), "%s imports %s", path, imported)
				}
			}
			break
		}
	}
}

// The map of the guide to the architecture has a row for every package, except what is below
// a package that has one, programs and tests.
func TestMapOfPackagesIsComplete(t *testing.T) {
	guide, err := os.ReadFile("../docs/guides/architecture.md")
	require.NoError(t, err)
	_, below, _ := strings.Cut(string(guide), "## The packages")
	rows, _, _ := strings.Cut(below, "\n## ")
	looked := 0
	for path := range listPackages(t, module+"/...") {
		name := strings.TrimPrefix(path, module+"/")
		tree, rest, _ := strings.Cut(name, "/")
		switch {
		case path == module, slices.Contains([]string{"cmd", "examples", "test"}, tree):
			continue
		case tree == "internal":
			tree += "/" + strings.Split(rest, "/")[0]
		}
		looked++
		assert.Contains(t, rows, "| ["+tree+"](../../"+tree+") | ", "no row for %s", name)
	}
	assert.Greater(t, looked, 15)
}

// What users build must not hold what our tests need, and who needs what is settled.
func TestDependenciesStayWhereTheyBelong(t *testing.T) {
	packages := listPackages(t, module+"/...")
	for _, tc := range []struct {
		name    string
		from    []string // trees whose dependencies are looked at
		tests   bool     // their tests too
		without []string
	}{
		{"the client", []string{module}, false, []string{
			"github.com/stretchr", "github.com/jarcoal", "go.uber.org", "go.yaml.in", "gopkg.in", "github.com/getkin", "github.com/pb33f", "testing",
			module + "/cybersourcetest", module + "/tools", module + "/test",
		}},
		{"packages below the client", []string{module + "/internal"}, true, []string{
			module, "github.com/stretchr", "github.com/jarcoal", "go.uber.org",
		}},
		{"webhooks", []string{module + "/webhook"}, true, []string{
			module, "github.com/go-resty", "github.com/stretchr", "github.com/jarcoal", "go.uber.org",
		}},
		{"the offline gateway", []string{module + "/cybersourcetest"}, false, []string{
			"github.com/stretchr", "github.com/jarcoal", "go.uber.org", "testing",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			looked := 0
			for path, p := range packages {
				if !slices.ContainsFunc(tc.from, func(tree string) bool { return path == tree || tree != module && isWithin(path, tree) }) {
					continue
				}
				looked++
				reached := p.Deps
				if tc.tests {
					reached = append(append(reached, p.TestImports...), p.XTestImports...)
				}
				for _, unwanted := range tc.without {
					for _, dependency := range reached {
						ours := unwanted == module || unwanted == "testing" // these, not what is below them
						assert.False(t, dependency == unwanted || !ours && isWithin(dependency, unwanted), "%s reaches %s", path, dependency)
					}
				}
			}
			assert.Positive(t, looked)
		})
	}
}

// Only test/ may import what the tests of users would have to download.
func TestTestLibrariesAreImportedByThisSuiteOnly(t *testing.T) {
	for path, p := range listPackages(t, module+"/...") {
		if path == module+"/test" {
			continue
		}
		for _, imported := range slices.Concat(p.Imports, p.TestImports, p.XTestImports) {
			for _, library := range []string{"github.com/stretchr", "github.com/jarcoal", "go.uber.org"} {
				assert.False(t, isWithin(imported, library), "%s imports %s", path, imported)
			}
		}
	}
}

// resty can be replaced as long as one package knows it, and no signature mentions it.
func TestRestyIsImportedByTheExchangeOnly(t *testing.T) {
	for path, p := range listPackages(t, module+"/...") {
		for _, imported := range p.Imports {
			if isWithin(imported, "github.com/go-resty") {
				assert.True(t, path == module+"/internal/exchange", "%s imports %s", path, imported)
			}
		}
	}
}

func TestAPIMentionsOnlyTheStandardLibrary(t *testing.T) {
	for path, atLeast := range map[string]int{module: 200, module + "/webhook": 20} {
		imported := importPackage(t, path)
		looked := 0
		seen := map[types.Type]bool{}
		for _, name := range imported.Scope().Names() {
			if object := imported.Scope().Lookup(name); object.Exported() {
				looked++
				walkType(object.Type(), seen, func(p *types.Package) {
					assert.True(t, p == imported || !strings.Contains(p.Path(), "."), "%s mentions %s", name, p.Path())
				})
			}
		}
		assert.Greater(t, looked, atLeast)
	}
}

// importPackage reads the types of a package of ours out of what the compiler exported.
func importPackage(t *testing.T, path string) *types.Package {
	t.Helper()
	output, err := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}}={{.Export}}", path).Output()
	require.NoError(t, err)
	files := map[string]string{}
	for line := range strings.Lines(string(output)) {
		name, file, _ := strings.Cut(strings.TrimSpace(line), "=")
		files[name] = file
	}
	open := func(path string) (io.ReadCloser, error) { return os.Open(files[path]) }
	imported, err := importer.ForCompiler(token.NewFileSet(), "gc", open).Import(path)
	require.NoError(t, err)
	return imported
}

// walkType reports the package of each named type that can be reached through
// exported fields, methods and signatures.
func walkType(t types.Type, seen map[types.Type]bool, report func(*types.Package)) {
	if seen[t] {
		return
	}
	seen[t] = true
	next := func(types ...types.Type) {
		for _, other := range types {
			walkType(other, seen, report)
		}
	}
	switch t := t.(type) {
	case *types.Alias:
		next(types.Unalias(t))
	case *types.Named:
		walkNamed(t, next, report)
	case *types.Pointer:
		next(t.Elem())
	case *types.Slice:
		next(t.Elem())
	case *types.Array:
		next(t.Elem())
	case *types.Chan:
		next(t.Elem())
	case *types.Map:
		next(t.Key(), t.Elem())
	case *types.Struct:
		for field := range t.Fields() {
			if field.Exported() {
				next(field.Type())
			}
		}
	case *types.Signature:
		for v := range t.Params().Variables() {
			next(v.Type())
		}
		for v := range t.Results().Variables() {
			next(v.Type())
		}
	case *types.Interface:
		for method := range t.ExplicitMethods() {
			if method.Exported() {
				next(method.Type())
			}
		}
	}
}

// walkNamed looks into the types of this module and stops at all others.
func walkNamed(t *types.Named, next func(...types.Type), report func(*types.Package)) {
	p := t.Obj().Pkg()
	if p == nil {
		return
	}
	report(p)
	if !isWithin(p.Path(), module) || !t.Obj().Exported() {
		return
	}
	next(t.Underlying())
	for method := range t.Methods() {
		if method.Exported() {
			next(method.Type())
		}
	}
}
