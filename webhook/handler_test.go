package webhook_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/cybersource-go/cybersource/webhook"
)

// counted is a handler whose function counts its calls and returns err.
func counted(t *testing.T, err error) (h *webhook.Handler, calls *int) {
	t.Helper()
	calls = new(int)
	return &webhook.Handler{Verifier: verifier(t), Handle: func(context.Context, webhook.Event) error { *calls++; return err }}, calls
}

func answered(h http.Handler, r *http.Request) *http.Response {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w.Result()
}

func request(method string, header http.Header, body io.Reader) *http.Request {
	r := httptest.NewRequest(method, "/webhooks", body)
	maps.Copy(r.Header, header)
	return r
}

func TestHandlerAnswers(t *testing.T) {
	unknown := `{"eventType":"new.kind"}`
	encrypted := jwe(t, notification, newKey())
	megabyte := strings.Repeat(" ", 1<<20)
	for _, tc := range []struct {
		name    string
		request *http.Request
		result  error // of the function
		status  int
		calls   int
	}{
		{"an event", request("POST", signed(notification), strings.NewReader(notification)), nil, 200, 1},
		{"an event of an unknown type", request("POST", signed(unknown), strings.NewReader(unknown)), nil, 200, 1},
		{"an event of a megabyte", request("POST", signed(megabyte), strings.NewReader(megabyte)), nil, 200, 1},
		{"not yet", request("POST", signed(notification), strings.NewReader(notification)), fmt.Errorf("order: %w", webhook.ErrNotYet), 503, 1},
		{"another error", request("POST", signed(notification), strings.NewReader(notification)), errors.New("database"), 500, 1},
		{"a health check by GET", request("GET", nil, nil), nil, 200, 0},
		{"a health check by HEAD", request("HEAD", nil, nil), nil, 200, 0},
		{"a health check by POST", request("POST", nil, nil), nil, 200, 0},
		{"a health check of unknown length", request("POST", nil, io.MultiReader()), nil, 200, 0},
		{"another method", request("PUT", signed(notification), strings.NewReader(notification)), nil, 405, 0},
		{"unsigned", request("POST", nil, strings.NewReader(notification)), nil, 401, 0},
		{"unsigned, a blank", request("POST", nil, strings.NewReader(" ")), nil, 401, 0},
		{"a wrong signature", request("POST", signed("x"), strings.NewReader(notification)), nil, 401, 0},
		{"a signature without a body", request("POST", signed("x"), nil), nil, 401, 0},
		{"too old", request("POST", signedAt(0, notification), strings.NewReader(notification)), nil, 401, 0},
		{"too large", request("POST", signed(megabyte+" "), strings.NewReader(megabyte+" ")), nil, 413, 0},
		{"too large, of unknown length", request("POST", signed(megabyte+" "), io.MultiReader(strings.NewReader(megabyte+" "))), nil, 413, 0},
		{"ended early", request("POST", signed(notification), iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(notification)))), nil, 400, 0},
		{"encrypted, without a key", request("POST", signed(encrypted), strings.NewReader(encrypted)), nil, 500, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			h, calls := counted(t, tc.result)
			answer := answered(h, tc.request)
			if answer.StatusCode != tc.status || *calls != tc.calls {
				t.Errorf("HTTP %d after %d calls, want %d after %d", answer.StatusCode, *calls, tc.status, tc.calls)
			}
			if (answer.Header.Get("Allow") != "") != (tc.status == 405) {
				t.Errorf("Allow: %q", answer.Header.Get("Allow"))
			}
		})
	}
}

func TestFunctionGetsTheEventAndTheContextOfTheRequest(t *testing.T) {
	type key struct{}
	var got webhook.Event
	var value any
	h := &webhook.Handler{Verifier: verifier(t), Handle: func(ctx context.Context, e webhook.Event) error {
		got, value = e, ctx.Value(key{})
		return nil
	}}
	r := request("POST", signed(notification), strings.NewReader(notification))
	answered(h, r.WithContext(context.WithValue(r.Context(), key{}, "mine")))
	if got.Type != webhook.CaptureAccepted || string(got.Body) != notification || value != "mine" {
		t.Errorf("%v, context value %v", got, value)
	}
}

func TestOptionsOfTheHandler(t *testing.T) {
	h, calls := counted(t, nil)
	h.RefuseEmpty, h.MaxBytes = true, int64(len(notification))
	for _, tc := range []struct {
		name    string
		request *http.Request
		status  int
	}{
		{"a POST with nothing in it", request("POST", nil, nil), 401},
		{"GET", request("GET", nil, nil), 200},
		{"as long as allowed", request("POST", signed(notification), strings.NewReader(notification)), 200},
		{"a byte longer", request("POST", signed(notification+" "), strings.NewReader(notification+" ")), 413},
	} {
		if status := answered(h, tc.request).StatusCode; status != tc.status {
			t.Errorf("%s: HTTP %d, want %d", tc.name, status, tc.status)
		}
	}
	if *calls != 1 {
		t.Errorf("%d calls, want 1", *calls)
	}
}

// The body of a delivery that its header refuses is not read.
func TestBodyIsReadAfterTheHeader(t *testing.T) {
	for name, header := range map[string]http.Header{"unsigned": nil, "too old": signedAt(0, ""), "malformed": {"V-C-Signature": {"x"}}} {
		h, _ := counted(t, nil)
		body := &countingReader{}
		if status := answered(h, request("POST", header, body)).StatusCode; status != 401 || body.read > 1 {
			t.Errorf("%s: HTTP %d, %d bytes read", name, status, body.read)
		}
	}
	h, _ := counted(t, nil)
	body := &countingReader{}
	tooLarge := request("POST", signed(notification), body)
	tooLarge.ContentLength = webhook.DefaultMaxBytes + 1
	if status := answered(h, tooLarge).StatusCode; status != 413 || body.read > 0 {
		t.Errorf("too large: HTTP %d, %d bytes read", status, body.read)
	}
}

// countingReader is an endless body.
type countingReader struct{ read int }

// Read implements [io.Reader].
func (r *countingReader) Read(p []byte) (int, error) {
	r.read += len(p)
	return len(p), nil
}

func TestIncompleteHandlerServesNothing(t *testing.T) {
	function := func(context.Context, webhook.Event) error { return nil }
	for name, h := range map[string]*webhook.Handler{
		"nothing": {}, "no function": {Verifier: verifier(t)}, "no verifier": {Handle: function}, "an empty verifier": {Verifier: new(webhook.Verifier), Handle: function},
	} {
		if status := answered(h, request("GET", nil, nil)).StatusCode; status != 500 {
			t.Errorf("%s: HTTP %d, want 500", name, status)
		}
	}
}

func TestLogHasOneLinePerRefusal(t *testing.T) {
	var log bytes.Buffer
	h, _ := counted(t, nil)
	h.Logger = slog.New(slog.NewTextHandler(&log, nil))
	answered(h, request("POST", signed("x"), strings.NewReader(notification)))
	answered(h, request("POST", signed(notification), strings.NewReader(notification)))
	answered(h, request("GET", nil, nil))
	text := log.String()
	if strings.Count(text, "\n") != 1 || !contains(text, `httpStatus=401 error="webhook: signature does not match"`) || contains(text, "795000", keyID) {
		t.Errorf("log:\n%s", text)
	}
}

func TestLogMasksWhatTheFunctionSays(t *testing.T) {
	var log bytes.Buffer
	h := &webhook.Handler{Verifier: verifier(t), Logger: slog.New(slog.NewJSONHandler(&log, nil)), Handle: func(context.Context, webhook.Event) error {
		return errors.New("no order for 4111 1111 1111 1111\nlevel=INFO")
	}}
	answered(h, request("POST", signed(notification), strings.NewReader(notification)))
	if text := log.String(); contains(text, "4111 1111") || !contains(text, "1111 level=INFO") {
		t.Errorf("log:\n%s", text)
	}
}
