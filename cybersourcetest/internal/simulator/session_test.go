package simulator

import (
	"slices"
	"testing"
)

// session is a request that opens a session with an alternative payment provider.
func session(t *testing.T, changes ...with) []byte {
	t.Helper()
	return build(t, with{
		"clientReferenceInformation.code":            "order-1",
		"processingInformation.actionList":           []string{"AP_SESSIONS"},
		"paymentInformation.paymentType.method.name": "payPal",
		"orderInformation.amountDetails.totalAmount": "102.21",
		"orderInformation.amountDetails.currency":    "USD",
	}, changes...)
}

func TestSessionIsOpenedChangedAndTurnedIntoAnOrder(t *testing.T) {
	g := newGateway(t, Options{})
	opened := g.ask(CreateSessionRequest, session(t))
	expectOutcome(t, opened, 201, "Created", "")
	expect(t, opened.document, map[string]string{
		"clientReferenceInformation.code": "order-1", "orderInformation.amountDetails.totalAmount": "102.21",
		"_links.self.href": "/pts/v2/payment-references/" + opened.id(),
	})
	if opened.text("processorInformation.paymentUrl") == "" {
		t.Error("there is no page to send the payer to")
	}

	changed := g.do(UpdateSessionRequest, opened.id(), session(t, with{amountsPath + "totalAmount": "89.90"}))
	expectOutcome(t, changed, 201, "Created", "")
	if changed.id() == opened.id() || changed.text("orderInformation.amountDetails.totalAmount") != "89.90" {
		t.Errorf("the change is answered with %s", changed.body)
	}

	ordered := g.do(CreateOrderRequest, opened.id(), session(t, with{"paymentInformation.eWallet.accountId": "PAYER"}))
	expectOutcome(t, ordered, 201, "CREATED", "")
	expect(t, ordered.document, map[string]string{
		"paymentInformation.eWallet.accountId": "PAYER", "orderInformation.amountDetails.currency": "USD",
	})

	entries := g.Entries()
	if len(entries) != 3 || slices.ContainsFunc(entries, func(e Entry) bool { return e.HoldsFunds() || e.PaymentID != "" }) {
		t.Fatalf("entries %+v", entries)
	}
	for i, want := range []string{"", opened.id(), opened.id()} {
		if entries[i].OriginalID != want || entries[i].Currency != "USD" {
			t.Errorf("entry %d is about %q, in %q", i, entries[i].OriginalID, entries[i].Currency)
		}
	}
}

func TestSessionThatIsNotOpenIsRefused(t *testing.T) {
	g := newGateway(t, Options{})
	payment := g.pay(cardPayment(t)).id()
	opened := g.ask(CreateSessionRequest, session(t)).id()
	changed := g.do(UpdateSessionRequest, opened, session(t)).id()
	script(t, g, Step{Operation: CreateSessionRequest, Status: "Failed"})
	failed := g.ask(CreateSessionRequest, session(t))
	expectOutcome(t, failed, 201, "Failed", "")
	if failed.has("processorInformation") {
		t.Error("a session that was not opened has a page")
	}
	for _, op := range []Operation{UpdateSessionRequest, CreateOrderRequest} {
		for name, id := range map[string]string{"unknown": "1", "payment": payment, "change": changed, "failed": failed.id()} {
			t.Run(string(op)+" of "+name, func(t *testing.T) {
				expectOutcome(t, g.do(op, id, session(t)), 400, "INVALID_REQUEST", "INVALID_PAYMENT_ID")
			})
		}
		other := g.call(Request{Operation: op, IDs: []string{opened}, MerchantID: "another", Body: session(t)})
		expectOutcome(t, other, 400, "INVALID_REQUEST", "INVALID_PAYMENT_ID")
	}
}

func TestSessionAndAnOrderFollowAScript(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.ask(CreateSessionRequest, session(t)).id()
	script(t, g,
		Step{Operation: CreateSessionRequest, Status: "DECLINED"},
		Step{Operation: UpdateSessionRequest, Reason: "INVALID_DATA"},
		Step{Operation: CreateOrderRequest, Status: "COMPLETED"},
		Step{Operation: CreateOrderRequest, Reason: "SYSTEM_ERROR"},
	)
	expectOutcome(t, g.ask(CreateSessionRequest, session(t)), 201, "Failed", "PROCESSOR_DECLINED")
	expectOutcome(t, g.do(UpdateSessionRequest, id, session(t)), 400, "INVALID_REQUEST", "INVALID_DATA")
	expectOutcome(t, g.do(CreateOrderRequest, id, session(t)), 201, "COMPLETED", "")
	expectOutcome(t, g.do(CreateOrderRequest, id, session(t)), 502, "SERVER_ERROR", "SYSTEM_ERROR")
	if len(g.Entries()) != 4 {
		t.Errorf("entries %+v", g.Entries())
	}
}

// Their records name the services that ran.
func TestRecordOfASessionNamesItsService(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.ask(CreateSessionRequest, session(t)).id()
	order := g.do(CreateOrderRequest, id, session(t)).id()
	g.reads(id, "100/1/SOK ap_sessions:100", "Created")
	g.reads(order, "100/1/SOK ap_order:100", "CREATED")
}
