package test

import (
	"context"
	"net"
	"net/http"
	"syscall"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

func TestRetryAfterIsWaitedFor(t *testing.T) {
	for _, tc := range []struct {
		value       func() string
		least, most time.Duration // half of the wait, or 200 ms, are random
	}{
		{least: 3 * time.Second, most: 4500 * time.Millisecond, value: func() string { return "3" }},
		{least: 0, most: 200 * time.Millisecond, value: func() string { return "0" }},
		{least: 8 * time.Second, most: 15 * time.Second, value: func() string {
			return time.Now().Add(10 * time.Second).UTC().Format(http.TimeFormat) // whole seconds
		}},
		{least: 0, most: 200 * time.Millisecond, value: func() string {
			return time.Now().Add(-time.Hour).UTC().Format(http.TimeFormat)
		}},
	} {
		value := tc.value()
		t.Run(value, func(t *testing.T) {
			var w waits
			cfg := configuration(newRecorder(answer(429, "", "Retry-After", value), answer(201, approval)))
			cfg.Retry.Sleep = w.sleep
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)
			require.Len(t, w.all, 1)
			assert.GreaterOrEqual(t, w.all[0], tc.least)
			assert.LessOrEqual(t, w.all[0], tc.most)
		})
	}
}

func TestLongRetryAfterEndsTheCallAtOnce(t *testing.T) {
	for _, tc := range []struct {
		name, value string
		longest     time.Duration
	}{
		{"over the default of 30 s", "31", 0},
		{"over the setting", "6", 5 * time.Second},
		{"past all reason", "99999999999999999999", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var w waits
			wire := newRecorder(answer(429, "", "Retry-After", tc.value))
			cfg := configuration(wire)
			cfg.Retry.Sleep = w.sleep
			cfg.Retry.MaxRetryAfter = tc.longest
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.ErrorIs(t, err, cybersource.ErrRateLimited)
			assert.Equal(t, tc.value, headerOf(t, err).Get("Retry-After"), "so that the caller can wait")
			assert.Empty(t, w.all)
			wire.only(t)
		})
	}
}

func headerOf(t *testing.T, err error) http.Header {
	t.Helper()
	var refused *cybersource.APIError
	require.ErrorAs(t, err, &refused)
	return refused.Header
}

func TestWaitsGrowUpToTheirBounds(t *testing.T) {
	var w waits
	cfg := configuration(newRecorder(refusedDial))
	cfg.Retry = cybersource.RetryPolicy{MaxAttempts: 6, BaseDelay: 100 * time.Millisecond, MaxDelay: 300 * time.Millisecond, Sleep: w.sleep}
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.Error(t, err)
	require.Len(t, w.all, 5)
	for i, bound := range []time.Duration{100, 200, 300, 300, 300} {
		assert.LessOrEqual(t, w.all[i], bound*time.Millisecond)
		assert.GreaterOrEqual(t, w.all[i], time.Duration(0))
	}
}

// A wait that the call's time does not allow is not begun.
func TestCallTimeBoundsTheWaits(t *testing.T) {
	var w waits
	wire := newRecorder(answer(429, "", "Retry-After", "20"))
	cfg := configuration(wire)
	cfg.Timeout = 10 * time.Second
	cfg.Retry.Sleep = w.sleep
	began := time.Now()
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrRateLimited)
	assert.Empty(t, w.all)
	assert.Less(t, time.Since(began), 5*time.Second)
	wire.only(t)
}

func TestCallerDeadlineBoundsTheWaitsToo(t *testing.T) {
	wire := newRecorder(answer(429, "", "Retry-After", "20"))
	cfg := configuration(wire)
	cfg.Retry.Sleep = nil
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	began := time.Now()
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(ctx, payment())
	require.ErrorIs(t, err, cybersource.ErrRateLimited)
	assert.Less(t, time.Since(began), 5*time.Second)
	wire.only(t)
}

// The end of the context ends a wait at once, and nothing can have been processed.
func TestCancellingEndsAWait(t *testing.T) {
	for _, tc := range []struct {
		name    string
		happens httpmock.Responder
		is      error // what the last attempt ended with
	}{
		{"after a refused connection", refusedDial, syscall.ECONNREFUSED},
		{"after an answer", answer(429, "", "Retry-After", "20"), cybersource.ErrRateLimited},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			wire := newRecorder(tc.happens)
			cfg := configuration(wire)
			cfg.Retry = cybersource.RetryPolicy{BaseDelay: time.Hour, MaxDelay: time.Hour} // real waits
			cfg.Timeout = 24 * time.Hour
			var cancelled time.Time
			cfg.Hooks.Retry = func(context.Context, cybersource.RetryInfo) {
				time.AfterFunc(20*time.Millisecond, func() { cancelled = time.Now(); cancel() })
			}
			client := newClient(t, cfg)
			ended := make(chan error, 1)
			go func() {
				_, err := client.PaymentsApi.CreatePayment(ctx, payment())
				ended <- err
			}()
			err := within(t, 5*time.Second, ended)
			returned := time.Now()

			require.ErrorIs(t, err, context.Canceled)
			assert.ErrorIs(t, err, tc.is, "the last cause is kept")
			assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
			assert.True(t, cybersource.SafeToRetry(err))
			assert.Less(t, returned.Sub(cancelled), 200*time.Millisecond)
			wire.only(t)
		})
	}
}

// within is the result of a call, if it comes in time.
func within(t *testing.T, limit time.Duration, ended <-chan error) error {
	t.Helper()
	select {
	case err := <-ended:
		return err
	case <-time.After(limit):
		require.FailNow(t, "the call does not return")
		return nil
	}
}

func TestContextThatHasEndedSendsNothing(t *testing.T) {
	eachOperation(t, func(t *testing.T, op operation) {
		wire := newRecorder()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := op.call(ctx, newClient(t, configuration(wire)))
		require.ErrorIs(t, err, context.Canceled)
		assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
		assert.True(t, cybersource.SafeToRetry(err))
		assert.Empty(t, wire.all())
	})
}

// A mocked transport does not report its steps: in doubt the outcome is unknown.
func TestCancellingAnAttemptLeavesAPaymentOpen(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	defer close(release)
	wire := newRecorder(func(r *http.Request) (*http.Response, error) {
		cancel()
		<-release
		return nil, net.ErrClosed
	})
	began := time.Now()
	_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(ctx, payment())
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
	assert.False(t, cybersource.SafeToRetry(err))
	assert.Less(t, time.Since(began), time.Second)
}
