package idempotency

import "math/big"

// blockedBy is why a step must not be sent because of others of its order; nil if it may.
func (s *step) blockedBy(entries []Entry, id ID) error {
	for i := range entries {
		e := &entries[i]
		if e.ID == id || !paysOrder(e.Operation) || !s.isBlocked(e) {
			continue
		}
		return &StepError{Operation: s.operation, Key: s.key, Kind: ErrOrderBusy, State: e.State, Blocking: e.Step, Left: e.Left}
	}
	return nil
}

// isBlocked reports whether a payment of the order keeps the step from being sent: one that
// is being undone every step, any other that may stand another payment.
func (s *step) isBlocked(e *Entry) bool {
	if e.State == StateUndoing {
		return true
	}
	if !paysOrder(s.operation) || !e.occupiesOrder() {
		return false
	}
	return !s.keys.options.SplitTender || e.State.isUnsettled()
}

// occupiesOrder reports whether a payment stands, or may.
func (e *Entry) occupiesOrder() bool {
	switch {
	case e.Released, e.Operation == opCreateOrder && e.State == StateReview: // which is yet to be authorized
		return false
	case e.State == StateClosed:
		return e.Closure == nil || e.Closure.Paid
	default:
		return e.State.occupiesOrder()
	}
}

// release marks the payment that a step has taken back as a whole; nil if there is none.
func release(entries []Entry, by *Entry) *Entry {
	if by.State != StateStanding || by.Operation != opAuthReversal && by.Operation != opVoidPayment {
		return nil
	}
	for i := range entries {
		e := &entries[i]
		if !isPayment(e.Operation) || e.Record.ID == "" || e.Record.ID != by.Record.PaymentID || e.Released {
			continue
		}
		if by.Operation == opAuthReversal && !isWhole(by.Record.Amount, e.Outcome.Amount) {
			continue
		}
		e.Released = true
		return e
	}
	return nil
}

// isWhole reports whether a reversal takes back all that was authorized.
func isWhole(reversed, authorized string) bool {
	r, readable := new(big.Rat).SetString(reversed)
	a, known := new(big.Rat).SetString(authorized)
	return readable && known && r.Cmp(a) >= 0
}
