package idempotency

import (
	"context"
	"time"

	"github.com/cybersource-go/cybersource"
)

// notFound is what the rules say about a call that nothing shows. Before QuietAt that is no
// evidence of anything.
func (k *Keys) notFound(ctx context.Context, e Entry, quiet, askAt time.Time) (Entry, time.Time, error) {
	now := k.clock.Now()
	switch silent := quiet.Add(k.options.SendAgainAfter); {
	case !now.After(quiet):
		return e, earlier(askAt, quiet.Add(time.Second)), nil
	case k.options.SendAgainAfter > 0 && maySendAgain(e.Operation):
		if e.SendAgain = now.After(silent); !e.SendAgain {
			return e, earlier(askAt, silent.Add(time.Second)), nil
		}
	case k.options.Undo && isPayment(e.Operation), isRepeated(e.Operation):
		return k.undo(ctx, e)
	}
	if now.After(quiet.Add(k.options.LookFor)) {
		e.Left = "nothing shows it: a person has to look, and close the step; " + e.handles()
		return e, time.Time{}, nil
	}
	return e, askAt, nil
}

// ambiguous is what the rules say about a call that several records may be of. Reversals and
// voids have no reference of their own, so that each record of one is such: they are made
// again, as if nothing was found.
func (k *Keys) ambiguous(ctx context.Context, e Entry, quiet, askAt time.Time) (Entry, time.Time, error) {
	if !isRepeated(e.Operation) {
		e.Left = "records share its references: a person has to choose, and close the step; " + e.handles()
		return e, askAt, nil
	}
	if !k.clock.Now().After(quiet) {
		return e, quiet.Add(time.Second), nil
	}
	return k.undo(ctx, e)
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// undo makes one round of Undo: it takes a payment back that nothing shows, and makes a
// reversal or void again. From the first time on there is no way back.
func (k *Keys) undo(ctx context.Context, e Entry) (Entry, time.Time, error) {
	if isPayment(e.Operation) {
		e.State = StateUndoing
	}
	save := func(ctx context.Context, r cybersource.CallRecord) error {
		_, err := k.write(ctx, e.ID, e.Epoch, func(v View, stored *Entry) {
			stored.State, stored.Record = e.State, r
			stored.Leased = v.Now.Add(settleLease)
			stored.Due = stored.Leased
		})
		return err
	}
	result, err := k.client.Undo(ctx, e.Record, save, merchantOf(&e)...)
	if err != nil {
		return e, time.Time{}, err
	}
	e.Record, e.Left = result.Record, result.Left
	switch result.State {
	case cybersource.UndoDone:
		e.undone()
		return e, time.Time{}, nil
	case cybersource.UndoNothing:
		e.State = StateNotMade
		return e, time.Time{}, nil
	default:
		return e, result.AskAgainAt, nil
	}
}

// undone takes over that the call was undone; a reversal or void that was made again is done.
func (e *Entry) undone() {
	e.Outcome = cybersource.Outcome{
		Kind: cybersource.OutcomeUndone, Money: cybersource.MoneyBack, Advice: cybersource.AdviceNone,
		Amount: e.Record.Amount, Currency: e.Record.Currency,
	}
	e.State = StateUndone
	if isRepeated(e.Operation) {
		e.State, e.Outcome.Kind = StateStanding, cybersource.OutcomeApproved
		if e.Operation != opAuthReversal {
			e.Outcome.Money = cybersource.MoneyStopped
		}
	}
}
