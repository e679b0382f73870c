package validate

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/cybersource-go/cybersource/internal/layout"
)

const (
	surplusCents = " has more than the 2 fraction digits of its currency"
	surplusFils  = " has more than the 3 fraction digits of its currency"
	noFraction   = " has fraction digits, and its currency has none"
	notCapitals  = "currency is not a currency code of ISO 4217 in capitals"
)

func TestDigitsThatACurrencyLacksAreRefusedUnlessTheyAreZeros(t *testing.T) {
	for _, tc := range []struct {
		amount, currency string
		certain          string   // "" passes
		strict           []string // further problems of strict validation
	}{
		{"102.21", "USD", "", nil},
		{"10.5", "USD", "", nil},
		{"0.00", "USD", "", nil},
		{"10.005", "USD", "totalAmount" + surplusCents, nil},
		{"0.001", "USD", "totalAmount" + surplusCents, nil},
		{"457.31999999999999", "USD", "totalAmount" + surplusCents, nil},
		{"8131.999999999999", "ARS", "totalAmount" + surplusCents, nil},
		{"10.100", "USD", "", nil},
		{"10.0000000", "USD", "", nil},
		{"10.1000000001", "USD", "totalAmount" + surplusCents, nil},
		{"1000", "JPY", "", nil},
		{"1000.00", "JPY", "", nil},
		{"1000.50", "JPY", "totalAmount" + noFraction, nil},
		{"1000.01", "KRW", "totalAmount" + noFraction, nil},
		{"1.234", "KWD", "", nil},
		{"1.2340", "KWD", "", nil},
		{"1.2345", "KWD", "totalAmount" + surplusFils, nil},
		{"1.2345", "CLF", "", nil},
		{"1.23456", "CLF", "totalAmount has more than the 4 fraction digits of its currency", nil},

		{"10.", "USD", "", []string{"totalAmount" + plainAmountReason}},
		{".5", "USD", "", []string{"totalAmount" + plainAmountReason}},
		{".505", "USD", "totalAmount" + surplusCents, []string{"totalAmount" + plainAmountReason}},
		{"5.00", "usd", "", []string{notCapitals}},
		{"5.005", "usd", "totalAmount" + surplusCents, []string{"totalAmount" + surplusCents, notCapitals}},
		{"1000.50", "jpy", "totalAmount" + noFraction, []string{"totalAmount" + noFraction, notCapitals}},
		{"5.005", "XXX", "", []string{notCapitals}},
		{"5.005", "BTC", "", []string{notCapitals}},
		{"5.005", "", "", []string{"currency is required"}},
	} {
		t.Run(tc.amount+" "+tc.currency, func(t *testing.T) {
			r := payment()
			r.OrderInformation.AmountDetails.TotalAmount, r.OrderInformation.AmountDetails.Currency = tc.amount, tc.currency
			var certain, strict []string
			if tc.certain != "" {
				certain = []string{amounts + tc.certain}
				strict = certain
			}
			if tc.strict != nil {
				strict = nil
			}
			for _, s := range tc.strict {
				strict = append(strict, amounts+s)
			}
			expect(t, r, Certain, certain...)
			expect(t, r, Strict, strict...)
		})
	}
}

func TestDescriptiveAmountIsComparedWithItsCurrencyWhenStrict(t *testing.T) {
	r := payment()
	r.OrderInformation.AmountDetails.TaxAmount = "1.005"
	expect(t, r, Certain)
	expect(t, r, Strict, amounts+"taxAmount"+surplusCents)

	r.OrderInformation.AmountDetails.TaxAmount = "1.00"
	r.OrderInformation.LineItems = []OrderInformationLineItems{{UnitPrice: "3.459"}}
	expect(t, r, Strict) // fuel is sold at tenths of a cent
}

func TestIncrementIsComparedWithItsCurrency(t *testing.T) {
	r := increment()
	r.OrderInformation.AmountDetails.AdditionalAmount = "22.495"
	expect(t, r, Certain, amounts+"additionalAmount"+surplusCents)
	expect(t, r, Strict, amounts+"additionalAmount"+surplusCents)
}

// What stands in Extra is sent as it is, and a currency there is not read.
func TestAmountOrCurrencyInExtraIsNotCompared(t *testing.T) {
	r := payment()
	details := r.OrderInformation.AmountDetails
	details.TotalAmount, details.Currency = "10.005", ""
	details.Extra = map[string]json.RawMessage{"currency": json.RawMessage(`"USD"`)}
	expect(t, r, Certain)
	details.TotalAmount, details.Currency = "", "USD"
	details.Extra = map[string]json.RawMessage{"totalAmount": json.RawMessage(`"10.005"`)}
	expect(t, r, Certain)
}

func TestAmountBelongsToTheCurrencyThatIsNamedAfterIt(t *testing.T) {
	type model struct {
		ForeignAmount   string `json:"foreignAmount,omitzero"`
		ForeignCurrency string `json:"foreignCurrency,omitzero"`
		TaxAmount       string `json:"taxAmount,omitzero"`
		Currency        string `json:"currency,omitzero"`
	}
	type lone struct {
		TaxAmount string `json:"taxAmount,omitzero"`
	}
	of := func(s *layout.Struct, named, amount string) string {
		if f := currencyBeside(s, named, amount); f != nil {
			return f.Name()
		}
		return ""
	}
	s := layout.Of(reflect.TypeFor[model]())
	got := []string{of(s, "", "foreignAmount"), of(s, "currency", "foreignAmount"), of(s, "", "taxAmount"), of(layout.Of(reflect.TypeFor[lone]()), "", "taxAmount")}
	if want := []string{"foreignCurrency", "currency", "currency", ""}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
