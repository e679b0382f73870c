package idempotency_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

func TestOrderIsPaidOnce(t *testing.T) {
	for _, tc := range []struct {
		name  string
		step  cybersourcetest.Step
		state idempotency.State
	}{
		{"standing", cybersourcetest.Pass(), idempotency.StateStanding},
		{"in part", cybersourcetest.Status("PARTIAL_AUTHORIZED"), idempotency.StateStanding},
		{"in review", cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"), idempotency.StateReview},
		{"soft decline", cybersourcetest.Status("AUTHORIZED_RISK_DECLINED"), idempotency.StateReview},
		{"answer lost", cybersourcetest.DropAnswer(), idempotency.StateOpen},
		{"may be a duplicate", cybersourcetest.Decline("DUPLICATE_REQUEST"), idempotency.StateOpen},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			w.gateway.Next(tc.step)
			_, _ = w.pay("pay-1")
			w.wantState("pay-1", tc.state)
			before := w.sent(createPayment)
			_, err := w.pay("pay-2")
			if step := wantKind(t, err, idempotency.ErrOrderBusy, false); step.Blocking != "pay-1" || step.State != tc.state {
				t.Errorf("got %+v", step)
			}
			w.wantSent(createPayment, before)
			if n := len(w.entries()); n != 1 {
				t.Errorf("%d records, want 1", n)
			}
		})
	}
}

func TestOrderDoesNotHoldUpAnother(t *testing.T) {
	w := newWorld(t)
	w.paid("pay-1")
	if _, err := w.keys.CreatePayment(t.Context(), idempotency.Key{Order: "20419", Step: "pay-1"}, payment()); err != nil {
		t.Error(err)
	}
}

func TestSplitTenderPaysAnOrderInParts(t *testing.T) {
	w := newWorld(t, func(w *world) { w.options.SplitTender = true })
	w.paid("pay-1", amount("50.00"))
	w.paid("pay-2", amount("52.21"))
	w.gateway.Next(cybersourcetest.DropAnswer())
	if _, err := w.pay("pay-3"); !errors.Is(err, cybersource.ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
	_, err := w.pay("pay-4")
	wantKind(t, err, idempotency.ErrOrderBusy, false)
}

func TestPaymentThatWasTakenBackFreesTheOrder(t *testing.T) {
	w := newWorld(t, func(w *world) { w.offline.Features.PartialReversals = true })
	first := w.paid("pay-1")
	reverse := func(step, amount string) {
		t.Helper()
		r, err := w.keys.AuthReversal(t.Context(), idempotency.Key{Order: "20418", Step: step}, first.Record.ID, &cybersource.AuthReversalRequest{
			ReversalInformation: &cybersource.ReversalInformation{
				AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: amount, Currency: "USD"},
			},
		})
		if err != nil || r.State != idempotency.StateStanding {
			t.Fatalf("%s: %+v, %v", step, r, err)
		}
	}
	reverse("reverse-1", "102.21")
	second := w.paid("pay-2", asSale)
	_, err := w.pay("pay-3")
	wantKind(t, err, idempotency.ErrOrderBusy, false)
	if _, err := w.keys.VoidPayment(t.Context(), idempotency.Key{Order: "20418", Step: "void-1"}, second.Record.ID, &cybersource.VoidPaymentRequest{}); err != nil {
		t.Fatal(err)
	}
	first = w.paid("pay-3")
	reverse("reverse-2", "2.21")
	_, err = w.pay("pay-4")
	wantKind(t, err, idempotency.ErrOrderBusy, false)
}

func TestFollowUpsTakeKeysToo(t *testing.T) {
	w := newWorld(t)
	id := w.paid("pay-1").Record.ID
	capture := func(step string) (idempotency.Result[cybersource.CapturePaymentResponse], error) {
		return w.keys.CapturePayment(t.Context(), idempotency.Key{Order: "20418", Step: step}, id, &cybersource.CapturePaymentRequest{
			OrderInformation: &cybersource.CaptureOrderInformation{
				AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			},
		})
	}
	first, err := capture("capture-1")
	if err != nil || first.State != idempotency.StateStanding {
		t.Fatalf("got %+v, %v", first, err)
	}
	if again, err := capture("capture-1"); err != nil || !again.Replayed || again.Answer.ID != first.Answer.ID {
		t.Errorf("the repeat: %+v, %v", again, err)
	}
	w.wantSent("CapturePayment", 1)
}

func TestStepThatRunsElsewhereIsWaitedFor(t *testing.T) {
	var (
		w     *world
		other *idempotency.Keys
		asked bool
		got   error
	)
	w = newWorld(t, func(w *world) {
		w.offline.Override = func(cybersourcetest.Request) *cybersourcetest.Response {
			if asked {
				return nil
			}
			asked = true
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			_, got = other.CreatePayment(ctx, idempotency.Key{Order: "20418", Step: "pay-1"}, payment())
			return nil
		}
	})
	other = w.otherKeys()
	w.paid("pay-1")
	if !errors.Is(got, context.Canceled) {
		t.Errorf("a call whose context has ended: %v", got)
	}
	w.wantSent(createPayment, 1)
}

func TestCallThatWaitedReturnsTheOthersAnswer(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.options.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() } // and the clock stands
	})
	w.gateway.Next(cybersourcetest.Drip(0))
	type end struct {
		result idempotency.Result[cybersource.CreatePaymentResponse]
		err    error
	}
	const callers = 8
	ends := make(chan end)
	for range callers {
		keys := w.otherKeys()
		go func() {
			r, err := keys.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: "pay-1"}, payment())
			ends <- end{r, err}
		}()
	}
	fresh, ids := 0, map[string]bool{}
	for range callers {
		e := <-ends
		if e.err != nil {
			t.Errorf("got %v", e.err)
			continue
		}
		ids[e.result.Answer.ID] = true
		if !e.result.Replayed {
			fresh++
		}
	}
	if fresh != 1 || len(ids) != 1 {
		t.Errorf("%d calls were sent, with the ids %v", fresh, ids)
	}
	w.wantSent(createPayment, 1)
}

func TestStepsAtOncePayTheOrderOnce(t *testing.T) {
	w := newWorld(t)
	const callers = 8
	errs := make(chan error)
	for i := range callers {
		keys := w.otherKeys()
		go func() {
			_, err := keys.CreatePayment(t.Context(), idempotency.Key{Order: "20418", Step: string(rune('a' + i))}, payment())
			errs <- err
		}()
	}
	paid := 0
	for range callers {
		if err := <-errs; err == nil {
			paid++
		} else if !errors.Is(err, idempotency.ErrOrderBusy) {
			t.Errorf("got %v", err)
		}
	}
	if paid != 1 {
		t.Errorf("%d payments", paid)
	}
	w.wantSent(createPayment, 1)
}
