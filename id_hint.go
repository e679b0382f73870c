package cybersource

import "slices"

// idHint says which kind of id an operation takes, for a refusal that an id of another
// kind gets. The service then names no field, or the id alone, and gives one of a few
// reasons that have other causes too.
func idHint(e *APIError) string {
	switch e.Reason {
	case ReasonInvalidData, ReasonInvalidPaymentID, ReasonMissingAuth, ReasonNotVoidable:
	default:
		return ""
	}
	if slices.ContainsFunc(e.Details, func(d ErrorInformationDetails) bool { return d.Field != "id" }) {
		return ""
	}
	return expectedID(e.Operation)
}

// expectedID is the kind of id that an operation takes, in words.
func expectedID(operation string) string {
	switch operation {
	case "CapturePayment":
		return "this call takes the id of an authorization, also after increments; a sale is captured already"
	case "IncrementAuth":
		return "this call takes the id of the first authorization, also after other increments"
	case "AuthReversal":
		return "this call takes the id of an authorization, also after increments; a sale or capture is voided"
	case "RefundPayment":
		return "this call takes the id of a sale; what was captured later is refunded by the id of the capture"
	case "RefundCapture":
		return "this call takes the id of a capture; a sale is refunded by RefundPayment"
	case "VoidPayment":
		return "this call takes the id of a sale; an authorization is reversed, a capture voided by VoidCapture"
	case "VoidCapture":
		return "this call takes the id of a capture; a sale is voided by VoidPayment"
	case "VoidRefund":
		return "this call takes the id of a refund; a credit is voided by VoidCredit"
	case "VoidCredit":
		return "this call takes the id of a credit; a refund is voided by VoidRefund"
	default:
		return ""
	}
}
