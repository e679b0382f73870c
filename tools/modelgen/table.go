package main

import (
	"cmp"
	"fmt"
	"go/format"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/tools/internal/spec"
)

// table prints internal/schema: the types sorted by name, as data that needs no
// code to run at start-up. References between types are positions in that list.
func table(s *spec.Spec, files map[string][]byte) error {
	types := slices.SortedFunc(slices.Values(s.Types), func(a, b *spec.Type) int { return cmp.Compare(a.Name, b.Name) })
	position := map[string]int{}
	for i, t := range types {
		position[t.Name] = i
	}
	var b strings.Builder
	b.WriteString(generatedHeader + "package schema\n\nvar types = [...]Type{\n")
	for _, t := range types {
		fmt.Fprintf(&b, "\t{\n\t\tName: %q,\n\t\tFields: []Field{\n", t.Name)
		for _, f := range t.Fields {
			fmt.Fprintf(&b, "\t\t\t{%s},\n", strings.Join(entry(f, position), ", "))
		}
		fmt.Fprintf(&b, "\t\t},\n\t\tbyJSON: []uint8{%s},\n\t},\n", byJSON(t))
	}
	b.WriteString("}\n")
	source, err := format.Source([]byte(b.String()))
	files["internal/schema/schema_gen.go"] = source
	return err
}

var kindNames = map[spec.Kind]string{
	spec.String: "String", spec.Integer: "Integer", spec.Boolean: "Boolean", spec.Object: "Object",
	spec.Strings: "Strings", spec.Objects: "Objects", spec.StringMaps: "StringMaps",
}

var sensitivityNames = map[string]string{"personal": "Personal", "account": "Account", "secret": "Secret"}

// entry lists the elements of a Field literal; what is zero is left out.
func entry(f *spec.Field, position map[string]int) []string {
	out := []string{fmt.Sprintf("JSON: %q", f.JSON), fmt.Sprintf("Go: %q", f.Go), "Kind: " + kindNames[f.Kind]}
	add := func(set bool, format string, v any) {
		if set {
			out = append(out, fmt.Sprintf(format, v))
		}
	}
	add(f.Ref != "", "Type: %q", f.Ref)
	add(f.Ref != "", "model: %d", position[f.Ref]+1)
	add(f.Format != "", "Format: %q", f.Format)
	add(f.MinLength != nil, "MinLength: %d", deref(f.MinLength))
	add(f.MaxLength != nil, "MaxLength: %d", deref(f.MaxLength))
	add(f.Min != nil, "HasMin: true, Min: %d", deref(f.Min))
	add(f.Max != nil, "HasMax: true, Max: %d", deref(f.Max))
	add(f.Required, "Required: %v", true)
	add(f.Observed, "Observed: %v", true)
	add(f.Sensitive != "", "Sensitive: %s", sensitivityNames[f.Sensitive])
	add(len(f.Values) > 0, "Values: []string{%s}", quotedCodes(f.Values))
	return out
}

func deref(n *int64) int64 {
	if n == nil {
		return 0
	}
	return *n
}

func quotedCodes(values []spec.Value) string {
	out := make([]string, len(values))
	for i, v := range values {
		out[i] = fmt.Sprintf("%q", v.Code)
	}
	return strings.Join(out, ", ")
}

// byJSON is the order in which the fields stand when sorted by JSON name.
func byJSON(t *spec.Type) string {
	order := make([]int, len(t.Fields))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(t.Fields[a].JSON, t.Fields[b].JSON) })
	return strings.Trim(strings.Join(strings.Fields(fmt.Sprint(order)), ", "), "[]")
}
