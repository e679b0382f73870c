package simulator

import "testing"

func TestWhatIsLeftOnAPrepaidCardDecides(t *testing.T) {
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

func TestABalanceThatIsNoneIsRefused(t *testing.T) {
	g := newGateway(t, Options{})
	for _, bad := range [][3]string{{"", "1", "USD"}, {"4111 1111", "1", "USD"}, {"4111", "x", "USD"}, {"4111", "-1", "USD"}, {"4111", "1", "US"}} {
		if err := g.SetBalance(bad[0], bad[1], bad[2]); err == nil {
			t.Errorf("%v is taken", bad)
		}
	}
}
