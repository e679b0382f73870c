package main

import (
	"context"
	"time"

	"github.com/cybersource-go/cybersource"
)

// undoAfter is how long the shop looks for a payment without an answer, and keeps what it
// finds. Then the customer is not kept waiting: whatever the payment may have done is
// undone, and the order can be paid anew. That intent is never taken back.
const undoAfter = 15 * time.Minute

// settle finds out what is unknown. It runs every minute or so, in one process or many,
// and never sends a payment.
func (s *shop) settle(ctx context.Context, age time.Duration) {
	for _, o := range s.orders.due(age) {
		r, err := s.ask(ctx, o)
		switch {
		case err != nil: // the next run asks again
			s.log.Error("look up", "order", o.ID, "error", err)
		case s.orders.settled(o.ID, *o.latest(), r):
			s.log.Info("settled", "order", o.ID, "state", string(r.state), "note", r.note)
		}
	}
}

// ask asks about every attempt of an order, since a refusal of the latest can be about an
// earlier one. The order can be paid anew only if none of them stands.
func (s *shop) ask(ctx context.Context, o order) (r result, err error) {
	late := s.orders.now().Sub(o.latest().Begun) >= undoAfter
	for _, a := range o.Attempts {
		switch {
		case a.Record == nil: // the process ended before anything was sent
			r = result{state: open, message: notCharged}
		case late || a.undoing(): // an undo that has begun goes on
			r, err = s.undo(ctx, o, a)
		default:
			r, err = s.resolve(ctx, o, a)
		}
		if err != nil || r.state != open {
			return r, err
		}
	}
	return r, nil
}

// resolve looks up what became of an attempt.
func (s *shop) resolve(ctx context.Context, o order, a attempt) (result, error) {
	found, err := s.client.Resolve(ctx, *a.Record)
	if err != nil {
		return result{}, err
	}
	if err := s.orders.store(o.ID, a, found.Record); err != nil {
		return result{}, err
	}
	switch found.Verdict {
	case cybersource.VerdictHappened:
		return became(found.ID, found.Outcome), nil
	case cybersource.VerdictNeverSent:
		return result{state: open, message: notCharged}, nil
	default: // not found so far: that proves nothing
		return result{state: unknown, message: checking, askAt: found.AskAgainAt}, nil
	}
}

// undo takes back what an attempt may have done. Each step is stored before it is made, so
// that the next run goes on where this one ends.
func (s *shop) undo(ctx context.Context, o order, a attempt) (result, error) {
	save := func(_ context.Context, r cybersource.CallRecord) error { return s.orders.store(o.ID, a, r) }
	undone, err := s.client.Undo(ctx, *a.Record, save)
	if err != nil {
		return result{}, err
	}
	switch undone.State {
	case cybersource.UndoDone:
		return result{state: open, message: notCharged}, nil
	case cybersource.UndoNothing:
		return s.notMade(ctx, undone.Record)
	case cybersource.UndoOpen, cybersource.UndoTooEarly:
		if !undone.AskAgainAt.IsZero() {
			return result{state: unknown, message: checking, askAt: undone.AskAgainAt}, nil
		}
	}
	return result{state: waiting, message: underReview, note: undone.Left}, nil
}

// notMade tells a payment that failed from one that the service does not have: the latter
// may be sent again only as it was, so that the service refuses it should it have it after all.
// If it shows up by now, the next run undoes it, and nobody pays before.
func (s *shop) notMade(ctx context.Context, record cybersource.CallRecord) (result, error) {
	found, err := s.client.Resolve(ctx, record)
	if err != nil {
		return result{}, err
	}
	none := found.Verdict == cybersource.VerdictNone
	if !none && len(record.Undo.Absent) > 0 && found.Outcome.Money != cybersource.MoneyUntouched {
		return result{state: unknown, message: checking, askAt: found.AskAgainAt}, nil
	}
	return result{state: open, message: notCharged, again: none}, nil
}

// settleEvery settles until the context ends.
func (s *shop) settleEvery(ctx context.Context, pause, age time.Duration) {
	ticks := time.NewTicker(pause)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			s.settle(ctx, age)
		}
	}
}
