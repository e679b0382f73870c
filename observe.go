package cybersource

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// This file tells hooks and log what a call does. Every step costs one comparison
// while nobody listens.

func (c *call) info() CallInfo {
	merchant := c.chosen.merchantID
	if merchant == "" {
		merchant = c.client.set.signer.merchantID
	}
	return CallInfo{
		Operation:  c.op.name,
		Method:     c.op.method,
		Route:      c.op.route(),
		Host:       c.client.set.host,
		MerchantID: merchant,
	}
}

func (c *call) started(ctx context.Context) context.Context {
	hook := c.client.hooks.CallStart
	if hook == nil {
		return ctx
	}
	return orElse(hook(ctx, c.info()), ctx)
}

func (c *call) attemptStarted(ctx context.Context) (context.Context, context.CancelFunc) {
	if c.client.hooks.AttemptEnd != nil {
		c.last.began = time.Now()
	}
	hook := c.client.hooks.AttemptStart
	if hook == nil {
		return ctx, func() {}
	}
	return bounded(orElse(hook(ctx, AttemptInfo{CallInfo: c.info(), Number: c.attempts}), ctx), ctx)
}

// bounded gives the deadline of the call back to a context that lost it in a hook.
func bounded(hooked, ctx context.Context) (context.Context, context.CancelFunc) {
	limit, _ := ctx.Deadline() // run always sets one
	if own, ok := hooked.Deadline(); ok && !own.After(limit) {
		return hooked, func() {}
	}
	return context.WithDeadline(hooked, limit)
}

func (c *call) attemptEnded(a *attempt) {
	if hook := c.client.hooks.AttemptEnd; hook != nil {
		hook(a.context, AttemptResult{
			AttemptInfo:   AttemptInfo{CallInfo: c.info(), Number: c.attempts},
			HTTPStatus:    a.status,
			CorrelationID: a.correlationID(),
			Sent:          a.evidence != retry.NotSent,
			Duration:      time.Since(a.began),
			Err:           a.err,
		})
	}
}

func (c *call) retrying(ctx context.Context, decision retry.Decision) {
	if hook := c.client.hooks.Retry; hook != nil {
		hook(ctx, RetryInfo{CallInfo: c.info(), Next: c.attempts + 1, Wait: decision.Wait, Reason: decision.Reason})
	}
	if c.logs(ctx, slog.LevelWarn) {
		c.client.logger.LogAttrs(ctx, slog.LevelWarn, "retrying",
			slog.String("operation", c.op.name),
			slog.Int("attempt", c.attempts),
			slog.Duration("wait", decision.Wait),
			slog.String("reason", decision.Reason))
	}
}

func (c *call) ended(ctx context.Context, status Status, err error) {
	last := c.last
	if hook := c.client.hooks.CallEnd; hook != nil {
		hook(ctx, CallResult{
			CallInfo:      c.info(),
			ReferenceCode: c.references.code,
			TransactionID: c.references.transactionID,
			Attempts:      c.attempts,
			HTTPStatus:    last.status,
			CorrelationID: last.correlationID(),
			Status:        status,
			Outcome:       endOf(err),
			Duration:      time.Since(c.start),
			Err:           err,
		})
	}
	if c.logs(ctx, slog.LevelInfo) {
		c.logEnd(ctx, last, status, err)
	}
}

func (c *call) logEnd(ctx context.Context, last *attempt, status Status, err error) {
	attrs := []slog.Attr{
		slog.String("operation", c.op.name),
		slog.Int("httpStatus", last.status),
		slog.Duration("duration", time.Since(c.start)),
		slog.Int("attempts", c.attempts),
		slog.String("correlationId", safeText(last.correlationID())),
	}
	if status != "" {
		attrs = append(attrs, slog.String("status", safeText(string(status))))
	}
	level := slog.LevelInfo
	if err != nil {
		level = slog.LevelWarn
		attrs = append(attrs,
			slog.String("outcome", endOf(err)),
			slog.String("error", err.Error()),
			slog.String("code", safeText(c.references.code)),
			slog.String("transactionId", safeText(c.references.transactionID)))
	}
	if len(last.body) > 0 && c.logs(ctx, slog.LevelDebug) {
		attrs = append(attrs, slog.String("body", string(redact.JSON(last.model(), last.body))))
	}
	c.client.logger.LogAttrs(ctx, level, "call ended", attrs...)
}

// model is the name of the model that the answer's body is of.
func (a *attempt) model() string {
	if a.status/100 != 2 {
		return "ErrorResponse"
	}
	return a.call.op.response
}

// logRequest writes the masked body of a request, on the debug level only.
func (c *call) logRequest(ctx context.Context, body []byte) {
	if !c.logs(ctx, slog.LevelDebug) {
		return
	}
	c.client.logger.LogAttrs(ctx, slog.LevelDebug, "request",
		slog.String("operation", c.op.name),
		slog.String("transactionId", c.references.transactionID),
		slog.String("body", string(redact.JSON(c.op.request, body))))
}

func (c *call) logs(ctx context.Context, level slog.Level) bool {
	return c.client.logger != nil && c.client.logger.Enabled(ctx, level)
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
