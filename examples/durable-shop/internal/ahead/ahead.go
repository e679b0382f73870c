// Package ahead is a clock that a demonstration or a test puts forward, for gateway, client,
// keys and database. It shows in seconds what takes minutes.
package ahead

import (
	"context"
	"slices"
	"sync/atomic"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// Clock is the system's, and so much ahead of it. Its zero value is not ahead.
type Clock struct{ by atomic.Int64 }

// Now is the time by this clock.
func (c *Clock) Now() time.Time { return time.Now().Add(c.ahead()) }

// Forward puts the clock forward.
func (c *Clock) Forward(d time.Duration) { c.by.Add(int64(d)) }

func (c *Clock) ahead() time.Duration { return time.Duration(c.by.Load()) }

// Store is a store whose database's clock is ahead as well.
func (c *Clock) Store(of idempotency.Store) idempotency.Store { return store{of, c} }

type store struct {
	idempotency.Store

	clock *Clock
}

// Change implements [idempotency.Store].
func (s store) Change(ctx context.Context, order idempotency.OrderID, change func(ctx context.Context, v idempotency.View) ([]idempotency.Entry, error)) error {
	return s.Store.Change(ctx, order, func(ctx context.Context, v idempotency.View) ([]idempotency.Entry, error) {
		v.Now = v.Now.Add(s.clock.ahead())
		return change(ctx, v)
	})
}

// Find implements [idempotency.Store]. What is due is decided here.
func (s store) Find(ctx context.Context, f idempotency.Filter) ([]idempotency.Entry, error) {
	dueOnly, limit := f.DueOnly, f.Limit
	if dueOnly {
		f.DueOnly, f.Limit = false, 0
	}
	found, err := s.Store.Find(ctx, f)
	if !dueOnly || err != nil {
		return found, err
	}
	now := s.clock.Now()
	found = slices.DeleteFunc(found, func(e idempotency.Entry) bool { return e.Due.IsZero() || e.Due.After(now) })
	if limit > 0 && len(found) > limit {
		found = found[:limit]
	}
	return found, nil
}
