package cybersource

import "slices"

// Outcome says what the answer to a payment means. See [Outcome]; r may be nil.
func (r *CreatePaymentResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	processor := orEmpty(r.ProcessorInformation)
	account, method := orEmpty(r.PaymentAccountInformation), orEmpty(r.PaymentInformation)
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	facts := answerFacts{
		operation: "CreatePayment", asked: r.Meta.asked, status: r.Status, failure: r.ErrorInformation, extra: r.Extra,
		approvalCode: processor.ApprovalCode,
		amount:       amounts.AuthorizedAmount, amountExtra: amounts.Extra,
		second: slices.Concat(secondOf(r.OrderInformation != nil, r.Extra, "orderInformation"),
			secondOf(r.ProcessorInformation != nil, r.Extra, "processorInformation"),
			secondOf(orEmpty(r.OrderInformation).AmountDetails != nil, orEmpty(r.OrderInformation).Extra, "amountDetails")),
		requested: amounts.TotalAmount, currency: amounts.Currency,
		merchantAdvice: processor.MerchantAdvice,
		network:        networkOf(orEmpty(account.Card).Type, orEmpty(method.Card).Type, orEmpty(method.TokenizedCard).Type),
		sale:           isSale(orEmpty(r.Links)),
	}
	facts.readSums(paymentAmounts, orEmpty(r.OrderInformation).Extra)
	facts.capture, facts.notCapturedFor = r.bundledCapture()
	if rule, _ := statusRuleOf(familyPayment, r.Status); rule.money == MoneyTaken && facts.amount == "" {
		facts.amount = facts.requested // payment providers state one amount
	}
	return facts.outcome()
}

// isSale tells a sale from an authorization by what can follow it: their status is
// the same.
func isSale(links *Links) bool {
	return links.Void != nil && links.Capture == nil
}

// Outcome says what the answer to an increment means. See [Outcome]; r may be nil.
func (r *IncrementAuthResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	processor := orEmpty(r.ProcessorInformation)
	account, method := orEmpty(r.PaymentAccountInformation), orEmpty(r.PaymentInformation)
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	facts := answerFacts{
		operation: "IncrementAuth", asked: r.Meta.asked, status: r.Status, failure: r.ErrorInformation, extra: r.Extra,
		approvalCode: processor.ApprovalCode,
		amount:       amounts.AuthorizedAmount, amountExtra: amounts.Extra,
		second: slices.Concat(secondOf(r.OrderInformation != nil, r.Extra, "orderInformation"),
			secondOf(r.ProcessorInformation != nil, r.Extra, "processorInformation"),
			secondOf(orEmpty(r.OrderInformation).AmountDetails != nil, orEmpty(r.OrderInformation).Extra, "amountDetails")),
		total: amounts.TotalAmount, currency: amounts.Currency,
		merchantAdvice: processor.MerchantAdvice,
		network:        networkOf(orEmpty(account.Card).Type, orEmpty(method.Card).Type, orEmpty(method.TokenizedCard).Type),
	}
	facts.readSums(paymentAmounts, orEmpty(r.OrderInformation).Extra)
	return facts.outcome()
}

// Outcome says how the payment stands that was asked about. See [Outcome]; r may
// be nil. If the question was about a refund, this is the outcome of the refund:
// one that failed has moved nothing back, and Undo does not apply.
func (r *RefreshPaymentStatusResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	return ofProvider("RefreshPaymentStatus", r.Status, r.ErrorInformation, r.Extra, amounts.TotalAmount, amounts.Currency)
}

// orEmpty returns p, or an empty T in place of nil.
func orEmpty[T any](p *T) *T {
	if p == nil {
		return new(T)
	}
	return p
}
