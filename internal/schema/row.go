package schema

import (
	"strconv"
	"strings"
)

// A row is one model as the table has it. Each line of fields is a field: its JSON name,
// its Go name, and then, in any order, what is not the usual, each with its value after a
// colon where it has one:
//
//	number Number maxLength:20 account
type row struct{ name, fields string }

func (r row) read() *Type {
	t := &Type{Name: r.name, Fields: make([]Field, 0, strings.Count(r.fields, "\n"))}
	for line := range strings.Lines(r.fields) {
		t.Fields = append(t.Fields, readField(strings.TrimSuffix(line, "\n")))
	}
	return t
}

func readField(line string) (f Field) {
	var facts string
	f.JSON, facts, _ = strings.Cut(line, " ")
	f.Go, facts, _ = strings.Cut(facts, " ")
	for facts != "" {
		var fact string
		fact, facts, _ = strings.Cut(facts, " ")
		key, value, _ := strings.Cut(fact, ":")
		f.learn(key, value)
	}
	return f
}

// learn adds one fact. Words that the table does not use mean nothing.
func (f *Field) learn(key, value string) {
	switch key {
	case "integer":
		f.Kind = Integer
	case "boolean":
		f.Kind = Boolean
	case "object":
		f.Kind, f.Type = Object, value
	case "strings":
		f.Kind = Strings
	case "objects":
		f.Kind, f.Type = Objects, value
	case "maps":
		f.Kind = StringMaps
	case "format":
		f.Format = value
	case "minLength":
		f.MinLength, _ = strconv.Atoi(value)
	case "maxLength":
		f.MaxLength, _ = strconv.Atoi(value)
	case "min":
		f.Min, _ = strconv.ParseInt(value, 10, 64)
		f.HasMin = true
	case "max":
		f.Max, _ = strconv.ParseInt(value, 10, 64)
		f.HasMax = true
	case "required":
		f.Required = true
	case "personal":
		f.Sensitive = Personal
	case "account":
		f.Sensitive = Account
	case "secret":
		f.Sensitive = Secret
	}
}
