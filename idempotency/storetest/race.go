package storetest

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

const (
	racers = 8
	rounds = 25
)

// race runs f in several goroutines, half of them with each handle.
func race(one, other idempotency.Store, f func(racer int, s idempotency.Store)) {
	var all sync.WaitGroup
	for i := range racers {
		all.Go(func() {
			if i%2 == 0 {
				f(i, one)
			} else {
				f(i, other)
			}
		})
	}
	all.Wait()
}

func changesInTurn(t *testing.T, one, other idempotency.Store) {
	put(t, one, entry("1", "pay-1"), func(_ idempotency.View, e *idempotency.Entry) { e.Epoch = 0 })
	race(one, other, func(_ int, s idempotency.Store) {
		for range rounds {
			err := s.Change(t.Context(), orderID("1"), func(_ context.Context, v idempotency.View) ([]idempotency.Entry, error) {
				v.Entries[0].Epoch++
				return v.Entries, nil
			})
			if err != nil {
				t.Errorf("Change: %v", err)
			}
		}
	})
	if got := read(t, one, "1")[0].Epoch; got != racers*rounds {
		t.Errorf("%d of %d changes count", got, racers*rounds)
	}
}

// oneClaims has many insert a step that does not exist: there is no row of it to lock.
func oneClaims(t *testing.T, one, other idempotency.Store) {
	for round := range rounds {
		order := fmt.Sprint("order-", round)
		var claimed atomic.Int64
		race(one, other, func(racer int, s idempotency.Store) {
			won := false // by the run of the change that was committed
			err := s.Change(t.Context(), orderID(order), func(_ context.Context, v idempotency.View) ([]idempotency.Entry, error) {
				if won = len(v.Entries) == 0; !won {
					return nil, nil
				}
				return []idempotency.Entry{entry(order, fmt.Sprint("pay-", racer))}, nil
			})
			if err != nil {
				t.Errorf("Change: %v", err)
			} else if won {
				claimed.Add(1)
			}
		})
		if n, entries := claimed.Load(), read(t, one, order); n != 1 || len(entries) != 1 {
			t.Fatalf("%d claims and %d entries in round %d, want one each", n, len(entries), round)
		}
	}
}

func changesManyOrders(t *testing.T, one, other idempotency.Store) {
	race(one, other, func(racer int, s idempotency.Store) {
		for round := range rounds {
			order := fmt.Sprintf("order-%d-%d", racer, round)
			err := s.Change(t.Context(), orderID(order), func(context.Context, idempotency.View) ([]idempotency.Entry, error) {
				return []idempotency.Entry{entry(order, "pay-1")}, nil
			})
			if err != nil {
				t.Errorf("Change: %v", err)
			}
		}
	})
	if n := len(find(t, one, idempotency.Filter{})); n != racers*rounds {
		t.Errorf("%d of %d entries", n, racers*rounds)
	}
}

func sharesClock(t *testing.T, one, other idempotency.Store) {
	var last time.Time
	for i := range racers {
		s := one
		if i%2 == 1 {
			s = other
		}
		put(t, s, entry("1", "pay-1"), func(v idempotency.View, _ *idempotency.Entry) {
			switch {
			case v.Now.IsZero() || v.Now.Location() != time.UTC || v.Now != v.Now.Truncate(time.Microsecond):
				t.Errorf("%v is no time in UTC and whole microseconds", v.Now)
			case v.Now.Before(last):
				t.Errorf("%v is before %v", v.Now, last)
			}
			last = v.Now
		})
	}
}
