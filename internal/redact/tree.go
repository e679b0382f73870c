package redact

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// A tree is a masked value, ready to be shown in any way: an [object], a [list], a
// string, a [literal] or nil.
type tree = any

// An object keeps the order of its members, and its members' two names: that of the
// wire and that of Go.
type object struct {
	typeName string // shown by %v, for the outermost object only
	members  []member
}

type member struct {
	json, golang string
	value        tree
}

type list []tree

// A literal is a number or boolean as it is written.
type literal string

func (o object) MarshalJSON() ([]byte, error) { return appendJSON(nil, o), nil }
func (l list) MarshalJSON() ([]byte, error)   { return appendJSON(nil, l), nil }

// Format is for lists inside of log attributes, which handlers print with fmt.
func (l list) Format(f fmt.State, _ rune) { _, _ = f.Write(appendGo(nil, l)) }

var (
	_ json.Marshaler = object{}
	_ json.Marshaler = list{}
)

func appendJSON(dst []byte, t tree) []byte {
	switch t := t.(type) {
	case object:
		dst = append(dst, '{')
		for i, m := range t.members {
			dst = append(appendQuoted(separated(dst, i, ','), m.json), ':')
			dst = appendJSON(dst, m.value)
		}
		return append(dst, '}')
	case list:
		dst = append(dst, '[')
		for i, element := range t {
			dst = appendJSON(separated(dst, i, ','), element)
		}
		return append(dst, ']')
	case string:
		return appendQuoted(dst, t)
	case literal:
		return append(dst, t...)
	default:
		return append(dst, "null"...)
	}
}

func appendQuoted(dst []byte, s string) []byte {
	dst, _ = jsontext.AppendQuote(dst, s) // what is not UTF-8 shows as U+FFFD
	return dst
}

// appendGo writes the way fmt writes structs.
func appendGo(dst []byte, t tree) []byte {
	switch t := t.(type) {
	case object:
		dst = append(append(dst, t.typeName...), '{')
		for i, m := range t.members {
			dst = append(append(separated(dst, i, ' '), m.golang...), ':')
			dst = appendGo(dst, m.value)
		}
		return append(dst, '}')
	case list:
		dst = append(dst, '[')
		for i, element := range t {
			dst = appendGo(separated(dst, i, ' '), element)
		}
		return append(dst, ']')
	case string:
		return strconv.AppendQuote(dst, t)
	case literal:
		return append(dst, t...)
	default:
		return append(dst, "<nil>"...)
	}
}

func separated(dst []byte, i int, separator byte) []byte {
	if i > 0 {
		dst = append(dst, separator)
	}
	return dst
}

// logged turns a tree into what slog knows best.
func logged(t tree) slog.Value {
	switch t := t.(type) {
	case object:
		attrs := make([]slog.Attr, len(t.members))
		for i, m := range t.members {
			attrs[i] = slog.Attr{Key: m.json, Value: logged(m.value)}
		}
		return slog.GroupValue(attrs...)
	case string:
		return slog.StringValue(t)
	case literal:
		return loggedLiteral(string(t))
	default:
		return slog.AnyValue(t)
	}
}

func loggedLiteral(s string) slog.Value {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return slog.Int64Value(n)
	}
	if b, err := strconv.ParseBool(s); err == nil {
		return slog.BoolValue(b)
	}
	return slog.StringValue(s)
}
