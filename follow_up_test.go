package cybersource

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"
)

// Answers as the service gives them, cut to what a follow-up rests on.
const (
	anAuthorization = `{"_links":{"authReversal":{"href":"/pts/v2/payments/7/reversals"},"capture":{"href":"/pts/v2/payments/7/captures"}},
		"clientReferenceInformation":{"code":"ORDER-1","transactionId":"T1"},"id":"7","status":"AUTHORIZED",
		"orderInformation":{"amountDetails":{"authorizedAmount":"102.21","currency":"USD"}},"processorInformation":{"approvalCode":"888888"}}`
	aPartialApproval = `{"_links":{"capture":{"href":"/c"},"authReversal":{"href":"/r"}},"clientReferenceInformation":{"code":"ORDER-1"},"id":"7",
		"status":"PARTIAL_AUTHORIZED","orderInformation":{"amountDetails":{"totalAmount":"100.00","authorizedAmount":"60.00","currency":"USD"}}}`
	aSale = `{"_links":{"void":{"href":"/pts/v2/payments/7/voids"}},"clientReferenceInformation":{"code":"ORDER-1"},"id":"7",
		"status":"AUTHORIZED","orderInformation":{"amountDetails":{"totalAmount":"24.99","authorizedAmount":"24.99","currency":"EUR"}}}`
	aSoftDecline = `{"_links":{"authReversal":{"href":"/r"}},"clientReferenceInformation":{"code":"ORDER-1"},"id":"7","status":"AUTHORIZED_RISK_DECLINED",
		"errorInformation":{"reason":"AVS_FAILED"},"orderInformation":{"amountDetails":{"authorizedAmount":"9.00","currency":"USD"}}}`
	aPaymentWithoutLinks = `{"id":"7","status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"9.00","currency":"USD"}}}`
	aDecline             = `{"id":"7","status":"DECLINED","errorInformation":{"reason":"EXPIRED_CARD"}}`
	aVerification        = `{"id":"7","status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"0.00","currency":"USD"}}}`
	aContradiction       = `{"id":"7","status":"AUTHORIZED","errorInformation":{"reason":"SERVER_TIMEOUT"},
		"orderInformation":{"amountDetails":{"authorizedAmount":"9.00","currency":"USD"}}}`
	anAmountWithoutCurrency = `{"id":"7","status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"9.00"}}}`
	anAmountAskedForOnly    = `{"id":"7","status":"AUTHORIZED","orderInformation":{"amountDetails":{"totalAmount":"9.00","currency":"USD"}}}`
	aPaidBankTransfer       = `{"id":"7","status":"SETTLED","clientReferenceInformation":{"code":"ORDER-1"},
		"orderInformation":{"amountDetails":{"totalAmount":"9.00","currency":"EUR"}}}`

	anIncrement = `{"clientReferenceInformation":{"code":"FOLIO-1"},"id":"8","status":"AUTHORIZED",
		"orderInformation":{"amountDetails":{"authorizedAmount":"100.00","totalAmount":"600.00","currency":"USD"}}}`
	anIncrementWithoutTotal = `{"id":"8","status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"100.00","currency":"USD"}}}`
	aDeclinedIncrement      = `{"id":"8","status":"DECLINED","errorInformation":{"reason":"GENERAL_DECLINE"}}`

	aQueuedCapture = `{"_links":{"void":{"href":"/pts/v2/captures/9/voids"}},"clientReferenceInformation":{"code":"SHIP-1"},"id":"9",
		"status":"PENDING","orderInformation":{"amountDetails":{"totalAmount":"42.00","currency":"USD"}}}`
	aSentCapture = `{"id":"9","status":"TRANSMITTED","orderInformation":{"amountDetails":{"totalAmount":"42.00","currency":"USD"}}}`
	anOldCapture = `{"id":"9","status":"200","orderInformation":{"amountDetails":{"totalAmount":"42.00","currency":"USD"}}}`

	aQueuedRefund   = `{"clientReferenceInformation":{"code":"RETURN-1"},"id":"10","status":"PENDING","refundAmountDetails":{"refundAmount":"4.99","currency":"usd"}}`
	aDeclinedRefund = `{"id":"10","status":"DECLINED","errorInformation":{"reason":"PROCESSOR_DECLINED"}}`
	aSentRefund     = `{"id":"10","status":"TRANSMITTED","refundAmountDetails":{"refundAmount":"4.99","currency":"usd"}}`
	aQueuedCredit   = `{"clientReferenceInformation":{"code":"CREDIT-1"},"id":"11","status":"PENDING","creditAmountDetails":{"creditAmount":"5.00","currency":"usd"}}`
)

// follow reads an answer and asks it for a request.
func follow[A, R any](ask func(*A) (R, error)) func(*testing.T, string) (any, error) {
	return func(t *testing.T, body string) (any, error) { return ask(readAs[A](t, body)) }
}

func TestAnswerYieldsTheRequestThatFollowsIt(t *testing.T) {
	capture, captureAll := follow((*CreatePaymentResponse).CaptureRequest), follow((*IncrementAuthResponse).CaptureRequest)
	reverse, reverseAll := follow((*CreatePaymentResponse).ReversalRequest), follow((*IncrementAuthResponse).ReversalRequest)
	refundSale, refundCapture := follow((*CreatePaymentResponse).RefundRequest), follow((*CapturePaymentResponse).RefundRequest)
	voidSale, voidCapture := follow((*CreatePaymentResponse).VoidRequest), follow((*CapturePaymentResponse).VoidRequest)
	voidRefund, voidCredit := follow((*RefundResponse).VoidRequest), follow((*CreateCreditResponse).VoidRequest)
	for _, tc := range []struct {
		name   string
		make   func(*testing.T, string) (any, error)
		answer string
		want   string // of the request, or of the error
	}{
		{"capture of an authorization", capture, anAuthorization, `{"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}}`},
		{"capture of a partial approval", capture, aPartialApproval, `{"orderInformation":{"amountDetails":{"totalAmount":"60.00","currency":"USD"}}}`},
		{"capture of a soft decline", capture, aSoftDecline, `{"orderInformation":{"amountDetails":{"totalAmount":"9.00","currency":"USD"}}}`},
		{"capture of a sale", capture, aSale, "capture payment: invalid request: payment does not allow it: its outcome is approved, its money is on its way"},
		{"capture of a decline", capture, aDecline, "capture payment: invalid request: payment does not allow it: its outcome is declined, its money is untouched"},
		{"capture of a verification", capture, aVerification, "capture payment: invalid request: payment does not allow it: its outcome is verified, its money is untouched"},
		{"capture of a contradiction", capture, aContradiction, "capture payment: invalid request: payment has an unknown outcome: look it up first"},
		{"capture without a currency", capture, anAmountWithoutCurrency, "capture payment: invalid request: orderInformation.amountDetails.currency of the answer states no currency"},
		{"capture of what was asked for only", capture, anAmountAskedForOnly, "capture payment: invalid request: orderInformation.amountDetails.authorizedAmount of the answer states no amount"},
		{"capture after an increment", captureAll, anIncrement, `{"orderInformation":{"amountDetails":{"totalAmount":"600.00","currency":"USD"}}}`},
		{"capture after an increment without a total", captureAll, anIncrementWithoutTotal, "capture payment: invalid request: orderInformation.amountDetails.totalAmount of the answer states no amount"},
		{"capture after a declined increment", captureAll, aDeclinedIncrement, "capture payment: invalid request: increment does not allow it: its outcome is declined, its money is untouched"},

		{"reversal of an authorization", reverse, anAuthorization,
			`{"clientReferenceInformation":{"code":"ORDER-1"},"reversalInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}}`},
		{"reversal of a partial approval", reverse, aPartialApproval,
			`{"clientReferenceInformation":{"code":"ORDER-1"},"reversalInformation":{"amountDetails":{"totalAmount":"60.00","currency":"USD"}}}`},
		{"reversal of a soft decline", reverse, aSoftDecline,
			`{"clientReferenceInformation":{"code":"ORDER-1"},"reversalInformation":{"amountDetails":{"totalAmount":"9.00","currency":"USD"}}}`},
		{"reversal of a voided sale", reverse, aSale,
			`{"clientReferenceInformation":{"code":"ORDER-1"},"reversalInformation":{"amountDetails":{"totalAmount":"24.99","currency":"EUR"}}}`},
		{"reversal without a code", reverse, aPaymentWithoutLinks, `{"reversalInformation":{"amountDetails":{"totalAmount":"9.00","currency":"USD"}}}`},
		{"reversal of a bank transfer", reverse, aPaidBankTransfer, "auth reversal: invalid request: payment does not allow it: its outcome is approved, its money is taken"},
		{"reversal of a contradiction", reverse, aContradiction, "auth reversal: invalid request: payment has an unknown outcome: look it up first"},
		{"reversal after an increment", reverseAll, anIncrement,
			`{"clientReferenceInformation":{"code":"FOLIO-1"},"reversalInformation":{"amountDetails":{"totalAmount":"600.00","currency":"USD"}}}`},
		{"reversal after an increment without a total", reverseAll, anIncrementWithoutTotal, "auth reversal: invalid request: orderInformation.amountDetails.totalAmount of the answer states no amount"},

		{"refund of a sale", refundSale, aSale, `{"orderInformation":{"amountDetails":{"totalAmount":"24.99","currency":"EUR"}}}`},
		{"refund of a bank transfer", refundSale, aPaidBankTransfer, `{"orderInformation":{"amountDetails":{"totalAmount":"9.00","currency":"EUR"}}}`},
		{"refund of a payment without links", refundSale, aPaymentWithoutLinks, `{"orderInformation":{"amountDetails":{"totalAmount":"9.00","currency":"USD"}}}`},
		{"refund of an authorization", refundSale, anAuthorization, "refund payment: invalid request: payment does not allow it: its outcome is approved, its money is held"},
		{"refund of a capture", refundCapture, aQueuedCapture, `{"orderInformation":{"amountDetails":{"totalAmount":"42.00","currency":"USD"}}}`},
		{"refund of a capture that was sent", refundCapture, aSentCapture, `{"orderInformation":{"amountDetails":{"totalAmount":"42.00","currency":"USD"}}}`},
		{"refund of an unknown capture", refundCapture, anOldCapture, "refund capture: invalid request: capture has an unknown outcome: look it up first"},

		{"void of a sale", voidSale, aSale, `{"clientReferenceInformation":{"code":"ORDER-1"}}`},
		{"void of a payment without links", voidSale, aPaymentWithoutLinks, `{}`},
		{"void of an authorization", voidSale, anAuthorization, "void payment: invalid request: payment does not allow it: its outcome is approved, its money is held"},
		{"void of a bank transfer", voidSale, aPaidBankTransfer, "void payment: invalid request: payment does not allow it: its outcome is approved, its money is taken"},
		{"void of a capture", voidCapture, aQueuedCapture, `{"clientReferenceInformation":{"code":"SHIP-1"}}`},
		{"void of a capture that was sent", voidCapture, aSentCapture, "void capture: invalid request: capture does not allow it: its outcome is approved, its money is taken"},
		{"void of a refund", voidRefund, aQueuedRefund, `{"clientReferenceInformation":{"code":"RETURN-1"}}`},
		{"void of a declined refund", voidRefund, aDeclinedRefund, "void refund: invalid request: refund does not allow it: its outcome is declined, its money is untouched"},
		{"void of a refund that was sent", voidRefund, aSentRefund, "void refund: invalid request: refund does not allow it: its outcome is approved, its money is back"},
		{"void of a credit", voidCredit, aQueuedCredit, `{"clientReferenceInformation":{"code":"CREDIT-1"}}`},
	} {
		t.Run(tc.name, func(t *testing.T) {
			request, err := tc.make(t, tc.answer)
			if err != nil {
				if err.Error() != tc.want || !errors.Is(err, ErrInvalidRequest) || !SafeToRetry(err) {
					t.Errorf("error %q\nwant  %q", err, tc.want)
				}
				return
			}
			if text, _ := json.Marshal(request); string(text) != tc.want {
				t.Errorf("request %s\nwant    %s", text, tc.want)
			}
		})
	}
}

// A reversal carries the code that was sent: answers have been seen to respell it.
func TestFollowUpTakesTheCodeThatWasSent(t *testing.T) {
	payment := readAs[CreatePaymentResponse](t, anAuthorization)
	payment.Meta.ReferenceCode = "order-1"
	request, err := payment.ReversalRequest()
	if err != nil || request.ClientReferenceInformation.Code != "order-1" {
		t.Errorf("%v, %v", request, err)
	}
}

func TestFollowUpRequestsOfNoAnswerAreNil(t *testing.T) {
	for name, err := range map[string]error{
		"capture":                  second((*CreatePaymentResponse)(nil).CaptureRequest()),
		"reversal":                 second((*CreatePaymentResponse)(nil).ReversalRequest()),
		"refund":                   second((*CreatePaymentResponse)(nil).RefundRequest()),
		"void":                     second((*CreatePaymentResponse)(nil).VoidRequest()),
		"capture of increments":    second((*IncrementAuthResponse)(nil).CaptureRequest()),
		"reversal of increments":   second((*IncrementAuthResponse)(nil).ReversalRequest()),
		"refund of a capture":      second((*CapturePaymentResponse)(nil).RefundRequest()),
		"void of a capture":        second((*CapturePaymentResponse)(nil).VoidRequest()),
		"void of a refund":         second((*RefundResponse)(nil).VoidRequest()),
		"void of a credit":         second((*CreateCreditResponse)(nil).VoidRequest()),
		"capture of an empty body": second(new(CreatePaymentResponse).CaptureRequest()),
	} {
		if !errors.Is(err, ErrInvalidRequest) || !strings.Contains(err.Error(), "has an unknown outcome") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func second[T any](_ T, err error) error { return err }
