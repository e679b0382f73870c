package simulator

import (
	"slices"
	"testing"
)

const idPath = authenticationPath + "authenticationTransactionId"

// enrolling is a payment that has the card's enrolment checked.
func enrolling(t *testing.T, number string, changes ...with) []byte {
	t.Helper()
	return cardPayment(t, append([]with{{
		cardPath + "number": number, "processingInformation.actionList": []string{checkEnrolment},
	}}, changes...)...)
}

// completing is the payment that follows a challenge.
func completing(t *testing.T, number, authenticationID string) []byte {
	t.Helper()
	return cardPayment(t, with{
		cardPath + "number": number, "processingInformation.actionList": []string{validateAuthentication}, idPath: authenticationID,
	})
}

func TestScenariosOfPayerAuthentication(t *testing.T) {
	for _, s := range scenarioTable {
		for _, number := range s.numbers() {
			t.Run(s.version+" "+s.scenario+" "+number, func(t *testing.T) {
				g := newGateway(t, Options{})
				first := g.pay(enrolling(t, number))
				switch s.paresStatus {
				case "N", "R":
					expectOutcome(t, first, 201, "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED")
					expect(t, first.document, map[string]string{authenticationPath + "paresStatus": s.paresStatus, "processorInformation.approvalCode": ""})
				case "C":
					expectOutcome(t, first, 201, "PENDING_AUTHENTICATION", "CONSUMER_AUTHENTICATION_REQUIRED")
					expectCompletion(t, g.pay(completing(t, number, first.text(idPath))), s.validated)
				default:
					expectOutcome(t, first, 201, "AUTHORIZED", "")
					expect(t, first.document, map[string]string{authenticationPath + "paresStatus": s.paresStatus})
				}
			})
		}
	}
}

func expectCompletion(t *testing.T, second reply, paresStatus string) {
	t.Helper()
	switch paresStatus {
	case "Y", "U":
		expectOutcome(t, second, 201, "AUTHORIZED", "")
		expect(t, second.document, map[string]string{authenticationPath + "paresStatus": paresStatus, "processorInformation.approvalCode": "888888"})
	default:
		expectOutcome(t, second, 201, "AUTHENTICATION_FAILED", "CONSUMER_AUTHENTICATION_FAILED")
	}
}

func TestChallengeTellsWhereToGoOn(t *testing.T) {
	r := newGateway(t, Options{}).pay(enrolling(t, "4000000000002503"))
	for _, name := range []string{"accessToken", "stepUpUrl", "authenticationTransactionId", "pareq", "acsUrl"} {
		if r.text(authenticationPath+name) == "" {
			t.Errorf("%s is missing", name)
		}
	}
	expect(t, r.document, map[string]string{
		authenticationPath + "veresEnrolled":             "Y",
		authenticationPath + "paresStatus":               "C",
		"embeddedActions.CONSUMER_AUTHENTICATION.status": "PENDING_AUTHENTICATION",
	})
	if r.has("processorInformation") || r.entry.HoldsFunds() {
		t.Error("the processor was asked before the payer was authenticated")
	}
}

func TestProofsFollowTheBrand(t *testing.T) {
	for _, tc := range []struct {
		name, number string
		want         map[string]string
	}{
		{"Visa", "4000000000002701", map[string]string{"eciRaw": "05", "eci": "05", "ecommerceIndicator": "vbv", "ucafCollectionIndicator": ""}},
		{"Visa attempt", "4000000000002719", map[string]string{"eciRaw": "06", "eci": "06", "ecommerceIndicator": "vbv_attempted"}},
		{"Mastercard", "5200000000002235", map[string]string{"eciRaw": "02", "ucafCollectionIndicator": "2", "cavv": ""}},
		{"Mastercard attempt", "5200000000002482", map[string]string{"eciRaw": "01", "ucafCollectionIndicator": "1"}},
		{"Mastercard unavailable", "5200000000002268", map[string]string{"eciRaw": "00", "ucafAuthenticationData": "", "ecommerceIndicator": "internet"}},
		{"American Express", "340000000002708", map[string]string{"eciRaw": "05", "ecommerceIndicator": "aesk"}},
		{"unavailable", "4000000000002313", map[string]string{"eciRaw": "07", "cavv": "", "ecommerceIndicator": "internet"}},
		{"bypassed", "4000000000002560", map[string]string{"veresEnrolled": "B", "paresStatus": ""}},
		{"card without 3-D Secure", "4111111111111111", map[string]string{"veresEnrolled": "U", "ecommerceIndicator": "internet"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newGateway(t, Options{}).pay(enrolling(t, tc.number))
			info, _ := r.value("consumerAuthenticationInformation").(map[string]any)
			expect(t, info, tc.want)
		})
	}
}

func TestChallengeIsCompletedOnceByItsOwnCard(t *testing.T) {
	const number = "4000000000002503"
	for _, tc := range []struct {
		name string
		act  func(g *gateway, id string) reply
	}{
		{"unknown id", func(g *gateway, _ string) reply { return g.pay(completing(g.t, number, "nobody")) }},
		{"other card", func(g *gateway, id string) reply { return g.pay(completing(g.t, "4000000000002370", id)) }},
		{"other merchant", func(g *gateway, id string) reply {
			return g.call(Request{MerchantID: "acme_us", Body: completing(g.t, number, id)})
		}},
		{"second time", func(g *gateway, id string) reply {
			g.pay(completing(g.t, number, id))
			return g.pay(completing(g.t, number, id))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			g := newGateway(t, Options{})
			r := tc.act(g, g.pay(enrolling(t, number)).text(idPath))
			expectOutcome(t, r, 400, "INVALID_REQUEST", "INVALID_DATA")
			if !slices.Equal(r.fields(), []string{idPath}) {
				t.Errorf("got %q", r.fields())
			}
		})
	}
}

func TestChallengeByAmountCanBeCompleted(t *testing.T) {
	g := newGateway(t, Options{})
	amount := with{amountsPath + "totalAmount": "9475"}
	first := g.pay(cardPayment(t, amount))
	expectOutcome(t, first, 201, "PENDING_AUTHENTICATION", "CONSUMER_AUTHENTICATION_REQUIRED")
	second := g.pay(cardPayment(t, amount, with{
		"processingInformation.actionList": validateAuthentication, idPath: first.text(idPath),
	}))
	expectOutcome(t, second, 201, "AUTHORIZED", "")
	expect(t, second.document, map[string]string{idPath: first.text(idPath), authenticationPath + "eciRaw": "05"})
	if first.id() == second.id() {
		t.Error("both payments have one id")
	}
}
