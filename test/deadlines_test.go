package test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// silent reads a request and answers nothing until its test ends.
func silent(c *rawConn) {
	c.readRequest()
	<-c.server.done
}

// Which limit ended a call, after how long, and what the call was doing.
func TestDeadlineIsSaidByName(t *testing.T) {
	const limit = 150 * time.Millisecond
	timeout := func(cfg *cybersource.Configuration) { cfg.Timeout = limit }
	callers := func(ctx context.Context) (context.Context, context.CancelFunc) {
		return context.WithTimeout(ctx, limit)
	}
	canceled := func(cause error) func(ctx context.Context) (context.Context, context.CancelFunc) {
		return func(ctx context.Context) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancelCause(ctx)
			time.AfterFunc(limit, func() { cancel(cause) })
			return ctx, func() { cancel(nil) }
		}
	}
	hanging := func(cfg *cybersource.Configuration) {
		cfg.Transport.(*http.Transport).DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
	}
	cut := func(c *rawConn) {
		c.readRequest()
		io.WriteString(c, "HTTP/1.1 201 Created\r\nContent-Length: 60\r\n\r\n{")
		<-c.server.done
	}
	for _, tc := range []struct {
		name   string
		handle func(c *rawConn)
		scheme string
		change func(cfg *cybersource.Configuration)
		limit  func(ctx context.Context) (context.Context, context.CancelFunc)
		want   string
	}{
		{"Timeout, no answer", silent, "http", timeout, context.WithCancel, "the Timeout of 150ms passed while waiting for the answer"},
		{"Timeout, half an answer", cut, "http", timeout, context.WithCancel, "the Timeout of 150ms passed while reading the answer"},
		{"Timeout, TLS without an answer", silent, "https", timeout, context.WithCancel, "the Timeout of 150ms passed in the TLS handshake"},
		{"caller's deadline, no answer", silent, "http", nil, callers, `the deadline of the caller passed after \d+ms while waiting for the answer`},
		{"caller's deadline, no connection", silent, "http", hanging, callers, `the deadline of the caller passed after \d+ms while connecting`},
		{"caller cancels", silent, "http", nil, canceled(nil), `the context of the caller was canceled after \d+ms while waiting for the answer`},
		{"caller cancels for a reason", silent, "http", nil, canceled(errors.New("shop is closing")),
			`the context of the caller was canceled after \d+ms \(shop is closing\) while waiting for the answer`},
		{"handshake longer than the transport allows", silent, "https", func(cfg *cybersource.Configuration) {
			cfg.Transport.(*http.Transport).TLSHandshakeTimeout, cfg.Retry.MaxAttempts = limit, 1
		}, context.WithCancel, "no TLS handshake within 150ms"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := direct(t, tc.scheme+serveRaw(t, tc.handle).url()[len("http"):])
			cfg.MinAttemptTime = 1
			if tc.change != nil {
				tc.change(&cfg)
			}
			ctx, cancel := tc.limit(t.Context())
			defer cancel()
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(ctx, payment())
			require.Error(t, err)
			assert.Regexp(t, regexp.MustCompile(`: `+tc.want+`(;|$)`), err.Error())
			if end := ctx.Err(); end != nil {
				assert.ErrorIs(t, err, end)
				assert.ErrorIs(t, err, context.Cause(ctx))
			}
			late, ok := errors.AsType[net.Error](err)
			assert.True(t, errors.Is(err, context.Canceled) || ok && late.Timeout(), "%v is no timeout", err)
			assert.Equal(t, cfg.Timeout == limit || errors.Is(ctx.Err(), context.DeadlineExceeded), errors.Is(err, context.DeadlineExceeded))
		})
	}
}

// The wait for another attempt has an end too.
func TestCallerWhoGivesUpBetweenAttemptsIsSaidSo(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	cfg := configuration(newRecorder(undialled(errors.New("no route"))))
	cfg.Retry.Sleep = func(ctx context.Context, _ time.Duration) error {
		cancel()
		return ctx.Err()
	}
	now := time.Now()
	cfg.Clock = func() time.Time { return now }
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(ctx, payment())
	require.ErrorIs(t, err, context.Canceled)
	require.EqualError(t, err, "create payment: not processed: the context of the caller was canceled after 0s, waiting to try again after: no route")
}

// A call within a call: the limit of the outer one is not that of the inner one.
func TestTimeoutOfAnotherCallIsTheCallers(t *testing.T) {
	server := serveRaw(t, silent)
	cfg := direct(t, server.url())
	cfg.MinAttemptTime = 1
	inner := newClient(t, cfg)
	var err error
	cfg = configuration(newRecorder())
	cfg.Timeout = 150 * time.Millisecond
	cfg.Credentials = cybersource.OAuthToken{MerchantID: merchantID, Token: func(ctx context.Context) (string, error) {
		_, err = inner.PaymentsApi.CreatePayment(ctx, payment())
		return "opaque", nil
	}}
	_, _ = newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorContains(t, err, "the deadline of the caller passed after ")
	require.ErrorContains(t, err, " (the Timeout of 150ms passed) while waiting for the answer")
}
