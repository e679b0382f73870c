package layout

import (
	"encoding/json"
	"reflect"
	"unsafe"
)

// An Address is that of a value of a model. Fields are read and written there directly:
// asking reflection for every field of every model, most of them unset, was half the cost
// of a request.
//
// This file has all uses of package unsafe. They rest on three rules. An address is that of
// a value whose type is known from the layout. It comes from a pointer that is held while
// the address is used. A string is a pointer and a length in memory, and what can be nil
// begins with a pointer.
type Address struct{ pointer unsafe.Pointer }

// AddressOf returns the address of a value that has one.
func AddressOf(v reflect.Value) Address { return Address{v.Addr().UnsafePointer()} }

// IsNil reports whether the address is none.
func (a Address) IsNil() bool { return a.pointer == nil }

// Text is a string there.
func (a Address) Text() *string { return (*string)(a.pointer) }

// Bool is a bool there.
func (a Address) Bool() *bool { return (*bool)(a.pointer) }

// Int is an int64 there.
func (a Address) Int() *int64 { return (*int64)(a.pointer) }

// Pointee is the address that a pointer there holds, nil if it is nil.
func (a Address) Pointee() Address { return Address{*(*unsafe.Pointer)(a.pointer)} }

// Point sets a pointer there, to a value of its type.
func (a Address) Point(to Address) { *(*unsafe.Pointer)(a.pointer) = to.pointer }

// In returns the address of the field in the struct at base.
func (f *Field) In(base Address) Address { return Address{unsafe.Add(base.pointer, f.offset)} }

// plus is the address so many bytes behind one, within the same value.
func (a Address) plus(bytes uintptr) Address { return Address{unsafe.Add(a.pointer, bytes)} }

// Extra returns the field for unknown members of the struct at base, nil if it has none.
func (s *Struct) Extra(base Address) *map[string]json.RawMessage {
	if !s.hasExtra {
		return nil
	}
	return (*map[string]json.RawMessage)(unsafe.Add(base.pointer, s.extraOffset))
}

// New returns the address of a new value.
func (t Type) New() Address { return Address{reflect.New(t.typ).UnsafePointer()} }

// Value is the value at that address, for what is done too rarely to be worth an accessor.
func (t Type) Value(at Address) reflect.Value { return reflect.NewAt(t.typ, at.pointer).Elem() }

// IsZero reports whether the value at that address is not set.
func (t Type) IsZero(at Address) bool {
	switch t.Kind {
	case reflect.String:
		return *at.Text() == ""
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return *(*unsafe.Pointer)(at.pointer) == nil
	default:
		return t.Value(at).IsZero()
	}
}

// Size is the size of a value in bytes, without what it points to.
func (t Type) Size() int { return int(t.typ.Size()) }

// A list is how a slice is stored, whatever its elements.
type list struct {
	first       unsafe.Pointer
	length, cap int
}

// Len is the number of elements of a slice.
func (t Type) Len(at Address) int { return (*list)(at.pointer).length }

// Index is the address of an element of a slice.
func (t Type) Index(at Address, i int) Address {
	return Address{unsafe.Add((*list)(at.pointer).first, i*t.Elem.Size())}
}

// undecided takes the place of a word where no word decides.
const undecided = ^uint32(0)

// findWords finds for each field the word that is zero while the field is left out of JSON.
func (s *Struct) findWords() {
	s.words = make([]uint32, len(s.Fields))
	for i := range s.Fields {
		f := &s.Fields[i]
		s.words[i] = undecided
		switch {
		case !f.OmitZero:
		case f.Type.Kind == reflect.String: // a pointer, then the length
			s.words[i] = f.offset + uint32(unsafe.Sizeof(uintptr(0)))
		case f.Type.Kind == reflect.Pointer, f.Type.Kind == reflect.Map, f.Type.Kind == reflect.Slice: // a pointer first
			s.words[i] = f.offset
		default:
			f.askType = true
		}
	}
}

// Next returns the index of the first field, from i on, that may be set in the struct at
// base; the number of fields if none is. [Field.Omits] has the last word.
func (s *Struct) Next(base Address, i int) int {
	for i < len(s.words) && s.words[i] != undecided && *(*uintptr)(unsafe.Add(base.pointer, s.words[i])) == 0 {
		i++
	}
	return i
}

// Omits reports whether a field that [Struct.Next] returned is left out of JSON all the same.
func (f *Field) Omits(base Address) bool { return f.askType && f.Type.IsZero(f.In(base)) }
