package test

import (
	"strconv"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// readLedger sorts what was processed by the call that it came from.
func (w *lostWorld) readLedger() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.processed, w.byID = map[string][]cybersourcetest.Entry{}, map[string]cybersourcetest.Entry{}
	for _, e := range w.gateway.Ledger() {
		w.byID[e.ID] = e
		if tag := w.tags[e.Sequence]; e.Processed && tag != "" {
			w.processed[tag] = append(w.processed[tag], e)
		}
	}
}

// entries are what the calls of the submission came to, as of the last reading.
func (q *inquiry) entries() []cybersourcetest.Entry { return q.entriesOf(len(q.tags)) }

// entriesOf are those of the first calls. A void or reversal is repeated by Undo too.
func (q *inquiry) entriesOf(calls int) (found []cybersourcetest.Entry) {
	for _, tag := range q.tags[:calls] {
		found = append(found, q.processed[tag]...)
	}
	if undoes[q.operation] && calls > 0 {
		found = append(found, q.processed[undoTag+q.tags[0]]...)
	}
	return found
}

// standing counts the entries whose effect is there still.
func (q *inquiry) standing() (n int) {
	for _, e := range q.entries() {
		if q.stands(e) {
			n++
		}
	}
	return n
}

// stands reports whether what an entry did is there still: money held, taken or on its way.
func (w *lostWorld) stands(e cybersourcetest.Entry) bool {
	p, known := w.gateway.Payment(e.PaymentID)
	if !known {
		return false
	}
	if e.Operation == cybersourcetest.CreatePayment {
		return !isNothing(p.Held) || !isNothing(p.Captured) && p.Captured != p.Refunded
	}
	if e.Operation == cybersourcetest.CapturePayment && p.Captured == p.Refunded {
		return false
	}
	did, undone := false, false
	for _, event := range p.Events {
		did = did || event.ID == e.ID && event.Kind == effectOf(e.Operation)
		undone = undone || event.Kind == eventVoided && event.Of == e.ID
	}
	return did && !undone
}

// effectOf is what a call of an operation does, as the gateway's events name it.
func effectOf(operation string) string {
	switch operation {
	case cybersourcetest.IncrementAuth:
		return eventIncremented
	case cybersourcetest.CapturePayment:
		return eventCaptured
	case cybersourcetest.RefundPayment, cybersourcetest.RefundCapture:
		return eventRefunded
	case cybersourcetest.CreateCredit:
		return eventCredited
	case cybersourcetest.AuthReversal:
		return eventReversed
	default:
		return eventVoided
	}
}

func isNothing(amount string) bool { return strings.Trim(amount, "0.") == "" }

// cents is an amount of the ledger, which has two decimals.
func cents(amount string) int {
	n, err := strconv.Atoi(strings.Replace(amount, ".", "", 1))
	if err != nil {
		return 0
	}
	return n
}
