package test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// compareUndo holds what Undo came to against how things stand at the end of the run.
func (q *inquiry) compareUndo(u undoGiven) (faults []string) {
	entries := q.entriesOf(u.calls)
	standing := slices.ContainsFunc(entries, q.stands)
	switch u.State {
	case cybersource.UndoDone:
		faults = q.compareDone(u, entries)
	case cybersource.UndoNothing:
		if standing {
			faults = append(faults, "nothing to undo, and yet it stands")
		}
	case cybersource.UndoForPerson:
		if u.Left == "" {
			faults = append(faults, "for a person, who is not told what to do")
		}
	}
	if ends := u.State == cybersource.UndoDone || u.State == cybersource.UndoNothing; ends && !u.AskAgainAt.IsZero() {
		faults = append(faults, fmt.Sprintf("%s, and yet to be asked again", u.State))
	}
	if u.State == cybersource.UndoTooEarly && u.AskAgainAt.IsZero() {
		faults = append(faults, "too early, and no time is named")
	}
	return faults
}

// compareDone: what is said to be undone does not stand. Only the hold behind a void may,
// which then is told. A void or reversal is done with once it has had its effect, whoever
// had it.
func (q *inquiry) compareDone(u undoGiven, entries []cybersourcetest.Entry) (faults []string) {
	if undoes[q.operation] {
		if q.standsEarlier() {
			faults = append(faults, "done, and yet what it was to undo stands")
		}
		return faults
	}
	if len(entries) == 0 {
		return []string{"undone, and yet it never happened"}
	}
	for _, e := range entries {
		told := q.isHoldOnly(e) && strings.Contains(u.Left, e.TransactionID)
		if q.stands(e) && !told {
			faults = append(faults, fmt.Sprintf("undone by %s, and yet it stands: %s", u.Done, e.ID))
		}
	}
	return faults
}

// isHoldOnly reports whether nothing stands of a sale but the hold behind it.
func (q *inquiry) isHoldOnly(e cybersourcetest.Entry) bool {
	p, _ := q.gateway.Payment(e.PaymentID)
	return q.sale && p.Captured == p.Refunded
}

// standsEarlier reports whether what a void or reversal is about stands still. The hold
// behind a void is none of its business.
func (q *inquiry) standsEarlier() bool {
	e := q.byID[q.submission.id]
	if q.operation == cybersourcetest.AuthReversal {
		return q.stands(e)
	}
	p, _ := q.gateway.Payment(e.PaymentID)
	return !slices.ContainsFunc(p.Events, func(event cybersourcetest.Event) bool {
		return event.Kind == eventVoided && event.Of == q.submission.id
	})
}

// undone reports whether the submission was undone, but for the hold behind a void that
// cannot be reversed and was told.
func (q *inquiry) undone() bool {
	return len(q.undos) > 0 && q.undos[len(q.undos)-1].State == cybersource.UndoDone && q.account.keepsVoidedHold
}

// comparePaidBack: nothing was paid back twice, and nothing that was never taken.
func (o *order) comparePaidBack() (faults []string) {
	for _, q := range o.inquiries {
		for _, e := range q.entries() {
			p, _ := o.gateway.Payment(e.PaymentID)
			if cents(p.Refunded) > cents(p.Captured) {
				faults = append(faults, fmt.Sprintf("paid back %s of %s", p.Refunded, p.Captured))
			}
		}
	}
	return faults
}
