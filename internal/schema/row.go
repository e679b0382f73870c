package schema

import (
	"strconv"
	"strings"
)

// A row is one model as the table has it. Each line of fields is a field: its JSON name,
// its Go name unless that is the JSON name with a capital, and then the properties that
// differ from the default, each with its value after a colon where it has one:
//
//	cardId CardID maxLength:26
//	number maxLength:20 account
//
// An object without a type's name has the one of its row with the Go name behind it.
//
// Rules are those of a request, as [readRules] reads them.
type row struct{ name, fields, rules string }

func (r row) read() *Type {
	t := &Type{Name: r.name, Fields: make([]Field, 0, strings.Count(r.fields, "\n")), Rules: readRules(r.rules)}
	for line := range strings.Lines(r.fields) {
		f := readField(strings.TrimSuffix(line, "\n"))
		if f.Type == "" && (f.Kind == Object || f.Kind == Objects) {
			f.Type = r.name + f.Go
		}
		t.Fields = append(t.Fields, f)
	}
	return t
}

func readField(line string) (f Field) {
	var properties string
	f.JSON, properties, _ = strings.Cut(line, " ")
	if name, rest, _ := strings.Cut(properties, " "); startsUpper(name) {
		f.Go, properties = name, rest
	} else {
		f.Go = strings.ToUpper(f.JSON[:1]) + f.JSON[1:]
	}
	for properties != "" {
		var property string
		property, properties, _ = strings.Cut(properties, " ")
		key, value, _ := strings.Cut(property, ":")
		f.set(key, value)
	}
	return f
}

func startsUpper(s string) bool { return s != "" && 'A' <= s[0] && s[0] <= 'Z' }

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
