package cybersourcetest

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
)

// This file keeps what the gateway knows besides the simulator in Options.StateFile. How the
// file is written, and why so, is said in package statefile; what the simulator keeps in
// simulator/state.go. Nothing here is the service's.
//
// Not kept: scripts, instructions and faults; the calls that the page and Gateway.Requests
// show; accounts and subscriptions, with what waits to be delivered; ids of used tokens and
// the counts of a minute, which are over soon.

// keptCall is an entry of the ledger in the file.
type keptCall struct {
	Entry
	CardKey    uint64
	NeverRetry bool
}

// keptLedger is what else the ledger has in the file.
type keptLedger struct {
	Sequence  uint64
	Forgotten int // entries
}

// The keys of the file. Those of calls have their number behind it.
const (
	callKey   = "call/"
	ledgerKey = "ledger"
	clockKey  = "clock"
	startsKey = "starts"
)

func (l *ledger) callKey(r *Request) string { return callKey + strconv.FormatUint(r.Sequence, 10) }

// write adds the ledger, and those of its calls that have changed or went, to the file.
func (l *ledger) write(changed, gone []*Request) {
	if l.state == nil {
		return
	}
	var c statefile.Change
	for _, r := range changed {
		c.Set(l.callKey(r), keptCall{r.Entry, r.cardKey, r.neverRetry})
	}
	for _, r := range gone {
		c.Delete(l.callKey(r))
	}
	c.Set(ledgerKey, keptLedger{l.sequence, l.forgotten.Entries})
	l.state.Commit(&c)
}

// restore takes the ledger from the file, and writes it from then on.
func (l *ledger) restore(f *statefile.File) error {
	var calls []keptCall
	if err := statefile.Each(f, callKey, func(c keptCall) { calls = append(calls, c) }); err != nil {
		return err
	}
	if err := statefile.Each(f, ledgerKey, func(k keptLedger) { l.sequence, l.forgotten.Entries = k.Sequence, k.Forgotten }); err != nil {
		return err
	}
	l.state = f
	slices.SortFunc(calls, func(a, b keptCall) int { return cmp.Compare(a.Sequence, b.Sequence) })
	for _, c := range calls {
		l.remember(&Request{Entry: c.Entry, cardKey: c.CardKey, neverRetry: c.NeverRetry, dropped: true})
	}
	return nil
}

// keptClock is how far the clock of payments is ahead, as the file has it.
type keptClock struct {
	mu    sync.Mutex
	state *statefile.File // nil = nowhere
}

// write keeps how far a clock is ahead now.
func (k *keptClock) write(c *paymentClock) {
	if k.state == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	var change statefile.Change
	change.Set(clockKey, c.Ahead())
	k.state.Commit(&change)
}

// restore takes everything from the file that the simulator has not taken, and writes it from
// then on.
func (g *Gateway) restore(f *statefile.File) error {
	if f == nil {
		return nil
	}
	starts := 0
	if err := statefile.Each(f, startsKey, func(n int) { starts = n }); err != nil {
		return err
	}
	if err := statefile.Each(f, clockKey, func(ahead time.Duration) { g.clock.ahead.Store(int64(ahead)) }); err != nil {
		return err
	}
	g.identifiers = newIdentifiers(g.options.Seed, starts)
	var change statefile.Change
	change.Set(startsKey, starts+1)
	f.Commit(&change)
	g.keptClock.state = f
	if err := g.ledger.restore(f); err != nil {
		return err
	}
	g.journal.Follow(g.ledger.sequence)
	g.late.state = f
	calls, err := readLate(f)
	g.late.kept = calls
	return err
}

// openState opens the file of the state; nil if there is none.
func (o Options) openState() (*statefile.File, error) {
	if o.StateFile == "" {
		return nil, nil
	}
	f, err := statefile.Open(o.StateFile)
	if err != nil {
		return nil, fmt.Errorf("StateFile: %w", err)
	}
	return f, nil
}

// startState lets the file be written from now on.
func (g *Gateway) startState() error {
	if g.state == nil {
		return nil
	}
	if g.state.Cut() {
		g.logger.Warn("the last change of the state file was cut off and is left out", "file", g.options.StateFile)
	}
	err := g.state.Start(func(err error) {
		g.logger.Error("the state file lacks changes; they are written as soon as that is possible", "error", err)
	})
	if err != nil {
		return fmt.Errorf("StateFile: %w", err)
	}
	return nil
}
