package idempotency

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource"
)

const (
	// settleLease is how long one round may take before another process begins one. Nothing
	// depends on it but work done twice: what is repeated in a round is harmless.
	settleLease = 3 * time.Minute
	settleTime  = 2 * time.Minute // after which a round gives up
	settlePause = time.Minute     // after a look-up that failed
)

// settle makes one round to find out what became of a step, if it is due and no other process
// makes one. It returns the step as it stands then, when to ask again by this machine's clock,
// if that helps, and whether it made a round.
func (k *Keys) settle(ctx context.Context, id ID) (e Entry, until time.Time, looked bool, err error) {
	e, until, quiet, looked, err := k.takeOver(ctx, id)
	if err != nil || !looked {
		return e, until, looked, err
	}
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	next, askAt, failed := k.round(ctx, e, quiet)
	if failed != nil {
		askAt = k.clock.Now().Add(settlePause)
	}
	saving, stop := context.WithTimeout(context.WithoutCancel(ctx), recordingTime)
	defer stop()
	e, err = k.write(saving, id, e.Epoch, func(v View, e *Entry) {
		kept := e.Record
		*e = next
		if failed != nil {
			e.Record = kept // which a round that failed may have stored
		}
		e.Due, e.Leased = k.storeTimeOf(v, askAt), time.Time{}
	})
	switch {
	case errors.Is(err, errLost):
		return e, askAt, true, nil
	case err == nil:
		_ = k.deliver(saving, &e) // Recover does it again
	}
	return e, askAt, true, errors.Join(failed, err)
}

// storeTimeOf is a time of this machine's clock by that of the store; zero stays zero.
func (k *Keys) storeTimeOf(v View, at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return storeTime(v.Now.Add(at.Sub(k.clock.Now())))
}

// takeOver makes the step this process's for a round. A step that is running is left alone
// until its lease ends: from then on nothing of it can be sent or accepted. Until and quiet
// are the times of Due and Quiet by this machine's clock.
func (k *Keys) takeOver(ctx context.Context, id ID) (e Entry, until, quiet time.Time, taken bool, err error) {
	err = k.change(ctx, id.OrderID, func(_ context.Context, v View) ([]Entry, error) {
		e, until, quiet, taken = Entry{}, time.Time{}, time.Time{}, false
		found := entryOf(v.Entries, id)
		if found == nil {
			return nil, nil
		}
		if e = *found; !e.Due.IsZero() {
			until = k.clock.Now().Add(e.Due.Sub(v.Now))
		}
		quiet = k.quietAt(&e, v.Now)
		if !e.isDue(v.Now) {
			return nil, nil
		}
		if e.State == StateRunning {
			e.State = StateOpen
		}
		e.Epoch, e.Leased, e.Changed, taken = e.Epoch+1, v.Now.Add(settleLease), v.Now, true
		e.Due = e.Leased
		return []Entry{e}, nil
	})
	return e, until, quiet, taken && err == nil, err
}

// isDue reports whether it is time for a round. Before a step is sent again it always is.
func (e *Entry) isDue(now time.Time) bool {
	if e.State == StateOpen && e.SendAgain {
		return e.Leased.IsZero() || !e.Leased.After(now)
	}
	return e.State.isUnsettled() && !e.Due.IsZero() && !e.Due.After(now)
}

// quietAt is when nothing of a step can be accepted any more, by this machine's clock and by the
// store's: whichever says later, so that one clock that is wrong draws no conclusions too early.
func (k *Keys) quietAt(e *Entry, now time.Time) time.Time {
	if e.Quiet.IsZero() { // as in entries of before there was one
		return e.Record.QuietAt
	}
	return later(e.Record.QuietAt, k.clock.Now().Add(e.Quiet.Sub(now)))
}

// round looks the call up once, and does what the rules say where nothing is found. It
// returns the step as it is to be stored, and when to ask again. Before quiet nothing is
// evidence that the call was not made.
func (k *Keys) round(ctx context.Context, e Entry, quiet time.Time) (Entry, time.Time, error) {
	e.SendAgain = false
	if e.isAnswered() {
		e.State, e.Left = stateOf(e.Operation, e.Outcome), ""
		return e, time.Time{}, nil
	}
	if e.Record.Undo != nil {
		return k.undo(ctx, e)
	}
	resolution, err := k.client.Resolve(ctx, e.Record, merchantOf(&e)...)
	switch {
	case errors.Is(err, cybersource.ErrInvalidRequest) && !e.isFromTheFuture(k.clock.Now()): // there is nothing that it could be found by
		e.Left = "it cannot be looked up: a person has to look, and close the step; " + e.handles()
		return e, time.Time{}, nil
	case err != nil:
		return e, time.Time{}, err
	}
	e.Record, e.Left = resolution.Record, ""
	switch resolution.Verdict {
	case cybersource.VerdictHappened:
		return e.adopt(&resolution)
	case cybersource.VerdictNone:
		if !k.clock.Now().After(quiet) {
			return e, quiet.Add(time.Second), nil
		}
		e.State = StateNotMade
		return e, time.Time{}, nil
	case cybersource.VerdictNeverSent:
		e.State = StateRefused
		return e, time.Time{}, nil
	case cybersource.VerdictAmbiguous:
		return k.ambiguous(ctx, e, quiet, resolution.AskAgainAt)
	default:
		return k.notFound(ctx, e, quiet, resolution.AskAgainAt)
	}
}

// isFromTheFuture reports whether the record was written by a machine whose clock is ahead of
// this one's. One of them is wrong; it is not the record.
func (e *Entry) isFromTheFuture(now time.Time) bool {
	latest := e.Record.Time
	if undo := e.Record.Undo; undo != nil {
		latest = later(latest, undo.Begun)
		for _, absent := range undo.Absent {
			latest = later(latest, absent.At)
		}
	}
	return latest.After(now)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// merchantOf makes calls about a step transact for its merchant.
func merchantOf(e *Entry) []cybersource.CallOption {
	if e.Record.MerchantID == "" {
		return nil
	}
	return []cybersource.CallOption{cybersource.WithMerchantID(e.Record.MerchantID)}
}

// adopt takes over what a look-up found.
func (e Entry) adopt(r *cybersource.Resolution) (Entry, time.Time, error) {
	e.Outcome, e.Status = r.Outcome, r.Status
	e.State = stateOf(e.Operation, r.Outcome)
	if r.Outcome.Kind == cybersource.OutcomeUnknown {
		e.Left = "its record is not of what was asked for (" + r.Amount + " " + r.Currency + "): a person has to look, and close the step; " + e.handles()
	}
	return e, r.AskAgainAt, nil
}

// handles is what a person can look the call up by.
func (e *Entry) handles() string {
	texts := []string{"merchant " + e.MerchantID}
	for _, handle := range [...]struct{ name, value string }{
		{"id ", e.Record.ID}, {"of payment ", e.Record.PaymentID}, {"code ", e.Record.ReferenceCode},
		{"transaction id ", e.Record.TransactionID}, {"amount ", e.Record.Amount}, {"currency ", e.Record.Currency},
	} {
		if handle.value != "" {
			texts = append(texts, handle.name+handle.value)
		}
	}
	return strings.Join(texts, ", ")
}
