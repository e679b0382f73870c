package test

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// brokenHandler panics when it writes a line.
type brokenHandler struct{ slog.Handler }

func (brokenHandler) Handle(context.Context, slog.Record) error { panic(canary) }

// A payment that was made is not lost because something that watches it is broken.
func TestPanicOfAHookOrLoggerCostsNoAnswer(t *testing.T) {
	for _, tc := range []struct {
		name   string
		breaks func(cfg *cybersource.Configuration)
	}{
		{"CallStart", func(cfg *cybersource.Configuration) {
			cfg.Hooks.CallStart = func(context.Context, cybersource.CallInfo) context.Context { panic(canary) }
		}},
		{"AttemptStart", func(cfg *cybersource.Configuration) {
			cfg.Hooks.AttemptStart = func(context.Context, cybersource.AttemptInfo) context.Context { panic(canary) }
		}},
		{"AttemptEnd", func(cfg *cybersource.Configuration) {
			cfg.Hooks.AttemptEnd = func(context.Context, cybersource.AttemptResult) { panic(canary) }
		}},
		{"Retry", func(cfg *cybersource.Configuration) {
			cfg.Hooks.Retry = func(context.Context, cybersource.RetryInfo) { panic(canary) }
		}},
		{"CallEnd", func(cfg *cybersource.Configuration) {
			cfg.Hooks.CallEnd = func(context.Context, cybersource.CallResult) { panic(canary) }
		}},
		{"", func(cfg *cybersource.Configuration) {
			cfg.Logger = slog.New(brokenHandler{slog.NewTextHandler(new(bytes.Buffer), &slog.HandlerOptions{Level: slog.LevelDebug})})
		}},
		{"", func(cfg *cybersource.Configuration) { // and of both
			cfg.Logger = slog.New(brokenHandler{slog.NewTextHandler(new(bytes.Buffer), nil)})
			cfg.Hooks.CallEnd = func(context.Context, cybersource.CallResult) { panic(canary) }
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var log bytes.Buffer
			wire := newRecorder(refusedDial, answer(201, approval))
			cfg := configuration(wire)
			cfg.Logger = slog.New(slog.NewTextHandler(&log, nil))
			tc.breaks(&cfg)
			got, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)
			assert.Equal(t, paymentID, got.ID)
			assert.Len(t, wire.all(), 2)
			assert.NotContains(t, log.String(), canary)
			if tc.name != "" {
				assert.Contains(t, log.String(), "hook="+tc.name)
			}
		})
	}
}

// CallEnd has a result to record, whatever became of the call's own context.
func TestCallEndRunsWithAContextThatHasNotEnded(t *testing.T) {
	server := serveRaw(t, func(c *rawConn) { c.readRequest(); c.await() })
	for _, tc := range []struct {
		name string
		call func(t *testing.T, cfg cybersource.Configuration)
	}{
		{"after a timeout", func(t *testing.T, cfg cybersource.Configuration) {
			cfg.Timeout = 100 * time.Millisecond
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.ErrorIs(t, err, context.DeadlineExceeded)
		}},
		{"after a panic", func(t *testing.T, cfg cybersource.Configuration) {
			cfg.Transport = transportFunc(func(*http.Request) (*http.Response, error) { panic("transport") })
			assert.PanicsWithValue(t, "transport", func() {
				_, _ = newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			})
		}},
		{"after a panic with a context that has ended", func(t *testing.T, cfg cybersource.Configuration) {
			ctx, cancel := context.WithCancel(t.Context())
			cfg.Transport = transportFunc(func(*http.Request) (*http.Response, error) { cancel(); panic("transport") })
			assert.PanicsWithValue(t, "transport", func() {
				_, _ = newClient(t, cfg).PaymentsApi.CreatePayment(ctx, payment())
			})
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := direct(t, server.url())
			var ends []cybersource.CallEnding
			cfg.Hooks.CallEnd = func(ctx context.Context, r cybersource.CallResult) {
				assert.NoError(t, ctx.Err())
				ends = append(ends, r.Ending)
			}
			tc.call(t, cfg)
			assert.Equal(t, []cybersource.CallEnding{cybersource.EndingUnknown}, ends)
		})
	}
}
