package cybersource

import (
	"cmp"
	"encoding/json"
)

// Outcome says what the answer to a capture means. See [Outcome]; r may be nil. A
// capture that is PENDING is done: queued for the next batch.
func (r *CapturePaymentResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	return answerFacts{
		operation: "CapturePayment", asked: r.Meta.asked, status: r.Status, extra: r.Extra,
		amount: amounts.TotalAmount, currency: amounts.Currency,
	}.outcome()
}

// Outcome says what the answer to a refund means. See [Outcome]; r may be nil. A
// refund that is PENDING is done: queued for the next batch.
func (r *RefundResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	processor := orEmpty(r.ProcessorInformation)
	refund, credit := orEmpty(r.RefundAmountDetails), orEmpty(r.CreditAmountDetails)
	return answerFacts{
		operation: "RefundPayment", asked: r.Meta.asked, status: r.Status, failure: r.ErrorInformation, extra: r.Extra,
		approvalCode:   processor.ApprovalCode,
		amount:         cmp.Or(refund.RefundAmount, refund.CreditAmount, credit.CreditAmount),
		currency:       cmp.Or(refund.Currency, credit.Currency, currencyOf(r.OrderInformation)),
		merchantAdvice: processor.MerchantAdvice,
	}.outcome()
}

// Outcome says what the answer to a credit means. See [Outcome]; r may be nil. A
// credit that is PENDING is done: queued for the next batch.
func (r *CreateCreditResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	processor := orEmpty(r.ProcessorInformation)
	account, method := orEmpty(r.PaymentAccountInformation), orEmpty(r.PaymentInformation)
	credit := orEmpty(r.CreditAmountDetails)
	return answerFacts{
		operation: "CreateCredit", asked: r.Meta.asked, status: r.Status, failure: r.ErrorInformation, extra: r.Extra,
		approvalCode: processor.ApprovalCode,
		amount:       credit.CreditAmount, currency: cmp.Or(credit.Currency, currencyOf(r.OrderInformation)),
		merchantAdvice: processor.MerchantAdvice,
		network:        networkOf(orEmpty(account.Card).Type, orEmpty(method.Card).Type, orEmpty(method.TokenizedCard).Type),
	}.outcome()
}

// Outcome says what the answer to a reversal means, to one after a timeout too. See
// [Outcome]; r may be nil. A timeout reversal of a payment that had failed is
// approved and leaves Money untouched.
func (r *ReversalResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	a := orEmpty(r.ReversalAmountDetails)
	return undoneBy("AuthReversal", r.Meta.asked, r.Status, r.Extra, a.ReversedAmount, a.Currency, a.OriginalTransactionAmount, r.OrderInformation)
}

// Outcome says what the answer to a void means, to one after a timeout too. See
// [Outcome]; r may be nil. A void takes a capture, sale, refund or credit out of the
// queue; the hold behind a capture or sale stays until it is reversed. A timeout
// void of a call that had failed is approved and leaves Money untouched.
func (r *VoidResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	a := orEmpty(r.VoidAmountDetails)
	return undoneBy("VoidPayment", r.Meta.asked, r.Status, r.Extra, a.VoidAmount, a.Currency, a.OriginalTransactionAmount, r.OrderInformation)
}

// undoneBy is the outcome of a reversal or void. Original is the amount of a lost call
// that had failed.
func undoneBy(operation string, asked asked, status Status, extra map[string]json.RawMessage, amount, currency, original string, order *FollowOnResponseOrderInformation) Outcome {
	return answerFacts{
		operation: operation, asked: asked, status: status, extra: extra,
		amount: amount, original: original, currency: cmp.Or(currency, currencyOf(order)),
	}.outcome()
}

// currencyOf is the currency that follow-ups repeat beside their own amounts, at
// times in another case.
func currencyOf(order *FollowOnResponseOrderInformation) string {
	return orEmpty(orEmpty(order).AmountDetails).Currency
}
