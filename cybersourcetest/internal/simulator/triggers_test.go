package simulator

import "testing"

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
