package simulator

import (
	"strings"
	"testing"
)

func TestTriggersSayHowTheAnswerDiffersFromAnApproval(t *testing.T) {
	s := newGateway(t, Options{})
	results := make(map[string]string)
	for _, trigger := range s.Triggers() {
		results[trigger.Condition] = trigger.Result
		if trigger.Result == "AUTHORIZED" {
			t.Errorf("%s: nothing tells it from an ordinary approval", trigger.Condition)
		}
	}
	for condition, want := range map[string]string{
		"amount 164":  "AUTHORIZED, response code 164",
		"amount 2201": "DECLINED, INVALID_ACCOUNT, response code 201",
		"amount 2836": "AUTHORIZED_PENDING_REVIEW, AVS_FAILED, AVS N",
		"amount 9801": "refreshes: PENDING, FAILED",
	} {
		if results[condition] != want {
			t.Errorf("%s: %q, want %q", condition, results[condition], want)
		}
	}
}

func TestTriggerRowsAreAllReached(t *testing.T) {
	for _, row := range triggerTable {
		if row.statuses != nil {
			continue
		}
		t.Run(row.profile+" "+row.condition(), func(t *testing.T) {
			profile, usual := row.profile, "AUTHORIZED"
			if profile == "any" {
				profile = ProfileDefault
			}
			body := cardPayment(t, conditionsOf(row))
			if row.routingNumber != "" {
				body, usual = checkPayment(t, conditionsOf(row)), "PENDING"
			}
			r, want := newGateway(t, Options{Profile: profile}).pay(body), row.outcome(usual)
			if want.http != 201 { // a failure does not tell what it hides
				want.status = r.text("status")
			}
			expectOutcome(t, r, want.http, want.status, want.reason)
			if row.responseCode != "" {
				expect(t, r.document, map[string]string{"processorInformation.responseCode": row.responseCode})
			}
			if row.approvalCode != "" {
				expect(t, r.document, map[string]string{"processorInformation.approvalCode": row.approvalCode})
			}
		})
	}
}

// conditionsOf is what a row asks for.
func conditionsOf(row trigger) with {
	change := with{"processingInformation.authorizationOptions.partialAuthIndicator": row.partial}
	for path, text := range map[string]string{
		amountsPath + "totalAmount": row.amount,
		cardPath + "securityCode":   row.securityCode,
		billToPath + "postalCode":   row.postalCode,
		cardPath + "number":         row.card,
		bankPath + "routingNumber":  row.routingNumber,
		bankPath + "account.number": row.account,
	} {
		if text != "" {
			change[path] = text
		}
	}
	return change
}

func TestReasonInNoListIsADecline(t *testing.T) {
	g := newGateway(t, Options{})
	script(t, g, Step{Reason: "SOMETHING_ELSE"})
	r := g.pay(cardPayment(t))
	expectOutcome(t, r, 201, "DECLINED", "SOMETHING_ELSE")
	expect(t, r.document, map[string]string{"errorInformation.message": "Decline - SOMETHING_ELSE"})
}

// TestNetworkAdviceIsCarriedByTheRowsForItOnly keeps the advice of other declines that of their reason.
func TestNetworkAdviceIsCarriedByTheRowsForItOnly(t *testing.T) {
	rows := 0
	for _, row := range triggerTable {
		switch {
		case row.known != "ours" || row.advice.code == "":
		case strings.HasPrefix(row.amount, "9203."):
			rows++
		default:
			t.Errorf("%s carries advice %s", row.condition(), row.advice.code)
		}
	}
	if rows == 0 {
		t.Error("no row carries advice")
	}
}
