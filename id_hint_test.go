package cybersource

import "testing"

func TestRefusalThatCanBeAboutTheIDSaysWhichKindIsTaken(t *testing.T) {
	details := func(fields ...string) []ErrorInformationDetails {
		var list []ErrorInformationDetails
		for _, field := range fields {
			list = append(list, ErrorInformationDetails{Field: field, Reason: ReasonInvalidData})
		}
		return list
	}
	for _, tc := range []struct {
		operation string
		reason    Reason
		details   []ErrorInformationDetails
		want      string
	}{
		{"CapturePayment", ReasonMissingAuth, nil, "this call takes the id of an authorization, also after increments; a sale is captured already"},
		{"IncrementAuth", ReasonInvalidData, details("id"), "this call takes the id of the first authorization, also after other increments"},
		{"AuthReversal", ReasonInvalidPaymentID, nil, "this call takes the id of an authorization, also after increments; a sale or capture is voided"},
		{"RefundPayment", ReasonInvalidData, nil, "this call takes the id of a sale; what was captured later is refunded by the id of the capture"},
		{"RefundCapture", ReasonInvalidData, nil, "this call takes the id of a capture; a sale is refunded by RefundPayment"},
		{"VoidPayment", ReasonNotVoidable, nil, "this call takes the id of a sale; an authorization is reversed, a capture voided by VoidCapture"},
		{"VoidCapture", ReasonNotVoidable, nil, "this call takes the id of a capture; a sale is voided by VoidPayment"},
		{"VoidRefund", ReasonNotVoidable, nil, "this call takes the id of a refund; a credit is voided by VoidCredit"},
		{"VoidCredit", ReasonNotVoidable, nil, "this call takes the id of a credit; a refund is voided by VoidRefund"},

		{"RefundPayment", ReasonInvalidData, details("orderInformation.amountDetails.currency"), ""},
		{"RefundPayment", ReasonInvalidData, details("id", "orderInformation.amountDetails.currency"), ""},
		{"VoidPayment", ReasonMissingField, nil, ""},
		{"CapturePayment", ReasonExceedsAuthAmount, nil, ""},
		{"CreatePayment", ReasonInvalidData, nil, ""},
		{"MitVoid", ReasonNotVoidable, nil, ""},
	} {
		e := &APIError{Operation: tc.operation, Reason: tc.reason, Details: tc.details}
		if got := idHint(e); got != tc.want {
			t.Errorf("%s %s %v: %q, want %q", tc.operation, tc.reason, tc.details, got, tc.want)
		}
	}
}
