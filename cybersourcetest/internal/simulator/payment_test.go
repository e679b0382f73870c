package simulator

import (
	"strings"
	"testing"
)

func TestApprovalHasTheShapeSeenOnTheTestSystem(t *testing.T) {
	g := newGateway(t, Options{})
	r := g.pay(cardPayment(t))
	id, reconciliation := r.id(), r.text("reconciliationId")
	want := `{"_links":{` +
		`"authReversal":{"href":"/pts/v2/payments/` + id + `/reversals","method":"POST"},` +
		`"capture":{"href":"/pts/v2/payments/` + id + `/captures","method":"POST"},` +
		`"self":{"href":"/pts/v2/payments/` + id + `","method":"GET"}},` +
		`"clientReferenceInformation":{"code":"order-1"},"id":"` + id + `",` +
		`"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}},` +
		`"paymentAccountInformation":{"card":{"type":"001"}},` +
		`"paymentInformation":{"card":{"type":"001"},"tokenizedCard":{"type":"001"}},` +
		`"pointOfSaleInformation":{"terminalId":"111111"},` +
		`"processorInformation":{"approvalCode":"888888","avs":{"code":"X","codeRaw":"I1"},` +
		`"networkTransactionId":"123456789619999","responseCode":"100","transactionId":"123456789619999"},` +
		`"reconciliationId":"` + reconciliation + `","status":"AUTHORIZED","submitTimeUtc":"2026-11-25T12:00:00Z"}`
	if r.status != 201 || string(r.body) != want {
		t.Errorf("got %d\n%s\nwant 201\n%s", r.status, r.body, want)
	}
	if len(reconciliation) != 16 || strings.Trim(reconciliation, capitals) != "" {
		t.Errorf("reconciliation id %q is not 16 capitals and digits", reconciliation)
	}
}

func TestIDsBeginWithTheTimeOfTheRequest(t *testing.T) {
	g := newGateway(t, Options{})
	for _, r := range []reply{g.pay(cardPayment(t)), g.pay([]byte("{}"))} {
		if len(r.id()) != 22 || !strings.HasPrefix(r.id(), "795608000") || !digits(r.id()) {
			t.Errorf("id %q is not 795608000 and 13 more digits", r.id())
		}
	}
}

func TestIDsFollowTheSeedInTheirMiddle(t *testing.T) {
	one, two := newGateway(t, Options{Seed: 1}).pay(cardPayment(t)).id(), newGateway(t, Options{Seed: 2}).pay(cardPayment(t)).id()
	if one[:9] != two[:9] || one[9:18] == two[9:18] {
		t.Errorf("got %s and %s", one, two)
	}
}

func TestAnswerEchoesWhatTheClientSent(t *testing.T) {
	g := newGateway(t, Options{})
	r := g.pay(cardPayment(t, with{
		"clientReferenceInformation.comments":            "gift <wrapped> & sent",
		"clientReferenceInformation.transactionId":       "attempt-1",
		"clientReferenceInformation.partner.developerId": "A1B2C3D4",
		"orderInformation.amountDetails.currency":        "usd",
	}))
	expect(t, r.document, map[string]string{
		"clientReferenceInformation.comments":            "gift <wrapped> & sent",
		"clientReferenceInformation.transactionId":       "attempt-1",
		"clientReferenceInformation.partner.developerId": "A1B2C3D4",
		"orderInformation.amountDetails.currency":        "usd",
	})
	if !strings.Contains(string(r.body), "<wrapped> &") {
		t.Error("the answer escapes characters that JSON does not")
	}
}

func TestCodeIsMadeUpFromTheClock(t *testing.T) {
	r := newGateway(t, Options{}).pay(cardPayment(t, with{"clientReferenceInformation": nil}))
	expect(t, r.document, map[string]string{"clientReferenceInformation.code": "1795608000000", "status": "AUTHORIZED"})
	if r.entry.Code != "1795608000000" {
		t.Errorf("entry has code %q", r.entry.Code)
	}
}

func TestLinksFollowTheState(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change with
		links  string
	}{
		{"authorization", with{}, "authReversal capture self"},
		{"sale", with{"processingInformation.capture": true}, "self void"},
		{"sale written as text", with{"processingInformation.capture": "true"}, "self void"},
		{"sale held for review", with{"processingInformation.capture": true, amountsPath + "totalAmount": "9480"}, "authReversal capture self"},
		{"refused by risk rules", with{amountsPath + "totalAmount": "9481"}, "authReversal self"},
		{"call for a verbal authorization", with{amountsPath + "totalAmount": "401"}, "self"},
		{"decline", with{amountsPath + "totalAmount": "9202"}, "self"},
		{"waits for the payer", with{amountsPath + "totalAmount": "9475"}, "self"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if r := newGateway(t, Options{}).pay(cardPayment(t, tc.change)); r.links() != tc.links {
				t.Errorf("got links %q, want %q", r.links(), tc.links)
			}
		})
	}
}

func TestAmountsAreExactInTheirCurrency(t *testing.T) {
	for _, tc := range []struct {
		name            string
		change          with
		authorized, sum string
		entryAmount     string
		entryAuthorized string
	}{
		{"surplus decimals are cut off", with{amountsPath + "totalAmount": "10.999"}, "10.99", "", "10.99", "10.99"},
		{"a number is as good as text", with{amountsPath + "totalAmount": 10.5}, "10.50", "", "10.50", "10.50"},
		{"dinars have three decimals", with{amountsPath + "totalAmount": "6.4", amountsPath + "currency": "KWD"}, "6.400", "", "6.400", "6.400"},
		{"yen have none", with{amountsPath + "totalAmount": "105.9", amountsPath + "currency": "jpy"}, "105", "", "105", "105"},
		{"nothing at all checks the card", with{amountsPath + "totalAmount": "0"}, "0.00", "", "0.00", "0.00"},
		{"a sale shows the total too", with{"processingInformation.capture": true}, "102.21", "102.21", "102.21", "102.21"},
		{"line items make the total", with{amountsPath + "totalAmount": nil, "orderInformation.lineItems": []any{
			map[string]any{"unitPrice": "10.005", "quantity": 3}, map[string]any{"unitPrice": "1.00"},
		}}, "31.01", "", "31.01", "31.01"},
		{"partial approval", with{
			amountsPath + "totalAmount": "6003", "processingInformation.authorizationOptions.partialAuthIndicator": "true",
		}, "3001.50", "6003.00", "6003.00", "3001.50"},
		{"a decline holds nothing", with{amountsPath + "totalAmount": "9202"}, "", "", "9202.00", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, Options{}).pay(cardPayment(t, tc.change))
			expect(t, r.document, map[string]string{
				"orderInformation.amountDetails.authorizedAmount": tc.authorized,
				"orderInformation.amountDetails.totalAmount":      tc.sum,
			})
			if r.entry == nil || r.entry.Amount != tc.entryAmount || r.entry.AuthorizedAmount != tc.entryAuthorized {
				t.Errorf("got entry %+v", r.entry)
			}
		})
	}
}

func TestPartialApprovalHasToBeAskedFor(t *testing.T) {
	g := newGateway(t, Options{})
	expectOutcome(t, g.pay(cardPayment(t, with{amountsPath + "totalAmount": "6003"})), 201, "DECLINED", "PROCESSOR_DECLINED")
	expectOutcome(t, g.pay(cardPayment(t, with{amountsPath + "totalAmount": "9960"})), 201, "AUTHORIZED", "")
	asked := with{amountsPath + "totalAmount": "9960", "processingInformation.authorizationOptions.partialAuthIndicator": true}
	expectOutcome(t, g.pay(cardPayment(t, asked)), 201, "PARTIAL_AUTHORIZED", "")
}

func TestProcessorsAnswerInTheirOwnWay(t *testing.T) {
	vpc := newGateway(t, Options{Profile: ProfileVisaPlatformConnect}).pay(cardPayment(t, with{cardPath + "securityCode": "123"}))
	expect(t, vpc.document, map[string]string{
		"processorInformation.approvalCode":                "831000",
		"processorInformation.responseCode":                "00",
		"processorInformation.merchantAdvice.codeRaw":      "M001",
		"processorInformation.cardVerification.resultCode": "M",
		"processorInformation.avs.code":                    "Y",
		"reconciliationId":                                 vpc.id(),
		"pointOfSaleInformation.terminalId":                "",
	})
	if len(vpc.text("processorInformation.systemTraceAuditNumber")) != 6 {
		t.Error("no trace number of six digits")
	}
	tsys := newGateway(t, Options{Profile: ProfileTSYS}).pay(cardPayment(t))
	code := tsys.text("processorInformation.approvalCode")
	if len(code) != 6 || code[0] != '0' || code[5] != 'A' || !digits(code[:5]) {
		t.Errorf("approval code %q is not 0, four digits and A", code)
	}
}

func TestMeansOfPayment(t *testing.T) {
	noCard := with{"paymentInformation": nil}
	for _, tc := range []struct {
		name           string
		body           []byte
		status         string
		cardType, last string
	}{
		{"card", cardPayment(t), "AUTHORIZED", "001", "1111"},
		{"declared type", cardPayment(t, with{cardPath + "number": "5062280000000002", cardPath + "type": "002"}), "AUTHORIZED", "002", "0002"},
		{"network token", cardPayment(t, with{"paymentInformation.card": nil, networkPath + "number": "5555555555554444",
			networkPath + "expirationMonth": 3, networkPath + "expirationYear": 2031}), "AUTHORIZED", "002", "4444"},
		{"encrypted blob", cardPayment(t, noCard, with{"paymentInformation.fluidData.value": "c2VhbGVk", cardPath + "type": "001"}), "AUTHORIZED", "001", ""},
		{"stored token", build(t, with{"paymentInformation.customer.id": "AB69", amountsPath + "totalAmount": "1", amountsPath + "currency": "USD"}), "AUTHORIZED", "001", ""},
		{"check", checkPayment(t), "PENDING", "", ""},
		{"bank transfer", bankTransfer(t), "PENDING", "", ""},
		{"wallet by its action", bankTransfer(t, with{"paymentInformation": nil}), "PENDING", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, Options{}).pay(tc.body)
			expectOutcome(t, r, 201, tc.status, "")
			if r.entry == nil || r.entry.CardType != tc.cardType || r.entry.CardLastFour != tc.last {
				t.Errorf("got entry %+v", r.entry)
			}
		})
	}
}

func TestPendingPaymentsLeadOn(t *testing.T) {
	g := newGateway(t, Options{})
	check, transfer := g.pay(checkPayment(t)), g.pay(bankTransfer(t))
	if check.links() != "self void" || transfer.links() != "self status" {
		t.Errorf("got links %q and %q", check.links(), transfer.links())
	}
	expect(t, transfer.document, map[string]string{
		"_links.status.href":                         "/pts/v2/refresh-payment-status/" + transfer.id(),
		"orderInformation.amountDetails.totalAmount": "30.00",
	})
	if !strings.HasPrefix(transfer.text("processorInformation.paymentUrl"), "https://pay.invalid/") {
		t.Error("nowhere to send the customer")
	}
	if transfer.entry.HoldsFunds() {
		t.Error("a pending payment holds no funds")
	}
}
