package cybersource

import "time"

// UndoRecord is how far [APIClient.Undo] has come with a call: the part of a [CallRecord]
// that is there once it was asked to undo that call.
type UndoRecord struct {
	// Begun is when the intent to undo was recorded, before anything was sent. It is never
	// taken back: from then on the call counts as undone, as not to be undone, or as open,
	// and no longer as paid.
	Begun time.Time `json:"begun"`

	Ended UndoState `json:"ended,omitempty"` // how it ended; [UndoOpen] as long as it has not
	Done  UndoCall  `json:"done,omitempty"`  // the call that undid it; [UndoNone] if none did

	// Of a sale: the void is done, and so is the release of the hold behind it.
	Voided   bool `json:"voided,omitempty"`
	Released bool `json:"released,omitempty"`

	// Call is the reversal or void that was sent last and may yet be accepted: it is stored
	// before it is sent, and stays as long as no answer to it is known. nil if there is none.
	Call *CallRecord `json:"call,omitempty"`

	// Refund is the refund, which [WithRefundAllowed] permits. It is stored before it is sent.
	Refund *CallRecord `json:"refund,omitempty"`

	// Partial is what a reversal, a void or the refund gave back according to its answer, such as
	// "1.00 USD", where that was not all of it or in another currency; "a part" or "an amount in EUR" if the
	// answer does not say how much for certain, "none of it" if it says beside its status that nothing was
	// released. "" if there was no such answer.
	Partial string `json:"partial,omitempty"`

	// Left is what a person was told last. "" if nobody was, and once it is done or there is
	// nothing to undo.
	Left string `json:"left,omitempty"`

	// Absent are the answers of timeout calls that the service has no such call.
	Absent []AbsentAnswer `json:"absent,omitempty"`
}

// AbsentAnswer is an answer of the service that it has no request with the transaction id
// of a call. One of them proves nothing; see [VerdictNone].
type AbsentAnswer struct {
	At        time.Time `json:"at"`        // when the service was asked
	EmptyLook bool      `json:"emptyLook"` // a look-up after it found nothing
}

// absentApart is how far apart two answers have to be that the service has no such call.
const absentApart = 5 * time.Minute

// noteEmptyLook marks the answers that a look-up confirms, which began at a time and found
// nothing.
func (u *UndoRecord) noteEmptyLook(began time.Time) {
	for i := range u.Absent {
		if !u.Absent[i].At.After(began) {
			u.Absent[i].EmptyLook = true
		}
	}
}

// showsNone reports whether two answers, after the call was quiet and far enough apart, say
// that the service has no such call, and a look-up after each found nothing. A timeout call
// whose answer was lost has to be quiet too: it would undo what is sent again. An answer that
// a part was given back shows that there is one.
func (r *CallRecord) showsNone(now time.Time) bool {
	if r.Undo == nil || r.Undo.Partial != "" || r.Undo.Call.mayArrive(now) {
		return false
	}
	var first time.Time
	for _, answer := range r.Undo.Absent {
		switch {
		case !answer.EmptyLook || !answer.At.After(r.QuietAt):
		case first.IsZero():
			first = answer.At
		case answer.At.Sub(first).Abs() >= absentApart:
			return true
		}
	}
	return false
}

// mayArrive reports whether a request of the call may yet be accepted; r may be nil.
func (r *CallRecord) mayArrive(now time.Time) bool {
	return r != nil && !r.NotProcessed && !now.After(r.QuietAt)
}

// undoes reports whether the call is one that undoes another.
func (r *CallRecord) undoes() bool { return familyOf(r.Operation)&familiesThatUndo != 0 }

// isPayment reports whether the call was an authorization or a sale.
func (r *CallRecord) isPayment() bool { return familyOf(r.Operation) == familyPayment }

// undoBegun reports whether the intent to undo the call was recorded.
func (r *CallRecord) undoBegun() bool { return r.Undo != nil && !r.Undo.Begun.IsZero() }

// clone is a record that shares nothing with r, so that what a round learns does not
// change the caller's.
func (r CallRecord) clone() CallRecord {
	if r.Undo == nil {
		return r
	}
	u := *r.Undo
	u.Absent = append([]AbsentAnswer(nil), u.Absent...)
	for _, call := range []**CallRecord{&u.Call, &u.Refund} {
		if *call != nil {
			*call = new((*call).clone())
		}
	}
	r.Undo = &u
	return r
}

// outcome is that of a call which is to be undone, by what its record shows: what moved
// money is undone, or it is not known yet how it stands.
func (u *UndoRecord) outcome(shown Outcome) Outcome {
	o := Outcome{Reason: shown.Reason, Amount: shown.Amount, Requested: shown.Requested, Currency: shown.Currency}
	switch {
	case shown.Money == MoneyUntouched, shown.Kind == OutcomeUndone:
		return shown
	case u.Ended != UndoDone:
		o.HoldsFunds = shown.HoldsFunds
		return o
	}
	o.Kind, o.Money, o.Advice = OutcomeUndone, MoneyBack, AdviceNone
	if u.Done == UndoVoid && !u.Released {
		o.Money = MoneyStopped
	}
	return o
}
