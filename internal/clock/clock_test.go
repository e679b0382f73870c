package clock_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/clock"
)

func TestSystemClock(t *testing.T) {
	c := clock.New(nil, nil)
	if off := time.Since(c.Now()); off < 0 || off > time.Minute {
		t.Errorf("the clock is off by %s", off)
	}
	start := time.Now()
	if err := c.Sleep(t.Context(), time.Millisecond); err != nil || time.Since(start) < time.Millisecond {
		t.Errorf("slept %s, %v", time.Since(start), err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	start = time.Now()
	if err := c.Sleep(ended, time.Hour); !errors.Is(err, context.Canceled) || time.Since(start) > time.Minute {
		t.Errorf("slept %s, %v", time.Since(start), err)
	}
}

func TestDeadlines(t *testing.T) {
	c := clock.New(nil, nil)
	if d, ok := c.Remaining(t.Context()); ok || d != 0 {
		t.Errorf("without a deadline: %s, %v", d, ok)
	}
	ctx, cancel := c.WithTimeout(t.Context(), time.Hour, nil)
	defer cancel()
	if d, ok := c.Remaining(ctx); !ok || d <= 59*time.Minute || d > time.Hour {
		t.Errorf("an hour before: %s, %v", d, ok)
	}
	ended, cancel := c.WithTimeout(ctx, -time.Second, nil)
	defer cancel()
	if d, ok := c.Remaining(ended); !ok || d >= 0 || !errors.Is(ended.Err(), context.DeadlineExceeded) {
		t.Errorf("a second after: %s, %v, %v", d, ok, ended.Err())
	}
}

// A clock that is given reads and waits, and moves no deadline.
func TestReplacedParts(t *testing.T) {
	noon := time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)
	woken := errors.New("woken")
	var slept time.Duration
	c := clock.New(func() time.Time { return noon }, func(_ context.Context, d time.Duration) error {
		slept = d
		return woken
	})
	if c.Now() != noon {
		t.Errorf("the clock says %s", c.Now())
	}
	if err := c.Sleep(t.Context(), time.Hour); !errors.Is(err, woken) || slept != time.Hour {
		t.Errorf("slept %s, %v", slept, err)
	}
	ctx, cancel := c.WithTimeout(t.Context(), time.Hour, nil)
	defer cancel()
	if d, _ := c.Remaining(ctx); d <= 59*time.Minute || d > time.Hour {
		t.Errorf("an hour before: %s", d)
	}
}
