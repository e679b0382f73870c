package cybersource

import "errors"

// byID undoes a call whose record was found, by the id of that.
func (x *undoing) byID(f foundRecord) error {
	pays := x.record.isPayment()
	switch o := f.outcome; {
	case pays && o.Kind == OutcomeUndone && o.Money == MoneyBack:
		return x.released(undoneAs(f))
	case pays && (o.Money == MoneyHeld || o.Kind == OutcomeReview && o.HoldsFunds):
		return x.release(f)
	case pays && o.Money != MoneyOnItsWay && o.Money != MoneyStopped && o.Money != MoneyTaken:
		return x.open(x.text(f, "its end is open ("+o.Kind.String()+"): wait for it, then undo it by the call that its state allows"))
	default:
		return x.void(f)
	}
}

// undoneAs is the call that a record of a payment shows to have taken it back.
func undoneAs(f foundRecord) UndoCall {
	if f.status == StatusRefunded {
		return UndoRefund
	}
	return UndoReversal
}

// release gives back the hold of an authorization: as much as its records add up to, or
// else what its own record says.
func (x *undoing) release(f foundRecord) error {
	state, err := x.client.PaymentState(x.ctx, f.id, x.options...)
	if err != nil {
		return err
	}
	amount, currency := f.amount, f.currency
	if len(state.Uncertain) == 0 && state.Currency != "" {
		switch {
		case isPositiveAmount(state.Captured):
			return x.stuck(x.text(f, "it was captured since, "+state.Captured+" "+state.Currency+refundedText(state)+": void or refund what stands of that"))
		case state.isReleased():
			return x.released(UndoReversal)
		case isPositiveAmount(state.Held):
			amount, currency = state.Held, state.Currency
		}
	}
	if !isPositiveAmount(amount) || currency == "" {
		return x.stuck(x.text(f, "its record does not say how much is held: look at it and reverse it, all of it"))
	}
	reply, err := x.send(x.reversalOf(f.id, amount, currency))
	if err != nil {
		return x.failed(err)
	}
	if reply.refused != nil && f.outcome.Kind == OutcomeReview && !f.notCaptured && x.canTimeOut() {
		return x.timeoutRelease() // which is possible before the review has ended
	}
	return x.reversed(f, reply, amount, currency)
}

// isReleased reports whether the records show that nothing of the hold is left, and that
// it was released.
func (s *PaymentState) isReleased() bool {
	return isZeroAmount(s.Held) && isZeroAmount(s.Captured) && isPositiveAmount(s.Reversed)
}

// reversed concludes a reversal of a whole hold, of an amount, by its id. What is refused
// as reversed already is released, unless an answer said that only a part of it was.
func (x *undoing) reversed(f foundRecord, reply undoReply, amount, currency string) error {
	already := errors.Is(reply.err(), ErrAlreadyReversed)
	switch {
	case reply.lost:
		return x.open(x.text(f, "the answer to its reversal was lost: look at it and reverse it if it is still held"))
	case reply.released(amount, currency), already && x.record.Undo.Partial == "":
		return x.released(UndoReversal)
	case x.noteNotReleased(reply.outcome, amount, currency):
		return x.stuck(x.text(f, partlyReleased))
	case reply.refused == nil, already, reply.reason() == ReasonTransactionAlreadyReversedOrSettled, reply.reason() == ReasonTransactionAlreadySettled:
		return x.open(x.text(f, "the reversal did not release it: look at it and void, refund or reverse what stands"))
	default:
		return x.stuck(x.refusedText(f, "reversal", reply))
	}
}

// released ends the undo of a payment whose hold is given back.
func (x *undoing) released(by UndoCall) error {
	x.record.Undo.Released, x.record.Undo.Partial = true, ""
	return x.end(UndoDone, by)
}

// void takes out of the queue what was found, and then releases the hold behind a sale.
func (x *undoing) void(f foundRecord) error {
	switch {
	case f.outcome.Kind == OutcomeUndone, x.record.Undo.Voided:
		return x.voided(f)
	case f.wasSent():
		return x.sent(f)
	case f.outcome.Kind != OutcomeApproved && f.outcome.Kind != OutcomePartiallyApproved:
		return x.open(x.text(f, "its end is open ("+f.outcome.Kind.String()+"): wait for it, then void it"))
	}
	reply, err := x.send(x.voidOf(x.record.Operation, f.id))
	switch {
	case err != nil:
		return x.failed(err)
	case reply.voided(f.amount, f.currency):
		x.record.Undo.Released = reply.outcome.Money == MoneyBack // the hold too
		return x.voided(f)
	case x.notePartial(reply.outcome, f.amount, f.currency):
		return x.stuck(x.text(f, partlyVoided))
	case reply.lost, reply.refused == nil, reply.reason() == ReasonNotVoidable:
		return x.notVoided(f)
	default:
		return x.stuck(x.refusedText(f, "void", reply))
	}
}

// notVoided looks for the void after an answer that says neither that it was voided nor
// that it was not. NOT_VOIDABLE is one text for both.
func (x *undoing) notVoided(f foundRecord) error {
	shown, err := x.showsVoid(f)
	switch {
	case err != nil:
		return x.failed(err)
	case shown:
		return x.voided(f)
	default:
		return x.open(x.text(f, "it does not show whether it was voided or has been sent to the processor: look at it, and refund what was sent"))
	}
}

// wasSent reports whether the record shows that what it queued went to the processor.
func (f *foundRecord) wasSent() bool {
	approved := f.outcome.Kind == OutcomeApproved || f.outcome.Kind == OutcomePartiallyApproved
	return approved && (f.outcome.Money == MoneyTaken || f.outcome.Money == MoneyBack)
}

// showsVoid reports whether there is a record of a void with the reference code of what
// was found, which no other call has.
func (x *undoing) showsVoid(f foundRecord) (bool, error) {
	for _, id := range f.related[:min(len(f.related), mostRelated)] {
		related, err := x.look.record(id)
		if err != nil {
			return false, err
		}
		if related != nil && x.isVoidOf(&f, related) {
			return true, nil
		}
	}
	return false, nil
}

// isVoidOf reports whether a record is that of a void of the call, all of it. It may state what was
// to be voided, so that an answer which said less outweighs it.
func (x *undoing) isVoidOf(of, f *foundRecord) bool {
	r := &x.record
	voids, _ := f.fits(voidPayment.name)
	own := voids && !f.isOtherMerchants(r) && r.CodeIsUnique && f.code == r.ReferenceCode
	return own && x.record.Undo.Partial == "" && f.outcome.Money == MoneyStopped && f.coversAll(of)
}

// coversAll reports whether the record of a void does not state less than what it voided, or
// another currency.
func (f *foundRecord) coversAll(of *foundRecord) bool {
	o := f.outcome
	o.Amount, o.Currency = f.amount, f.currency
	return o.coversAll(of.amount, of.currency)
}

// voided goes on with the hold behind a sale. A capture leaves the hold as it was before.
func (x *undoing) voided(f foundRecord) error {
	u := x.record.Undo
	if !u.Voided { // what was said of a part was about the void
		u.Voided, u.Partial = true, ""
	}
	if !x.record.isPayment() || u.Released {
		return x.end(UndoDone, UndoVoid)
	}
	if err := x.store(x.ctx); err != nil {
		return err
	}
	if !isPositiveAmount(f.amount) || f.currency == "" {
		return x.end(UndoDone, UndoVoid)
	}
	reply, err := x.send(x.reversalOf(f.id, f.amount, f.currency))
	if err != nil {
		return x.failed(err)
	}
	return x.holdReversed(reply, f.amount, f.currency)
}

// holdReversed concludes the reversal of the hold behind a voided sale. The sale is undone
// without it, so its refusal is reported and no more.
func (x *undoing) holdReversed(reply undoReply, amount, currency string) error {
	already := errors.Is(reply.err(), ErrAlreadyReversed)
	switch {
	case reply.released(amount, currency), already && x.record.Undo.Partial == "":
		return x.released(UndoVoid)
	case x.noteNotReleased(reply.outcome, amount, currency):
		return x.stuck(x.holdText())
	case reply.lost, reply.refused == nil:
		return x.open(x.holdText())
	default:
		return x.end(UndoDone, UndoVoid)
	}
}
