// Package layout says of the structs of the models where their fields are, what they are
// called in JSON, and what the specification says about them. Each struct type is read
// once; writing and reading JSON, masking and validation all go by the result.
//
// A model is a struct of strings, booleans, int64s, pointers, slices and maps whose
// fields carry json tags, of names that need no escapes, with at most one field tagged
// ",embed" that holds the members that the struct does not know:
//
//	Extra map[string]json.RawMessage `json:",embed,inline"`
//
// A field tagged "-" is not part of the model.
package layout

import (
	"cmp"
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
)

// A Struct is the layout of a struct type. A payment consists of some thirty of them, and
// the processor has done much else since the last payment, so that fields used together
// are adjacent in memory.
type Struct struct {
	Fields []Field // in the order of the struct

	// words are offsets in the struct: the word there is zero while the field of the same index
	// is left out. They are apart from the fields, so that those of sixty fields, most of them
	// not set, take few lines of the processor's cache.
	words []uint32

	typ         reflect.Type
	byLength    []Field // copies of the fields, the short names first
	first       []int   // by length: index in byLength of the first name of at least that length
	extraOffset uintptr
	hasExtra    bool
	spec        atomic.Pointer[Spec]
	plans       plans
	textSize    atomic.Int64 // see TextSize
}

// A Field is one field of a struct, other than Extra.
type Field struct {
	QuotedName string // the member's name in quotes, with a colon; all those of a struct are one text
	Type       Type
	offset     uint32
	Index      uint16 // in Fields
	OmitZero   bool   // the member is left out while the field is not set
	askType    bool   // only the type tells whether it is
}

// Name is the member's name.
func (f *Field) Name() string { return f.QuotedName[1 : len(f.QuotedName)-2] }

var structs sync.Map // reflect.Type -> *Struct

// Of returns the layout of a struct type, always the same.
func Of(t reflect.Type) *Struct {
	if s, ok := structs.Load(t); ok {
		return s.(*Struct)
	}
	s, _ := structs.LoadOrStore(t, newStruct(t))
	return s.(*Struct)
}

// Name is that of the type.
func (s *Struct) Name() string { return s.typ.Name() }

// OfModel returns the layout of a model, a struct or a pointer to one, and its address: that of
// a copy if v is a struct. A nil pointer and everything else is no model.
func OfModel(v any) (s *Struct, base Address, ok bool) {
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.Pointer && rv.Elem().Kind() == reflect.Struct:
		rv = rv.Elem()
	case rv.Kind() == reflect.Struct:
		copied := reflect.New(rv.Type()).Elem()
		copied.Set(rv)
		rv = copied
	default:
		return nil, Address{}, false
	}
	return Of(rv.Type()), AddressOf(rv), true
}

func newStruct(t reflect.Type) *Struct {
	s := &Struct{typ: t}
	var names strings.Builder
	for sf := range t.Fields() {
		tag := sf.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case !sf.IsExported() || tag == "-":
		case hasOption(options, "embed") && sf.Type == reflect.TypeFor[map[string]json.RawMessage]():
			s.extraOffset, s.hasExtra = sf.Offset, true
		default:
			f := Field{
				QuotedName: `"` + cmp.Or(name, sf.Name) + `":`,
				Type:       newType(sf.Type),
				offset:     uint32(sf.Offset),     //nolint:gosec // no model is that large
				Index:      uint16(len(s.Fields)), //nolint:gosec // or has so many fields
				OmitZero:   hasOption(options, "omitzero"),
			}
			names.WriteString(f.QuotedName)
			s.Fields = append(s.Fields, f)
		}
	}
	s.shareNames(names.String())
	s.index()
	s.findWords()
	return s
}

// shareNames puts the names of all fields into one text, which they make up in their order.
func (s *Struct) shareNames(all string) {
	for i := range s.Fields {
		f := &s.Fields[i]
		f.QuotedName, all = all[:len(f.QuotedName)], all[len(f.QuotedName):]
	}
}

func hasOption(options, want string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == want {
			return true
		}
	}
	return false
}
