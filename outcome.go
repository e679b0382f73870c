package cybersource

import "time"

// Outcome is what an answer means for a merchant: whether the payment stands,
// whether the payer's money is held, and what to do next. The service answers a
// decline, a risk rejection and a payment that waits for its payer with the same
// HTTP 201 as an approval; only the status tells them apart, and there are many.
//
//	switch outcome := payment.Outcome(); {
//	case outcome.Approved():
//		ship()
//	case outcome.HoldsFunds:
//		// review it, or reverse it: the payer's money is held
//	case outcome.Undecided():
//		// wait, ask again, or send the payer to authenticate; see outcome.Advice
//	default:
//		// no money is held; outcome.Advice says whether trying again makes sense
//	}
//
// The zero value is an unknown outcome that is to be looked up. It is also what a
// nil answer has. The rules are spec/outcomes.yaml, explained in
// docs/guides/outcomes.md.
type Outcome struct {
	Kind OutcomeKind // what became of the payment, in one word

	Reason Reason // why, as received in errorInformation; "" if the answer gives none

	// HoldsFunds: money is reserved on the payer's account, or taken from it.
	// Whoever drops the order then has to reverse or void the payment. True for soft
	// declines too; false for an authorization of zero. Of an unknown outcome it says
	// no more than that there is an approval code.
	//
	// For an increment it is about the increment alone: the authorization it was to
	// add to stays as it was.
	HoldsFunds bool

	// Captured: the approval is a sale. The money is being taken, and what undoes
	// that is a void or a refund, not a reversal.
	Captured bool

	Advice Advice // what to do next

	// RetryAfter is the earliest time for a retry, counted from the answer. It goes
	// with [AdviceRetryLater] and is zero for every other advice.
	RetryAfter time.Duration

	// AuthorizedAmount is what a payment was authorized for, as received; "" if
	// nothing was or the answer does not say. This is the amount to capture or
	// reverse, also where more was asked for. Payments only.
	AuthorizedAmount string

	// Increment is what an increment added, as received; "" if it added nothing.
	// Increments only. The service calls it authorizedAmount, although it is not
	// what is authorized in total.
	Increment string

	// Total is the answer's totalAmount as received, often "". Of an increment: the
	// new authorized total. Of a payment: what was asked for. Of a refreshed status:
	// the amount of the payment.
	Total string

	Currency string // of the amounts: an ISO 4217 code as received, "" if not stated
}

// Approved reports whether the payment went through for the whole amount. A
// partial approval is not one.
func (o Outcome) Approved() bool { return o.Kind == OutcomeApproved }

// Undecided reports whether the end is still open or not known: in review, waiting
// for the payer or the provider, unknown, or to be looked up because the processor
// reported an error. It may yet become an approval.
func (o Outcome) Undecided() bool {
	switch o.Kind {
	case OutcomeApproved, OutcomePartiallyApproved, OutcomeUndone:
		return false
	case OutcomeDeclined, OutcomeFailed:
		return o.Advice == AdviceLookUp
	default:
		return true
	}
}

// OutcomeKind sorts the many statuses into the few cases a merchant tells apart.
type OutcomeKind uint8

const (
	// OutcomeUnknown: the status is missing, new or says nothing. Look the payment
	// up; it is neither an approval nor a failure.
	OutcomeUnknown OutcomeKind = iota
	// OutcomeApproved: authorized, sold or paid, for the whole amount.
	OutcomeApproved
	// OutcomePartiallyApproved: authorized for less than was asked for.
	OutcomePartiallyApproved
	// OutcomeReview: somebody has to decide, the merchant or the service's review.
	OutcomeReview
	// OutcomeAuthenticationRequired: the payer has to be authenticated first.
	OutcomeAuthenticationRequired
	// OutcomePending: accepted, but the end is open.
	OutcomePending
	// OutcomeDeclined: refused by the issuer, the provider or the risk rules.
	OutcomeDeclined
	// OutcomeFailed: it came to nothing for another cause than a decline.
	OutcomeFailed
	// OutcomeUndone: the payment was taken back: reversed, voided or refunded.
	OutcomeUndone
)

// String returns the kind in words, such as "partially approved".
func (k OutcomeKind) String() string {
	return word(int(k), "unknown", "approved", "partially approved", "review", "authentication required",
		"pending", "declined", "failed", "undone")
}

// Advice is what to do about an answer, from its status, its reason and the card
// network's advice code.
type Advice uint8

const (
	// AdviceLookUp: ask for the present state before anything else, and do not send
	// the payment again.
	AdviceLookUp Advice = iota
	// AdviceNone: nothing to do; go on.
	AdviceNone
	// AdviceReview: decide. Capture what is authorized, or reverse it; or wait for
	// the service's review.
	AdviceReview
	// AdviceReverseHold: do not deliver, and release the payer's money.
	AdviceReverseHold
	// AdviceAuthenticate: run or finish payer authentication, then send a new payment.
	AdviceAuthenticate
	// AdviceAskCardholder: only the payer can help, with corrected data, a call to
	// the bank, a step at the provider, or another card.
	AdviceAskCardholder
	// AdviceFixData: correct the request; unchanged it fails again.
	AdviceFixData
	// AdviceRetryLater: the same payment may be sent again after [Outcome.RetryAfter].
	AdviceRetryLater
	// AdviceNeverRetry: not again with this card or account. Networks fine those who do.
	AdviceNeverRetry
	// AdviceContactSupport: the merchant account or the processor's set-up is at fault.
	AdviceContactSupport
)

// String returns the advice in words, such as "never retry".
func (a Advice) String() string {
	return word(int(a), "look up", "none", "review", "reverse the hold", "authenticate", "ask cardholder",
		"fix data", "retry later", "never retry", "contact support")
}

// word returns word number i, or the first one, which stands for what is not known.
func word(i int, words ...string) string {
	if i >= len(words) {
		return words[0]
	}
	return words[i]
}
