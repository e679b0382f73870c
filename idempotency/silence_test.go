package idempotency_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

func sendAgain(w *world) { w.options.SendAgainAfter = time.Hour }

// silent is a world in which the answer of pay-1 was lost, and nothing shows it after the
// time that the merchant chose.
func silent(t *testing.T, setups ...func(w *world)) *world {
	t.Helper()
	w := newWorld(t, append(setups, sendAgain, hidden)...)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.recoverUntilDone()
	if e := w.wantState("pay-1", idempotency.StateOpen); !e.SendAgain {
		t.Fatalf("it is not sent again: %+v", e)
	}
	return w
}

// A refusal of what is sent once more says nothing of the first: it stays open.
func TestRefusalOfWhatIsSentAgainLeavesTheFirstOpen(t *testing.T) {
	for _, status := range []int{http.StatusBadRequest, http.StatusUnauthorized} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			refusing, refused := false, 0
			w := silent(t, func(w *world) {
				w.offline.Override = func(r cybersourcetest.Request) *cybersourcetest.Response {
					if !refusing || r.Operation != createPayment {
						return nil
					}
					refused++
					return &cybersourcetest.Response{Status: status, Body: []byte(`{"status":"INVALID_REQUEST","reason":"MISSING_FIELD"}`)}
				}
			})
			refusing = true
			if _, err := w.pay("pay-1"); err == nil || refused != 1 {
				t.Errorf("%d refusals, %v", refused, err)
			}
			if e := w.wantState("pay-1", idempotency.StateOpen); !e.Resent || e.SendAgain || e.Due.IsZero() {
				t.Errorf("got %+v", e)
			}
			_, err := w.pay("pay-2")
			wantKind(t, err, idempotency.ErrOrderBusy, false)
		})
	}
}

// The service refuses the references that it knows already: the first submission stands.
func TestSubmissionSentAgainIsRefusedWhereTheFirstStands(t *testing.T) {
	w := silent(t)
	if _, err := w.pay("pay-1"); err == nil {
		t.Error("no error")
	}
	w.wantState("pay-1", idempotency.StateOpen)
	w.wantProcessed(createPayment, 1)
}

// Of two that repeat a step after its silence, one sends it again, and the other returns
// what that came to.
func TestSubmissionIsSentAgainByOneOfTwo(t *testing.T) {
	w := newWorld(t, sendAgain, diesAt(1, true))
	w.dies(func() { _, _ = w.pay("pay-1") })
	w.store = w.memory
	w.keys = w.otherKeys()
	w.recoverUntilDone()
	first := w.keys
	fail(func(n int, commit func() error) error {
		if n == 2 { // the second knows by now that it may send again
			if _, err := first.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"}, payment()); err != nil {
				t.Errorf("the first: %v", err)
			}
		}
		return commit()
	})(w)
	w.keys = w.otherKeys()
	if r := w.paid("pay-1"); !r.Replayed {
		t.Errorf("the second: %+v", r)
	}
	w.wantSent(createPayment, 1)
}

// What nothing undoes alone, or has no reference of its own, is not sent again.
func TestIncrementsAndReversalsAreNotSentAgainAfterASilence(t *testing.T) {
	for _, f := range onlyFoundFollowUps {
		if f.operation != "IncrementAuth" && f.operation != authReversal {
			continue
		}
		t.Run(f.name, func(t *testing.T) {
			w, call := prepared(t, &f, sendAgain, hidden)
			dying(1, true)(w, func() { _, _ = call() })
			w.recoverUntilDone()
			if _, err := call(); !errors.Is(err, cybersource.ErrOutcomeUnknown) {
				t.Errorf("got %v", err)
			}
			w.wantSent(f.operation, 0)
		})
	}
}
