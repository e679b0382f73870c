package cybersource

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
)

func TestSafeToRetryNeedsEveryErrorOfATreeToBeSafe(t *testing.T) {
	safe := &NotProcessedError{Operation: "CreatePayment", Cause: context.Canceled}
	refused := &APIError{Operation: "CreatePayment", HTTPStatus: 429}
	unknown := &OutcomeUnknownError{Operation: "CreatePayment", Cause: refused}
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
		{"unknown, caused by what alone were safe", unknown, false},
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

func TestARefusalOfAnySizeAndDepthIsOneShortLine(t *testing.T) {
	const deep = 9000
	detail := `{"field":"` + strings.Repeat("f", 300) + `","reason":"MISSING_FIELD"}`
	for _, tc := range []struct{ name, body string }{
		{"many details", `{"details":[` + strings.Repeat(detail+",", 5000) + detail + `]}`},
		{"a deep message", strings.Repeat(`{"message":`, deep) + `"` + strings.Repeat("x", 1<<20) + `"` + strings.Repeat("}", deep)},
		{"a deep list of errors", strings.Repeat(`{"errors":[`, deep/2) + strings.Repeat("]}", deep/2)},
		{"control characters of terminals and of lines", `{"message":"a\u009b31mb\u2028c\u202ed\u0085e\u0007f"}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			client := newTestClient(t, nil, reply(400, tc.body))
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
