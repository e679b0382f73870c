package idempotency

import "github.com/cybersource-go/cybersource"

// blockedBy is why a step must not be sent because of others of its order; nil if it may.
func (s *step) blockedBy(entries []Entry, id ID, record *cybersource.CallRecord) error {
	for i := range entries {
		e := &entries[i]
		if e.ID == id || !paysOrder(e.Operation) || !s.isBlocked(e) && !e.isGivenUp(record) {
			continue
		}
		return &StepError{Operation: s.operation, Key: s.key, Kind: ErrOrderBusy, State: e.State, Blocking: e.Step, Left: e.Left}
	}
	return nil
}

// isGivenUp reports whether a call would take money of a payment that does not keep others of
// its order from being sent any more: one that was taken back, or closed as not paid.
func (e *Entry) isGivenUp(record *cybersource.CallRecord) bool {
	takes := record.Operation == opCapturePayment || record.Operation == opIncrementAuth
	return takes && e.Record.ID != "" && record.PaymentID == e.Record.ID && (e.Released || e.State == StateClosed && !e.stands())
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
