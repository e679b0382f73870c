package idempotency

import (
	"math/big"
	"strings"

	"github.com/cybersource-go/cybersource"
)

// release marks the payment that a step has taken back as a whole; nil if there is none.
func release(entries []Entry, by *Entry) *Entry {
	if !by.stands() {
		return nil
	}
	for i := range entries {
		if e := &entries[i]; isPayment(e.Operation) && !e.Released && takesBack(by, entries, e) {
			e.Released = true
			return e
		}
	}
	return nil
}

// stands reports whether a step was carried out, a person's word for it included.
func (e *Entry) stands() bool {
	return e.State == StateStanding || e.State == StateClosed && e.Closure != nil && e.Closure.Paid
}

// takesBack reports whether a step that stands has taken a payment back as a whole.
func takesBack(by *Entry, entries []Entry, payment *Entry) bool {
	switch by.Operation {
	case opVoidPayment:
		return payment.Record.ID != "" && by.Record.PaymentID == payment.Record.ID
	case opAuthReversal:
		return payment.Record.ID != "" && by.Record.PaymentID == payment.Record.ID && isReversed(entries, payment)
	case opMitReversal, opMitVoid: // which name the call that they are about by its references
		return payment.Record.TransactionID != "" && by.Record.TransactionID == payment.Record.TransactionID
	default:
		return false
	}
}

// isReversed reports whether the reversals of a payment take back all that it and its
// increments hold, and none of its captures stands or may. Amounts that are not known
// count as held, or as not reversed.
func isReversed(entries []Entry, payment *Entry) bool {
	held, known := amountOf(payment)
	reversed := new(big.Rat)
	for i := range entries {
		e := &entries[i]
		if e.Record.PaymentID != payment.Record.ID {
			continue
		}
		switch {
		case e.Operation == opCapturePayment && e.occupiesOrder() && !isVoided(entries, e):
			return false
		case e.Operation == opIncrementAuth && e.occupiesOrder():
			added, readable := new(big.Rat).SetString(e.Record.Amount)
			if known = known && readable; known {
				held.Add(held, added)
			}
		case e.Operation == opAuthReversal && e.stands():
			if amount, readable := reversedBy(e, payment); readable {
				reversed.Add(reversed, amount)
			}
		}
	}
	return known && reversed.Cmp(held) >= 0
}

// isVoided reports whether a capture was called off by a key of its order.
func isVoided(entries []Entry, capture *Entry) bool {
	for i := range entries {
		e := &entries[i]
		if e.Operation == opVoidCapture && e.stands() && e.Record.PaymentID == capture.Record.ID {
			return true
		}
	}
	return false
}

// reversedBy is what a reversal took back of a payment. Of a partial one whose answer states no
// amount, or one in another currency, it is not known.
func reversedBy(reversal, payment *Entry) (amount *big.Rat, known bool) {
	if in, of := reversal.Outcome.Currency, payment.Record.Currency; in != "" && of != "" && !strings.EqualFold(in, of) {
		return nil, false
	}
	if reversal.Status == cybersource.StatusPartiallyReversed && reversal.Outcome.Amount == "" {
		return nil, false
	}
	return amountOf(reversal)
}

// amountOf is the amount that the service answered, else the one that was asked for.
func amountOf(e *Entry) (amount *big.Rat, known bool) {
	if amount, known = new(big.Rat).SetString(e.Outcome.Amount); known {
		return amount, true
	}
	return new(big.Rat).SetString(e.Record.Amount)
}
