package jsonx

import (
	"encoding/binary"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cybersource-go/cybersource/internal/layout"
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
	model, base, ok := layout.OfModel(v)
	if !ok {
		return dst, errNoModel()
	}
	out, err := appendStruct(dst, base, model)
	if err != nil {
		return dst, err
	}
	return out, nil
}

func errNoModel() error { return &FieldError{Path: "body", Reason: "is not a model"} }

// appendStruct writes the struct at base.
func appendStruct(dst []byte, base layout.Address, s *layout.Struct) (_ []byte, err error) {
	dst = append(dst, '{')
	start := len(dst)
	if dst, err = appendFields(dst, start, base, s, 0, len(s.Fields)); err != nil {
		return dst, err
	}
	if extra := s.Extra(base); extra != nil && len(*extra) > 0 {
		if dst, err = appendExtra(dst, start, base, s, nil); err != nil {
			return dst, err
		}
	}
	return append(dst, '}'), nil
}

// appendFields writes the fields from one index up to another of the struct at base.
func appendFields(dst []byte, start int, base layout.Address, s *layout.Struct, from, to int) (_ []byte, err error) {
	if base.IsNil() {
		return dst, nil
	}
	for i := s.Next(base, from); i < to; i = s.Next(base, i+1) {
		f := &s.Fields[i]
		if f.Omits(base) {
			continue
		}
		dst = append(comma(dst, start), f.QuotedName...)
		if f.Type.Kind == reflect.String { // most are, and a call is saved
			dst, err = appendString(dst, *f.In(base).Text())
		} else {
			dst, err = appendValue(dst, f.In(base), f.Type)
		}
		if err != nil {
			return dst, inMember(f.Name(), err)
		}
	}
	return dst, nil
}

// appendValue writes the value at that address.
func appendValue(dst []byte, at layout.Address, t layout.Type) ([]byte, error) {
	switch t.Kind {
	case reflect.String:
		return appendString(dst, *at.Text())
	case reflect.Pointer:
		if at = at.Pointee(); at.IsNil() {
			return append(dst, "null"...), nil
		}
		return appendValue(dst, at, t.Elem)
	case reflect.Struct:
		return appendStruct(dst, at, t.Struct())
	case reflect.Bool:
		return strconv.AppendBool(dst, *at.Bool()), nil
	case reflect.Int64:
		return strconv.AppendInt(dst, *at.Int(), 10), nil
	case reflect.Slice:
		return appendList(dst, at, t)
	case reflect.Map:
		return appendMap(dst, at, t)
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

func appendList(dst []byte, at layout.Address, t layout.Type) (_ []byte, err error) {
	dst = append(dst, '[')
	start := len(dst)
	for i := range t.Len(at) {
		if dst, err = appendValue(comma(dst, start), t.Index(at, i), t.Elem); err != nil {
			return dst, inMember("["+strconv.Itoa(i)+"]", err)
		}
	}
	return append(dst, ']'), nil
}

func appendMap(dst []byte, at layout.Address, t layout.Type) (_ []byte, err error) {
	m := t.Value(at)
	if m.IsNil() {
		return append(dst, "null"...), nil
	}
	entries := make(map[string]layout.Address, m.Len())
	for key, value := range m.Seq2() {
		entry := t.Elem.New()
		t.Elem.Value(entry).Set(value)
		entries[key.String()] = entry
	}
	dst = append(dst, '{')
	start := len(dst)
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if dst, err = appendString(comma(dst, start), name); err == nil {
			dst, err = appendValue(append(dst, ':'), entries[name], t.Elem)
		}
		if err != nil {
			return dst, inMember(shownName(name), err)
		}
	}
	return append(dst, '}'), nil
}

// appendExtra writes the members of Extra, completed, except where the struct's own field
// has been set since.
func appendExtra(dst []byte, start int, base layout.Address, s *layout.Struct, c *Completion) (_ []byte, err error) {
	extra := s.Extra(base)
	if extra == nil || len(*extra) == 0 {
		return dst, nil
	}
	for _, name := range slices.Sorted(maps.Keys(*extra)) {
		if f := s.Field([]byte(name)); f != nil && !(f.OmitZero && f.Type.IsZero(f.In(base))) {
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
			return dst, inMember(shownName(name), err)
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
