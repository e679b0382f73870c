package cybersourcetest_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Who refuses a value: Validate before it is sent, and the gateway. They have code of their
// own, so that a mistake of one does not agree with itself in the other. Where they differ
// on purpose the row says why.
const (
	both         = "both"
	nobody       = "nobody"
	onlyValidate = "Validate"
	onlyGateway  = "gateway"
)

const (
	number   = "paymentInformation.card.number"
	month    = "paymentInformation.card.expirationMonth"
	year     = "paymentInformation.card.expirationYear"
	code     = "paymentInformation.card.securityCode"
	cardType = "paymentInformation.card.type"
	total    = "orderInformation.amountDetails.totalAmount"
	currency = "orderInformation.amountDetails.currency"
	billTo   = "orderInformation.billTo."
	shipTo   = "orderInformation.shipTo."
)

// Why Validate is stricter.
const (
	cutOff      = "the service takes it and cuts it off, so that another amount is charged"
	taken       = "the documentation says otherwise, and the service has been seen to take it"
	notEnforced = "documented, and nothing is known of the service refusing it"
)

var rules = []struct {
	path  string
	value any // nil = left out
	who   string
	why   string
}{
	{number, "4111111111111111", nobody, ""},
	{number, "4111 1111 1111 1111", both, ""},
	{number, "4111-1111-1111-1111", both, ""},
	{number, "41111111111111111111111", both, ""},
	{number, "4111abcd11111111", onlyGateway, "an encoded account number is not digits; no gateway of tests has to read one"},
	{number, "41111111111", onlyGateway, "no card number is so short, and the documentation has no least length"},
	{number, nil, onlyGateway, "a card may be known otherwise, and what an account then needs only the service can tell"},
	{month, "13", both, ""},
	{month, "00", both, ""},
	{month, "1", both, ""},
	{month, nil, both, ""},
	{year, "31", both, ""},
	{year, "20311", both, ""},
	{year, nil, both, ""},
	{code, "12", both, ""},
	{code, "12345", both, ""},
	{code, "12a", both, ""},
	{code, "1234", nobody, ""},
	{cardType, "001", nobody, ""},
	{cardType, "VISA", both, ""},
	{total, "102.21", nobody, ""},
	{total, "1,00", both, ""},
	{total, "-1", both, ""},
	{total, "1e3", both, ""},
	{total, nil, both, ""},
	{total, ".91", onlyValidate, taken},
	{total, "5.", onlyValidate, taken},
	{total, "10.005", onlyValidate, cutOff},
	{total, "10.000", nobody, ""},
	{total, "12345678901.23", onlyGateway, "it takes 12 characters for the profile's processor, the documentation 19"},
	{currency, "USDX", both, ""},
	{currency, "US", both, ""},
	{currency, "840", both, ""},
	{currency, nil, both, ""},
	{currency, "usd", onlyValidate, taken},
	{currency, "XXX", onlyValidate, "which currencies an account takes is the account's business: Account.Currencies"},
	{billTo + "country", "UK", both, ""},
	{billTo + "country", "XX", both, ""},
	{billTo + "country", "USA", both, ""},
	{billTo + "country", "us", nobody, ""},
	{billTo + "country", nil, both, ""},
	{billTo + "administrativeArea", "California", both, ""},
	{billTo + "administrativeArea", "C1", both, ""},
	{billTo + "administrativeArea", "ca", nobody, ""},
	{billTo + "administrativeArea", nil, both, ""},
	{billTo + "postalCode", "9410", both, ""},
	{billTo + "postalCode", "94105-1234", nobody, ""},
	{billTo + "postalCode", "K1A 0B1", both, ""},
	{billTo + "postalCode", nil, both, ""},
	{billTo + "email", "ada", both, ""},
	{billTo + "email", "ada @example.com", both, ""},
	{billTo + "email", "ada@localhost", onlyValidate, notEnforced},
	{billTo + "email", nil, both, ""},
	{billTo + "firstName", strings.Repeat("x", 61), both, ""},
	{billTo + "firstName", nil, both, ""},
	{billTo + "lastName", nil, both, ""},
	{billTo + "address1", nil, both, ""},
	{billTo + "locality", nil, both, ""},
	{billTo + "phoneNumber", "call me", onlyValidate, notEnforced},
	{shipTo + "country", "UK", both, ""},
	{shipTo + "postalCode", "K1A 0B1", nobody, ""}, // of no country
	{"clientReferenceInformation.code", strings.Repeat("x", 51), both, ""},
	{"clientReferenceInformation.code", nil, onlyValidate, "the service makes one up, by which nobody finds the payment"},
	{"clientReferenceInformation.transactionId", strings.Repeat("x", 31), both, ""},
	{"deviceInformation.ipAddress", "host", onlyValidate, notEnforced},
}

func TestValidateAndTheGatewayRefuseTheSame(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, tc := range rules {
		text, err := json.Marshal(tc.value)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(tc.path+" "+string(text), func(t *testing.T) {
			if differs := tc.who == onlyValidate || tc.who == onlyGateway; differs != (tc.why != "") {
				t.Error("a difference, and nothing else, needs a reason")
			}
			request := with(t, tc.path, tc.value)
			byValidate, byGateway := validateRefuses(t, request, tc.path), gatewayRefuses(t, gateway, request, tc.path)
			got := map[[2]bool]string{{true, true}: both, {false, false}: nobody, {true, false}: onlyValidate, {false, true}: onlyGateway}[[2]bool{byValidate, byGateway}]
			if got != tc.who {
				t.Errorf("refused by %s, want %s", got, tc.who)
			}
		})
	}
}

// with is the ordinary payment with one member changed.
func with(t *testing.T, path string, value any) string {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal([]byte(payment("rules")), &document); err != nil {
		t.Fatal(err)
	}
	names := strings.Split(path, ".")
	at := document
	for _, name := range names[:len(names)-1] {
		if at[name] == nil {
			at[name] = map[string]any{}
		}
		at = at[name].(map[string]any)
	}
	if at[names[len(names)-1]] = value; value == nil {
		delete(at, names[len(names)-1])
	}
	text, err := json.Marshal(document)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func validateRefuses(t *testing.T, text, path string) bool {
	t.Helper()
	var request cybersource.CreatePaymentRequest
	if err := json.Unmarshal([]byte(text), &request); err != nil {
		t.Fatal(err)
	}
	var invalid *cybersource.InvalidRequestError
	switch err := request.Validate(); {
	case err == nil:
		return false
	case !errors.As(err, &invalid) || !slices.ContainsFunc(invalid.Problems, func(p cybersource.FieldProblem) bool { return p.Field == path }):
		t.Errorf("Validate: %v", err)
	}
	return true
}

func gatewayRefuses(t *testing.T, gateway *cybersourcetest.Gateway, text, path string) bool {
	t.Helper()
	got := mustPost(t, gateway, text)
	if got.StatusCode == 201 {
		return false
	}
	if got.StatusCode != 400 || !strings.Contains(string(got.body), `"`+path+`"`) {
		t.Errorf("gateway: HTTP %d %s", got.StatusCode, got.body)
	}
	return true
}
