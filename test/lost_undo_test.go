package test

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// undoGiven is what Undo came to at some time.
type undoGiven struct {
	cybersource.UndoResult

	at    time.Duration
	calls int // of the submission that were sent before
}

// undoTag marks the calls of Undo; the merchant's own have other tags.
const undoTag = "undo "

// undo has the submission undone: one round.
func (q *inquiry) undo() {
	q.rounds++
	options := []cybersource.CallOption{tagged(undoTag + q.tags[0])}
	if q.policy == policyRefund {
		options = append(options, cybersource.WithRefundAllowed())
	}
	var r cybersource.UndoResult
	var err error
	q.meeting(readFaults, func() { r, err = q.client.Undo(q.Context(), q.record(), q.saveOrCrash, options...) })
	if err != nil {
		q.note("undo: %v", err)
		assert.NotErrorIs(q.T, err, cybersource.ErrInvalidRequest)
		q.retry(q.ask)
		return
	}
	returned, err := json.Marshal(r.Record)
	require.NoError(q.T, err)
	require.Equal(q.T, string(q.stored), string(returned), "the record that was stored last is the one of the result")
	q.undos = append(q.undos, undoGiven{r, q.since(), len(q.tags)})
	q.note("undo: %s, by %s, again in %s, left: %s", r.State, r.Done, q.until(r.AskAgainAt), r.Left)
	q.decideUndo(r)
}

// retry does something once more after an error, but not for ever.
func (q *inquiry) retry(what func()) {
	if q.since()-q.began > 2*lostHorizon {
		q.closeAs(closedErrors)
		return
	}
	q.after(lostPause, what)
}

// decideUndo does what the merchant is told.
func (q *inquiry) decideUndo(r cybersource.UndoResult) {
	switch {
	case r.State == cybersource.UndoDone:
		q.learn(func(cybersource.Resolution) { q.closeAs(closedUndone); q.payAnew() })
	case r.State == cybersource.UndoNothing:
		q.learn(q.nothingUndone)
	case r.State == cybersource.UndoForPerson && r.AskAgainAt.IsZero():
		q.learn(func(cybersource.Resolution) { q.closeAs(closedForPerson) })
	case r.AskAgainAt.IsZero(), q.since()-q.began > lostHorizon:
		q.learn(func(cybersource.Resolution) { q.closeAs(closedOpen) })
	default:
		q.after(q.wait(r.AskAgainAt), q.ask)
	}
}

// nothingUndone goes on after there was nothing to undo, as the verdict says why.
func (q *inquiry) nothingUndone(r cybersource.Resolution) {
	switch r.Verdict {
	case cybersource.VerdictNone:
		q.sendAgain()
	case cybersource.VerdictNeverSent:
		q.closeAs(closedUnsent)
	default:
		q.closeAs(closedNothing)
	}
}

// learn asks what became of a submission that Undo has done with.
func (q *inquiry) learn(then func(cybersource.Resolution)) {
	r, err := q.resolve()
	if err != nil {
		q.retry(func() { q.learn(then) })
		return
	}
	then(r)
}

// errCrash is a record that could not be stored, or a process that ended after it was.
var errCrash = errors.New("crashed")

// saveOrCrash stores the record, and at times fails before or after.
func (q *inquiry) saveOrCrash(ctx context.Context, r cybersource.CallRecord) error {
	const rare = 12
	if q.crashes && q.dice.IntN(rare) == 0 {
		if q.dice.IntN(2) == 0 {
			q.store(r)
		}
		return errCrash
	}
	return q.save(ctx, r)
}
