package test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// walker makes the calls of one worker. It decides by the books alone, never by the ledger.
type walker struct {
	*walk

	ctx  context.Context
	name string
	dice *rand.Rand
	all  []*books
}

// client makes one call in four without a transaction id.
func (w *walker) client() *cybersource.APIClient {
	if w.dice.IntN(4) == 0 {
		return w.clients[1]
	}
	return w.clients[0]
}

// step lets one thing happen: mostly a call, at times something on the service's side.
func (w *walker) step() {
	switch n := w.dice.IntN(200); {
	case n < 4:
		w.gateway.SendBatch()
	case n < 10:
		w.gateway.Deliver()
	case n == 10:
		w.ahead.Add(int64(3 * time.Minute)) // tokens expire
	case n < 14:
		w.gateway.Next(cybersourcetest.Answer(declines[w.dice.IntN(len(declines))]))
	case n == 14:
		w.gateway.Next(cybersourcetest.ProcessLate(0))
	case n < 40:
		w.pay()
	case n < 50:
		w.credit()
	default:
		w.follow()
	}
}

// follow makes a call about one of the newest payments: any that a merchant might make,
// whether or not the payment is in the state for it.
func (w *walker) follow() {
	if len(w.all) == 0 {
		return
	}
	b := w.all[len(w.all)-1-w.dice.IntN(min(len(w.all), walkRecent))]
	if calls := w.callsAbout(b); len(calls) > 0 {
		calls[w.dice.IntN(len(calls))]()
	}
}

// callsAbout are the calls that the books suggest, and at times some that they do not.
func (w *walker) callsAbout(b *books) (calls []func()) {
	suggest := func(sensible bool, of *movement, call func(*books, *movement)) {
		if of.id != "" && (sensible || w.dice.IntN(12) == 0) {
			calls = append(calls, func() { call(b, of) })
		}
	}
	stands := b.standing(func(m *movement) bool { return m.belief != unmoved })
	untouched := b.sum(eventCaptured, stands) == 0
	for _, m := range b.of(eventAuthorized) {
		suggest(untouched, m, w.increment)
		suggest(b.held() > 0, m, w.capture)
		suggest(b.held() > 0, m, w.capture) // twice as likely
		suggest(untouched, m, w.reverse)
		suggest(false, m, w.void) // which is refused unless it is a sale
		calls = append(calls, w.undoLost(b, m, w.timeoutReversal)...)
	}
	for _, m := range b.of(eventCaptured) {
		suggest(stands(m), m, w.refund)
	}
	for _, m := range b.of(eventRefunded) {
		suggest(stands(m), m, w.void) // again below, since refunds are rare
	}
	for _, kind := range []string{eventCaptured, eventRefunded, eventCredited} {
		for _, m := range b.of(kind) {
			suggest(stands(m), m, w.void)
			calls = append(calls, w.undoLost(b, m, w.timeoutVoid)...)
		}
	}
	return calls
}

// undoLost suggests a timeout call for a movement whose answer was lost, and at times
// for one that was answered.
func (w *walker) undoLost(b *books, m *movement, call func(*books, *movement)) []func() {
	if m.transactionID == "" || m.belief == certain && w.dice.IntN(12) > 0 {
		return nil
	}
	return []func(){func() { call(b, m) }}
}

// begin opens the books of a payment in a currency with two, no or three decimals.
func (w *walker) begin() *books {
	currency := []string{"USD", "EUR", "JPY", "KWD"}[w.dice.IntN(4)]
	b := newBooks(fmt.Sprintf("%s-%d", w.name, len(w.all)), currency)
	w.all = append(w.all, b)
	return b
}

// next is a movement with a code that no other call has.
func (b *books) next(kind string, of *movement) *movement {
	return &movement{kind: kind, code: fmt.Sprintf("%s-%d", b.code, len(b.said)), of: of}
}

// priceOf is a price below all amounts that decide an answer.
func (w *walker) priceOf(b *books) int64 { return b.minor("20") + w.dice.Int64N(b.minor("120")) }

// partOf is an amount up to a limit, or a little more, that no other call of the
// payment has: so an amount tells which call it is of.
func (w *walker) partOf(b *books, limit int64) int64 {
	amount := 1 + w.dice.Int64N(max(limit+limit/10, 1))
	for b.amounts[amount] {
		amount++
	}
	b.amounts[amount] = true
	return amount
}

// heldOrPart is all that is held by the books, or at times another amount.
func (w *walker) heldOrPart(b *books) int64 {
	if held := b.held(); held > 0 && w.dice.IntN(5) > 0 {
		return held
	}
	return w.partOf(b, b.held())
}

func (b *books) text(amount int64) string {
	text, err := cybersource.FormatAmount(amount, b.currency)
	if err != nil {
		panic(err) // the walk makes no such amounts
	}
	return text
}

func (b *books) minor(amount string) int64 {
	minor, err := cybersource.ParseAmount(amount, b.currency)
	if err != nil {
		panic(err) // amounts of the tests themselves
	}
	return minor
}

func (b *books) details(amount int64) *cybersource.FollowOnOrderInformationAmountDetails {
	return &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: b.text(amount), Currency: b.currency}
}

func (b *books) references(m *movement) *cybersource.ClientReferenceInformation {
	return &cybersource.ClientReferenceInformation{Code: m.code}
}

func (b *books) reversal(amount int64) *cybersource.ReversalInformation {
	return &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: b.text(amount), Currency: b.currency}}
}
