// Package redact shows models, bodies and messages with what must not be seen
// masked. It masks by structure: the schema says of every member how much of
// it may be shown. What the schema does not know is not shown: of unknown members
// the name, of text that is not JSON the size.
//
// The masks: "***" in place of a value of which nothing may be shown, "****1111"
// in place of an account number of which the last four characters may be.
package redact

import (
	"fmt"
	"log/slog"
	"strconv"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// A Masker masks. The zero value shows the least and is what everything uses that
// was not asked for more.
type Masker struct {
	// ShowPersonal shows names, addresses, phone numbers and the like. Account numbers
	// and secrets are masked all the same.
	ShowPersonal bool
}

// JSON returns the JSON text of a body, an instance of the named model, masked. A
// name that is not a model's masks every value. A body that is not JSON, or nested
// too deep, is described instead: "[unreadable, 42 bytes]".
func JSON(typeName string, body []byte) []byte { return Masker{}.JSON(typeName, body) }

// Model returns a model, or a pointer to one, as masked JSON.
func Model(v any) []byte { return Masker{}.Model(v) }

// Value returns a model, or a pointer to one, as a masked group.
func Value(v any) slog.Value { return Masker{}.Value(v) }

// Print prints a model, or a pointer to one, masked and much like %+v, whatever the verb:
//
//	PaymentInformationCard{Number:"****1111" ExpirationMonth:"12" SecurityCode:"***"}
func Print(f fmt.State, verb rune, v any) { Masker{}.Print(f, verb, v) }

// JSON is [JSON] for this masker.
func (m Masker) JSON(typeName string, body []byte) []byte {
	var w jsonx.Writer
	if err := m.parse(typeName, body, &w); err != nil {
		return fmt.Appendf(nil, "[unreadable, %d bytes]", len(body))
	}
	return w.Text
}

// Model is [Model] for this masker.
func (m Masker) Model(v any) []byte { return appendJSON(nil, m.tree(v)) }

// Value is [Value] for this masker.
func (m Masker) Value(v any) slog.Value { return logged(m.tree(v)) }

// Print is [Print] for this masker.
func (m Masker) Print(f fmt.State, verb rune, v any) {
	printText(f, verb, appendGo(nil, m.tree(v), " "))
}

func printText(f fmt.State, verb rune, text []byte) {
	if verb == 'q' {
		text = strconv.AppendQuote(nil, string(text))
	}
	_, _ = f.Write(text)
}
