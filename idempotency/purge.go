package idempotency

import (
	"context"
	"time"

	"github.com/cybersource-go/cybersource"
)

// ended are the states that nothing leaves any more.
var endedStates = []State{StateStanding, StateDeclined, StateRefused, StateNotMade, StateUndone, StateClosed}

// Purge removes what is stored of steps that ended longer ago than a time, but for their
// tombstones: key, digest, ids, amount and outcome. Their steps are never sent again, and payments
// that stood still keep others of their order from being sent. What is open, in review or
// not delivered is left alone. It returns how many it purged.
func (k *Keys) Purge(ctx context.Context, olderThan time.Duration) (int, error) {
	if olderThan < 0 {
		return 0, &cybersource.InvalidRequestError{Operation: "Purge", Problems: []cybersource.FieldProblem{{Field: "olderThan", Reason: "is negative"}}}
	}
	purged := 0
	filter := Filter{Host: k.client.Host(), States: endedStates, Age: olderThan, NotPurged: true}
	for found, err := range k.all(ctx, filter) {
		if err != nil {
			return purged, err
		}
		if !found.Due.IsZero() {
			continue
		}
		done, err := k.purge(ctx, found.ID, found.Epoch)
		if err != nil {
			return purged, err
		}
		if done {
			purged++
		}
	}
	return purged, nil
}

func (k *Keys) purge(ctx context.Context, id ID, epoch int64) (done bool, err error) {
	err = k.change(ctx, id.OrderID, func(_ context.Context, v View) ([]Entry, error) {
		e := entryOf(v.Entries, id)
		if done = e != nil && e.Epoch == epoch && e.Due.IsZero(); !done {
			return nil, nil
		}
		return []Entry{e.tombstone()}, nil
	})
	return done && err == nil, err
}

// tombstone is what is left of a step for good. The time of its last change stays.
func (e *Entry) tombstone() Entry {
	return Entry{
		ID: e.ID, Version: e.Version, Epoch: e.Epoch + 1, State: e.State, Claimed: e.Claimed, Changed: e.Changed,
		Digest: e.Digest, Status: e.Status, Outcome: e.Outcome, Released: e.Released, Delivered: e.Delivered, Closure: e.Closure, Purged: true,
		Record: cybersource.CallRecord{
			Version: e.Record.Version, Operation: e.Operation, Host: e.Host, MerchantID: e.MerchantID,
			ID: e.Record.ID, PaymentID: e.Record.PaymentID, TransactionID: e.Record.TransactionID,
			Amount: e.Record.Amount, Currency: e.Record.Currency, Sale: e.Record.Sale,
		},
	}
}
