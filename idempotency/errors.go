package idempotency

import (
	"context"
	"errors"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/internal/retrysafe"
)

// Sentinels for [errors.Is]. All of them come in a [*StepError], which has the facts.
var (
	// ErrKeyReused: the step was used for another request.
	ErrKeyReused = errors.New("the step was used for another request")

	// ErrOrderBusy: another payment of the order is under way or stands, or one is being
	// undone; or the step would take money of a payment that was taken back.
	// [StepError.Blocking] is its step, State its state.
	ErrOrderBusy = errors.New("the order has another payment")

	// ErrRunning: the step is under way elsewhere, until [StepError.Until] at the latest,
	// and the context ended before it.
	ErrRunning = errors.New("the step is running")

	// ErrOpen: what became of the step is not known. It matches
	// [cybersource.ErrOutcomeUnknown] too. Ask again at [StepError.Until]; if that is zero a
	// person has to look and call [Keys.Close].
	ErrOpen = errors.New("the step is open")

	// ErrNotRead: nothing was sent, and what was recorded of the step and its order was not
	// read: the store failed, the context had ended, or the request is not valid. An earlier
	// call of the step, or another payment of the order, may stand, so that it matches
	// [cybersource.ErrOutcomeUnknown] too, unless the request has to be corrected first.
	ErrNotRead = errors.New("what was recorded before is not known, and nothing was sent now")

	// ErrEnded: the step came to an end without an answer that could be returned: it was
	// not made, undone, or closed by a person, as State says. A new try is the next step.
	ErrEnded = errors.New("the step has ended")

	// ErrNotRecorded: the call was made, its answer is returned beside this error, and its end
	// could not be recorded. Where the merchant's books failed, Recover records it once they
	// take it; where the store failed, Recover finds it by look-up.
	ErrNotRecorded = errors.New("the answer is not recorded")

	// ErrNothingToClose: there is no such step, it is running, or there is nothing to say about
	// its end.
	ErrNothingToClose = errors.New("the step is not open")
)

type judgement = retrysafe.Judgement

// StepError is why a step was not carried out, or how it ended. It takes part in
// [cybersource.SafeToRetry], which is true for steps that were not made or undone: no
// earlier call of them can stand.
type StepError struct {
	Operation string    // such as "CreatePayment"
	Key       Key       // of the call
	Kind      error     // one of the sentinels of this package
	State     State     // of the step, or of the one that is in the way; "" if it is not known
	Blocking  string    // step of the same order that is in the way, with [ErrOrderBusy]
	Until     time.Time // when it may be over, by this machine's clock; zero if not known
	Left      string    // what a person has to do; "" if nothing
	Cause     error     // of the request, a context, a store or a look-up; nil if there is none

	judgement
}

// Error is one line: operation, key, kind, and what is known besides.
func (e *StepError) Error() string {
	text := e.Operation + " " + e.Key.String() + ": " + e.Kind.Error()
	if e.Blocking != "" {
		text += ", step " + e.Blocking
	}
	if e.State != "" {
		text += ", which is " + string(e.State)
	}
	if !e.Until.IsZero() {
		text += " until " + e.Until.UTC().Format(time.RFC3339)
	}
	if e.Left != "" {
		text += "; " + e.Left
	}
	if e.Cause != nil {
		text += ": " + e.Cause.Error()
	}
	return text
}

// Is makes errors.Is find the sentinel, and ErrOutcomeUnknown for what is open.
func (e *StepError) Is(target error) bool {
	return target == e.Kind || target == cybersource.ErrOutcomeUnknown && e.mayStand()
}

// mayStand reports whether a call of the step may have been processed, now or before.
func (e *StepError) mayStand() bool {
	switch {
	case errors.Is(e.Kind, ErrOpen), errors.Is(e.Kind, ErrNotRecorded):
		return true
	case errors.Is(e.Kind, ErrNotRead):
		return !errors.Is(e.Cause, cybersource.ErrInvalidRequest)
	default:
		return false
	}
}

// notRead is the error of a call that ended before the store was read.
func notRead(operation string, key Key, cause error) error {
	return &StepError{Operation: operation, Key: key, Kind: ErrNotRead, Cause: cause}
}

// Unwrap returns the cause.
func (e *StepError) Unwrap() error { return e.Cause }

// errorOf is the error that a step in a state is reported with; nil for one whose answer
// can be returned.
func errorOf(e *Entry, until time.Time) error {
	err := &StepError{Operation: e.Operation, Key: e.Key(), State: e.State, Left: e.Left}
	switch e.State {
	case StateStanding, StateReview, StateDeclined:
		return nil
	case StateRunning:
		err.Kind, err.Until = ErrRunning, until
	case StateOpen, StateUndoing:
		err.Kind, err.Until = ErrOpen, until
	default:
		err.Kind = ErrEnded
		err.judgement = e.State == StateNotMade || e.State == StateUndone || e.State == StateRefused
	}
	return err
}

// stopped reports whether an error is that of a context.
func stopped(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
