package simulator

import (
	"slices"
	"testing"
)

func TestIncrementAnswersWithItsAmountAndTheTotal(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t, with{amountsPath + "totalAmount": "500"})).id()
	r := g.increment(id, incrementOf(t, "100", with{"processingInformation.authorizationOptions.initiator.storedCredentialUsed": "true"}))
	expectOutcome(t, r, 201, "AUTHORIZED", "")
	expect(t, r.document, map[string]string{
		amountsPath + "authorizedAmount":    "100.00",
		amountsPath + "totalAmount":         "600.00",
		"_links.self.href":                  "/pts/v2/payments/" + r.id(),
		"_links.capture.href":               "/pts/v2/payments/" + id + "/captures",
		"_links.authReversal.href":          "/pts/v2/payments/" + id + "/reversals",
		"processorInformation.approvalCode": "888888",
		"clientReferenceInformation.code":   "order-1",
	})
	if r.id() == id || r.entry.OriginalID != id || r.entry.TotalAmount != "600.00" {
		t.Errorf("got entry %+v", r.entry)
	}
}

func TestIncrementMayKeepTheID(t *testing.T) {
	g := newGateway(t, Options{IncrementKeepsID: true})
	id := g.pay(cardPayment(t)).id()
	if r := g.increment(id, incrementOf(t, "1")); r.id() != id || r.status != 201 {
		t.Errorf("got %d %s, want 201 %s", r.status, r.id(), id)
	}
	if found, _ := g.Lookup(id); found.Operation != CreatePayment {
		t.Errorf("the id finds %+v", found)
	}
}

func TestTotalsOfIncrementsAreExact(t *testing.T) {
	g := newGateway(t, Options{Profile: ProfileTSYS})
	big := with{amountsPath + "totalAmount": "9999999999999999.90"}
	id := g.pay(cardPayment(t, big)).id()
	expect(t, g.increment(id, incrementOf(t, "0.20")).document, map[string]string{amountsPath + "totalAmount": "10000000000000000.10"})
}

func TestIncrementsEndAtAHundred(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t, with{amountsPath + "totalAmount": "1"})).id()
	expectOutcome(t, g.increment(id, incrementOf(t, "9204")), 201, "DECLINED", "INSUFFICIENT_FUND") // does not count
	for i := range 100 {
		if r := g.increment(id, incrementOf(t, "0.1")); r.status != 201 || r.text("status") != "AUTHORIZED" {
			t.Fatalf("increment %d: got %s", i+1, r.body)
		}
	}
	expectOutcome(t, g.increment(id, incrementOf(t, "0.1")), 400, "INVALID_REQUEST", "INVALID_DATA")
	entries := g.Entries()
	if last := entries[len(entries)-1]; len(entries) != 102 || last.TotalAmount != "11.00" {
		t.Errorf("got %d entries, the last %+v", len(entries), last)
	}
}

func TestDeclinedIncrementLeavesTheAuthorizationAlone(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t)).id()
	declined := g.increment(id, incrementOf(t, "2203"))
	expectOutcome(t, declined, 201, "DECLINED", "GENERAL_DECLINE")
	if declined.links() != "self" || declined.entry.HoldsFunds() || declined.entry.TotalAmount != "102.21" {
		t.Errorf("got links %q, entry %+v", declined.links(), declined.entry)
	}
	expect(t, g.increment(id, incrementOf(t, "1")).document, map[string]string{amountsPath + "totalAmount": "103.21"})
}

func TestIncrementUnderReviewHoldsItsAmount(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t)).id()
	r := g.increment(id, incrementOf(t, "9200"))
	expectOutcome(t, r, 201, "AUTHORIZED_PENDING_REVIEW", "AVS_FAILED")
	expect(t, r.document, map[string]string{amountsPath + "totalAmount": "9302.21"})
}

func TestIncrementInvolvesNeitherPayerNorRiskRules(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t)).id()
	for _, amount := range []string{"9475", "9476", "9481"} {
		expectOutcome(t, g.increment(id, incrementOf(t, amount)), 201, "AUTHORIZED", "")
	}
}

func TestLostIncrementCounts(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t)).id()
	expectOutcome(t, g.increment(id, incrementOf(t, "9151.50")), 502, "SERVER_ERROR", "SERVER_TIMEOUT")
	expect(t, g.increment(id, incrementOf(t, "1")).document, map[string]string{amountsPath + "totalAmount": "9254.71"})
}

func TestIncrementsHaveRules(t *testing.T) {
	usd := func(amount string, changes ...with) func(t *testing.T) []byte {
		return func(t *testing.T) []byte { return incrementOf(t, amount, changes...) }
	}
	for _, tc := range []struct {
		name      string
		payment   with
		after     func(g *gateway, id string) error
		increment func(t *testing.T) []byte
		reason    string
		fields    []string
	}{
		{"amount missing", with{}, nil, usd("", with{amountsPath + "totalAmount": "5"}), "MISSING_FIELD", []string{amountsPath + "additionalAmount"}},
		{"all missing", with{}, nil, func(*testing.T) []byte { return []byte("{}") }, "MISSING_FIELD", []string{amountsPath + "additionalAmount", amountsPath + "currency"}},
		{"amount that is none", with{}, nil, usd("1.0.0"), "INVALID_DATA", []string{amountsPath + "additionalAmount"}},
		{"nothing", with{}, nil, usd("0.00"), "INVALID_DATA", []string{amountsPath + "additionalAmount"}},
		{"other currency", with{}, nil, usd("1", with{amountsPath + "currency": "EUR"}), "INVALID_DATA", []string{amountsPath + "currency"}},
		{"same currency in lower case", with{}, nil, usd("1", with{amountsPath + "currency": "usd"}), "", nil},
		{"Mastercard", with{cardPath + "number": "2222420000001113"}, nil, usd("1"), "", nil},
		{"American Express", with{cardPath + "number": "378282246310005"}, nil, usd("1"), "NOT_SUPPORTED", nil},
		{"declined payment", with{amountsPath + "totalAmount": "9202"}, nil, usd("1"), "INVALID_DATA", []string{"id"}},
		{"sale", with{"processingInformation.capture": true}, nil, usd("1"), "INVALID_DATA", []string{"id"}},
		{"payment under review", with{amountsPath + "totalAmount": "9480"}, nil, usd("1"), "INVALID_DATA", []string{"id"}},
		{"settled", with{}, func(g *gateway, id string) error { return g.Settle(id) }, usd("1"), "INVALID_DATA", []string{"id"}},
		{"reversed", with{}, func(g *gateway, id string) error { return g.Reverse(id) }, usd("1"), "INVALID_DATA", []string{"id"}},
		{"expired", with{}, func(g *gateway, id string) error { return g.Expire(id) }, usd("1"), "INVALID_DATA", []string{"id"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			id := g.pay(cardPayment(t, tc.payment)).id()
			if tc.after != nil {
				if err := tc.after(g, id); err != nil {
					t.Fatal(err)
				}
			}
			r := g.increment(id, tc.increment(t))
			if r.text("reason") != tc.reason || !slices.Equal(r.fields(), tc.fields) {
				t.Errorf("got %q %q, want %q %q", r.text("reason"), r.fields(), tc.reason, tc.fields)
			}
		})
	}
}

func TestPaymentsOfOthersAreUnknown(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t)).id()
	transfer := g.pay(bankTransfer(t)).id()
	for _, r := range []Request{
		{Operation: IncrementAuth, IDs: []string{id}, MerchantID: "acme_us", Body: incrementOf(t, "1")},
		{Operation: IncrementAuth, IDs: []string{"7956080000000000000000"}, MerchantID: merchant, Body: incrementOf(t, "1")},
		{Operation: IncrementAuth, MerchantID: merchant, Body: incrementOf(t, "1")},
		{Operation: RefreshPaymentStatus, IDs: []string{transfer}, MerchantID: "acme_us", Body: refresh(t)},
	} {
		expectOutcome(t, g.call(r), 400, "INVALID_REQUEST", "INVALID_PAYMENT_ID")
	}
}

func TestIncrementIsNoPaymentToIncrement(t *testing.T) {
	g := newGateway(t, Options{})
	first := g.increment(g.pay(cardPayment(t)).id(), incrementOf(t, "1"))
	expectOutcome(t, g.increment(first.id(), incrementOf(t, "1")), 400, "INVALID_REQUEST", "INVALID_PAYMENT_ID")
}
