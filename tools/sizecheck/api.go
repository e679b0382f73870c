package main

import (
	"fmt"
	"go/ast"
	"go/types"
	"maps"
	"os"
	"slices"

	"golang.org/x/tools/go/packages"
)

// api is what the linker should be able to leave out.
type api struct {
	path       string // of the package
	operations map[string]operation
	always     map[string]bool // types that any program may contain
}

// operation is a method of a service.
type operation struct {
	symbol string
	models map[string]bool // the types of its signature, with all those of their fields
}

// loadAPI reads the services of the package in folder root from the fields of its APIClient.
func loadAPI(root string) (*api, error) {
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedSyntax | packages.NeedTypes | packages.NeedImports,
		Dir:  root,
		Env:  append(os.Environ(), "GOWORK=off"),
	}
	found, err := packages.Load(config, ".")
	if err != nil {
		return nil, err
	}
	p := found[0]
	if len(p.Errors) > 0 {
		return nil, p.Errors[0]
	}
	a := &api{path: p.PkgPath, operations: map[string]operation{}, always: handWritten(p)}
	client := p.Types.Scope().Lookup("APIClient")
	if client == nil {
		return nil, fmt.Errorf("%s has no APIClient", p.PkgPath)
	}
	for field := range client.Type().Underlying().(*types.Struct).Fields() {
		if field.Exported() {
			a.addService(field.Type())
		}
	}
	if len(a.operations) == 0 {
		return nil, fmt.Errorf("the APIClient of %s has no operations", p.PkgPath)
	}
	return a, nil
}

// addService adds the exported methods of a type like *PaymentsApi.
func (a *api) addService(t types.Type) {
	pointer, isPointer := t.(*types.Pointer)
	if !isPointer {
		return
	}
	service, isNamed := pointer.Elem().(*types.Named)
	if !isNamed {
		return
	}
	for method := range service.Methods() {
		if !method.Exported() {
			continue
		}
		models := map[string]bool{}
		addTypes(models, method.Signature(), method.Pkg())
		name := service.Obj().Name()
		a.operations[name+"."+method.Name()] = operation{fmt.Sprintf("%s.(*%s).%s", a.path, name, method.Name()), models}
	}
}

// handWritten returns the exported types that are not generated, with all types of their
// fields. They do the work of every call and may be in any program.
func handWritten(p *packages.Package) map[string]bool {
	set := map[string]bool{}
	for _, file := range p.Syntax {
		if ast.IsGenerated(file) {
			continue
		}
		for _, name := range p.Types.Scope().Names() {
			object := p.Types.Scope().Lookup(name)
			if _, isType := object.(*types.TypeName); isType && object.Exported() && file.FileStart <= object.Pos() && object.Pos() < file.FileEnd {
				addTypes(set, object.Type(), p.Types)
			}
		}
	}
	return set
}

// addTypes adds the names of all types of the package that a type is made of.
func addTypes(set map[string]bool, t types.Type, of *types.Package) {
	switch t := types.Unalias(t).(type) {
	case interface{ Elem() types.Type }: // a pointer, slice, array or map: none of our maps has keys of interest
		addTypes(set, t.Elem(), of)
	case *types.Struct:
		for field := range t.Fields() {
			addTypes(set, field.Type(), of)
		}
	case *types.Signature:
		addTypes(set, t.Params(), of)
		addTypes(set, t.Results(), of)
	case *types.Tuple:
		for v := range t.Variables() {
			addTypes(set, v.Type(), of)
		}
	case *types.Named:
		addNamed(set, t, of)
	}
}

func addNamed(set map[string]bool, t *types.Named, of *types.Package) {
	for argument := range t.TypeArgs().Types() {
		addTypes(set, argument, of)
	}
	if name := t.Obj().Name(); t.Obj().Pkg() == of && !set[name] {
		set[name] = true
		addTypes(set, t.Underlying(), of)
	}
}

// know fails if one of the named operations does not exist: nothing would be known about its models.
func (a *api) know(called []string) error {
	for _, name := range called {
		if _, exists := a.operations[name]; !exists {
			return fmt.Errorf("%s has no operation %s", a.path, name)
		}
	}
	return nil
}

// unused returns the symbols that a program which calls only some operations has no
// use for: the methods of the others, and the models that only those have.
func (a *api) unused(called []string) map[string]bool {
	needed := maps.Clone(a.always)
	for _, name := range called {
		maps.Copy(needed, a.operations[name].models)
	}
	symbols := map[string]bool{}
	for name, operation := range a.operations {
		if slices.Contains(called, name) {
			continue
		}
		symbols[operation.symbol] = true
		for model := range operation.models {
			if !needed[model] {
				symbols["type:"+a.path+"."+model] = true
			}
		}
	}
	return symbols
}
