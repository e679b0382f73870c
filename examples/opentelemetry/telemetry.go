package main

import (
	"context"
	"errors"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/metric"
	"go.opentelemetry.io/otel/trace"

	"github.com/cybersource-go/cybersource"
)

// This file is what to copy: the hooks of a client as spans and metrics. Metrics have
// attributes of few values only; ids go to spans, and card data goes nowhere, because
// hooks are never given any.

// telemetry writes spans and metrics.
type telemetry struct {
	tracer   trace.Tracer
	calls    metric.Float64Histogram
	attempts metric.Float64Histogram
	retries  metric.Int64Counter
}

// newHooks returns hooks for [cybersource.Configuration]. Every call becomes a span
// with a child per attempt.
func newHooks(tracer trace.Tracer, meter metric.Meter) (cybersource.Hooks, error) {
	calls, err1 := meter.Float64Histogram("cybersource.client.call.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of whole calls, retries and waits included."))
	attempts, err2 := meter.Float64Histogram("http.client.request.duration", metric.WithUnit("s"),
		metric.WithDescription("Duration of single attempts."))
	retries, err3 := meter.Int64Counter("cybersource.client.retries", metric.WithUnit("{retry}"),
		metric.WithDescription("Attempts after the first, by cause."))
	t := &telemetry{tracer: tracer, calls: calls, attempts: attempts, retries: retries}
	return cybersource.Hooks{
		CallStart:    t.callStart,
		AttemptStart: t.attemptStart,
		AttemptEnd:   t.attemptEnd,
		Retry:        t.retry,
		CallEnd:      t.callEnd,
	}, errors.Join(err1, err2, err3)
}

func (t *telemetry) callStart(ctx context.Context, c cybersource.CallInfo) context.Context {
	ctx, _ = t.tracer.Start(ctx, c.Operation, trace.WithAttributes(
		attribute.String("server.address", c.Host),
		attribute.String("cybersource.merchant_id", c.MerchantID),
	))
	return ctx
}

func (t *telemetry) attemptStart(ctx context.Context, a cybersource.AttemptInfo) context.Context {
	ctx, _ = t.tracer.Start(ctx, a.Method+" "+a.Route, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(
		attribute.String("http.request.method", a.Method),
		attribute.String("url.template", a.Route),
		attribute.String("server.address", a.Host),
		attribute.Int("http.request.resend_count", a.Number-1),
	))
	return ctx
}

func (t *telemetry) attemptEnd(ctx context.Context, a cybersource.AttemptResult) {
	span := trace.SpanFromContext(ctx)
	attributes := []attribute.KeyValue{
		attribute.String("http.request.method", a.Method),
		attribute.String("url.template", a.Route),
		attribute.String("server.address", a.Host),
	}
	if a.HTTPStatus != 0 {
		attributes = append(attributes, attribute.Int("http.response.status_code", a.HTTPStatus))
	}
	t.attempts.Record(ctx, a.Duration.Seconds(), metric.WithAttributes(attributes...))

	span.SetAttributes(attributes...)
	span.SetAttributes(attribute.Bool("cybersource.sent", a.Sent), attribute.String("cybersource.correlation_id", a.CorrelationID))
	if a.Err != nil || a.HTTPStatus >= 400 {
		span.SetStatus(codes.Error, "")
	}
	span.End()
}

func (t *telemetry) retry(ctx context.Context, r cybersource.RetryInfo) {
	t.retries.Add(ctx, 1, metric.WithAttributes(
		attribute.String("cybersource.operation", r.Operation),
		attribute.String("cybersource.retry.cause", string(r.Cause)),
	))
	trace.SpanFromContext(ctx).AddEvent("retry", trace.WithAttributes(
		attribute.String("cybersource.retry.cause", string(r.Cause)),
		attribute.Int("cybersource.attempt", r.Next),
	))
}

// callEnd ends the span. A decline is an answer and no error; "unknown" is the outcome
// to raise an alarm about.
func (t *telemetry) callEnd(ctx context.Context, c cybersource.CallResult) {
	span := trace.SpanFromContext(ctx)
	attributes := []attribute.KeyValue{
		attribute.String("cybersource.operation", c.Operation),
		attribute.String("cybersource.ending", string(c.Ending)),
		attribute.String("cybersource.status", string(c.Status)),
	}
	t.calls.Record(ctx, c.Duration.Seconds(), metric.WithAttributes(attributes...))

	span.SetAttributes(attributes...)
	span.SetAttributes(attribute.Int("cybersource.attempts", c.Attempts))
	if c.Err != nil {
		span.SetStatus(codes.Error, c.Err.Error()) // one line, safe to log
	}
	span.End()
}
