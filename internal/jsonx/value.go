package jsonx

import (
	"reflect"
	"strconv"
	"unsafe"
)

// value reads the value that begins with t into the memory at that address, which has
// the given shape and is not set. If it fits in no way, the memory stays as it is and
// the value's text is returned.
func (r *reader) value(at unsafe.Pointer, s shape, t token) (misfit []byte, err error) {
	switch s.kind {
	case reflect.Pointer:
		return r.pointer(at, s, t)
	case reflect.Struct:
		if t.kind() != '{' {
			return r.rest(t)
		}
		return nil, r.object(at, s.plan())
	case reflect.Slice:
		return r.list(s.value(at), s, t)
	case reflect.Map:
		return r.table(s.value(at), s, t)
	default:
		return r.scalar(at, s, t)
	}
}

// pointer makes room for the value, and uses it if the value fits.
func (r *reader) pointer(at unsafe.Pointer, s shape, t token) (misfit []byte, err error) {
	if s.elem.kind == reflect.Struct && t.kind() != '{' {
		return r.rest(t) // an integer needs a place to be tried, a struct does not
	}
	room := reflect.New(s.elem.typ).UnsafePointer()
	if misfit, err = r.value(room, s.elem, t); misfit == nil && err == nil {
		*(*unsafe.Pointer)(at) = room
	}
	return misfit, err
}

// list reads an array, or a single value as an array of one. Elements are taken
// all or none: a list with holes would be worse than none.
func (r *reader) list(list reflect.Value, s shape, t token) (misfit []byte, err error) {
	if t.kind() != '[' {
		if misfit, err = r.element(list, s, t); misfit != nil {
			list.SetZero()
		}
		return misfit, err
	}
	list.Grow(1) // an empty array is not the same as none
	return r.all(list, s, t, (*reader).element)
}

func (r *reader) element(list reflect.Value, s shape, t token) (misfit []byte, err error) {
	n := list.Len()
	list.Grow(1)
	list.SetLen(n + 1)
	return r.unlessNull(list.Index(n).Addr().UnsafePointer(), s.elem, t)
}

// table reads an object into a map, members taken all or none.
func (r *reader) table(table reflect.Value, s shape, t token) (misfit []byte, err error) {
	if t.kind() != '{' {
		return r.rest(t)
	}
	table.Set(reflect.MakeMap(s.typ))
	return r.all(table, s, t, (*reader).entry)
}

func (r *reader) entry(table reflect.Value, s shape, name token) (misfit []byte, err error) {
	t, err := r.next()
	if err != nil {
		return nil, err
	}
	entry := reflect.New(s.elem.typ)
	if misfit, err = r.unlessNull(entry.UnsafePointer(), s.elem, t); misfit == nil && err == nil {
		key := reflect.New(s.typ.Key()).Elem()
		key.SetString(r.text(name))
		table.SetMapIndex(key, entry.Elem())
	}
	return misfit, err
}

// A member reads one member, which begins with t, and adds it to v.
type member func(r *reader, v reflect.Value, s shape, t token) (misfit []byte, err error)

// all adds the members of the array or object that t opens to v. If one of them does not
// fit, the whole array or object is the misfit.
func (r *reader) all(v reflect.Value, s shape, t token, add member) (misfit []byte, err error) {
	whole := true
	for {
		next, err := r.next()
		switch {
		case err != nil:
			return nil, err
		case next.closes() && whole:
			return nil, nil
		case next.closes():
			v.SetZero()
			return r.data[t.start:r.end], nil
		}
		misfit, err := add(r, v, s, next)
		if err != nil {
			return nil, err
		}
		whole = whole && misfit == nil
	}
}

func (r *reader) unlessNull(at unsafe.Pointer, s shape, t token) (misfit []byte, err error) {
	if t.kind() == 'n' {
		return nil, nil
	}
	return r.value(at, s, t)
}

// scalar reads a string, boolean or integer, whichever way it is spelt.
func (r *reader) scalar(at unsafe.Pointer, s shape, t token) (misfit []byte, err error) {
	fits := false
	switch {
	case t.opens():
		return r.rest(t)
	case s.kind == reflect.String:
		*(*string)(at), fits = r.text(t), true
	case s.kind == reflect.Bool:
		fits = setBool((*bool)(at), string(unquote(t.text)))
	case s.kind == reflect.Int64:
		fits = setInt((*int64)(at), string(unquote(t.text)))
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
// something else, and stay as they are.
func setInt(n *int64, text string) bool {
	parsed, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(parsed, 10) != text {
		return false
	}
	*n = parsed
	return true
}
