package test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

var (
	refusedDial = undialled(&net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED})
	lostAnswer  = fails(&net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET})
)

// waits stands in for the waits between attempts and notes how long they were.
type waits struct {
	mu  sync.Mutex
	all []time.Duration
}

func (w *waits) sleep(ctx context.Context, d time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.all = append(w.all, d)
	return ctx.Err()
}

// What is sent again, and how often, if nothing else ever happens.
func TestRequestIsSentAgainOnlyWhenSafe(t *testing.T) {
	for _, tc := range []struct {
		name           string
		happens        httpmock.Responder
		once, repeated int // attempts of what is not repeatable, and of reads and voids
		checks         int // of what moves no money and is not repeatable; 0 = once
	}{
		{"nothing was written", refusedDial, 3, 3, 0},
		{"the answer was lost", lostAnswer, 1, 3, 0},
		{"too many requests, come back", answer(429, "", "Retry-After", "1"), 3, 3, 0},
		{"unavailable, come back", answer(503, "", "Retry-After", "0"), 1, 3, 0},
		{"too many requests, although it was approved", answer(429, approval, "Retry-After", "1"), 1, 3, 3},
		{"too many requests", answer(429, ""), 1, 3, 0},
		{"unavailable", answer(503, ""), 1, 3, 0},
		{"come back when it is too late", answer(429, "", "Retry-After", "31"), 1, 1, 0},
		{"an invitation that cannot be read", answer(503, "", "Retry-After", "soon"), 1, 3, 0},
		{"a failure", answer(500, ""), 1, 3, 0},
		{"a failure that invites", answer(500, "", "Retry-After", "1"), 1, 3, 0},
		{"a failure with an id", answer(502, `{"id":"1","status":"SERVER_ERROR"}`), 1, 3, 0},
		{"a success that cannot be read", answer(201, "<html>"), 1, 3, 0},
		{"a refusal", answer(400, `{"reason":"INVALID_DATA"}`), 1, 1, 0},
		{"not authenticated", answer(401, ""), 1, 1, 0},
		{"not found", answer(404, ""), 1, 1, 0},
		{"a redirect", answer(307, "", "Location", "https://elsewhere.example/"), 1, 1, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				wire := newRecorder(tc.happens)
				_, err := op.call(t.Context(), newClient(t, configuration(wire)))
				require.Error(t, err)
				want := tc.once
				switch {
				case op.repeatable:
					want = tc.repeated
				case op.checks() && tc.checks > 0:
					want = tc.checks
				}
				assert.Len(t, wire.all(), want)
				assert.Equal(t, want, attemptsOf(err))
			})
		})
	}
}

// told returns what whichever error it is tells about the call.
func told(err error) (transactionID string, attempts int) {
	if unknown, ok := errors.AsType[*cybersource.OutcomeUnknownError](err); ok {
		return unknown.TransactionID, unknown.Attempts
	}
	if refused, ok := errors.AsType[*cybersource.APIError](err); ok {
		return refused.TransactionID, refused.Attempts
	}
	if unsent, ok := errors.AsType[*cybersource.NotProcessedError](err); ok {
		return unsent.TransactionID, unsent.Attempts
	}
	return "", 0
}

func attemptsOf(err error) int {
	_, attempts := told(err)
	return attempts
}

func transactionIDOf(err error) string {
	id, _ := told(err)
	return id
}

func TestAttemptAfterAFailedOneCanSucceed(t *testing.T) {
	eachOperation(t, func(t *testing.T, op operation) {
		wire := newRecorder(refusedDial, answer(429, "", "Retry-After", "1"), answer(201, approval))
		meta, err := op.call(t.Context(), newClient(t, configuration(wire)))
		require.NoError(t, err)
		assert.Equal(t, 3, meta.Attempts)
		assert.Len(t, wire.all(), 3)
	})
}

func TestNumberOfAttemptsIsASetting(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		wire := newRecorder(refusedDial)
		cfg := configuration(wire)
		cfg.Retry.MaxAttempts = n
		_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
		require.Error(t, err)
		assert.Len(t, wire.all(), n)
	}
}

// After an attempt that was certainly not processed, one that may have been ends the call.
func TestUncertainAttemptIsTheLast(t *testing.T) {
	wire := newRecorder(refusedDial, lostAnswer, answer(201, approval))
	_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
	assert.ErrorIs(t, err, syscall.ECONNRESET)
	assert.Len(t, wire.all(), 2)
}

func TestLastCauseIsKept(t *testing.T) {
	for _, tc := range []struct {
		name      string
		responder httpmock.Responder
		check     func(t *testing.T, err error)
	}{
		{"of attempts that could not connect", refusedDial, func(t *testing.T, err error) {
			assert.ErrorIs(t, err, syscall.ECONNREFUSED)
			assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
			assert.ErrorContains(t, err, "create payment: not processed after 3 attempts: ")
		}},
		{"of attempts that were turned away", answer(429, "", "Retry-After", "1"), func(t *testing.T, err error) {
			assert.ErrorIs(t, err, cybersource.ErrRateLimited)
			assert.Equal(t, refused, endOf(err))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := newClient(t, configuration(newRecorder(tc.responder))).PaymentsApi.CreatePayment(t.Context(), payment())
			tc.check(t, err)
			assert.True(t, cybersource.SafeToRetry(err))
		})
	}
}

// Each attempt is signed anew, and says the same.
func TestAttemptsAreSignedAnewOverTheSameBody(t *testing.T) {
	for _, tc := range []struct {
		name        string
		credentials cybersource.Credentials
		fresh       func(t *testing.T, r received) []any // must differ between attempts
	}{
		{"HTTP signature", cybersource.HTTPSignature(credentials()), func(t *testing.T, r received) []any {
			requireSigned(t, r, merchantID, sharedSecret)
			return []any{r.Header.Get("Date"), r.Header.Get("Signature")}
		}},
		{"JWT", credentials(), func(t *testing.T, r received) []any {
			requireTokenBySecret(t, r, sharedSecret)
			_, claims := tokenOf(t, r)
			assertClaimsFit(t, r, claims)
			return []any{claims["jti"], claims["iat"], r.Header.Get("Authorization")}
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder(refusedDial, answer(429, "", "Retry-After", "1"), answer(201, approval))
			cfg := configuration(wire)
			cfg.Credentials = tc.credentials
			cfg.Clock, cfg.Timeout = tickingClock(), time.Hour
			meta, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)

			requests := wire.all()
			require.Len(t, requests, 3)
			seen := map[any]bool{}
			for _, r := range requests {
				assert.Equal(t, string(requests[0].Body), string(r.Body))
				assert.Equal(t, meta.Meta.TransactionID, sentTransactionID(t, r))
				for _, value := range tc.fresh(t, r) {
					assert.False(t, seen[value], "%v was sent before", value)
					seen[value] = true
				}
			}
		})
	}
}

// tickingClock moves on by a minute with each look.
func tickingClock() func() time.Time {
	var mu sync.Mutex
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(time.Minute)
		return now
	}
}

func TestAccessTokenIsAskedForOncePerAttempt(t *testing.T) {
	wire := newRecorder(refusedDial, answer(201, approval))
	cfg := configuration(wire)
	n := 0
	cfg.Credentials = cybersource.OAuthToken{MerchantID: merchantID, Token: func(context.Context) (string, error) {
		n++
		return fmt.Sprintf("token-%d", n), nil
	}}
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	for i, r := range wire.all() {
		assert.Equal(t, fmt.Sprintf("Bearer token-%d", i+1), r.Header.Get("Authorization"))
	}
}

func TestTokenThatCannotBeHadEndsTheCallUnsent(t *testing.T) {
	wire := newRecorder()
	cfg := configuration(wire)
	cause := errors.New("token server is down")
	n := 0
	cfg.Credentials = cybersource.OAuthToken{MerchantID: merchantID, Token: func(context.Context) (string, error) {
		n++
		return "", cause
	}}
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrNotProcessed)
	require.ErrorIs(t, err, cause)
	assert.True(t, cybersource.SafeToRetry(err))
	assert.Empty(t, wire.all())
	assert.Equal(t, 1, n)
}

func TestHooksAreToldOfEveryAttempt(t *testing.T) {
	wire := newRecorder(refusedDial, answer(429, "", "Retry-After", "1"), answer(201, approval))
	cfg := configuration(wire)
	var events []string
	cfg.Hooks = cybersource.Hooks{
		CallStart: func(ctx context.Context, call cybersource.CallInfo) context.Context {
			events = append(events, "call "+call.Operation+" "+call.Route+" "+call.MerchantID)
			return ctx
		},
		AttemptStart: func(ctx context.Context, a cybersource.AttemptInfo) context.Context {
			events = append(events, fmt.Sprintf("attempt %d", a.Number))
			return ctx
		},
		AttemptEnd: func(_ context.Context, a cybersource.AttemptResult) {
			events = append(events, fmt.Sprintf("ended %d with %d, sent %t, failed %t", a.Number, a.HTTPStatus, a.Sent, a.Err != nil))
		},
		Retry: func(_ context.Context, r cybersource.RetryInfo) {
			events = append(events, fmt.Sprintf("next %d: %s", r.Next, r.Cause))
		},
		CallEnd: func(_ context.Context, r cybersource.CallResult) {
			events = append(events, fmt.Sprintf("%s after %d: %d %s", r.Ending, r.Attempts, r.HTTPStatus, r.Status))
		},
	}
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.Equal(t, []string{
		"call CreatePayment /pts/v2/payments shop_eu",
		"attempt 1", "ended 1 with 0, sent false, failed true", "next 2: not sent",
		"attempt 2", "ended 2 with 429, sent true, failed false", "next 3: asked to come back",
		"attempt 3", "ended 3 with 201, sent true, failed false",
		"answered after 3: 201 AUTHORIZED",
	}, events)
	assert.Len(t, wire.all(), 3)
	assert.Equal(t, http.MethodPost, wire.all()[2].Method)
}
