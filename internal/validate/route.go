package validate

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/cybersource-go/cybersource/internal/layout"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// A route leads from a request to one of its fields.
type route []step

type step struct {
	name   string
	object *layout.Struct // that has the field
	field  *layout.Field  // nil if this Go type does not have it
}

// routeTo resolves a dotted path of JSON names. It ends where the types do, and at a list.
func routeTo(s *layout.Struct, path string) route {
	var r route
	for name := range strings.SplitSeq(path, ".") {
		next := step{name, s, s.Field([]byte(name))}
		r = append(r, next)
		if next.field == nil || next.field.Type.Kind != reflect.Pointer || next.field.Type.Object() == nil {
			break
		}
		s = next.field.Type.Object()
	}
	return r
}

func routesTo(s *layout.Struct, paths []string) []route {
	routes := make([]route, len(paths))
	for i, path := range paths {
		routes[i] = routeTo(s, path)
	}
	return routes
}

// spec returns what the specification says about the field, nothing if it does not know it.
func (r route) spec() *schema.Field {
	last := r[len(r)-1]
	if last.field != nil {
		if f := last.object.Spec().Fields[last.field.Index]; f != nil {
			return f
		}
	}
	return new(schema.Field)
}

// finding is what is at the end of a route.
type finding struct {
	given         bool
	text          string // of a text that is given in its field
	besideUnknown bool   // an object on the way has members that the specification does not know
}

func (r route) find(base layout.Address) (f finding) {
	for i, s := range r {
		extra := s.object.Extra(base)
		f.besideUnknown = f.besideUnknown || extra != nil && len(*extra) > 0
		if s.field == nil || isAbsent(s.field.In(base), s.field.Type) {
			if extra != nil {
				_, f.given = (*extra)[s.name]
			}
			return f
		}
		at := s.field.In(base)
		if i < len(r)-1 {
			base = at.Pointee()
		} else if s.field.Type.Kind == reflect.String {
			f.text = *at.Text()
		}
	}
	f.given = true
	return f
}

// isAbsent reports whether a field says nothing: unset, or a list without elements.
func isAbsent(at layout.Address, t layout.Type) bool {
	return t.IsZero(at) || t.Kind == reflect.Slice && t.Len(at) == 0
}

// position returns where the specification has a path: one number for each member and index
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
