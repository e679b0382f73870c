package schema

import (
	"slices"
	"strings"
	"sync/atomic"
)

// types are the models that have been asked for: a program uses few of all. The table
// itself is text, which costs neither start-up time nor a look by the garbage collector.
var types [len(rows)]atomic.Pointer[Type]

// Lookup returns the model with the given name, or nil. The result is always the same,
// shared, and must not be changed.
func Lookup(name string) *Type {
	i, found := slices.BinarySearchFunc(rows[:], name, func(r row, name string) int {
		return strings.Compare(r.name, name)
	})
	if !found {
		return nil
	}
	if t := types[i].Load(); t != nil {
		return t
	}
	types[i].CompareAndSwap(nil, rows[i].read()) // somebody else may have been faster
	return types[i].Load()
}

// Names returns the names of all models, sorted.
func Names() []string {
	names := make([]string, len(rows))
	for i, r := range rows {
		names[i] = r.name
	}
	return names
}

// Field returns the member with the given JSON name, which is exact in case, or nil.
func (t *Type) Field(jsonName string) *Field {
	for i := range t.Fields {
		if t.Fields[i].JSON == jsonName {
			return &t.Fields[i]
		}
	}
	return nil
}

// Model returns the type of an Object or of the elements of Objects; nil for every other kind.
func (f *Field) Model() *Type {
	if f.Type == "" {
		return nil
	}
	return Lookup(f.Type)
}
