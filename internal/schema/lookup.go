package schema

import (
	"cmp"
	"slices"
	"strings"
)

// Lookup returns the model with the given name, or nil. It neither allocates nor
// locks; the result is shared and must not be changed.
func Lookup(name string) *Type {
	i, found := slices.BinarySearchFunc(types[:], name, func(t Type, name string) int {
		return strings.Compare(t.Name, name)
	})
	if !found {
		return nil
	}
	return &types[i]
}

// Types returns all models, sorted by name. They are shared and must not be changed.
func Types() []Type { return types[:] }

// Field returns the member with the given JSON name, which is exact in case, or nil.
func (t *Type) Field(jsonName string) *Field {
	i, found := slices.BinarySearchFunc(t.byJSON, jsonName, func(i uint8, name string) int {
		return cmp.Compare(t.Fields[i].JSON, name)
	})
	if !found {
		return nil
	}
	return &t.Fields[t.byJSON[i]]
}

// FieldByGo returns the member whose Go field has the given name, or nil. Walking
// values by reflection needs no search: see [Type.Fields].
func (t *Type) FieldByGo(goName string) *Field {
	for i := range t.Fields {
		if t.Fields[i].Go == goName {
			return &t.Fields[i]
		}
	}
	return nil
}

// Model returns the type of an Object or of the elements of Objects, in constant
// time; nil for every other kind.
func (f *Field) Model() *Type {
	if f.model == 0 {
		return nil
	}
	return &types[f.model-1]
}
