package redact

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/cybersource-go/cybersource/internal/schema"
)

// A shape is what masking needs to know about a model's struct type.
type shape struct {
	fields []shapeField
	extra  int // index of the field for unknown members; -1 if there is none
}

type shapeField struct {
	index int
	*schema.Field
}

var shapes sync.Map // reflect.Type -> *shape

// shapeOf returns the shape of a struct type, with no fields if it is not a model.
func shapeOf(t reflect.Type) *shape {
	if s, ok := shapes.Load(t); ok {
		return s.(*shape)
	}
	s, _ := shapes.LoadOrStore(t, newShape(t))
	return s.(*shape)
}

// newShape takes the fields that the schema knows by the names of both sides. All
// others, Meta among them, are never shown.
func newShape(t reflect.Type) *shape {
	s := &shape{extra: -1}
	model := schema.Lookup(t.Name())
	if model == nil {
		return s
	}
	for i := range t.NumField() {
		sf := t.Field(i)
		wire, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		switch f := model.Field(wire); {
		case !sf.IsExported():
		case f != nil && f.Go == sf.Name:
			s.fields = append(s.fields, shapeField{i, f})
		case sf.Name == "Extra" && sf.Type == reflect.TypeFor[map[string]json.RawMessage]():
			s.extra = i
		}
	}
	return s
}

// tree masks a model, or a pointer to one. What is not a model shows its type.
func (m Masker) tree(v any) tree {
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer {
		rv = rv.Elem()
	}
	switch rv.Kind() {
	case reflect.Invalid:
		return nil
	case reflect.Struct:
		o := m.model(rv)
		o.typeName = rv.Type().Name()
		return o
	default:
		return hidden
	}
}

func (m Masker) model(v reflect.Value) object {
	s := shapeOf(v.Type())
	var o object
	for _, f := range s.fields {
		if fv := v.Field(f.index); !fv.IsZero() {
			o.members = append(o.members, member{f.JSON, f.Go, m.field(f.Field, fv)})
		}
	}
	if s.extra >= 0 {
		extra := v.Field(s.extra).Interface().(map[string]json.RawMessage)
		for _, wire := range slices.Sorted(maps.Keys(extra)) {
			shown := name(wire)
			o.members = append(o.members, member{shown, shown, unknownText(extra[wire])})
		}
	}
	return o
}

// field masks a field's value by its kind. A sensitive one is never looked into.
func (m Masker) field(f *schema.Field, v reflect.Value) tree {
	for v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch v.Kind() {
	case reflect.String:
		return m.scalar(f.Sensitive, v.String())
	case reflect.Bool:
		return m.number(f.Sensitive, strconv.FormatBool(v.Bool()))
	case reflect.Int64:
		return m.number(f.Sensitive, strconv.FormatInt(v.Int(), 10))
	case reflect.Struct:
		if f.Sensitive != schema.Public {
			return hidden
		}
		return m.model(v)
	case reflect.Slice:
		elements := make(list, v.Len())
		for i := range elements {
			elements[i] = m.field(f, v.Index(i))
		}
		return elements
	default: // maps have members that the schema does not know
		return hidden
	}
}

// number masks a number or boolean, which stays one if all of it may be shown.
func (m Masker) number(rating schema.Sensitivity, digits string) tree {
	if shown := m.scalar(rating, digits); shown != digits {
		return shown
	}
	return literal(digits)
}
