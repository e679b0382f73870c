package idempotency

// State is where a step stands. It is stored as its text.
type State string

// The states of a step. While a payment is running, open, being undone, in review or
// standing, no other payment of its order is sent.
const (
	// StateRunning: a process has the step, and may send it until its lease ends, which is
	// when no request of it can be accepted any more ([cybersource.CallRecord.QuietAt]).
	StateRunning State = "running"
	// StateOpen: it may have been processed, and nothing found so far says so. Recover looks
	// again when it is due; if it is never due, a person has to look and close it.
	StateOpen State = "open"
	// StateUndoing: it is being undone, which cannot be taken back. Follow-ups of its order
	// are refused.
	StateUndoing State = "being undone"
	// StateReview: answered, and the end is open: a review, or a payer or provider who is
	// waited for.
	StateReview State = "in review"
	// StateStanding: done. Of a payment: money is held or taken.
	StateStanding State = "standing"
	// StateDeclined: answered, and no money is held: declined, failed, to be authenticated
	// first, or an account that was only verified. It is final; the next try is the next step.
	StateDeclined State = "declined"
	// StateRefused: certainly refused, and nothing moved. The step is free: it may be sent
	// again, also with a corrected request.
	StateRefused State = "refused"
	// StateNotMade: nothing of it was ever processed, as found out afterwards. It is final.
	StateNotMade State = "not made"
	// StateUndone: it was processed, and taken back.
	StateUndone State = "undone"
	// StateClosed: a person closed what was open. [Closure] says who and why.
	StateClosed State = "closed by a person"
)

// occupiesOrder reports whether a payment in this state keeps others of its order from
// being sent. What is not known does.
func (s State) occupiesOrder() bool {
	switch s {
	case StateDeclined, StateRefused, StateNotMade, StateUndone:
		return false
	default:
		return true
	}
}

// isUnsettled reports whether what became of the step is still to be found out.
func (s State) isUnsettled() bool {
	return s == StateRunning || s == StateOpen || s == StateUndoing
}
