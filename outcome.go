package cybersource

import "time"

// Outcome is what an answer means for a merchant: whether the call did what was
// asked, where the payer's money is, what can undo it, and what to do next. The
// service answers a decline, a risk rejection and a payment that waits for its payer
// with the same HTTP 201 as an approval; only the status tells them apart, there are
// many, and the same word means different things for different operations.
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
// All statements of an answer are read. If two of them contradict each other, the
// outcome is unknown, and money is presumed held if one of them says so. An answer that
// comes from a call is compared with what the call asked for.
//
// The zero value is an unknown outcome that is to be looked up. It is also what a
// nil answer has. The rules are spec/outcomes.yaml, explained in
// docs/guides/outcomes.md.
type Outcome struct {
	Kind OutcomeKind // what became of the call, in one word

	// Reason is why, as received in errorInformation, or of a bundled capture that was not made;
	// "" if the answer gives none.
	Reason Reason

	Money Money // where the money is after this answer

	// HoldsFunds: the payer's money is reserved, being taken or taken. Whoever drops
	// the order then has to undo it; see Undo. True for soft declines too; false for
	// an authorization of zero. Of an unknown outcome it says that at least one
	// statement of the answer shows it.
	//
	// It is about what this answer shows. An increment, capture, reversal or void
	// that was declined or failed leaves what stood before, and HoldsFunds is false.
	// A void leaves the hold behind a capture or sale: it is true then, also where a
	// refund or credit was voided, since the answer does not say what was.
	HoldsFunds bool

	// Captured: the approved payment is a sale. Its money is being taken, not only held.
	Captured bool

	// Undo is the call that takes this one back, as things stand in this answer.
	Undo UndoCall

	Advice Advice // what to do next

	// RetryAfter is the earliest time for a retry, counted from the answer. It goes
	// with [AdviceRetryLater] and is zero for every other advice.
	RetryAfter time.Duration

	// Amount is that of this call, as received: what a payment was authorized for,
	// what an increment added, what was captured, refunded, credited, reversed or
	// voided. Of a refreshed status: the amount asked about. It is the amount to
	// capture or reverse, also where more was asked for. "" if the call moved nothing
	// or the answer does not say.
	Amount string

	// Total is what stands after this call, as received: of a payment the same as
	// Amount, of an increment the new authorized total. "" where the answer does not
	// say, which is the case for captures, refunds, reversals and voids.
	Total string

	// Requested is what a payment was asked for, as received; "" if not stated.
	Requested string

	Currency string // of the amounts: an ISO 4217 code as received, "" if not stated
}

// Approved reports whether the operation did what was asked, in full: the payment is
// authorized, the capture or refund is queued, the hold released. A partial approval
// is not one, and neither is a verified account: there is no payment.
func (o Outcome) Approved() bool { return o.Kind == OutcomeApproved }

// Undecided reports whether the end is still open or not known: in review, waiting
// for the payer or the provider, unknown, or to be looked up because the processor
// reported an error or an earlier call may stand. It may yet become an approval.
func (o Outcome) Undecided() bool {
	switch o.Kind {
	case OutcomeApproved, OutcomePartiallyApproved, OutcomeVerified, OutcomeUndone:
		return false
	case OutcomeDeclined, OutcomeFailed:
		return o.Advice == AdviceLookUp
	default:
		return true
	}
}
