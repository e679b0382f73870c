package test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// count adds up one order.
func (f *lostFigures) count(o *order) {
	for _, q := range o.inquiries {
		verdicts, states := map[cybersource.Verdict]bool{}, map[cybersource.UndoState]bool{}
		for _, v := range q.verdicts {
			verdicts[v.Verdict] = true
		}
		for _, u := range q.undos {
			states[u.State] = true
		}
		countEach(f.verdicts, verdicts)
		countEach(f.undos, states)
		f.countEnd(q)
		if q.shared != "" {
			f.meetings[meetingShared]++
		}
		if q.metBatch() {
			f.meetings[meetingBatch]++
		}
	}
}

// countEach counts what an inquiry met at least once.
func countEach[Name comparable](counts map[Name]int, met map[Name]bool) {
	for name := range met {
		counts[name]++
	}
}

func (f *lostFigures) countEnd(q *inquiry) {
	f.ends[q.end]++
	f.policies[q.policy]++
	if q.end == closedOpen || q.end == closedForPerson {
		f.open[q.cause()]++
	}
	if q.account.hasTimeoutCalls() {
		if q.isOpen() && q.operation == cybersourcetest.CreatePayment {
			f.stuck[q.cause()]++
		}
		f.with.add(q)
	} else {
		f.without.add(q)
	}
}

// requireVariety fails a soak in which something was too rare to prove anything: of 20,000
// calls each kind 500 times, a 502, each verdict and each state of an undo 200 times.
func (f *lostFigures) requireVariety(t *testing.T, calls int) {
	t.Helper()
	if calls < 20_000 {
		return // a short run is left to chance
	}
	often, seldom := 500*calls/20_000, 200*calls/20_000
	for k, n := range f.kinds {
		least := often
		if kind(k) == kindServerError {
			least = seldom
		}
		assert.GreaterOrEqual(t, n, least, kind(k))
	}
	for p, n := range f.policies {
		assert.GreaterOrEqual(t, n, often, policy(p))
	}
	for _, name := range []string{meetingOthers, meetingShared, meetingBatch, meetingUndoLost} {
		assert.GreaterOrEqual(t, f.meetings[name], often, name)
	}
	assert.GreaterOrEqual(t, f.meetings[meetingAgain], seldom, meetingAgain)
	for v := cybersource.VerdictNotFound; v <= cybersource.VerdictNone; v++ {
		assert.GreaterOrEqual(t, f.verdicts[v], seldom, v)
	}
	for s := cybersource.UndoOpen; s <= cybersource.UndoForPerson; s++ {
		assert.GreaterOrEqual(t, f.undos[s], seldom, s)
	}
}

// requireFew fails a soak in which too much is open at its end. With timeout calls 1 in 100
// authorizations and sales may be; without, of all operations, no more than nothing shows.
func (f *lostFigures) requireFew(t *testing.T, calls int) {
	t.Helper()
	if calls < 20_000 {
		return // a short run is left to chance
	}
	assert.Zero(t, f.open[causeNotFound], causeNotFound)
	// A 502 has an id, and with one known nothing is evidence of absence: those stay open.
	assert.LessOrEqual(t, f.with.open-f.stuck[causeSilentRecord], f.with.lost/100, "open in spite of timeout calls")
	assert.LessOrEqual(t, f.without.openOfAll, f.without.unshown, "open without timeout calls")
}
