// Package clock is the time that calls live by: what they read, wait for and end by.
// One interface stands for all of it, so that a simulation can replace time as a whole.
package clock

import (
	"context"
	"time"
)

// Clock tells the time and waits. It is safe for concurrent use.
type Clock interface {
	// Now is the present time.
	Now() time.Time

	// WithTimeout returns a context that ends after d, with that cause. nil is the cause of
	// every deadline.
	WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc)

	// Remaining is the time until the deadline of ctx. It reports false if there is none.
	Remaining(ctx context.Context) (time.Duration, bool)

	// Sleep waits for d, or until ctx ends, whose error it then returns.
	Sleep(ctx context.Context, d time.Duration) error
}

// New returns the system's clock with two of its parts replaced: now is what it reads,
// and sleep how it waits. Nil keeps the system's. Deadlines remain those of the system,
// since only its timers end contexts.
func New(now func() time.Time, sleep func(context.Context, time.Duration) error) Clock {
	if now == nil {
		now = time.Now
	}
	if sleep == nil {
		sleep = wait
	}
	return system{now, sleep}
}

type system struct {
	now   func() time.Time
	sleep func(context.Context, time.Duration) error
}

func (s system) Now() time.Time { return s.now() }

func (s system) WithTimeout(ctx context.Context, d time.Duration, cause error) (context.Context, context.CancelFunc) {
	return context.WithTimeoutCause(ctx, d, cause)
}

func (s system) Remaining(ctx context.Context) (time.Duration, bool) {
	deadline, ok := ctx.Deadline()
	if !ok {
		return 0, false
	}
	return time.Until(deadline), true
}

func (s system) Sleep(ctx context.Context, d time.Duration) error { return s.sleep(ctx, d) }

func wait(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
