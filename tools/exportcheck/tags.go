package main

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// The tag and type of the field that keeps the members that a model does not know. Both
// words are needed: one for each JSON engine.
const (
	extraTag  = `json:",embed,inline"`
	extraType = "map[string]json.RawMessage"
)

// checkTags checks a struct that is written as JSON, which is one with a member. In it
//
//   - every exported field has a json tag,
//   - no member name is used twice,
//   - a field that embeds unknown members is Extra, with exactly the type and tag above.
//
// In a model, which is such a struct with an Extra, moreover
//
//   - the member is named as the field, but for case, hyphens and underscores,
//   - a zero value is left out, and what may be sent as false, 0 or {} is a pointer.
func (c *checker) checkTags(s *ast.StructType) {
	tagged := fieldsOf(s)
	if !slices.ContainsFunc(tagged, func(f field) bool { return f.hasJSON && f.member != "-" }) {
		return
	}
	isModel := slices.ContainsFunc(tagged, func(f field) bool { return f.name == "Extra" })
	members := map[string]string{} // field by member
	for _, f := range tagged {
		c.checkMember(f, members)
		if isModel {
			c.checkModelField(f)
		}
	}
}

// field is an exported field with a name and what its json tag says.
type field struct {
	name, goType string
	at           token.Pos
	tag          string // all of it, without quotation marks
	hasJSON      bool
	member       string
	options      []string
}

func fieldsOf(s *ast.StructType) (fields []field) {
	for _, f := range s.Fields.List {
		for _, name := range f.Names {
			if name.IsExported() {
				fields = append(fields, parseField(f, name))
			}
		}
	}
	return fields
}

func parseField(f *ast.Field, name *ast.Ident) field {
	parsed := field{name: name.Name, at: name.Pos(), goType: types.ExprString(f.Type)}
	if f.Tag == nil {
		return parsed
	}
	parsed.tag, _ = strconv.Unquote(f.Tag.Value) // the parser has seen to its quotation marks
	var json string
	json, parsed.hasJSON = reflect.StructTag(parsed.tag).Lookup("json")
	options := strings.Split(json, ",")
	parsed.member, parsed.options = options[0], options[1:]
	return parsed
}

// checkMember checks what holds for every field of a struct that is written as JSON.
func (c *checker) checkMember(f field, members map[string]string) {
	embeds := slices.Contains(f.options, "embed") || slices.Contains(f.options, "inline")
	switch {
	case !f.hasJSON:
		c.report(f.at, "%s has no json tag, other fields have one", f.name)
	case embeds != (f.name == "Extra"):
		c.report(f.at, "%s: the field that embeds unknown members is named Extra, and no other is", f.name)
	case embeds && (f.tag != extraTag || f.goType != extraType):
		c.report(f.at, "Extra has to be %s `%s`", extraType, extraTag)
	case !embeds && f.member == "":
		c.report(f.at, "the json tag of %s names no member", f.name)
	}
	if f.member == "" || f.member == "-" {
		return
	}
	if other, taken := members[f.member]; taken {
		c.report(f.at, "%s has the member %q of %s", f.name, f.member, other)
	}
	members[f.member] = f.name
}

// checkModelField checks what holds for the fields of a model only.
func (c *checker) checkModelField(f field) {
	if f.member == "" || f.member == "-" {
		return
	}
	if !strings.EqualFold(strings.NewReplacer("-", "", "_", "").Replace(f.member), f.name) {
		c.report(f.at, "%s has the member %q, which is another name", f.name, f.member)
	}
	if !slices.Equal(f.options, []string{"omitzero"}) {
		c.report(f.at, "%s: the only option of a member is omitzero", f.name)
	}
	if slices.Contains([]string{"bool", "int", "int64", "float64"}, f.goType) {
		c.report(f.at, "%s is a %s: false and 0 could not be sent, make it a pointer", f.name, f.goType)
	}
}
