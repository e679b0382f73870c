package cybersource

import (
	"fmt"
	"log/slog"
)

// formatModel prints the type of a model and nothing of its content.
func formatModel(f fmt.State, _ rune, v any) { fmt.Fprintf(f, "%T", v) }

// logModel logs the type of a model and nothing of its content.
func logModel(v any) slog.Value { return slog.StringValue(fmt.Sprintf("%T", v)) }
