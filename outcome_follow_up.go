package cybersource

import (
	"cmp"
	"strings"

	"github.com/cybersource-go/cybersource/internal/jsonscan"
)

// Outcome says what the answer to a capture means. See [Outcome]; r may be nil. A
// capture that is PENDING is done: queued for the next batch.
func (r *CapturePaymentResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	facts := answerFacts{
		operation: "CapturePayment", asked: r.Meta.asked, status: r.Status, extra: r.Extra,
		amount: amounts.TotalAmount, currency: amounts.Currency,
	}
	facts.readSums([]string{"totalAmount"}, orEmpty(r.OrderInformation).Extra, amounts.Extra)
	return facts.outcome()
}

// Outcome says what the answer to a refund means. See [Outcome]; r may be nil. A
// refund that is PENDING is done: queued for the next batch.
func (r *RefundResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	processor := orEmpty(r.ProcessorInformation)
	refund, credit := orEmpty(r.RefundAmountDetails), orEmpty(r.CreditAmountDetails)
	facts := answerFacts{
		operation: "RefundPayment", asked: r.Meta.asked, status: r.Status, failure: r.ErrorInformation, extra: r.Extra,
		approvalCode:   processor.ApprovalCode,
		amount:         cmp.Or(refund.RefundAmount, refund.CreditAmount, credit.CreditAmount),
		currency:       cmp.Or(refund.Currency, credit.Currency),
		merchantAdvice: processor.MerchantAdvice,
	}
	facts.sums.addAmount(refund.CreditAmount)
	facts.sums.addAmount(credit.CreditAmount)
	facts.sums.addCurrency(credit.Currency)
	facts.ofFollowUp(r.OrderInformation, refund.Extra, credit.Extra)
	return facts.outcome()
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
	facts := answerFacts{
		operation: "CreateCredit", asked: r.Meta.asked, status: r.Status, failure: r.ErrorInformation, extra: r.Extra,
		approvalCode: processor.ApprovalCode,
		amount:       credit.CreditAmount, currency: credit.Currency,
		merchantAdvice: processor.MerchantAdvice,
		network:        networkOf(orEmpty(account.Card).Type, orEmpty(method.Card).Type, orEmpty(method.TokenizedCard).Type),
	}
	facts.ofFollowUp(r.OrderInformation, credit.Extra)
	return facts.outcome()
}

// Outcome says what the answer to a reversal means, to one after a timeout too. See
// [Outcome]; r may be nil. A timeout reversal of a payment that had failed is
// approved and leaves Money untouched.
func (r *ReversalResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	a := orEmpty(r.ReversalAmountDetails)
	facts := answerFacts{
		operation: "AuthReversal", asked: r.Meta.asked, status: r.Status, extra: r.Extra,
		amount: a.ReversedAmount, original: a.OriginalTransactionAmount, currency: a.Currency,
		notReversed: r.saysNotReversed(),
	}
	facts.ofFollowUp(r.OrderInformation, a.Extra)
	return facts.outcome()
}

// saysNotReversed reports whether the answer says beside its status that the authorization was not
// reversed, or in a way that cannot be read whether it was.
func (r *ReversalResponse) saysNotReversed() bool {
	info, denied := orEmpty(r.AuthorizationInformation), false
	read := func(said string) {
		denied = denied || said != "" && said != "null" && !strings.EqualFold(strings.TrimSpace(said), "Y")
	}
	read(info.ReversalSubmitted)
	visit := func(m jsonscan.Member) bool {
		if m.Name == "reversalSubmitted" {
			read(m.Value)
		}
		return true
	}
	membersOf("reversalSubmitted", info.Extra["reversalSubmitted"], visit)
	membersOf("authorizationInformation", r.Extra["authorizationInformation"], visit)
	return denied
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
	facts := answerFacts{
		operation: "VoidPayment", asked: r.Meta.asked, status: r.Status, extra: r.Extra,
		amount: a.VoidAmount, original: a.OriginalTransactionAmount, currency: a.Currency,
	}
	facts.ofFollowUp(r.OrderInformation, a.Extra)
	return facts.outcome()
}
