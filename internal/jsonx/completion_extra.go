package jsonx

import (
	"bytes"
	"encoding/json"

	"github.com/go-json-experiment/json/jsontext"
)

// appendCompletedRaw writes a member of Extra that m completes.
func appendCompletedRaw(dst []byte, raw json.RawMessage, m *Completion) ([]byte, error) {
	compact, err := appendRaw(nil, raw)
	if err != nil {
		return dst, err
	}
	return appendCompletedValue(dst, compact, m)
}

// appendCompletedValue writes a value that m completes; it is valid and without white space.
func appendCompletedValue(dst, value []byte, m *Completion) ([]byte, error) {
	switch {
	case m.isObject() && value[0] == '{':
		return appendCompletedObject(dst, value, m)
	case m.isObject():
		return dst, errNotAnObject()
	case value[0] != '"':
		return dst, errNotAText()
	case len(value) == len(`""`): // as in a field, the same as none
		return m.appendText(dst, m.Value)
	default:
		return append(dst, value...), m.report(string(unquote(value)))
	}
}

// appendCompletedObject writes an object with the members that it lacks behind its own.
func appendCompletedObject(dst, object []byte, c *Completion) (_ []byte, err error) {
	dec := jsontext.NewDecoder(bytes.NewReader(object), readOptions...)
	_, _ = dec.ReadToken() // the text is known to be an object
	dst = append(dst, '{')
	start, given := len(dst), make([]bool, len(c.Members))
	for dec.PeekKind() == '"' {
		name, _ := dec.ReadValue()
		dst = append(append(comma(dst, start), name...), ':')
		i := c.index(string(unquote(name)))
		value, err := dec.ReadValue()
		switch {
		case err != nil: // cannot be: it has been read once
			return dst, &FieldError{Reason: "is not valid JSON"}
		case i < 0:
			dst = append(dst, value...)
			continue
		case given[i]:
			return dst, inMember(c.Members[i].Name, &FieldError{Reason: "is there twice"})
		}
		if dst, err = appendCompletedValue(dst, value, &c.Members[i]); err != nil {
			return dst, inMember(c.Members[i].Name, err)
		}
		given[i] = true
	}
	for i := range c.Members {
		if m := &c.Members[i]; !given[i] && m.hasValue() {
			if dst, err = appendAbsent(dst, start, nil, m); err != nil {
				return dst, err
			}
		}
	}
	return append(dst, '}'), nil
}
