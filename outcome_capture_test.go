package cybersource

import (
	"net/http"
	"testing"
)

// Goods must not be sent for a sale whose capture was not made: nobody would take the money.
func TestPaymentWhoseBundledCaptureWasNotMadeIsToBeDecidedAbout(t *testing.T) {
	const capture, void = `"_links":{"capture":{"href":"/c"}}`, `"_links":{"void":{"href":"/v"}}`
	for _, tc := range []struct {
		members string
		want    OutcomeKind
		reason  Reason
	}{
		{`"embeddedActions":{"CAPTURE":{"status":"PENDING"}}`, OutcomeApproved, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"TRANSMITTED"}},` + void, OutcomeApproved, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"SUCCESS"},"AP_CAPTURE":{"status":"completed"}}`, OutcomeApproved, ""},
		{`"embeddedActions":{"CAPTURE":{},"AP_CAPTURE":{},"TOKEN_CREATE":{"status":"INVALID_REQUEST","reason":"INVALID_DATA"}}`, OutcomeApproved, ""},
		{`"embeddedActions":{"CAPTURE":{"message":"Successful transaction."}}`, OutcomeApproved, ""},
		{`"embeddedActions":[]`, OutcomeApproved, ""},

		{`"embeddedActions":{"CAPTURE":{"status":"DECLINED","reason":"PROCESSOR_DECLINED"}}`, OutcomeReview, ReasonProcessorDeclined},
		{`"embeddedActions":{"CAPTURE":{"status":"DECLINED"}},` + capture, OutcomeReview, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"FAILED"}}`, OutcomeReview, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"REJECTED"}}`, OutcomeReview, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"PENDING_REVIEW","reason":"DECISION_PROFILE_REVIEW"}}`, OutcomeReview, ReasonDecisionProfileReview},
		{`"embeddedActions":{"CAPTURE":{"status":"INVALID_REQUEST","reason":"INVALID_DATA"}}`, OutcomeReview, ReasonInvalidData},
		{`"embeddedActions":{"AP_CAPTURE":{"status":"DECLINED"}}`, OutcomeReview, ""},
		{`"embeddedActions":{"ap_capture":{"status":"FAILED"}}`, OutcomeReview, ""},
		{`"embeddedActions":{"CAPTURE":[{"status":"DECLINED"}]}`, OutcomeReview, ""},
		{`"embeddedActions":{"CAPTURE":"DECLINED"}`, OutcomeReview, ""},
		{`"embeddedActions":[{"CAPTURE":{"status":"DECLINED"}}]`, OutcomeReview, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"PENDING","status":"DECLINED"}}`, OutcomeReview, ""},

		{`"embeddedActions":{"CAPTURE":{"status":"DECLINED"}},` + void, OutcomeUnknown, ""}, // which follows a sale alone
		{`"embeddedActions":{"CAPTURE":{"status":"SERVER_ERROR"}}`, OutcomeUnknown, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"PENDING","reason":"SYSTEM_ERROR"}}`, OutcomeUnknown, ""},
		{`"embeddedActions":{"CAPTURE":{"status":"STATUS_OF_TOMORROW"}}`, OutcomeUnknown, ""},
		{`"embeddedActions":{"CAPTURE":{"reason":"REASON_OF_TOMORROW"}}`, OutcomeUnknown, ""},
	} {
		payment := readAs[CreatePaymentResponse](t, `{"status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"9.00","currency":"EUR"}},`+tc.members+"}")
		o := payment.Outcome()
		if o.Kind != tc.want || !o.HoldsFunds || o.Amount != "9.00" || o.Reason != tc.reason {
			t.Errorf("%s: %s, holds %t, %q, %s; want %s, %s", tc.members, o.Kind, o.HoldsFunds, o.Amount, o.Reason, tc.want, tc.reason)
		}
		if tc.want == OutcomeReview && (o.Captured || o.Money != MoneyHeld || o.Undo != UndoReversal || o.Advice != AdviceReview) {
			t.Errorf("%s: %+v", tc.members, o)
		}
	}
}

func TestBundledCaptureChangesNothingOfWhatIsNotApproved(t *testing.T) {
	const failed = `,"embeddedActions":{"CAPTURE":{"status":"DECLINED","reason":"PROCESSOR_DECLINED"}}}`
	for text, want := range map[string]OutcomeKind{
		`{"status":"DECLINED","errorInformation":{"reason":"PROCESSOR_DECLINED"}`: OutcomeDeclined,
		`{"status":"AUTHORIZED_RISK_DECLINED"`:                                    OutcomeDeclined,
		`{"status":"PENDING"`:                                                     OutcomePending,
		`{"status":"PARTIAL_AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"9.00"}}`: OutcomePartiallyApproved,
		`{"status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"0.00"}}`:         OutcomeVerified,
		`{"status":"COMPLETED"`: OutcomeUnknown, // taken, as the status says
	} {
		if o := readAs[CreatePaymentResponse](t, text+failed).Outcome(); o.Kind != want || o.Captured {
			t.Errorf("%s: %+v, want %s", text, o, want)
		}
	}
}

// The record of a sale lists the capture beside the authorization.
func TestRecordOfASaleWithoutACaptureIsToBeDecidedAbout(t *testing.T) {
	sale := with(lostPayment(), func(r *CallRecord) { r.ID, r.Sale = "7", true })
	for _, tc := range []struct {
		record CallRecord
		shown  string
		want   OutcomeKind
	}{
		{sale, transactionOf("7", "C1", "ics_auth", okResult, ""), OutcomeReview},
		{with(sale, func(r *CallRecord) { r.Amount = "99.00" }), transactionOf("7", "C1", "ics_auth", okResult, ""), OutcomePartiallyApproved},
		{with(sale, func(r *CallRecord) { r.Sale = false }), transactionOf("7", "C1", "ics_auth", okResult, ""), OutcomeApproved},
	} {
		rounds := newUndoRounds(t, tc.record, &undoReports{reports: reports{records: map[string]string{"7": tc.shown}}})
		result, err := rounds.client.Resolve(t.Context(), tc.record)
		if err != nil {
			t.Fatal(err)
		}
		if o := result.Outcome; result.Verdict != VerdictHappened || o.Kind != tc.want || !o.HoldsFunds || o.Captured {
			t.Errorf("sale %t: %v, %+v", tc.record.Sale, result.Verdict, o)
		}
		rounds.expect(rounds.next(http.StatusBadRequest, wasReversed), UndoDone, "")
	}
}
