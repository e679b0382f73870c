package jsonx

import (
	"cmp"
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"
)

// Reading and writing know where each field lies and go to its memory directly:
// asking reflection for every field of every model, most of them unset, was half the
// cost of a request. All uses of package unsafe rest on three rules. An address is that
// of a value whose type is the shape's. It comes from a pointer that is held while the
// address is used. A string is a pointer and a length in memory, and what can be nil
// begins with a pointer.

// A plan is what reading and writing need to know about a struct type. A payment goes through some thirty of them, and the
// processor has done much else since the last one: what is looked at together lies
// together.
type plan struct {
	fields   []field
	slots    []slot  // of the fields, by the same index
	byLength []field // the fields again, the short names first
	first    []int   // by length: where in byLength the names of at least that length begin
	extra    uintptr // offset of the field for unknown members
	hasExtra bool
}

type field struct {
	prefix   string // the member's name, quoted, with its colon; those of a plan are one text
	shape    shape
	offset   uint32
	index    uint16 // in the struct's order
	omitZero bool
}

// name is the member's name, which has to be one that needs no escapes, as those of all
// models are.
func (f *field) name() string { return f.prefix[1 : len(f.prefix)-2] }

// A slot is the word in memory that tells that a field is not set, apart from the rest
// of the field so that sixty of them are looked at in a few lines of cache.
type slot struct {
	word    uint32 // offset of the length of a string, of the pointer of anything else
	decides bool   // false: ask the field's shape
}

// A shape is the type of a value: its kind, which is all there is to know of most
// values, and what else there may be.
type shape struct {
	kind reflect.Kind
	*details
}

type details struct {
	typ   reflect.Type
	elem  shape                // of a pointer, list or map
	below atomic.Pointer[plan] // of a struct, made when first needed: a payment uses few of all models
}

var plans sync.Map // reflect.Type -> *plan

func planOf(t reflect.Type) *plan {
	if p, ok := plans.Load(t); ok {
		return p.(*plan)
	}
	p, _ := plans.LoadOrStore(t, newPlan(t))
	return p.(*plan)
}

func newPlan(t reflect.Type) *plan {
	p := new(plan)
	var prefixes strings.Builder
	for sf := range t.Fields() {
		tag := sf.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case !sf.IsExported() || tag == "-":
		case hasOption(options, "embed") && sf.Type == reflect.TypeFor[map[string]json.RawMessage]():
			p.extra, p.hasExtra = sf.Offset, true
		default:
			prefix := `"` + cmp.Or(name, sf.Name) + `":`
			prefixes.WriteString(prefix)
			offset := uint32(sf.Offset)    //nolint:gosec // no model is that large
			index := uint16(len(p.fields)) //nolint:gosec // or has so many fields
			p.fields = append(p.fields, field{prefix, newShape(sf.Type), offset, index, hasOption(options, "omitzero")})
		}
	}
	together := prefixes.String()
	for i := range p.fields {
		f := &p.fields[i]
		f.prefix, together = together[:len(f.prefix)], together[len(f.prefix):]
	}
	p.index()
	return p
}

// index makes what is derived from the fields.
func (p *plan) index() {
	p.slots = make([]slot, len(p.fields))
	for i := range p.fields {
		p.slots[i] = p.fields[i].slot()
	}
	p.byLength = slices.Clone(p.fields)
	slices.SortStableFunc(p.byLength, func(a, b field) int { return len(a.prefix) - len(b.prefix) })
	for i := range p.byLength {
		for len(p.first) <= len(p.byLength[i].name()) {
			p.first = append(p.first, i)
		}
	}
	p.first = append(p.first, len(p.byLength))
}

func newShape(t reflect.Type) shape {
	s := shape{t.Kind(), &details{typ: t}}
	switch s.kind {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		s.elem = newShape(t.Elem())
	}
	return s
}

func (f *field) slot() slot {
	switch f.shape.kind {
	case reflect.String: // pointer, length
		return slot{word: f.offset + uint32(unsafe.Sizeof(uintptr(0))), decides: f.omitZero}
	case reflect.Pointer, reflect.Map, reflect.Slice: // a pointer, with length and capacity behind that of a slice
		return slot{word: f.offset, decides: f.omitZero}
	default:
		return slot{}
	}
}

// skips reports whether the field is left out, in the struct at base, as far as one word tells.
func (s slot) skips(base unsafe.Pointer) bool {
	return s.decides && *(*uintptr)(unsafe.Add(base, s.word)) == 0
}

// field finds a member by the exact case of its name: names that differ only in case are
// different members. Few names of a model have the same length.
func (p *plan) field(name []byte) *field {
	if len(name)+1 >= len(p.first) {
		return nil
	}
	same := p.byLength[p.first[len(name)]:p.first[len(name)+1]]
	for i := range same {
		if f := &same[i]; f.name() == string(name) {
			return f
		}
	}
	return nil
}

// place returns the index of a member's field, -1 without one.
func (p *plan) place(name string) int {
	if p != nil {
		if f := p.field([]byte(name)); f != nil {
			return int(f.index)
		}
	}
	return -1
}

// inExtra reports whether Extra of the struct at base has that member.
func (p *plan) inExtra(base unsafe.Pointer, name string) bool {
	if base == nil {
		return false
	}
	extra := p.unknown(base)
	if extra == nil {
		return false
	}
	_, has := (*extra)[name]
	return has
}

// quoted finds a member by its name as a text has it, which needs no escapes but may
// have some.
func (p *plan) quoted(name []byte) *field {
	if f := p.field(name[1 : len(name)-1]); f != nil {
		return f
	}
	return p.field(unquote(name))
}

// unknown returns the field for unknown members of the struct at base, nil if it has none.
func (p *plan) unknown(base unsafe.Pointer) *map[string]json.RawMessage {
	if !p.hasExtra {
		return nil
	}
	return (*map[string]json.RawMessage)(unsafe.Add(base, p.extra))
}

// value is the value at that address, for what is done rarely enough to ask reflection.
func (s shape) value(at unsafe.Pointer) reflect.Value { return reflect.NewAt(s.typ, at).Elem() }

// zero reports whether the value at that address is not set.
func (s shape) zero(at unsafe.Pointer) bool {
	switch s.kind {
	case reflect.String:
		return *(*string)(at) == ""
	case reflect.Pointer, reflect.Map, reflect.Slice:
		return *(*unsafe.Pointer)(at) == nil
	default:
		return s.value(at).IsZero()
	}
}

// plan returns the plan of a struct.
func (s shape) plan() *plan {
	p := s.below.Load()
	if p == nil {
		p = planOf(s.typ)
		s.below.Store(p)
	}
	return p
}

// elemPlan returns the plan of the struct that a pointer points to; nil for anything else.
func (s shape) elemPlan() *plan {
	if s.kind != reflect.Pointer || s.elem.kind != reflect.Struct {
		return nil
	}
	return s.elem.plan()
}

func (s shape) isText() bool { return s.kind == reflect.String }

func hasOption(options, want string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == want {
			return true
		}
	}
	return false
}
