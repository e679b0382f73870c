package page

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/spelling"
)

// This file reads JSON and refuses what means nothing, by its name: a misspelt member would
// let a test pass that tests nothing.

// strict reads one JSON value whose members are all known.
func strict(r io.Reader, to any) error {
	decoder := json.NewDecoder(r)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(to); err != nil {
		return inWords(err, reflect.TypeOf(to))
	}
	if _, err := decoder.Token(); err != io.EOF {
		return errors.New("the body: something follows what was asked for")
	}
	return nil
}

// inWords says which member cannot be read, and holds no value.
func inWords(err error, into reflect.Type) error {
	var wrong *json.UnmarshalTypeError
	if errors.As(err, &wrong) {
		return errors.New(cmp.Or(memberPath(wrong.Field), "the body") + " is not " + kindOfType(wrong.Type))
	}
	text := strings.TrimPrefix(err.Error(), "json: ")
	if name, isUnknown := strings.CutPrefix(text, "unknown field "); isUnknown {
		name, _ = strconv.Unquote(name) // it was quoted by the decoder
		if err := Listed("member", name, memberNames(into)); err != nil {
			return err
		}
		return errors.New("the member " + strconv.Quote(name) + " stands at a place where there is none of this name")
	}
	return errors.New("the body: " + text)
}

// Listed reports a word of a request that is in no list, and names the nearest that is.
func Listed(kind, word string, known []string) error {
	if slices.Contains(known, word) {
		return nil
	}
	return spelling.Check(kind, redact.Line(word), known)
}

// memberPath is the path of a field as JSON has it.
func memberPath(path string) string {
	names := strings.Split(path, ".")
	for i := range names {
		names[i] = memberName(names[i])
	}
	return strings.Join(names, ".")
}

// memberName is the member of a field that has no tag: EventTypes is eventTypes, URL is url.
func memberName(field string) string {
	capitals := len(field) - len(strings.TrimLeftFunc(field, unicode.IsUpper))
	if 1 < capitals && capitals < len(field) {
		capitals-- // the last begins the next word
	}
	return strings.ToLower(field[:capitals]) + field[capitals:]
}

// memberNames are the members of a type and of all that it leads to.
func memberNames(t reflect.Type) (names []string) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice:
		return memberNames(t.Elem())
	case reflect.Struct:
		for _, field := range reflect.VisibleFields(t) {
			tag, _, _ := strings.Cut(field.Tag.Get("json"), ",")
			names = append(append(names, cmp.Or(tag, memberName(field.Name))), memberNames(field.Type)...)
		}
	}
	return names
}

// kindOfType is what JSON calls the values of a type.
func kindOfType(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return kindOfType(t.Elem())
	case reflect.String:
		return "a text"
	case reflect.Slice:
		return "a list"
	case reflect.Struct:
		return "an object"
	default:
		return "a whole number"
	}
}

// number is a whole number of JSON, or the same as a text, as forms have it.
type number string

// UnmarshalJSON keeps it for parse, which names the member.
func (n *number) UnmarshalJSON(text []byte) error {
	*n = number(strings.Trim(string(text), `"`))
	return nil
}

// parse is its value, 0 for none. The error names the member.
func (n number) parse(member string, bits int) (uint64, error) {
	if n == "" || n == "null" {
		return 0, nil
	}
	value, err := strconv.ParseUint(string(n), 10, bits)
	if err != nil {
		return 0, errors.New(member + " is not a whole number, or is too large")
	}
	return value, nil
}
