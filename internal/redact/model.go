package redact

import (
	"maps"
	"reflect"
	"slices"
	"strconv"

	"github.com/cybersource-go/cybersource/internal/layout"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// tree masks a model, or a pointer to one. Of what is no model nothing is shown.
func (m Masker) tree(v any) tree {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer && rv.Elem().Kind() == reflect.Pointer {
		rv = rv.Elem()
	}
	if !rv.IsValid() || rv.Kind() == reflect.Pointer && rv.IsNil() {
		return nil
	}
	s, base, ok := layout.OfModel(rv.Interface())
	if !ok {
		return hidden
	}
	o := m.model(base, s)
	o.typeName = s.Name()
	return o
}

// model shows the fields that the specification knows. All others, Meta among them, are
// never shown.
func (m Masker) model(base layout.Address, s *layout.Struct) (o object) {
	spec := s.Spec()
	if spec.Type == nil {
		return o
	}
	for i := s.Next(base, 0); i < len(s.Fields); i = s.Next(base, i+1) {
		f, described := &s.Fields[i], spec.Fields[i]
		if described == nil || f.Type.IsZero(f.In(base)) {
			continue
		}
		o.members = append(o.members, member{described.JSON, described.Go, m.field(described, f.In(base), f.Type)})
	}
	if extra := s.Extra(base); extra != nil {
		for _, name := range slices.Sorted(maps.Keys(*extra)) {
			shown := shownName(name)
			o.members = append(o.members, member{shown, shown, unknownText((*extra)[name])})
		}
	}
	return o
}

// field masks a field's value by its type. The inside of a sensitive one is not shown.
func (m Masker) field(f *schema.Field, at layout.Address, t layout.Type) tree {
	for t.Kind == reflect.Pointer {
		at, t = at.Pointee(), t.Elem
		if at.IsNil() {
			return nil
		}
	}
	switch t.Kind {
	case reflect.String:
		return m.scalar(f.Sensitive, *at.Text())
	case reflect.Bool:
		return m.number(f.Sensitive, strconv.FormatBool(*at.Bool()))
	case reflect.Int64:
		return m.number(f.Sensitive, strconv.FormatInt(*at.Int(), 10))
	case reflect.Struct:
		if f.Sensitive != schema.Public {
			return hidden
		}
		return m.model(at, t.Struct())
	case reflect.Slice:
		elements := make(list, t.Len(at))
		for i := range elements {
			elements[i] = m.field(f, t.Index(at, i), t.Elem)
		}
		return elements
	default: // maps have members that the specification does not know
		return hidden
	}
}

// number masks a number or boolean, which is one as long as all of it may be shown.
func (m Masker) number(rating schema.Sensitivity, digits string) tree {
	if shown := m.scalar(rating, digits); shown != digits {
		return shown
	}
	return literal(digits)
}
