package test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/cybersource-go/cybersource"
)

// lostFigures sum up a soak of lost answers.
type lostFigures struct {
	calls    int
	kinds    [kinds]int
	meetings map[string]int // what else orders met
	verdicts map[cybersource.Verdict]int
	ends     map[string]int
	open     map[string]int // by cause
	took     time.Duration
}

// What else an order meets.
const (
	meetingOthers = "undone by others"
	meetingShared = "shares its code"
	meetingBatch  = "a batch meanwhile"
)

func newLostFigures() *lostFigures {
	return &lostFigures{
		meetings: map[string]int{}, verdicts: map[cybersource.Verdict]int{}, ends: map[string]int{}, open: map[string]int{},
	}
}

// String is a table.
func (f *lostFigures) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d calls in %s\n", f.calls, f.took.Round(time.Millisecond))
	for k, n := range f.kinds {
		fmt.Fprintf(&b, "  call     %-40s %6d\n", kind(k), n)
	}
	for _, part := range []struct {
		name   string
		counts map[string]int
	}{{"call", f.meetings}, {"verdict", f.verdictsByName()}, {"end", f.ends}, {"open", f.open}} {
		for _, name := range slices.Sorted(maps.Keys(part.counts)) {
			fmt.Fprintf(&b, "  %-8s %-40s %6d\n", part.name, name, part.counts[name])
		}
	}
	return b.String()
}

func (f *lostFigures) verdictsByName() map[string]int {
	named := map[string]int{}
	for v, n := range f.verdicts {
		named[fmt.Sprint(v)] = n
	}
	return named
}

// count adds up one order.
func (f *lostFigures) count(o *order) {
	for _, q := range o.inquiries {
		given := map[cybersource.Verdict]bool{}
		for _, v := range q.verdicts {
			given[v.Verdict] = true
		}
		for v := range given {
			f.verdicts[v]++
		}
		f.ends[q.end]++
		if q.end == closedOpen {
			f.open[q.cause()]++
		}
		if q.shared != "" {
			f.meetings[meetingShared]++
		}
		if q.metBatch() {
			f.meetings[meetingBatch]++
		}
	}
}

// requireVariety fails a soak in which something was too rare to prove anything: of 20,000
// calls each kind 500 times and each verdict 200 times.
func (f *lostFigures) requireVariety(t *testing.T, calls int) {
	t.Helper()
	if calls < 20_000 {
		calls /= 2 // a short run is left to chance
	}
	for k, n := range f.kinds {
		assert.GreaterOrEqual(t, n, 500*calls/20_000, kind(k))
	}
	for _, name := range []string{meetingOthers, meetingShared, meetingBatch} {
		assert.GreaterOrEqual(t, f.meetings[name], 500*calls/20_000, name)
	}
	for _, v := range []cybersource.Verdict{
		cybersource.VerdictHappened, cybersource.VerdictNeverSent, cybersource.VerdictNotFound, cybersource.VerdictAmbiguous,
	} {
		assert.GreaterOrEqual(t, f.verdicts[v], 200*calls/20_000, v)
	}
	assert.Zero(t, f.open[causeNotFound], causeNotFound)
}
