package cybersource

import (
	"errors"
	"slices"
)

// OutcomeKind sorts the many statuses into the few cases a merchant tells apart. As
// text, in JSON for instance, it is its words.
type OutcomeKind uint8

const (
	// OutcomeUnknown: the status is missing, new or says nothing, or the answer
	// contradicts itself. It is neither an approval nor a failure; the record of the call,
	// by GetTransaction, or [APIClient.PaymentState] may say more.
	OutcomeUnknown OutcomeKind = iota
	// OutcomeApproved: the operation did what was asked, for the whole amount.
	OutcomeApproved
	// OutcomePartiallyApproved: done for less than was asked for.
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
	// OutcomeVerified: an authorization of zero was approved. The account exists and
	// may be used; nothing is held, and no order is paid.
	OutcomeVerified
)

var outcomeKindWords = []string{
	"unknown", "approved", "partially approved", "review", "authentication required",
	"pending", "declined", "failed", "undone", "verified",
}

// String returns the kind in words, such as "partially approved".
func (k OutcomeKind) String() string { return wordOf(k, outcomeKindWords) }

// MarshalText writes the kind in words.
func (k OutcomeKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads the kind from its words.
func (k *OutcomeKind) UnmarshalText(text []byte) error {
	return readWord(k, text, outcomeKindWords, "outcome kind")
}

// Money says where the money of a call is after its answer.
type Money uint8

const (
	// MoneyUnknown: the answer does not say, or contradicts itself.
	MoneyUnknown Money = iota
	// MoneyUntouched: this call moved nothing; of a pending outcome: nothing yet.
	MoneyUntouched
	// MoneyHeld: reserved on the payer's account. Of a partial reversal: the rest is.
	MoneyHeld
	// MoneyOnItsWay: queued for the next batch, to the merchant by a capture or sale,
	// to the payer by a refund or credit. A void stops it until the batch is sent.
	MoneyOnItsWay
	// MoneyTaken: sent to the processor or settled. Only a refund brings it back.
	MoneyTaken
	// MoneyBack: the hold is released, or the money was sent back to the payer.
	MoneyBack
	// MoneyStopped: a queued transfer was voided, so the money is where it was before.
	// A voided capture or sale leaves the hold, which a reversal releases; a voided
	// refund leaves the money with the merchant.
	MoneyStopped
)

var moneyWords = []string{"unknown", "untouched", "held", "on its way", "taken", "back", "stopped"}

// String returns the place in words, such as "on its way".
func (m Money) String() string { return wordOf(m, moneyWords) }

// MarshalText writes the place in words.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads the place from its words.
func (m *Money) UnmarshalText(text []byte) error { return readWord(m, text, moneyWords, "money") }

// UndoCall is the kind of call that takes another one back.
type UndoCall uint8

const (
	// UndoNone: nothing to undo, nothing that undoes it, or not known; an unknown
	// outcome is looked up first. An increment has no call of its own: a reversal
	// releases the whole authorization.
	UndoNone UndoCall = iota
	// UndoReversal: release the hold, before it is captured.
	UndoReversal
	// UndoVoid: take it out of the queue, before the batch is sent. Afterwards a
	// capture or sale is undone by a refund, a refund or credit by nothing.
	UndoVoid
	// UndoRefund: pay it back.
	UndoRefund
)

var undoWords = []string{"none", "reversal", "void", "refund"}

// String returns the call in words, such as "reversal".
func (u UndoCall) String() string { return wordOf(u, undoWords) }

// MarshalText writes the call in words.
func (u UndoCall) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// UnmarshalText reads the call from its words.
func (u *UndoCall) UnmarshalText(text []byte) error { return readWord(u, text, undoWords, "undo call") }

// Advice is what to do about an answer, from its status, its reason and the card
// network's advice code.
type Advice uint8

const (
	// AdviceLookUp: ask for the present state before anything else, and do not send
	// the payment again.
	AdviceLookUp Advice = iota
	// AdviceNone: nothing to do; go on.
	AdviceNone
	// AdviceReview: decide. Capture what is held, or reverse it; or wait for the
	// service's review.
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

var adviceWords = []string{
	"look up", "none", "review", "reverse the hold", "authenticate", "ask cardholder",
	"fix data", "retry later", "never retry", "contact support",
}

// String returns the advice in words, such as "never retry".
func (a Advice) String() string { return wordOf(a, adviceWords) }

// MarshalText writes the advice in words.
func (a Advice) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads the advice from its words.
func (a *Advice) UnmarshalText(text []byte) error { return readWord(a, text, adviceWords, "advice") }

// wordOf returns the words of a value, or those of the zero value, which stands for
// what is not known.
func wordOf[T ~uint8](value T, words []string) string {
	if int(value) >= len(words) {
		return words[0]
	}
	return words[value]
}

// readWord sets value to what text says. Text that is none of the words is an error:
// guessing could turn an approval into an unknown outcome.
func readWord[T ~uint8](value *T, text []byte, words []string, what string) error {
	i := slices.Index(words, string(text))
	if i < 0 {
		return errors.New("read " + what + ": the text is none of its words")
	}
	*value = T(i)
	return nil
}
