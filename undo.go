package cybersource

import "context"

// WithRefundAllowed permits [APIClient.Undo] to pay back what can no longer be voided,
// by a refund. Other calls do not look at it.
func WithRefundAllowed() CallOption {
	return callOption(func(o *givenOptions) { o.refundAllowed = true })
}

// Undo takes back a call whose outcome is unknown, whatever became of it. It makes one
// round and does not wait.
//
//	result, err := client.Undo(ctx, record, func(ctx context.Context, r cybersource.CallRecord) error {
//		return store.Put(ctx, order, r) // as JSON
//	})
//	if err != nil {
//		return err // ask again with the record that was stored last
//	}
//	switch {
//	case !result.AskAgainAt.IsZero():
//		// ask again then; if result.State is UndoForPerson, somebody should see result.Left
//	case result.State == cybersource.UndoDone, result.State == cybersource.UndoNothing:
//		// it does not stand; a new payment is another call, with references of its own. But
//		// of what the service does not have, [VerdictNone], only the same may be sent again
//	default:
//		tell(result.Left) // what a person has to do, with ids and amounts
//	}
//
// It records the intent first, which is never taken back, and looks the call up as
// [APIClient.Resolve] does. What was never sent, was declined or has failed is nothing to
// undo. Then, by operation:
//
//	authorization              a reversal of all that its records show to be held
//	sale                       a void, then a reversal of the hold behind it
//	capture, refund, credit    a void; a capture leaves the hold
//	void, reversal of all      sent again, which does no more than once
//	all others                 nothing: UndoForPerson, with what a person can do
//
// What is found only among candidates, or not at all, is undone by its transaction id
// (MitReversal, MitVoid), if [Configuration.TimeoutCalls] says that the account supports it, from
// 60 seconds after the time limit of the call: [UndoTooEarly] says when. Without that
// support the look-ups go on for 24 hours. What was sent to the processor is paid back
// only with [WithRefundAllowed], and once: a refund is sent again only if it moved nothing and
// none before it can stand, as [SafeToRetry] tells, and with the same references. Before a
// refund by hand make sure that no Undo with that option follows.
//
// Done is what an answer or a record of the service shows to be undone, all of it and in its
// currency; a void that names less than what it voids does not. NOT_VOIDABLE shows nothing:
// it is looked up whether it was voided. The hold behind a voided sale can be refused to be
// released: Left then says so, and it expires.
//
// save is required. It stores the record before anything is sent and whenever it changed;
// its error ends the round before anything more is sent. The next round begins with the
// record that was stored last: so repeating Undo is harmless at any point, also after a
// crash between two steps and after a lost answer of its own calls. One process at a time
// should do it, as two may both make the refund.
//
// A record that Resolve would refuse is refused with an [*InvalidRequestError] that names
// the field. Any other error is that of save, of a look-up, or of a call that was not
// accepted.
func (c *APIClient) Undo(ctx context.Context, record CallRecord, save func(ctx context.Context, r CallRecord) error, opts ...CallOption) (UndoResult, error) {
	x, err := c.beginUndo(ctx, record, save, opts)
	if err != nil {
		return UndoResult{Record: record}, err
	}
	err = x.round()
	if err != nil && mayLookAgain(err) {
		x.result.State, x.result.AskAgainAt = UndoOpen, x.now().Add(lookWaits[1])
	}
	x.stayForPerson()
	x.result.Record = x.record
	return x.result, err
}
