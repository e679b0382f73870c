package storetest

import (
	"slices"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// wantFound compares what a filter lets through.
func wantFound(t *testing.T, s idempotency.Store, f idempotency.Filter, want ...string) {
	t.Helper()
	if got := steps(find(t, s, f)); !slices.Equal(got, want) {
		t.Errorf("%+v: got %v, want %v", f, got, want)
	}
}

func findsByState(t *testing.T, one, other idempotency.Store) {
	for step, state := range map[string]idempotency.State{
		"a": idempotency.StateRunning, "b": idempotency.StateOpen, "c": idempotency.StateUndoing, "d": idempotency.StateStanding,
	} {
		put(t, one, entry("1", step), func(_ idempotency.View, e *idempotency.Entry) { e.State = state })
	}
	wantFound(t, other, idempotency.Filter{}, "1/a", "1/b", "1/c", "1/d")
	wantFound(t, other, idempotency.Filter{States: []idempotency.State{idempotency.StateOpen}}, "1/b")
	wantFound(t, other, idempotency.Filter{States: []idempotency.State{idempotency.StateUndoing, idempotency.StateStanding}}, "1/c", "1/d")
	wantFound(t, other, idempotency.Filter{States: []idempotency.State{idempotency.StateRefused}})
}

func findsDue(t *testing.T, one, other idempotency.Store) {
	for step, due := range map[string]time.Duration{"long ago": -later, "now": 0, "later": later} {
		put(t, one, entry("1", step), func(v idempotency.View, e *idempotency.Entry) { e.Due = v.Now.Add(due) })
	}
	put(t, one, entry("1", "never"))
	wantFound(t, other, idempotency.Filter{DueOnly: true}, "1/long ago", "1/now")
	put(t, one, entry("1", "now")) // which takes the time away
	wantFound(t, other, idempotency.Filter{DueOnly: true}, "1/long ago")
}

func findsByAge(t *testing.T, one, other idempotency.Store) {
	put(t, one, entry("1", "old"), func(v idempotency.View, e *idempotency.Entry) { e.Changed = v.Now.Add(-2 * later) })
	put(t, one, entry("1", "young"))
	wantFound(t, other, idempotency.Filter{Age: later}, "1/old")
	wantFound(t, other, idempotency.Filter{Age: 3 * later})
}

func findsPages(t *testing.T, one, other idempotency.Store) {
	for _, order := range []string{"2", "1", "3"} {
		for _, step := range []string{"b", "a"} {
			put(t, one, entry(order, step))
		}
	}
	var got [][]string
	f := idempotency.Filter{Limit: 4}
	for range 4 { // of which the last is one too many
		page := find(t, other, f)
		if len(page) == 0 {
			break
		}
		got = append(got, steps(page))
		f.After = page[len(page)-1].ID
	}
	want := [][]string{{"1/a", "1/b", "2/a", "2/b"}, {"3/a", "3/b"}}
	if !slices.EqualFunc(got, want, slices.Equal[[]string]) {
		t.Errorf("got %v, want %v", got, want)
	}
	f = idempotency.Filter{Limit: 2, States: []idempotency.State{idempotency.StateRunning}, After: entry("2", "a").ID}
	wantFound(t, other, f, "2/b", "3/a")
}

func leavesOut(t *testing.T, one, other idempotency.Store) {
	put(t, one, entry("1", "a"))
	put(t, one, entry("1", "b"), func(_ idempotency.View, e *idempotency.Entry) { e.Purged = true })
	live := entry("1", "c")
	live.Host = "api.cybersource.com"
	put(t, one, live)
	wantFound(t, other, idempotency.Filter{}, "1/c", "1/a", "1/b")
	wantFound(t, other, idempotency.Filter{NotPurged: true}, "1/c", "1/a")
	wantFound(t, other, idempotency.Filter{Host: live.Host}, "1/c")
}
