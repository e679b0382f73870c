package cybersource

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func orderOf(amount, currency string) *OrderInformation {
	return &OrderInformation{AmountDetails: &OrderInformationAmountDetails{TotalAmount: amount, Currency: currency}}
}

// What is authorized is compared with what was asked for, which an answer need not repeat.
func TestPaymentOutcomeKnowsWhatWasAskedFor(t *testing.T) {
	converted := orderOf("102.21", "USD")
	converted.AmountDetails.ForeignAmount, converted.AmountDetails.ForeignCurrency = "95.00", "EUR"
	inSettlement := orderOf("102.21", "USD")
	inSettlement.AmountDetails.SettlementCurrency = "EUR"
	inExtra := &OrderInformation{Extra: map[string]json.RawMessage{"amountDetails": []byte(`{"totalAmount":"102.21","currency":"USD"}`)}}
	for _, tc := range []struct {
		order  *OrderInformation
		answer string // amountDetails
		want   OutcomeKind
		advice Advice
		holds  bool
	}{
		{orderOf("102.21", "USD"), `"authorizedAmount":"102.21","currency":"USD"`, OutcomeApproved, AdviceNone, true},
		{orderOf("102.210", "usd"), `"authorizedAmount":"102.21","currency":"USD"`, OutcomeApproved, AdviceNone, true},
		{orderOf("102.21", "USD"), `"authorizedAmount":"1.00","currency":"USD"`, OutcomePartiallyApproved, AdviceReview, true},
		{orderOf("102.21", "USD"), `"authorizedAmount":"1.00","totalAmount":"1.00"`, OutcomePartiallyApproved, AdviceReview, true},
		{orderOf("102.21", "USD"), `"authorizedAmount":"110.00","currency":"USD"`, OutcomeApproved, AdviceNone, true}, // with a surcharge
		{orderOf("102.21", "USD"), `"authorizedAmount":"102.21","currency":"EUR"`, OutcomeUnknown, AdviceLookUp, true},
		{orderOf("102.21", "USD"), `"authorizedAmount":"0.00","currency":"USD"`, OutcomeUnknown, AdviceLookUp, true},
		{orderOf("102.21", "USD"), `"currency":"USD"`, OutcomeApproved, AdviceNone, true},
		{orderOf("0", "USD"), `"authorizedAmount":"0.00","currency":"USD"`, OutcomeVerified, AdviceNone, false},
		{orderOf("0.00", "USD"), `"currency":"USD"`, OutcomeVerified, AdviceNone, false},
		{orderOf("102.21", "USD"), `"totalAmount":"1.00","currency":"USD"`, OutcomeUnknown, AdviceLookUp, true},
		{orderOf("102.21", "USD"), `"totalAmount":"1.00","authorizedAmount":"102.21"`, OutcomeUnknown, AdviceLookUp, true},
		{orderOf("102.21", "USD"), `"totalAmount":"110.00","authorizedAmount":"110.00"`, OutcomeApproved, AdviceNone, true},
		{inExtra, `"authorizedAmount":"1.00","currency":"USD"`, OutcomePartiallyApproved, AdviceReview, true},
		{inSettlement, `"authorizedAmount":"95.00","currency":"EUR"`, OutcomeApproved, AdviceNone, true},
		{converted, `"authorizedAmount":"95.00","currency":"EUR"`, OutcomeApproved, AdviceNone, true},
		{nil, `"authorizedAmount":"1.00","currency":"EUR"`, OutcomeApproved, AdviceNone, true},
	} {
		client := newTestClient(t, nil, reply(http.StatusCreated, `{"id":"1","status":"AUTHORIZED","orderInformation":{"amountDetails":{`+tc.answer+`}}}`))
		answer, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{OrderInformation: tc.order})
		if err != nil {
			t.Fatal(err)
		}
		if o := answer.Outcome(); o.Kind != tc.want || o.Advice != tc.advice || o.HoldsFunds != tc.holds {
			t.Errorf("asked for %+v, %s: %s, %s, holds %t", tc.order, tc.answer, o.Kind, o.Advice, o.HoldsFunds)
		}
	}
}

func TestFollowUpOutcomeKnowsWhatWasAskedFor(t *testing.T) {
	type answered interface{ Outcome() Outcome }
	for _, tc := range []struct {
		name   string
		answer string
		call   func(c *APIClient) (answered, error)
	}{
		{
			"increment", `{"id":"1","status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":"%s"}}}`,
			func(c *APIClient) (answered, error) {
				return c.PaymentsApi.IncrementAuth(t.Context(), "1", &IncrementAuthRequest{OrderInformation: &IncrementAuthOrderInformation{
					AmountDetails: &IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "20.00", Currency: "USD"},
				}})
			},
		},
		{
			"capture", `{"id":"1","status":"PENDING","orderInformation":{"amountDetails":{"totalAmount":"%s"}}}`,
			func(c *APIClient) (answered, error) {
				return c.CaptureApi.CapturePayment(t.Context(), "1", &CapturePaymentRequest{OrderInformation: &CaptureOrderInformation{
					AmountDetails: &FollowOnOrderInformationAmountDetails{TotalAmount: "20.00", Currency: "USD"},
				}})
			},
		},
		{
			"refund", `{"id":"1","status":"PENDING","refundAmountDetails":{"refundAmount":"%s"}}`,
			func(c *APIClient) (answered, error) {
				return c.RefundApi.RefundPayment(t.Context(), "1", &RefundPaymentRequest{OrderInformation: &RefundOrderInformation{
					AmountDetails: &FollowOnOrderInformationAmountDetails{TotalAmount: "20.00", Currency: "USD"},
				}})
			},
		},
		{
			"reversal", `{"id":"1","status":"REVERSED","reversalAmountDetails":{"reversedAmount":"%s"}}`,
			func(c *APIClient) (answered, error) {
				return c.ReversalApi.AuthReversal(t.Context(), "1", &AuthReversalRequest{ReversalInformation: &ReversalInformation{
					AmountDetails: &ReversalAmountDetails{TotalAmount: "20.00", Currency: "USD"},
				}})
			},
		},
	} {
		for amount, want := range map[string]OutcomeKind{
			"20.00": OutcomeApproved, "19.99": OutcomePartiallyApproved, "0.00": OutcomeUnknown, `20.00","currency":"EUR`: OutcomeUnknown,
		} {
			client := newTestClient(t, nil, reply(http.StatusCreated, fmt.Sprintf(tc.answer, amount)))
			answer, err := tc.call(client)
			if err != nil {
				t.Fatal(err)
			}
			if o := answer.Outcome(); o.Kind != want || want != OutcomeUnknown && o.Amount != amount {
				t.Errorf("%s: %s of 20.00: %s, amount %q", tc.name, amount, o.Kind, o.Amount)
			}
		}
	}
}

func TestAnswerWithTwoIDsIsUnknown(t *testing.T) {
	for text, want := range map[string]OutcomeKind{
		`{"id":"1","status":"AUTHORIZED","id":"1"}`:   OutcomeApproved,
		`{"id":"1","status":"AUTHORIZED","id":"2"}`:   OutcomeUnknown,
		`{"id":"1","status":"AUTHORIZED","id":{}}`:    OutcomeUnknown,
		`{"id":["1","2"],"status":"AUTHORIZED"}`:      OutcomeUnknown,
		`{"id":"1","status":"AUTHORIZED","id":null}`:  OutcomeApproved,
		`{"id":1,"status":"AUTHORIZED","other":"id"}`: OutcomeApproved,
	} {
		var answer CreatePaymentResponse
		if err := answer.UnmarshalJSON([]byte(text)); err != nil {
			t.Fatal(err)
		}
		if o := answer.Outcome(); o.Kind != want {
			t.Errorf("%s: %s, want %s", text, o.Kind, want)
		}
	}
}

// Nothing can follow what has no id: it has to be found first.
func TestAnswerWithoutIDIsUnknownWhereMoneyMoved(t *testing.T) {
	for _, tc := range []struct {
		text    string
		unknown bool
		id      string // of the record
	}{
		{`{"status":"AUTHORIZED"}`, true, ""},
		{`{"status":"PENDING_REVIEW","id":""}`, true, ""},
		{`{"status":"AUTHORIZED","id":".."}`, true, ""},
		{`{"status":"AUTHORIZED","id":null}`, true, ""},
		{`{"status":"AUTHORIZED","id":"7\u0000"}`, true, ""},
		{`{"status":"AUTHORIZED","_links":{"self":{"href":"/pts/v2/payments/677"}}}`, true, "677"},
		{`{"status":"DECLINED"}`, false, ""},
		{`{"status":"INVALID_REQUEST"}`, false, ""},
		{`{"status":"AUTHORIZED","id":"677"}`, false, ""},
	} {
		client := newTestClient(t, nil, reply(http.StatusCreated, tc.text))
		_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{OrderInformation: orderOf("102.21", "USD")})
		var unknown *OutcomeUnknownError
		if errors.As(err, &unknown) != tc.unknown || err != nil && !tc.unknown || SafeToRetry(err) {
			t.Errorf("%s: %v", tc.text, err)
		}
		if tc.unknown && (unknown.Record().ID != tc.id || !strings.Contains(err.Error(), "no id")) {
			t.Errorf("%s: id %q, %v", tc.text, unknown.Record().ID, err)
		}
	}
}

// A refusal before processing is one only as far as its body can be read, and says nothing else.
func TestRefusalWhoseBodyMaySayOtherwiseIsUnknown(t *testing.T) {
	for _, tc := range []struct {
		text, encoding string
		unknown        bool
	}{
		{"", "", false},
		{"", "br", false},
		{"<html>\r\n\tToo many requests</html>", "", false},
		{"<html>Zugriff verweigert f\xfcr Sie</html>", "", false},
		{`{"response":{"rmsg":"Authentication Failed"}}`, "identity", false},
		{`{"id":"1","status":"INVALID_REQUEST","reason":"NOT_FOUND"}`, "", false},
		{`{"id":"1"}`, "", true},
		{`{"_links":{"self":{"href":"/pts/v2/payments/1"}}}`, "", true},
		{`{"_links":{"capture":{"href":"/pts/v2/payments/1/captures"}},"status":"INVALID_REQUEST"}`, "", true},
		{`{"encryptedResponse":"a.b.c.d.e"}`, "", true},
		{"\x1b\x03\x00\xf8", "br", true},
		{"compressed", "deflate", true},
		{"\x1f\x8b\x08\x00", "", true},
		{"a\x00b", "", true},
		{"eyJhbGciOiJSUzI1NiJ9.eyJzdGF0dXMiOiJBVVRIT1JJWkVEIn0.c2ln", "", true},
		{`"{\"status\":\"AUTHORIZED\"}"`, "", true},
		{`{"EncryptedResponse":"a.b.c.d.e"}`, "", true},
		{`[{"encryptedResponse":"a.b.c.d.e"}]`, "", true},
		{`{"response":{"encryptedResponse":"a.b.c.d.e"}}`, "", true},
		{"service.unavailable", "", false},
	} {
		for _, status := range []int{401, 403, 404, 405, 413, 415, 429} {
			sent := 0
			answer := reply(status, tc.text, "Content-Encoding", tc.encoding, "Retry-After", "1")
			once := func() (*http.Response, error) { sent++; return answer() }
			client := newTestClient(t, nil, once, once, once)
			_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{OrderInformation: orderOf("102.21", "USD")})
			if errors.Is(err, ErrOutcomeUnknown) != tc.unknown || SafeToRetry(err) == tc.unknown || tc.unknown && sent != 1 {
				t.Errorf("HTTP %d, %q %s: sent %d times, %v", status, tc.text, tc.encoding, sent, err)
			}
		}
	}
}

// What stands in plain text beside an encrypted answer is not all that was answered.
func TestAnswerThatIsPartlyEncryptedIsUnknown(t *testing.T) {
	client := newTestClient(t, nil, reply(http.StatusCreated, `{"encryptedResponse":"a.b.c.d.e","id":"1","status":"AUTHORIZED"}`))
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), new(CreatePaymentRequest)); !errors.Is(err, ErrOutcomeUnknown) || !errors.Is(err, ErrUnreadableResponse) {
		t.Error(err)
	}
	client = newTestClient(t, nil, reply(http.StatusCreated, `{"id":"1","status":"AUTHORIZED","message":"no encryptedResponse"}`))
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), new(CreatePaymentRequest)); err != nil {
		t.Error(err)
	}
}
