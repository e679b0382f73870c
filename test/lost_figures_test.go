package test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

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
	stuck    map[string]int // authorizations and sales that are open in spite of timeout calls, by cause
	policies [policies]int
	undos    map[cybersource.UndoState]int
	with     lostPayments // timeout calls
	without  lostPayments
	took     time.Duration
}

// What else an order meets.
const (
	meetingOthers = "undone by others"
	meetingShared = "shares its code"
	meetingBatch  = "a batch meanwhile"

	meetingUndoLost = "a call of Undo in trouble"
	meetingAgain    = "the same sent again"
)

func newLostFigures() *lostFigures {
	return &lostFigures{
		meetings: map[string]int{}, verdicts: map[cybersource.Verdict]int{}, ends: map[string]int{}, open: map[string]int{}, stuck: map[string]int{},
		undos: map[cybersource.UndoState]int{},
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
	}{{"call", f.meetings}, {"policy", f.policiesByName()}, {"verdict", countsByName(f.verdicts)}, {"undo", countsByName(f.undos)}, {"end", f.ends}, {"open", f.open}, {"stuck", f.stuck}} {
		for _, name := range slices.Sorted(maps.Keys(part.counts)) {
			fmt.Fprintf(&b, "  %-8s %-40s %6d\n", part.name, name, part.counts[name])
		}
	}
	for _, part := range []struct {
		name string
		lostPayments
	}{{"with", f.with}, {"without", f.without}} {
		fmt.Fprintf(&b, "  %s timeout calls: of %d authorizations and sales without an answer %d are open; of all calls %d are open, %d never reached the ledger\n",
			part.name, part.lost, part.open, part.openOfAll, part.unshown)
	}
	return b.String()
}

func countsByName[Name comparable](counts map[Name]int) map[string]int {
	named := map[string]int{}
	for name, n := range counts {
		named[fmt.Sprint(name)] = n
	}
	return named
}

func (f *lostFigures) policiesByName() map[string]int {
	named := map[string]int{}
	for p, n := range f.policies {
		named[policy(p).String()] = n
	}
	return named
}
