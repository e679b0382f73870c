package cybersource

import "testing"

// A payment says what its authentication came to in members of its own; nothing but a proof
// of it shifts the liability.
func TestPaymentSaysWhatItsAuthenticationCameTo(t *testing.T) {
	const card, done = `,"paymentAccountInformation":{"card":{"type":"001"}}`, `,"embeddedActions":{"CONSUMER_AUTHENTICATION":{"status":"AUTHENTICATION_SUCCESSFUL"}}`
	const validated = `,"embeddedActions":{"CONSUMER_AUTHENTICATION":{"status":"PENDING_AUTHENTICATION"},"VALIDATE_CONSUMER_AUTHENTICATION":{"status":"AUTHENTICATION_SUCCESSFUL"}}`
	const proof = `"paresStatus":"Y","eciRaw":"05","indicator":"vbv","cavv":"AAAB"`
	notShifted := func(result AuthenticationResult) AuthenticationOutcome {
		return AuthenticationOutcome{Result: result, Liability: LiabilityNotShifted, MayAuthorize: AuthorizeWithoutShift, Advice: AdviceNone}
	}
	nothing := AuthenticationOutcome{Liability: LiabilityNotShifted, Advice: AdviceAuthenticate}
	for _, tc := range []struct {
		name, status, info, rest string
		want                     AuthenticationOutcome
	}{
		{"authenticated and authorized", "AUTHORIZED", proof, card + done,
			AuthenticationOutcome{Result: ResultAuthenticated, Liability: LiabilityShifted, MayAuthorize: AuthorizeYes, Advice: AdviceNone}},
		{"authenticated and declined by the issuer", "DECLINED", proof, card + done + `,"errorInformation":{"reason":"PROCESSOR_DECLINED"}`,
			AuthenticationOutcome{Result: ResultAuthenticated, Liability: LiabilityShifted, MayAuthorize: AuthorizeYes, Advice: AdviceNone}},
		{"challenge passed", "AUTHORIZED", proof, card + validated,
			AuthenticationOutcome{Result: ResultAuthenticated, Liability: LiabilityShifted, MayAuthorize: AuthorizeYes, Advice: AdviceNone}},
		{"unavailable and authorized", "AUTHORIZED", `"paresStatus":"U","eciRaw":"07"`, card + done, notShifted(ResultUnavailable)},
		{"authenticated, another indicator of the network", "AUTHORIZED", `"paresStatus":"Y","eciRaw":"05","indicator":"spa"`, card + done, notShifted(ResultAuthenticated)},
		{"challenge due", "PENDING_AUTHENTICATION", `"paresStatus":"C"`, `,"errorInformation":{"reason":"CONSUMER_AUTHENTICATION_REQUIRED"}`,
			AuthenticationOutcome{Result: ResultChallengeRequired, Reason: ReasonConsumerAuthenticationRequired, Liability: LiabilityNotShifted, Advice: AdviceAuthenticate}},
		{"failed", "AUTHENTICATION_FAILED", `"paresStatus":"N"`, `,"errorInformation":{"reason":"CONSUMER_AUTHENTICATION_FAILED"}`,
			AuthenticationOutcome{Result: ResultFailed, Reason: ReasonConsumerAuthenticationFailed, Liability: LiabilityNotShifted, Advice: AdviceAskCardholder}},
		{"authorized, and no authentication reported", "AUTHORIZED", proof, card, nothing},
		{"the action failed, and the payment went on", "AUTHORIZED", `"paresStatus":"N"`, card +
			`,"embeddedActions":{"CONSUMER_AUTHENTICATION":{"status":"AUTHENTICATION_FAILED","reason":"CONSUMER_AUTHENTICATION_FAILED"}}`,
			AuthenticationOutcome{Result: ResultFailed, Reason: ReasonConsumerAuthenticationFailed, Liability: LiabilityNotShifted, Advice: AdviceAskCardholder}},
		{"status stands twice", "AUTHORIZED", proof, card + done + `,"status":"DECLINED"`, nothing},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := readAnswer[CreatePaymentResponse](t, tc.status, tc.info, tc.rest).AuthenticationOutcome(); got != tc.want {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}
