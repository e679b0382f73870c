package simulator

import (
	"strings"
	"testing"
)

func TestBalanceLeftOnAPrepaidCardDecides(t *testing.T) {
	g := newGateway(t, Options{})
	if err := g.SetBalance("4111111111111111", "50", "USD"); err != nil {
		t.Fatal(err)
	}
	amount := func(text string) with { return with{amountsPath + "totalAmount": text} }
	part := with{"processingInformation.authorizationOptions.partialAuthIndicator": true}
	const left = "paymentInformation.accountFeatures.balanceAmount"

	first := g.pay(cardPayment(t, amount("20.00")))
	expect(t, first.document, map[string]string{"status": "AUTHORIZED", left: "30.00", "paymentInformation.accountFeatures.currency": "USD"})
	declined := g.pay(cardPayment(t, amount("30.01")))
	expect(t, declined.document, map[string]string{"status": "DECLINED", "errorInformation.reason": "INSUFFICIENT_FUND", left: "30.00"})
	declined = g.increment(first.id(), incrementOf(t, "30.01"))
	expect(t, declined.document, map[string]string{"status": "DECLINED", "errorInformation.reason": "INSUFFICIENT_FUND"})
	partly := g.pay(cardPayment(t, amount("100"), part))
	expect(t, partly.document, map[string]string{"status": "PARTIAL_AUTHORIZED", amountsPath + "authorizedAmount": "30.00", left: "0.00"})
	expect(t, g.pay(cardPayment(t, amount("1"), part)).document, map[string]string{"status": "DECLINED"})
	if err := g.Reverse(first.id()); err != nil {
		t.Fatal(err)
	}
	expect(t, g.pay(cardPayment(t, amount("20"))).document, map[string]string{"status": "AUTHORIZED", left: "0.00"})

	other := g.pay(cardPayment(t, amount("100"), with{cardPath + "number": "5555555555554444"}))
	expect(t, other.document, map[string]string{"status": "AUTHORIZED", left: ""})
	euros := g.pay(cardPayment(t, amount("100"), with{amountsPath + "currency": "EUR"}))
	expect(t, euros.document, map[string]string{"status": "AUTHORIZED", left: ""})
}

func TestResetMakesPrepaidCardsOrdinary(t *testing.T) {
	g := newGateway(t, Options{})
	if err := g.SetBalance("4111111111111111", "1", "USD"); err != nil {
		t.Fatal(err)
	}
	g.Reset()
	expect(t, g.pay(cardPayment(t)).document, map[string]string{"status": "AUTHORIZED"})
}

func TestBalanceThatIsNoneIsRefused(t *testing.T) {
	g := newGateway(t, Options{})
	const number = "4111111111111111"
	for _, tc := range []struct{ number, amount, currency, wrong string }{
		{"", "1", "USD", "number"}, {"4111 1111 1111 1111", "1", "USD", "number"}, {"41111111111", "1", "USD", "number"},
		{number + "0000", "1", "USD", "number"}, {number, "x", "USD", "amount"}, {number, "-1", "USD", "amount"}, {number, "", "USD", "amount"},
		{number, "12345678901234567890", "USD", "amount"}, {number, "1", "US", "currency"}, {number, "1", "U$D", "currency"},
	} {
		err := g.SetBalance(tc.number, tc.amount, tc.currency)
		if err == nil || !strings.HasPrefix(err.Error(), "simulator: "+tc.wrong+" is ") || strings.Contains(err.Error(), "4111") {
			t.Errorf("%+v: %v", tc, err)
		}
	}
}
