package jsonx

import (
	"bytes"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// A reading reads the next value of field f into v. If it fits in no way, v stays as it is and
// the value's text is returned, good until the next read.
type reading func(r *reader, v reflect.Value, f *field) (misfit jsontext.Value, err error)

// value is the [reading] for whatever v is.
func (r *reader) value(v reflect.Value, f *field) (misfit jsontext.Value, err error) {
	switch v.Kind() {
	case reflect.Pointer:
		return r.pointer(v, f)
	case reflect.Struct:
		return r.nested(v, f)
	case reflect.Slice:
		return r.list(v, f)
	case reflect.Map:
		return r.table(v, f)
	default:
		return r.scalar(v)
	}
}

// pointer makes room for the value, and uses it if the value fits.
func (r *reader) pointer(v reflect.Value, f *field) (misfit jsontext.Value, err error) {
	if f.model != nil && r.dec.PeekKind() != '{' {
		return r.raw() // an integer needs a place to be tried, a struct does not
	}
	room := reflect.New(v.Type().Elem())
	if misfit, err = r.value(room.Elem(), f); misfit == nil && err == nil {
		v.Set(room)
	}
	return misfit, err
}

func (r *reader) nested(v reflect.Value, f *field) (misfit jsontext.Value, err error) {
	if r.dec.PeekKind() != '{' {
		return r.raw()
	}
	return nil, r.object(v, f.plan())
}

// list reads an array, or a single value as an array of one. Elements are taken
// all or none: a list with holes would be worse than none.
func (r *reader) list(v reflect.Value, f *field) (misfit jsontext.Value, err error) {
	if r.dec.PeekKind() == '[' {
		v.Grow(1) // an empty array is not the same as none
		return r.all(v, f, ']', (*reader).element)
	}
	if misfit, err = r.element(v, f); misfit != nil {
		v.SetZero()
	}
	return misfit, err
}

func (r *reader) element(list reflect.Value, f *field) (misfit jsontext.Value, err error) {
	n := list.Len()
	list.Grow(1)
	list.SetLen(n + 1)
	return r.unlessNull(list.Index(n), f)
}

// table reads an object into a map, members taken all or none.
func (r *reader) table(v reflect.Value, f *field) (misfit jsontext.Value, err error) {
	if r.dec.PeekKind() != '{' {
		return r.raw()
	}
	v.Set(reflect.MakeMap(v.Type()))
	return r.all(v, f, '}', (*reader).entry)
}

func (r *reader) entry(table reflect.Value, f *field) (misfit jsontext.Value, err error) {
	quoted, err := r.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	key := reflect.New(table.Type().Key()).Elem()
	key.SetString(r.text(quoted))
	elem := reflect.New(table.Type().Elem()).Elem()
	if misfit, err = r.unlessNull(elem, f); misfit == nil && err == nil {
		table.SetMapIndex(key, elem)
	}
	return misfit, err
}

// all adds members to v with one up to end. If one of them does not fit, the whole
// array or object is the misfit.
func (r *reader) all(v reflect.Value, f *field, end jsontext.Kind, one reading) (misfit jsontext.Value, err error) {
	if err := r.enter(); err != nil {
		return nil, err
	}
	start, whole := r.dec.InputOffset()-1, true
	for r.dec.PeekKind() != end {
		misfit, err := one(r, v, f)
		if err != nil {
			return nil, err
		}
		whole = whole && misfit == nil
	}
	if err := r.leave(); err != nil || whole {
		return nil, err
	}
	v.SetZero()
	return r.data[start:r.dec.InputOffset()], nil
}

func (r *reader) unlessNull(v reflect.Value, f *field) (misfit jsontext.Value, err error) {
	if r.dec.PeekKind() == 'n' {
		return nil, r.dec.SkipValue()
	}
	return r.value(v, f)
}

// scalar reads a string, boolean or integer, whichever way it is spelt.
func (r *reader) scalar(v reflect.Value) (misfit jsontext.Value, err error) {
	raw, err := r.raw()
	if err != nil || raw[0] == '{' || raw[0] == '[' || !r.setScalar(v, raw) {
		return raw, err
	}
	return nil, nil
}

func (r *reader) setScalar(v reflect.Value, raw jsontext.Value) bool {
	text := r.text(raw)
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Bool:
		return setBool(v, text)
	case reflect.Int64:
		return setInt(v, text)
	default:
		return false
	}
	return true
}

func setBool(v reflect.Value, text string) bool {
	if text != "true" && text != "false" {
		return false
	}
	v.SetBool(text == "true")
	return true
}

// setInt takes only what it would itself write: "007" and "1e2" are codes or
// something else, and stay as they are.
func setInt(v reflect.Value, text string) bool {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || strconv.FormatInt(n, 10) != text {
		return false
	}
	v.SetInt(n)
	return true
}

// sharedText is the size up to which the strings of a text are parts of one copy of
// it: one allocation instead of fifty for an ordinary answer. Above it every string
// is a copy of its own, so that one kept string never keeps a large text alive.
const sharedText = 16 << 10

// text returns what the scalar that was read last says: a string without its quotes
// and escapes, anything else literally.
func (r *reader) text(raw jsontext.Value) string {
	end := int(r.dec.InputOffset())
	start := end - len(raw)
	if raw[0] == '"' {
		if bytes.IndexByte(raw, '\\') >= 0 {
			return string(unquote(raw))
		}
		start, end = start+1, end-1
	}
	if len(r.data) > sharedText {
		return string(r.data[start:end])
	}
	if r.copy == "" {
		r.copy = string(r.data)
	}
	return r.copy[start:end]
}

// unquote returns what a JSON string says, in place if it has no escapes.
func unquote(quoted jsontext.Value) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	text, _ := jsontext.AppendUnquote(nil, quoted) // half a surrogate pair reads as U+FFFD
	return text
}

// depth counts how deep the objects and arrays of a valid value are nested.
func depth(raw jsontext.Value) int {
	deepest, level, quoted := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			level++
			deepest = max(deepest, level)
		case c == '}' || c == ']':
			level--
		}
	}
	return deepest
}
