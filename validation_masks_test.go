package cybersource

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/redact"
)

const maskReason = "is a mask, which is printed in place of a value"

// extraText is an Extra with one member.
func extraText(name, raw string) map[string]json.RawMessage {
	return map[string]json.RawMessage{name: json.RawMessage(raw)}
}

func TestMasksAreNotSentUnlessValidationIsOff(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*CreatePaymentRequest)
		field  string // "" is sent
	}{
		{"card number", func(r *CreatePaymentRequest) { r.PaymentInformation.Card.Number = "****1111" }, "paymentInformation.card.number"},
		{"personal data", func(r *CreatePaymentRequest) { r.OrderInformation.BillTo.FirstName = "***" }, "orderInformation.billTo.firstName"},
		{"one that fails another test too", func(r *CreatePaymentRequest) { r.PaymentInformation.Card.ExpirationMonth = "***" }, "paymentInformation.card.expirationMonth"},
		{"reference code", func(r *CreatePaymentRequest) { r.ClientReferenceInformation.Code = "****0418" }, "clientReferenceInformation.code"},
		{"in a list", func(r *CreatePaymentRequest) {
			r.OrderInformation.LineItems = []OrderInformationLineItems{{ProductName: "Tea"}, {ProductName: "***"}}
		}, "orderInformation.lineItems[1].productName"},
		{"in Extra", func(r *CreatePaymentRequest) { r.Extra = extraText("custom", `"***"`) }, "custom"},
		{"deep in Extra", func(r *CreatePaymentRequest) {
			r.OrderInformation.Extra = extraText("custom", `{"a": [1, { "b" : "****1111"}]}`)
		}, "orderInformation.custom.a[1].b"},
		{"in place of an object", func(r *CreatePaymentRequest) {
			r.PaymentInformation.Card, r.PaymentInformation.Extra = nil, extraText("card", `"***"`)
		}, "paymentInformation.card"},
		{"asterisks in a text", func(r *CreatePaymentRequest) {
			r.OrderInformation.LineItems = []OrderInformationLineItems{{ProductName: "*** SALE ***"}, {ProductName: "Hotel *****"}, {ProductName: "card ****1111"}}
		}, ""},
		{"asterisks in Extra", func(r *CreatePaymentRequest) { r.Extra = extraText("custom", `["*","**","\"***\""]`) }, ""},
		{"placeholders", func(r *CreatePaymentRequest) {
			r.PaymentInformation.Card.Number, r.PaymentInformation.Card.SecurityCode = "{{card_number}}", "{{card_cvc}}"
		}, ""},
	} {
		for _, level := range []Validation{ValidateCertain, ValidateStrict, ValidateOff} {
			r := cardPayment()
			tc.change(r)
			sent, err := pay(t, level, r)
			if level == ValidateStrict && tc.field == "" {
				continue // may contradict the documentation otherwise
			}
			if want := tc.field == "" || level == ValidateOff; sent != want {
				t.Errorf("%s, level %d: sent %v, error %v", tc.name, level, sent, err)
			}
			if !sent && !refusesMask(err, tc.field) {
				t.Errorf("%s, level %d: got %v", tc.name, level, err)
			}
			if err := r.Validate(); tc.field != "" && !refusesMask(err, tc.field) {
				t.Errorf("%s: Validate: %v", tc.name, err)
			}
		}
	}
}

func refusesMask(err error, field string) bool {
	invalid, ok := errors.AsType[*InvalidRequestError](err)
	return ok && SafeToRetry(err) && slices.Contains(invalid.Problems, FieldProblem{field, maskReason})
}

// pay makes a payment over a transport that accepts it, and reports whether it was sent.
func pay(t *testing.T, level Validation, r *CreatePaymentRequest) (sent bool, err error) {
	t.Helper()
	client := clientOf(t, level, &sent)
	_, err = client.PaymentsApi.CreatePayment(context.Background(), r)
	return sent, err
}

func clientOf(t *testing.T, level Validation, sent *bool) *APIClient {
	t.Helper()
	client, err := NewAPIClient(Configuration{Validation: level, Transport: transport(func(*http.Request) (*http.Response, error) {
		*sent = true
		return &http.Response{StatusCode: http.StatusCreated, ContentLength: -1, Body: io.NopCloser(strings.NewReader(`{"status":"AUTHORIZED"}`))}, nil
	})})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// A request that was printed as JSON by a logger, and is read back from there.
func TestPrintedRequestIsNotSent(t *testing.T) {
	printed := redact.Model(cardPayment())
	var again CreatePaymentRequest
	if err := json.Unmarshal(printed, &again); err != nil {
		t.Fatal(err)
	}
	sent, err := pay(t, ValidateCertain, &again)
	if sent || !refusesMask(err, "paymentInformation.card.number") || !refusesMask(err, "orderInformation.billTo.lastName") {
		t.Errorf("sent %v, error %v", sent, err)
	}
	var raw map[string]any
	if err := json.Unmarshal(printed, &raw); err != nil {
		t.Fatal(err)
	}
	for _, body := range []any{json.RawMessage(printed), &again, raw} {
		for _, level := range []Validation{ValidateCertain, ValidateStrict, ValidateOff} {
			sent := false
			client := clientOf(t, level, &sent)
			_, err := client.Do(context.Background(), RawRequest{Method: http.MethodPost, Path: "/pts/v2/payments", Body: body}, nil)
			if sent != (level == ValidateOff) || !sent && !refusesMask(err, "Body.paymentInformation.card.number") {
				t.Errorf("%T, level %d: sent %v, error %v", body, level, sent, err)
			}
		}
	}
}
