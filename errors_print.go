package cybersource

import (
	"fmt"
	"io"
	"log/slog"
)

// The errors that carry a raw body print their one safe line under every verb,
// %#v included, and as a value as well as through the pointer.

// Format implements [fmt.Formatter].
func (e APIError) Format(f fmt.State, verb rune) { formatError(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer].
func (e APIError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

// Format implements [fmt.Formatter].
func (e OutcomeUnknownError) Format(f fmt.State, verb rune) { formatError(f, verb, e.Error()) }

// LogValue implements [slog.LogValuer].
func (e OutcomeUnknownError) LogValue() slog.Value { return slog.StringValue(e.Error()) }

func formatError(f fmt.State, verb rune, text string) {
	if verb == 'q' {
		text = fmt.Sprintf("%q", text)
	}
	_, _ = io.WriteString(f, text)
}
