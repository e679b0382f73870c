package test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// requireUnsent checks that Do refused a request, and that nothing was sent.
func requireUnsent(t *testing.T, wire *recorder, meta cybersource.Meta, err error, want string) {
	t.Helper()
	require.EqualError(t, err, "do: invalid request: "+want)
	assert.ErrorIs(t, err, cybersource.ErrInvalidRequest)
	assert.True(t, cybersource.SafeToRetry(err))
	assert.Zero(t, meta)
	assert.Empty(t, wire.all())
}

func TestDoRefusesPathsThatLeadElsewhere(t *testing.T) {
	const (
		slash    = "does not begin with a slash"
		more     = "has more than a path: parameters belong into Query"
		escape   = "has characters that have to be escaped"
		empty    = "has an empty segment"
		dots     = "has dot segments"
		control  = "holds control characters"
		badUTF8  = "is not UTF-8 when unescaped"
		unEscape = "is not an escaped path"
	)
	for path, want := range map[string]string{
		"":                          slash,
		"a/b":                       slash,
		"@elsewhere.example/":       slash,
		".elsewhere.example/":       slash,
		":8443/a":                   slash,
		"https://elsewhere.example": slash,
		"//elsewhere.example/a":     empty,
		"/":                         empty,
		"/a//b":                     empty,
		"/a/":                       empty,
		"/a?b=c":                    more,
		"/a?":                       more,
		"/a#b":                      more,
		"/a/./b":                    dots,
		"/a/../b":                   dots,
		"/..":                       dots,
		"/a/%2e%2e/b":               dots,
		"/a/%2E./b":                 dots,
		"/a/.%2e":                   dots,
		"/a/%2e":                    dots,
		"/a/..%2fb":                 dots,
		"/a/b%2F..%2Fc":             dots,
		"/a/..%5cb":                 dots,
		"/a/%252e%252e/b":           dots,
		"/a/%25252e./b":             dots,
		"/a/..%252fb":               dots,
		"/a/..;/b":                  dots,
		"/a/..;x=y/b":               dots,
		"/a/%2e%2e%3bx/b":           dots,
		"/a/%c0%ae%c0%ae/b":         badUTF8,
		"/a/%ff":                    badUTF8,
		"/a/%00":                    control,
		"/a/%0d%0aHost:%20b":        control,
		"/a/%7f":                    control,
		"/a/%c2%85":                 control,
		"/a/%250a":                  control,
		"/a\x00b":                   escape,
		"/a\nb":                     escape,
		"/a b":                      escape,
		"/a\x7f":                    escape,
		`/a\..\b`:                   escape,
		"/ä":                        escape,
		"/a/{id}":                   escape,
		"/a/%":                      unEscape,
		"/a/%4":                     unEscape,
		"/a/%zz":                    unEscape,
		"/a/%u002e":                 unEscape,
	} {
		t.Run(path, func(t *testing.T) {
			wire := newRecorder()
			meta, err := newClient(t, configuration(wire)).Do(t.Context(), cybersource.RawRequest{Method: http.MethodGet, Path: path}, nil)
			requireUnsent(t, wire, meta, err, "Path "+want)
		})
	}
}

// broken cannot be written as JSON, for a reason that quotes a card number.
type broken struct{ how func() }

func (b broken) MarshalJSON() ([]byte, error) {
	b.how()
	return []byte(`4111111111111111 and more`), nil
}

func TestDoRefusesWhatCannotBeSent(t *testing.T) {
	const methods = "Method is not one of GET, HEAD, DELETE, POST, PUT, PATCH"
	with := func(method string, body any) cybersource.RawRequest {
		return cybersource.RawRequest{Method: method, Path: "/a", Body: body}
	}
	var noModel *cybersource.CreatePaymentRequest
	for _, tc := range []struct {
		name    string
		request cybersource.RawRequest
		answer  any
		want    string
	}{
		{"nothing set", cybersource.RawRequest{}, nil, methods + "; Path does not begin with a slash"},
		{"no method", with("", nil), nil, methods},
		{"method in lower case", with("get", nil), nil, methods},
		{"method of a proxy", with(http.MethodConnect, nil), nil, methods},
		{"method that shows headers", with(http.MethodTrace, nil), nil, methods},
		{"method and more", with("GET /b HTTP/1.1\r\n", nil), nil, methods},
		{"body with GET", with(http.MethodGet, json.RawMessage(`{}`)), nil, "Body cannot be sent with GET: it would not be signed"},
		{"body with HEAD", with(http.MethodHead, []byte(`{}`)), nil, "Body cannot be sent with HEAD: it would not be signed"},
		{"body with DELETE", with(http.MethodDelete, card()), nil, "Body cannot be sent with DELETE: it would not be signed"},
		{"body that is no JSON", post([]byte(`4111111111111111 ` + "\x00")), nil, "Body is not valid JSON"},
		{"body cut short", post(json.RawMessage(`{"number":"4111111111111111`)), nil, "Body is not valid JSON"},
		{"two bodies", post(json.RawMessage(`{}{}`)), nil, "Body is not valid JSON"},
		{"empty body", post([]byte{}), nil, "Body is not valid JSON"},
		{"raw nil", post(json.RawMessage(nil)), nil, "Body is not valid JSON"},
		{"nil model", post(noModel), nil, "Body holds nil"},
		{"nil map", post(map[string]any(nil)), nil, "Body holds nil"},
		{"a function", post(func() {}), nil, "Body cannot be written as JSON"},
		{"a reader", post(strings.NewReader(`{}`)), nil, "Body is a reader: give what it reads as a json.RawMessage"},
		{"a buffer", post(bytes.NewBufferString(`{}`)), nil, "Body is a reader: give what it reads as a json.RawMessage"},
		{"a writer of no JSON", post(broken{func() {}}), nil, "Body cannot be written as JSON"},
		{"a writer that panics", post(broken{func() { panic("4111111111111111") }}), nil, "Body cannot be written as JSON"},
		{"a model that cannot be written", post(&cybersource.PaymentInformation{Card: &cybersource.PaymentInformationCard{Number: "4111111111111111\xff"}}), nil,
			"Body.card.number is not valid UTF-8"},
		{"answer that is no pointer", get(), customer{}, "answer is not a pointer to something"},
		{"answer that is a nil pointer", get(), (*customer)(nil), "answer is not a pointer to something"},
		{"answer that is a map", get(), map[string]any{}, "answer is not a pointer to something"},
		{"all at once", cybersource.RawRequest{Method: "PING", Path: "/a/..", Body: func() {}}, 0,
			methods + "; Path has dot segments; Body cannot be written as JSON; answer is not a pointer to something"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder()
			meta, err := newClient(t, configuration(wire)).Do(t.Context(), tc.request, tc.answer)
			requireUnsent(t, wire, meta, err, tc.want)
		})
	}
}

func TestDoNeedsAContextAndAClient(t *testing.T) {
	wire := newRecorder()
	var none context.Context
	meta, err := newClient(t, configuration(wire)).Do(none, get(), nil)
	requireUnsent(t, wire, meta, err, "ctx is nil")
	for name, client := range map[string]*cybersource.APIClient{"nil": nil, "zero": {}} {
		meta, err := client.Do(t.Context(), get(), nil)
		t.Log(name)
		requireUnsent(t, wire, meta, err, "client was not made by NewAPIClient")
	}
}

// sending is a value that makes a call when a logger writes it.
type sending func() error

func (s sending) MarshalJSON() ([]byte, error) { return []byte(`1`), s() }

// Models mask what a logger has them write. What Do sends is no log, even if a logger
// is among its callers.
func TestDoSendsNoMasksFromWithinALogger(t *testing.T) {
	for name, body := range map[string]any{
		"a model":            card(),
		"a model in a map":   map[string]any{"card": card()},
		"a model in structs": own{Card: card()},
	} {
		t.Run(name, func(t *testing.T) {
			wire := newRecorder()
			client := newClient(t, configuration(wire))
			var log bytes.Buffer
			slog.New(slog.NewJSONHandler(&log, nil)).InfoContext(t.Context(), "", "call", sending(func() error {
				_, err := client.Do(t.Context(), post(body), nil)
				return err
			}))
			assert.Contains(t, log.String(), `"call":1`)
			assert.Contains(t, string(wire.only(t).Body), cardJSON)
		})
	}
}
