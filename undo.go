package cybersource

import "context"

// WithRefundAllowed permits [APIClient.Undo] to pay back what can no longer be voided,
// by a refund. Other calls do not look at it.
func WithRefundAllowed() CallOption {
	return callOption(func(o *givenOptions) { o.refundAllowed = true })
}

// Undo takes back a call whose outcome is unknown. It makes one round and does not wait.
//
//	result, err := client.Undo(ctx, record, func(ctx context.Context, r cybersource.CallRecord) error {
//		return store.Put(ctx, order, r) // as JSON
//	})
//	if err != nil {
//		return err // ask again with the record that was stored last
//	}
//	switch result.State {
//	case cybersource.UndoDone, cybersource.UndoNothing:
//		// it does not stand; a new payment is another call, with references of its own
//	case cybersource.UndoForPerson:
//		tell(result.Left)
//	default:
//		// ask again at result.AskAgainAt, if that is not zero; else tell(result.Left)
//	}
//
// save stores the record, before anything is sent and whenever it changed. It is required,
// and its error ends the round before anything more is sent. The record that was stored
// last is what the next round begins with. Repeating Undo is harmless at any point, also
// after a crash, and with an older record.
func (c *APIClient) Undo(ctx context.Context, record CallRecord, save func(ctx context.Context, r CallRecord) error, opts ...CallOption) (UndoResult, error) {
	x, err := c.beginUndo(ctx, record, save, opts)
	if err != nil {
		return UndoResult{Record: record}, err
	}
	err = x.round()
	x.result.Record = x.record
	return x.result, err
}
