package test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// customer is a type of the caller's.
type customer struct {
	ID    string `json:"id"`
	Count int    `json:"count"`
}

func TestDoReadsAnswersIntoWhateverIsGiven(t *testing.T) {
	const object = " {\"id\": \"7\",\n\"count\": 2, \"status\":\"ACTIVE\"} "
	for _, tc := range []struct {
		name   string
		status int
		body   string
		answer func() any
		want   any
		accept string
	}{
		{"nothing", 200, `<html>`, func() any { return nil }, nil, "*/*"},
		{"a text", 200, `eyJhbGciOi.J9`, func() any { return new("before") }, new("eyJhbGciOi.J9"), "*/*"},
		{"a text of JSON", 201, object, func() any { return new(string) }, new(object), "*/*"},
		{"raw JSON", 201, object, func() any { return new(json.RawMessage) }, new(json.RawMessage(object)), jsonMedia},
		{"a struct", 200, object, func() any { return new(customer) }, &customer{"7", 2}, jsonMedia},
		{"a pointer to a pointer", 200, object, func() any { return new(*customer) }, new(&customer{"7", 2}), jsonMedia},
		{"a map", 202, `{"a":[1,null]}`, func() any { return new(map[string]any) }, &map[string]any{"a": []any{1.0, nil}}, jsonMedia},
		{"a list", 200, `["a"]`, func() any { return new([]string) }, &[]string{"a"}, jsonMedia},
		{"a scalar", 200, `7`, func() any { return new(int) }, new(7), jsonMedia},
		{"null", 200, `null`, func() any { return new(customer) }, &customer{}, jsonMedia},
		{"a model, read tolerantly", 201, `{"id":7,"new":1.50}`, func() any { return new(cybersource.CreatePaymentResponse) },
			&cybersource.CreatePaymentResponse{ID: "7", Extra: map[string]json.RawMessage{"new": json.RawMessage("1.50")}}, jsonMedia},
		{"no body for a text", 204, "", func() any { return new("before") }, new(""), "*/*"},
		{"no body for raw JSON", 200, "", func() any { return new(json.RawMessage("before")) }, new(json.RawMessage{}), jsonMedia},
		{"no body for anything else", 204, "", func() any { return &customer{ID: "before"} }, &customer{ID: "before"}, jsonMedia},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder(answer(tc.status, tc.body))
			got := tc.answer()
			meta, err := newClient(t, configuration(wire)).Do(t.Context(), get(), got)
			require.NoError(t, err)
			assert.Equal(t, tc.want, got)
			assert.Equal(t, tc.status, meta.HTTPStatus)
			assert.Equal(t, tc.body, string(meta.RawBody))
			assert.Equal(t, tc.accept, wire.only(t).Header.Get("Accept"))
		})
	}
}

const jsonMedia = "application/json;charset=utf-8"

// What is read does not share memory with what Meta shows.
func TestRawAnswersAreTheCallers(t *testing.T) {
	var got json.RawMessage
	meta, err := newClient(t, configuration(newRecorder(answer(200, `[1]`)))).Do(t.Context(), get(), &got)
	require.NoError(t, err)
	got[1] = '2'
	assert.Equal(t, `[1]`, string(meta.RawBody))
}

// A success that does not fit is a lost answer: of what may have been done the outcome
// is unknown, of what only reads nothing is open.
func TestAnswerThatCannotBeReadIsNoAnswer(t *testing.T) {
	for _, tc := range []struct{ name, body, want string }{
		{"no JSON", `<html>4111111111111111`, "the answer is no JSON object, although it says application/hal+json" + onTheWay},
		{"cut short", `{"id":"4111111111111111`, "not valid JSON"},
		{"white space", " ", "the answer has no body"},
		{"another type", `{"id":"7","count":"4111111111111111"}`, "JSON of another type than answer"},
		{"a list", `[4111111111111111]`, "JSON of another type than answer"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder(answer(200, tc.body))
			client := newClient(t, configuration(wire))
			meta, err := client.Do(t.Context(), post(json.RawMessage(`{}`)), new(customer))
			assert.Zero(t, meta)
			lost, ok := errors.AsType[*cybersource.OutcomeUnknownError](err)
			require.True(t, ok, "got %v", err)
			assert.ErrorIs(t, err, cybersource.ErrUnreadableResponse)
			assert.Equal(t, tc.body, string(lost.RawBody))
			assert.Equal(t, "do: outcome unknown: unreadable response: "+tc.want+"; Resolve finds out what became of it: ask before anything else is sent", withoutID(err))
			wire.only(t)

			_, err = client.Do(t.Context(), get(), new(customer))
			assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
			assert.True(t, cybersource.SafeToRetry(err))
			assert.NotContains(t, err.Error(), "4111111111111111")
		})
	}
}

// withoutID is the text of an error without the id that it names.
func withoutID(err error) string {
	lost, ok := errors.AsType[*cybersource.OutcomeUnknownError](err)
	if ok {
		nameless := *lost
		nameless.ID = ""
		return nameless.Error()
	}
	return err.Error()
}

func TestDoEndsInTheErrorsOfAllCalls(t *testing.T) {
	for _, tc := range []struct {
		status int
		body   string
		want   error
		end    string
	}{
		{400, `{"status":"INVALID_REQUEST","reason":"MISSING_FIELD","details":[{"field":"a","reason":"MISSING_FIELD"}]}`, cybersource.ErrInvalidRequest, refused},
		{401, `{"response":{"rmsg":"Authentication Failed"}}`, cybersource.ErrUnauthorized, refused},
		{403, ``, cybersource.ErrForbidden, refused},
		{404, `<html>`, cybersource.ErrNotFound, refused},
		{500, ``, cybersource.ErrServer, unknown},
		{502, `<html>`, cybersource.ErrOutcomeUnknown, unknown},
	} {
		var text string
		meta, err := newClient(t, configuration(newRecorder(answer(tc.status, tc.body)))).Do(t.Context(), post(json.RawMessage(`{}`)), &text)
		assert.ErrorIs(t, err, tc.want, "HTTP %d", tc.status)
		assert.Equal(t, tc.end, endOf(err), "HTTP %d", tc.status)
		assert.Empty(t, text, "a refusal is no answer")
		assert.Zero(t, meta)
	}
}

func TestDoOverAConnection(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.Method {
		case http.MethodGet, http.MethodHead: // to which it announces the length, and sends no body
			w.Header().Set("Content-Length", "7")
			_, _ = w.Write([]byte(`{"a":1}`))
		case http.MethodDelete:
			w.WriteHeader(http.StatusNoContent)
		}
	}))
	defer server.Close()
	cfg := configuration(nil)
	cfg.BaseURL = server.URL
	client := newClient(t, cfg)
	defer client.CloseIdleConnections()
	for method, want := range map[string]string{http.MethodGet: `{"a":1}`, http.MethodHead: "", http.MethodDelete: ""} {
		r := get()
		r.Method = method
		var text string
		meta, err := client.Do(t.Context(), r, &text)
		if assert.NoError(t, err, method) {
			assert.Equal(t, want, text, method)
			assert.Equal(t, 1, meta.Attempts, method)
		}
	}
}

func TestDoAgainstTheGateway(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{Override: func(r cybersourcetest.Request) *cybersourcetest.Response {
		return &cybersourcetest.Response{Body: []byte(`{"id":"` + r.Method + " " + r.Path + `"}`)}
	}})
	defer gateway.Close()
	for name, credentials := range map[string]cybersource.Credentials{
		"token":     gateway.Configuration().Credentials,
		"signature": cybersource.HTTPSignature(gateway.Configuration().Credentials.(cybersource.JWTSharedSecret)),
	} {
		t.Run(name, func(t *testing.T) {
			cfg := gateway.Configuration()
			cfg.Credentials = credentials
			client := newClient(t, cfg)
			for _, method := range []string{http.MethodGet, http.MethodDelete, http.MethodPost, http.MethodPut, http.MethodPatch} {
				r := cybersource.RawRequest{Method: method, Path: "/tms/v2/customers/a%20b%2Fc", Query: map[string][]string{"a": {"b c"}}}
				if hasDigest(method) {
					r.Body = map[string]any{"card": card()}
				}
				var got customer
				_, err := client.Do(t.Context(), r, &got)
				require.NoError(t, err, method)
				assert.Equal(t, method+" /tms/v2/customers/a%20b%2Fc?a=b+c", got.ID)
			}
		})
	}
}
