// Command coverage prints how much of the hand-written code a test run reached, package
// by package, and fails if the total is below a floor.
//
//	coverage [-root dir] [-floor percent] profile
//
// The profile is one of go test -coverprofile -coverpkg=./... Generated files do not
// count, for they say nothing about our tests; neither do the programs under examples/,
// which their test runs as processes of their own.
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
	"golang.org/x/tools/cover"
)

var errBelowFloor = errors.New("below the floor")

func main() {
	root := flag.String("root", ".", "folder of the module")
	floor := flag.Float64("floor", 0, "percentage of hand-written statements that tests have to reach")
	flag.Parse()
	if err := run(*root, flag.Arg(0), *floor, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "coverage:", err)
		os.Exit(1)
	}
}

// tally counts statements.
type tally struct{ reached, all int }

func (t tally) percent() float64 { return 100 * float64(t.reached) / float64(t.all) }

func (t *tally) add(other tally) {
	t.reached += other.reached
	t.all += other.all
}

func run(root, profile string, floor float64, out io.Writer) error {
	packages, err := count(root, profile)
	if err != nil {
		return err
	}
	var total tally
	for _, folder := range slices.Sorted(maps.Keys(packages)) {
		fmt.Fprintf(out, "%6.1f %%  %s\n", packages[folder].percent(), folder)
		total.add(packages[folder])
	}
	if total.all == 0 {
		return errors.New("the profile holds no hand-written code")
	}
	fmt.Fprintf(out, "%6.1f %%  of %d hand-written statements\n", total.percent(), total.all)
	if total.percent() < floor {
		return fmt.Errorf("%.1f %% is %w of %.1f %%", total.percent(), errBelowFloor, floor)
	}
	return nil
}

// count adds up the hand-written statements of each folder of the module.
func count(root, profile string) (map[string]tally, error) {
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	profiles, err := cover.ParseProfiles(profile)
	if err != nil {
		return nil, err
	}
	packages := map[string]tally{}
	for _, p := range profiles {
		name := strings.TrimPrefix(p.FileName, modfile.ModulePath(gomod)+"/")
		skip, err := isSkipped(root, name)
		if err != nil {
			return nil, err
		}
		if !skip {
			folder := packages[path.Dir(name)]
			folder.add(tallyOf(p))
			packages[path.Dir(name)] = folder
		}
	}
	return packages, nil
}

func tallyOf(p *cover.Profile) (t tally) {
	for _, block := range p.Blocks {
		t.all += block.NumStmt
		if block.Count > 0 {
			t.reached += block.NumStmt
		}
	}
	return t
}

// generated is the line by which all tools know generated files, see go help generate.
var generated = regexp.MustCompile(`(?m)^// Code generated .* DO NOT EDIT\.$`)

func isSkipped(root, name string) (bool, error) {
	if strings.HasPrefix(name, "examples/") {
		return true, nil
	}
	source, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		return false, err
	}
	head, _, _ := bytes.Cut(append([]byte("\n"), source...), []byte("\npackage "))
	return generated.Match(head), nil
}
