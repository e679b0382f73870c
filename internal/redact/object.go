package redact

import (
	"encoding/json"
	"fmt"
	"log/slog"
)

// An Object is a value other than a model as it may be shown: the name of its type, and
// its members in their order. Fmt, slog and JSON print the same of it.
type Object struct {
	Type    string
	Members []Member
}

// A Member is one member of an [Object].
type Member struct {
	Name  string
	Value string
}

var (
	_ fmt.Formatter  = Object{}
	_ slog.LogValuer = Object{}
	_ json.Marshaler = Object{}
)

// Hidden is the mask of a value that is set, and empty for one that is not: that a value
// is missing is often what one looks for.
func Hidden(isSet bool) string {
	if isSet {
		return hidden
	}
	return ""
}

// Format prints the object like a struct, whatever the verb.
func (o Object) Format(f fmt.State, _ rune) { _, _ = f.Write(appendGo(nil, o.tree(), ", ")) }

// LogValue is a group of the members.
func (o Object) LogValue() slog.Value { return logged(o.tree()) }

// MarshalJSON writes the members as strings.
func (o Object) MarshalJSON() ([]byte, error) { return appendJSON(nil, o.tree()), nil }

func (o Object) tree() object {
	shown := object{typeName: o.Type, members: make([]member, len(o.Members))}
	for i, m := range o.Members {
		shown.members[i] = member{m.Name, m.Name, m.Value}
	}
	return shown
}
