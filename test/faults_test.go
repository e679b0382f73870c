package test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

const answered = "answered"

// What the client says when the gateway misbehaves, and whether it is the truth: once
// per operation, for every fault there is.
func TestErrorsOfFaultsAreTrue(t *testing.T) {
	for _, tc := range []struct {
		fault cybersourcetest.Step

		// The end of the call. A void whose first attempt was processed is sent again, and
		// refused: that proves nothing of the first.
		payments, reads, voids, checks string

		attempts int // of what is not repeatable
	}{
		{cybersourcetest.Pass(), answered, answered, answered, answered, 1},
		{cybersourcetest.RefuseConnection(), answered, answered, answered, answered, 2},
		{cybersourcetest.CloseBeforeReading(), unknown, answered, answered, notProcessed, 1},
		{cybersourcetest.DropAnswer(), unknown, answered, unknown, notProcessed, 1},
		{cybersourcetest.ResetHalfway(), unknown, answered, unknown, notProcessed, 1},
		{cybersourcetest.Hang(), unknown, notProcessed, unknown, notProcessed, 1},
		{cybersourcetest.Hang().AfterProcessing(), unknown, notProcessed, unknown, notProcessed, 1},
		{cybersourcetest.Drip(time.Millisecond), answered, answered, answered, answered, 1},
		{cybersourcetest.CloseIdle(), answered, answered, answered, answered, 1},
		{cybersourcetest.TruncatedJSON(), unknown, answered, unknown, notProcessed, 1},
		{cybersourcetest.Oversize(128 << 10), unknown, answered, unknown, notProcessed, 1},
		{cybersourcetest.GzipBomb(8 << 20), unknown, answered, unknown, notProcessed, 1},
		{cybersourcetest.ServerError(), unknown, answered, answered, refused, 1},
		{cybersourcetest.ServerError().AfterProcessing(), unknown, answered, unknown, refused, 1},
		{cybersourcetest.HTML(502), unknown, answered, answered, refused, 1},
		{cybersourcetest.HTML(504).AfterProcessing(), unknown, answered, unknown, refused, 1},
		{cybersourcetest.HTML(200).AfterProcessing(), unknown, answered, unknown, notProcessed, 1},
		{cybersourcetest.EmptyBody(500), unknown, answered, answered, refused, 1},
		{cybersourcetest.EmptyBody(201).AfterProcessing(), unknown, answered, unknown, notProcessed, 1},
		{cybersourcetest.Redirect("https://elsewhere.example/"), unknown, refused, unknown, refused, 1},
		{cybersourcetest.TooManyRequests(""), refused, answered, answered, refused, 1},
		{cybersourcetest.TooManyRequests("1"), answered, answered, answered, answered, 2},
		{cybersourcetest.TooManyRequests("3600"), refused, refused, refused, refused, 1},
		{cybersourcetest.Unavailable(""), unknown, answered, answered, refused, 1},
		{cybersourcetest.Unavailable("1"), unknown, answered, answered, refused, 1},
		{cybersourcetest.Unauthorized(), refused, refused, refused, refused, 1},
	} {
		t.Run(tc.fault.String(), func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				if op.answersToken() {
					return // it is not in the ledger, and is no JSON
				}
				t.Parallel() // some wait
				f := newFaulty(t, op)
				attempts, err := f.meet(t, tc.fault, op)
				switch {
				case op.checks():
					assert.Equal(t, tc.checks, end(err), "%v", err)
				case !op.movesMoney:
					assert.Equal(t, tc.reads, end(err), "%v", err)
				case op.repeatable:
					assert.Equal(t, tc.voids, end(err), "%v", err)
				default:
					assert.Equal(t, tc.payments, end(err), "%v", err)
					assert.Equal(t, tc.attempts, attempts)
				}
				f.compare(t, op, err)
			})
		})
	}
}

func end(err error) string {
	if err == nil {
		return answered
	}
	return endOf(err)
}

// faulty is a gateway with what an operation is about.
type faulty struct {
	gateway  *cybersourcetest.Gateway
	client   *cybersource.APIClient
	id       string // of what the operation is about
	attempts int
	before   int // entries in the ledger
}

func newFaulty(t *testing.T, op operation) *faulty {
	t.Helper()
	f := &faulty{gateway: cybersourcetest.NewGateway(cybersourcetest.Options{})}
	t.Cleanup(f.gateway.Close)
	cfg := f.gateway.Configuration()
	cfg.MaxResponseBytes = 64 << 10
	cfg.Retry.Sleep = noSleep
	cfg.Hooks.AttemptEnd = func(context.Context, cybersource.AttemptResult) { f.attempts++ }
	f.client = newClient(t, cfg)
	f.id = subjectOf(t, f.client, op)
	f.attempts, f.before = 0, len(f.gateway.Ledger())
	return f
}

// meet makes one call that meets a fault. Calls that hang end after a moment.
func (f *faulty) meet(t *testing.T, fault cybersourcetest.Step, op operation) (attempts int, err error) {
	t.Helper()
	ctx := t.Context()
	if strings.HasPrefix(fault.String(), "hang") {
		limited, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
		defer cancel()
		ctx = limited
	}
	f.gateway.Next(fault)
	_, err = op.send(ctx, f.client, f.id)
	return f.attempts, err
}

// compare holds what was said against the truth.
func (f *faulty) compare(t *testing.T, op operation, err error) {
	t.Helper()
	processed := f.gateway.Ledger()[f.before:]
	switch {
	case op.lookUp:
		assert.Empty(t, processed, "what only reads stands in no ledger")
	case err == nil:
		require.NotEmpty(t, processed)
		assert.True(t, processed[len(processed)-1].Answered)
	case !errors.Is(err, cybersource.ErrOutcomeUnknown) && op.movesMoney:
		assert.Empty(t, processed)
	}
	if op.movesMoney {
		assert.LessOrEqual(t, len(processed), 1)
	}
}
