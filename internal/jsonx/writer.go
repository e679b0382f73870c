package jsonx

import (
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// A Writer writes JSON that is no model, token by token: claims of a token, masked values.
// The zero value is ready for use. It trusts its caller to open, name and close in a
// valid order.
type Writer struct {
	Text  []byte // what is written; the caller may begin with memory, or text, of its own
	comma bool   // a value has been written, which a comma separates from the next
	err   error
}

// Begin opens an object or array: its bracket is '{' or '['.
func (w *Writer) Begin(bracket byte) {
	w.separate()
	w.Text = append(w.Text, bracket)
	w.comma = false
}

// End closes an object or array: its bracket is '}' or ']'.
func (w *Writer) End(bracket byte) {
	w.Text = append(w.Text, bracket)
	w.comma = true
}

// Name writes the name of a member, whose value comes next.
func (w *Writer) Name(name string) {
	w.String(name)
	w.Text = append(w.Text, ':')
	w.comma = false
}

// String writes a string. What is not UTF-8 in it becomes U+FFFD, and [Writer.Err] says so.
func (w *Writer) String(s string) {
	w.separate()
	var err error
	if w.Text, err = jsontext.AppendQuote(w.Text, s); err != nil {
		w.err = &FieldError{Path: "text", Reason: "is not valid UTF-8"}
	}
}

// Int writes a number.
func (w *Writer) Int(n int64) {
	w.separate()
	w.Text = strconv.AppendInt(w.Text, n, 10)
}

// Literal writes a number, true, false or null as it is given.
func (w *Writer) Literal(s string) {
	w.separate()
	w.Text = append(w.Text, s...)
}

// Append writes a string that value appends, and which needs no escapes.
func (w *Writer) Append(value func([]byte) []byte) {
	w.separate()
	w.Text = append(value(append(w.Text, '"')), '"')
}

// Err is what went wrong, nil if nothing did.
func (w *Writer) Err() error { return w.err }

func (w *Writer) separate() {
	if w.comma {
		w.Text = append(w.Text, ',')
	}
	w.comma = true
}
