package jsonx

import (
	"reflect"
	"strconv"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// value reads the value that begins with t into the memory at that address, which has
// the given type and is not set. If it does not fit in any way, the memory is left as it
// is and the value's text is returned.
func (r *reader) value(at layout.Address, typ layout.Type, t token) (rejected []byte, err error) {
	switch typ.Kind {
	case reflect.Pointer:
		return r.pointer(at, typ, t)
	case reflect.Struct:
		if t.kind() != '{' {
			return r.rest(t)
		}
		return nil, r.object(at, typ.Struct())
	case reflect.Slice:
		return r.list(typ.Value(at), typ, t)
	case reflect.Map:
		return r.table(typ.Value(at), typ, t)
	default:
		return r.scalar(at, typ, t)
	}
}

// pointer allocates the value, and keeps it if what is read fits.
func (r *reader) pointer(at layout.Address, typ layout.Type, t token) (rejected []byte, err error) {
	isObject := typ.Elem.Kind == reflect.Struct
	if isObject && t.kind() != '{' {
		return r.rest(t) // without allocating: only a scalar has to be tried
	}
	target, err := r.newValue(typ.Elem)
	if err != nil {
		return nil, err
	}
	if isObject {
		err = r.object(target, typ.Elem.Struct()) // not by value: a level more of stack for each level of JSON
	} else {
		rejected, err = r.value(target, typ.Elem, t)
	}
	if rejected == nil && err == nil {
		at.Point(target)
	}
	return rejected, err
}

// newValue allocates what a pointer is to lead to.
func (r *reader) newValue(typ layout.Type) (layout.Address, error) {
	if block := r.values.Block(); block > 0 && r.spend(block) == nil {
		r.values.Allocate()
	}
	if at := r.values.FromBlock(typ); !at.IsNil() {
		return at, nil
	}
	if err := r.spend(typ.Size()); err != nil {
		return layout.Address{}, err
	}
	return r.values.Single(typ), nil
}

// list reads an array, or a single value as an array of one. Elements are taken
// all or none: a list with holes would be worse than none.
func (r *reader) list(list reflect.Value, typ layout.Type, t token) (rejected []byte, err error) {
	if t.kind() != '[' {
		if rejected, err = r.element(list, typ, t); rejected != nil {
			list.SetZero()
		}
		return rejected, err
	}
	list.Grow(roomFor(typ.Elem)) // an empty array is not the same as none
	return r.all(list, typ, t, (*reader).element)
}

// roomFor is how many elements a list has room for at first. Lists of codes have a few.
func roomFor(element layout.Type) int {
	if element.Kind == reflect.String {
		return 4
	}
	return 1
}

func (r *reader) element(list reflect.Value, typ layout.Type, t token) (rejected []byte, err error) {
	if err := r.spend(growthOfElement * typ.Elem.Size()); err != nil {
		return nil, err
	}
	n := list.Len()
	list.Grow(1)
	list.SetLen(n + 1)
	at := layout.AddressOf(list.Index(n))
	if typ.Elem.Kind != reflect.Struct || t.kind() != '{' {
		return r.unlessNull(at, typ.Elem, t)
	}
	outer := r.values
	r.values = layout.ValuesOf(typ.Elem.Struct())
	if err = r.object(at, typ.Elem.Struct()); err == nil {
		r.values.Done()
	}
	r.values = outer
	return nil, err
}

// table reads an object into a map, members taken all or none.
func (r *reader) table(table reflect.Value, typ layout.Type, t token) (rejected []byte, err error) {
	if t.kind() != '{' {
		return r.rest(t)
	}
	if err := r.spend(costOfMap); err != nil {
		return nil, err
	}
	table.Set(reflect.MakeMap(table.Type()))
	return r.all(table, typ, t, (*reader).entry)
}

func (r *reader) entry(table reflect.Value, typ layout.Type, name token) (rejected []byte, err error) {
	t, err := r.next()
	if err != nil {
		return nil, err
	}
	if err := r.spend(costOfMapEntry + typ.Elem.Size()); err != nil {
		return nil, err
	}
	entry := typ.Elem.New()
	if rejected, err = r.unlessNull(entry, typ.Elem, t); rejected == nil && err == nil {
		key := reflect.New(table.Type().Key()).Elem()
		key.SetString(r.text(name))
		table.SetMapIndex(key, typ.Elem.Value(entry))
	}
	return rejected, err
}

// A member reads one member, which begins with t, and adds it to v.
type member func(r *reader, v reflect.Value, typ layout.Type, t token) (rejected []byte, err error)

// all adds the members of the array or object that t opens to v. If one of them does not
// fit, the whole array or object is rejected.
func (r *reader) all(v reflect.Value, typ layout.Type, t token, add member) (rejected []byte, err error) {
	fits := true
	for {
		next, err := r.next()
		switch {
		case err != nil:
			return nil, err
		case next.closes() && fits:
			return nil, nil
		case next.closes():
			v.SetZero()
			return r.data[t.start:r.end], nil
		}
		rejected, err := add(r, v, typ, next)
		if err != nil {
			return nil, err
		}
		fits = fits && rejected == nil
	}
}

func (r *reader) unlessNull(at layout.Address, typ layout.Type, t token) (rejected []byte, err error) {
	if t.kind() == 'n' {
		return nil, nil
	}
	return r.value(at, typ, t)
}

// scalar reads a string, boolean or integer, whichever way it is spelt.
func (r *reader) scalar(at layout.Address, typ layout.Type, t token) (rejected []byte, err error) {
	fits := false
	switch {
	case t.opens():
		return r.rest(t)
	case typ.Kind == reflect.String:
		*at.Text(), fits = r.text(t), true
	case typ.Kind == reflect.Bool:
		fits = setBool(at.Bool(), string(unquote(t.text)))
	case typ.Kind == reflect.Int64:
		fits = setInt(at.Int(), string(unquote(t.text)))
	}
	if !fits {
		return t.text, nil
	}
	return nil, nil
}

func setBool(b *bool, text string) bool {
	*b = text == "true"
	return *b || text == "false"
}

// setInt takes only what it would itself write: "007" and "1e2" are codes or
// something else, and are kept as they are.
func setInt(n *int64, text string) bool {
	parsed, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(parsed, 10) != text {
		return false
	}
	*n = parsed
	return true
}
