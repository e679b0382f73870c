package idempotency_test

import (
	"context"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// Between the time limit of a call and QuietAt a request of it can still be accepted: what is
// found is adopted, and nothing is sent.
const beforeQuiet = 3 * time.Minute

func TestPaymentIsNotUndoneBeforeItIsQuiet(t *testing.T) {
	w := newWorld(t, hidden, timeoutCalls)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.pass(beforeQuiet)
	for _, look := range []func(){func() { w.recover() }, func() { _, _ = w.pay("pay-1") }} {
		look()
		if e := w.wantState("pay-1", idempotency.StateOpen); e.Record.Undo != nil || e.Due.After(e.Record.QuietAt.Add(time.Minute)) {
			t.Errorf("at %v: %+v", w.clock(), e)
		}
		w.wantSent("MitReversal", 0)
	}
	w.pass(beforeQuiet * 2)
	w.recover()
	w.wantState("pay-1", idempotency.StateUndone)
}

func TestFollowUpIsNotMadeAgainBeforeItIsQuiet(t *testing.T) {
	for _, f := range repeatedFollowUps {
		t.Run(f.name, func(t *testing.T) {
			w, call := prepared(t, &f, func(w *world) {
				w.config = func(c *cybersource.Configuration) { c.Retry.MaxAttempts = 1 } // else the client itself makes voids again
			})
			w.gateway.Next(cybersourcetest.ArriveLate(0)) // when the test says so
			_, _ = call()
			w.pass(beforeQuiet)
			w.recover()
			w.wantState(followUpStep, idempotency.StateOpen)
			w.wantProcessed(f.operation, 0)
			w.recoverUntilDone()
			w.wantState(followUpStep, idempotency.StateStanding)
			w.wantProcessed(f.operation, 1)
			w.gateway.Deliver() // which its token does not outlive
			w.wantProcessed(f.operation, 1)
		})
	}
}

func TestVoidWithACandidateIsNotMadeAgainBeforeItIsQuiet(t *testing.T) {
	for _, f := range repeatedFollowUps {
		t.Run(f.name, func(t *testing.T) {
			w, call := prepared(t, &f)
			unanswered(w, func() { _, _ = call() })
			before := w.sent(f.operation)
			w.pass(beforeQuiet)
			w.recover()
			if e := w.wantState(followUpStep, idempotency.StateOpen); e.Due.IsZero() || e.Left != "" {
				t.Errorf("it is left to a person: %+v", e)
			}
			w.wantSent(f.operation, before)
		})
	}
}

// staleFinder finds what no longer is so: everything is due.
type staleFinder struct{ idempotency.Store }

func (s staleFinder) Find(ctx context.Context, f idempotency.Filter) ([]idempotency.Entry, error) {
	f.DueOnly = false
	return s.Store.Find(ctx, f)
}

// Whether a lease has ended is looked at when the step is taken over, since the search was
// some time ago.
func TestStepThatWasClaimedSinceTheSearchIsLeftAlone(t *testing.T) {
	w := newWorld(t, diesAt(1, true))
	w.dies(func() { _, _ = w.pay("pay-1") })
	w.store = staleFinder{w.memory}
	w.keys = w.otherKeys()
	if counts := w.recover(); counts != (idempotency.Counts{}) {
		t.Errorf("recovered %+v", counts)
	}
	if e := w.wantState("pay-1", idempotency.StateRunning); e.Epoch != 1 {
		t.Errorf("it was taken over: %+v", e)
	}
}
