package cybersource

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"strconv"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// shown is what a request asks for. Its query and its body can be anything, so of them
// only that they are there.
func (r RawRequest) shown() redact.Object {
	return redact.Object{Type: "cybersource.RawRequest", Members: []redact.Member{
		{Name: "Method", Value: safeText(r.Method)},
		{Name: "Path", Value: safeText(r.Path)},
		{Name: "Query", Value: redact.Hidden(len(r.Query) > 0)},
		{Name: "Body", Value: redact.Hidden(r.Body != nil)},
		{Name: "Repeatable", Value: strconv.FormatBool(r.Repeatable)},
		{Name: "Unsigned", Value: strconv.FormatBool(r.Unsigned)},
		{Name: "MaxResponseBytes", Value: strconv.FormatInt(r.MaxResponseBytes, 10)},
	}}
}

// Format implements [fmt.Formatter]: neither query nor body is shown.
func (r RawRequest) Format(f fmt.State, verb rune) { r.shown().Format(f, verb) }

// LogValue implements [slog.LogValuer]: neither query nor body is shown.
func (r RawRequest) LogValue() slog.Value { return r.shown().LogValue() }

// MarshalJSON writes all of the request; neither query nor body when it is being logged.
func (r RawRequest) MarshalJSON() ([]byte, error) {
	if redact.Logging() {
		return r.shown().MarshalJSON()
	}
	type fields RawRequest // without its methods
	return json.Marshal(fields(r))
}
