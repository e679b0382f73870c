package main

import (
	"context"
	"io"
	"log/slog"
	"strings"
	"sync"
)

// lineHandler prints the gateway's log for people: the time and the values in the
// gateway's order, with a name only where the value alone would not be understood.
type lineHandler struct {
	mu *sync.Mutex
	w  io.Writer
}

func newLineHandler(w io.Writer) slog.Handler { return lineHandler{new(sync.Mutex), w} }

// Enabled implements [slog.Handler].
func (lineHandler) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelInfo }

// bare are the attributes that are printed without their names.
var bare = map[string]bool{
	"operation": true, "httpStatus": true, "status": true, "reason": true, "amount": true, "currency": true, "card": true,
}

// Handle implements [slog.Handler].
func (h lineHandler) Handle(_ context.Context, record slog.Record) error {
	line := record.Time.Format("15:04:05")
	if record.Message != "call" {
		line += "  " + record.Message
	}
	record.Attrs(func(a slog.Attr) bool {
		if text := attributeText(a); text != "" {
			line += "  " + text
		}
		return true
	})
	h.mu.Lock()
	defer h.mu.Unlock()
	_, err := io.WriteString(h.w, strings.TrimRight(line, " ")+"\n")
	return err
}

// attributeText is one attribute, "" if it is the usual one.
func attributeText(a slog.Attr) string {
	switch {
	case a.Key == "call":
		return "#" + a.Value.String()
	case bare[a.Key]:
		return a.Value.String()
	case a.Key == "processed" || a.Key == "answered":
		if a.Value.Bool() {
			return ""
		}
		return "not " + a.Key
	default:
		return a.Key + "=" + a.Value.String()
	}
}

// WithAttrs implements [slog.Handler]. The gateway does not use it.
func (h lineHandler) WithAttrs([]slog.Attr) slog.Handler { return h }

// WithGroup implements [slog.Handler]. The gateway does not use it.
func (h lineHandler) WithGroup(string) slog.Handler { return h }
