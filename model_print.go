package cybersource

import (
	"fmt"
	"log/slog"

	"github.com/cybersource-go/cybersource/internal/redact"
)

// ShowPersonal wraps a model so that it prints and logs with personal data shown:
// names, addresses, e-mail, phone numbers. Account numbers stay masked down to
// their last four characters, and secrets wholly. Models that are not wrapped
// print with all three masked.
//
//	slog.Info("refused", "request", cybersource.ShowPersonal(req))
func ShowPersonal(model any) interface {
	fmt.Formatter
	slog.LogValuer
} {
	return personal{model}
}

type personal struct{ model any }

var showPersonal = redact.Masker{ShowPersonal: true}

func (p personal) Format(f fmt.State, verb rune) { showPersonal.Print(f, verb, p.model) }
func (p personal) LogValue() slog.Value          { return showPersonal.Value(p.model) }
func (p personal) MarshalJSON() ([]byte, error)  { return showPersonal.Model(p.model), nil }

// formatModel is Format of every model: all verbs print the same, masked.
func formatModel(f fmt.State, verb rune, v any) { redact.Print(f, verb, v) }

// logModel is LogValue of every model.
func logModel(v any) slog.Value { return redact.Value(v) }
