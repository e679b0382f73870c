package cybersource

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The amounts that a request moves, by request, and where their currency is.
var movedAmounts = map[string][]string{
	"CreatePaymentRequest":                         {"orderInformation.amountDetails.totalAmount", "orderInformation.amountDetails.serviceFeeAmount", "orderInformation.amountDetails.order.totalAmount"},
	"IncrementAuthRequest":                         {"orderInformation.amountDetails.additionalAmount", "orderInformation.amountDetails.totalAmount"},
	"RefreshPaymentStatusRequest":                  nil,
	"CapturePaymentRequest":                        {"orderInformation.amountDetails.totalAmount", "orderInformation.amountDetails.serviceFeeAmount"},
	"RefundPaymentRequest":                         {"orderInformation.amountDetails.totalAmount", "orderInformation.amountDetails.serviceFeeAmount"},
	"RefundCaptureRequest":                         {"orderInformation.amountDetails.totalAmount", "orderInformation.amountDetails.serviceFeeAmount"},
	"CreateCreditRequest":                          {"orderInformation.amountDetails.totalAmount", "orderInformation.amountDetails.serviceFeeAmount"},
	"AuthReversalRequest":                          {"reversalInformation.amountDetails.totalAmount", "orderInformation.amountDetails.serviceFeeAmount"},
	"MitReversalRequest":                           {"reversalInformation.amountDetails.totalAmount", "orderInformation.amountDetails.serviceFeeAmount"},
	"VoidPaymentRequest":                           {"orderInformation.amountDetails.totalAmount"},
	"VoidCaptureRequest":                           {"orderInformation.amountDetails.totalAmount"},
	"VoidRefundRequest":                            {"orderInformation.amountDetails.totalAmount"},
	"VoidCreditRequest":                            {"orderInformation.amountDetails.totalAmount"},
	"MitVoidRequest":                               {"orderInformation.amountDetails.totalAmount"},
	"CheckPayerAuthEnrollmentRequest":              {"orderInformation.amountDetails.totalAmount"},
	"ValidateAuthenticationResultsRequest":         {"orderInformation.amountDetails.totalAmount"},
	"PayerAuthSetupRequest":                        nil,
	"CreateSessionRequest":                         {"orderInformation.amountDetails.totalAmount"},
	"UpdateSessionRequest":                         {"orderInformation.amountDetails.totalAmount"},
	"CreateOrderRequest":                           {"orderInformation.amountDetails.totalAmount"},
	"CreateSearchRequest":                          nil,
	"GenerateCaptureContextRequest":                nil,
	"GenerateUnifiedCheckoutCaptureContextRequest": {"orderInformation.amountDetails.totalAmount"},
	"CreateUnifiedCheckoutSessionRequest":          {"data.orderInformation.amountDetails.totalAmount"},
}

// moneyBody is a body with an amount at a path and the currency wherever one may be.
func moneyBody(path, amount, currency string) []byte {
	details := func(order bool) map[string]any {
		d := map[string]any{"currency": currency}
		if order {
			d["order"] = map[string]any{"currency": currency}
		}
		return d
	}
	body := map[string]any{
		"orderInformation":    map[string]any{"amountDetails": details(strings.Contains(path, ".order."))},
		"reversalInformation": map[string]any{"amountDetails": details(false)},
		"data":                map[string]any{"orderInformation": map[string]any{"amountDetails": details(false)}},
	}
	at := body
	names := strings.Split(path, ".")
	for _, name := range names[:len(names)-1] {
		at = at[name].(map[string]any)
	}
	at[names[len(names)-1]] = amount
	text, err := json.Marshal(body)
	if err != nil {
		panic(err)
	}
	return text
}

func TestAmountsThatMoveAreComparedWithTheirCurrency(t *testing.T) {
	seen := map[string]bool{}
	for _, model := range bodies {
		paths, isRequest := movedAmounts[model.Name()]
		if strings.HasSuffix(model.Name(), "Request") && !isRequest {
			t.Errorf("%s: which amounts does it move?", model.Name())
		}
		seen[model.Name()] = true
		for _, path := range paths {
			for _, tc := range []struct{ amount, currency, reason string }{
				{"10.005", "USD", "has more than the 2 fraction digits of its currency"},
				{"8131.99999999", "eur", "has more than the 2 fraction digits of its currency"},
				{"1000.50", "JPY", "has fraction digits, and its currency has none"},
				{"1.2345", "KWD", "has more than the 3 fraction digits of its currency"},
				{"10.100", "USD", ""}, {"1000.00", "JPY", ""}, {"1.234", "KWD", ""}, {"10.005", "XBT", ""},
			} {
				request := reflect.New(model).Interface()
				if err := json.Unmarshal(moneyBody(path, tc.amount, tc.currency), request); err != nil {
					t.Fatal(err)
				}
				for _, level := range []Validation{ValidateCertain, ValidateStrict, ValidateOff} {
					problem := FieldProblem{Field: path, Reason: tc.reason}
					found := slices.IndexFunc(level.check(request), func(p FieldProblem) bool {
						return p == problem || p.Field == path && strings.Contains(p.Reason, "fraction digits")
					}) >= 0
					if want := tc.reason != "" && level != ValidateOff; found != want {
						t.Errorf("%s %s, level %d, %s %s: refused %v, want %v", model.Name(), path, level, tc.amount, tc.currency, found, want)
					}
				}
			}
		}
	}
	for name := range movedAmounts {
		if !seen[name] {
			t.Errorf("%s was not tested", name)
		}
	}
}
