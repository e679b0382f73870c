package idempotency

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource"
)

// release marks the payments of an order that its steps have taken back as a whole. It is asked
// whenever one of them ends, since that can be what it waited for.
func release(entries []Entry, ended *Entry) (released []*Entry) {
	for i := range entries {
		payment := &entries[i]
		if !isPayment(payment.Operation) || payment.Released || payment.ID == ended.ID {
			continue
		}
		isWhole := func(by Entry) bool { return by.stands() && takesBack(&by, entries, payment) }
		if slices.ContainsFunc(entries, isWhole) {
			payment.Released = true
			released = append(released, payment)
		}
	}
	return released
}

// stands reports whether a step was carried out, a person's word for it included.
func (e *Entry) stands() bool {
	return e.State == StateStanding || e.State == StateClosed && e.Closure != nil && e.Closure.Paid
}

// takesBack reports whether a step that stands has taken a payment back as a whole.
func takesBack(by *Entry, entries []Entry, payment *Entry) bool {
	if !isAbout(by, payment) || standingCapture(entries, payment) != nil {
		return false
	}
	switch by.Operation {
	case opVoidPayment, opMitVoid:
		return payment.Record.Sale && !isPart(by, payment)
	case opAuthReversal, opMitReversal:
		return isReversed(entries, payment)
	default:
		return false
	}
}

// isAbout reports whether a step names another one: by the id in its path or, as timeout calls
// do, by its transaction id.
func isAbout(by, call *Entry) bool {
	switch by.Operation {
	case opMitReversal, opMitVoid:
		return call.Record.TransactionID != "" && by.Record.TransactionID == call.Record.TransactionID
	default:
		return call.Record.ID != "" && by.Record.PaymentID == call.Record.ID
	}
}

// standingCapture is a capture of a payment that stands or may, and was not called off by a
// key of the order; nil if there is none.
func standingCapture(entries []Entry, payment *Entry) *Entry {
	for i := range entries {
		if e := &entries[i]; e.Operation == opCapturePayment && isAbout(e, payment) && e.occupiesOrder() && !isVoided(entries, e) {
			return e
		}
	}
	return nil
}

// isVoided reports whether a capture was called off by a key of its order.
func isVoided(entries []Entry, capture *Entry) bool {
	for i := range entries {
		e := &entries[i]
		if (e.Operation == opVoidCapture || e.Operation == opMitVoid) && e.stands() && isAbout(e, capture) {
			return true
		}
	}
	return false
}

// isReversed reports whether the reversals of a payment take back all that it and its
// increments hold. Amounts that are not known count as held, or as not reversed.
func isReversed(entries []Entry, payment *Entry) bool {
	held, known := amountOf(payment)
	reversed, counted := new(big.Rat), map[string]bool{}
	for i := range entries {
		e := &entries[i]
		switch {
		case !isAbout(e, payment):
		case e.Operation == opIncrementAuth && e.occupiesOrder():
			added, readable := new(big.Rat).SetString(e.Record.Amount)
			if known = known && readable; known {
				held.Add(held, added)
			}
		case (e.Operation == opAuthReversal || e.Operation == opMitReversal) && e.stands():
			id := e.Record.ID
			if amount, readable := reversedBy(e, payment); readable && (id == "" || !counted[id]) {
				reversed.Add(reversed, amount)
			}
			counted[id] = true
		}
	}
	return known && reversed.Cmp(held) >= 0
}

// isPart reports whether the answer to a void names less than the payment, or another currency.
func isPart(void, payment *Entry) bool {
	voided, known := new(big.Rat).SetString(void.Outcome.Amount)
	whole, also := amountOf(payment)
	return isOtherCurrency(void, payment) || known && also && voided.Cmp(whole) < 0
}

// isOtherCurrency reports whether a step was answered, or asked for, in another currency than the
// payment.
func isOtherCurrency(e, payment *Entry) bool {
	in, of := cmp.Or(e.Outcome.Currency, e.Record.Currency), payment.Record.Currency
	return in != "" && of != "" && !strings.EqualFold(in, of)
}

// reversedBy is what a reversal took back of a payment. Of a partial one whose answer states no
// amount, one in another currency, or one that was answered as a void, which leaves the hold, it is
// not known.
func reversedBy(reversal, payment *Entry) (amount *big.Rat, known bool) {
	if isOtherCurrency(reversal, payment) || reversal.Outcome.Money == cybersource.MoneyStopped {
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
