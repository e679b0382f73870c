package cybersource

import (
	"testing"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

// What each status means as the answer to a follow-up, written from what the service
// publishes about it.
func TestFollowUpIsReadInItsOwnWords(t *testing.T) {
	capture := func(s string) interface{ Outcome() Outcome } { return readAs[CapturePaymentResponse](t, s) }
	refund := func(s string) interface{ Outcome() Outcome } { return readAs[RefundResponse](t, s) }
	credit := func(s string) interface{ Outcome() Outcome } { return readAs[CreateCreditResponse](t, s) }
	reversal := func(s string) interface{ Outcome() Outcome } { return readAs[ReversalResponse](t, s) }
	void := func(s string) interface{ Outcome() Outcome } { return readAs[VoidResponse](t, s) }
	const eur = `"currency":"EUR"`
	for _, tc := range []struct {
		name string
		read func(string) interface{ Outcome() Outcome }
		body string
		want Outcome
	}{
		{"capture queued", capture, `{"status":"PENDING","orderInformation":{"amountDetails":{"totalAmount":"9.00",` + eur + `}}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyOnItsWay, HoldsFunds: true, Undo: UndoVoid, Advice: AdviceNone, Amount: "9.00", Currency: "EUR"}},
		{"capture sent", capture, `{"status":"TRANSMITTED","orderInformation":{"amountDetails":{"totalAmount":"9.00"}}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyTaken, HoldsFunds: true, Undo: UndoRefund, Advice: AdviceNone, Amount: "9.00"}},
		{"capture with an older status", capture, `{"status":"200","statusInformation":{"reason":"SUCCESS"},"orderInformation":{"amountDetails":{"totalAmount":"9.00"}}}`,
			Outcome{}},
		{"capture queued, and a timeout", capture, `{"status":"PENDING","errorInformation":{"reason":"SERVER_TIMEOUT"}}`,
			Outcome{Reason: ReasonServerTimeout, HoldsFunds: true}},
		{"capture refused with HTTP 201", capture, `{"status":"INVALID_REQUEST","reason":"INVALID_AMOUNT"}`,
			Outcome{Kind: OutcomeFailed, Reason: ReasonInvalidAmount, Money: MoneyUntouched, Advice: AdviceLookUp}},
		{"capture of nothing", capture, `{"status":"PENDING","orderInformation":{"amountDetails":{"totalAmount":"0.00"}}}`,
			Outcome{HoldsFunds: true, Amount: "0.00"}},

		{"refund queued", refund, `{"status":"PENDING","refundAmountDetails":{"refundAmount":"4.99",` + eur + `}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyOnItsWay, Undo: UndoVoid, Advice: AdviceNone, Amount: "4.99", Currency: "EUR"}},
		{"refund as a credit", refund, `{"status":"PENDING","creditAmountDetails":{"creditAmount":"4.99"},"orderInformation":{"amountDetails":{` + eur + `}}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyOnItsWay, Undo: UndoVoid, Advice: AdviceNone, Amount: "4.99", Currency: "EUR"}},
		{"refund done", refund, `{"status":"REFUNDED","refundAmountDetails":{"refundAmount":"1.00"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyBack, Advice: AdviceNone, Amount: "1.00"}},
		{"refund declined", refund, `{"status":"DECLINED","errorInformation":{"reason":"PROCESSOR_DECLINED"}}`,
			Outcome{Kind: OutcomeDeclined, Reason: ReasonProcessorDeclined, Money: MoneyUntouched, Advice: AdviceAskCardholder}},
		{"refund with digits and a decline", refund, `{"status":"201","errorInformation":{"reason":"UNAUTHORIZED_CARD"}}`,
			Outcome{Kind: OutcomeDeclined, Reason: ReasonUnauthorizedCard, Money: MoneyUntouched, Advice: AdviceAskCardholder}},
		{"refund without a status and with a timeout", refund, `{"errorInformation":{"reason":"SERVER_TIMEOUT"}}`,
			Outcome{Reason: ReasonServerTimeout}},
		{"refund with digits alone", refund, `{"status":"201"}`, Outcome{}},

		{"credit queued", credit, `{"status":"PENDING","creditAmountDetails":{"creditAmount":"10.00",` + eur + `},"processorInformation":{"approvalCode":"888888"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyOnItsWay, Undo: UndoVoid, Advice: AdviceNone, Amount: "10.00", Currency: "EUR"}},
		{"credit authorized by the issuer", credit, `{"status":"AUTHORIZED","creditAmountDetails":{"creditAmount":"10.00"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyOnItsWay, Undo: UndoVoid, Advice: AdviceNone, Amount: "10.00"}},
		{"credit declined", credit, `{"status":"DECLINED","errorInformation":{"reason":"INVALID_ACCOUNT"}}`,
			Outcome{Kind: OutcomeDeclined, Reason: ReasonInvalidAccount, Money: MoneyUntouched, Advice: AdviceAskCardholder}},

		{"reversed", reversal, `{"status":"REVERSED","reversalAmountDetails":{"reversedAmount":"10.00",` + eur + `}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyBack, Advice: AdviceNone, Amount: "10.00", Currency: "EUR"}},
		{"reversed at a payment provider", reversal, `{"status":"AUTH_REVERSED","reversalAmountDetails":{"reversedAmount":"0"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyBack, Advice: AdviceNone, Amount: "0"}},
		{"partially reversed", reversal, `{"status":"PARTIALLY_REVERSED","reversalAmountDetails":{"reversedAmount":"4.00"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyHeld, HoldsFunds: true, Advice: AdviceNone, Amount: "4.00"}},
		{"timeout reversal of a failed payment", reversal, `{"status":"REVERSED","reversalAmountDetails":{"reversedAmount":"0.00","originalTransactionAmount":"10.00"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyUntouched, Advice: AdviceNone, Amount: "0.00"}},
		{"reversal of nothing", reversal, `{"status":"REVERSED","reversalAmountDetails":{"reversedAmount":"0.00"}}`, Outcome{}},
		{"reversal failed", reversal, `{"status":"FAILED"}`, Outcome{}},
		{"reversal that is pending", reversal, `{"status":"PENDING"}`, Outcome{}},

		{"voided", void, `{"status":"VOIDED","voidAmountDetails":{"voidAmount":"10.00"},"orderInformation":{"amountDetails":{` + eur + `}}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyStopped, HoldsFunds: true, Advice: AdviceReview, Amount: "10.00", Currency: "EUR"}},
		{"void that released the hold", void, `{"status":"REVERSED","voidAmountDetails":{"voidAmount":"10.00"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyBack, Advice: AdviceNone, Amount: "10.00"}},
		{"timeout void of a failed call", void, `{"status":"VOIDED","voidAmountDetails":{"originalTransactionAmount":"10.00"}}`,
			Outcome{Kind: OutcomeApproved, Money: MoneyUntouched, Advice: AdviceNone}},
		{"void failed", void, `{"status":"FAILED"}`, Outcome{}},
		{"void cancelled", void, `{"status":"CANCELLED"}`, Outcome{}},
		{"void too late, with HTTP 201", void, `{"status":"INVALID_REQUEST","reason":"NOT_VOIDABLE"}`,
			Outcome{Kind: OutcomeFailed, Reason: ReasonNotVoidable, Money: MoneyUntouched, Advice: AdviceLookUp}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if got := tc.read(tc.body).Outcome(); got != tc.want {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func readAs[T any](t *testing.T, body string) *T {
	t.Helper()
	r := new(T)
	if err := jsonx.Unmarshal([]byte(body), r); err != nil {
		t.Fatal(err)
	}
	return r
}

func TestOutcomeOfNoAnswerToAFollowUpIsUnknown(t *testing.T) {
	for name, got := range map[string]Outcome{
		"capture":  (*CapturePaymentResponse)(nil).Outcome(),
		"refund":   (*RefundResponse)(nil).Outcome(),
		"credit":   (*CreateCreditResponse)(nil).Outcome(),
		"reversal": (*ReversalResponse)(nil).Outcome(),
		"void":     (*VoidResponse)(nil).Outcome(),
	} {
		if got != (Outcome{}) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
