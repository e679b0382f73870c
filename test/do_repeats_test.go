package test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// What is sent again, and how a call ends in which that keeps happening.
func TestDoSendsAgainWhatIsRepeatable(t *testing.T) {
	body := json.RawMessage(`{"a":1}`)
	declared := post(body)
	declared.Repeatable = true
	head, deletion, put, patch := get(), get(), post(body), post(body)
	head.Method, deletion.Method, put.Method, patch.Method = http.MethodHead, http.MethodDelete, http.MethodPut, http.MethodPatch

	type end struct {
		attempts int
		is       string
	}
	for _, tc := range []struct {
		name             string
		happens          httpmock.Responder
		acts, repeatable end
	}{
		{"nothing was written", refusedDial, end{3, notProcessed}, end{3, notProcessed}},
		{"the answer was lost", lostAnswer, end{1, unknown}, end{3, notProcessed}},
		{"a failure", answer(500, ""), end{1, unknown}, end{3, refused}},
		{"a bad gateway", answer(502, "<html>"), end{1, unknown}, end{3, refused}},
		{"a timeout on the way", answer(408, ""), end{1, unknown}, end{1, refused}},
		{"a redirect", answer(307, "", "Location", "https://elsewhere.example/"), end{1, unknown}, end{1, refused}},
		{"a refusal", answer(400, `{"reason":"INVALID_DATA"}`), end{1, refused}, end{1, refused}},
		{"too many requests, come back", answer(429, "", "Retry-After", "1"), end{3, refused}, end{3, refused}},
	} {
		for name, r := range map[string]cybersource.RawRequest{
			"GET": get(), "HEAD": head, "repeatable POST": declared,
			"POST": post(body), "PUT": put, "PATCH": patch, "DELETE": deletion,
		} {
			t.Run(tc.name+"/"+name, func(t *testing.T) {
				want := tc.acts
				if slices.Contains([]string{"GET", "HEAD", "repeatable POST"}, name) {
					want = tc.repeatable
				}
				wire := newRecorder(tc.happens)
				_, err := newClient(t, configuration(wire)).Do(t.Context(), r, nil)
				require.Error(t, err)
				assert.Equal(t, want.is, endOf(err))
				assert.Equal(t, want.attempts, attemptsOf(err))
				assert.Len(t, wire.all(), want.attempts)
				if name == "GET" || name == "repeatable POST" {
					assert.True(t, cybersource.SafeToRetry(err))
				}
				assert.False(t, want.is == unknown && cybersource.SafeToRetry(err))
				requireSignedAnew(t, wire.all())
			})
		}
	}
}

// requireSignedAnew checks that attempts differ in nothing but their tokens.
func requireSignedAnew(t *testing.T, attempts []received) {
	t.Helper()
	tokens := map[any]bool{}
	for _, sent := range attempts {
		assert.Equal(t, attempts[0].Body, sent.Body)
		assert.Equal(t, attempts[0].URL, sent.URL)
		_, claims := tokenOf(t, sent)
		tokens[claims["jti"]] = true
	}
	assert.Len(t, tokens, len(attempts))
}

// observed collects everything that hooks and log are told of a client's calls.
type observed struct {
	calls    []cybersource.CallInfo
	attempts []cybersource.AttemptResult
	retries  []cybersource.RetryInfo
	ends     []cybersource.CallResult
	log      bytes.Buffer
}

func (o *observed) watch(cfg *cybersource.Configuration) {
	cfg.Hooks = cybersource.Hooks{
		CallStart: func(ctx context.Context, c cybersource.CallInfo) context.Context {
			o.calls = append(o.calls, c)
			return ctx
		},
		AttemptEnd: func(_ context.Context, a cybersource.AttemptResult) { o.attempts = append(o.attempts, a) },
		Retry:      func(_ context.Context, r cybersource.RetryInfo) { o.retries = append(o.retries, r) },
		CallEnd:    func(_ context.Context, c cybersource.CallResult) { o.ends = append(o.ends, c) },
	}
	cfg.Logger = slog.New(slog.NewTextHandler(&o.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Paths and queries hold ids, and nobody knows what else is in a body.
func TestHooksAndLogOfDoShowNoPathAndNoBody(t *testing.T) {
	const secret = "7104532198764503901234"
	var seen observed
	wire := newRecorder(refusedDial, answer(http.StatusCreated, `{"id":"`+secret+`","name":"Lovelace"}`))
	cfg := configuration(wire)
	seen.watch(&cfg)
	r := cybersource.RawRequest{
		Method: http.MethodPost, Path: "/tms/v2/customers/" + secret, Query: url.Values{"q": {secret}},
		Body: map[string]any{"card": card(), "name": "Lovelace"},
	}
	var got customer
	meta, err := newClient(t, cfg).Do(t.Context(), r, &got)
	require.NoError(t, err)
	assert.Equal(t, secret, got.ID)

	call := cybersource.CallInfo{Operation: "Do", Method: http.MethodPost, Host: cybersource.HostTest, Destination: "https://" + cybersource.HostTest, MerchantID: merchantID}
	assert.Equal(t, []cybersource.CallInfo{call}, seen.calls)
	require.Len(t, seen.attempts, 2)
	require.Len(t, seen.retries, 1)
	require.Len(t, seen.ends, 1)
	assert.Equal(t, call, seen.ends[0].CallInfo)
	assert.Equal(t, cybersource.EndingAnswered, seen.ends[0].Ending)
	assert.Nil(t, seen.ends[0].Outcome, "nobody knows what the answer means")
	assert.Equal(t, http.StatusCreated, seen.ends[0].HTTPStatus)
	assert.Equal(t, 2, seen.ends[0].Attempts)
	assert.Equal(t, 2, meta.Attempts)
	assert.Empty(t, seen.ends[0].TransactionID)
	assert.Empty(t, seen.ends[0].ReferenceCode)

	text := seen.log.String()
	assert.Contains(t, text, "msg=request operation=Do")
	for _, leaked := range []string{secret, "customers", "Lovelace", "4111", "lastName"} {
		assert.NotContains(t, text, leaked)
	}
}

func TestErrorsOfDoShowNoPathAndNoBody(t *testing.T) {
	for name, responder := range map[string]httpmock.Responder{
		"not sent": refusedDial, "lost": lostAnswer, "refused": answer(404, `{"reason":"NOT_FOUND"}`), "failed": answer(500, `{}`),
	} {
		var seen observed
		cfg := configuration(newRecorder(responder))
		seen.watch(&cfg)
		r := post(map[string]any{"card": card()})
		r.Path = "/tms/v2/customers/7104532198764503901234"
		_, err := newClient(t, cfg).Do(t.Context(), r, nil)
		require.Error(t, err, name)
		for _, text := range []string{err.Error(), seen.log.String()} {
			for _, leaked := range []string{"7104532198764503901234", "customers", "4111"} {
				assert.NotContains(t, text, leaked, name)
			}
		}
	}
}

func TestOptionsOfDo(t *testing.T) {
	wire := newRecorder(answer(http.StatusOK, ""))
	cfg := configuration(wire)
	secret := credentials()
	secret.PortfolioID = "group"
	cfg.Credentials = secret
	client := newClient(t, cfg)
	_, err := client.Do(t.Context(), get(), nil, cybersource.WithMerchantID("shop_us"))
	require.NoError(t, err)
	_, claims := tokenOf(t, wire.only(t))
	assert.Equal(t, "shop_us", claims["v-c-merchant-id"])

	_, err = client.Do(t.Context(), get(), nil, cybersource.WithMerchantID(" "), cybersource.WithResponseEncryption(true))
	require.EqualError(t, err, "do: invalid request: WithMerchantID is empty; WithResponseEncryption needs MessageEncryption with a response key")
	wire.only(t)
}

// tap notes what goes through a transport.
type tap struct {
	http.RoundTripper
	sent, answered []byte
}

func (w *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	w.sent = nil
	if r.Body != nil {
		w.sent, _ = io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(w.sent))
	}
	response, err := w.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	w.answered, err = io.ReadAll(response.Body)
	response.Body = io.NopCloser(bytes.NewReader(w.answered))
	return response, err
}

// encrypting returns a gateway that opens what is encrypted to it, encrypts if the token
// asks for it, and answers everything alike; a client of it, and what passes between them.
func encrypting(t *testing.T) (*cybersourcetest.Gateway, *cybersource.APIClient, *tap) {
	t.Helper()
	return encryptingAt(t, cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response {
		return &cybersourcetest.Response{Body: []byte(`{"id":"7"}`)}
	}})
}

// encryptingAt is the same at a gateway with other options.
func encryptingAt(t *testing.T, options cybersourcetest.Options) (*cybersourcetest.Gateway, *cybersource.APIClient, *tap) {
	t.Helper()
	options.Accounts = []cybersourcetest.Account{{
		ID:            merchantID,
		SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: keyID, Secret: sharedSecret}},
		ResponseKeys:  []cybersourcetest.ResponseKey{{Certificate: string(readKeyFile(t, "merchant.cert.pem")), KeyID: "response-1"}},
	}}
	gateway := cybersourcetest.NewGateway(options)
	t.Cleanup(gateway.Close)
	transport := cybersource.NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	wire := &tap{RoundTripper: transport}
	cfg := gateway.Configuration()
	cfg.Transport = wire
	cfg.MessageEncryption = &cybersource.MessageEncryption{
		RequestCertificatePEM: gateway.RequestCertificatePEM(), ResponseKey: readPrivateKey(t, "merchant.key.pem"), ResponseKeyID: "response-1",
	}
	return gateway, newClient(t, cfg), wire
}

func TestDoEncryptsBothWays(t *testing.T) {
	gateway, client, wire := encrypting(t)
	body := map[string]any{"a": "in plain"}
	for _, tc := range []struct {
		name            string
		request         cybersource.RawRequest
		options         []cybersource.CallOption
		sends, receives bool // encrypted
	}{
		{"both", post(body), nil, true, true},
		{"a body in plain", post(body), []cybersource.CallOption{cybersource.WithRequestEncryption(false)}, false, true},
		{"an answer in plain", post(body), []cybersource.CallOption{cybersource.WithResponseEncryption(false)}, true, false},
		{"no body", get(), nil, false, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var got customer
			meta, err := client.Do(t.Context(), tc.request, &got, tc.options...)
			require.NoError(t, err)
			assert.Equal(t, "7", got.ID)
			assert.Equal(t, `{"id":"7"}`, string(meta.RawBody))
			assert.Equal(t, tc.sends, bytes.Contains(wire.sent, []byte(`"encryptedRequest"`)), "%s", wire.sent)
			assert.Equal(t, tc.receives, bytes.Contains(wire.answered, []byte(`"encryptedResponse"`)), "%s", wire.answered)
			requests := gateway.Requests()
			if received := requests[len(requests)-1].Body(); tc.request.Body != nil {
				assert.Equal(t, `{"a":"in plain"}`, string(received))
			} else {
				assert.Empty(t, received)
			}
		})
	}
}
