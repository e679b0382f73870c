package cybersource

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// This file tells hooks and log what a call does. Where no hook or logger is set, each
// step costs one comparison.

func (c *call) info() CallInfo {
	return CallInfo{
		Operation:  c.op.name,
		Method:     c.op.method,
		Route:      c.op.path,
		Host:       c.client.set().host,
		MerchantID: c.merchantID(),
	}
}

// merchantID is the transacting merchant.
func (c *call) merchantID() string { return c.client.merchantOr(c.sent.MerchantID) }

// merchantOr is the transacting merchant of a call that names one, or none ("").
func (c *APIClient) merchantOr(named string) string { return cmp.Or(named, c.set().signer.merchantID) }

func (c *call) started(ctx context.Context) (hooked context.Context) {
	hook := c.client.hooks.CallStart
	if hook == nil {
		return ctx
	}
	defer c.recovered(ctx, "CallStart")
	hooked = ctx // if the hook panics
	return orElse(hook(ctx, c.info()), ctx)
}

// observes reports whether hooks or a logger are told of attempts.
func (c *APIClient) observes() bool {
	h := &c.hooks
	return c.logger != nil || h.AttemptStart != nil || h.AttemptEnd != nil || h.Retry != nil
}

// AttemptStarts implements [exchange.Observer].
func (c *call) AttemptStarts(ctx context.Context, number int) (hooked context.Context) {
	hook := c.client.hooks.AttemptStart
	if hook == nil {
		return ctx
	}
	defer c.recovered(ctx, "AttemptStart")
	hooked = ctx // if the hook panics
	return orElse(hook(ctx, AttemptInfo{CallInfo: c.info(), Number: number}), ctx)
}

// AttemptEnded implements [exchange.Observer].
func (c *call) AttemptEnded(ctx context.Context, a *exchange.Attempt) {
	if hook := c.client.hooks.AttemptEnd; hook != nil {
		defer c.recovered(ctx, "AttemptEnd")
		hook(ctx, AttemptResult{
			AttemptInfo:   AttemptInfo{CallInfo: c.info(), Number: a.Number},
			HTTPStatus:    a.Status,
			CorrelationID: a.CorrelationID(),
			Sent:          a.Evidence != retry.NotSent,
			Duration:      a.Duration,
			Err:           a.Err,
		})
	}
}

// Retries implements [exchange.Observer].
func (c *call) Retries(ctx context.Context, next int, decision retry.Decision) {
	c.retries(ctx, next, decision)
	defer c.recovered(ctx, loggerPanicked)
	if c.logs(ctx, slog.LevelWarn) {
		c.client.logger.LogAttrs(ctx, slog.LevelWarn, "retrying",
			slog.String("operation", c.op.name),
			slog.Int("attempt", next-1),
			slog.Duration("wait", decision.Wait),
			slog.String("reason", decision.Reason))
	}
}

func (c *call) retries(ctx context.Context, next int, decision retry.Decision) {
	if hook := c.client.hooks.Retry; hook != nil {
		defer c.recovered(ctx, "Retry")
		hook(ctx, RetryInfo{CallInfo: c.info(), Next: next, Wait: decision.Wait, Reason: decision.Reason})
	}
}

func (c *call) ended(ctx context.Context, r *exchange.Result, err error) {
	status := ""
	if err == nil {
		status = c.answer.parts().status
	}
	c.callEnds(ctx, r, status, err)
	defer c.recovered(ctx, loggerPanicked)
	if c.logs(ctx, slog.LevelInfo) {
		c.logEnd(ctx, r, status, err)
	}
}

// callEnds gives the hook a context that has not ended, though the call's may have: it
// has a result to record.
func (c *call) callEnds(ctx context.Context, r *exchange.Result, status string, err error) {
	if hook := c.client.hooks.CallEnd; hook != nil {
		defer c.recovered(ctx, "CallEnd")
		hook(context.WithoutCancel(ctx), CallResult{
			CallInfo:      c.info(),
			ReferenceCode: c.references.code(),
			TransactionID: c.references.transactionID(),
			Attempts:      r.Attempts,
			HTTPStatus:    r.Last.Status,
			CorrelationID: r.Last.CorrelationID(),
			Status:        Status(status),
			Outcome:       endOf(err),
			Duration:      c.elapsed(),
			Err:           err,
		})
	}
}

func (c *call) logEnd(ctx context.Context, r *exchange.Result, status string, err error) {
	attrs := []slog.Attr{
		slog.String("operation", c.op.name),
		slog.Int("httpStatus", r.Last.Status),
		slog.Duration("duration", c.elapsed()),
		slog.Int("attempts", r.Attempts),
		slog.String("correlationId", safeText(r.Last.CorrelationID())),
	}
	if status != "" {
		attrs = append(attrs, slog.String("status", safeText(status)))
	}
	level := slog.LevelInfo
	if err != nil {
		level = slog.LevelWarn
		attrs = append(attrs,
			slog.String("outcome", endOf(err)),
			slog.String("error", err.Error()),
			slog.String("code", safeText(c.references.code())),
			slog.String("transactionId", safeText(c.references.transactionID())))
	}
	if len(r.Last.Body) > 0 && c.logs(ctx, slog.LevelDebug) {
		attrs = append(attrs, slog.String("body", string(redact.JSON(c.modelOf(&r.Last), r.Last.Body))))
	}
	c.client.logger.LogAttrs(ctx, level, "call ended", attrs...)
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
	c.client.logger.LogAttrs(ctx, slog.LevelDebug, "request",
		slog.String("operation", c.op.name),
		slog.String("transactionId", c.references.transactionID()),
		slog.String("body", string(redact.JSON(c.op.request, body))))
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
	value := recover()
	if value == nil || hook == loggerPanicked || c.client.logger == nil {
		return
	}
	defer func() { _ = recover() }() // of the logger: there is nothing left to report it to
	c.client.logger.LogAttrs(ctx, slog.LevelError, "hook panicked",
		slog.String("operation", c.op.name),
		slog.String("hook", hook),
		slog.String("type", fmt.Sprintf("%T", value)),
		slog.String("stack", string(debug.Stack())))
}

// endOf sorts the ends of a call into four words, few enough for a metric.
func endOf(err error) string {
	switch {
	case err == nil:
		return "answered"
	case errors.Is(err, ErrOutcomeUnknown):
		return "unknown"
	case errors.Is(err, ErrNotProcessed):
		return "not processed"
	default:
		return "refused"
	}
}

func orElse(ctx, fallback context.Context) context.Context {
	if ctx == nil {
		return fallback
	}
	return ctx
}
