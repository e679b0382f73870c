package validate

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/internal/layout"
)

// texts writes problems as they read in an error.
func texts(problems []Problem) []string {
	list := make([]string, len(problems))
	for i, p := range problems {
		list[i] = p.Field + " " + p.Reason
	}
	return list
}

func expect(t *testing.T, request any, level Level, want ...string) {
	t.Helper()
	if got := texts(Check(request, level)); !slices.Equal(got, want) {
		t.Errorf("level %d:\n got %q\nwant %q", level, got, want)
	}
}

const (
	amounts = "orderInformation.amountDetails."
	billTo  = "orderInformation.billTo."
	shipTo  = "orderInformation.shipTo."
	card    = "paymentInformation.card."

	amountReason      = " is not an amount: digits and at most one decimal point"
	plainAmountReason = amountReason + " between them"

	monthReason = " is not a month from 01 to 12"
)

func TestCertainRefusesWhatNoAccountCouldSend(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*CreatePaymentRequest)
		want   string // "" passes
	}{
		{"nothing wrong", func(*CreatePaymentRequest) {}, ""},
		{"letters in the amount", totalAmount("twelve"), amounts + "totalAmount" + amountReason},
		{"thousands separator", totalAmount("1,000.00"), amounts + "totalAmount" + amountReason},
		{"negative amount", totalAmount("-5.00"), amounts + "totalAmount" + amountReason},
		{"exponent", totalAmount("1e3"), amounts + "totalAmount" + amountReason},
		{"two points", totalAmount("1.0.0"), amounts + "totalAmount" + amountReason},
		{"currency in the amount", totalAmount("12.00 USD"), amounts + "totalAmount" + amountReason},
		{"nothing but a point", totalAmount("."), amounts + "totalAmount" + amountReason},
		{"amount of 19 characters", totalAmount("1234567890123456.78"), ""},
		{"amount of 20 characters", totalAmount("12345678901234567.89"), amounts + "totalAmount is longer than 19 characters"},
		{"amount of zero verifies a card", totalAmount("0"), ""},
		{"no leading zero", totalAmount(".91"), ""},
		{"digits that the currency lacks", totalAmount("10.12345"), amounts + "totalAmount" + surplusCents},
		{"currency by name", currencyOf("dollar"), amounts + "currency is not a currency code of three letters"},
		{"currency by number", currencyOf("840"), amounts + "currency is not a currency code of three letters"},
		{"currency in lower case", currencyOf("usd"), ""},
		{"currency nobody knows", currencyOf("XQZ"), ""},
		{"country of three letters", func(r *CreatePaymentRequest) { r.OrderInformation.BillTo.Country = "USA" }, billTo + "country is not a country code of two letters"},
		{"country of delivery by name", func(r *CreatePaymentRequest) { r.OrderInformation.ShipTo.Country = "France" }, ""},
		{"month 00", month("00"), card + "expirationMonth" + monthReason},
		{"month 13", month("13"), card + "expirationMonth" + monthReason},
		{"month by name", month("Dec"), card + "expirationMonth" + monthReason},
		{"month of three digits", month("012"), card + "expirationMonth" + monthReason},
		{"month without its zero", month("7"), ""},
		{"month of a token", func(r *CreatePaymentRequest) { r.PaymentInformation.TokenizedCard.ExpirationMonth = "0" }, "paymentInformation.tokenizedCard.expirationMonth" + monthReason},
		{"year of three digits", year("031"), card + "expirationYear is not a year of four digits"},
		{"year with letters", year("20x1"), card + "expirationYear is not a year of four digits"},
		{"year of two digits, which some processors take", year("31"), ""},
		{"year in the past is a decline, not an error", year("2001"), ""},
		{"security code too short", securityCodeOf("12"), card + "securityCode is not three or four digits"},
		{"security code too long", securityCodeOf("12345"), card + "securityCode is not three or four digits"},
		{"security code with letters", securityCodeOf("12a"), card + "securityCode is not three or four digits"},
		{"security code of a letter and digits", securityCodeOf("x123"), card + "securityCode is not three or four digits"},
		{"placeholders for an intermediate host", func(r *CreatePaymentRequest) {
			r.PaymentInformation.Card = &PaymentInformationCard{
				Number: "{{card_number}}", ExpirationMonth: "{{card_exp_month}}", ExpirationYear: "{{card_exp_year}}", SecurityCode: "tok_9f2a77",
			}
		}, ""},
		{"security code of four", securityCodeOf("0000"), ""},
		{"code of 50 characters", code(strings.Repeat("é", 50)), ""},
		{"code of 51 characters", code(strings.Repeat("x", 51)), "clientReferenceInformation.code is longer than 50 characters"},
		{"no code", code(""), ""},
		{"transaction id that is a UUID", func(r *CreatePaymentRequest) {
			r.ClientReferenceInformation.TransactionID = "5d0e3c1a-71f2-4b0c-9d5b-8a6c20e1f947"
		}, "clientReferenceInformation.transactionId is longer than 30 characters"},
		{"postal code that no country has", func(r *CreatePaymentRequest) { r.OrderInformation.BillTo.PostalCode = "?" }, ""},
		{"bill-to missing", func(r *CreatePaymentRequest) { r.OrderInformation.BillTo = nil }, ""},
		{"card number that is none", func(r *CreatePaymentRequest) { r.PaymentInformation.Card.Number = "4111 1111" }, ""},
		{"other amounts", func(r *CreatePaymentRequest) { r.OrderInformation.AmountDetails.TaxAmount = "n/a" }, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := payment()
			tc.change(r)
			if tc.want == "" {
				expect(t, r, Certain)
				return
			}
			expect(t, r, Certain, tc.want)
			if !slices.Contains(texts(Check(r, Strict)), tc.want) {
				t.Errorf("passes the strict level, which includes the certain one")
			}
		})
	}
}

func totalAmount(s string) func(*CreatePaymentRequest) {
	return func(r *CreatePaymentRequest) { r.OrderInformation.AmountDetails.TotalAmount = s }
}

func currencyOf(s string) func(*CreatePaymentRequest) {
	return func(r *CreatePaymentRequest) { r.OrderInformation.AmountDetails.Currency = s }
}

func month(s string) func(*CreatePaymentRequest) {
	return func(r *CreatePaymentRequest) { r.PaymentInformation.Card.ExpirationMonth = s }
}

func year(s string) func(*CreatePaymentRequest) {
	return func(r *CreatePaymentRequest) { r.PaymentInformation.Card.ExpirationYear = s }
}

func securityCodeOf(s string) func(*CreatePaymentRequest) {
	return func(r *CreatePaymentRequest) { r.PaymentInformation.Card.SecurityCode = s }
}

func code(s string) func(*CreatePaymentRequest) {
	return func(r *CreatePaymentRequest) { r.ClientReferenceInformation.Code = s }
}

func TestCardWithoutAnAmountIsRefusedUnlessSomethingElseCarriesIt(t *testing.T) {
	const want = amounts + "totalAmount is required"
	unknown := map[string]json.RawMessage{"somethingNew": json.RawMessage(`"1.00"`)}
	for _, tc := range []struct {
		name   string
		change func(*CreatePaymentRequest)
		passes bool
	}{
		{"empty amount", totalAmount(""), false},
		{"no amount details", func(r *CreatePaymentRequest) { r.OrderInformation.AmountDetails = nil }, false},
		{"no order", func(r *CreatePaymentRequest) { r.OrderInformation = nil }, false},
		{"network token", func(r *CreatePaymentRequest) {
			r.OrderInformation, r.PaymentInformation.Card = nil, nil
			r.PaymentInformation.TokenizedCard.Number = "4895370012003478"
		}, false},
		{"neither card nor token", func(r *CreatePaymentRequest) { r.OrderInformation, r.PaymentInformation = nil, nil }, true},
		{"line items", func(r *CreatePaymentRequest) {
			r.OrderInformation.AmountDetails = nil
			r.OrderInformation.LineItems = []OrderInformationLineItems{{UnitPrice: "5.00"}}
		}, true},
		{"empty list of line items", func(r *CreatePaymentRequest) {
			r.OrderInformation.AmountDetails = nil
			r.OrderInformation.LineItems = []OrderInformationLineItems{}
		}, false},
		{"transient token", func(r *CreatePaymentRequest) {
			r.OrderInformation, r.TokenInformation = nil, &TokenInformation{TransientTokenJWT: "a.b.c"}
		}, true},
		{"other services", func(r *CreatePaymentRequest) {
			r.OrderInformation, r.ProcessingInformation.ActionList = nil, []string{"TOKEN_CREATE"}
		}, true},
		{"unknown members of the request", func(r *CreatePaymentRequest) { r.OrderInformation, r.Extra = nil, unknown }, true},
		{"unknown members of the request beside an empty order", func(r *CreatePaymentRequest) {
			r.OrderInformation.AmountDetails.TotalAmount, r.Extra = "", unknown
		}, true},
		{"unknown members of the amounts", func(r *CreatePaymentRequest) {
			r.OrderInformation.AmountDetails = &OrderInformationAmountDetails{Extra: unknown}
		}, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := payment()
			tc.change(r)
			if tc.passes {
				expect(t, r, Certain)
			} else {
				expect(t, r, Certain, want)
			}
		})
	}
}

func TestIncrementNeedsAnAmount(t *testing.T) {
	r := increment()
	expect(t, r, Certain)
	expect(t, r, Strict)
	r.OrderInformation.AmountDetails = &IncrementAuthOrderInformationAmountDetails{TotalAmount: "22.49"}
	expect(t, r, Certain) // where some guides put it
	expect(t, r, Strict, amounts+"additionalAmount is required", amounts+"currency is required")
	expect(t, &IncrementAuthRequest{}, Certain, amounts+"additionalAmount is required")
}

func TestStatusRequestIsLeftToTheServiceUnlessStrict(t *testing.T) {
	expect(t, refresh(), Strict)
	expect(t, &RefreshPaymentStatusRequest{}, Certain)
	expect(t, &RefreshPaymentStatusRequest{}, Strict,
		"paymentInformation.paymentType.name is required",
		"paymentInformation.paymentType.method.name is required",
		"clientReferenceInformation.code is required",
		"processingInformation.actionList is required")
	r := refresh()
	r.ProcessingInformation.ActionList = []string{}
	expect(t, r, Strict, "processingInformation.actionList is required")
	r.ProcessingInformation.ActionList = []string{"AP_SOMETHING_NEW"}
	expect(t, r, Strict)
}

func TestCheckOfNothingFindsNothing(t *testing.T) {
	for _, request := range []any{
		nil, (*CreatePaymentRequest)(nil), CreatePaymentRequest{}, "text", new(string), &struct{ TotalAmount string }{"x"}, (**int)(nil),
	} {
		expect(t, request, Certain)
		expect(t, request, Strict)
	}
}

func TestCertainSkipsObjectsWithNothingToCheck(t *testing.T) {
	Check(payment(), Certain)
	c := checkerOf(layout.Of(reflect.TypeFor[CreatePaymentRequest]()), Certain)
	var names []string
	for _, m := range c.fields.members {
		names = append(names, m.name)
	}
	want := []string{"clientReferenceInformation", "paymentInformation", "orderInformation"}
	if !slices.Equal(names, want) {
		t.Errorf("walks %q, want %q", names, want)
	}
}

func TestTypicalPaymentCostsNoAllocation(t *testing.T) {
	r := payment()
	for level := range Level(levels) {
		Check(r, level) // makes the checker
		if n := testing.AllocsPerRun(100, func() { Check(r, level) }); n != 0 {
			t.Errorf("level %d: %v allocations", level, n)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	r := payment()
	for level, name := range []string{"certain", "strict"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if Check(r, Level(level)) != nil {
					b.Fatal("has problems")
				}
			}
		})
	}
}
