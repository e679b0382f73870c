package validate

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/cybersource-go/cybersource/internal/schema"
)

// A route leads from a request to one of its fields.
type route []step

type step struct {
	name  string
	index int // of the field in the Go struct; -1 if this Go type does not have it
	extra extraField
}

// routeTo resolves a dotted path of JSON names. It goes as far as the types do.
func routeTo(t reflect.Type, s *schema.Type, path string) route {
	var r route
	for name := range strings.SplitSeq(path, ".") {
		next := step{name: name, index: -1, extra: extraFieldOf(t)}
		f := s.Field(name)
		if f != nil {
			if field, ok := t.FieldByName(f.Go); ok {
				next.index, t = field.Index[0], elem(field.Type)
			}
		}
		r = append(r, next)
		if next.index < 0 || f.Model() == nil {
			break
		}
		s = f.Model()
	}
	return r
}

func routesTo(t reflect.Type, s *schema.Type, paths []string) []route {
	routes := make([]route, len(paths))
	for i, path := range paths {
		routes[i] = routeTo(t, s, path)
	}
	return routes
}

// finding is what lies at the end of a route.
type finding struct {
	value     reflect.Value // not valid if the field is absent, or a member of an Extra
	given     bool
	strangers bool // an object on the way has members that the spec does not know
}

func (r route) find(v reflect.Value) (f finding) {
	for i, s := range r {
		unknown := s.extra.of(v)
		f.strangers = f.strangers || len(unknown) > 0
		if s.index < 0 || absent(v.Field(s.index)) {
			_, f.given = unknown[s.name]
			return f
		}
		v = v.Field(s.index)
		if i < len(r)-1 {
			v = v.Elem() // only objects have members
		}
	}
	f.given, f.value = true, v
	return f
}

// text returns the value of a text that is given.
func (f finding) text() string {
	if f.value.Kind() != reflect.String {
		return ""
	}
	return f.value.String()
}

// absent reports whether a field says nothing: unset, or a list without elements.
func absent(v reflect.Value) bool {
	return v.IsZero() || v.Kind() == reflect.Slice && v.Len() == 0
}

// extraField is the index of a struct's field for unknown members, -1 without one.
type extraField int

var extraType = reflect.TypeFor[map[string]json.RawMessage]()

func extraFieldOf(t reflect.Type) extraField {
	if t.Kind() == reflect.Struct {
		if field, ok := t.FieldByName("Extra"); ok && field.Type == extraType {
			return extraField(field.Index[0])
		}
	}
	return -1
}

func (e extraField) of(v reflect.Value) map[string]json.RawMessage {
	if e < 0 {
		return nil
	}
	return v.Field(int(e)).Interface().(map[string]json.RawMessage)
}

// position returns where the spec has a path: one number for each member and index
// on the way.
func position(s *schema.Type, path string) []int {
	var at []int
	for part := range strings.SplitSeq(path, ".") {
		name, index, isElement := strings.Cut(strings.TrimSuffix(part, "]"), "[")
		i := slices.IndexFunc(s.Fields, func(f schema.Field) bool { return f.JSON == name })
		if at = append(at, i); i < 0 {
			break
		}
		if isElement {
			n, _ := strconv.Atoi(index)
			at = append(at, n)
		}
		if s = s.Fields[i].Model(); s == nil {
			break
		}
	}
	return at
}
