// Package storetest holds what every [idempotency.Store] has to pass.
package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// Open makes an empty store, and returns two handles to it, as two processes would have
// them. Of a store in memory both are the same. What it opens it closes by t.Cleanup.
type Open func(t *testing.T) (one, other idempotency.Store)

// Run tests a store.
func Run(t *testing.T, open Open) {
	for _, test := range []struct {
		name string
		run  func(t *testing.T, one, other idempotency.Store)
	}{
		{"an empty store is sound", isSound},
		{"what is written is read, everywhere", isRead},
		{"every member of an entry is kept", keepsEveryMember},
		{"ids are compared byte by byte", comparesBytes},
		{"orders are apart", keepsOrdersApart},
		{"an entry of another order is refused", refusesOtherOrders},
		{"a change that fails writes nothing", failureWritesNothing},
		{"a change that panics writes nothing", panicWritesNothing},
		{"a change does not begin after its context ended", endsWithContext},
		{"changes of an order are made one after the other", changesInTurn},
		{"one of many claims the step", oneClaims},
		{"changes of many orders do not hinder each other", changesManyOrders},
		{"all handles have one clock", sharesClock},
		{"entries are found by state", findsByState},
		{"entries are found when they are due", findsDue},
		{"entries are found by their age", findsByAge},
		{"entries are found page after page", findsPages},
		{"tombstones and other hosts are left out", leavesOut},
	} {
		t.Run(test.name, func(t *testing.T) {
			one, other := open(t)
			test.run(t, one, other)
		})
	}
}

func isSound(t *testing.T, one, other idempotency.Store) {
	for _, s := range []idempotency.Store{one, other} {
		if err := s.Check(t.Context()); err != nil {
			t.Errorf("Check: %v", err)
		}
	}
	if found := find(t, one, idempotency.Filter{}); len(found) != 0 {
		t.Errorf("%d entries in an empty store", len(found))
	}
}

// entry makes an entry of an order, with a step.
func entry(order, step string) idempotency.Entry {
	return idempotency.Entry{
		ID:      idempotency.ID{OrderID: orderID(order), Operation: "CreatePayment", Step: step},
		Version: 1, Epoch: 1, State: idempotency.StateRunning, Digest: "1:k:00",
	}
}

func orderID(order string) idempotency.OrderID {
	return idempotency.OrderID{Host: "apitest.cybersource.com", MerchantID: "acme", Order: order}
}

// put writes an entry with the time of the store.
func put(t *testing.T, s idempotency.Store, e idempotency.Entry, complete ...func(v idempotency.View, e *idempotency.Entry)) {
	t.Helper()
	err := s.Change(t.Context(), e.OrderID, func(_ context.Context, v idempotency.View) ([]idempotency.Entry, error) {
		e.Claimed, e.Changed = v.Now, v.Now
		for _, f := range complete {
			f(v, &e)
		}
		return []idempotency.Entry{e}, nil
	})
	if err != nil {
		t.Fatalf("Change: %v", err)
	}
}

func read(t *testing.T, s idempotency.Store, order string) []idempotency.Entry {
	t.Helper()
	entries, err := s.Read(t.Context(), orderID(order))
	if err != nil {
		t.Fatalf("Read: %v", err)
	}
	return entries
}

func find(t *testing.T, s idempotency.Store, f idempotency.Filter) []idempotency.Entry {
	t.Helper()
	entries, err := s.Find(t.Context(), f)
	if err != nil {
		t.Fatalf("Find: %v", err)
	}
	return entries
}

// steps are the orders and steps of entries, in their order.
func steps(entries []idempotency.Entry) (texts []string) {
	for _, e := range entries {
		texts = append(texts, e.Key().String())
	}
	return texts
}

var errOnPurpose = errors.New("on purpose")

// later is more than any test takes.
const later = time.Hour
