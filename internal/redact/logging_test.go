package redact

import "testing"

func TestLoggersThemselvesAloneAreTakenForLoggers(t *testing.T) {
	for function, want := range map[string]bool{
		"log/slog.(*JSONHandler).Handle":                      true,
		"go.uber.org/zap.(*Logger).Info":                      true,
		"go.uber.org/zap/zapcore.(*jsonEncoder).AddReflected": true,
		"github.com/rs/zerolog.(*Event).Interface":            true,
		"github.com/sirupsen/logrus.(*Entry).log":             true,
		"github.com/go-kit/log.(*jsonLogger).Log":             true,
		"github.com/hashicorp/go-hclog.(*intLogger).logJSON":  true,

		"github.com/rs/zerolog/hlog.AccessHandler.func1.1":       false, // around every handler of a server
		"github.com/rs/zerolog/hlog.RequestIDHandler.func1.1":    false,
		"github.com/go-kit/log/level.(*logger).Log":              false, // calls the package above
		"github.com/sirupsen/logrusmiddleware.Handler.ServeHTTP": false,
		"go.uber.org/zaphttp.Middleware.func1":                   false,
		"github.com/hashicorp/go-hclogger.Wrap":                  false,
		"github.com/cybersource-go/cybersource.marshalModel":     false,
		"encoding/json.Marshal":                                  false,
		"example.com/shop/log/slog.Save":                         false,
	} {
		if got := isLogger(function); got != want {
			t.Errorf("%s: %v, want %v", function, got, want)
		}
	}
}
