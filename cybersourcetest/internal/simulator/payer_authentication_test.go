package simulator

import (
	"encoding/json"
	"slices"
	"strconv"
	"testing"
	"time"
)

// ask makes a call that names no id in its path.
func (g *gateway) ask(op Operation, body []byte) reply {
	g.t.Helper()
	return g.call(Request{Operation: op, MerchantID: merchant, Pages: "http://127.0.0.1:8080", Body: body})
}

// enrol checks the enrolment of a card.
func (g *gateway) enrol(number string, changes ...with) reply {
	g.t.Helper()
	return g.ask(CheckPayerAuthEnrollment, cardPayment(g.t, append([]with{{cardPath + "number": number}}, changes...)...))
}

// validate fetches the result of a challenge.
func (g *gateway) validate(number, id string) reply {
	g.t.Helper()
	return g.ask(ValidateAuthenticationResults, cardPayment(g.t, with{cardPath + "number": number, idPath: id}))
}

// Calls of their own find what the check bundled with a payment finds.
func TestEnrolmentCheckFindsWhatTheCardStandsFor(t *testing.T) {
	for _, s := range scenarioTable {
		for _, number := range s.numbers() {
			t.Run(s.version+" "+s.scenario+" "+number, func(t *testing.T) {
				g := newGateway(t, Options{})
				r := g.enrol(number)
				status, reason := "AUTHENTICATION_SUCCESSFUL", ""
				switch s.paresStatus {
				case "C":
					status, reason = "PENDING_AUTHENTICATION", "CONSUMER_AUTHENTICATION_REQUIRED"
				case "N", "R":
					status, reason = "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED"
				}
				expectOutcome(t, r, 201, status, reason)
				expect(t, r.document, map[string]string{
					authenticationPath + "paresStatus": s.paresStatus, authenticationPath + "directoryServerErrorCode": s.errorCode,
					authenticationPath + "indicator": "", "processorInformation.approvalCode": "",
				})
				if r.entry == nil || r.entry.HoldsFunds() || r.entry.PaymentID != "" {
					t.Errorf("entry %+v", r.entry)
				}
				if s.paresStatus == "C" {
					expectValidation(t, g.validate(number, r.text(idPath)), s.validated)
				}
			})
		}
	}
}

func expectValidation(t *testing.T, r reply, validated string) {
	t.Helper()
	want := map[string]string{
		authenticationPath + "paresStatus": validated, authenticationPath + "ecommerceIndicator": "", authenticationPath + "veresEnrolled": "",
	}
	switch validated {
	case "Y", "U":
		expectOutcome(t, r, 201, "AUTHENTICATION_SUCCESSFUL", "")
		if r.text(authenticationPath+"indicator") == "" {
			t.Error("no indicator")
		}
	default:
		expectOutcome(t, r, 201, "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED")
		want[authenticationPath+"indicator"] = ""
	}
	if validated == "E" {
		want[authenticationPath+"paresStatus"] = "U"
	}
	expect(t, r.document, want)
}

func TestSetUpTellsWhereToCollectDeviceData(t *testing.T) {
	g := newGateway(t, Options{})
	r := g.ask(PayerAuthSetup, cardPayment(t, with{"orderInformation": nil}))
	expectOutcome(t, r, 201, "COMPLETED", "")
	expect(t, r.document, map[string]string{authenticationPath + "deviceDataCollectionUrl": "http://127.0.0.1:8080/V1/Cruise/Collect"})
	token := r.text(authenticationPath + "accessToken")
	claims, ok := g.readToken(token)
	issued, _ := strconv.Atoi(claims.text("iat"))
	expires, _ := strconv.Atoi(claims.text("exp"))
	if !ok || expires-issued != 3600 {
		t.Errorf("claims %v, good %t", claims, ok)
	}
	if id, ok := g.Collection(token); !ok || id == "" || id != r.text(authenticationPath+"referenceId") {
		t.Errorf("the token opens %q, %t", id, ok)
	}
}

func TestSetUpFailsForCardsThatCannotBeUsed(t *testing.T) {
	for _, tc := range []struct {
		name, status, reason string
		http                 int
		change               with
	}{
		{"expired", "FAILED", "EXPIRED_CARD", 201, with{cardPath + "expirationYear": "2025"}},
		{"wrong check digit", "FAILED", "GENERAL_DECLINE", 201, with{cardPath + "number": "4111111111111112"}},
		{"no number", "INVALID_REQUEST", "MISSING_FIELD", 400, with{cardPath + "number": nil}},
		{"a stored customer", "COMPLETED", "", 201, with{"paymentInformation": map[string]any{"customer": map[string]any{"customerId": "AB695DA801DD1BB6E05341588E0A3BDC"}}}},
		{"an unknown transient token", "INVALID_REQUEST", "INVALID_DATA", 400, with{"paymentInformation": nil, "tokenInformation.transientToken": "1D5ZX4HM"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			expectOutcome(t, g.ask(PayerAuthSetup, cardPayment(t, tc.change)), tc.http, tc.status, tc.reason)
		})
	}
}

func TestEnrolmentCheckRefusesCardsThatCannotBeUsed(t *testing.T) {
	for _, tc := range []struct{ name, field, number, year string }{
		{"expired", cardPath + "expirationYear", "4000000000002701", "2025"},
		{"wrong check digit", cardPath + "number", "4111111111111112", "2031"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, Options{}).enrol(tc.number, with{cardPath + "expirationYear": tc.year})
			expectOutcome(t, r, 400, "INVALID_REQUEST", "INVALID_DATA")
			if !slices.Equal(r.fields(), []string{tc.field}) {
				t.Errorf("got %q", r.fields())
			}
		})
	}
}

// A lost validation can be asked for again; a payment uses the result up.
func TestResultCanBeFetchedUntilAPaymentHasUsedIt(t *testing.T) {
	const number = "4000000000002503"
	g := newGateway(t, Options{})
	id := g.enrol(number).text(idPath)
	first, second := g.validate(number, id), g.validate(number, id)
	if cavv := first.text(authenticationPath + "cavv"); cavv == "" || cavv != second.text(authenticationPath+"cavv") {
		t.Errorf("cryptogram %q, then %q", cavv, second.text(authenticationPath+"cavv"))
	}
	expectOutcome(t, g.pay(completing(t, number, id)), 201, "AUTHORIZED", "")
	expectOutcome(t, g.validate(number, id), 400, "INVALID_REQUEST", "INVALID_DATA")
}

func TestValidationIsOfTheMerchantsOwnChallenge(t *testing.T) {
	const number = "4000000000002503"
	g := newGateway(t, Options{})
	id := g.enrol(number).text(idPath)
	for name, r := range map[string]reply{
		"unknown id": g.validate(number, "nobody"),
		"other card": g.validate("4000000000002370", id),
		"other merchant": g.call(Request{
			Operation: ValidateAuthenticationResults, MerchantID: "acme_us", Body: cardPayment(t, with{cardPath + "number": number, idPath: id}),
		}),
	} {
		if r.reason() != "INVALID_DATA" || !slices.Equal(r.fields(), []string{idPath}) {
			t.Errorf("%s: %s", name, r.body)
		}
	}
}

func TestStepUpTokenOpensItsChallengeForAnHour(t *testing.T) {
	g := newGateway(t, Options{})
	r := g.enrol("4000000000002503", with{authenticationPath + "returnUrl": "https://shop.example/return"})
	expect(t, r.document, map[string]string{authenticationPath + "stepUpUrl": "http://127.0.0.1:8080/V2/Cruise/StepUp"})
	token := r.text(authenticationPath + "accessToken")
	want := StepUp{
		TransactionID: r.text(idPath), ReturnURL: "https://shop.example/return", MerchantID: merchant,
		Amount: "102.21", Currency: "USD", CardLastFour: "2503",
	}
	if got, ok := g.StepUp(token); !ok || got != want {
		t.Errorf("got %+v, %t", got, ok)
	}
	for _, bad := range []string{"", ".", "a.b.c", token + "x", token[1:], token[:len(token)-1]} {
		if _, ok := g.StepUp(bad); ok {
			t.Errorf("%q opened the page", bad)
		}
	}
	if _, ok := g.Collection(token); ok {
		t.Error("the token opened the page of the set-up")
	}
	g.now = noon.Add(time.Hour)
	if _, ok := g.StepUp(token); ok {
		t.Error("the token opened the page after an hour")
	}
}

func TestScriptChoosesTheResultOfAnyCard(t *testing.T) {
	g := newGateway(t, Options{})
	script := func(op Operation, scenario string) {
		t.Helper()
		if err := g.Script(Step{Operation: op, Scenario: scenario}); err != nil {
			t.Fatal(err)
		}
	}
	script(CheckPayerAuthEnrollment, "rejected")
	expectOutcome(t, g.enrol("4111111111111111"), 201, "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED")
	script(CreatePayment, "attempt")
	r := g.pay(enrolling(t, "4111111111111111"))
	expectOutcome(t, r, 201, "AUTHORIZED", "")
	expect(t, r.document, map[string]string{authenticationPath + "paresStatus": "A", authenticationPath + "eciRaw": "06"})
	script(CheckPayerAuthEnrollment, "challenge and failure")
	id := g.enrol("4111111111111111").text(idPath)
	expectOutcome(t, g.validate("4111111111111111", id), 201, "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED")
}

func TestScriptWithAWrongScenarioIsRefused(t *testing.T) {
	for name, step := range map[string]Step{
		"unknown":           {Operation: CheckPayerAuthEnrollment, Scenario: "sunshine"},
		"no enrolment":      {Operation: CapturePayment, Scenario: "attempt"},
		"beside a status":   {Scenario: "attempt", Status: "DECLINED"},
		"beside a reason":   {Scenario: "attempt", Reason: "EXPIRED_CARD"},
		"of the validation": {Operation: ValidateAuthenticationResults, Scenario: "attempt"},
	} {
		if newGateway(t, Options{}).Script(step) == nil {
			t.Errorf("%s was taken", name)
		}
	}
}

func TestScriptedAuthentications(t *testing.T) {
	for _, tc := range []struct {
		step           Step
		http           int
		status, reason string
	}{
		{Step{Operation: PayerAuthSetup, Reason: "GENERAL_DECLINE"}, 201, "FAILED", "GENERAL_DECLINE"},
		{Step{Operation: CheckPayerAuthEnrollment, Status: "PENDING_AUTHENTICATION"}, 201, "PENDING_AUTHENTICATION", "CONSUMER_AUTHENTICATION_REQUIRED"},
		{Step{Operation: CheckPayerAuthEnrollment, Status: "AUTHENTICATION_SUCCESSFUL"}, 201, "AUTHENTICATION_SUCCESSFUL", ""},
		{Step{Operation: CheckPayerAuthEnrollment, Reason: "SYSTEM_ERROR"}, 502, "SERVER_ERROR", "SYSTEM_ERROR"},
		{Step{Operation: ValidateAuthenticationResults, Status: "AUTHENTICATION_FAILED"}, 201, "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED"},
	} {
		g := newGateway(t, Options{})
		if err := g.Script(tc.step); err != nil {
			t.Fatal(err)
		}
		expectOutcome(t, g.ask(tc.step.Operation, cardPayment(t, with{idPath: "nobody"})), tc.http, tc.status, tc.reason)
	}
}

func TestFailedAuthenticationCanRefuseThePayment(t *testing.T) {
	g := newGateway(t, Options{Features: Features{RefusedAuthentications: true}})
	for _, number := range []string{"4000000000002925", "4000000000002537"} {
		expectOutcome(t, g.pay(enrolling(t, number)), 400, "INVALID_REQUEST", "CONSUMER_AUTHENTICATION_FAILED")
		expectOutcome(t, g.enrol(number), 201, "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED")
	}
	id := g.pay(enrolling(t, "4000000000002370")).text(idPath)
	expectOutcome(t, g.pay(completing(t, "4000000000002370", id)), 400, "INVALID_REQUEST", "CONSUMER_AUTHENTICATION_FAILED")
}

// What belongs to an entry goes with it.
func TestForgottenEnrolmentTakesItsChallengeAlong(t *testing.T) {
	g := newGateway(t, Options{MaxPayments: 2})
	id := g.enrol("4000000000002503").text(idPath)
	for range 2 {
		g.pay(cardPayment(t))
	}
	expectOutcome(t, g.validate("4000000000002503", id), 400, "INVALID_REQUEST", "INVALID_DATA")
	if n := len(g.memory.challenges); n != 0 {
		t.Errorf("%d challenges are kept", n)
	}
}

// The members of an access token are JSON that anybody can read.
func TestAccessTokenIsAJWT(t *testing.T) {
	g := newGateway(t, Options{})
	token := g.ask(PayerAuthSetup, cardPayment(t)).text(authenticationPath + "accessToken")
	claims, _ := g.readToken(token)
	for _, name := range []string{"jti", "iss", "OrgUnitId", "ReferenceId"} {
		if claims.text(name) == "" {
			t.Errorf("%s is missing", name)
		}
	}
	if _, isNumber := claims["exp"].(json.Number); !isNumber {
		t.Errorf("exp is a %T", claims["exp"])
	}
}
