package jsonx

import (
	"encoding/json"
	"reflect"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// A plan is what reading and writing need to know about a struct type.
type plan struct {
	fields []*field
	slots  []slot            // of the fields, by the same index
	byName map[string]*field // exact case: names that differ only in case are different members
	extra  int               // index of the field for unknown members; -1 if there is none
}

type field struct {
	name     string
	prefix   string // the member's name, quoted, with its colon
	index    int
	omitZero bool
	model    reflect.Type         // the struct below the field's pointer or list, nil if there is none
	below    atomic.Pointer[plan] // of model, made when first needed: a payment uses few of all models
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
	p := &plan{extra: -1, byName: make(map[string]*field, t.NumField())}
	for i := range t.NumField() {
		sf := t.Field(i)
		tag := sf.Tag.Get("json")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case !sf.IsExported() || tag == "-":
		case hasOption(options, "embed") && sf.Type == reflect.TypeFor[map[string]json.RawMessage]():
			p.extra = i
		default:
			if name == "" {
				name = sf.Name
			}
			f := newField(name, sf, hasOption(options, "omitzero"))
			p.fields = append(p.fields, f)
			p.slots = append(p.slots, slot{offset: sf.Offset, kind: sf.Type.Kind(), omitZero: f.omitZero})
			p.byName[name] = f
		}
	}
	return p
}

func newField(name string, sf reflect.StructField, omitZero bool) *field {
	quoted, _ := jsontext.AppendQuote(nil, name) // a name in Go source is valid UTF-8
	t := sf.Type
	f := &field{name: name, prefix: string(quoted) + ":", index: sf.Index[0], omitZero: omitZero}
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice || t.Kind() == reflect.Map {
		t = t.Elem()
	}
	if t.Kind() == reflect.Struct {
		f.model = t
	}
	return f
}

// A slot is where a field lies in its struct, and all that is needed to tell whether
// it is set. Of the sixty fields of a line item seven are set, so this is most of the
// work of writing one: looking at the memory is five times as fast as reflection is.
type slot struct {
	offset   uintptr
	kind     reflect.Kind
	omitZero bool
}

// skip reports whether the field is left out, in the struct that starts at base.
func (s *slot) skip(base unsafe.Pointer) bool {
	at := unsafe.Add(base, s.offset)
	switch {
	case !s.omitZero:
		return false
	case s.kind == reflect.String:
		return len(*(*string)(at)) == 0
	case s.kind == reflect.Pointer, s.kind == reflect.Map, s.kind == reflect.Slice: // each begins with the pointer to what it holds
		return *(*unsafe.Pointer)(at) == nil
	case s.kind == reflect.Bool:
		return !*(*bool)(at)
	case s.kind == reflect.Int64:
		return *(*int64)(at) == 0
	default:
		return false
	}
}

// plan returns the plan of the struct below the field.
func (f *field) plan() *plan {
	p := f.below.Load()
	if p == nil {
		p = planOf(f.model)
		f.below.Store(p)
	}
	return p
}

func hasOption(options, want string) bool {
	for option := range strings.SplitSeq(options, ",") {
		if option == want {
			return true
		}
	}
	return false
}

// unknown returns the address of v's field for unknown members, nil if it has none.
func (p *plan) unknown(v reflect.Value) *map[string]json.RawMessage {
	if p.extra < 0 {
		return nil
	}
	return v.Field(p.extra).Addr().Interface().(*map[string]json.RawMessage)
}
