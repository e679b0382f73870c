package cybersource

import (
	"cmp"
	"context"
	"time"
)

// undoing is one round of Undo.
type undoing struct {
	client  *APIClient
	ctx     context.Context
	save    func(ctx context.Context, r CallRecord) error
	options []CallOption
	record  CallRecord // with what was learned
	look    *lookup    // of this round
	result  UndoResult

	refundAllowed bool
}

// undoGivesUp is how long after the call, and after the intent to undo it, look-ups go on.
const undoGivesUp = 24 * time.Hour

// beginUndo checks a record, and begins a round with a copy of it.
func (c *APIClient) beginUndo(ctx context.Context, record CallRecord, save func(ctx context.Context, r CallRecord) error, opts []CallOption) (*undoing, error) {
	look, err := c.look(ctx, "Undo", record, opts)
	if err != nil {
		return nil, err
	}
	if save == nil {
		return nil, &InvalidRequestError{Operation: "Undo", Problems: problems{{"save", "is nil"}}}
	}
	return &undoing{
		client: c, ctx: ctx, save: save, options: opts,
		record: look.result.Record, refundAllowed: collect(opts).refundAllowed,
	}, nil
}

// round records the intent, looks the call up, and goes on by what is found.
func (x *undoing) round() error {
	if x.record.undoBegun() && x.record.Undo.Ended == UndoDone {
		x.ended()
		return nil
	}
	for _, step := range []func() error{x.commit, x.lookUp, x.settleRefund} {
		if err := step(); err != nil || x.concluded() {
			return err
		}
	}
	return x.act()
}

// concluded reports whether a step has come to a result.
func (x *undoing) concluded() bool {
	return x.result.State != UndoOpen || x.result.Left != "" || !x.result.AskAgainAt.IsZero()
}

// act does what the operation and the look-up call for.
func (x *undoing) act() error {
	found, operation := x.look.adopted, x.record.Operation
	switch verdict := x.look.result.Verdict; {
	case verdict == VerdictNeverSent, verdict == VerdictNone:
		return x.end(UndoNothing, UndoNone)
	case operation == authReversal.name:
		return x.repeatReversal()
	case familyOf(operation) == familyVoid && operation != mitVoid.name:
		return x.repeatVoid()
	case found != nil && found.leftNothing():
		return x.end(UndoNothing, UndoNone)
	case lostCallOf(operation).undo == timeoutNone:
		return x.notByProgram()
	case found != nil:
		return x.byID(*found)
	default:
		return x.byTransactionID()
	}
}

// leftNothing reports whether the request of a record neither moved nor holds money.
func (f foundRecord) leftNothing() bool {
	return f.outcome.Money == MoneyUntouched || f.movedNothing() && !f.outcome.HoldsFunds
}

// commit records the intent to undo, before anything is sent.
func (x *undoing) commit() error {
	if x.record.undoBegun() {
		return nil
	}
	x.record.Version = recordVersion
	x.record.Undo = &UndoRecord{Begun: x.now()}
	return x.store(x.ctx)
}

// lookUp makes a round of Resolve, and takes over what it learned.
func (x *undoing) lookUp() error {
	look, err := x.client.look(x.ctx, "Undo", x.record, x.options)
	if err != nil {
		return err
	}
	if err := look.round(); err != nil {
		return err
	}
	x.look, x.record = look, look.result.Record
	x.record.Undo.Ended, x.record.Undo.Done = UndoOpen, UndoNone // what was found since may show otherwise
	return x.store(x.ctx)
}

// end notes how the undo ended, so far: only what is done is never looked at again.
func (x *undoing) end(state UndoState, by UndoCall) error {
	x.record.Undo.Ended, x.record.Undo.Done = state, by
	if state != UndoForPerson {
		x.record.Undo.Left = ""
	}
	x.ended()
	return x.store(x.ctx)
}

// ended is the result of an undo that has ended.
func (x *undoing) ended() {
	u := x.record.Undo
	x.result.State, x.result.Done = u.Ended, u.Done
	if u.Ended == UndoDone && u.Done == UndoVoid && x.record.isPayment() && !u.Released {
		x.result.Left = x.holdText()
	}
}

// open leaves it for the next round, as long as one helps. Left is what a person has to
// do after that. A person who was told something before is told this now.
func (x *undoing) open(left string) error {
	const soon = 5 * time.Minute
	if x.record.Undo.Left != "" {
		x.record.Undo.Left = left
	}
	if x.isGivenUp() {
		x.result.Left = left
		return x.store(x.ctx)
	}
	x.result.AskAgainAt = x.record.nextLook()
	if latest := x.now().Add(soon); x.record.Undo.Call != nil && x.result.AskAgainAt.After(latest) {
		x.result.AskAgainAt = latest
	}
	return x.store(x.ctx)
}

// isGivenUp reports whether another round is not likely to find anything.
func (x *undoing) isGivenUp() bool {
	return x.now().After(later(x.record.Undo.Begun, x.record.QuietAt).Add(undoGivesUp))
}

// openUntil leaves it for a round at a time.
func (x *undoing) openUntil(state UndoState, at time.Time) error {
	x.result.State, x.result.AskAgainAt = state, at
	return x.store(x.ctx)
}

// forPerson is what no call is left for.
func (x *undoing) forPerson(left string) error {
	x.record.Undo.Left, x.result.Left = left, left
	return x.end(UndoForPerson, UndoNone)
}

// failed keeps what is known where a call could not be made.
func (x *undoing) failed(err error) error {
	if failed := x.store(x.ctx); failed != nil {
		return failed
	}
	return err
}

// stuck is what a person has to do, unless a later round succeeds.
func (x *undoing) stuck(left string) error {
	x.record.Undo.Left = left
	return x.open(left)
}

// stayForPerson keeps a result for a person, once somebody was told what to do, until the
// undo is done or there is nothing to undo.
func (x *undoing) stayForPerson() {
	u := x.record.Undo
	if u == nil || u.Left == "" {
		return
	}
	x.result.State, x.result.Left = UndoForPerson, cmp.Or(x.result.Left, u.Left)
}

// store saves a copy of the record, which later steps do not change.
func (x *undoing) store(ctx context.Context) error {
	if err := x.save(ctx, x.record.clone()); err != nil {
		return &recordError{err}
	}
	return nil
}

func (x *undoing) now() time.Time { return x.client.clock.Now().Round(0).UTC() }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
