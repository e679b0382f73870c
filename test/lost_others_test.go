package test

import (
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// undoneBy is the call that undoes an operation by the id of its answer, and needs no
// timeout call.
var undoneBy = map[string]string{
	"authorization":                cybersourcetest.AuthReversal,
	"sale":                         cybersourcetest.VoidPayment,
	cybersourcetest.CapturePayment: cybersourcetest.VoidCapture,
	cybersourcetest.RefundPayment:  cybersourcetest.VoidRefund,
	cybersourcetest.RefundCapture:  cybersourcetest.VoidRefund,
	cybersourcetest.CreateCredit:   cybersourcetest.VoidCredit,
}

// undoes are the operations that undo another.
var undoes = map[string]bool{
	cybersourcetest.AuthReversal: true, cybersourcetest.VoidPayment: true, cybersourcetest.VoidCapture: true,
	cybersourcetest.VoidRefund: true, cybersourcetest.VoidCredit: true,
}

// undoable reports whether there is a call that undoes the operation.
func (s *submission) undoable() bool { return undoneBy[s.name()] != "" }

// meddle lets another system of the merchant, which knows the payment by other ways, undo
// what the submission did.
func (q *inquiry) meddle() {
	q.readLedger()
	for _, e := range q.entries() {
		if !q.stands(e) {
			continue
		}
		undo := &submission{operation: undoneBy[q.submission.name()], id: e.ID, amount: e.AuthorizedAmount}
		h := undo.send(q.Context(), q.other, tagged("other "+q.tags[0]))
		q.note("another system: %s of %s: %s %v", undo.operation, e.ID, h.status, h.err)
		if q.stands(e) && undo.operation == cybersourcetest.VoidPayment {
			undo.operation = cybersourcetest.AuthReversal // the hold behind it
			h = undo.send(q.Context(), q.other, tagged("other "+q.tags[0]))
			q.note("another system: %s of %s: %s %v", undo.operation, e.ID, h.status, h.err)
		}
		if !q.stands(e) {
			q.meddled = true
			q.seen.meetings[meetingOthers]++
		}
	}
}

// crowd lets another system make more payments than a page of a search has, right after the
// answer to an authorization was lost whose code cannot be searched for.
func (w *lostWorld) crowd() {
	o := &order{lostWorld: w, client: w.clients[0], name: fmt.Sprintf("order-%d", len(w.orders))}
	w.orders = append(w.orders, o)
	o.inquire(&submission{operation: cybersourcetest.CreatePayment, amount: "77.00", code: "No. " + o.name, unique: true}).call(kindAnswerLost)
	const more = 550
	for range more {
		w.pass(time.Millisecond)
		h := (&submission{operation: cybersourcetest.CreatePayment, amount: "70.01"}).send(w.Context(), w.other)
		require.NoError(w.T, h.err)
	}
}

// sendBatches sends what is queued to the processor at random moments.
func (w *lostWorld) sendBatches(until time.Duration) {
	for at := exponential(w.dice, lostBatches); at < until; at += exponential(w.dice, lostBatches) {
		w.after(at, func() {
			w.gateway.SendBatch()
			w.batches = append(w.batches, w.since())
		})
	}
}
