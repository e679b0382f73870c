package idempotency

import (
	"context"
	"errors"
	"time"
)

// errLost: the step belongs to another epoch by now. What its record says counts.
var errLost = errors.New("the step was taken over")

const (
	writeTries = 3
	writePause = 200 * time.Millisecond
)

// write changes a step that belongs to an epoch, and runs the books where the step ends. It
// returns the step as it is stored then; of one that was taken over, with errLost, too.
func (k *Keys) write(ctx context.Context, id ID, epoch int64, change func(v View, e *Entry)) (Entry, error) {
	for try := 1; ; try++ {
		e, err := k.writeOnce(ctx, id, epoch, change)
		if err == nil || errors.Is(err, errLost) || try == writeTries || ctx.Err() != nil {
			return e, err
		}
		if k.clock.Sleep(ctx, writePause) != nil {
			return e, err
		}
	}
}

func (k *Keys) writeOnce(ctx context.Context, id ID, epoch int64, change func(v View, e *Entry)) (Entry, error) {
	var stored Entry
	err := k.change(ctx, id.OrderID, func(ctx context.Context, v View) ([]Entry, error) {
		e := entryOf(v.Entries, id)
		if e == nil || e.Epoch != epoch {
			if e != nil {
				stored = *e
			}
			return nil, errLost
		}
		before := *e
		change(v, e)
		e.Changed, e.Released = v.Now, e.Released || before.Released
		if e.Released && before.State.isUnsettled() && e.State == StateStanding {
			e.undone() // it was taken back before it was found
		}
		writes, err := k.closing(ctx, v, before.State, e)
		stored = *e
		return writes, err
	})
	if err == nil || errors.Is(err, errLost) || !k.isStored(ctx, &stored) {
		return stored, err
	}
	return stored, nil
}

// closing adds what a step that ends brings with it: the payment that it took back, and the
// merchant's books.
func (k *Keys) closing(ctx context.Context, v View, before State, e *Entry) ([]Entry, error) {
	writes := []Entry{*e}
	if e.State == before || e.State.isUnsettled() {
		return writes, nil
	}
	for _, payment := range release(v.Entries, e) {
		payment.Changed = v.Now
		writes = append(writes, *payment)
	}
	if e.State == StateRefused {
		return writes, nil
	}
	if k.options.OnClose != nil {
		if err := guarded(func() error { return k.options.OnClose(ctx, v.SQL, *e) }); err != nil {
			return nil, err
		}
	}
	if k.options.Deliver != nil {
		e.Due = v.Now.Add(deliverAgain)
		writes[0] = *e
	}
	return writes, nil
}

// isStored reads a step again after the store failed: the change may be there all the same.
func (k *Keys) isStored(ctx context.Context, wanted *Entry) bool {
	if wanted.Epoch == 0 {
		return false
	}
	entries, err := k.store.Read(ctx, wanted.OrderID)
	if err != nil {
		return false
	}
	e := entryOf(entries, wanted.ID)
	return e != nil && e.Epoch == wanted.Epoch && e.State == wanted.State && e.Changed.Equal(wanted.Changed)
}
