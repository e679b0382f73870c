package simulator

import (
	"slices"
	"strings"
	"testing"
)

func tokenCreation(types ...string) with {
	return with{"processingInformation.actionList": []string{"TOKEN_CREATE"}, "processingInformation.actionTokenTypes": types}
}

func TestTokensAreCreatedWithAPayment(t *testing.T) {
	r := newGateway(t, Options{}).pay(cardPayment(t, tokenCreation()))
	expect(t, r.document, map[string]string{
		"status": "AUTHORIZED", "embeddedActions.TOKEN_CREATE.status": "SUCCESS",
		"tokenInformation.instrumentidentifierNew":    "true",
		"tokenInformation.instrumentIdentifier.state": "ACTIVE",
		"tokenInformation.shippingAddress.id":         "",
		"_links.customer.href":                        "/tms/v2/customers/" + r.text("tokenInformation.customer.id"),
	})
	if id := r.text("tokenInformation.instrumentIdentifier.id"); len(id) != 19 || !strings.HasSuffix(id, "1111") {
		t.Errorf("instrument identifier %q does not end like the card", id)
	}
}

func TestCardHasOneInstrumentIdentifierPerMerchant(t *testing.T) {
	g := newGateway(t, Options{})
	body := cardPayment(t, tokenCreation("instrumentIdentifier"))
	first, second := g.pay(body), g.pay(body)
	other := g.call(Request{MerchantID: "acme_us", Body: body})
	const id = "tokenInformation.instrumentIdentifier.id"
	if first.text(id) != second.text(id) || first.text(id) == other.text(id) {
		t.Errorf("got %q, %q and %q", first.text(id), second.text(id), other.text(id))
	}
	expect(t, second.document, map[string]string{"tokenInformation.instrumentidentifierNew": "false", "tokenInformation.customer.id": ""})
}

func TestTokenPaysWithItsCard(t *testing.T) {
	g := newGateway(t, Options{})
	created := g.pay(cardPayment(t, with{cardPath + "number": "5555555555554444"}, tokenCreation("customer")))
	body := build(t, with{
		"paymentInformation.customer.id": created.text("tokenInformation.customer.id"),
		cardPath + "securityCode":        "123",
		amountsPath + "totalAmount":      "7",
		amountsPath + "currency":         "USD",
	})
	if r := g.pay(body); r.entry == nil || r.entry.CardType != "002" || r.entry.CardLastFour != "4444" {
		t.Errorf("got %s, %+v", r.body, r.entry)
	}
}

func TestTokensNeedAnApproval(t *testing.T) {
	g := newGateway(t, Options{})
	declined := g.pay(cardPayment(t, tokenCreation(), with{amountsPath + "totalAmount": "9202"}))
	failed := g.pay(cardPayment(t, tokenCreation(), with{amountsPath + "totalAmount": "9950"}))
	expect(t, failed.document, map[string]string{"status": "AUTHORIZED", "embeddedActions.TOKEN_CREATE.reason": "INVALID_DATA"})
	if declined.has("tokenInformation") || failed.has("tokenInformation") || declined.has("embeddedActions") {
		t.Errorf("got %s and %s", declined.body, failed.body)
	}
}

func TestTokenTypeThatIsAskedForManyTimesIsCreatedOnce(t *testing.T) {
	g := newGateway(t, Options{})
	types := slices.Repeat([]string{"customer", "shippingAddress", "unknown"}, 27_000)
	r := g.pay(cardPayment(t, tokenCreation(types...)))
	expectOutcome(t, r, 201, "AUTHORIZED", "")
	if kept := len(g.memory.vault); kept != 2 {
		t.Errorf("%d tokens are kept, want 2", kept)
	}
}
