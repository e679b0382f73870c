package test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// slowly is a token function that takes longer than the call has.
func slowly(d time.Duration) cybersource.OAuthToken {
	return cybersource.OAuthToken{MerchantID: merchantID, Token: func(context.Context) (string, error) {
		time.Sleep(d)
		return "opaque", nil
	}}
}

// What ends before a connection was asked for was not processed, over any transport.
func TestCallThatEndsBeforeAskingForAConnectionIsNotProcessed(t *testing.T) {
	for _, tc := range []struct {
		name   string
		is     error
		change func(cfg *cybersource.Configuration)
		limit  func(ctx context.Context) (context.Context, context.CancelFunc)
	}{
		{"a token function that outlives the timeout", context.DeadlineExceeded, func(cfg *cybersource.Configuration) {
			cfg.Credentials, cfg.Timeout = slowly(80*time.Millisecond), 40*time.Millisecond
		}, context.WithCancel},
		{"a token function that outlives the caller", context.DeadlineExceeded, func(cfg *cybersource.Configuration) {
			cfg.Credentials = slowly(80 * time.Millisecond)
		}, func(ctx context.Context) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 40*time.Millisecond)
		}},
		{"a cancelled call", context.Canceled, func(cfg *cybersource.Configuration) { cfg.Credentials = slowly(80 * time.Millisecond) },
			func(ctx context.Context) (context.Context, context.CancelFunc) {
				ctx, cancel := context.WithCancel(ctx)
				time.AfterFunc(40*time.Millisecond, cancel)
				return ctx, cancel
			}},
		{"a slow AttemptStart", context.DeadlineExceeded, func(cfg *cybersource.Configuration) {
			cfg.Timeout = 40 * time.Millisecond
			cfg.Hooks.AttemptStart = func(ctx context.Context, _ cybersource.AttemptInfo) context.Context {
				time.Sleep(80 * time.Millisecond)
				return ctx
			}
		}, context.WithCancel},
		{"an AttemptStart whose context has ended", context.Canceled, func(cfg *cybersource.Configuration) {
			cfg.Hooks.AttemptStart = func(ctx context.Context, _ cybersource.AttemptInfo) context.Context {
				ctx, cancel := context.WithCancel(ctx)
				cancel()
				return ctx
			}
		}, context.WithCancel},
		{"too little time left", context.DeadlineExceeded, func(cfg *cybersource.Configuration) {
			cfg.Credentials, cfg.Timeout = slowly(150*time.Millisecond), time.Second
			cfg.MinAttemptTime = 900 * time.Millisecond
		}, context.WithCancel},
		{"too little time left by default", context.DeadlineExceeded, func(cfg *cybersource.Configuration) {
			cfg.Credentials, cfg.Timeout = slowly(930*time.Millisecond), time.Second
		}, context.WithCancel},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := losingServer(t)
			for _, transport := range []http.RoundTripper{cybersource.NewTransport(), &http.Transport{}, transportFunc(http.DefaultTransport.RoundTrip)} {
				cfg := configuration(transport)
				cfg.BaseURL = server.url()
				tc.change(&cfg)
				ctx, cancel := tc.limit(t.Context())
				_, err := newClient(t, cfg).PaymentsApi.CreatePayment(ctx, payment())
				cancel()
				require.ErrorIs(t, err, cybersource.ErrNotProcessed)
				assert.ErrorIs(t, err, tc.is)
				assert.True(t, cybersource.SafeToRetry(err))
			}
			assert.Zero(t, server.requests())
		})
	}
}

func TestTimeThatIsTooLittleIsSaidSo(t *testing.T) {
	cfg := configuration(newRecorder())
	cfg.MinAttemptTime = 20 * time.Second
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(ctx, payment())
	require.EqualError(t, err, "create payment: not processed: too little time left until the deadline of the caller for an attempt, which needs 20s (MinAttemptTime)")
	cfg.Credentials, cfg.Timeout = slowly(30*time.Millisecond), time.Second
	cfg.MinAttemptTime = 990 * time.Millisecond
	_, err = newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.EqualError(t, err, "create payment: not processed: before sending: too little time left of the Timeout of 1s for an attempt, which needs 990ms (MinAttemptTime)")
}

func TestMinAttemptTimeIsChecked(t *testing.T) {
	for _, tc := range []struct {
		timeout, least time.Duration
		want           string
	}{
		{0, -1, "configuration: MinAttemptTime is negative"},
		{time.Second, time.Second, "configuration: MinAttemptTime is not less than Timeout: no attempt would ever begin"},
	} {
		cfg := configuration(nil)
		cfg.Timeout, cfg.MinAttemptTime = tc.timeout, tc.least
		_, err := cybersource.NewAPIClient(cfg)
		assert.EqualError(t, err, tc.want)
	}
}

// Many callers behind few connections: those whose turn comes too late send nothing.
func TestRequestIsNotSentWithoutTimeForItsAnswer(t *testing.T) {
	var arrived atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		arrived.Add(1)
		time.Sleep(40 * time.Millisecond)
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, approval)
	}))
	defer server.Close()
	cfg := direct(t, server.URL)
	cfg.Transport.(*http.Transport).MaxConnsPerHost = 4
	cfg.Timeout = 600 * time.Millisecond
	cfg.MinAttemptTime = 300 * time.Millisecond
	client := newClient(t, cfg)
	var calls sync.WaitGroup
	var answered, unsent, open atomic.Int64
	for range 100 {
		calls.Go(func() {
			switch _, err := client.PaymentsApi.CreatePayment(t.Context(), payment()); {
			case err == nil:
				answered.Add(1)
			case errors.Is(err, cybersource.ErrNotProcessed):
				unsent.Add(1)
			default:
				open.Add(1)
			}
		})
	}
	calls.Wait()
	t.Logf("%d answered, %d not sent, %d unknown", answered.Load(), unsent.Load(), open.Load())
	assert.Zero(t, open.Load())
	assert.Positive(t, unsent.Load())
	assert.Equal(t, answered.Load(), arrived.Load())
}
