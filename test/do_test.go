package test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// get is a request to an endpoint that has no method, as are most of the tests of Do.
func get() cybersource.RawRequest {
	return cybersource.RawRequest{Method: http.MethodGet, Path: "/tms/v2/customers/7104532198764503901234"}
}

// post is one that may do something.
func post(body any) cybersource.RawRequest {
	return cybersource.RawRequest{Method: http.MethodPost, Path: "/tms/v2/customers", Body: body}
}

func TestDoSendsEveryMethod(t *testing.T) {
	for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		t.Run(method, func(t *testing.T) {
			wire := newRecorder(answer(http.StatusOK, ""))
			r := get()
			r.Method = method
			meta, err := newClient(t, configuration(wire)).Do(t.Context(), r, nil)
			require.NoError(t, err)

			sent := wire.only(t)
			assert.Equal(t, method, sent.Method)
			assert.Equal(t, "https://"+cybersource.HostTest+r.Path, sent.URL.String())
			assert.Empty(t, sent.Body)
			assert.NotContains(t, sent.Header, "Content-Type")
			assert.Equal(t, "*/*", sent.Header.Get("Accept"))
			_, claims := tokenOf(t, sent)
			assertClaimsFit(t, sent, claims)

			assert.Equal(t, http.StatusOK, meta.HTTPStatus)
			assert.Equal(t, correlationID, meta.CorrelationID)
			assert.Equal(t, 1, meta.Attempts)
			assert.Empty(t, meta.TransactionID)
		})
	}
}

func TestDoSendsPathAndQueryAsTheyAreSigned(t *testing.T) {
	for _, tc := range []struct {
		name, path string
		query      url.Values
		want       string
	}{
		{"no query", "/a/b", nil, "/a/b"},
		{"an empty query", "/a/b", url.Values{}, "/a/b"},
		{"a name without values", "/a/b", url.Values{"x": nil}, "/a/b"},
		{"values", "/a/b", url.Values{"b": {"2", "1"}, "a": {""}}, "/a/b?a=&b=2&b=1"},
		{"values with escapes", "/a/b", url.Values{"a&b": {"c=d #/?ä\n"}}, "/a/b?a%26b=c%3Dd+%23%2F%3F%C3%A4%0A"},
		{"an escaped id", "/a/" + url.PathEscape("ä/b c%"), nil, "/a/%C3%A4%2Fb%20c%25"},
		{"escapes in lower case, and needless ones", "/a/%2f%41", nil, "/a/%2f%41"},
		{"characters that need none", "/a/-._~!$&'()*+,;=:@", nil, "/a/-._~!$&'()*+,;=:@"},
		{"dots in names", "/a/.b/b../...", nil, "/a/.b/b../..."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder(answer(http.StatusOK, ""))
			r := cybersource.RawRequest{Method: http.MethodGet, Path: tc.path, Query: tc.query}
			_, err := newClient(t, configuration(wire)).Do(t.Context(), r, nil)
			require.NoError(t, err)
			sent := wire.only(t)
			assert.Equal(t, tc.want, sent.URL.RequestURI())
			_, claims := tokenOf(t, sent)
			assert.Equal(t, tc.want, claims["request-resource-path"])
		})
	}
}

// What is signed behind an intermediate host is the path of the service.
func TestDoGoesThroughAnIntermediateHost(t *testing.T) {
	wire := newRecorder(answer(http.StatusOK, ""))
	cfg := configuration(wire)
	cfg.Host, cfg.BaseURL = cybersource.HostTest, "https://proxy.example/gw/v1"
	r := get()
	r.Query = url.Values{"limit": {"1"}}
	_, err := newClient(t, cfg).Do(t.Context(), r, nil)
	require.NoError(t, err)
	sent := wire.only(t)
	assert.Equal(t, "https://proxy.example/gw/v1"+r.Path+"?limit=1", sent.URL.String())
	_, claims := tokenOf(t, sent)
	assert.Equal(t, r.Path+"?limit=1", claims["request-resource-path"])
}

// own is a type of the caller's that holds a model.
type own struct {
	Card    *cybersource.PaymentInformationCard `json:"card"`
	Comment string                              `json:"comment,omitempty"`
}

func card() *cybersource.PaymentInformationCard {
	return &cybersource.PaymentInformationCard{Number: "4111111111111111", SecurityCode: "123"}
}

const cardJSON = `{"number":"4111111111111111","securityCode":"123"}`

func TestDoSendsEveryKindOfBody(t *testing.T) {
	for _, tc := range []struct {
		name string
		body any
		want string
	}{
		{"raw, as it is", json.RawMessage(" {\"a\" : 1.50,\n\"a\":\"<\"} "), " {\"a\" : 1.50,\n\"a\":\"<\"} "},
		{"bytes, as they are", []byte(`[ ]`), `[ ]`},
		{"raw null", json.RawMessage(`null`), `null`},
		{"a model", *card(), cardJSON},
		{"a pointer to a model", card(), cardJSON},
		{"a model in a struct", own{Card: card()}, `{"card":` + cardJSON + `}`},
		{"models in a list", []*cybersource.PaymentInformationCard{card()}, `[` + cardJSON + `]`},
		{"a map", map[string]any{"b": card(), "a": 1}, `{"a":1,"b":` + cardJSON + `}`},
		{"an empty map", map[string]any{}, `{}`},
		{"a text", "a", `"a"`},
		{"false", false, `false`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder(answer(http.StatusCreated, ""))
			_, err := newClient(t, configuration(wire)).Do(t.Context(), post(tc.body), nil)
			require.NoError(t, err)
			sent := wire.only(t)
			assert.Equal(t, tc.want, string(sent.Body))
			assert.Equal(t, "application/json;charset=utf-8", sent.Header.Get("Content-Type"))
			_, claims := tokenOf(t, sent)
			assertClaimsFit(t, sent, claims)
		})
	}
}

func TestDoAddsNoReferencesAndChecksNoFields(t *testing.T) {
	for _, level := range []cybersource.Validation{cybersource.ValidateCertain, cybersource.ValidateStrict, cybersource.ValidateOff} {
		wire := newRecorder()
		cfg := configuration(wire)
		cfg.DeveloperID, cfg.Validation = "DEV00001", level
		r := post(&cybersource.CreatePaymentRequest{})
		r.Path = "/pts/v2/payments"
		_, err := newClient(t, cfg).Do(t.Context(), r, nil)
		require.NoError(t, err)
		assert.Equal(t, `{}`, string(wire.only(t).Body))
	}
}

// A body that the caller changes during the call, as hooks could, is sent as it was given.
func TestDoSendsTheBodyAsItWasGiven(t *testing.T) {
	body := []byte(`{"a":1}`)
	wire := newRecorder(refusedDial, answer(http.StatusCreated, ""))
	cfg := configuration(wire)
	cfg.Hooks.Retry = func(context.Context, cybersource.RetryInfo) { body[5] = '2' }
	_, err := newClient(t, cfg).Do(t.Context(), post(body), nil)
	require.NoError(t, err)
	for _, sent := range wire.all() {
		assert.Equal(t, `{"a":1}`, string(sent.Body))
	}
}

// What one request carries must not be in the next one of the same client.
func TestRequestsShareNoHeaders(t *testing.T) {
	wire := newRecorder(answer(http.StatusOK, ""))
	client := newClient(t, configuration(wire))
	for _, r := range []cybersource.RawRequest{post(json.RawMessage(`{}`)), get()} {
		_, err := client.Do(t.Context(), r, nil)
		require.NoError(t, err)
	}
	assert.NotContains(t, wire.all()[1].Header, "Content-Type")
	assert.NotContains(t, wire.all()[1].Header, "Digest")
}
