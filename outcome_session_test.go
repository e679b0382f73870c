package cybersource

import "testing"

// What a session or an order with an alternative payment provider comes to. The published
// models have these statuses, and say nothing of what they mean for the money: as long as
// nothing says that it was taken, it is untouched and the end is open.
func TestSessionOrAnOrderIsApprovedOnlyWhenItIsCompleted(t *testing.T) {
	session := func(s string) Outcome { return readAs[SessionResponse](t, s).Outcome() }
	order := func(s string) Outcome { return readAs[CreateOrderResponse](t, s).Outcome() }
	const amount = `,"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}`
	open := func(advice Advice) Outcome {
		return Outcome{Kind: OutcomePending, Money: MoneyUntouched, Advice: advice, Requested: "102.21", Currency: "USD"}
	}
	for _, tc := range []struct {
		name string
		read func(string) Outcome
		body string
		want Outcome
	}{
		{"session opened", session, `{"status":"Created","orderInformation":{"amountDetails":{"totalAmount":"102.21"}}}`,
			Outcome{Kind: OutcomePending, Money: MoneyUntouched, Advice: AdviceAskCardholder, Requested: "102.21"}},
		{"session not opened", session, `{"status":"Failed"}`,
			Outcome{Kind: OutcomeFailed, Money: MoneyUntouched, Advice: AdviceAskCardholder}},
		{"session not opened for a reason", session, `{"status":"Failed","errorInformation":{"reason":"INVALID_MERCHANT_CONFIGURATION"}}`,
			Outcome{Kind: OutcomeFailed, Reason: ReasonInvalidMerchantConfiguration, Money: MoneyUntouched, Advice: AdviceContactSupport}},
		{"session opened, and a timeout", session, `{"status":"Created","errorInformation":{"reason":"SERVER_TIMEOUT"}}`,
			Outcome{Reason: ReasonServerTimeout}},
		{"session with a new status", session, `{"status":"Expired"}`, Outcome{}},
		{"session without a status", session, `{}`, Outcome{}},

		{"order exists", order, `{"status":"CREATED"` + amount + `}`, open(AdviceAskCardholder)},
		{"order kept", order, `{"status":"SAVED"` + amount + `}`, open(AdviceLookUp)},
		{"order approved by the payer", order, `{"status":"APPROVED"` + amount + `}`, open(AdviceLookUp)},
		{"payer has to act", order, `{"status":"PAYER_ACTION_REQUIRED"` + amount + `}`, open(AdviceAskCardholder)},
		{"order went through", order, `{"status":"COMPLETED"` + amount + `}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyTaken, HoldsFunds: true, Undo: UndoRefund, Advice: AdviceNone, Amount: "102.21", Requested: "102.21", Currency: "USD"}},
		{"order called off", order, `{"status":"VOIDED"` + amount + `}`,
			Outcome{Kind: OutcomeUndone, Money: MoneyBack, Advice: AdviceNone, Requested: "102.21", Currency: "USD"}},
		{"order went through, and a timeout", order, `{"status":"COMPLETED","errorInformation":{"reason":"SERVER_TIMEOUT"}}`,
			Outcome{Reason: ReasonServerTimeout, HoldsFunds: true}},
		{"order with a new status", order, `{"status":"BRAND_NEW"` + amount + `}`, Outcome{Requested: "102.21", Currency: "USD"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.read(tc.body); got != tc.want {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
	if (*SessionResponse)(nil).Outcome() != (Outcome{}) || (*CreateOrderResponse)(nil).Outcome() != (Outcome{}) {
		t.Error("no answer has an outcome")
	}
}
