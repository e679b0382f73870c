package spec

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"unicode"
)

// reserved are names that every generated struct has besides its fields: the
// members Extra and Meta, and the methods written by hand or by the generator.
var reserved = []string{"Extra", "Meta", "Format", "LogValue", "MarshalJSON", "UnmarshalJSON", "Outcome", "Validate"}

// jsonName is what can stand in a struct tag without quotes and become a Go name.
var jsonName = regexp.MustCompile(`^_?[A-Za-z][A-Za-z0-9_-]*$`)

// goFile is the name of a file of models.
var goFile = regexp.MustCompile(`^model_[a-z_]+\.go$`)

// maxFields is what the sorted positions of the schema table can hold.
const maxFields = 256

// check refuses what cannot be generated: all problems at once, by name.
func (s *Spec) check() error {
	known := map[string]bool{}
	var problems []error
	for _, t := range s.Types {
		if known[t.Name] {
			problems = append(problems, fmt.Errorf("%s: defined twice", t.Name))
		}
		known[t.Name] = true
	}
	openTypes := map[string]bool{}
	for _, o := range s.OpenTypes {
		openTypes[o.Name] = true
	}
	for _, t := range s.Types {
		problems = append(problems, t.check(known, openTypes)...)
	}
	for i := range s.Operations {
		problems = append(problems, s.Operations[i].check(s)...)
	}
	problems = append(problems, s.checkSharedRequests()...)
	return errors.Join(problems...)
}

// checkSharedRequests refuses one request type for two operations: rules, and the Validate
// method, belong to the type.
func (s *Spec) checkSharedRequests() []error {
	var problems []error
	first := map[string]string{}
	for _, o := range s.Operations {
		if other := first[o.RequestType]; o.RequestType != "" && other != "" {
			problems = append(problems, fmt.Errorf("%s: %s is the request of %s too", o.ID, o.RequestType, other))
		}
		first[o.RequestType] = o.ID
	}
	return problems
}

func (t *Type) check(known, openTypes map[string]bool) []error {
	var problems []error
	report := func(f *Field, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s.%s: %s", t.Name, f.JSON, fmt.Sprintf(format, args...)))
	}
	if t.File != "" && !goFile.MatchString(t.File) {
		problems = append(problems, fmt.Errorf("%s: x-go-file %q is not model_*.go", t.Name, t.File))
	}
	if len(t.Fields) > maxFields {
		problems = append(problems, fmt.Errorf("%s: more than %d members", t.Name, maxFields))
	}
	first := map[string]string{}
	for _, f := range t.Fields {
		switch {
		case !jsonName.MatchString(f.JSON) || !startsUpper(f.Go):
			report(f, "no Go name can be made of it")
		case slices.Contains(reserved, f.Go):
			report(f, "Go name %s is taken", f.Go)
		case first[f.Go] != "":
			report(f, "Go name %s is that of %s too", f.Go, first[f.Go])
		}
		first[f.Go] = f.JSON
		if f.Ref != "" && !known[f.Ref] {
			report(f, "schema %s does not exist", f.Ref)
		}
		if known[f.GoType] {
			report(f, "type %s is the name of a schema", f.GoType)
		} else if f.GoType != "" && !openTypes[f.GoType] {
			report(f, "type %s is not described under x-go-types", f.GoType)
		}
		if f.GoType != "" && f.Kind != String {
			report(f, "x-go-type is for strings")
		}
		if !slices.Contains([]string{"", "personal", "account", "secret"}, f.Sensitive) {
			report(f, "x-sensitive %q is not known", f.Sensitive)
		}
	}
	return problems
}

func startsUpper(s string) bool { return s != "" && unicode.IsUpper(rune(s[0])) }
