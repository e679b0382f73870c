package redact

import (
	"runtime"
	"strings"
)

// loggers are the packages whose presence among the callers means that what is being
// written ends in a log. Each ends with its full stop: a package below may be among the
// callers of everything, such as the HTTP middleware of zerolog around a whole server.
var loggers = []string{
	"log/slog.",
	"go.uber.org/zap.",
	"go.uber.org/zap/zapcore.",
	"github.com/rs/zerolog.",
	"github.com/sirupsen/logrus.",
	"github.com/go-kit/log.",
	"github.com/hashicorp/go-hclog.",
}

// Logging reports whether a logger is among the callers. A JSON handler hands lists
// and maps to encoding/json, which does not use [slog.LogValuer] and calls
// MarshalJSON on what is in them: only the stack tells it from a caller who wants the
// JSON itself.
func Logging() bool {
	var counters [64]uintptr
	for skip := 2; ; skip += len(counters) {
		n := runtime.Callers(skip, counters[:])
		if n == 0 {
			return false
		}
		frames := runtime.CallersFrames(counters[:n])
		for more := true; more; {
			var frame runtime.Frame
			frame, more = frames.Next()
			if isLogger(frame.Function) {
				return true
			}
		}
	}
}

func isLogger(function string) bool {
	for _, prefix := range loggers {
		if strings.HasPrefix(function, prefix) {
			return true
		}
	}
	return false
}
