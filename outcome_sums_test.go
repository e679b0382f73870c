package cybersource

import (
	"net/http"
	"strings"
	"testing"
)

// followUpsOf100 are calls that give back 100.00 USD, with the form of their answers' own amount.
var followUpsOf100 = []struct {
	name, status, own string
	call              func(t *testing.T, c *APIClient) interface{ Outcome() Outcome }
}{
	{"reversal", "REVERSED", `"reversalAmountDetails":{"reversedAmount":"%s","currency":"USD"}`, func(t *testing.T, c *APIClient) interface{ Outcome() Outcome } {
		t.Helper()
		answer, err := c.ReversalApi.AuthReversal(t.Context(), "1", newAuthReversalRequest("", "100.00", "USD"))
		return answered(t, answer, err)
	}},
	{"void", "VOIDED", `"voidAmountDetails":{"voidAmount":"%s","currency":"usd"}`, func(t *testing.T, c *APIClient) interface{ Outcome() Outcome } {
		t.Helper()
		answer, err := c.VoidApi.VoidCapture(t.Context(), "1", new(VoidCaptureRequest))
		return answered(t, answer, err)
	}},
	{"refund", "PENDING", `"refundAmountDetails":{"refundAmount":"%s","currency":"USD"}`, func(t *testing.T, c *APIClient) interface{ Outcome() Outcome } {
		t.Helper()
		answer, err := c.RefundApi.RefundCapture(t.Context(), "1", &RefundCaptureRequest{OrderInformation: &RefundOrderInformation{
			AmountDetails: &FollowOnOrderInformationAmountDetails{TotalAmount: "100.00", Currency: "USD"},
		}})
		return answered(t, answer, err)
	}},
	{"credit", "PENDING", `"creditAmountDetails":{"creditAmount":"%s","currency":"usd"}`, func(t *testing.T, c *APIClient) interface{ Outcome() Outcome } {
		t.Helper()
		answer, err := c.CreditApi.CreateCredit(t.Context(), &CreateCreditRequest{OrderInformation: &RefundOrderInformation{
			AmountDetails: &FollowOnOrderInformationAmountDetails{TotalAmount: "100.00", Currency: "USD"},
		}})
		return answered(t, answer, err)
	}},
}

func answered[T interface{ Outcome() Outcome }](t *testing.T, answer T, err error) T {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

// All of 100.00 USD counts as given back only if no amount of the answer is less, wherever it stands,
// and no currency another.
func TestFollowUpOutcomeReadsEverySumOfAnAnswer(t *testing.T) {
	const own, less = "OWN", "LESS" // the amount of the call, where its model has it
	for _, tc := range []struct {
		members string
		covers  bool
	}{
		{own, true},
		{`"orderInformation":{"amountDetails":{"currency":"USD"}}`, true},
		{own + `,"orderInformation":{"amountDetails":{"currency":"usd"}}`, true},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":"100","authorizedAmount":"100.00","currency":"USD"}}`, true},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":"250.00","authorizedAmount":"250.00"}}`, true}, // of the payment
		{`"orderInformation":{"amountDetails":{"totalAmount":"250.00","authorizedAmount":null}}`, true},
		{own + `,"orderInformation":{"amountDetails":{"taxAmount":"1.00","serviceFeeAmount":"1.00"},"lineItems":[{"totalAmount":"1.00","unitPrice":"1.00"}]}`, true},
		{own + `,"orderInformation":[{"lineItems":[{"totalAmount":"1.00"}]}]`, true},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":"90.00","currency":"EUR","foreignAmount":"100.00","foreignCurrency":"USD"}}`, true},
		{own + `,"orderInformation":[],"refundAmountDetails":[],"voidAmountDetails":{},"reversalAmountDetails":{}`, true},

		{`"orderInformation":{"amountDetails":{"totalAmount":"1.00","currency":"USD"}}`, false},
		{`"orderInformation":{"amountDetails":{"totalAmount":1.00}}`, false},
		{`"orderInformation":{"amountDetails":{"authorizedAmount":"1.00","currency":"USD"}}`, false},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":"1.00","currency":"USD"}}`, false},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":"0.00","currency":"USD"}}`, false},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":"1,00"}}`, false},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":{"value":"100.00"}}}`, false},
		{own + `,"orderInformation":{"amountDetails":{"totalAmount":["100.00","1.00"]}}`, false},
		{own + `,"orderInformation":[{"amountDetails":{"totalAmount":"1.00"}}]`, false},
		{own + `,"orderInformation":{"amountDetails":[{"totalAmount":"1.00"}]}`, false},
		{own + `,"orderInformation":{"amountDetails":{"currency":"EUR"}}`, false},
		{`"reversalAmountDetails":[{"reversedAmount":"1.00","currency":"USD"}]`, false},
		{`"reversalAmountDetails":[{"reversedAmount":"100.00","currency":"EUR"}],"orderInformation":{"amountDetails":{"currency":"USD"}}`, false},
		{`"voidAmountDetails":[{"voidAmount":"1.00"}]`, false},
		{`"refundAmountDetails":[{"refundAmount":"1.00"}]`, false},
		{`"refundAmountDetails":{"refundAmount":"1.00","currency":"USD"}`, false},
		{`"refundAmountDetails":{"refundAmount":"100.00"},"creditAmountDetails":{"creditAmount":"1.00"}`, false},
		{`"refundAmountDetails":{"refundAmount":"100.00","creditAmount":"1.00"}`, false},
		{`"refundAmountDetails":{"refundAmount":"100.00"},"creditAmountDetails":{"creditAmount":"100.00","currency":"EUR"}`, false},
		{own + "," + less, false},
		{own + `,"reversedAmount":"1.00"`, false},
		{own + `,"currency":"EUR"`, false},
	} {
		for _, call := range followUpsOf100 {
			body := strings.ReplaceAll(tc.members, less, strings.ReplaceAll(call.own, "%s", "1.00"))
			body = strings.ReplaceAll(body, own, strings.ReplaceAll(call.own, "%s", "100.00"))
			body = `{"id":"2","status":"` + call.status + `",` + body + "}"
			got := call.call(t, newTestClient(t, nil, reply(http.StatusCreated, body))).Outcome()
			if got.coversAll("100.00", "USD") != tc.covers {
				t.Errorf("%s: %s: %s of %s %s, want all: %t", call.name, body, got.Kind, got.Amount, got.Currency, tc.covers)
			}
		}
	}
}

// More can have been captured than was authorized, which the answer to a void may repeat.
func TestVoidMayRepeatThatLessWasAuthorized(t *testing.T) {
	void := readAs[VoidResponse](t, `{"status":"VOIDED","voidAmountDetails":{"voidAmount":"115.00"},"orderInformation":{"amountDetails":{"authorizedAmount":"100.00"}}}`)
	if o := void.Outcome(); !o.Approved() || o.Amount != "115.00" {
		t.Errorf("%+v", o)
	}
}

// What a call after a timeout finds to have failed moved nothing, whatever it was for.
func TestTimeoutCallOfWhatHadFailedMovesNothingWhateverElseIsStated(t *testing.T) {
	const order = `,"orderInformation":{"amountDetails":{"totalAmount":"10.00","authorizedAmount":"0.00","currency":"EUR"}}}`
	for _, o := range []Outcome{
		readAs[ReversalResponse](t, `{"status":"REVERSED","reversalAmountDetails":{"reversedAmount":"0.00","originalTransactionAmount":"10.00"}`+order).Outcome(),
		readAs[VoidResponse](t, `{"status":"VOIDED","voidAmountDetails":{"originalTransactionAmount":"10.00"}`+order).Outcome(),
	} {
		if !o.Approved() || o.Money != MoneyUntouched {
			t.Errorf("%+v", o)
		}
	}
}

func TestCaptureAndPaymentReadAmountsInLists(t *testing.T) {
	capture := readAs[CapturePaymentResponse](t, `{"status":"PENDING","orderInformation":[{"amountDetails":{"totalAmount":"1.00","currency":"USD"}}]}`)
	if o := capture.Outcome(); o.Amount != "1.00" || o.Currency != "USD" {
		t.Errorf("%+v", o)
	}
	client := newTestClient(t, nil, reply(http.StatusCreated, `{"id":"1","status":"AUTHORIZED","orderInformation":[{"amountDetails":{"authorizedAmount":"1.00"}}]}`))
	payment, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{OrderInformation: orderOf("100.00", "USD")})
	if err != nil {
		t.Fatal(err)
	}
	if o := payment.Outcome(); o.Kind != OutcomePartiallyApproved || o.Amount != "1.00" {
		t.Errorf("%+v", o)
	}
}

// The service says so beside the status where a credit is needed in place of a reversal.
func TestReversalThatWasNotSubmittedReleasesNothing(t *testing.T) {
	const amounts = `{"id":"2","status":"REVERSED","reversalAmountDetails":{"reversedAmount":"21.50","currency":"USD"},"authorizationInformation":`
	for text, released := range map[string]bool{
		`{"reversalSubmitted":"Y"}`: true, `{"approvalCode":"831000"}`: true, `{"reversalSubmitted":""}`: true, `{"reversalSubmitted":null}`: true, `[]`: true,
		`{"reversalSubmitted":"N"}`: false, `{"reversalSubmitted":"n "}`: false, `{"reversalSubmitted":"X"}`: false, `{"reversalSubmitted":["N"]}`: false,
		`{"reversalSubmitted":"Y","reversalSubmitted":"N"}`: false, `[{"reversalSubmitted":"N"}]`: false,
	} {
		o := readAs[ReversalResponse](t, amounts+text+"}").Outcome()
		if o.Approved() != released || !released && (o.Kind != OutcomeUnknown || !o.HoldsFunds || o.Advice != AdviceLookUp) {
			t.Errorf("%s: %s, %s, holds %t, %s", text, o.Kind, o.Money, o.HoldsFunds, o.Advice)
		}
	}
}
