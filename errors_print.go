package cybersource

import (
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"slices"
)

// The errors that carry a raw body print their one safe line under every verb,
// %#v included, and as a value as well as through the pointer. As JSON, which is what
// logs make of a list of errors, they keep their fields.

// Format implements [fmt.Formatter].
func (e APIError) Format(f fmt.State, verb rune) { formatError(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer].
func (e APIError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalJSON implements [json.Marshaler]: without header and body, with account
// numbers masked in the words of the service. The ids are exact.
func (e APIError) MarshalJSON() ([]byte, error) {
	type fields APIError // without its methods
	e.Status, e.Reason = Status(safeText(string(e.Status))), Reason(safeText(string(e.Reason)))
	e.Message = safeText(e.Message)
	e.Details = slices.Clone(e.Details)
	for i := range e.Details {
		d := &e.Details[i]
		d.Field, d.Reason = safeText(d.Field), Reason(safeText(string(d.Reason)))
	}
	return json.Marshal(fields(e))
}

// Format implements [fmt.Formatter].
func (e OutcomeUnknownError) Format(f fmt.State, verb rune) { formatError(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer].
func (e OutcomeUnknownError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// MarshalJSON implements [json.Marshaler]: without the body, the cause in words.
func (e OutcomeUnknownError) MarshalJSON() ([]byte, error) {
	type fields OutcomeUnknownError // without its methods
	return json.Marshal(struct {
		fields
		Cause string // in place of the other one
	}{fields(e), causeText(e.Cause)})
}

// MarshalJSON implements [json.Marshaler]: the cause in words.
func (e NotProcessedError) MarshalJSON() ([]byte, error) {
	type fields NotProcessedError // without its methods
	return json.Marshal(struct {
		fields
		Cause string // in place of the other one
	}{fields(e), causeText(e.Cause)})
}

func formatError(f fmt.State, verb rune, text string) {
	if verb == 'q' {
		text = fmt.Sprintf("%q", text)
	}
	_, _ = io.WriteString(f, text)
}
