package test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// A merchant and a key that exist nowhere.
const (
	merchantID   = "shop_eu"
	keyID        = "0d3cbd1a-4b0c-4d77-9a51-9f1c3c9a7b10"
	sharedSecret = "c2hhcmVkIHNlY3JldCBvZiB0aGUgYmxhY2stYm94IHN1aXRlLi4=" // base64 of a sentence
	paymentID    = "6750124114786780104953"
)

func credentials() cybersource.JWTSharedSecret {
	return cybersource.JWTSharedSecret{MerchantID: merchantID, KeyID: keyID, SharedSecret: sharedSecret}
}

// received is one request as a transport got it.
type received struct {
	*http.Request
	Body []byte
}

// recorder is a mocked transport that keeps what it was given. Within [configuration] it
// wraps a transport that reaches nobody, and has that fail where no connection can be had:
// a mock's own error proves nothing.
type recorder struct {
	*httpmock.MockTransport
	below    http.RoundTripper
	mu       sync.Mutex
	requests []received
}

// newRecorder answers the first request with the first responder and so on; the
// last responder answers all that follow. Without any, every request is an approval.
func newRecorder(responders ...httpmock.Responder) *recorder {
	if len(responders) == 0 {
		responders = []httpmock.Responder{answer(http.StatusCreated, approval)}
	}
	r := &recorder{MockTransport: httpmock.NewMockTransport()}
	r.RegisterNoResponder(func(request *http.Request) (*http.Response, error) {
		response, err := responders[min(r.keep(request), len(responders)-1)](request)
		if undialled, ok := err.(undialledError); ok && r.wrapped() != nil {
			return r.wrapped().RoundTrip(request.WithContext(context.WithValue(request.Context(), undialledKey{}, undialled.error)))
		}
		return response, err
	})
	return r
}

// undialledError is the error of a connection that could not be had.
type undialledError struct{ error }

type undialledKey struct{}

// wrap implements [cybersource.Configuration.WrapTransport].
func (r *recorder) wrap(below http.RoundTripper) http.RoundTripper {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.below = below // that of any client is as good: they reach nobody
	return r
}

func (r *recorder) wrapped() http.RoundTripper {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.below
}

// unreachable returns a transport whose connections fail as the request says.
func unreachable() *http.Transport {
	return &http.Transport{DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return nil, ctx.Value(undialledKey{}).(error)
	}}
}

// undialled is a connection that cannot be had.
func undialled(err error) httpmock.Responder { return fails(undialledError{err}) }

// keep stores a request and returns how many came before it.
func (r *recorder) keep(request *http.Request) int {
	var body []byte
	if request.Body != nil {
		body, _ = io.ReadAll(request.Body) // memory does not fail
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.requests = append(r.requests, received{request, body})
	return len(r.requests) - 1
}

func (r *recorder) all() []received {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]received(nil), r.requests...)
}

// only is the one request that must have come.
func (r *recorder) only(t *testing.T) received {
	t.Helper()
	requests := r.all()
	require.Len(t, requests, 1)
	return requests[0]
}

const approval = `{"id":"6750124114786780104953","status":"AUTHORIZED","submitTimeUtc":"2026-03-04T05:06:08Z",` +
	`"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}}}`

// captureContext is the success of the operations that answer with a token, in which these
// tests do not look.
const captureContext = "eyJraWQiOiJ0MSIsImFsZyI6IlJTMjU2In0.eyJqdGkiOiJDYXB0dXJlQ29udGV4dDAxIn0.c2lnbmF0dXJl"

// answer is a complete answer with the headers of the service. An approval stands for the
// success of any operation.
func answer(status int, body string, headers ...string) httpmock.Responder {
	return func(request *http.Request) (*http.Response, error) {
		body := body
		if body == approval && request.Header.Get("Accept") == mediaTypeToken {
			body = captureContext
		}
		header := http.Header{
			"Content-Type":       {"application/hal+json"},
			"V-C-Correlation-Id": {correlationID},
		}
		for i := 0; i+1 < len(headers); i += 2 {
			header.Set(headers[i], headers[i+1])
		}
		return &http.Response{
			Status: http.StatusText(status), StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: header, Body: io.NopCloser(bytes.NewReader([]byte(body))), ContentLength: int64(len(body)), Request: request,
		}, nil
	}
}

const correlationID = "5bd6b1a1-52ef-4d57-9ac4-1f9a0d0b7a55"

// fails is a transport error.
func fails(err error) httpmock.Responder {
	return func(*http.Request) (*http.Response, error) { return nil, err }
}

// configuration is complete: credentials, a transport, no real waits between attempts.
func configuration(transport http.RoundTripper) cybersource.Configuration {
	cfg := cybersource.Configuration{
		Credentials: credentials(),
		Transport:   transport,
		Retry:       cybersource.RetryPolicy{Sleep: noSleep},
	}
	if r, ok := transport.(*recorder); ok {
		cfg.Transport, cfg.WrapTransport = unreachable(), r.wrap
	}
	return cfg
}

func noSleep(ctx context.Context, _ time.Duration) error { return ctx.Err() }

func newClient(t testing.TB, configuration cybersource.Configuration) *cybersource.APIClient {
	t.Helper()
	client, err := cybersource.NewAPIClient(configuration)
	require.NoError(t, err)
	return client
}

// answerOf is the answer that an error carries: a refusal, or the answer of an unknown outcome.
func answerOf(t *testing.T, err error) *cybersource.APIError {
	t.Helper()
	if unknown, ok := errors.AsType[*cybersource.OutcomeUnknownError](err); ok {
		require.NotNil(t, unknown.Response)
		return unknown.Response
	}
	refused, ok := errors.AsType[*cybersource.APIError](err)
	require.True(t, ok, "%v carries no answer", err)
	return refused
}
