package idempotency_test

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// This file has processes that sleep in the middle of a call, until another one has taken
// their step over.

// sleptAfterClaim sleeps once, between the commit of the claim and the sending.
func sleptAfterClaim(sleep func()) func(w *world) {
	return fail(func(n int, commit func() error) error {
		err := commit()
		if n == 1 {
			sleep()
		}
		return err
	})
}

// exchange is a transport as a function.
type exchange func(*http.Request) (*http.Response, error)

func (f exchange) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// sleptBeforeAnswer sleeps once, between the answer of the service and its recording.
func sleptBeforeAnswer(sleep func()) func(w *world) {
	return func(w *world) {
		var slept atomic.Bool // the other process answers through the same client
		set := w.config
		w.config = func(c *cybersource.Configuration) {
			set(c)
			c.WrapTransport = func(next http.RoundTripper) http.RoundTripper {
				return exchange(func(r *http.Request) (*http.Response, error) {
					answer, err := next.RoundTrip(r)
					if slept.CompareAndSwap(false, true) {
						sleep()
					}
					return answer, err
				})
			}
		}
	}
}

// otherProcess is a process with a store of its own over the same entries.
func (w *world) otherProcess() *idempotency.Keys {
	w.t.Helper()
	keys, err := idempotency.New(w.client, w.memory, w.options)
	if err != nil {
		w.t.Fatal(err)
	}
	return keys
}

// overtakes lets an hour pass, and another process recover in it, so often.
func overtakes(w **world, rounds int) func() {
	return func() {
		other := (*w).otherProcess()
		for range rounds {
			(*w).pass(time.Hour)
			if _, err := other.Recover((*w).t.Context()); err != nil {
				(*w).t.Error(err)
			}
		}
	}
}

// A process that slept before it sent sends nothing, and does not write over what another one
// found out.
func TestProcessWhoseStepWasTakenOverSendsNothing(t *testing.T) {
	for _, tc := range []struct {
		name   string
		setup  func(w *world)
		rounds int
		state  idempotency.State
		want   error
		safe   bool
	}{
		{"open", func(*world) {}, 1, idempotency.StateOpen, idempotency.ErrOpen, false},
		{"being undone", timeoutCalls, 1, idempotency.StateUndoing, idempotency.ErrOpen, false},
		{"not made", timeoutCalls, 48, idempotency.StateNotMade, idempotency.ErrEnded, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var w *world
			w = newWorld(t, tc.setup, sleptAfterClaim(overtakes(&w, tc.rounds)))
			_, err := w.pay("pay-1")
			wantKind(t, err, tc.want, tc.safe)
			w.wantState("pay-1", tc.state)
			w.wantSent(createPayment, 0)
		})
	}
}

// An answer that comes after the step was taken over is not written: what the record says is
// returned.
func TestLateAnswerIsNotWrittenOverTheNewerState(t *testing.T) {
	for _, tc := range []struct {
		name   string
		setup  func(w *world)
		rounds int
		state  idempotency.State
		want   error // of the late call; nil for a replay of what was found
		safe   bool
	}{
		{"found", func(*world) {}, 1, idempotency.StateStanding, nil, false},
		{"not found yet", hidden, 1, idempotency.StateOpen, idempotency.ErrOpen, false},
		{"undone", func(w *world) { hidden(w); timeoutCalls(w) }, 1, idempotency.StateUndone, idempotency.ErrEnded, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var w *world
			w = newWorld(t, tc.setup, sleptBeforeAnswer(overtakes(&w, tc.rounds)))
			r, err := w.pay("pay-1")
			if tc.want != nil {
				wantKind(t, err, tc.want, tc.safe)
			} else if err != nil || !r.Outcome.Approved() {
				t.Errorf("got %+v, %v", r, err)
			}
			if !r.Replayed || r.Answer != nil || r.State != tc.state {
				t.Errorf("the wire speaks, not the record: %+v", r)
			}
			if e := w.wantState("pay-1", tc.state); e.Answer != nil {
				t.Errorf("the late answer was written: %s", e.Answer)
			}
			w.wantSent(createPayment, 1)
		})
	}
}

// What a round of Recover found out is not written over what a later one did.
func TestRecoveryRoundThatSleptDoesNotWriteOverALaterOne(t *testing.T) {
	var w *world
	slept := false
	w = newWorld(t, hidden, func(w *world) {
		w.config = func(c *cybersource.Configuration) {
			c.WrapTransport = func(next http.RoundTripper) http.RoundTripper {
				return exchange(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodGet || r.URL.Path == "/tss/v2/searches" {
						if !slept {
							slept = true
							closeByPerson(w)
						}
					}
					return next.RoundTrip(r)
				})
			}
		}
	})
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.pass(time.Hour)
	w.recover()
	if !slept {
		t.Fatal("nothing was looked up")
	}
	w.wantState("pay-1", idempotency.StateClosed)
}

// closeByPerson closes the open step once the lease of the round that looks at it has ended.
func closeByPerson(w *world) {
	id := w.entries()[0].ID
	closure := idempotency.Closure{By: "kim", Why: "seen in the portal", Paid: true}
	if err := w.otherProcess().Close(w.t.Context(), id, closure); !errors.Is(err, idempotency.ErrNothingToClose) {
		w.t.Errorf("closed in the middle of a round: %v", err)
	}
	w.pass(time.Hour)
	if err := w.otherProcess().Close(w.t.Context(), id, closure); err != nil {
		w.t.Error(err)
	}
}

// An Undo that lost its step in the middle sends nothing more.
func TestUndoThatWasTakenOverSendsNothing(t *testing.T) {
	w := newWorld(t, timeoutCalls, hidden)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.pass(time.Hour)
	n := 0
	w.store = &failingStore{Store: w.memory, change: func(_ int, commit func() error) error {
		err := commit()
		if n++; n == 2 { // the intent to undo is stored
			w.pass(time.Hour)
			closeUndoing(w)
		}
		return err
	}}
	w.keys = w.otherKeys()
	_, _ = w.keys.Recover(t.Context())
	if n < 2 {
		t.Fatalf("%d changes", n)
	}
	w.wantState("pay-1", idempotency.StateClosed)
	w.wantSent("MitReversal", 0)
}

func closeUndoing(w *world) {
	e := w.wantState("pay-1", idempotency.StateUndoing)
	if err := w.otherProcess().Close(context.Background(), e.ID, idempotency.Closure{By: "kim", Why: "seen in the portal", Paid: true}); err != nil {
		w.t.Error(err)
	}
}

// A refusal frees the step: who claims it next is another owner, whose claim the first one
// does not write over when it records the refusal once more.
func TestRefusalIsNotWrittenOverTheNextClaim(t *testing.T) {
	var w *world
	w = newWorld(t, fail(func(n int, commit func() error) error {
		err := commit()
		if n != 2 {
			return err
		}
		diesAt(1, true)(w)
		next := w.otherKeys()
		w.dies(func() {
			_, _ = next.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"}, payment())
		})
		return errStore // so that the refusal seems not to be stored
	}))
	w.gateway.Next(cybersourcetest.Decline("MISSING_FIELD"))
	_, _ = w.pay("pay-1")
	if e := w.wantState("pay-1", idempotency.StateRunning); e.Epoch != 2 {
		t.Errorf("the claim belongs to epoch %d", e.Epoch)
	}
}
