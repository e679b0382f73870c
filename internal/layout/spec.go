package layout

import "github.com/cybersource-go/cybersource/internal/schema"

// A Spec is what the specification says about a struct.
type Spec struct {
	Type   *schema.Type    // nil if the struct is no model of it
	Fields []*schema.Field // by the index of the struct's fields; nil for one that it does not know
}

// Spec returns what the specification says about the struct. It is looked up when first asked for:
// reading and writing do not need it.
func (s *Struct) Spec() *Spec {
	if spec := s.spec.Load(); spec != nil {
		return spec
	}
	s.spec.CompareAndSwap(nil, s.newSpec()) // another goroutine may have been faster
	return s.spec.Load()
}

// newSpec connects the fields that have the same two names, of JSON and of Go, on both sides.
func (s *Struct) newSpec() *Spec {
	spec := &Spec{Type: schema.Lookup(s.typ.Name()), Fields: make([]*schema.Field, len(s.Fields))}
	if spec.Type == nil {
		return spec
	}
	for i := range s.Fields {
		f := spec.Type.Field(s.Fields[i].Name())
		if f == nil {
			continue
		}
		if sf, ok := s.typ.FieldByName(f.Go); ok && uint32(sf.Offset) == s.Fields[i].offset { //nolint:gosec // no model is that large
			spec.Fields[i] = f
		}
	}
	return spec
}
