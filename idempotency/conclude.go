package idempotency

import (
	"context"
	"errors"
	"time"

	"github.com/cybersource-go/cybersource"
)

// conclude records how a call ended, and returns what the record then says. The context of
// the call may have ended.
func (s *step) conclude(ctx context.Context, c *claim, answer answered, failed error) (Entry, error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), recordingTime)
	defer cancel()
	ended := c.entry
	ended.conclude(answer, failed)
	e, err := s.keys.write(ctx, c.entry.ID, c.entry.Epoch, func(v View, e *Entry) {
		*e = ended
		if quiet := s.keys.storeTimeOf(v, e.Record.QuietAt); quiet.After(e.Quiet) {
			e.Quiet = quiet
		}
		if e.State == StateOpen && e.Left == "" {
			e.Due = v.Now // to be looked up at once
		}
	})
	switch {
	case errors.Is(err, errLost):
		s.replayed = true
		return e, errorOf(&e, time.Time{})
	case err != nil:
		s.keys.logger.Error("the end of a step is not recorded", "step", s.key.String(), "operation", s.operation, "error", err)
		s.keys.keepAnswered(ctx, c, &ended)
		notRecorded := &StepError{Operation: s.operation, Key: s.key, Kind: ErrNotRecorded, State: ended.State, Cause: err}
		return ended, errors.Join(notRecorded, failed)
	}
	_ = s.keys.deliver(ctx, &e) // Recover does it again
	return e, s.ended(&e, failed)
}

// ended is the error of a call that is recorded. One that is open is so whatever the call
// itself says: its answer may say too little, and a refusal of what was sent again is not
// about the first submission.
func (s *step) ended(e *Entry, failed error) error {
	open, _ := errorOf(e, s.keys.askAt(e)).(*StepError)
	switch {
	case open == nil, errors.Is(failed, cybersource.ErrOutcomeUnknown), !e.State.isUnsettled():
		return failed
	default:
		open.Cause = failed
		return open
	}
}

const booksFailed = "it was answered, and the merchant's books did not take it: mend them, and Recover records it"

// isAnswered reports whether an open step was answered, and only the books are behind.
func (e *Entry) isAnswered() bool {
	return e.State == StateOpen && !stateOf(e.Operation, e.Outcome).isUnsettled()
}

// keepAnswered stores what was answered where the books did not take the end of the step: the
// next round ends it by that, however long look-ups lag.
func (k *Keys) keepAnswered(ctx context.Context, c *claim, ended *Entry) {
	if stateOf(ended.Operation, ended.Outcome).isUnsettled() {
		return
	}
	_, err := k.writeOnce(ctx, c.entry.ID, c.entry.Epoch, func(v View, e *Entry) {
		*e = *ended
		e.State, e.Due, e.Left = StateOpen, v.Now, booksFailed
	})
	if err != nil {
		k.logger.Error("an answer is not recorded", "step", ended.Key().String(), "id", ended.Record.ID, "error", err)
	}
}

// askAt is when a step that was just recorded can be asked about; zero if a person has to.
func (k *Keys) askAt(e *Entry) time.Time {
	if e.Due.IsZero() {
		return time.Time{}
	}
	return k.clock.Now().Add(e.Due.Sub(e.Changed))
}

// conclude takes over how the call ended.
func (e *Entry) conclude(answer answered, failed error) {
	e.Due = time.Time{}
	var (
		refused     *cybersource.APIError
		unknown     *cybersource.OutcomeUnknownError
		unprocessed *cybersource.NotProcessedError
	)
	switch {
	case failed == nil:
		e.keepAnswer(answer)
		e.State = stateOf(e.Operation, e.Outcome)
	case errors.As(failed, &unknown):
		e.State, e.Record = StateOpen, recordOf(e, unknown.Record())
	case e.Resent:
		e.State = StateOpen // this one moved nothing; the first submission may stand
	case errors.As(failed, &unprocessed), cybersource.SafeToRetry(failed):
		e.State, e.Record.NotProcessed = StateRefused, true
	case errors.As(failed, &refused) && !paysOrder(e.Operation):
		e.State, e.Record.NotProcessed = StateNotMade, true
	default:
		e.State = StateOpen
		e.Left = "the refusal may be about an earlier payment that is not of this order's keys: look for it, and close the step"
	}
}

// recordOf is the record of a call that ended unknown, for the search from the first
// submission on.
func recordOf(e *Entry, r cybersource.CallRecord) cybersource.CallRecord {
	if r.Version == 0 {
		return e.Record
	}
	r.Time = e.Record.Time
	return r
}

// stateOf is where a step stands after an answer, or a record that a look-up found.
func stateOf(operation string, o cybersource.Outcome) State {
	switch {
	case o.Kind == cybersource.OutcomeUnknown:
		return StateOpen
	case o.Kind == cybersource.OutcomeApproved, o.Kind == cybersource.OutcomePartiallyApproved:
		return StateStanding
	case o.Kind == cybersource.OutcomeUndone && isPayment(operation):
		return StateUndone
	case o.Kind == cybersource.OutcomeUndone:
		return StateStanding
	case o.Kind == cybersource.OutcomeReview, o.Kind == cybersource.OutcomePending, o.HoldsFunds:
		return StateReview
	case o.Undecided() && o.Kind != cybersource.OutcomeAuthenticationRequired:
		return StateOpen
	default:
		return StateDeclined
	}
}
