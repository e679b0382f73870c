package test

import (
	"context"
	"errors"
	"syscall"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// Only voids move money and are sent again after a lost answer. What the last attempt
// says is then no statement about the ones before it.

func eachVoid(t *testing.T, test func(t *testing.T, op operation)) {
	t.Helper()
	eachOperation(t, func(t *testing.T, op operation) {
		if op.voids() {
			test(t, op)
		}
	})
}

const (
	voided      = `{"id":"7","status":"VOIDED","voidAmountDetails":{"voidAmount":"102.21","currency":"usd"}}`
	notVoidable = `{"id":"8","status":"INVALID_REQUEST","reason":"NOT_VOIDABLE","message":"Decline - not voidable"}`
)

// losses are attempts that may have been processed.
var losses = map[string]httpmock.Responder{
	"lost answer":            lostAnswer,
	"failure":                answer(502, `{"id":"6","status":"SERVER_ERROR","reason":"SYSTEM_ERROR"}`),
	"unavailable":            answer(503, ""),
	"unreadable":             answer(201, "<html>"),
	"too many, but approved": answer(429, `{"id":"6","status":"VOIDED"}`),
}

func TestVoidAfterALostOneIsDone(t *testing.T) {
	eachVoid(t, func(t *testing.T, op operation) {
		for name, loss := range losses {
			wire := newRecorder(loss, answer(201, voided))
			meta, err := op.call(t.Context(), newClient(t, configuration(wire)))
			require.NoError(t, err, name)
			assert.Equal(t, 2, meta.Attempts)
			requests := wire.all()
			assert.Equal(t, string(requests[0].Body), string(requests[1].Body), "the same request")
		}
	})
}

// The attempt that was lost may have voided, whatever the next one is told.
func TestRefusalsAreUncertainAfterALostVoid(t *testing.T) {
	eachVoid(t, func(t *testing.T, op operation) {
		for name, loss := range losses {
			for _, refusal := range []httpmock.Responder{
				answer(400, notVoidable), answer(400, `{"reason":"MISSING_FIELD"}`), answer(401, ""), answer(403, ""), answer(404, ""),
			} {
				_, err := op.call(t.Context(), newClient(t, configuration(newRecorder(loss, refusal))))
				require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown, name)
				assert.False(t, cybersource.SafeToRetry(err), name)
				assert.NotErrorIs(t, err, cybersource.ErrNotVoidable, name)
				assert.NotErrorIs(t, err, cybersource.ErrInvalidRequest, name)
			}
		}
	})
}

func TestRefusalOfAVoidAfterALostOneIsInTheResponse(t *testing.T) {
	eachVoid(t, func(t *testing.T, op operation) {
		_, err := op.call(t.Context(), newClient(t, configuration(newRecorder(lostAnswer, answer(400, notVoidable)))))
		var lost *cybersource.OutcomeUnknownError
		require.ErrorAs(t, err, &lost)
		require.NotNil(t, lost.Response)
		assert.ErrorIs(t, lost.Response, cybersource.ErrNotVoidable)
		assert.Equal(t, 2, lost.Attempts)
		assert.Equal(t, "8", lost.ID)
	})
}

func TestRefusalOfAFirstVoidIsOne(t *testing.T) {
	eachVoid(t, func(t *testing.T, op operation) {
		for _, wire := range []*recorder{newRecorder(answer(400, notVoidable)), newRecorder(refusedDial, answer(400, notVoidable))} {
			_, err := op.call(t.Context(), newClient(t, configuration(wire)))
			require.ErrorIs(t, err, cybersource.ErrNotVoidable)
			assert.NotErrorIs(t, err, cybersource.ErrOutcomeUnknown)
			refused, ok := errors.AsType[*cybersource.APIError](err)
			require.True(t, ok)
			assert.True(t, refused.EarlierMayStand())
		}
	})
}

// An attempt that could not be made says nothing about the one that was lost, and the
// error tells of that one.
func TestLostVoidStaysLostIfNoMoreCanBeSent(t *testing.T) {
	eachVoid(t, func(t *testing.T, op operation) {
		_, err := op.call(t.Context(), newClient(t, configuration(newRecorder(losses["failure"], refusedDial))))
		var lost *cybersource.OutcomeUnknownError
		require.ErrorAs(t, err, &lost)
		assert.False(t, cybersource.SafeToRetry(err))
		assert.ErrorIs(t, err, syscall.ECONNREFUSED)
		assert.Equal(t, "6", lost.ID)
		assert.Equal(t, 502, lost.HTTPStatus)
		assert.Equal(t, 3, lost.Attempts)
		require.NotNil(t, lost.Response)
		assert.Equal(t, cybersource.ReasonSystemError, lost.Response.Reason)
	})
}

func TestLostVoidStaysLostIfTheWaitIsInterrupted(t *testing.T) {
	eachVoid(t, func(t *testing.T, op operation) {
		for name, loss := range losses {
			wire := newRecorder(loss)
			cfg := configuration(wire)
			ctx, cancel := context.WithCancel(t.Context())
			cfg.Retry.Sleep = func(context.Context, time.Duration) error {
				cancel()
				return ctx.Err()
			}
			_, err := op.call(ctx, newClient(t, cfg))
			require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown, name)
			assert.ErrorIs(t, err, context.Canceled, name)
			assert.NotErrorIs(t, err, cybersource.ErrNotProcessed, name)
			assert.False(t, cybersource.SafeToRetry(err), name)
			assert.Equal(t, 1, attemptsOf(err))
		}
	})
}
