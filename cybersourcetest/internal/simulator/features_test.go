package simulator

import (
	"testing"
	"time"
)

func TestFeaturesOfAccounts(t *testing.T) {
	for _, tc := range []struct {
		name     string
		features Features
		attempt  func(*gateway) reply
		without  string // reason
		with     string
	}{
		{"no partial captures", Features{NoPartialCaptures: true}, func(g *gateway) reply {
			id := g.authorize()
			g.capture(id, "40", series(1, 2))
			return g.do(CapturePayment, id, sum(g.t, "60", series(2, 2)))
		}, ok, "MISSING_AUTH"},
		{"no reversal after a void", Features{NoReversalAfterVoid: true}, func(g *gateway) reply {
			return g.do(AuthReversal, stages["voided"](g).payment, reversal(g.t, "100"))
		}, ok, either},
		{"no credits", Features{NoCredits: true}, func(g *gateway) reply {
			return g.do(CreateCredit, "", cardPayment(g.t))
		}, ok, "ACCOUNT_NOT_ALLOWED_CREDIT"},
		{"partial reversals", Features{PartialReversals: true}, func(g *gateway) reply {
			return g.do(AuthReversal, g.authorize(), reversal(g.t, "40"))
		}, "INVALID_AMOUNT", ok},
		{"partial reversals, of what is left of a series", Features{PartialReversals: true}, func(g *gateway) reply {
			return g.do(AuthReversal, stages["partly captured"](g).payment, reversal(g.t, "60"))
		}, either, ok},
		{"partial reversals, of more than is left", Features{PartialReversals: true}, func(g *gateway) reply {
			return g.do(AuthReversal, stages["partly captured"](g).payment, reversal(g.t, "60.01"))
		}, either, "INVALID_AMOUNT"},
		{"split shipments", Features{SplitShipments: true}, func(g *gateway) reply {
			return g.do(CapturePayment, stages["captured"](g).payment, sum(g.t, "30"))
		}, "MISSING_AUTH", ok},
		{"gratuity", Features{Gratuity: true}, func(g *gateway) reply {
			return g.do(CapturePayment, g.authorize(), sum(g.t, "120"))
		}, "EXCEEDS_AUTH_AMOUNT", ok},
		{"gratuity beyond a fifth", Features{Gratuity: true}, func(g *gateway) reply {
			return g.do(CapturePayment, g.authorize(), sum(g.t, "120.01"))
		}, "EXCEEDS_AUTH_AMOUNT", "EXCEEDS_AUTH_AMOUNT"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for features, want := range map[Features]string{{}: tc.without, tc.features: tc.with} {
				if r := tc.attempt(newGateway(t, Options{Features: features})); r.reason() != want || (r.status == 201) != (want == ok) {
					t.Errorf("%+v: got %s, want %q", features, r.body, want)
				}
			}
		})
	}
}

func TestPartsOfAHoldAreReversedOneByOne(t *testing.T) {
	g := newGateway(t, Options{Features: Features{PartialReversals: true}})
	id := g.authorize()
	g.done(AuthReversal, id, reversal(t, "40"))
	g.capture(id, "50", series(1, 2))
	if got := g.money(id); got != "held 10.00, captured 50.00, refunded 0.00" {
		t.Errorf("got %s", got)
	}
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "10.01")), 400, "INVALID_REQUEST", "EXCEEDS_AUTH_AMOUNT")
	g.done(AuthReversal, id, reversal(t, "10"))
	expectOutcome(t, g.do(AuthReversal, id, reversal(t, "1")), 400, "INVALID_REQUEST", "AUTH_ALREADY_REVERSED")
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "1")), 400, "INVALID_REQUEST", "AUTH_ALREADY_REVERSED")
}

func TestOptionNoSumsTakesAndReturnsMoreThanThereIs(t *testing.T) {
	g := newGateway(t, Options{NoSums: true})
	id := g.authorize()
	capture := g.capture(id, "150")
	g.done(RefundCapture, capture, sum(t, "150"))
	g.done(RefundCapture, capture, sum(t, "150"))
	if got := g.money(id); got != "held 0.00, captured 150.00, refunded 300.00" {
		t.Errorf("got %s", got)
	}
}

func TestUsedTransactionIDIsRefusedAsTheOptionsSay(t *testing.T) {
	for option, want := range map[string]struct{ reason, message string }{
		"":                  {"INVALID_DATA", "Declined - One or more fields in the request contains invalid data"},
		"INVALID_DATA":      {"INVALID_DATA", "Declined - One or more fields in the request contains invalid data"},
		"DUPLICATE_REQUEST": {"DUPLICATE_REQUEST", "Declined - The transaction identifier sent with this request has already been used in the last 60 days"},
	} {
		g := newGateway(t, Options{DuplicateIDReason: option})
		id := g.authorize(transactionID("attempt-1"))
		for op, body := range map[Operation][]byte{
			CreatePayment: cardPayment(t, transactionID("attempt-1")), CapturePayment: sum(t, "1", transactionID("attempt-1")),
			RefundPayment: sum(t, "1", transactionID("attempt-1")), CreateCredit: cardPayment(t, transactionID("attempt-1")),
			IncrementAuth: incrementOf(t, "1", transactionID("attempt-1")),
		} {
			r := g.do(op, id, body)
			if r.reason() != want.reason || r.text("message") != want.message {
				t.Errorf("%s: got %s", op, r.body)
			}
		}
		g.done(MitReversal, "", reversal(t, "100", transactionID("attempt-1"))) // names the original's
	}
}

func TestCodeMayRepeatFromOneOperationToAnother(t *testing.T) {
	g := newGateway(t, Options{DuplicateCodeCheck: true})
	code := with{"clientReferenceInformation.code": "order-7"}
	id := g.authorize(code)
	capture := g.capture(id, "50", code, series(1, 3))
	expectOutcome(t, g.do(CapturePayment, id, sum(t, "10", code, series(2, 3))), 400, "INVALID_REQUEST", "DUPLICATE_REQUEST")
	g.done(RefundCapture, capture, sum(t, "10", code))
	expectOutcome(t, g.do(RefundCapture, capture, sum(t, "10", code)), 400, "INVALID_REQUEST", "DUPLICATE_REQUEST")
	g.done(CreateCredit, "", cardPayment(t, code))
	expectOutcome(t, g.do(CreateCredit, "", cardPayment(t, code)), 400, "INVALID_REQUEST", "DUPLICATE_REQUEST")
	other := g.authorize(with{"clientReferenceInformation.code": "order-8"})
	g.done(AuthReversal, other, reversal(t, "100", code))
	sale := g.sell(with{"clientReferenceInformation.code": "order-9"})
	g.done(VoidPayment, sale, build(t, code))
}

func TestOptionsOfTheRestOfLifeAreChecked(t *testing.T) {
	for name, options := range map[string]Options{
		"UnknownID": {UnknownID: "NOTHING"}, "DuplicateIDReason": {DuplicateIDReason: "NOTHING"}, "BatchAt": {BatchAt: "25:00"},
	} {
		if _, err := New(options); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestDailyBatchIsSentAtItsTime(t *testing.T) {
	g := newGateway(t, Options{BatchAt: "02:00"})
	before := g.sell()
	g.now = time.Date(2026, 11, 26, 1, 59, 59, 0, time.UTC)
	g.done(VoidPayment, before, []byte("{}"))
	kept := g.sell()
	g.now = time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)
	expectOutcome(t, g.do(VoidPayment, kept, []byte("{}")), 400, "INVALID_REQUEST", "NOT_VOIDABLE")
	after := g.sell()
	g.now = time.Date(2026, 11, 26, 23, 0, 0, 0, time.UTC)
	g.done(VoidPayment, after, []byte("{}"))
	p, _ := g.Payment(kept)
	if last := p.Events[len(p.Events)-1]; last.Kind != "batch sent" || !last.Time.Equal(time.Date(2026, 11, 26, 2, 0, 0, 0, time.UTC)) {
		t.Errorf("got %+v", last)
	}
}

func TestBatchSendsWhatIsQueuedOnce(t *testing.T) {
	g := newGateway(t, Options{})
	g.sell()
	g.done(RefundPayment, g.sell(), sum(t, "1"))
	g.authorize()
	g.done(CreateCredit, "", cardPayment(t))
	stages["voided"](g)
	if n := g.SendBatch(); n != 4 {
		t.Errorf("%d were sent, want 2 sales, a refund and a credit", n)
	}
	if n := g.SendBatch(); n != 0 {
		t.Errorf("%d were sent again", n)
	}
}
