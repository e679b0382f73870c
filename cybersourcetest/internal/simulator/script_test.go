package simulator

import "testing"

func script(t *testing.T, g *gateway, steps ...Step) {
	t.Helper()
	if err := g.Script(steps...); err != nil {
		t.Fatal(err)
	}
}

func TestStepsAreUsedUpInOrderByOperation(t *testing.T) {
	g := newGateway(t, Options{})
	id := g.pay(cardPayment(t)).id()
	script(t, g,
		Step{Operation: IncrementAuth, Reason: "INSUFFICIENT_FUND"},
		Step{Status: "DECLINED", Reason: "EXPIRED_CARD", Message: "Decline - by script", ResponseCode: "54", Advice: "01"},
		Step{Reason: "SYSTEM_ERROR"},
	)
	first := g.pay(cardPayment(t))
	expectOutcome(t, first, 201, "DECLINED", "EXPIRED_CARD")
	expect(t, first.document, map[string]string{
		"errorInformation.message": "Decline - by script", "processorInformation.responseCode": "54",
		"processorInformation.merchantAdvice.code": "01",
	})
	expectOutcome(t, g.pay(cardPayment(t)), 502, "SERVER_ERROR", "SYSTEM_ERROR")
	expectOutcome(t, g.pay(cardPayment(t)), 201, "AUTHORIZED", "")
	expectOutcome(t, g.increment(id, incrementOf(t, "1")), 201, "DECLINED", "INSUFFICIENT_FUND")
	if g.Pending() != 0 {
		t.Errorf("%d steps are left", g.Pending())
	}
}

func TestStepWaitsForAValidCallOfItsPayment(t *testing.T) {
	g := newGateway(t, Options{})
	one, two := g.pay(cardPayment(t)).id(), g.pay(cardPayment(t)).id()
	script(t, g, Step{Operation: IncrementAuth, PaymentID: two, Status: "DECLINED"})
	expectOutcome(t, g.increment(one, incrementOf(t, "1")), 201, "AUTHORIZED", "")
	expectOutcome(t, g.increment(two, []byte("{}")), 400, "INVALID_REQUEST", "MISSING_FIELD")
	expectOutcome(t, g.increment(two, incrementOf(t, "1")), 201, "DECLINED", "PROCESSOR_DECLINED")
}

func TestReasonOfRefusalsMayComeWithAnotherStatus(t *testing.T) {
	g := newGateway(t, Options{})
	script(t, g, Step{Status: "DECLINED", Reason: "INVALID_AMOUNT"}, Step{Status: "INVALID_REQUEST", Reason: "INVALID_AMOUNT"})
	expectOutcome(t, g.pay(cardPayment(t)), 201, "DECLINED", "INVALID_AMOUNT")
	expectOutcome(t, g.pay(cardPayment(t)), 400, "INVALID_REQUEST", "INVALID_AMOUNT")
}

func TestStepNamesThePartThatWasApproved(t *testing.T) {
	g := newGateway(t, Options{})
	script(t, g, Step{Status: "PARTIAL_AUTHORIZED", Authorized: "60"}, Step{Status: "AUTHORIZED", Reason: "SERVER_TIMEOUT"})
	r := g.pay(cardPayment(t))
	expect(t, r.document, map[string]string{"orderInformation.amountDetails.authorizedAmount": "60.00", "status": "PARTIAL_AUTHORIZED"})
	lost := g.pay(cardPayment(t))
	expectOutcome(t, lost, 502, "SERVER_ERROR", "SERVER_TIMEOUT")
	if lost.entry.Status != "AUTHORIZED" || !lost.entry.HoldsFunds() {
		t.Errorf("got entry %+v", lost.entry)
	}
}

func TestMeaninglessStepsAreRefused(t *testing.T) {
	for _, tc := range []struct {
		name string
		step Step
		want string
	}{
		{"nothing said", Step{}, "simulator: step 2: Status and Reason are empty"},
		{"id of a new payment", Step{PaymentID: "1", Status: "DECLINED"}, "simulator: step 2: PaymentID is set, but a new payment has none yet"},
		{"unknown operation", Step{Operation: "Nothing", Status: "DECLINED"}, "simulator: step 2: Operation is unknown"},
		{"HTTP status of a fault", Step{Status: "DECLINED", HTTPStatus: 504}, "simulator: step 2: HTTPStatus is none of 201, 400, 502"},
		{"amount that is none", Step{Status: "PARTIAL_AUTHORIZED", Authorized: "six"}, "simulator: step 2: Authorized is no amount"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			err := g.Script(Step{Status: "DECLINED"}, tc.step)
			if err == nil || err.Error() != tc.want {
				t.Errorf("got %v, want %s", err, tc.want)
			}
			if g.Pending() != 0 {
				t.Error("part of a wrong script was queued")
			}
		})
	}
}
