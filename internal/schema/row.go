package schema

import (
	"strconv"
	"strings"
)

// A row is one model as the table has it. Each line of fields is a field: its JSON name,
// its Go name, and then the properties that differ from the default, each with its value
// after a colon where it has one:
//
//	number Number maxLength:20 account
//
// Rules are those of a request, as [readRules] reads them.
type row struct{ name, fields, rules string }

func (r row) read() *Type {
	t := &Type{Name: r.name, Fields: make([]Field, 0, strings.Count(r.fields, "\n")), Rules: readRules(r.rules)}
	for line := range strings.Lines(r.fields) {
		t.Fields = append(t.Fields, readField(strings.TrimSuffix(line, "\n")))
	}
	return t
}

func readField(line string) (f Field) {
	var properties string
	f.JSON, properties, _ = strings.Cut(line, " ")
	f.Go, properties, _ = strings.Cut(properties, " ")
	for properties != "" {
		var property string
		property, properties, _ = strings.Cut(properties, " ")
		key, value, _ := strings.Cut(property, ":")
		f.set(key, value)
	}
	return f
}

// set sets one property. Words that the table does not use are ignored.
func (f *Field) set(key, value string) {
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
	case "personal":
		f.Sensitive = Personal
	case "account":
		f.Sensitive = Account
	case "secret":
		f.Sensitive = Secret
	}
}
