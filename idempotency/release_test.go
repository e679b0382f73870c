package idempotency_test

import (
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// A second payment of an order is sent only when nothing of the first is left, on hold or taken.
func TestOrderIsFreedWhenNothingOfItsPaymentIsLeft(t *testing.T) {
	type order struct {
		*world
		id string // of the payment
	}
	key := func(step string) idempotency.Key { return idempotency.Key{Order: "20418", Step: step} }
	increment := func(o *order) {
		_, err := o.keys.IncrementAuth(t.Context(), key("increment-1"), o.id, &cybersource.IncrementAuthRequest{
			OrderInformation: &cybersource.IncrementAuthOrderInformation{
				AmountDetails: &cybersource.IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "50.00", Currency: "USD"},
			},
		})
		if err != nil {
			o.t.Fatal(err)
		}
	}
	capture := func(o *order) string {
		r, err := o.keys.CapturePayment(t.Context(), key("capture-1"), o.id, &cybersource.CapturePaymentRequest{
			ProcessingInformation: &cybersource.CaptureProcessingInformation{
				CaptureOptions: &cybersource.CaptureProcessingInformationCaptureOptions{CaptureSequenceNumber: new(int64(1)), TotalCaptureCount: new(int64(2))},
			},
			OrderInformation: &cybersource.CaptureOrderInformation{
				AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: "40.00", Currency: "USD"},
			},
		})
		if err != nil {
			o.t.Fatal(err)
		}
		return r.Record.ID
	}
	reverse := func(o *order, step, amount string) {
		_, err := o.keys.AuthReversal(t.Context(), key(step), o.id, &cybersource.AuthReversalRequest{
			ReversalInformation: &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: amount, Currency: "USD"}},
		})
		if err != nil {
			o.t.Fatal(err)
		}
	}
	mitReverse := func(o *order, amount string) {
		_, err := o.keys.MitReversal(t.Context(), key("timeout-reverse-1"), &cybersource.MitReversalRequest{
			ClientReferenceInformation: &cybersource.ClientReferenceInformation{TransactionID: o.wantState("pay-1", idempotency.StateStanding).Record.TransactionID},
			ReversalInformation:        &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: amount, Currency: "USD"}},
		})
		if err != nil {
			o.t.Fatal(err)
		}
	}
	for _, tc := range []struct {
		name string
		do   func(o *order)
		free bool
	}{
		{"reversed by a timeout call", func(o *order) { mitReverse(o, "100.00") }, true},
		{"reversed by a timeout call, in part", func(o *order) { mitReverse(o, "40.00") }, false},
		{"incremented, reversed by a timeout call without the increment", func(o *order) { increment(o); mitReverse(o, "100.00") }, false},
		{"reversed", func(o *order) { reverse(o, "reverse-1", "100.00") }, true},
		{"reversed in part", func(o *order) { reverse(o, "reverse-1", "40.00") }, false},
		{"reversed in parts", func(o *order) { reverse(o, "reverse-1", "40.00"); reverse(o, "reverse-2", "60.00") }, true},
		{"incremented, reversed without the increment", func(o *order) { increment(o); reverse(o, "reverse-1", "100.00") }, false},
		{"incremented, purged, reversed without the increment", func(o *order) {
			increment(o)
			o.pass(time.Hour)
			if n, err := o.keys.Purge(t.Context(), time.Minute); n != 2 || err != nil {
				o.t.Fatalf("purged %d, %v", n, err)
			}
			reverse(o, "reverse-1", "100.00")
		}, false},
		{"incremented, reversed with the increment", func(o *order) { increment(o); reverse(o, "reverse-1", "150.00") }, true},
		{"captured, the rest reversed", func(o *order) { capture(o); reverse(o, "reverse-1", "60.00") }, false},
		{"captured, voided, reversed", func(o *order) {
			id := capture(o)
			if _, err := o.keys.VoidCapture(t.Context(), key("void-1"), id, &cybersource.VoidCaptureRequest{}); err != nil {
				o.t.Fatal(err)
			}
			reverse(o, "reverse-1", "100.00")
		}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, func(w *world) { w.offline.Features = cybersourcetest.Features{PartialReversals: true} })
			o := &order{w, w.paid("pay-1", amount("100.00")).Record.ID}
			tc.do(o)
			again := w.paid("pay-1", amount("100.00"))
			if again.Released != tc.free {
				t.Errorf("the replay says %t about whether it was taken back, want %t", again.Released, tc.free)
			}
			if _, err := w.pay("pay-2"); (err == nil) != tc.free {
				t.Errorf("the next payment: %v", err)
			}
		})
	}
}

func TestClosedPaymentIsFreedByItsReversal(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.pass(time.Hour)
	e := w.wantState("pay-1", idempotency.StateOpen)
	id := w.gateway.Ledger()[0].ID
	if err := w.keys.Close(t.Context(), e.ID, idempotency.Closure{By: "kim", Why: "in the portal", Paid: true, ID: id}); err != nil {
		t.Fatal(err)
	}
	_, err := w.keys.AuthReversal(t.Context(), idempotency.Key{Order: "20418", Step: "reverse-1"}, id, &cybersource.AuthReversalRequest{
		ReversalInformation: &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: "102.21", Currency: "USD"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	w.paid("pay-2")
}

func TestPaymentOfWhichACaptureStandsIsPaid(t *testing.T) {
	w := newWorld(t)
	id := w.paid("pay-1").Record.ID
	capture := func(step string) error {
		_, err := w.keys.CapturePayment(t.Context(), idempotency.Key{Order: "20418", Step: step}, id, &cybersource.CapturePaymentRequest{
			OrderInformation: &cybersource.CaptureOrderInformation{
				AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			},
		})
		return err
	}
	payment := w.wantState("pay-1", idempotency.StateStanding).ID
	person := idempotency.Closure{By: "kim", Why: "reversed from the portal"}
	if err := capture("capture-1"); err != nil {
		t.Fatal(err)
	}
	if step := wantKind(t, w.keys.Close(t.Context(), payment, person), idempotency.ErrOrderBusy, false); step.Blocking != "capture-1" {
		t.Errorf("got %+v", step)
	}
	captured := w.wantState("capture-1", idempotency.StateStanding).Record.ID
	if _, err := w.keys.VoidCapture(t.Context(), idempotency.Key{Order: "20418", Step: "void-1"}, captured, &cybersource.VoidCaptureRequest{}); err != nil {
		t.Fatal(err)
	}
	if err := w.keys.Close(t.Context(), payment, person); err != nil {
		t.Fatal(err)
	}
	wantKind(t, capture("capture-2"), idempotency.ErrOrderBusy, false)
	w.wantSent("CapturePayment", 1)
}
