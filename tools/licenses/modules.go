package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

type module struct{ path, version, folder string }

// needed is a module with the folders of those of its packages that something is built from.
type needed struct {
	module
	packages []string
}

// list returns the modules, other than ours, that packages are built from, by path. It
// asks for one platform, so that the page is the same wherever it is printed.
func list(folder string, tests bool, packages []string) ([]needed, error) {
	const format = "{{with .Module}}{{if and .Version (not .Replace)}}{{.Path}}\t{{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}"
	command := exec.Command("go", "list", "-deps", fmt.Sprintf("-test=%t", tests), "-f", format)
	command.Args = append(command.Args, packages...)
	command.Dir = folder
	command.Env = append(command.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0", "GOWORK=off", "GOEXPERIMENT=")
	output, err := command.Output()
	if err != nil {
		return nil, fmt.Errorf("go list in %s: %w", folder, err)
	}
	found := map[module]*needed{}
	for line := range strings.Lines(string(output)) {
		parts := strings.Split(strings.TrimSpace(line), "\t")
		if len(parts) != 4 {
			continue
		}
		m := module{parts[0], parts[1], parts[2]}
		if found[m] == nil {
			found[m] = &needed{module: m}
		}
		found[m].packages = append(found[m].packages, parts[3])
	}
	var modules []needed
	for _, m := range found {
		modules = append(modules, *m)
	}
	slices.SortFunc(modules, func(a, b needed) int { return strings.Compare(a.path, b.path) })
	return modules, nil
}

// terms returns the licenses of a module and the files that have to be passed on with it: those
// of the module, and those of folders in it that are built from and have a license of their own.
func (n *needed) terms() (licenses, files []string, err error) {
	licenses, files, err = licensesIn(n.folder)
	for _, folder := range n.below() {
		more, names, problem := licensesIn(folder)
		if errors.Is(problem, errNoLicense) {
			continue
		}
		err = errors.Join(err, problem)
		licenses = append(licenses, more...)
		for _, name := range names {
			path, problem := filepath.Rel(n.folder, filepath.Join(folder, name))
			err = errors.Join(err, problem)
			files = append(files, filepath.ToSlash(path))
		}
	}
	slices.Sort(licenses)
	return slices.Compact(licenses), files, err
}

// below returns the folders between the module's and its packages', each once.
func (n *needed) below() (folders []string) {
	for _, folder := range n.packages {
		for ; len(folder) > len(n.folder); folder = filepath.Dir(folder) {
			folders = append(folders, folder)
		}
	}
	slices.Sort(folders)
	return slices.Compact(folders)
}
