package simulator

import "testing"

func TestTimeoutCallsFindTheirOriginal(t *testing.T) {
	for _, tc := range []struct {
		name   string
		lost   func(*gateway) // its transaction id is "lost"
		op     Operation
		amount string
		reason string
		answer map[string]string
	}{
		{"authorization", func(g *gateway) { g.authorize(transactionID("lost")) }, MitReversal, "100", ok, map[string]string{"status": "REVERSED", "reversalAmountDetails.reversedAmount": "100.00", "reversalAmountDetails.originalTransactionAmount": "", "clientReferenceInformation.transactionId": "lost"}},
		{"authorization, another amount", func(g *gateway) { g.authorize(transactionID("lost")) }, MitReversal, "99", "INVALID_AMOUNT", nil},
		{"authorization that was reversed", func(g *gateway) { g.done(AuthReversal, g.authorize(transactionID("lost")), reversal(g.t, "100")) }, MitReversal, "100", "AUTH_ALREADY_REVERSED", nil},
		{"authorization that was captured", func(g *gateway) { g.capture(g.authorize(transactionID("lost")), "100") }, MitReversal, "100", either, nil},
		{"authorization, void", func(g *gateway) { g.authorize(transactionID("lost")) }, MitVoid, "", "NOT_VOIDABLE", nil},
		{"sale, reversal", func(g *gateway) { g.sell(transactionID("lost")) }, MitReversal, "100", either, nil},
		{"sale", func(g *gateway) { g.sell(transactionID("lost")) }, MitVoid, "", ok, map[string]string{"status": "VOIDED", "voidAmountDetails.voidAmount": "100.00", "voidAmountDetails.originalTransactionAmount": ""}},
		{"sale that was sent", func(g *gateway) { g.sell(transactionID("lost")); g.SendBatch() }, MitVoid, "", "NOT_VOIDABLE", nil},
		{"capture", func(g *gateway) { g.capture(g.authorize(), "60", transactionID("lost")) }, MitVoid, "", ok, map[string]string{"voidAmountDetails.voidAmount": "60.00"}},
		{"capture, reversal", func(g *gateway) { g.capture(g.authorize(), "60", transactionID("lost")) }, MitReversal, "60", "MISSING_AUTH", nil},
		{"refund", func(g *gateway) { g.done(RefundPayment, g.sell(), sum(g.t, "7", transactionID("lost"))) }, MitVoid, "", ok, map[string]string{"voidAmountDetails.voidAmount": "7.00"}},
		{"credit", func(g *gateway) { g.done(CreateCredit, "", cardPayment(g.t, transactionID("lost"))) }, MitVoid, "", ok, map[string]string{"voidAmountDetails.voidAmount": "102.21"}},
		{"increment, reversal", func(g *gateway) { g.increment(g.authorize(), incrementOf(g.t, "1", transactionID("lost"))) }, MitReversal, "1", "INVALID_DATA", nil},
		{"increment, void", func(g *gateway) { g.increment(g.authorize(), incrementOf(g.t, "1", transactionID("lost"))) }, MitVoid, "", "NOT_VOIDABLE", nil},
		{"declined payment, reversal", func(g *gateway) { g.authorize(transactionID("lost"), with{amountsPath + "totalAmount": "2201"}) }, MitReversal, "2201", ok, map[string]string{"status": "REVERSED", "reversalAmountDetails.reversedAmount": "0.00", "reversalAmountDetails.originalTransactionAmount": "2201.00"}},
		{"declined payment, void", func(g *gateway) { g.authorize(transactionID("lost"), with{amountsPath + "totalAmount": "9204"}) }, MitVoid, "", ok, map[string]string{"status": "VOIDED", "voidAmountDetails.voidAmount": "0.00", "voidAmountDetails.originalTransactionAmount": "9204.00", "processorInformation.responseCode": "51"}},
		{"payment that failed inside", func(g *gateway) { g.authorize(transactionID("lost"), with{amountsPath + "totalAmount": "9150"}) }, MitReversal, "9150", ok, map[string]string{"reversalAmountDetails.originalTransactionAmount": "9150.00"}},
		{"declined refund", func(g *gateway) {
			g.do(RefundPayment, g.sell(with{amountsPath + "totalAmount": "5000"}), sum(g.t, "2201", transactionID("lost")))
		}, MitVoid, "", ok, map[string]string{"voidAmountDetails.originalTransactionAmount": "2201.00"}},
		{"refused payment", func(g *gateway) { g.pay([]byte(`{"clientReferenceInformation":{"transactionId":"lost"}}`)) }, MitReversal, "100", "INVALID_DATA", nil},
		{"nothing", func(*gateway) {}, MitReversal, "100", "INVALID_DATA", nil},
		{"nothing, void", func(*gateway) {}, MitVoid, "", "INVALID_DATA", nil},
		{"another merchant's", func(g *gateway) {
			g.call(Request{MerchantID: "acme_us", Body: cardPayment(g.t, transactionID("lost"))})
		}, MitReversal, "102.21", "INVALID_DATA", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			tc.lost(g)
			body := build(t, transactionID("lost"))
			if tc.amount != "" {
				body = reversal(t, tc.amount, transactionID("lost"))
			}
			r := g.do(tc.op, "", body)
			if r.reason() != tc.reason || (r.status == 201) != (tc.reason == ok) {
				t.Fatalf("got %s, want %q", r.body, tc.reason)
			}
			if tc.reason == "INVALID_DATA" && tc.name[:3] != "inc" && r.fields() != nil {
				t.Errorf("details: got %s", r.body)
			}
			expect(t, r.document, tc.answer)
		})
	}
}

func TestTimeoutCallTwiceFindsTheSameOriginal(t *testing.T) {
	g := newGateway(t, Options{})
	g.authorize(transactionID("one"))
	g.sell(transactionID("two"))
	g.done(MitReversal, "", reversal(t, "100", transactionID("one")))
	expectOutcome(t, g.do(MitReversal, "", reversal(t, "100", transactionID("one"))), 400, "INVALID_REQUEST", "AUTH_ALREADY_REVERSED")
	g.done(MitVoid, "", build(t, transactionID("two")))
	expectOutcome(t, g.do(MitVoid, "", build(t, transactionID("two"))), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
	g.done(MitReversal, "", reversal(t, "100", transactionID("two"))) // the hold of the voided sale
}

// A call in work ends reversed or voided, or is processed after nobody found it.
func TestTimeoutCallsMeetACallThatIsStillInWork(t *testing.T) {
	for _, unknown := range []bool{false, true} {
		g := newGateway(t, Options{WorkIsUnknown: unknown})
		reversed := g.Accept(Request{MerchantID: merchant, Body: cardPayment(t, transactionID("one"))})
		voided := g.Accept(Request{MerchantID: merchant, Body: cardPayment(t, transactionID("two"), with{"processingInformation.capture": true})})
		if len(g.Entries()) != 0 {
			t.Fatal("processed when it was accepted")
		}
		reversal, void := g.do(MitReversal, "", reversal(t, "102.21", transactionID("one"))), g.do(MitVoid, "", build(t, transactionID("two")))
		first, second := reversed.Finish(g.now), voided.Finish(g.now)
		if again := reversed.Finish(g.now); string(again.Body) != string(first.Body) {
			t.Error("processed twice")
		}
		held, captured := "held 0.00, captured 0.00, refunded 0.00", "held 102.21, captured 0.00, refunded 0.00"
		if unknown {
			held, captured = "held 102.21, captured 0.00, refunded 0.00", "held 0.00, captured 102.21, refunded 0.00"
			expectOutcome(t, reversal, 400, "INVALID_REQUEST", "INVALID_DATA")
			expectOutcome(t, void, 400, "INVALID_REQUEST", "INVALID_DATA")
		} else {
			expectOutcome(t, reversal, 201, "REVERSED", "")
			expectOutcome(t, void, 201, "VOIDED", "")
		}
		if got := g.money(first.Entry.ID); got != held {
			t.Errorf("unknown %t: got %s, want %s", unknown, got, held)
		}
		if got := g.money(second.Entry.ID); got != captured {
			t.Errorf("unknown %t: got %s, want %s", unknown, got, captured)
		}
		if len(g.inWork) != 0 {
			t.Errorf("%d calls are still in work", len(g.inWork))
		}
	}
}

func TestFollowUpsCanBeScripted(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	script(t, g, Step{Operation: CapturePayment, PaymentID: id, Status: "DECLINED", Reason: "PROCESSOR_DECLINED"})
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "100")), 201, "DECLINED", "PROCESSOR_DECLINED")
	script(t, g, Step{Operation: CapturePayment, Status: "PENDING", Reason: "SERVER_TIMEOUT"})
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "100")), 502, "SERVER_ERROR", "SERVER_TIMEOUT")
	if got := g.money(id); got != "held 0.00, captured 100.00, refunded 0.00" {
		t.Errorf("a capture whose answer was lost: got %s", got)
	}
	sale := g.sell()
	script(t, g, Step{Operation: VoidPayment, Reason: "NOT_VOIDABLE"}, Step{Operation: VoidPayment, Reason: "SYSTEM_ERROR"}, Step{Operation: VoidPayment, Status: "FAILED"})
	expectOutcome(t, g.do(VoidPayment, sale, []byte("{}")), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
	expectOutcome(t, g.do(VoidPayment, sale, []byte("{}")), 502, "SERVER_ERROR", "SYSTEM_ERROR")
	expectOutcome(t, g.do(VoidPayment, sale, []byte("{}")), 201, "FAILED", "")
	g.done(VoidPayment, sale, []byte("{}"))
	script(t, g, Step{Operation: CapturePayment, Status: "TRANSMITTED"})
	online := g.authorize()
	capture := g.capture(online, "100")
	expectOutcome(t, g.do(VoidCapture, capture, []byte("{}")), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
}

func TestAmountsDeclineRefundsAndCredits(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.sell(with{amountsPath + "totalAmount": "9000"})
	r := g.do(RefundPayment, id, sum(t, "2201"))
	if r.status != 201 || r.text("status") != "DECLINED" || r.reason() == "" || r.links() != "self" || r.has("submitTimeUtc") || r.has("refundAmountDetails") {
		t.Errorf("got %s", r.body)
	}
	if got := g.money(id); got != "held 0.00, captured 9000.00, refunded 0.00" {
		t.Errorf("got %s", got)
	}
	expectOutcome(t, g.do(VoidRefund, r.id(), []byte("{}")), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
	credit := g.do(CreateCredit, "", cardPayment(t, with{amountsPath + "totalAmount": "2201"}))
	if credit.text("status") != "DECLINED" || credit.has("creditAmountDetails") {
		t.Errorf("got %s", credit.body)
	}
	expectOutcome(t, g.do(CreateCredit, "", cardPayment(t, with{cardPath + "number": "42423482938483873"})), 201, "DECLINED", "INVALID_ACCOUNT")
	expectOutcome(t, g.do(CapturePayment, g.authorize(with{amountsPath + "totalAmount": "5000"}), sum(t, "2201")), 201, "PENDING", "")
}

func TestTimeoutReversalWorksForAPaymentInReview(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.sell(transactionID("lost"), with{amountsPath + "totalAmount": "9480"})
	expectOutcome(t, g.do(AuthReversal, id, reversal(t, "9480")), 400, "INVALID_REQUEST", "INVALID_DATA")
	g.done(MitReversal, "", reversal(t, "9480", transactionID("lost")))
	if got := g.money(id); got != "held 0.00, captured 0.00, refunded 0.00" {
		t.Errorf("got %s", got)
	}
}

func TestTimeoutCallThatFindsNothingMayBlockTheOriginal(t *testing.T) {
	for _, blocks := range []bool{false, true} {
		g := newGateway(t, Options{TimeoutCallBlocks: blocks})
		expectOutcome(t, g.do(MitReversal, "", reversal(t, "100", transactionID("lost"))), 400, "INVALID_REQUEST", "INVALID_DATA")
		if late := g.pay(cardPayment(t, transactionID("lost"))); (late.status == 201) == blocks {
			t.Errorf("blocks %t: got %s", blocks, late.body)
		}
	}
}

func TestProcessorMayKnowNoTimeoutCalls(t *testing.T) {
	for reason, want := range map[string]string{"": "INVALID_DATA", "NOT_SUPPORTED": "NOT_SUPPORTED"} {
		g := newGateway(t, Options{Features: Features{NoTimeoutCalls: true}, TimeoutCallReason: reason})
		id := g.sell(transactionID("lost"))
		for _, r := range []reply{g.do(MitReversal, "", reversal(t, "100", transactionID("lost"))), g.do(MitVoid, "", build(t, transactionID("lost")))} {
			expectOutcome(t, r, 400, "INVALID_REQUEST", want)
			if r.fields() != nil {
				t.Errorf("got details: %s", r.body)
			}
		}
		if got := g.money(id); got != "held 0.00, captured 100.00, refunded 0.00" {
			t.Errorf("got %s", got)
		}
	}
}
