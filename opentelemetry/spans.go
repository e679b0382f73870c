package opentelemetry

import (
	"context"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/trace"

	"github.com/cybersource-go/cybersource"
)

// spans makes a span of each call, and below it one of each attempt.
type spans struct{ tracer trace.Tracer }

// A kind of span is a key under which the context of a hook keeps it. The current span of a context
// may be another's: hooks that are joined with these can put theirs there.
type (
	callSpan    struct{ of *spans }
	attemptSpan struct{ of *spans }
)

func (s *spans) hooks() cybersource.Hooks {
	return cybersource.Hooks{
		CallStart: s.callStart, AttemptStart: s.attemptStart, AttemptEnd: s.attemptEnd, Retry: s.retry, CallEnd: s.callEnd,
	}
}

func (s *spans) callStart(ctx context.Context, c cybersource.CallInfo) context.Context {
	ctx, span := s.tracer.Start(ctx, c.Operation, trace.WithAttributes(named(
		operation.String(c.Operation), runEnvironment.String(c.Host), merchantID.String(c.MerchantID),
		referenceCode.String(c.ReferenceCode), transactionID.String(c.TransactionID), paymentID.String(c.PaymentID),
	)...))
	return context.WithValue(ctx, callSpan{s}, span)
}

// attemptStart names the span by method and template, as the conventions ask.
func (s *spans) attemptStart(ctx context.Context, a cybersource.AttemptInfo) context.Context {
	name := a.Method
	if a.Route != "" {
		name += " " + a.Route
	}
	attributes := append(requestAttributes(a.CallInfo), semconv.URLFull(fullURL(a.CallInfo)))
	if resends := a.Number - 1; resends > 0 {
		attributes = append(attributes, semconv.HTTPRequestResendCount(resends))
	}
	ctx, span := s.tracer.Start(ctx, name, trace.WithSpanKind(trace.SpanKindClient), trace.WithAttributes(attributes...))
	return context.WithValue(ctx, attemptSpan{s}, span)
}

func (s *spans) attemptEnd(ctx context.Context, a cybersource.AttemptResult) {
	span, ok := ctx.Value(attemptSpan{s}).(trace.Span)
	if !ok {
		return
	}
	span.SetAttributes(responseAttributes(a)...)
	span.SetAttributes(named(sent.Bool(a.Sent), correlationID.String(a.CorrelationID), keyID.String(a.KeyID))...)
	if attemptError(a) != "" {
		span.SetStatus(codes.Error, "") // the attributes say why
	}
	span.End()
}

func (s *spans) retry(ctx context.Context, r cybersource.RetryInfo) {
	if span, ok := ctx.Value(callSpan{s}).(trace.Span); ok {
		span.AddEvent("retry", trace.WithAttributes(
			retryCause.String(string(r.Cause)), attribute.Int("cybersource.attempt", r.Next), attribute.Float64("cybersource.retry.wait", r.Wait.Seconds()),
		))
	}
}

// callEnd ends the span. The text of an error of the client is one line without card data.
func (s *spans) callEnd(ctx context.Context, c cybersource.CallResult) {
	span, ok := ctx.Value(callSpan{s}).(trace.Span)
	if !ok {
		return
	}
	span.SetAttributes(named(
		ending.String(string(c.Ending)), status.String(string(c.Status)), paymentID.String(idOf(c)), attempts.Int(c.Attempts),
		correlationID.String(c.CorrelationID), keyID.String(c.KeyID), semconv.ErrorTypeKey.String(callError(c)),
	)...)
	span.SetAttributes(outcomeAttributes(c.Outcome)...)
	if c.Err != nil {
		span.SetStatus(codes.Error, c.Err.Error())
	}
	span.End()
}

// idOf is the id of what the call made, or else of what it is about.
func idOf(c cybersource.CallResult) string {
	if c.ID != "" {
		return c.ID
	}
	return c.PaymentID
}

// outcomeAttributes say what became of the money. While nobody knows, they do not say that no funds
// are held.
func outcomeAttributes(o *cybersource.Outcome) []attribute.KeyValue {
	if o == nil {
		return nil
	}
	attributes := named(outcome.String(o.Kind.String()), reason.String(string(o.Reason)), advice.String(o.Advice.String()))
	if o.Kind != cybersource.OutcomeUnknown || o.HoldsFunds {
		attributes = append(attributes, holdsFunds.Bool(o.HoldsFunds))
	}
	return attributes
}
