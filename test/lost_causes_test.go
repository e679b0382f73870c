package test

import (
	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The causes for which an inquiry may be open: nothing that can be read decides. They are
// those that the guide to unknown outcomes names.
const (
	causeNeverReached   = "never reached the service"
	causeSharedCode     = "others share its code"
	causeSilentRecord   = "its record leaves it open (502)"
	causeNoCode         = "a reversal or void without a code of its own"
	causeNoTimeoutCalls = "no timeout calls"
	causeForPerson      = "for a person"
	causeRefundLost     = "the refund that Undo made is not found"

	// This is a fault: look-ups show it by then.
	causeNotFound = "reached the service, and was not found"
)

// cause is why an inquiry is open at the end of the run: by the ledger, not by what the
// merchant knows.
func (q *inquiry) cause() string {
	entries, last := q.entries(), q.verdicts[len(q.verdicts)-1]
	switch {
	case q.end == closedForPerson && last.Verdict == cybersource.VerdictHappened:
		return causeForPerson
	case q.refundIsOpen():
		return causeRefundLost
	case last.Verdict == cybersource.VerdictAmbiguous && q.shared != "":
		return causeSharedCode
	case undoes[q.operation] && (len(entries) > 0 || last.Verdict == cybersource.VerdictAmbiguous):
		return causeNoCode
	case len(entries) == 0 && q.record().ID != "":
		return causeSilentRecord
	case len(entries) == 0 && q.wantsUndo() && !q.account.hasTimeoutCalls():
		return causeNoTimeoutCalls
	case len(entries) == 0:
		return causeNeverReached
	case entries[0].Reason == string(cybersource.ReasonSystemError):
		return causeSilentRecord
	default:
		return causeNotFound
	}
}

// refundIsOpen reports whether the call was to be undone by a refund whose own answer was lost.
func (q *inquiry) refundIsOpen() bool {
	undo := q.record().Undo
	return undo != nil && undo.Refund != nil && undo.Ended == cybersource.UndoOpen && !undo.Refund.NotProcessed
}

// isOpen reports whether the merchant has not found out how it ended.
func (q *inquiry) isOpen() bool {
	if q.end == closedForPerson { // known, and not undone
		return q.verdicts[len(q.verdicts)-1].Verdict != cybersource.VerdictHappened
	}
	return q.end == closedOpen
}

// lostPayments count the authorizations and sales whose answers were lost, and the calls of
// all operations that nothing can show.
type lostPayments struct{ lost, open, unshown, openOfAll int }

// add counts an inquiry.
func (n *lostPayments) add(q *inquiry) {
	if q.end == closedAnswered || q.end == closedRefused {
		return
	}
	if len(q.entries()) == 0 {
		n.unshown++
	}
	if q.isOpen() {
		n.openOfAll++
	}
	if q.operation != cybersourcetest.CreatePayment {
		return
	}
	n.lost++
	if q.isOpen() {
		n.open++
	}
}
