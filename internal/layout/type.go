package layout

import (
	"reflect"
	"sync/atomic"
)

// A Type is the type of a value: its kind, which is all there is to know of most values,
// and what else there may be.
type Type struct {
	Kind reflect.Kind
	*details
}

type details struct {
	Elem Type // of a pointer, slice or map
	typ  reflect.Type

	structure atomic.Pointer[Struct] // of a struct, made when first needed: a payment uses few of all models
}

// text is the type of most fields.
var text = Type{reflect.String, &details{typ: reflect.TypeFor[string]()}}

func newType(t reflect.Type) Type {
	if t == text.typ {
		return text
	}
	typ := Type{t.Kind(), &details{typ: t}}
	switch typ.Kind {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		typ.Elem = newType(t.Elem())
	}
	return typ
}

// Struct returns the layout of a struct type.
func (t Type) Struct() *Struct {
	s := t.structure.Load()
	if s == nil {
		s = Of(t.typ)
		t.structure.Store(s)
	}
	return s
}

// Object returns the layout of the struct that t is, or that its elements are at any depth; nil if
// they are none.
func (t Type) Object() *Struct {
	switch t.Kind {
	case reflect.Struct:
		return t.Struct()
	case reflect.Pointer, reflect.Slice:
		return t.Elem.Object()
	default:
		return nil
	}
}
