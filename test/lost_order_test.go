package test

import (
	"fmt"
	"strings"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// order is a deal of a merchant: the calls before the one whose end is not known, and
// what is done to find out.
type order struct {
	*lostWorld
	manner

	client    *lostClient
	name      string
	shared    string     // a reference code that other orders have too, and all calls of this one; "" = none
	inquiries []*inquiry // the first is about the lost call, others about payments in its place
	meddled   bool       // another system has undone something of it
	life      []string
}

// note adds a line to the account of the order's life.
func (o *order) note(format string, arguments ...any) {
	o.life = append(o.life, fmt.Sprintf("%12s  ", o.since().Round(time.Millisecond))+fmt.Sprintf(format, arguments...))
}

// String is the account of its life, with how its payments stand by the ledger.
func (o *order) String() string {
	text := fmt.Sprintf("order %s, whose merchant %s: %+v, of an account with %+v\n  %s\n", o.name, o.policy, o.manner, o.account, strings.Join(o.life, "\n  "))
	for _, q := range o.inquiries {
		for _, e := range q.entries() {
			text += fmt.Sprintf("  ledger: at %s: %+v\n", e.Time.Sub(o.start), e)
			if p, known := o.gateway.Payment(e.PaymentID); known {
				text += fmt.Sprintf("  ledger: %+v\n", p)
			}
		}
	}
	return text
}

// lostOperations are those whose answers get lost, as often as they are listed.
var lostOperations = []string{
	"authorization", "authorization", "authorization", "authorization", "authorization", "authorization",
	"sale", "sale", "sale", "sale", "sale",
	cybersourcetest.CapturePayment, cybersourcetest.CapturePayment,
	cybersourcetest.RefundPayment, cybersourcetest.RefundCapture,
	cybersourcetest.CreateCredit, cybersourcetest.CreateCredit,
	cybersourcetest.AuthReversal, cybersourcetest.IncrementAuth,
	cybersourcetest.VoidPayment, cybersourcetest.VoidCapture, cybersourcetest.VoidRefund, cybersourcetest.VoidCredit,
}

// precededBy is the operation whose answer has the id that an operation needs.
var precededBy = map[string]string{
	cybersourcetest.CapturePayment: "authorization",
	cybersourcetest.AuthReversal:   "authorization",
	cybersourcetest.IncrementAuth:  "authorization",
	cybersourcetest.RefundPayment:  "sale",
	cybersourcetest.VoidPayment:    "sale",
	cybersourcetest.RefundCapture:  cybersourcetest.CapturePayment,
	cybersourcetest.VoidCapture:    cybersourcetest.CapturePayment,
	cybersourcetest.VoidRefund:     cybersourcetest.RefundPayment,
	cybersourcetest.VoidCredit:     cybersourcetest.CreateCredit,
}

// submission is a new one of an operation, after all the calls that have to come before.
func (o *order) submission(operation, amount string) *submission {
	s := &submission{operation: operation, amount: amount, code: o.shared}
	if operation == "authorization" || operation == "sale" {
		s.operation, s.sale = cybersourcetest.CreatePayment, operation == "sale"
	}
	if before, ok := precededBy[operation]; ok {
		s.id = o.make(o.submission(before, amount))
	}
	return s
}

// make makes a call that is answered, and returns the id of the answer.
func (o *order) make(s *submission) string {
	h := s.send(o.Context(), o.client.APIClient)
	require.NoError(o.T, h.err)
	require.True(o.T, h.outcome.Approved(), "%s: %+v", s.name(), h.outcome)
	o.note("made %s of %s: %s", s.name(), s.amount, h.id)
	o.seen.calls++
	o.seen.kinds[kindAnswered]++
	return h.id
}

// begin makes the calls of the order, the last of which meets a kind of trouble.
func (o *order) begin() {
	s := o.submission(oneOf(o.dice, lostOperations...), fmt.Sprintf("%d.%02d", 60+o.dice.IntN(80), o.dice.IntN(100)))
	o.refer(s)
	k := o.kindFor(s)
	k.prepare(s, o.dice)
	o.inquire(s).call(k)
}

// kindFor draws a kind. Those that few submissions can meet are drawn more often, and a 502
// less often: nobody can say what became of it, however it is asked for.
func (o *order) kindFor(s *submission) kind {
	if kindPartial.fits(s) && o.dice.IntN(10) == 0 {
		return kindPartial
	}
	for {
		if k := kind(o.dice.IntN(int(kinds))); k.fits(s) && (k != kindServerError || o.dice.IntN(2) == 0) {
			return k
		}
		if k := oneOf(o.dice, kindDeclined, kindPartial, kindServerError); k.fits(s) {
			return k
		}
	}
}

// refer decides about the reference code: shared with other orders, made by the client,
// or the merchant's own, at times one that cannot be searched for as it is.
func (o *order) refer(s *submission) {
	if o.shared != "" {
		return
	}
	switch n := o.dice.IntN(60); {
	case n < 18:
		s.code, s.unique = o.name, true
	case n == 18:
		s.code, s.unique = "No. "+o.name, true
	}
}
