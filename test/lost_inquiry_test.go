package test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// inquiry is a submission whose end a merchant has to find out, and all that the merchant
// keeps about it.
type inquiry struct {
	*order
	*submission

	tags     []string // of the calls in which it was sent
	began    time.Duration
	stored   []byte // the call record, as it lies in the merchant's database
	rounds   int
	verdicts []verdictGiven
	undos    []undoGiven
	end      string // "" = the merchant is at it
	ended    time.Duration
	paid     bool // answered, and did what was asked
}

// verdictGiven is what Resolve said at some time.
type verdictGiven struct {
	cybersource.Resolution

	at    time.Duration
	calls int // that were sent before
}

// The ends of an inquiry.
const (
	closedAnswered = "answered"
	closedRefused  = "refused"
	closedKept     = "found and kept"
	closedUnsent   = "never sent"
	closedBefore   = "repeated, was done before"
	closedUndone   = "undone"
	closedNothing  = "nothing to undo"
	closedNone     = "the service has none"
	closedOpen     = "open"
	closedErrors   = "errors without end"

	// Undone by nobody, and what is left to do is known.
	closedForPerson = "not undone, for a person"
)

const (
	lostHorizon = 26 * time.Hour // then a person closes what is open
	lostResends = 3
	lostPause   = time.Minute      // after an error
	lostHidden  = 45 * time.Minute // the latest arrival, and the longest time that the index hides it
)

// inquire begins an inquiry.
func (o *order) inquire(s *submission) *inquiry {
	q := &inquiry{order: o, submission: s, began: o.since()}
	o.inquiries = append(o.inquiries, q)
	return q
}

// call sends the submission, which meets what its kind says.
func (q *inquiry) call(k kind) {
	tag := fmt.Sprintf("%s.%d.%d", q.order.name, len(q.inquiries), len(q.tags))
	q.tags = append(q.tags, tag)
	q.seen.calls++
	q.seen.kinds[k]++
	step, delay := k.fault(q.dice, q.client.times)
	var faults []cybersourcetest.Chance
	switch {
	case k == kindAnswered, k == kindServerError: // no fault
	case q.dice.IntN(2) == 0 && k != kindUnsent:
		q.gateway.Next(step) // meets the first attempt only, where there are several
	default:
		faults = append(faults, step.Chance(1))
	}
	q.after(delay, func() {}) // so that it is processed at its time
	if q.undoable() && q.dice.IntN(6) == 0 {
		q.after(delay+between(q.dice, time.Second, 10*time.Minute), q.meddle)
	}
	var h heard
	before := q.stored
	q.meeting(faults, func() {
		h = q.send(q.Context(), q.client.APIClient, tagged(tag), cybersource.WithRecord(q.save))
	})
	q.note("call %s, %s: %s of %s, code %q, %s %s: %s %s %v", tag, k, q.submission.name(), q.amount, q.code, step, delay, h.id, h.status, h.err)
	if errors.Is(h.err, cybersource.ErrNotProcessed) && before != nil { // the calls before this one are still the question
		q.stored = before
		q.after(lostPause, q.ask)
		return
	}
	q.hear(h)
}

// save is a merchant's function that stores a record.
func (q *inquiry) save(_ context.Context, r cybersource.CallRecord) error {
	q.store(r)
	return nil
}

func (q *inquiry) store(r cybersource.CallRecord) {
	stored, err := json.Marshal(r)
	require.NoError(q.T, err)
	q.stored = stored
}

func (q *inquiry) record() (r cybersource.CallRecord) {
	require.NoError(q.T, json.Unmarshal(q.stored, &r))
	return r
}

// hear is what the merchant makes of the end of a call. One in three has crashed meanwhile,
// and has nothing but the record that was stored before.
func (q *inquiry) hear(h heard) {
	unknown, isUnknown := errors.AsType[*cybersource.OutcomeUnknownError](h.err)
	unsent, isUnsent := errors.AsType[*cybersource.NotProcessedError](h.err)
	switch {
	case h.err == nil:
		q.paid = h.outcome.Approved() || h.outcome.HoldsFunds
		q.closeAs(closedAnswered)
		return
	case q.operation == cybersourcetest.AuthReversal && errors.Is(h.err, cybersource.ErrAlreadyReversed):
		q.closeAs(closedBefore)
		return
	case isUnknown && q.dice.IntN(3) > 0:
		q.store(unknown.Record())
	case isUnsent:
		q.store(unsent.Record())
	case cybersource.SafeToRetry(h.err):
		q.closeAs(closedRefused)
		return
	}
	q.after(between(q.dice, time.Second, 2*time.Minute), q.ask)
}
