package layout

import (
	"reflect"
	"slices"
)

// index sorts the fields by the length of their names.
func (s *Struct) index() {
	s.byLength = slices.Clone(s.Fields)
	slices.SortStableFunc(s.byLength, func(a, b Field) int { return len(a.QuotedName) - len(b.QuotedName) })
	for i := range s.byLength {
		for len(s.first) <= len(s.byLength[i].Name()) {
			s.first = append(s.first, i)
		}
	}
	s.first = append(s.first, len(s.byLength))
}

// Field finds a member by the exact case of its name: names that differ only in case are
// different members. It returns nil if there is none. Few names of a model have the same
// length.
func (s *Struct) Field(name []byte) *Field {
	if len(name)+1 >= len(s.first) {
		return nil
	}
	same := s.byLength[s.first[len(name)]:s.first[len(name)+1]]
	for i := range same {
		if f := &same[i]; f.Name() == string(name) {
			return f
		}
	}
	return nil
}

// TextAt returns the text that a path of members leads to from the struct at base; "" if there is
// none.
func (s *Struct) TextAt(base Address, path ...string) string {
	for i, name := range path {
		f := s.Field([]byte(name))
		if f == nil || base.IsNil() {
			return ""
		}
		switch last := i == len(path)-1; {
		case last && f.Type.Kind == reflect.String:
			return *f.In(base).Text()
		case last || f.Type.Kind != reflect.Pointer || f.Type.Elem.Kind != reflect.Struct:
			return ""
		}
		base, s = f.In(base).Pointee(), f.Type.Elem.Struct()
	}
	return ""
}
