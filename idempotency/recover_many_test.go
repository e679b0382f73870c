package idempotency_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

const (
	manyOrders   = 12
	manyMachines = 4
)

// recoverAtOnce has machines recover at the same time, in rounds, and returns the sum of
// what they did in each.
func (w *world) recoverAtOnce(rounds int, pause time.Duration) (sums []idempotency.Counts) {
	w.t.Helper()
	for range rounds {
		w.pass(pause)
		counts := make([]idempotency.Counts, manyMachines)
		var all sync.WaitGroup
		for i := range counts {
			keys := w.otherKeys()
			all.Go(func() {
				var err error
				if counts[i], err = keys.Recover(w.t.Context()); err != nil {
					w.t.Errorf("Recover: %v", err)
				}
			})
		}
		all.Wait()
		var sum idempotency.Counts
		for _, c := range counts {
			sum.Looked += c.Looked
			sum.Ended += c.Ended
			sum.Open += c.Open
			sum.Failed += c.Failed
		}
		sums = append(sums, sum)
	}
	return sums
}

// loseMany makes a payment for each of many orders, whose answers are lost.
func (w *world) loseMany() {
	for i := range manyOrders {
		w.gateway.Next(cybersourcetest.DropAnswer())
		_, _ = w.keys.CreatePayment(w.t.Context(), idempotency.Key{Order: fmt.Sprint("order-", i), Step: "pay-1"}, payment())
	}
}

// clockStands lets waits take no time, so that all machines have the same.
func clockStands(w *world) {
	w.options.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
}

func TestMachinesLookAtEachStepOnceInARound(t *testing.T) {
	w := newWorld(t, clockStands, hidden)
	w.loseMany()
	const rounds = 3
	for i, sum := range w.recoverAtOnce(rounds, 3*time.Hour) {
		if sum.Looked != manyOrders || sum.Open != manyOrders {
			t.Errorf("round %d: %+v", i, sum)
		}
	}
	for _, e := range w.entries() {
		if e.Epoch != 1+rounds || e.Record.Looks != rounds {
			t.Errorf("%s: %d owners, %d looks in %d rounds", e.Order, e.Epoch, e.Record.Looks, rounds)
		}
	}
	w.wantSent(createPayment, manyOrders)
}

func TestMachinesUndoEachPaymentOnce(t *testing.T) {
	w := newWorld(t, clockStands, hidden, timeoutCalls)
	w.loseMany()
	w.recoverAtOnce(3, time.Hour)
	for _, e := range w.entries() {
		if e.State != idempotency.StateUndone {
			t.Errorf("%s is %s", e.Order, e.State)
		}
	}
	w.wantSent(createPayment, manyOrders)
	w.wantSent("MitReversal", manyOrders)
}

func TestMachinesMakeAVoidAgainOnce(t *testing.T) {
	w := newWorld(t, clockStands)
	for i := range manyOrders {
		key := idempotency.Key{Order: fmt.Sprint("order-", i), Step: "pay-1"}
		r, err := w.keys.CreatePayment(t.Context(), key, payment(asSale))
		id := done(w, r, err)
		diesAt(1, true)(w)
		w.keys = w.otherKeys()
		w.dies(func() { _, _ = voidSale(w, idempotency.Key{Order: key.Order, Step: "void-1"}, id) })
		w.store = w.memory
		w.keys = w.otherKeys()
	}
	w.recoverAtOnce(2, time.Hour)
	w.wantSent("VoidPayment", manyOrders)
	w.wantProcessed("VoidPayment", manyOrders)
}
