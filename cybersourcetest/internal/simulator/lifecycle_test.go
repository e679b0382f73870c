package simulator

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// sum is the body of a capture or a refund.
func sum(t *testing.T, amount string, changes ...with) []byte {
	t.Helper()
	return build(t, with{"clientReferenceInformation.code": "step-1", amountsPath + "totalAmount": amount, amountsPath + "currency": "USD"}, changes...)
}

// series says which of several captures one is.
func series(number, ofAll int) with {
	const options = "processingInformation.captureOptions."
	return with{options + "captureSequenceNumber": number, options + "totalCaptureCount": ofAll}
}

// reversal is the body of a reversal.
func reversal(t *testing.T, amount string, changes ...with) []byte {
	t.Helper()
	return build(t, with{reversalPath + "totalAmount": amount, reversalPath + "currency": "USD"}, changes...)
}

func transactionID(id string) with { return with{"clientReferenceInformation.transactionId": id} }

func (g *gateway) do(op Operation, id string, body []byte) reply {
	g.t.Helper()
	return g.call(Request{Operation: op, IDs: []string{id}, MerchantID: merchant, Body: body})
}

// done carries out a call that has to succeed, and returns its id.
func (g *gateway) done(op Operation, id string, body []byte) string {
	g.t.Helper()
	r := g.do(op, id, body)
	if r.status != 201 || r.reason() != "" {
		g.t.Fatalf("%s: got %s", op, r.body)
	}
	return r.id()
}

func (g *gateway) authorize(changes ...with) string {
	g.t.Helper()
	return g.pay(cardPayment(g.t, append([]with{{amountsPath + "totalAmount": "100"}}, changes...)...)).id()
}

func (g *gateway) sell(changes ...with) string {
	g.t.Helper()
	return g.authorize(append(changes, with{"processingInformation.capture": true})...)
}

func (g *gateway) capture(id, amount string, changes ...with) string {
	g.t.Helper()
	return g.done(CapturePayment, id, sum(g.t, amount, changes...))
}

// money is how a payment stands, in few words.
func (g *gateway) money(id string) string {
	g.t.Helper()
	p, known := g.Payment(id)
	if !known {
		g.t.Fatalf("%s is unknown", id)
	}
	return "held " + p.Held + ", captured " + p.Captured + ", refunded " + p.Refunded
}

// stage is a payment in a state, with the ids that its follow-ups may name.
type stage struct{ payment, capture, refund, credit string }

// stages are the states of an authorization. Each makes one of 100.00.
var stages = map[string]func(*gateway) stage{
	"open":   func(g *gateway) stage { return stage{payment: g.authorize()} },
	"review": func(g *gateway) stage { return stage{payment: g.authorize(with{amountsPath + "totalAmount": "9480"})} },
	"partly captured": func(g *gateway) stage {
		id := g.authorize()
		return stage{payment: id, capture: g.capture(id, "40", series(1, 3))}
	},
	"captured": func(g *gateway) stage {
		id := g.authorize()
		return stage{payment: id, capture: g.capture(id, "100")}
	},
	"sent": func(g *gateway) stage {
		id := g.authorize()
		s := stage{payment: id, capture: g.capture(id, "100")}
		g.SendBatch()
		return s
	},
	"voided": func(g *gateway) stage {
		id := g.authorize()
		s := stage{payment: id, capture: g.capture(id, "100")}
		g.done(VoidCapture, s.capture, []byte("{}"))
		return s
	},
	"reversed": func(g *gateway) stage {
		id := g.authorize()
		g.done(AuthReversal, id, reversal(g.t, "100"))
		return stage{payment: id}
	},
	"declined": func(g *gateway) stage { return stage{payment: g.authorize(with{amountsPath + "totalAmount": "9202"})} },
	"expired": func(g *gateway) stage {
		id := g.authorize()
		g.now = g.now.Add(180 * 24 * time.Hour)
		return stage{payment: id}
	},
	"expired by control": func(g *gateway) stage {
		id := g.authorize()
		if err := g.Expire(id); err != nil {
			g.t.Fatal(err)
		}
		return stage{payment: id}
	},
	"sale": func(g *gateway) stage { return stage{payment: g.sell()} },
	"sale sent": func(g *gateway) stage {
		s := stage{payment: g.sell()}
		g.SendBatch()
		return s
	},
	"sale voided": func(g *gateway) stage {
		s := stage{payment: g.sell()}
		g.done(VoidPayment, s.payment, []byte("{}"))
		return s
	},
	"refunded": func(g *gateway) stage {
		id := g.authorize()
		s := stage{payment: id, capture: g.capture(id, "100")}
		s.refund = g.done(RefundCapture, s.capture, sum(g.t, "30"))
		return s
	},
	"refund sent": func(g *gateway) stage {
		id := g.authorize()
		s := stage{payment: id, capture: g.capture(id, "100")}
		s.refund = g.done(RefundPayment, s.capture, sum(g.t, "30"))
		g.SendBatch()
		return s
	},
	"credited": func(g *gateway) stage {
		id := g.pay(cardPayment(g.t)).id()
		return stage{payment: id, credit: g.done(CreateCredit, "", cardPayment(g.t))}
	},
	"credit sent": func(g *gateway) stage {
		s := stage{payment: g.authorize(), credit: g.done(CreateCredit, "", cardPayment(g.t))}
		g.SendBatch()
		return s
	},
	"incremented": func(g *gateway) stage {
		id := g.authorize()
		return stage{payment: g.increment(id, incrementOf(g.t, "5")).id()}
	},
}

const (
	ok      = "" // HTTP 201
	settled = "TRANSACTION_ALREADY_SETTLED"
	either  = "TRANSACTION_ALREADY_REVERSED_OR_SETTLED"
)

// The rows of the state machine: what each call about an authorization of 100.00 is
// answered with, state by state.
func TestFollowUpsAreAllowedByState(t *testing.T) {
	for _, tc := range []struct {
		state                           string
		capture, reversal, void, refund string // of the payment's id
		voidCapture, refundCapture      string // of the capture's id
	}{
		{"open", ok, ok, "NOT_VOIDABLE", "INVALID_DATA", "", ""},
		{"review", "INVALID_DATA", "INVALID_DATA", "NOT_VOIDABLE", "INVALID_DATA", "", ""},
		{"partly captured", "EXCEEDS_AUTH_AMOUNT", either, "NOT_VOIDABLE", "INVALID_DATA", ok, "INVALID_AMOUNT"},
		{"captured", "MISSING_AUTH", either, "NOT_VOIDABLE", "INVALID_DATA", ok, ok},
		{"sent", settled, settled, "NOT_VOIDABLE", "INVALID_DATA", "NOT_VOIDABLE", ok},
		{"voided", ok, ok, "NOT_VOIDABLE", "INVALID_DATA", "NOT_VOIDABLE", "CAPTURE_ALREADY_VOIDED"},
		{"reversed", "AUTH_ALREADY_REVERSED", "AUTH_ALREADY_REVERSED", "NOT_VOIDABLE", "INVALID_DATA", "", ""},
		{"declined", "MISSING_AUTH", "MISSING_AUTH", "NOT_VOIDABLE", "INVALID_DATA", "", ""},
		{"expired", "MISSING_AUTH", "MISSING_AUTH", "NOT_VOIDABLE", "INVALID_DATA", "", ""},
		{"expired by control", "MISSING_AUTH", "MISSING_AUTH", "NOT_VOIDABLE", "INVALID_DATA", "", ""},
		{"sale", "MISSING_AUTH", either, ok, ok, "", ""},
		{"sale sent", "MISSING_AUTH", settled, "NOT_VOIDABLE", ok, "", ""},
		{"sale voided", "MISSING_AUTH", ok, "NOT_VOIDABLE", "CAPTURE_ALREADY_VOIDED", "", ""},
		{"refunded", "MISSING_AUTH", either, "NOT_VOIDABLE", "INVALID_DATA", "NOT_VOIDABLE", "INVALID_AMOUNT"},
		{"incremented", "INVALID_DATA", "INVALID_DATA", "INVALID_DATA", "INVALID_DATA", "", ""},
	} {
		for _, call := range []struct {
			op     Operation
			body   func(*testing.T) []byte
			id     func(stage) string
			reason string
		}{
			{CapturePayment, func(t *testing.T) []byte { return sum(t, "100") }, func(s stage) string { return s.payment }, tc.capture},
			{AuthReversal, func(t *testing.T) []byte { return reversal(t, "100") }, func(s stage) string { return s.payment }, tc.reversal},
			{VoidPayment, func(*testing.T) []byte { return []byte("{}") }, func(s stage) string { return s.payment }, tc.void},
			{RefundPayment, func(t *testing.T) []byte { return sum(t, "100") }, func(s stage) string { return s.payment }, tc.refund},
			{VoidCapture, func(*testing.T) []byte { return []byte("{}") }, func(s stage) string { return s.capture }, tc.voidCapture},
			{RefundCapture, func(t *testing.T) []byte { return sum(t, "100") }, func(s stage) string { return s.capture }, tc.refundCapture},
			{RefundPayment, func(t *testing.T) []byte { return sum(t, "100") }, func(s stage) string { return s.capture }, tc.refundCapture},
		} {
			t.Run(tc.state+" "+string(call.op), func(t *testing.T) {
				g := newGateway(t, Options{})
				made := stages[tc.state](g)
				id := call.id(made)
				if id == "" {
					t.Skip("there is no such id in this state")
				}
				before := g.money(made.root(g))
				r := g.do(call.op, id, call.body(t))
				if r.reason() != call.reason || (r.status == 201) != (call.reason == ok) || (r.entry != nil) != (r.status == 201) {
					t.Errorf("got %s, want %q", r.body, call.reason)
				}
				if r.status == 400 && g.money(made.root(g)) != before {
					t.Errorf("a refused call changed %s to %s", before, g.money(made.root(g)))
				}
			})
		}
	}
}

// root is the id of the payment that a stage is about.
func (s stage) root(g *gateway) string {
	entry, _ := g.Lookup(s.payment)
	return entry.PaymentID
}

func TestRefundsAndCreditsHaveStatesToo(t *testing.T) {
	for _, tc := range []struct {
		state  string
		op     Operation
		id     func(stage) string
		reason string
	}{
		{"refunded", VoidRefund, func(s stage) string { return s.refund }, ok},
		{"refund sent", VoidRefund, func(s stage) string { return s.refund }, "NOT_VOIDABLE"},
		{"refunded", RefundPayment, func(s stage) string { return s.refund }, "INVALID_DATA"},
		{"refund sent", RefundPayment, func(s stage) string { return s.refund }, "INVALID_DATA"},
		{"refunded", RefundCapture, func(s stage) string { return s.refund }, "INVALID_DATA"},
		{"credited", VoidCredit, func(s stage) string { return s.credit }, ok},
		{"credit sent", VoidCredit, func(s stage) string { return s.credit }, "NOT_VOIDABLE"},
		{"credited", RefundPayment, func(s stage) string { return s.credit }, "INVALID_DATA"},
		// ids of another kind
		{"refunded", VoidCredit, func(s stage) string { return s.refund }, "NOT_VOIDABLE"},
		{"credited", VoidRefund, func(s stage) string { return s.credit }, "NOT_VOIDABLE"},
		{"captured", VoidPayment, func(s stage) string { return s.capture }, "NOT_VOIDABLE"},
		{"captured", VoidRefund, func(s stage) string { return s.capture }, "NOT_VOIDABLE"},
		{"sale", VoidCapture, func(s stage) string { return s.payment }, "NOT_VOIDABLE"},
		{"sale", RefundCapture, func(s stage) string { return s.payment }, "INVALID_DATA"},
		{"captured", CapturePayment, func(s stage) string { return s.capture }, "MISSING_AUTH"},
		{"captured", AuthReversal, func(s stage) string { return s.capture }, "MISSING_AUTH"},
		{"credited", CapturePayment, func(s stage) string { return s.credit }, "MISSING_AUTH"},
	} {
		t.Run(tc.state+" "+string(tc.op), func(t *testing.T) {
			g := newGateway(t, Options{})
			id := tc.id(stages[tc.state](g))
			body := sum(t, "1", with{reversalPath + "totalAmount": "1", reversalPath + "currency": "USD"})
			r := g.do(tc.op, id, body)
			if r.reason() != tc.reason || (r.status == 201) != (tc.reason == ok) || r.status == 400 && tc.reason != "INVALID_DATA" && r.fields() != nil {
				t.Errorf("got %s, want %q", r.body, tc.reason)
			}
			if r.status == 201 {
				expectOutcome(t, g.do(tc.op, id, body), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
			}
		})
	}
}

func TestUnknownIDIsRefusedAsTheOptionsSay(t *testing.T) {
	bodies := map[Operation][]byte{
		CapturePayment: sum(t, "1"), RefundPayment: sum(t, "1"), RefundCapture: sum(t, "1"), AuthReversal: reversal(t, "1"),
		VoidPayment: []byte("{}"), VoidCapture: []byte("{}"), VoidRefund: []byte("{}"), VoidCredit: []byte("{}"),
		IncrementAuth: incrementOf(t, "1"), RefreshPaymentStatus: refresh(t),
	}
	for option, want := range map[string]struct {
		status int
		reason string
	}{"": {400, "INVALID_PAYMENT_ID"}, UnknownIDInvalidData: {400, "INVALID_DATA"}, UnknownIDNotFound: {404, ""}} {
		g := newGateway(t, Options{UnknownID: option})
		others := g.call(Request{MerchantID: "acme_us", Body: cardPayment(t)}).id()
		for op, body := range bodies {
			for _, id := range []string{others, "7956080000000000000000", ""} {
				r := g.do(op, id, body)
				if r.status != want.status || r.reason() != want.reason || r.fields() != nil || r.entry != nil {
					t.Errorf("%s, option %q: got %d %s", op, option, r.status, r.body)
				}
			}
		}
	}
}

func TestWrongCurrencyIsNamedInEveryState(t *testing.T) {
	euros := with{amountsPath + "currency": "EUR"}
	for _, state := range []string{"open", "captured", "reversed", "declined", "sale", "sent"} {
		g := newGateway(t, Options{})
		id := stages[state](g).payment
		for op, body := range map[Operation][]byte{
			CapturePayment: sum(t, "100", euros), RefundPayment: sum(t, "100", euros), AuthReversal: reversal(t, "100", with{reversalPath + "currency": "EUR"}),
		} {
			r := g.do(op, id, body)
			if r.reason() != "INVALID_DATA" || len(r.fields()) != 1 || !strings.HasSuffix(r.fields()[0], "amountDetails.currency") {
				t.Errorf("%s, %s: got %s", state, op, r.body)
			}
		}
	}
	g := newGateway(t, Options{})
	g.done(CapturePayment, g.authorize(), sum(t, "100", with{amountsPath + "currency": "usd"}))
}

func TestAmountsAreRequiredAndPositive(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	for op, path := range map[Operation]string{
		CapturePayment: amountsPath, RefundPayment: amountsPath, RefundCapture: amountsPath, AuthReversal: reversalPath,
		MitReversal: reversalPath, CreateCredit: amountsPath,
	} {
		r := g.do(op, id, []byte("{}"))
		if r.reason() != "MISSING_FIELD" || !slices.Contains(r.fields(), path+"totalAmount") || !slices.Contains(r.fields(), path+"currency") {
			t.Errorf("%s: got %s", op, r.body)
		}
	}
	for _, amount := range []string{"0", "0.00", "0.001"} {
		for op, body := range map[Operation][]byte{CapturePayment: sum(t, amount), RefundPayment: sum(t, amount), AuthReversal: reversal(t, amount)} {
			if r := g.do(op, id, body); r.reason() != "INVALID_DATA" || len(r.fields()) != 1 {
				t.Errorf("%s of %s: got %s", op, amount, r.body)
			}
		}
	}
	for op, body := range map[Operation][]byte{MitReversal: reversal(t, "1"), MitVoid: []byte("{}")} {
		if r := g.do(op, "", body); r.reason() != "MISSING_FIELD" || !slices.Equal(r.fields(), []string{"clientReferenceInformation.transactionId"}) {
			t.Errorf("%s: got %s", op, r.body)
		}
	}
}

func TestAnswersOfTheRestOfLife(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	reconciliation := func(r reply) string { return r.text("reconciliationId") }
	capture := g.do(CapturePayment, id, sum(t, "60", transactionID("capture-1")))
	expect(t, capture.document, map[string]string{
		"status": "PENDING", "orderInformation.amountDetails.totalAmount": "60.00", "orderInformation.amountDetails.currency": "USD",
		"_links.self.href": "/pts/v2/captures/" + capture.id(), "_links.self.method": "GET",
		"_links.void.href": "/pts/v2/captures/" + capture.id() + "/voids", "_links.void.method": "POST",
		"clientReferenceInformation.code": "step-1", "clientReferenceInformation.transactionId": "capture-1",
		"processorInformation": "", "submitTimeUtc": "2026-11-25T12:00:00Z",
	})
	refund := g.do(RefundCapture, capture.id(), sum(t, "20"))
	expect(t, refund.document, map[string]string{
		"status": "PENDING", "refundAmountDetails.refundAmount": "20.00", "refundAmountDetails.currency": "USD",
		"_links.self.href": "/pts/v2/refunds/" + refund.id(), "_links.void.href": "/pts/v2/refunds/" + refund.id() + "/voids",
	})
	void := g.do(VoidRefund, refund.id(), []byte("{}"))
	expect(t, void.document, map[string]string{
		"status": "VOIDED", "voidAmountDetails.voidAmount": "20.00", "voidAmountDetails.currency": "usd",
		"orderInformation.amountDetails.currency": "USD", "_links.self.href": "/pts/v2/voids/" + void.id(),
		"clientReferenceInformation.code": "1795608000000",
	})
	other := g.authorize()
	reversed := g.do(AuthReversal, other, reversal(t, "100"))
	expect(t, reversed.document, map[string]string{
		"status": "REVERSED", "reversalAmountDetails.reversedAmount": "100.00", "reversalAmountDetails.currency": "USD",
		"processorInformation.responseCode": "100", "_links.self.href": "/pts/v2/reversals/" + reversed.id(),
	})
	credit := g.do(CreateCredit, "", cardPayment(t))
	expect(t, credit.document, map[string]string{
		"status": "PENDING", "creditAmountDetails.creditAmount": "102.21", "creditAmountDetails.currency": "usd",
		"_links.self.href": "/pts/v2/credits/" + credit.id(), "_links.void.href": "/pts/v2/credits/" + credit.id() + "/voids",
		"processorInformation.approvalCode": "888888", "paymentInformation.card.type": "001",
	})
	if reconciliation(capture) == "" || reconciliation(capture) != reconciliation(refund) || capture.links() != "self void" || reversed.links() != "self" || void.links() != "self" {
		t.Errorf("got %s, %s", capture.body, refund.body)
	}
	ids := map[string]bool{id: true, other: true}
	for _, r := range []reply{capture, refund, void, reversed, credit} {
		if ids[r.id()] || r.entry == nil || r.entry.ID != r.id() {
			t.Errorf("got %s, entry %+v", r.body, r.entry)
		}
		ids[r.id()] = true
	}
}

func TestCapturesOfOneAuthorizationMayBeSeveral(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	first := g.capture(id, "40", series(1, 3))
	g.capture(id, "10", series(1, 3)) // the same number again is a capture of its own
	if got := g.money(id); got != "held 50.00, captured 50.00, refunded 0.00" {
		t.Errorf("got %s", got)
	}
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "50.01", series(2, 3))), 400, "INVALID_REQUEST", "EXCEEDS_AUTH_AMOUNT")
	if r := g.do(CapturePayment, id, sum(t, "1", series(4, 3))); !slices.Equal(r.fields(), []string{"processingInformation.captureOptions.captureSequenceNumber"}) {
		t.Errorf("got %s", r.body)
	}
	g.done(VoidCapture, first, []byte("{}"))
	g.capture(id, "85", with{"processingInformation.captureOptions.isFinal": "true"})
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "1", series(2, 3))), 400, "INVALID_REQUEST", "MISSING_AUTH")
	if got := g.money(id); got != "held 5.00, captured 95.00, refunded 0.00" {
		t.Errorf("got %s", got)
	}
	g.SendBatch()
	if got := g.money(id); got != "held 0.00, captured 95.00, refunded 0.00" {
		t.Errorf("after the batch: got %s", got)
	}
}

func TestNumbersOfASeriesMayBeText(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	const options = "processingInformation.captureOptions."
	g.capture(id, "40", with{options + "captureSequenceNumber": "1", options + "totalCaptureCount": "2"})
	g.capture(id, "60", with{options + "captureSequenceNumber": "2", options + "totalCaptureCount": "2"})
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "1")), 400, "INVALID_REQUEST", "MISSING_AUTH")
}

func TestCaptureBelowTheHoldEndsIt(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	g.capture(id, "70")
	if got := g.money(id); got != "held 30.00, captured 70.00, refunded 0.00" {
		t.Errorf("before the batch: got %s", got)
	}
	expectOutcome(t, g.do(AuthReversal, id, reversal(t, "30")), 400, "INVALID_REQUEST", either)
	g.SendBatch()
	if got := g.money(id); got != "held 0.00, captured 70.00, refunded 0.00" {
		t.Errorf("after the batch: got %s", got)
	}
}

func TestIncrementsComeBeforeCaptures(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	g.increment(id, incrementOf(t, "20"))
	capture := g.capture(id, "115", series(1, 2))
	refused := g.increment(id, incrementOf(t, "1"))
	if refused.reason() != "INVALID_DATA" || !slices.Equal(refused.fields(), []string{"id"}) {
		t.Errorf("got %s", refused.body)
	}
	g.done(VoidCapture, capture, []byte("{}"))
	expectOutcome(t, g.increment(id, incrementOf(t, "1")), 400, "INVALID_REQUEST", "INVALID_DATA")
	g.done(AuthReversal, id, reversal(t, "120"))
}

func TestRefundsEndWhereTheCaptureEnds(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.sell()
	g.done(RefundPayment, id, sum(t, "30"))
	second := g.done(RefundPayment, id, sum(t, "70"))
	expectOutcome(t, g.do(RefundPayment, id, sum(t, "0.01")), 400, "INVALID_REQUEST", "INVALID_AMOUNT")
	expectOutcome(t, g.do(VoidPayment, id, []byte("{}")), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
	g.done(VoidRefund, second, []byte("{}"))
	if got := g.money(id); got != "held 0.00, captured 100.00, refunded 30.00" {
		t.Errorf("got %s", got)
	}
	g.SendBatch()
	g.done(RefundPayment, id, sum(t, "70"))
	expectOutcome(t, g.do(RefundPayment, id, sum(t, "0.01")), 400, "INVALID_REQUEST", "INVALID_AMOUNT")
}

func TestCaptureCanBeVoidedOnceItsRefundsAre(t *testing.T) {
	g := newGateway(t, Options{})
	made := stages["refunded"](g)
	expectOutcome(t, g.do(VoidCapture, made.capture, []byte("{}")), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
	g.done(VoidRefund, made.refund, []byte("{}"))
	g.done(VoidCapture, made.capture, []byte("{}"))
	if got := g.money(made.payment); got != "held 100.00, captured 0.00, refunded 0.00" {
		t.Errorf("got %s", got)
	}
}

func TestRefundIsPossibleForHalfAYear(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.sell()
	g.now = noon.Add(180*24*time.Hour - time.Second)
	g.done(RefundPayment, id, sum(t, "1"))
	g.now = noon.Add(180 * 24 * time.Hour)
	expectOutcome(t, g.do(RefundPayment, id, sum(t, "1")), 400, "INVALID_REQUEST", "INVALID_DATA")
}

func TestReversalNamesTheWholeHold(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	for _, amount := range []string{"99.99", "100.01"} {
		expectOutcome(t, g.do(AuthReversal, id, reversal(t, amount)), 400, "INVALID_REQUEST", "INVALID_AMOUNT")
	}
	g.increment(id, incrementOf(t, "20"))
	expectOutcome(t, g.do(AuthReversal, id, reversal(t, "100")), 400, "INVALID_REQUEST", "INVALID_AMOUNT")
	g.done(AuthReversal, id, reversal(t, "120"))
	script(t, g, Step{Status: "PARTIAL_AUTHORIZED", Authorized: "60"})
	partial := g.pay(cardPayment(t, with{amountsPath + "totalAmount": "100"}))
	expectOutcome(t, g.do(AuthReversal, partial.id(), reversal(t, "100")), 400, "INVALID_REQUEST", "INVALID_AMOUNT")
	g.done(AuthReversal, partial.id(), reversal(t, "60"))
}

func TestReasonOfMoreThanThreeCharactersIsRefused(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.authorize()
	r := g.do(AuthReversal, id, reversal(t, "100", with{"reversalInformation.reason": "testing"}))
	if r.reason() != "INVALID_DATA" || !slices.Equal(r.fields(), []string{"reversalInformation.reason"}) {
		t.Errorf("got %s", r.body)
	}
	g.done(AuthReversal, id, reversal(t, "100", with{"reversalInformation.reason": "34"}))
}

func TestCheckFailureHoldsMoneyThatCanBeTakenOrReversed(t *testing.T) {
	for amount, capture := range map[string]string{"9200": ok, "9400": "INVALID_DATA"} { // address check, risk score
		g := newGateway(t, Options{})
		id := g.authorize(with{amountsPath + "totalAmount": amount})
		if r := g.do(CapturePayment, id, sum(t, "1", series(1, 2))); r.reason() != capture {
			t.Errorf("capture of %s: got %s", amount, r.body)
		}
		other := g.authorize(with{amountsPath + "totalAmount": amount})
		g.done(AuthReversal, other, reversal(t, amount))
	}
}

func TestReviewedPaymentGoesOnOnceItIsAccepted(t *testing.T) {
	g := newGateway(t, Options{})
	id := stages["review"](g).payment
	if err := g.AcceptReview(id); err != nil {
		t.Fatal(err)
	}
	if err := g.AcceptReview(id); err == nil {
		t.Error("accepted twice")
	}
	g.capture(id, "9480")
}

func TestChecksAndSettledTransfersCanBeRefunded(t *testing.T) {
	g := newGateway(t, Options{})
	check := g.pay(checkPayment(t)).id()
	g.done(RefundPayment, check, sum(t, "100"))
	expectOutcome(t, g.do(RefundPayment, check, sum(t, "2.22")), 400, "INVALID_REQUEST", "INVALID_AMOUNT")
	g.done(VoidPayment, g.pay(checkPayment(t)).id(), []byte("{}"))
	transfer := g.pay(bankTransfer(t)).id()
	euros := with{amountsPath + "currency": "EUR"}
	expectOutcome(t, g.do(RefundPayment, transfer, sum(t, "30", euros)), 400, "INVALID_REQUEST", "INVALID_DATA")
	for range 4 {
		g.refresh(transfer, refresh(t))
	}
	g.done(RefundPayment, transfer, sum(t, "30", euros))
	if got := g.money(transfer); !strings.HasSuffix(got, "captured 30.00, refunded 30.00") {
		t.Errorf("got %s", got)
	}
}
