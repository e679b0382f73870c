package test

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cybersource-go/cybersource"
)

// belief is what a merchant believes of a movement of money.
type belief int

const (
	unmoved  belief = iota // declined, refused or never sent: it did not happen and never will
	possible               // nobody said; it may have happened, and may still happen
	certain                // an answer said so
)

// String is one word.
func (b belief) String() string { return [...]string{"unmoved", "possible", "certain"}[b] }

// The kinds of movements, as the gateway's events name them.
const (
	eventAuthorized  = "authorized"
	eventIncremented = "incremented"
	eventCaptured    = "captured"
	eventRefunded    = "refunded"
	eventCredited    = "credited"
	eventReversed    = "reversed"
	eventVoided      = "voided"
)

// movement is an entry of a merchant's books: money that one call was to move.
type movement struct {
	belief

	kind          string
	code          string    // reference code of the call, which no other call has
	transactionID string    // that the call was sent with; "" if it has none of its own
	id            string    // of the answer, or of what is left of it; "" if none is known
	amount        int64     // minor units: as answered, or else as asked for
	upTo          bool      // a smaller amount is possible too: a partial approval
	last          bool      // a capture that ends the authorization
	of            *movement // what was refunded or voided
	found         string    // once compared: the id of the gateway's event
}

// String is for the account of a life that does not agree.
func (m *movement) String() string {
	text := fmt.Sprintf("%s %s %d (%s, id %s)", m.belief, m.kind, m.amount, m.code, m.id)
	if m.of != nil {
		text += " of " + m.of.code
	}
	return text
}

// books are what a merchant knows of one payment or credit, from answers and errors alone.
type books struct {
	code, currency string
	movements      []*movement
	said           []said   // of every call
	faults         []string // answers that contradict the books
	amounts        map[int64]bool
}

func newBooks(code, currency string) *books {
	return &books{code: code, currency: currency, amounts: map[int64]bool{}}
}

// heard is how a call ended.
type heard struct {
	said

	outcome       cybersource.Outcome
	transactionID string
}

// reading is how a merchant reads the end of a call that was to move money.
type reading func(h heard) belief

// carefully reads by the documentation: what is unknown stays open.
func carefully(h heard) belief {
	switch {
	case h.err == nil && h.outcome.Money == cybersource.MoneyUnknown:
		return possible
	case h.err == nil && (h.outcome.Approved() || h.outcome.HoldsFunds):
		return certain
	case errors.Is(h.err, cybersource.ErrOutcomeUnknown):
		return possible
	default:
		return unmoved
	}
}

// notVoidableIsDone is the mistake of reading NOT_VOIDABLE as "it was voided before".
func notVoidableIsDone(h heard) belief {
	lost, unknown := errors.AsType[*cybersource.OutcomeUnknownError](h.err)
	if errors.Is(h.err, cybersource.ErrNotVoidable) || unknown && lost.Response != nil && lost.Response.Reason == cybersource.ReasonNotVoidable {
		return certain
	}
	return carefully(h)
}

// post enters what a call moved, with the amount that the answer states.
func (b *books) post(m *movement, h heard, read reading) {
	b.said = append(b.said, h.said)
	m.belief, m.id, m.transactionID = read(h), h.id, h.transactionID
	if m.kind == eventVoided && m.belief == possible {
		m.id = "" // it may be that of one attempt, and another voided
	}
	if m.belief == certain && h.err == nil {
		m.amount = b.stated(m, h.outcome)
	}
	b.movements = append(b.movements, m)
}

// stated is the amount of an answer, which has to be in the currency of the payment.
func (b *books) stated(m *movement, o cybersource.Outcome) int64 {
	amount, err := cybersource.ParseAmount(o.Amount, b.currency)
	if err != nil || !strings.EqualFold(o.Currency, b.currency) {
		b.faults = append(b.faults, fmt.Sprintf("%s: the answer states no amount in %s: %+v", m.code, b.currency, o))
	}
	return amount
}

// of are the movements of a kind that may have happened.
func (b *books) of(kind string) (all []*movement) {
	for _, m := range b.movements {
		if m.kind == kind && m.belief != unmoved {
			all = append(all, m)
		}
	}
	return all
}

// taken is the capture of a sale in place of its authorization.
func (b *books) taken(m *movement) *movement {
	for _, sale := range b.of(eventCaptured) {
		if m.kind == eventAuthorized && sale.code == m.code {
			return sale
		}
	}
	return m
}

// sum adds up the movements of a kind, of which stands is asked whether they count.
func (b *books) sum(kind string, stands func(*movement) bool) (total int64) {
	for _, m := range b.of(kind) {
		if stands(m) {
			total += m.amount
		}
	}
	return total
}

// standing leaves out what was voided.
func (b *books) standing(happened func(*movement) bool) func(*movement) bool {
	return func(m *movement) bool {
		for _, v := range b.of(eventVoided) {
			if v.of == m && happened(v) {
				return false
			}
		}
		return happened(m)
	}
}

// held is what remains of the authorization, as far as it is certain.
func (b *books) held() int64 {
	happened := func(m *movement) bool { return m.belief == certain }
	return b.heldIf(happened)
}

func (b *books) heldIf(happened func(*movement) bool) int64 {
	return b.sum(eventAuthorized, happened) + b.sum(eventIncremented, happened) - b.sum(eventReversed, happened) -
		b.sum(eventCaptured, b.standing(happened))
}

// totals are the sums that an increment may be answered with: one for each set of
// increments and partial reversals of which it is not known whether they happened.
func (b *books) totals() map[int64]bool {
	sums := map[int64]bool{0: true}
	for _, m := range b.movements {
		if m.belief == unmoved || m.kind != eventAuthorized && m.kind != eventIncremented && m.kind != eventReversed {
			continue
		}
		amount := m.amount
		if m.kind == eventReversed {
			amount = -amount
		}
		next := map[int64]bool{}
		for sum := range sums {
			next[sum+amount] = true
			if m.belief == possible {
				next[sum] = true
			}
		}
		sums = next
	}
	return sums
}
