// Package opentelemetry makes spans and metrics of the calls of a client. It is a module of its
// own, so that the client itself needs no tracing library.
//
//	cfg.Hooks = opentelemetry.Hooks(tracerProvider, meterProvider, opentelemetry.Options{})
//
// Each call is a span with the name of its operation, and each attempt one below it that follows
// the semantic conventions of HTTP clients, version [SemanticConventions]. Spans carry ids:
// reference code, transaction id, payment id, correlation id. Metrics never do: all their
// attributes have few values. Card data goes nowhere, since hooks are given none.
//
// A span of an attempt says in cybersource.sent whether anything was written. A decline is an
// answer and no error. cybersource.ending "unknown" is what to raise an alarm about.
package opentelemetry

import (
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/cybersource-go/cybersource"
)

// scope names the library that spans and metrics are made by.
const scope = "github.com/cybersource-go/cybersource/opentelemetry"

// Options changes what [Hooks] makes. The zero value is right for most programs.
type Options struct {
	// MerchantOnMetrics adds the merchant to the metrics of calls, as cybersource.merchant.id:
	// fit for some ten merchants, not for thousands. Spans always have it.
	MerchantOnMetrics bool
}

// Hooks returns hooks for [cybersource.Configuration]: spans by tracers and metrics by meters. A
// nil provider makes none of them; pass [go.opentelemetry.io/otel.GetTracerProvider] and
// GetMeterProvider for those that are registered globally. [cybersource.JoinHooks] adds hooks of
// your own. An instrument that cannot be made is reported to
// [go.opentelemetry.io/otel.Handle] and records nothing.
func Hooks(tracers trace.TracerProvider, meters metric.MeterProvider, o Options) cybersource.Hooks {
	var hooks []cybersource.Hooks
	if tracers != nil {
		version := trace.WithInstrumentationVersion(cybersource.Version)
		hooks = append(hooks, (&spans{tracers.Tracer(scope, version, trace.WithSchemaURL(schemaURL))}).hooks())
	}
	if meters != nil {
		version := metric.WithInstrumentationVersion(cybersource.Version)
		hooks = append(hooks, newMetrics(meters.Meter(scope, version, metric.WithSchemaURL(schemaURL)), o).hooks())
	}
	return cybersource.JoinHooks(hooks...)
}
