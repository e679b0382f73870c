package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

func isRead(t *testing.T, one, other idempotency.Store) {
	put(t, one, entry("1", "pay-2"))
	put(t, other, entry("1", "pay-1"))
	for _, s := range []idempotency.Store{one, other} {
		if got, want := steps(read(t, s, "1")), []string{"1/pay-1", "1/pay-2"}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	}
	put(t, one, entry("1", "pay-1"), func(v idempotency.View, e *idempotency.Entry) {
		if got, want := steps(v.Entries), []string{"1/pay-1", "1/pay-2"}; !slices.Equal(got, want) {
			t.Errorf("inside of a change: got %v, want %v", got, want)
		}
		e.State = idempotency.StateStanding
	})
	if got := read(t, other, "1")[0].State; got != idempotency.StateStanding {
		t.Errorf("the entry was not replaced: it is %s", got)
	}
}

func keepsEveryMember(t *testing.T, one, other idempotency.Store) {
	want := fullEntry()
	for i := range reflect.TypeOf(want).NumField() {
		if f := reflect.TypeOf(want).Field(i); f.IsExported() && reflect.ValueOf(want).Field(i).IsZero() {
			t.Fatalf("the entry of this test has no %s", reflect.TypeOf(want).Field(i).Name)
		}
	}
	put(t, one, want, func(_ idempotency.View, e *idempotency.Entry) { *e = want })
	got := read(t, other, want.Order)
	if len(got) != 1 || text(got[0]) != text(want) {
		t.Errorf("got  %v\nwant %v", text(got), text(want))
	}
}

// fullEntry is an entry in which every member is set.
func fullEntry() idempotency.Entry {
	at := time.Date(2026, 3, 1, 12, 30, 15, 123456000, time.UTC)
	e := entry("20418", "pay-1")
	e.Epoch, e.State, e.Digest = 1<<40, idempotency.StateClosed, "1:key-1:c2VjcmV0"
	e.Quiet = at.Add(time.Minute)
	e.Due, e.Claimed, e.Changed = at, at.Add(time.Microsecond), at.Add(time.Hour)
	e.Record = cybersource.CallRecord{
		Version: 1, Operation: e.Operation, Host: e.Host, MerchantID: e.MerchantID,
		ReferenceCode: "REF", TransactionID: "REF", Amount: "21.50", Currency: "EUR",
		Time: at.Add(time.Nanosecond), SendBy: at.Add(time.Minute), QuietAt: at.Add(time.Hour),
	}
	e.Outcome = cybersource.Outcome{Kind: cybersource.OutcomeApproved, Money: cybersource.MoneyHeld, HoldsFunds: true, Amount: "21.50"}
	e.Answer, e.Status = json.RawMessage(`{"id":"1","note":"Grüße 'quoted' \\ \u0000 ☃"}`), "AUTHORIZED"
	e.Leased, e.SendAgain, e.Resent = at.Add(time.Minute), true, true
	e.Released, e.Delivered, e.Purged, e.Left = true, true, true, "look at order 20418; O'Neil \\ ☃"
	e.Closure = &idempotency.Closure{By: "kim", Why: "saw it in the portal", Paid: true, ID: "7", At: at}
	return e
}

func text(v any) string {
	b, _ := json.Marshal(v)
	return string(b)
}

func comparesBytes(t *testing.T, one, other idempotency.Store) {
	want := []string{"A", "a", "a b", "a%", "a_", "ab", "a~", "it's"}
	for _, step := range want {
		put(t, one, entry("1", step))
		put(t, one, entry(step, "pay-1"))
	}
	var got []string
	for _, e := range read(t, other, "1") {
		got = append(got, e.Step)
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	for _, order := range want {
		if n := len(read(t, other, order)); n != 1 {
			t.Errorf("order %q has %d entries", order, n)
		}
	}
}

func keepsOrdersApart(t *testing.T, one, _ idempotency.Store) {
	first := entry("1", "pay-1")
	variants := []func(*idempotency.Entry){
		func(e *idempotency.Entry) { e.Host = "api.cybersource.com" },
		func(e *idempotency.Entry) { e.MerchantID = "acme_eu" },
		func(e *idempotency.Entry) { e.Order = "2" },
	}
	put(t, one, first)
	for _, vary := range variants {
		e := first
		vary(&e)
		put(t, one, e, func(v idempotency.View, _ *idempotency.Entry) {
			if len(v.Entries) != 0 {
				t.Errorf("%+v has entries of another order", e.OrderID)
			}
		})
	}
	if n := len(read(t, one, "1")); n != 1 {
		t.Errorf("%d entries of the order, want 1", n)
	}
	capture := first
	capture.Operation = "CapturePayment"
	put(t, one, capture)
	if n := len(read(t, one, "1")); n != 2 {
		t.Errorf("%d entries with a step of another operation, want 2", n)
	}
}

func refusesOtherOrders(t *testing.T, one, _ idempotency.Store) {
	err := one.Change(t.Context(), orderID("1"), func(context.Context, idempotency.View) ([]idempotency.Entry, error) {
		return []idempotency.Entry{entry("1", "pay-1"), entry("2", "pay-1")}, nil
	})
	if err == nil {
		t.Error("no error")
	}
	if found := find(t, one, idempotency.Filter{}); len(found) != 0 {
		t.Errorf("written all the same: %v", steps(found))
	}
}

func failureWritesNothing(t *testing.T, one, other idempotency.Store) {
	err := one.Change(t.Context(), orderID("1"), func(context.Context, idempotency.View) ([]idempotency.Entry, error) {
		return []idempotency.Entry{entry("1", "pay-1")}, errOnPurpose
	})
	if !errors.Is(err, errOnPurpose) {
		t.Errorf("got %v, want the error of the change", err)
	}
	if entries := read(t, other, "1"); len(entries) != 0 {
		t.Errorf("written all the same: %v", steps(entries))
	}
	put(t, other, entry("1", "pay-2")) // which waits for no one
}

func panicWritesNothing(t *testing.T, one, other idempotency.Store) {
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic did not come back")
			}
		}()
		_ = one.Change(t.Context(), orderID("1"), func(context.Context, idempotency.View) ([]idempotency.Entry, error) {
			panic(errOnPurpose)
		})
	}()
	put(t, other, entry("1", "pay-2"))
	put(t, one, entry("1", "pay-3"))
}

func endsWithContext(t *testing.T, one, _ idempotency.Store) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	err := one.Change(ctx, orderID("1"), func(context.Context, idempotency.View) ([]idempotency.Entry, error) {
		t.Error("the change ran")
		return []idempotency.Entry{entry("1", "pay-1")}, nil
	})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("Change: %v", err)
	}
	if _, err := one.Read(ctx, orderID("1")); !errors.Is(err, context.Canceled) {
		t.Errorf("Read: %v", err)
	}
	if _, err := one.Find(ctx, idempotency.Filter{}); !errors.Is(err, context.Canceled) {
		t.Errorf("Find: %v", err)
	}
	if entries := read(t, one, "1"); len(entries) != 0 {
		t.Errorf("written all the same: %v", steps(entries))
	}
}
