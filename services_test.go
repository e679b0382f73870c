package cybersource

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"testing"
)

// serviceClasses are the types of the printed api_*.go files that are declared as a service.
func serviceClasses(t *testing.T) []string {
	t.Helper()
	paths, err := filepath.Glob("api_*.go")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, path := range paths {
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if declared, ok := n.(*ast.TypeSpec); ok {
				if of, ok := declared.Type.(*ast.Ident); ok && of.Name == "service" {
					names = append(names, declared.Name.Name)
				}
			}
			return true
		})
	}
	return names
}

func TestServiceClassesAreFieldsOfTheClient(t *testing.T) {
	names := serviceClasses(t)
	if len(names) != 11 {
		t.Errorf("%d service classes: %q", len(names), names)
	}
	client := reflect.ValueOf(newTestClient(t, nil)).Elem()
	for _, name := range names {
		field := client.FieldByName(name)
		switch {
		case !field.IsValid():
			t.Errorf("APIClient has no field %s", name)
		case field.Kind() != reflect.Pointer || field.Type().Elem().Name() != name:
			t.Errorf("APIClient.%s is a %s", name, field.Type())
		case field.IsNil():
			t.Errorf("NewAPIClient leaves %s nil", name)
		}
	}
}
