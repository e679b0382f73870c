package cybersource

import "errors"

// repeatReversal sends a lost reversal again, if it was of the whole: a part would be
// released twice.
func (x *undoing) repeatReversal() error {
	r := &x.record
	state, err := x.client.PaymentState(x.ctx, r.PaymentID, x.options...)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	f := foundRecord{id: r.PaymentID, amount: r.Amount, currency: r.Currency}
	const about = "which it was to release: look at how much is held, and reverse it if it should be none"
	switch {
	case err != nil || len(state.Uncertain) > 0 || state.Currency == "":
		return x.open(x.text(foundRecord{}, "it is not known whether it was of the whole of payment "+safeText(r.PaymentID)+", "+about))
	case state.isReleased():
		return x.released(UndoReversal)
	case compareAmounts(r.Amount, state.Authorized) != 0:
		return x.stuck(x.text(foundRecord{}, "it was of a part of payment "+safeText(r.PaymentID)+" ("+state.Authorized+" "+state.Currency+" in all), "+about))
	}
	reply, err := x.send(x.reversalOf(r.PaymentID, r.Amount, r.Currency))
	if err != nil {
		return x.failed(err)
	}
	return x.reversed(f, reply, r.Amount, r.Currency)
}

// repeatVoid sends a lost void again: it is of the whole, and doing it twice does no more.
func (x *undoing) repeatVoid() error {
	r, found := &x.record, x.look.adopted
	shown, err := x.look.record(r.PaymentID)
	if err != nil {
		return err
	}
	of := foundRecord{amount: r.Amount, currency: r.Currency}
	if shown != nil {
		of = *shown
	}
	shows := found != nil && x.record.Undo.Partial == "" && found.outcome.Money == MoneyStopped && found.coversAll(&of)
	switch {
	case shows, of.outcome.Kind == OutcomeUndone:
		return x.voidRepeated()
	case of.wasSent():
		return x.forPerson(x.text(foundRecord{}, "what it was to void, "+of.id+", was sent to the processor: look at how much of a capture or sale was refunded, and refund the rest; a refund or credit cannot be called back"))
	}
	reply, err := x.send(x.voidOf(r.Operation, r.PaymentID))
	switch o := reply.outcome; {
	case err != nil:
		return x.failed(err)
	case reply.voided(of.amount, of.currency):
		return x.voidRepeated()
	case x.notePartial(o, of.amount, of.currency):
		return x.stuck(x.text(foundRecord{}, partlyVoided))
	case reply.lost, reply.refused == nil, reply.reason() == ReasonNotVoidable:
		return x.open(x.text(foundRecord{}, "it is not known whether it voided "+safeText(r.PaymentID)+", or whether that was sent to the processor before: look at it"))
	default:
		return x.stuck(x.refusedText(foundRecord{}, "void", reply))
	}
}

// voidRepeated ends the undo of a void: it has called off all that it was about.
func (x *undoing) voidRepeated() error {
	x.record.Undo.Partial = ""
	return x.end(UndoDone, UndoVoid)
}
