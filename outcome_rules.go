package cybersource

import (
	"strings"
	"time"
)

// Outcome says what the answer to a payment means. See [Outcome]; r may be nil.
func (r *CreatePaymentResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	processor := orEmpty(r.ProcessorInformation)
	account, method := orEmpty(r.PaymentAccountInformation), orEmpty(r.PaymentInformation)
	o := verdict{
		status:         r.Status,
		reason:         orEmpty(r.ErrorInformation).Reason,
		approvalCode:   processor.ApprovalCode,
		merchantAdvice: processor.MerchantAdvice,
		network:        networkOf(orEmpty(account.Card).Type, orEmpty(method.Card).Type, orEmpty(method.TokenizedCard).Type),
	}.outcome()
	o.Captured = o.HoldsFunds && isSale(orEmpty(r.Links))

	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	o.Total, o.Currency = amounts.TotalAmount, amounts.Currency
	o.AuthorizedAmount = o.held(amounts.AuthorizedAmount)
	return o
}

// Outcome says what the answer to an increment means. See [Outcome]; r may be nil.
func (r *IncrementAuthResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	processor := orEmpty(r.ProcessorInformation)
	account, method := orEmpty(r.PaymentAccountInformation), orEmpty(r.PaymentInformation)
	o := verdict{
		status:         r.Status,
		reason:         orEmpty(r.ErrorInformation).Reason,
		approvalCode:   processor.ApprovalCode,
		merchantAdvice: processor.MerchantAdvice,
		network:        networkOf(orEmpty(account.Card).Type, orEmpty(method.Card).Type, orEmpty(method.TokenizedCard).Type),
	}.outcome()

	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	o.Total, o.Currency = amounts.TotalAmount, amounts.Currency
	o.Increment = o.held(amounts.AuthorizedAmount)
	return o
}

// Outcome says how the payment stands that was asked about. See [Outcome]; r may
// be nil. If the question was about a refund, this is the outcome of the refund:
// one that failed has moved nothing back.
func (r *RefreshPaymentStatusResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	o := verdict{status: r.Status, reason: orEmpty(r.ErrorInformation).Reason}.outcome()
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	o.Total, o.Currency = amounts.TotalAmount, amounts.Currency
	return o
}

// verdict is the part of an answer that decides its outcome, whatever the operation.
type verdict struct {
	status         Status
	reason         Reason
	approvalCode   string
	merchantAdvice *CreatePaymentResponseProcessorInformationMerchantAdvice
	network        network
}

// outcome lets the status decide. Only where no money is held does the reason
// refine the advice, and only for a decline the network's advice code: approvals
// carry advice codes too, which mean nothing there.
func (v verdict) outcome() Outcome {
	rule := statusRuleOf(v.status)
	why, known := reasonRuleOf(v.reason)
	if rule.holds == holdsAlways && why.holds == holdsIfApproved {
		rule.holds = holdsIfApproved
	}
	o := Outcome{Kind: rule.kind, Reason: v.reason, Advice: rule.advice}
	o.HoldsFunds = rule.holds == holdsAlways || rule.holds == holdsIfApproved && v.approvalCode != ""
	if o.HoldsFunds {
		return o
	}
	refusal := o.Kind == OutcomeDeclined || o.Kind == OutcomeFailed || o.Kind == OutcomeReview
	if refusal && known {
		o.Advice, o.RetryAfter = why.advice, why.after
	}
	if o.Kind == OutcomeDeclined {
		o.heed(v.networkAdvice())
	}
	return o
}

// heed takes over what the network says about a decline: "never" always, anything
// else where the reason leaves room for it.
func (o *Outcome) heed(network adviceRule, known bool) {
	open := o.Advice == AdviceAskCardholder || o.Advice == AdviceRetryLater
	if known && (open || network.advice == AdviceNeverRetry) {
		o.Advice, o.RetryAfter = network.advice, network.after
	}
}

// networkAdvice reads the advice code in the code space of the card's network. The
// raw code is the processor's own and is left alone, but for one form: Visa
// Platform Connect sends Mastercard's codes behind the digits 79.
func (v verdict) networkAdvice() (adviceRule, bool) {
	advice := orEmpty(v.merchantAdvice)
	if rule, ok := merchantAdviceRuleOf(v.network, advice.Code); ok {
		return rule, true
	}
	if raw, ok := strings.CutPrefix(advice.CodeRaw, "79"); ok && len(raw) == 2 {
		return merchantAdviceRuleOf(networkMastercard, raw)
	}
	return adviceRule{}, false
}

// held returns amount if money is held, and corrects HoldsFunds for an amount of zero.
func (o *Outcome) held(amount string) string {
	if !o.HoldsFunds {
		return ""
	}
	if amount != "" && strings.Trim(amount, "0.") == "" {
		o.HoldsFunds, o.Captured = false, false
	}
	return amount
}

// isSale tells a sale from an authorization by what can follow it: their status is
// the same.
func isSale(links *Links) bool {
	return links.Void != nil && links.Capture == nil
}

// network is a card network with a code space of its own for merchant advice.
type network uint8

const (
	networkOther network = iota // another brand, or the answer does not say
	networkVisa
	networkMastercard // Maestro is Mastercard's
)

// networkOf takes the first card type that names a network. Answers repeat the type
// in several places, and not all of them hold a type that means something.
func networkOf(cardTypes ...string) network {
	for _, t := range cardTypes {
		switch t {
		case "001":
			return networkVisa
		case "002", "024", "042":
			return networkMastercard
		}
	}
	return networkOther
}

// holds says how a status relates to the payer's money.
type holds uint8

const (
	holdsNever      holds = iota
	holdsIfApproved       // where only an approval code tells
	holdsAlways
)

// statusRule, reasonRule and adviceRule are the rows of spec/outcomes.yaml.
type statusRule struct {
	kind   OutcomeKind
	holds  holds
	advice Advice
}

type reasonRule struct {
	advice Advice
	after  time.Duration
	holds  holds // holdsIfApproved: approval under this reason is to be proven by its code
}

type adviceRule struct {
	advice Advice
	after  time.Duration
}

// orEmpty returns p, or an empty T in place of nil.
func orEmpty[T any](p *T) *T {
	if p == nil {
		return new(T)
	}
	return p
}
