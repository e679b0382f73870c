package jsonx

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"
	"unsafe"

	"github.com/go-json-experiment/json/jsontext"
)

// usualSize holds most bodies without growing.
const usualSize = 2 << 10

// Marshal writes a model as JSON; see [Append].
func Marshal(v any) ([]byte, error) {
	return Append(make([]byte, 0, usualSize), v)
}

// Append writes the model v, a struct or a pointer to one, as JSON to the end of
// dst and returns the longer slice. The same model always gives the same bytes:
// members in the order of the struct, then those of Extra in the order of their
// names. A member of Extra whose name is that of a field is written only while
// the field is not set. Nothing is escaped that JSON does not ask for.
//
// On error dst is returned as it was, with a [*FieldError].
func Append(dst []byte, v any) ([]byte, error) {
	model, ok := addressable(v)
	if !ok {
		return dst, errNoModel()
	}
	out, err := appendStruct(dst, model.Addr().UnsafePointer(), planOf(model.Type()))
	if err != nil {
		return dst, err
	}
	return out, nil
}

func errNoModel() error { return &FieldError{Path: "body", Reason: "is not a model"} }

// addressable returns the struct that v is or points to, in a place of its own if
// it has none.
func addressable(v any) (reflect.Value, bool) {
	rv := reflect.ValueOf(v)
	switch {
	case rv.Kind() == reflect.Pointer && rv.Elem().Kind() == reflect.Struct:
		return rv.Elem(), true
	case rv.Kind() == reflect.Struct:
		place := reflect.New(rv.Type()).Elem()
		place.Set(rv)
		return place, true
	default:
		return reflect.Value{}, false
	}
}

// appendStruct writes the struct at base.
func appendStruct(dst []byte, base unsafe.Pointer, p *plan) (_ []byte, err error) {
	dst = append(dst, '{')
	start := len(dst)
	if dst, err = appendFields(dst, start, base, p, 0, len(p.fields)); err != nil {
		return dst, err
	}
	if dst, err = appendExtra(dst, start, base, p, nil); err != nil {
		return dst, err
	}
	return append(dst, '}'), nil
}

// appendFields writes the fields from one index up to another of the struct at base.
func appendFields(dst []byte, start int, base unsafe.Pointer, p *plan, from, to int) (_ []byte, err error) {
	if base == nil {
		return dst, nil
	}
	for i := from; i < to; i++ {
		s := p.slots[i]
		if s.skips(base) {
			continue
		}
		f := &p.fields[i]
		at := unsafe.Add(base, f.offset)
		if f.omitZero && !s.decides && f.shape.zero(at) {
			continue
		}
		dst = append(comma(dst, start), f.prefix...)
		if f.shape.kind == reflect.String { // most are, and spared a call
			dst, err = appendString(dst, *(*string)(at))
		} else {
			dst, err = f.shape.append(dst, at)
		}
		if err != nil {
			return dst, within(f.name(), err)
		}
	}
	return dst, nil
}

// append writes the value at that address.
func (s shape) append(dst []byte, at unsafe.Pointer) ([]byte, error) {
	switch s.kind {
	case reflect.String:
		return appendString(dst, *(*string)(at))
	case reflect.Pointer:
		below := *(*unsafe.Pointer)(at)
		if below == nil {
			return append(dst, "null"...), nil
		}
		return s.elem.append(dst, below)
	case reflect.Struct:
		return appendStruct(dst, at, s.plan())
	case reflect.Bool:
		return strconv.AppendBool(dst, *(*bool)(at)), nil
	case reflect.Int64:
		return strconv.AppendInt(dst, *(*int64)(at), 10), nil
	case reflect.Slice:
		return s.appendList(dst, s.value(at))
	case reflect.Map:
		return s.appendTable(dst, s.value(at))
	default:
		return dst, &FieldError{Reason: "has a type that JSON cannot carry"}
	}
}

func appendString(dst []byte, s string) ([]byte, error) {
	if plain(s) {
		return append(append(append(dst, '"'), s...), '"'), nil
	}
	dst, err := jsontext.AppendQuote(dst, s)
	if err != nil {
		return dst, &FieldError{Reason: "is not valid UTF-8"}
	}
	return dst, nil
}

const ones = 0x0101010101010101 // in eight bytes

// plain reports whether s stands in JSON as it is, as nearly every value does.
func plain(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		// Leaves the highest bit of a byte that is below ' ', a quote, a backslash, or not ASCII.
		w := binary.LittleEndian.Uint64([]byte(s[:8])) // not a copy: nothing writes to it
		if ((w-' '*ones)|((w^'"'*ones)-ones)|((w^'\\'*ones)-ones))&(0x80*ones) != 0 {
			return false
		}
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

func (s shape) appendList(dst []byte, list reflect.Value) (_ []byte, err error) {
	dst = append(dst, '[')
	start, first, size := len(dst), list.UnsafePointer(), s.elem.typ.Size()
	for i := range list.Len() {
		if dst, err = s.elem.append(comma(dst, start), unsafe.Add(first, uintptr(i)*size)); err != nil {
			return dst, within("["+strconv.Itoa(i)+"]", err)
		}
	}
	return append(dst, ']'), nil
}

func (s shape) appendTable(dst []byte, table reflect.Value) (_ []byte, err error) {
	if table.IsNil() {
		return append(dst, "null"...), nil
	}
	entries := make(map[string]unsafe.Pointer, table.Len())
	for key, value := range table.Seq2() {
		entry := reflect.New(s.elem.typ)
		entry.Elem().Set(value)
		entries[key.String()] = entry.UnsafePointer()
	}
	dst = append(dst, '{')
	start := len(dst)
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if dst, err = appendString(comma(dst, start), name); err == nil {
			dst, err = s.elem.append(append(dst, ':'), entries[name])
		}
		if err != nil {
			return dst, within(printable(name), err)
		}
	}
	return append(dst, '}'), nil
}

// appendExtra writes the members of Extra, completed, except where the struct's own field
// has been set since.
func appendExtra(dst []byte, start int, base unsafe.Pointer, p *plan, c *Completion) (_ []byte, err error) {
	extra := p.unknown(base)
	if extra == nil || len(*extra) == 0 {
		return dst, nil
	}
	for _, name := range slices.Sorted(maps.Keys(*extra)) {
		if f := p.field([]byte(name)); f != nil && !(f.omitZero && f.shape.zero(unsafe.Add(base, f.offset))) {
			continue
		}
		if dst, err = appendString(comma(dst, start), name); err == nil {
			dst = append(dst, ':')
			if i := c.index(name); i >= 0 {
				dst, err = appendCompletedRaw(dst, (*extra)[name], &c.Members[i])
			} else {
				dst, err = appendRaw(dst, (*extra)[name])
			}
		}
		if err != nil {
			return dst, within(printable(name), err)
		}
	}
	return dst, nil
}

// Half of a surrogate pair is valid JSON, and may have been read from an answer.
var rawOptions = []jsontext.Options{
	jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true), jsontext.PreserveRawStrings(true),
}

func appendRaw(dst []byte, raw json.RawMessage) ([]byte, error) {
	if raw == nil {
		return append(dst, "null"...), nil
	}
	if !utf8.Valid(raw) {
		return dst, &FieldError{Reason: "is not valid UTF-8"}
	}
	out, err := jsontext.AppendFormat(dst, raw, rawOptions...)
	if err != nil {
		return dst, &FieldError{Reason: "is not valid JSON"}
	}
	return out, nil
}

// comma separates a member from the one before it, if there is one.
func comma(dst []byte, start int) []byte {
	if len(dst) > start {
		dst = append(dst, ',')
	}
	return dst
}

// printable returns a name that came from the caller if it can only be a name,
// since errors are logged.
func printable(name string) string {
	digits := 0
	for _, c := range []byte(name) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == '-':
		case '0' <= c && c <= '9' && digits < 4:
			digits++
		default:
			return "(member)"
		}
	}
	if name == "" || len(name) > 64 {
		return "(member)"
	}
	return name
}
