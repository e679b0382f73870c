package cybersource

import (
	"cmp"
	"context"
	"errors"
	"strings"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/retry"
	"github.com/cybersource-go/cybersource/internal/withheld"
)

// This file tells hooks and log what a call does. Where no hook or logger is set, each
// step costs one comparison.

func (c *call) info() CallInfo {
	set := c.client.set()
	return CallInfo{
		Operation:     c.op.name,
		Method:        c.op.method,
		Route:         c.op.path,
		Host:          set.host,
		Destination:   strings.TrimSuffix(set.base, set.prefix),
		MerchantID:    c.merchantID(),
		PaymentID:     c.paymentID(),
		ReferenceCode: c.references.code(),
		TransactionID: c.references.transactionID(),
	}
}

// paymentID is the id in the path of a call that is about something.
func (c *call) paymentID() string {
	return c.op.idIn(strings.TrimPrefix(c.sent.URL, c.client.set().base))
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
	hooked = ctx // if the hook panics
	defer c.recoveredStart(ctx, "CallStart", &hooked)
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
	hooked = ctx // if the hook panics
	defer c.recoveredStart(ctx, "AttemptStart", &hooked)
	return orElse(hook(ctx, AttemptInfo{CallInfo: c.info(), Number: number}), ctx)
}

// AttemptEnded implements [exchange.Observer].
func (c *call) AttemptEnded(ctx context.Context, a *exchange.Attempt) {
	if hook := c.client.hooks.AttemptEnd; hook != nil {
		defer c.recovered(ctx, "AttemptEnd")
		hook(ctx, AttemptResult{
			AttemptInfo:   AttemptInfo{CallInfo: c.info(), Number: a.Number},
			KeyID:         a.KeyID,
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
	c.logRetry(ctx, next, decision)
}

func (c *call) retries(ctx context.Context, next int, decision retry.Decision) {
	if hook := c.client.hooks.Retry; hook != nil {
		defer c.recovered(ctx, "Retry")
		hook(ctx, RetryInfo{CallInfo: c.info(), Next: next, Wait: decision.Wait, Cause: RetryCause(decision.Reason)})
	}
}

// ended tells of the end of a call. What the answer means is found out only for those who
// listen.
func (c *call) ended(ctx context.Context, r *exchange.Result, err error) {
	level := levelOf(err)
	logs := c.mayLog(ctx, level)
	if c.client.hooks.CallEnd == nil && !logs {
		return
	}
	result := c.result(r, err)
	c.callEnds(ctx, &result)
	defer c.recovered(ctx, loggerPanicked)
	if logs {
		c.logEnd(ctx, level, &result, r.Last)
	}
}

// callEnds gives the hook a context that has not ended, though the call's may have: it
// has a result to record.
func (c *call) callEnds(ctx context.Context, result *CallResult) {
	if hook := c.client.hooks.CallEnd; hook != nil {
		defer c.recovered(ctx, "CallEnd")
		hook(context.WithoutCancel(ctx), *result)
	}
}

// result is what the end of a call is told with.
func (c *call) result(r *exchange.Result, err error) CallResult {
	result := CallResult{
		CallInfo:      c.info(),
		KeyID:         r.Last.KeyID,
		Attempts:      r.Attempts,
		HTTPStatus:    r.Last.Status,
		CorrelationID: r.Last.CorrelationID(),
		Ending:        endingOf(err),
		Duration:      c.elapsed(),
		Err:           err,
	}
	if err != nil {
		if meta, ok := MetaOf(err); ok {
			result.ID = meta.ID
		}
	} else {
		parts := c.answer.parts()
		result.Status, result.ID = Status(parts.status), parts.id
	}
	if c.op.movesMoney {
		result.Outcome = c.outcome(err)
	}
	return result
}

// outcome is what became of a call that moves money, nil if nothing says so.
func (c *call) outcome(err error) *Outcome {
	if err == nil {
		if answer, ok := c.answer.(interface{ Outcome() Outcome }); ok {
			return new(answer.Outcome())
		}
		return nil
	}
	switch refused, unknown := asRefusal(err); {
	case unknown:
		return &Outcome{Reason: refused.Reason}
	case refused != nil:
		return &Outcome{Kind: OutcomeFailed, Reason: refused.Reason, Money: MoneyUntouched, Advice: refused.Advice(), RetryAfter: refused.RetryAfter}
	case errors.Is(err, withheld.Err): // it is about an earlier call, and nothing is known of that here
		return nil
	case endingOf(err) == EndingNotProcessed:
		return &Outcome{Kind: OutcomeFailed, Money: MoneyUntouched, Advice: AdviceRetryLater}
	default:
		return &Outcome{Kind: OutcomeFailed, Money: MoneyUntouched, Advice: AdviceFixData}
	}
}

// asRefusal is the answer that an error of a call is about, if there was one, and whether
// the outcome is unknown.
func asRefusal(err error) (refused *APIError, unknown bool) {
	if lost, ok := errors.AsType[*OutcomeUnknownError](err); ok && lost.Response != nil {
		return lost.Response, true
	}
	if errors.Is(err, ErrOutcomeUnknown) {
		return new(APIError), true
	}
	refused, _ = errors.AsType[*APIError](err)
	return refused, false
}

func orElse(ctx, fallback context.Context) context.Context {
	if ctx == nil {
		return fallback
	}
	return ctx
}
