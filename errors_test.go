package cybersource

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/raced"
)

func TestSafeToRetryNeedsEveryErrorOfATreeToBeSafe(t *testing.T) {
	safe := &NotProcessedError{Operation: "CreatePayment", Cause: context.Canceled}
	client := newTestClient(t, nil, reply(429, ""))
	_, refused := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
	response, _ := errors.AsType[*APIError](refused)
	unknown := &OutcomeUnknownError{Operation: "CreatePayment", Response: response}
	other := errors.New("something else")
	for _, tc := range []struct {
		name string
		err  error
		want bool
	}{
		{"nil", nil, false},
		{"an error of somebody else", other, false},
		{"not processed", safe, true},
		{"wrapped", fmt.Errorf("checkout: %w", safe), true},
		{"beside a text of the caller's", errors.Join(other, refused), true},
		{"safe twice", errors.Join(safe, refused), true},
		{"unknown, with an answer that alone were safe", unknown, false},
		{"safe, then unknown", errors.Join(safe, unknown), false},
		{"unknown, then safe", errors.Join(unknown, safe), false},
		{"unknown deep below", fmt.Errorf("%w; %w", safe, fmt.Errorf("before: %w", errors.Join(other, unknown))), false},
		{"a server failure beside", errors.Join(safe, &APIError{Operation: "CreatePayment", HTTPStatus: 500}), false},
		{"the bare word of an unknown outcome", errors.Join(safe, ErrOutcomeUnknown), false},
		{"a nil pointer", (*APIError)(nil), false},
		{"a nil pointer beside", errors.Join(safe, (*OutcomeUnknownError)(nil)), false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := SafeToRetry(tc.err); got != tc.want {
				t.Errorf("SafeToRetry is %v, want %v", got, tc.want)
			}
		})
	}
}

func TestRefusalOfAnySizeAndDepthIsOneShortLine(t *testing.T) {
	raced.Skip(t)
	const deep = 9000
	detail := `{"field":"` + strings.Repeat("f", 300) + `","reason":"MISSING_FIELD"}`
	for _, tc := range []struct{ name, body string }{
		{"many details", `{"details":[` + strings.Repeat(detail+",", 5000) + detail + `]}`},
		{"a deep message", strings.Repeat(`{"message":`, deep) + `"` + strings.Repeat("x", 1<<20) + `"` + strings.Repeat("}", deep)},
		{"a deep list of errors", strings.Repeat(`{"errors":[`, deep/2) + strings.Repeat("]}", deep/2)},
		{"control characters of terminals and of lines", `{"message":"a\u009b31mb\u2028c\u202ed\u0085e\u0007f"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			client := newTestClient(t, func(c *Configuration) { c.MaxResponseBytes = 10 << 20 }, reply(400, tc.body))
			_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
			refused, ok := errors.AsType[*APIError](err)
			if !ok {
				t.Fatalf("%v, want an APIError", err)
			}
			if text := err.Error(); len(text) > 5000 || strings.ContainsAny(text, "\u009b\u2028\u202e\u0085\a\n") {
				t.Errorf("text of %d bytes: %.200q", len(text), text)
			}
			if string(refused.RawBody) != tc.body {
				t.Error("the raw body is not all of it")
			}
		})
	}
}

func TestErrorsAsJSONMaskTheWordsOfTheServiceAndKeepTheHandles(t *testing.T) {
	const body = `{"id":"7000000000000000000001","status":"4111111111111111","reason":"4111 1111 1111 1111",
		"message":"4111-1111-1111-1111","details":[{"field":"4111111111111111","reason":"4111111111111111","message":"4111-1111-1111-1111"}]}`
	for status, kind := range map[int]error{400: ErrInvalidRequest, 500: ErrOutcomeUnknown} {
		client := newTestClient(t, nil, reply(status, body))
		_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
		if !errors.Is(err, kind) {
			t.Fatalf("%v, want %v", err, kind)
		}
		var log bytes.Buffer
		slog.New(slog.NewJSONHandler(&log, nil)).Info("", "list", []error{err}, "result", CallResult{Err: err})
		noLog, failed := json.Marshal([]error{err})
		text := log.String() + string(noLog)
		if failed != nil {
			t.Fatal(failed)
		}
		if strings.Contains(text, "1111 1111") || strings.Contains(text, "1111-1111") || strings.Contains(text, canaryPAN) {
			t.Errorf("HTTP %d: a card number is shown: %s", status, text)
		}
		if !strings.Contains(text, "****1111") || strings.Count(text, `"ID":"7000000000000000000001"`) != 3 || strings.Contains(text, "RawBody") {
			t.Errorf("HTTP %d: %s", status, text)
		}
		refused, _ := errors.AsType[*APIError](err)
		if unknown, ok := errors.AsType[*OutcomeUnknownError](err); ok {
			refused = unknown.Response
		}
		if refused.Message != "****1111" || refused.Details[0].Field != "****1111" || string(refused.RawBody) != body {
			t.Errorf("HTTP %d: %s", status, refused.Message)
		}
	}
}

func TestCauseIsWordsInJSON(t *testing.T) {
	quoting := errors.New(`connection reset "4111111111111111"`)
	for _, lost := range []error{quoting, &net.OpError{Op: "dial", Err: quoting}} {
		client := newTestClient(t, func(c *Configuration) {
			c.Retry.MaxAttempts = 1
			c.Transport = transport(func(*http.Request) (*http.Response, error) { return nil, lost })
		})
		_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
		text, failed := json.Marshal(err)
		if failed != nil || !strings.Contains(string(text), `connection reset"`) || strings.Contains(string(text), "4111") || !strings.Contains(string(text), `"Operation":"CreatePayment"`) {
			t.Errorf("%s, %v", text, failed)
		}
	}
}

func TestByteOrderMarkHidesNeitherIdNorReason(t *testing.T) {
	client := newTestClient(t, nil, reply(502, "\ufeff"+`{"id":"7","reason":"SYSTEM_ERROR"}`))
	_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
	unknown, _ := errors.AsType[*OutcomeUnknownError](err)
	if unknown == nil || unknown.ID != "7" || unknown.Response.Reason != "SYSTEM_ERROR" {
		t.Errorf("%v", err)
	}
}

// What reports errors walks along Unwrap and prints every link.
func TestErrorOfAnAttemptQuotesNothingFurtherDown(t *testing.T) {
	quoting := errors.New(`malformed HTTP response "4111111111111111"`)
	var links []error
	client := newTestClient(t, func(c *Configuration) {
		c.Retry.MaxAttempts = 1
		c.Transport = transport(func(*http.Request) (*http.Response, error) { return nil, quoting })
		c.Hooks.AttemptEnd = func(_ context.Context, a AttemptResult) {
			if !errors.Is(a.Err, quoting) {
				t.Errorf("%v does not match the error of the transport", a.Err)
			}
			for err := a.Err; err != nil; err = errors.Unwrap(err) {
				links = append(links, err)
			}
		}
	})
	_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
	for ; err != nil; err = errors.Unwrap(err) {
		links = append(links, err)
	}
	if len(links) < 3 {
		t.Fatalf("%d links", len(links))
	}
	for _, link := range links {
		if text := fmt.Sprintf("%v %+v %#v", link, link, link); strings.Contains(text, "4111111111111111") { // shorter, it may be part of an address
			t.Errorf("%T: %s", link, text)
		}
	}
}
