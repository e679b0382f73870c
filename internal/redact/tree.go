package redact

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// A tree is a masked value, ready to be shown in any way: an [object], a [list], a
// string, a [literal] or nil.
type tree = any

// An object keeps the order of its members, and their two names, of JSON and of Go.
type object struct {
	typeName string // printed by fmt, of the outermost object only
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
func (l list) Format(f fmt.State, _ rune) { _, _ = f.Write(appendGo(nil, l, " ")) }

var (
	_ json.Marshaler = object{}
	_ json.Marshaler = list{}
)

func appendJSON(dst []byte, t tree) []byte {
	w := jsonx.Writer{Text: dst}
	write(&w, t)
	return w.Text // what is not UTF-8 shows as U+FFFD
}

func write(w output, t tree) {
	switch t := t.(type) {
	case object:
		w.Begin('{')
		for _, m := range t.members {
			w.Name(m.json)
			write(w, m.value)
		}
		w.End('}')
	case list:
		w.Begin('[')
		for _, element := range t {
			write(w, element)
		}
		w.End(']')
	case string:
		w.String(t)
	case literal:
		w.Literal(string(t))
	default:
		w.Literal("null")
	}
}

// appendGo writes the way fmt writes structs, with a separator between the members of objects.
func appendGo(dst []byte, t tree, separator string) []byte {
	switch t := t.(type) {
	case object:
		dst = append(append(dst, t.typeName...), '{')
		for i, m := range t.members {
			if i > 0 {
				dst = append(dst, separator...)
			}
			dst = appendGo(append(append(dst, m.golang...), ':'), m.value, separator)
		}
		return append(dst, '}')
	case list:
		dst = append(dst, '[')
		for i, element := range t {
			if i > 0 {
				dst = append(dst, ' ')
			}
			dst = appendGo(dst, element, separator)
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

// A builder is an [output] that makes a tree.
type builder struct {
	tree
	open []tree   // the objects and lists that are not complete yet, the outermost first
	name []string // of the next member of each of them
}

func (b *builder) Begin(bracket byte) {
	b.name = append(b.name, "")
	if bracket == '{' {
		b.open = append(b.open, object{})
	} else {
		b.open = append(b.open, list{})
	}
}

func (b *builder) End(byte) {
	last := len(b.open) - 1
	complete := b.open[last]
	b.open, b.name = b.open[:last], b.name[:last]
	b.add(complete)
}

func (b *builder) Name(name string) { b.name[len(b.name)-1] = name }
func (b *builder) String(s string)  { b.add(s) }
func (b *builder) Literal(s string) {
	if s == "null" {
		b.add(nil)
		return
	}
	b.add(literal(s))
}

// add puts a value where it belongs: into the innermost object or list.
func (b *builder) add(t tree) {
	last := len(b.open) - 1
	if last < 0 {
		b.tree = t
		return
	}
	switch outer := b.open[last].(type) {
	case object:
		outer.members = append(outer.members, member{b.name[last], b.name[last], t})
		b.open[last] = outer
	case list:
		b.open[last] = append(outer, t)
	}
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
