package cybersource

import (
	"context"
	"time"
)

// undoing is one round of Undo.
type undoing struct {
	client  *APIClient
	ctx     context.Context
	save    func(ctx context.Context, r CallRecord) error
	options []CallOption
	record  CallRecord
	result  UndoResult
}

// beginUndo checks a record, and begins a round with a copy of it.
func (c *APIClient) beginUndo(ctx context.Context, record CallRecord, save func(ctx context.Context, r CallRecord) error, opts []CallOption) (*undoing, error) {
	look, err := c.look(ctx, "Undo", record, opts)
	if err != nil {
		return nil, err
	}
	if save == nil {
		return nil, &InvalidRequestError{Operation: "Undo", Problems: problems{{"save", "is nil"}}}
	}
	return &undoing{client: c, ctx: ctx, save: save, options: opts, record: look.result.Record}, nil
}

// round records the intent, looks the call up, and goes on by what is found.
func (x *undoing) round() error {
	if err := x.commit(); err != nil {
		return err
	}
	found, err := x.lookUp()
	if err != nil {
		return err
	}
	switch {
	case found.Verdict == VerdictNeverSent, found.Verdict == VerdictNone, found.Outcome.Money == MoneyUntouched && found.Verdict == VerdictHappened:
		return x.end(UndoNothing, UndoNone)
	}
	x.result.AskAgainAt = found.AskAgainAt
	return nil
}

// commit records the intent to undo, before anything is sent.
func (x *undoing) commit() error {
	if x.record.undoBegun() {
		return nil
	}
	x.record.Version = recordVersion
	x.record.Undo = &UndoRecord{Begun: x.now()}
	return x.store()
}

// lookUp makes a round of Resolve, and takes over what it learned.
func (x *undoing) lookUp() (Resolution, error) {
	found, err := x.client.Resolve(x.ctx, x.record, x.options...)
	if err != nil {
		return found, err
	}
	x.record = found.Record
	return found, x.store()
}

// end notes how the undo ended.
func (x *undoing) end(state UndoState, by UndoCall) error {
	x.record.Undo.Ended, x.record.Undo.Done = state, by
	x.result.State, x.result.Done = state, by
	return x.store()
}

// store saves a copy of the record, which later steps do not change.
func (x *undoing) store() error {
	if err := x.save(x.ctx, x.record.clone()); err != nil {
		return &recordError{err}
	}
	return nil
}

func (x *undoing) now() time.Time { return x.client.clock.Now().Round(0).UTC() }
