package test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"
)

// lostSpacing is the time between two orders of an account.
const lostSpacing = 2 * time.Second

// A soak of lost answers on a simulated clock: calls never arrive, arrive late, happen and
// are undone by others, while merchants find out what became of them. At the end all that
// they were told is compared with the ledger.
func TestSoakOfLostAnswers(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	calls, seed := lostCalls, *walkSeed
	if *soak {
		calls = 20_000
	}
	if seed == 0 {
		seed = rand.Uint64()
	}
	began, seen := time.Now(), newLostFigures()
	for i, account := range accounts {
		w := newLostWorld(t, seed+uint64(i), account, seen)
		w.run(calls / len(accounts))
		faults := w.compare()
		for _, fault := range faults[:min(len(faults), 6)] {
			t.Error(fault)
		}
	}
	seen.took = time.Since(began)
	fmt.Printf("lost answers: seed %d, %s", seed, seen)
	seen.requireVariety(t, calls)
	seen.requireFew(t, calls)
}

// run lets orders arrive until there were enough calls, and then everything end.
func (w *lostWorld) run(calls int) {
	end := time.Duration(calls) * lostSpacing
	w.sendBatches(end + time.Hour)
	if w.account.crowded {
		w.after(end/2, w.crowd)
	}
	for enough := w.seen.calls + calls; w.seen.calls < enough; {
		w.runUntil(w.since() + exponential(w.dice, lostSpacing))
		w.arrive()
	}
	w.runAll()
	w.readLedger()
	w.gateway.Close()
}

// arrive begins an order. Some share their reference code with those that come next.
func (w *lostWorld) arrive() {
	if w.sharing == 0 && w.dice.IntN(w.account.sharesOnceIn()) == 0 {
		w.sharing, w.shared = 1+w.dice.IntN(4), fmt.Sprintf("customer-%d", len(w.orders))
	}
	o := &order{
		lostWorld: w, client: oneOf(w.dice, w.clients...), name: fmt.Sprintf("order-%d", len(w.orders)),
		manner: newManner(w.dice),
	}
	if w.sharing > 0 {
		w.sharing--
		o.shared = w.shared
	}
	w.orders = append(w.orders, o)
	o.begin()
}

// compare returns what does not agree of all orders, and counts them.
func (w *lostWorld) compare() (faults []string) {
	for _, o := range w.orders {
		faults = append(faults, o.compare()...)
		w.seen.count(o)
	}
	assert.NotEmpty(w, w.orders)
	return faults
}
