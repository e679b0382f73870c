// Package jsonx reads and writes the models: tolerant when reading, strict when
// writing, one pass each way. The grammar is the JSON library's own (package
// jsontext); this package decides how a value becomes the field of a model.
//
// What a model is, package layout says. Methods of the models (MarshalJSON and the
// like) are never called, so a model's methods can be written in terms of this package.
package jsonx

import (
	"fmt"
	"strings"
)

// MaxDepth is how deep objects and arrays may be nested in a text that is read.
// Payment bodies use less than ten levels.
const MaxDepth = 64

// A SyntaxError says why a text could not be read at all. It never holds any of
// the text, which may be card data.
type SyntaxError struct {
	Offset int64  // bytes from the start of the text, at or after which the trouble is
	Reason string // "not valid JSON", "ends early", "not an object", "nested too deep", "more text after the object"
}

// Error is one line, safe to log.
func (e *SyntaxError) Error() string {
	return fmt.Sprintf("json: %s, at byte %d", e.Reason, e.Offset)
}

// A FieldError says which member of a model cannot be written, and why. It never
// holds the member's value.
type FieldError struct {
	Path string // from the root of the body: "paymentInformation.card.number", "lineItems[2].productName"

	// Reason is one of "is not valid UTF-8", "is not valid JSON", "has a type that JSON cannot
	// carry", "is not a model"; of a member that [AppendCompleted] completes also "is not an
	// object", "is not a text", "is there twice", "has white space at an end".
	Reason string
}

// Error is one line, safe to log.
func (e *FieldError) Error() string {
	return "json: " + e.Path + " " + e.Reason
}

// inMember returns err as seen from the object or list that the member belongs to.
func inMember(step string, err error) error {
	e, ok := err.(*FieldError)
	if !ok {
		return err
	}
	switch {
	case e.Path == "":
		e.Path = step
	case strings.HasPrefix(e.Path, "["):
		e.Path = step + e.Path
	default:
		e.Path = step + "." + e.Path
	}
	return e
}

// shownName returns a name that came from the caller, if it may be part of an error.
func shownName(name string) string {
	if !IsName(name) {
		return "(member)"
	}
	return name
}

// IsName reports whether the name of a member that no model knows can only be a name: an
// identifier without a long number in it, not an e-mail address or an account.
func IsName(s string) bool {
	const longest, mostDigits = 64, 4
	digits := 0
	for _, c := range []byte(s) {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c == '-', c == '.', c == '$':
		case '0' <= c && c <= '9':
			digits++
		default:
			return false
		}
	}
	return s != "" && len(s) <= longest && digits <= mostDigits
}
