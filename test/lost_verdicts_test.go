package test

import (
	"fmt"
	"slices"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// compare holds all that the order was told against the ledger at the end of the run, and
// returns what does not agree.
func (o *order) compare() (faults []string) {
	standing := 0
	for _, q := range o.inquiries {
		for _, v := range q.verdicts {
			faults = append(faults, q.compareVerdict(v)...)
		}
		for _, u := range q.undos {
			faults = append(faults, q.compareUndo(u)...)
		}
		faults = append(faults, q.compareEnd()...)
		if !q.undone() {
			standing += q.standing()
		}
	}
	if standing > 1 {
		faults = append(faults, fmt.Sprintf("done %d times, and wanted once", standing))
	}
	faults = append(faults, o.comparePaidBack()...)
	if len(faults) > 0 {
		faults = append(faults, o.String())
	}
	return faults
}

// compareVerdict holds one verdict against what the calls before it came to, also later.
func (q *inquiry) compareVerdict(v verdictGiven) (faults []string) {
	entries := q.entriesOf(v.calls)
	switch v.Verdict {
	case cybersource.VerdictHappened:
		if undoes[q.operation] && v.Outcome.Kind == cybersource.OutcomeFailed && v.Outcome.Money == cybersource.MoneyUntouched {
			return nil // a repeat that was refused, which the ledger does not tell apart from others
		}
		i := slices.IndexFunc(entries, func(e cybersourcetest.Entry) bool { return e.ID == v.ID })
		if i < 0 {
			return []string{fmt.Sprintf("wrong verdict: %s with id %s, which is not of this call", v.Verdict, v.ID)}
		}
		return q.compareFinding(v.Resolution, entries[i])
	case cybersource.VerdictNeverSent, cybersource.VerdictNone:
		if len(entries) > 0 {
			return []string{fmt.Sprintf("wrong verdict: %s, and yet the service processed it: %s", v.Verdict, entries[0].ID)}
		}
	case cybersource.VerdictAmbiguous:
		return q.compareCandidates(v, entries)
	}
	return nil
}

// compareCandidates: what the index showed by then is among the candidates. A record that the end of
// a search left out need not be: its look may have been that one.
func (q *inquiry) compareCandidates(v verdictGiven, entries []cybersourcetest.Entry) (faults []string) {
	for _, e := range entries {
		if _, leftOut := q.leftOut.Load(e.ID); leftOut || v.at-e.Time.Sub(q.start) < lostHidden {
			continue
		}
		if !slices.ContainsFunc(v.Candidates, func(c cybersource.Candidate) bool { return c.ID == e.ID }) {
			faults = append(faults, "not among the candidates: "+e.ID)
		}
	}
	return faults
}

// compareFinding compares what was found with the entry that it is.
func (q *inquiry) compareFinding(r cybersource.Resolution, e cybersourcetest.Entry) (faults []string) {
	declined := e.Status == "DECLINED"
	if r.Outcome.Kind == cybersource.OutcomeUndone {
		if q.stands(e) && !(r.Outcome.Money == cybersource.MoneyStopped && q.isHoldOnly(e)) {
			faults = append(faults, "wrong outcome: undone, and yet it stands")
		}
		return faults
	}
	if r.Record.Undo != nil && !undoes[q.operation] {
		if r.Outcome.Approved() || declined && r.Outcome.Kind != cybersource.OutcomeDeclined {
			faults = append(faults, fmt.Sprintf("wrong outcome of what is to be undone: %s is %+v", e.Status, r.Outcome))
		}
		return faults
	}
	if approved := r.Outcome.Approved() || r.Outcome.Kind == cybersource.OutcomePartiallyApproved; approved == declined {
		faults = append(faults, fmt.Sprintf("wrong outcome: %s is %+v", e.Status, r.Outcome))
	}
	if amount := e.Amount; !declined && r.Amount != "" {
		if e.Operation == cybersourcetest.CreatePayment {
			amount = e.AuthorizedAmount
		}
		if r.Amount != amount {
			faults = append(faults, fmt.Sprintf("wrong amount: %s, the ledger has %s", r.Amount, amount))
		}
	}
	return faults
}

// compareEnd holds how the merchant closed it against how things stand.
func (q *inquiry) compareEnd() (faults []string) {
	standing := q.standing()
	switch {
	case q.end == "", q.end == closedErrors:
		faults = append(faults, "the merchant never came to an end")
	case q.end == closedBefore && standing == 0:
		faults = append(faults, "was done before, and yet it does not stand")
	case q.end == closedKept && q.kept() && standing == 0 && !q.meddled:
		faults = append(faults, "found and kept, and yet it does not stand")
	case q.end == closedAnswered && q.paid && standing == 0 && !q.meddled:
		faults = append(faults, "answered and kept, and yet it does not stand")
	}
	return faults
}

// kept reports whether the last verdict says that the submission did what was asked.
func (q *inquiry) kept() bool {
	last := q.verdicts[len(q.verdicts)-1]
	return last.Outcome.HoldsFunds
}

// metBatch reports whether a batch was sent while the merchant was at it.
func (q *inquiry) metBatch() bool {
	return slices.ContainsFunc(q.batches, func(at time.Duration) bool { return at > q.began && at < q.ended })
}
