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

// sendsAgain is a world with a payment that was never sent and whose step may be sent again.
func sendsAgain(t *testing.T) (w *world, lost cybersource.CallRecord) {
	t.Helper()
	w = newWorld(t, func(w *world) { w.options.SendAgainAfter = time.Hour }, diesAt(1, true))
	w.dies(func() { _, _ = w.pay("pay-1") })
	w.store = w.memory
	w.keys = w.otherKeys()
	lost = w.wantState("pay-1", idempotency.StateRunning).Record
	w.recoverUntilDone()
	if !w.wantState("pay-1", idempotency.StateOpen).SendAgain {
		t.Fatal("the step may not be sent again")
	}
	return w, lost
}

func TestSendAgainAfterCanBeSwitchedOff(t *testing.T) {
	w, _ := sendsAgain(t)
	w.options.SendAgainAfter = 0
	w.keys = w.otherKeys()
	_, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrOpen, false)
	w.wantSent(createPayment, 0)
}

func TestStepIsLookedForBeforeItIsSentAgain(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.options.SendAgainAfter = time.Hour
		w.offline.IndexDelay.Least = 20 * time.Hour
	})
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	for range 10 {
		w.pass(15 * time.Minute)
		w.recover()
	}
	if !w.wantState("pay-1", idempotency.StateOpen).SendAgain {
		t.Fatal("the step may not be sent again")
	}
	w.pass(24 * time.Hour)
	if r, err := w.pay("pay-1"); err != nil || !r.Replayed || r.State != idempotency.StateStanding {
		t.Errorf("got %+v, %v", r, err)
	}
	w.wantSent(createPayment, 1)
}

func TestRefusalOfWhatIsSentAgainIsNotAboutTheFirst(t *testing.T) {
	w, _ := sendsAgain(t)
	w.gateway.Next(cybersourcetest.Decline("MISSING_FIELD"))
	_, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrOpen, false)
	var refused *cybersource.APIError
	if !errors.As(err, &refused) || !errors.Is(err, cybersource.ErrOutcomeUnknown) {
		t.Errorf("got %v", err)
	}
}

func TestStepIsNotSentAgainWithoutItsDigestKey(t *testing.T) {
	w, _ := sendsAgain(t)
	w.options.DigestKeys = []idempotency.DigestKey{{ID: "k2", Key: w.options.DigestKeys[0].Key}}
	w.keys = w.otherKeys()
	_, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrOpen, false)
	w.wantSent(createPayment, 0)
}

// A store's clock may jump ahead, as after a failover.
func TestFastStoreDrawsNoConclusions(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.options.SendAgainAfter = time.Second
		w.offline.IndexDelay.Least = 20 * time.Hour
		var ahead time.Duration
		w.memory = idempotency.NewMemory(func() time.Time { return w.clock().Add(ahead) })
		w.store = &failingStore{Store: w.memory, change: func(n int, commit func() error) error {
			if n > 2 { // from the first round on
				ahead = 2 * time.Hour
			}
			return commit()
		}}
	})
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.pass(time.Second)
	w.recover()
	if e := w.wantState("pay-1", idempotency.StateOpen); e.SendAgain {
		t.Error("it may be sent again although it may still arrive")
	}
}

// The machines' clocks may be wrong; when nothing can arrive any more is measured by the store's too.
func TestFastClockDrawsNoConclusions(t *testing.T) {
	w := newWorld(t, func(w *world) {
		w.options.SendAgainAfter = time.Second
		w.offline.ClockTolerance, w.offline.IndexDelay.Least = 3*time.Hour, 20*time.Hour
	})
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	fast := w.options
	fast.Now = func() time.Time { return w.clock().Add(2 * time.Hour) }
	cfg := w.gateway.Configuration()
	cfg.Clock, cfg.Retry.Sleep = fast.Now, w.sleep
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	w.pass(time.Second)
	counts, err := w.keysOf(client, w.store, fast).Recover(t.Context())
	if e := w.wantState("pay-1", idempotency.StateOpen); err != nil || counts.Open != 1 || e.SendAgain {
		t.Errorf("it may be sent again although it may still arrive: %+v, %v", counts, err)
	}
}

func TestPaymentTakenBackBeforeItWasFoundIsUndone(t *testing.T) {
	var closed []idempotency.State
	w := newWorld(t, func(w *world) {
		w.config = func(cfg *cybersource.Configuration) { cfg.TimeoutCalls = true }
	})
	w.options.OnClose = nil
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	lost := w.wantState("pay-1", idempotency.StateOpen).Record
	o := w.options
	o.Deliver = func(_ context.Context, e idempotency.Entry) error { closed = append(closed, e.State); return nil }
	w.keys = w.keysOf(w.client, w.store, o)
	r, err := w.keys.MitReversal(t.Context(), idempotency.Key{Order: "20418", Step: "reverse-1"}, &cybersource.MitReversalRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: lost.ReferenceCode, TransactionID: lost.TransactionID},
		ReversalInformation:        &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: "102.21", Currency: "USD"}},
	})
	if err != nil || r.State != idempotency.StateStanding {
		t.Fatalf("%+v, %v", r, err)
	}
	w.pass(time.Hour)
	w.recover()
	if e := w.wantState("pay-1", idempotency.StateUndone); e.Outcome.Approved() {
		t.Errorf("it was taken back, and counts as approved: %+v", e.Outcome)
	}
	if len(closed) != 2 || closed[1] != idempotency.StateUndone {
		t.Errorf("the books were told %v", closed)
	}
	w.paid("pay-2")
}

func TestReversalThatAPersonReportsFreesTheOrder(t *testing.T) {
	w := newWorld(t)
	first := w.paid("pay-1")
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, err := w.keys.AuthReversal(t.Context(), idempotency.Key{Order: "20418", Step: "reverse-1"}, first.Record.ID, &cybersource.AuthReversalRequest{
		ReversalInformation: &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: "102.21", Currency: "USD"}},
	})
	if !errors.Is(err, cybersource.ErrOutcomeUnknown) {
		t.Fatal(err)
	}
	w.pass(time.Hour)
	if err := w.keys.Close(t.Context(), w.wantState("reverse-1", idempotency.StateOpen).ID, idempotency.Closure{By: "kim", Why: "in the portal", Paid: true}); err != nil {
		t.Fatal(err)
	}
	w.paid("pay-2")
}

func TestOrderWhosePaymentWasTakenBackElsewhereIsFreedByAPerson(t *testing.T) {
	w := newWorld(t)
	w.paid("pay-1")
	id := w.wantState("pay-1", idempotency.StateStanding).ID
	wantKind(t, w.keys.Close(t.Context(), id, idempotency.Closure{By: "kim", Why: "still there", Paid: true}), idempotency.ErrNothingToClose, false)
	if err := w.keys.Close(t.Context(), id, idempotency.Closure{By: "kim", Why: "reversed from the portal"}); err != nil {
		t.Fatal(err)
	}
	_, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrEnded, false)
	w.paid("pay-2")
}

func TestOrderOfALaterVersionIsLeftAlone(t *testing.T) {
	w := newWorld(t)
	w.paid("pay-1")
	e := w.entries()[0]
	err := w.memory.Change(t.Context(), e.OrderID, func(_ context.Context, v idempotency.View) ([]idempotency.Entry, error) {
		v.Entries[0].Version++
		return v.Entries, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.pay("pay-2")
	wantKind(t, err, idempotency.ErrNotRead, false)
}

func TestClientWithoutAMerchantIsRefused(t *testing.T) {
	w := newWorld(t)
	cfg := w.gateway.Configuration()
	cfg.Credentials, cfg.NoCredentials = nil, true
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	key := idempotency.Key{Order: "20418", Step: "pay-1"}
	_, err = w.keysOf(client, w.store, w.options).CreatePayment(t.Context(), key, payment())
	if !errors.Is(err, cybersource.ErrInvalidRequest) || len(w.entries()) != 0 {
		t.Errorf("got %v, %d entries", err, len(w.entries()))
	}
	o := w.options
	o.Merchants = []string{"shop_two"}
	_, _ = w.keysOf(client, w.store, o).CreatePayment(t.Context(), key, payment())
	if e := w.wantState("pay-1", idempotency.StateRefused); e.MerchantID != "shop_two" || e.Record.MerchantID != "" {
		t.Errorf("got %+v", e)
	}
}
