package opentelemetry

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/metric"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"

	"github.com/cybersource-go/cybersource"
)

// bounds are the limits of the buckets of durations, in seconds, up to the usual time limit of a
// call. The usual ones end at ten, where most of the trouble with payments begins.
var bounds = []float64{0.05, 0.1, 0.2, 0.35, 0.5, 0.75, 1, 1.5, 2, 3, 5, 7.5, 10, 15, 20, 30, 45, 65}

// metrics counts and measures calls, attempts and retries.
type metrics struct {
	options  Options
	calls    metric.Float64Histogram
	requests metric.Float64Histogram
	retries  metric.Int64Counter
	statuses words
}

func newMetrics(meter metric.Meter, o Options) *metrics {
	m := &metrics{options: o}
	var errs [3]error
	m.calls, errs[0] = meter.Float64Histogram("cybersource.client.call.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of calls, from the method to its return: all attempts and the waits between them."),
		metric.WithExplicitBucketBoundaries(bounds...))
	requests := httpconv.ClientRequestDuration{} // its constructor has bounds that cannot be changed
	m.requests, errs[1] = meter.Float64Histogram(requests.Name(), metric.WithUnit(requests.Unit()),
		metric.WithDescription(requests.Description()), metric.WithExplicitBucketBoundaries(bounds...))
	m.retries, errs[2] = meter.Int64Counter("cybersource.client.retries", metric.WithUnit("{retry}"),
		metric.WithDescription("Attempts after the first, by cause."))
	if err := errors.Join(errs[:]...); err != nil {
		otel.Handle(err)
	}
	return m
}

func (m *metrics) hooks() cybersource.Hooks {
	return cybersource.Hooks{AttemptEnd: m.attemptEnd, Retry: m.retry, CallEnd: m.callEnd}
}

func (m *metrics) attemptEnd(ctx context.Context, a cybersource.AttemptResult) {
	attributes := append(requestAttributes(a.CallInfo), responseAttributes(a)...)
	m.requests.Record(ctx, a.Duration.Seconds(), metric.WithAttributes(attributes...))
}

func (m *metrics) retry(ctx context.Context, r cybersource.RetryInfo) {
	m.retries.Add(ctx, 1, metric.WithAttributes(operation.String(r.Operation), retryCause.String(string(r.Cause))))
}

func (m *metrics) callEnd(ctx context.Context, c cybersource.CallResult) {
	attributes := named(
		operation.String(c.Operation), ending.String(string(c.Ending)), httpClass.String(c.HTTPClass()),
		status.String(m.statuses.bounded(string(c.Status))), semconv.ErrorTypeKey.String(callError(c)),
	)
	if c.Outcome != nil {
		attributes = append(attributes, outcome.String(c.Outcome.Kind.String()))
	}
	if m.options.MerchantOnMetrics && c.MerchantID != "" {
		attributes = append(attributes, merchantID.String(c.MerchantID))
	}
	m.calls.Record(ctx, c.Duration.Seconds(), metric.WithAttributes(attributes...))
}
