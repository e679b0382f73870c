package main

import (
	"cmp"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// table prints internal/schema: the types sorted by name, each as text that the
// package reads when the type is first asked for.
func table(s *spec.Spec, files map[string][]byte) error {
	types := slices.SortedFunc(slices.Values(s.Types), func(a, b *spec.Type) int { return cmp.Compare(a.Name, b.Name) })
	var b strings.Builder
	b.WriteString(generatedHeader + "package schema\n\nvar rows = [...]row{\n")
	for _, t := range types {
		fmt.Fprintf(&b, "\t{%q, \"\"", t.Name)
		for _, f := range t.Fields {
			fmt.Fprintf(&b, " +\n\t\t%q", strings.Join(rowLine(t, f), " ")+"\n")
		}
		b.WriteString(", \"\"")
		for _, line := range ruleLines(requestOf(s, t.Name)) {
			fmt.Fprintf(&b, " +\n\t\t%q", line+"\n")
		}
		b.WriteString("},\n")
	}
	b.WriteString("}\n")
	source, err := format.Source([]byte(b.String()))
	files["internal/schema/table.go"] = source
	return err
}

var kindWords = map[spec.Kind]string{
	spec.Integer: "integer", spec.Boolean: "boolean", spec.Object: "object",
	spec.Strings: "strings", spec.Objects: "objects", spec.StringMaps: "maps",
}

// rowLine is one line of the table. What the reader can derive is left out: the whole table
// is part of every program.
func rowLine(t *spec.Type, f *spec.Field) []string {
	out := []string{f.JSON}
	if f.Go != strings.ToUpper(f.JSON[:1])+f.JSON[1:] {
		out = append(out, f.Go)
	}
	add := func(set bool, fact string) {
		if set {
			out = append(out, fact)
		}
	}
	limit := func(name string, n *int64) {
		if n != nil {
			out = append(out, fmt.Sprintf("%s:%d", name, *n))
		}
	}
	kind := kindWords[f.Kind]
	if f.Ref != "" && f.Ref != t.Name+f.Go {
		kind += ":" + f.Ref
	}
	add(f.Kind != spec.String, kind)
	add(f.Format != "", "format:"+f.Format)
	limit("minLength", f.MinLength)
	limit("maxLength", f.MaxLength)
	limit("min", f.Min)
	limit("max", f.Max)
	add(f.Sensitive != "", f.Sensitive)
	return out
}

// ruleLines are the rules of an operation's request, one a line: first the members that
// are required whatever else is given.
func ruleLines(o *spec.Operation) []string {
	if o == nil {
		return nil
	}
	lines := slices.Clone(o.Required)
	for _, r := range o.Rules {
		lines = append(lines, ruleLine(r))
	}
	return lines
}

func ruleLine(r spec.Rule) string {
	words := []string{r.Path}
	if r.Always {
		words = append(words, "always")
	}
	list := func(key string, values []string) {
		if len(values) > 0 {
			words = append(words, key+strings.Join(values, ","))
		}
	}
	list("when:", r.When)
	list("unless:", r.Unless)
	list("within:"+r.Within+"=", r.Countries)
	list("tests:", r.Tests)
	if r.Currency != "" {
		words = append(words, "currency:"+r.Currency)
	}
	return strings.Join(words, " ")
}
