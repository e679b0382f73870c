package test

import (
	"time"

	"github.com/cybersource-go/cybersource"
)

// look asks what became of the submission: one round.
func (q *inquiry) look() {
	q.rounds++
	r, err := q.resolve()
	if err != nil {
		q.retry(q.ask)
		return
	}
	q.decide(r)
}

// resolve asks, and notes the verdict.
func (q *inquiry) resolve() (r cybersource.Resolution, err error) {
	q.meeting(readFaults, func() { r, err = q.client.Resolve(q.Context(), q.record()) })
	if err != nil {
		q.note("resolve: %v", err)
		return r, err
	}
	q.store(r.Record)
	q.verdicts = append(q.verdicts, verdictGiven{r, q.since(), len(q.tags)})
	q.note("resolve: %s %s %s %s, %d candidates, again in %s", r.Verdict, r.ID, r.Status, r.Amount, len(r.Candidates), q.until(r.AskAgainAt))
	return r, nil
}

// until is how long it is until a time on the merchant's clock; 0 for none.
func (q *inquiry) until(at time.Time) time.Duration {
	if at.IsZero() {
		return 0
	}
	return max(at.Sub(q.client.now()), 0).Round(time.Millisecond)
}

// decide does what the merchant is told.
func (q *inquiry) decide(r cybersource.Resolution) {
	switch {
	case r.Verdict == cybersource.VerdictHappened:
		q.found(r)
	case r.Verdict == cybersource.VerdictNone:
		q.sendAgain()
	case r.Verdict == cybersource.VerdictNeverSent:
		q.closeAs(closedUnsent)
	case q.since()-q.began > lostHorizon:
		q.closeAs(closedOpen)
	case q.repeats():
		q.call(q.kindFor(q.submission))
	case r.AskAgainAt.IsZero() && !q.mayWantUndo(): // it would not help
		q.closeAs(closedOpen)
	default:
		q.after(q.wait(r.AskAgainAt), q.ask)
	}
}

// repeats reports whether it is time to repeat a void or the reversal of a whole payment,
// which can be done only once, after it was not found.
func (q *inquiry) repeats() bool {
	once := undoes[q.operation] && !q.undoesFound()
	return once && q.insists && q.record().QuietAt.Before(q.client.now()) && len(q.tags) <= lostResends
}

// patience is how long a merchant waits at least, who looks every few minutes at first and
// rarely after an hour.
func (q *inquiry) patience() time.Duration {
	if age := q.since() - q.began; age > time.Hour {
		return age
	}
	return 0
}

func (q *inquiry) closeAs(end string) {
	q.end, q.ended = end, q.since()
	q.note("closed: %s", end)
}
