package main

import (
	"os"
	"strings"

	"golang.org/x/exp/apidiff"
	"golang.org/x/tools/go/packages"
)

// load returns the types of all packages below root that others can import.
func load(root string) (*apidiff.Module, error) {
	config := &packages.Config{
		Mode: packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps | packages.NeedModule,
		Dir:  root,
		Env:  append(os.Environ(), "GOWORK=off"),
	}
	found, err := packages.Load(config, "./...")
	if err != nil {
		return nil, err
	}
	module := &apidiff.Module{}
	for _, p := range found {
		if !isPublic(p) {
			continue
		}
		if len(p.Errors) > 0 {
			return nil, p.Errors[0]
		}
		module.Path = p.Module.Path
		module.Packages = append(module.Packages, p.Types)
	}
	return module, nil
}

// isPublic excludes programs, internal packages, and the black-box suite, which has nothing to offer.
func isPublic(p *packages.Package) bool {
	path := strings.TrimPrefix(p.PkgPath, p.Module.Path) + "/"
	return p.Name != "main" && !strings.Contains(path, "/internal/") && !strings.HasPrefix(path, "/test/")
}
