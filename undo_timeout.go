package cybersource

import (
	"errors"
	"time"
)

// timeoutCallAfter is how long after the time limit of a call the service can be asked to
// undo it by its transaction id: until then it may still be in work.
const timeoutCallAfter = 60 * time.Second

// hasTimeoutCalls reports whether the call can be undone by its transaction id. The
// reversal of a payment states how much it was.
func (x *undoing) hasTimeoutCalls() bool {
	r := &x.record
	stated := isPositiveAmount(r.Amount) && r.Currency != ""
	return x.client.timeoutCalls && r.TransactionID != "" && (stated || !r.isPayment())
}

// canTimeOut reports whether it is time for that.
func (x *undoing) canTimeOut() bool {
	return x.hasTimeoutCalls() && !x.now().Before(x.record.SendBy.Add(timeoutCallAfter))
}

// byTransactionID undoes a call that was not found, or only among candidates: the
// transaction id says exactly which is meant.
func (x *undoing) byTransactionID() error {
	r := &x.record
	switch now := x.now(); {
	case len(x.look.moved) > 1: // a timeout call would undo one of them
		return x.stuck(x.candidatesText())
	case !x.hasTimeoutCalls():
		return x.notFound()
	case !x.canTimeOut():
		return x.openUntil(UndoTooEarly, r.SendBy.Add(timeoutCallAfter))
	case now.Before(r.Undo.nextAbsent()):
		return x.openUntil(UndoOpen, r.Undo.nextAbsent())
	case r.isPayment() && (!r.Sale || r.Undo.Voided):
		return x.timeoutRelease()
	default:
		return x.timeoutVoidAll()
	}
}

// nextAbsent is when the next answer that the service has no such call would count.
func (u *UndoRecord) nextAbsent() time.Time {
	if len(u.Absent) == 0 {
		return time.Time{}
	}
	return u.Absent[len(u.Absent)-1].At.Add(absentApart)
}

// timeoutRelease reverses a payment: an authorization, or the hold behind a voided sale.
func (x *undoing) timeoutRelease() error {
	r, u := &x.record, x.record.Undo
	reply, err := x.send(x.timeoutReversal)
	switch repeated := reply.repeats && u.Partial == "" && errors.Is(reply.err(), ErrAlreadyReversed); {
	case err != nil:
		return x.failed(err)
	case u.Voided && reply.reason() != ReasonInvalidAmount:
		return x.holdReversed(reply, r.Amount, r.Currency)
	case reply.outcome.Approved() && reply.outcome.Money == MoneyUntouched:
		return x.end(UndoNothing, UndoNone)
	case reply.released(r.Amount, r.Currency), repeated:
		return x.released(UndoReversal)
	case x.noteNotReleased(reply.outcome, r.Amount, r.Currency):
		return x.stuck(x.text(foundRecord{}, partlyReleased))
	default:
		return x.timeoutRefused(reply)
	}
}

// timeoutVoidAll voids a sale, capture, refund or credit, and then releases the hold of a
// sale. A sale may have been approved for less than was asked for, which its record shows later.
func (x *undoing) timeoutVoidAll() error {
	reply, err := x.send(x.timeoutVoid)
	r, u := &x.record, x.record.Undo
	switch o := reply.outcome; {
	case err != nil:
		return x.failed(err)
	case o.Approved() && o.Money == MoneyUntouched:
		return x.end(UndoNothing, UndoNone)
	case o.Money != MoneyStopped && o.Money != MoneyBack:
		return x.timeoutRefused(reply)
	case !reply.voided(r.Amount, r.Currency) && x.notePartial(o, r.Amount, r.Currency):
		return x.stuck(x.text(foundRecord{}, partlyVoided))
	case o.Money == MoneyStopped && x.record.isPayment():
		u.Voided, u.Partial, u.Absent = true, "", nil
		if err := x.store(x.ctx); err != nil {
			return err
		}
		return x.timeoutRelease()
	default:
		u.Voided, u.Partial, u.Released = true, "", o.Money == MoneyBack
		return x.end(UndoDone, UndoVoid)
	}
}

// timeoutRefused concludes a timeout call that undid nothing. INVALID_DATA without details
// is the answer that there is no such call; it counts only after the call was quiet. A
// refusal that is about the state of a call shows that there is one.
func (x *undoing) timeoutRefused(reply undoReply) error {
	u := x.record.Undo
	switch reply.reason() {
	case "":
		return x.notFound()
	case ReasonInvalidData:
		return x.absent(reply)
	case ReasonInvalidAmount, ReasonAuthAlreadyReversed, ReasonNotVoidable, ReasonTransactionAlreadySettled,
		ReasonTransactionAlreadyReversedOrSettled, ReasonMissingAuth:
		u.Absent = nil
		return x.notFound()
	default:
		return x.stuck(x.refusedText(foundRecord{}, "call by the transaction id", reply))
	}
}

// absent concludes an answer that there is no such call. Where an id or a record of it is
// known it proves nothing. Of those that count the first and the last are kept.
func (x *undoing) absent(reply undoReply) error {
	u := x.record.Undo
	if len(reply.refused.Details) > 0 || !reply.at.After(x.record.QuietAt) {
		return x.notFound()
	}
	u.Absent = append(u.Absent[:min(len(u.Absent), 1)], AbsentAnswer{At: reply.at})
	if x.record.ID != "" || !x.look.showsNothing() || x.isGivenUp() {
		return x.notFound()
	}
	return x.openUntil(UndoOpen, x.nextAfterAbsent())
}

// nextAfterAbsent is when to go on after an answer that there is no such call: for the
// second one when it counts, and after that for the look-up that confirms it.
func (x *undoing) nextAfterAbsent() time.Time {
	u := x.record.Undo
	next := u.nextAbsent()
	if last := u.Absent[len(u.Absent)-1].At; last.Sub(u.Absent[0].At) >= absentApart {
		next = last.Add(lookWaits[0])
	}
	if u.Call.mayArrive(next) {
		next = u.Call.QuietAt.Add(time.Second)
	}
	return next
}

// notFound is a call that is not found, or not for certain, and that no timeout call has
// undone.
func (x *undoing) notFound() error {
	left := x.notFoundText()
	quiet := x.record.QuietAt.Add(time.Second) // from then on an answer counts
	waiting := x.hasTimeoutCalls() || x.now().Before(quiet)
	if x.look.result.Verdict == VerdictAmbiguous {
		if left = x.candidatesText(); !waiting {
			return x.stuck(left)
		}
	}
	if err := x.open(left); err != nil {
		return err
	}
	if x.hasTimeoutCalls() && x.now().Before(quiet) && x.result.AskAgainAt.After(quiet) {
		x.result.AskAgainAt = quiet
	}
	return nil
}
