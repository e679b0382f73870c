package cybersource

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/retry"
	"github.com/cybersource-go/cybersource/internal/withheld"
)

// This file writes the lines of the log. Each begins with what names the call.

// log writes a line of this call.
func (c *call) log(ctx context.Context, level slog.Level, message string, attrs ...slog.Attr) {
	named := make([]slog.Attr, 0, len(attrs)+5) //nolint:mnd // those below
	named = append(named, slog.String("operation", c.op.name))
	for _, name := range []slog.Attr{
		slog.String("merchant", c.merchantID()),
		slog.String("code", c.references.code()),
		slog.String("transactionId", c.references.transactionID()),
		slog.String("paymentId", c.paymentID()),
	} {
		named = appendSet(named, name)
	}
	c.client.logger.LogAttrs(ctx, level, message, append(named, attrs...)...)
}

// appendSet appends a text that is not empty, fit for one line.
func appendSet(attrs []slog.Attr, a slog.Attr) []slog.Attr {
	text := safeText(a.Value.String())
	if text == "" {
		return attrs
	}
	return append(attrs, slog.String(a.Key, text))
}

// appendKeyID appends the id of a key as it is: it was checked when the key was, and that of a
// certificate has so many digits that a card number may seem to be in it.
func appendKeyID(attrs []slog.Attr, id string) []slog.Attr {
	if id == "" {
		return attrs
	}
	return append(attrs, slog.String("keyId", id))
}

// levelOf is the level of the line about the end of a call: an outcome that nobody knows is
// an error, whatever else came to nothing a warning.
func levelOf(err error) slog.Level {
	switch {
	case err == nil, errors.Is(err, withheld.Err):
		return slog.LevelInfo
	case errors.Is(err, ErrOutcomeUnknown):
		return slog.LevelError
	default:
		return slog.LevelWarn
	}
}

func (c *call) logEnd(ctx context.Context, level slog.Level, r *CallResult, last *exchange.Attempt) {
	attrs := []slog.Attr{
		slog.String("ending", string(r.Ending)),
		slog.Int("httpStatus", r.HTTPStatus),
		slog.Duration("duration", r.Duration),
		slog.Int("attempts", r.Attempts),
	}
	for _, a := range []slog.Attr{
		slog.String("correlationId", r.CorrelationID), slog.String("destination", r.Destination), slog.String("id", r.ID), slog.String("status", string(r.Status)),
	} {
		attrs = appendSet(attrs, a)
	}
	attrs = appendKeyID(attrs, r.KeyID)
	attrs = appendOutcome(attrs, r.Outcome)
	if r.Err != nil {
		attrs = append(attrs, slog.String("error", r.Err.Error()))
	}
	if len(last.Body) > 0 && c.logs(ctx, slog.LevelDebug) {
		attrs = append(attrs, slog.String("body", string(redact.JSON(c.modelOf(last), last.Body))))
	}
	c.log(ctx, level, "call ended", attrs...)
}

func appendOutcome(attrs []slog.Attr, o *Outcome) []slog.Attr {
	if o == nil {
		return attrs
	}
	attrs = append(attrs, slog.String("outcome", o.Kind.String()))
	attrs = appendSet(attrs, slog.String("reason", string(o.Reason)))
	attrs = append(attrs, slog.String("advice", o.Advice.String()))
	if o.Kind == OutcomeUnknown && !o.HoldsFunds { // nobody knows that none are held
		return attrs
	}
	return append(attrs, slog.Bool("holdsFunds", o.HoldsFunds))
}

func (c *call) logRetry(ctx context.Context, next int, decision retry.Decision) {
	defer c.recovered(ctx, loggerPanicked)
	if c.logs(ctx, slog.LevelWarn) {
		c.log(ctx, slog.LevelWarn, "retrying",
			slog.Int("attempt", next-1),
			slog.Duration("wait", decision.Wait),
			slog.String("cause", decision.Reason))
	}
}

// modelOf is the name of the model that the body of an answer is of.
func (c *call) modelOf(a *exchange.Attempt) string {
	if a.Status/100 != 2 {
		return "ErrorResponse"
	}
	return c.op.response
}

// logRequest writes the masked body of a request, on the debug level only.
func (c *call) logRequest(ctx context.Context, body []byte) {
	defer c.recovered(ctx, loggerPanicked)
	if body == nil || !c.logs(ctx, slog.LevelDebug) {
		return
	}
	c.log(ctx, slog.LevelDebug, "request", slog.String("body", string(redact.JSON(c.op.request, body))))
}

// mayLog is logs for a logger that may panic.
func (c *call) mayLog(ctx context.Context, level slog.Level) bool {
	defer c.recovered(ctx, loggerPanicked)
	return c.logs(ctx, level)
}

func (c *call) logs(ctx context.Context, level slog.Level) bool {
	return c.client.logger != nil && c.client.logger.Enabled(ctx, level)
}

// loggerPanicked stands for the name of a hook where the logger itself panicked.
const loggerPanicked = ""

// recovered is deferred around hooks and the logger. Their panic must not cost the answer
// of a payment that was made: it goes to the logger, and the call goes on. The value of
// the panic is not logged, as it may be anything; the stack shows where it came from.
func (c *call) recovered(ctx context.Context, hook string) {
	c.logPanic(ctx, hook, recover())
}

// recoveredStart is the same for a hook that returns a context. Of several that were joined
// those that did not panic have made one.
func (c *call) recoveredStart(ctx context.Context, hook string, hooked *context.Context) {
	value := recover()
	if joined, ok := value.(*joinedPanic); ok {
		value, *hooked = joined.value, joined.made
	}
	c.logPanic(ctx, hook, value)
}

func (c *call) logPanic(ctx context.Context, hook string, value any) {
	if value == nil || hook == loggerPanicked || c.client.logger == nil {
		return
	}
	defer func() { _ = recover() }() // of the logger: there is nothing left to report it to
	c.log(ctx, slog.LevelError, "hook panicked",
		slog.String("hook", hook),
		slog.String("type", fmt.Sprintf("%T", value)),
		slog.String("stack", string(debug.Stack())))
}
