package simulator

// Reading the request. The service accepts more than its reference says: numbers and
// booleans where text is documented, a single value where a list is, members it does
// not know. So does this file; null and "" are as if the member were absent. Guess: of
// a member that comes twice, the last one counts. Not simulated: XML, form bodies.

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"
	"strings"
)

// document is a JSON object. Numbers keep the digits they were written with.
type document map[string]any

// parse reads exactly one JSON object.
func parse(body []byte) (document, bool) {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var d document
	if err := decoder.Decode(&d); err != nil || d == nil {
		return nil, false
	}
	_, err := decoder.Token()
	return d, err == io.EOF
}

// value is the member at a dotted path, nil if there is none.
func (d document) value(path string) any {
	name, rest, nested := strings.Cut(path, ".")
	if !nested {
		return d[name]
	}
	child, _ := d[name].(map[string]any)
	return document(child).value(rest)
}

// text is the scalar at a path as text, "" if there is none.
func (d document) text(path string) string {
	text, _ := scalar(d.value(path))
	return text
}

// flag is the boolean at a path, written as a boolean or as text.
func (d document) flag(path string) bool {
	return strings.EqualFold(d.text(path), "true")
}

// number is the whole number at a path, written as a number or as text; 0 if there is none.
func (d document) number(path string) int {
	n, _ := strconv.Atoi(d.text(path))
	return n
}

// list is the texts at a path; a scalar is a list of one.
func (d document) list(path string) []string {
	items, isList := d.value(path).([]any)
	if !isList {
		items = []any{d.value(path)}
	}
	var texts []string
	for _, item := range items {
		if text, ok := scalar(item); ok && text != "" {
			texts = append(texts, text)
		}
	}
	return texts
}

// has reports whether the path holds something: text that is not empty, or an object
// or list that is not empty.
func (d document) has(path string) bool {
	switch v := d.value(path).(type) {
	case map[string]any:
		return len(v) > 0
	case []any:
		return len(v) > 0
	default:
		return d.text(path) != ""
	}
}

// scalar is a JSON string, number or boolean as text.
func scalar(v any) (string, bool) {
	switch v := v.(type) {
	case string:
		return v, true
	case json.Number:
		return v.String(), true
	case bool:
		if v {
			return "true", true
		}
		return "false", true
	default:
		return "", false
	}
}
