package cybersource

import (
	"bytes"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// fillFromBody takes what it can from the body of an answer that is not a
// success. The service has several shapes for it:
//
//	{"id", "submitTimeUtc", "status", "reason", "message", "details": [{"field", "reason"}]}   400 and 502
//	{"status", "errorInformation": {"reason", "message", "details"}}                           as in a 2xx
//	{"response": {"rmsg": "..."}}   with a text or an object                                   401
//	{"errors": [{"type", "message"}]}                                                          unknown resources
//	HTML, or nothing                                                                           the edge
//
// Whatever does not fit is left out: the raw body stays at hand.
func (e *APIError) fillFromBody(body []byte) {
	root, ok := objectOf(body)
	if !ok {
		return
	}
	e.ID = textOf(root["id"])
	e.Status = Status(textOf(root["status"]))
	e.take(root)
	for _, name := range []string{"errorInformation", "response"} {
		if nested, ok := objectOf(root[name]); ok {
			e.take(nested)
		}
	}
	for _, item := range listOf(root["errors"]) {
		if nested, ok := objectOf(item); ok {
			e.take(nested)
		}
	}
}

// take fills what is still empty from one object of the body.
func (e *APIError) take(object map[string]jsontext.Value) {
	if e.Reason == "" {
		e.Reason = Reason(firstText(object, "reason", "type"))
	}
	if e.Message == "" {
		e.Message = firstText(object, "message", "rmsg")
	}
	if len(e.Details) == 0 {
		e.Details = detailsOf(object["details"])
	}
}

func detailsOf(value jsontext.Value) []ErrorInformationDetails {
	var details []ErrorInformationDetails
	for _, item := range listOf(value) {
		object, ok := objectOf(item)
		if !ok {
			continue
		}
		details = append(details, ErrorInformationDetails{
			Field:  textOf(object["field"]),
			Reason: Reason(textOf(object["reason"])),
		})
	}
	return details
}

func firstText(object map[string]jsontext.Value, names ...string) string {
	for _, name := range names {
		if text := textOf(object[name]); text != "" {
			return text
		}
	}
	return ""
}

// lenient reads whatever can be read: an odd member must not hide the others.
var lenient = []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}

func leniently(text []byte) *jsontext.Decoder {
	return jsontext.NewDecoder(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff"))), lenient...)
}

// eachMember visits the members of a JSON object in their order for as long as visit
// wants more. It reports whether text is an object and could be read that far.
func eachMember(text []byte, visit func(name string, value jsontext.Value) (more bool)) bool {
	decoder := leniently(text)
	if token, err := decoder.ReadToken(); err != nil || token.Kind() != '{' {
		return false
	}
	for decoder.PeekKind() == '"' {
		name, err := decoder.ReadToken()
		if err != nil {
			return false
		}
		key := name.String() // good only until the next read
		value, err := decoder.ReadValue()
		if err != nil {
			return false
		}
		if !visit(key, value) {
			return true
		}
	}
	return true
}

// objectOf returns the members of a JSON object; of those with one name the last.
func objectOf(text []byte) (map[string]jsontext.Value, bool) {
	members := map[string]jsontext.Value{}
	ok := eachMember(text, func(name string, value jsontext.Value) bool {
		members[name] = value.Clone()
		return true
	})
	if !ok {
		return nil, false
	}
	return members, true
}

// listOf returns the elements of a JSON array, or the value itself where one
// stands in place of a list.
func listOf(value jsontext.Value) []jsontext.Value {
	if value.Kind() == '{' {
		return []jsontext.Value{value}
	}
	decoder := leniently(value)
	if token, err := decoder.ReadToken(); err != nil || token.Kind() != '[' {
		return nil
	}
	var list []jsontext.Value
	for decoder.PeekKind() != ']' {
		element, err := decoder.ReadValue()
		if err != nil {
			return nil
		}
		list = append(list, element.Clone())
	}
	return list
}

// textOf returns the text of a string, the literal of a number or boolean, and
// for an object its own message or else its first text, looked for no deeper than
// the service ever nests one: each level reads all of its text again.
func textOf(value jsontext.Value) string {
	const deepest = 3
	return textWithin(value, deepest)
}

func textWithin(value jsontext.Value, levels int) string {
	switch value.Kind() {
	case '"':
		text, _ := jsontext.AppendUnquote(nil, value)
		return string(text)
	case '0', 't', 'f':
		return strings.TrimSpace(string(value))
	case '{':
		if levels == 0 {
			return ""
		}
		object, _ := objectOf(value)
		for _, name := range []string{"message", "rmsg", "reason", "details"} {
			if text := textWithin(object[name], levels-1); text != "" {
				return text
			}
		}
	}
	return ""
}

// idOf finds the "id" member of a body that may be cut short: the handle for
// looking up a payment whose answer was lost on the way.
func idOf(body []byte) (id string) {
	eachMember(body, func(name string, value jsontext.Value) bool {
		if name != "id" {
			return true
		}
		id = textOf(value)
		return false
	})
	return id
}
