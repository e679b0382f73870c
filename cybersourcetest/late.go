package cybersourcetest

import (
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
)

// This file processes calls after their connection has ended: when a timer says so, or
// when the clock of Options.Now has come so far. Closing the gateway forgets those that
// still wait, unless Options.StateFile keeps them for the next one.

// lateCalls are the calls that wait to be processed, in the order in which they arrived.
type lateCalls struct {
	clock   func() time.Time // nil = timers
	mu      sync.Mutex
	waiting []*lateCall
	closed  bool
	state   *statefile.File // nil = nowhere
	kept    []keptLate      // of the file, which wait again once the gateway serves
	running tally
}

type lateCall struct {
	process func(at time.Time, in *tally) // as of a time, zero = that of the clock; counted in a tally
	timer   *time.Timer                   // nil for one that waits for Gateway.Deliver, or for the clock
	due     time.Time                     // by the clock
	key     string                        // in the state file
}

// processLate takes a call in now and processes it after a delay.
func processLate(delay time.Duration) func(*call, bool) answer {
	return func(x *call, scripted bool) answer {
		if refused := x.admit(); refused != nil {
			return *refused
		}
		if x.simulated() {
			x.work = x.gateway.simulator.Accept(x.request())
		}
		x.later(x.gateway.late.due(delay), true, scripted)
		return answer{}
	}
}

// arriveLate lets a call reach the service after a delay.
func arriveLate(delay time.Duration) func(*call, bool) answer {
	return func(x *call, scripted bool) answer {
		x.later(x.gateway.late.due(delay), false, scripted)
		return answer{}
	}
}

// later processes the call when it is due, and records what it would have been answered. It is a
// copy of the call by then, which may still be losing its answer. Accepted is what the service has
// taken in already.
func (x *call) later(due time.Time, accepted, scripted bool) {
	late := *x
	process := late.process
	if accepted {
		process = late.perform
	}
	x.gateway.late.add(due, x.kept(due, accepted, scripted), func(at time.Time, in *tally) {
		defer late.gateway.surviveLate(late.record.CorrelationID)
		late.at, late.in = at, in
		a := process(scripted)
		late.set(func(r *Request) { r.HTTPStatus = a.status })
		late.keep(a, explain.Fault(late.record.Fault))
		late.gateway.logCall(&late)
	})
}

// surviveLate keeps a mistake of our own, or of an override, from ending the program.
func (g *Gateway) surviveLate(correlationID string) {
	if mistake := recover(); mistake != nil {
		g.logger.Error("the gateway failed", "correlationId", correlationID, "stack", string(debug.Stack()))
	}
}

// Deliver processes the calls that [ProcessLate] and [ArriveLate] hold back at once, in
// the order in which they arrived, and returns how many there were.
func (g *Gateway) Deliver() int {
	g.late.running.add(1)
	defer g.late.running.add(-1)
	return g.deliver(&g.late.running)
}

// deliver does it for a goroutine that is counted in a tally.
func (g *Gateway) deliver(in *tally) int {
	calls := g.late.takeAll()
	for _, c := range calls {
		c.process(time.Time{}, in)
	}
	return len(calls)
}

// DeliverDue processes the calls that [ProcessLate] and [ArriveLate] hold back and whose
// delay has passed by Options.Now, in the order of their times and each as of its own: one
// that arrives is judged by the age that its token had then. It sends the daily batch too,
// if that was due. It returns how many calls there were; none without Options.Now, where
// timers process them. Every call that arrives delivers what is due before it.
func (g *Gateway) DeliverDue() int {
	g.late.running.add(1)
	defer g.late.running.add(-1)
	return g.deliverDue(&g.late.running)
}

// deliverDue does it for a goroutine that is counted in a tally.
func (g *Gateway) deliverDue(in *tally) int {
	calls := g.late.takeDue(g.options.Now())
	for _, c := range calls {
		c.process(c.due, in)
	}
	g.simulator.CatchUp()
	return len(calls)
}

// due is the time after a delay; zero without one.
func (l *lateCalls) due(delay time.Duration) time.Time {
	switch {
	case delay <= 0:
		return time.Time{}
	case l.clock != nil:
		return l.clock().Add(delay)
	default:
		return time.Now().Add(delay)
	}
}

// add lets a call wait until it is due, or without end.
func (l *lateCalls) add(due time.Time, kept keptLate, process func(at time.Time, in *tally)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	c := &lateCall{process: process, key: kept.key()}
	l.waiting = append(l.waiting, c)
	l.write(func(change *statefile.Change) { change.Set(c.key, kept) })
	switch {
	case due.IsZero():
	case l.clock != nil:
		c.due = due
	default:
		c.timer = time.AfterFunc(time.Until(due), func() {
			if l.take(c) {
				defer l.running.add(-1)
				c.process(time.Time{}, &l.running)
			}
		})
	}
}

// take claims a call that still waits.
func (l *lateCalls) take(c *lateCall) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.waiting, c)
	if i < 0 {
		return false
	}
	l.waiting = slices.Delete(l.waiting, i, i+1)
	l.write(func(change *statefile.Change) { change.Delete(c.key) })
	l.running.add(1)
	return true
}

// takeAll claims all calls that wait.
func (l *lateCalls) takeAll() []*lateCall {
	return l.takeIf(func(*lateCall) bool { return true })
}

// takeDue claims the calls whose time has come by the clock, in the order of their times.
func (l *lateCalls) takeDue(now time.Time) []*lateCall {
	due := l.takeIf(func(c *lateCall) bool { return !c.due.IsZero() && !c.due.After(now) })
	slices.SortStableFunc(due, func(a, b *lateCall) int { return a.due.Compare(b.due) })
	return due
}

// takeIf claims some of the calls that wait.
func (l *lateCalls) takeIf(chosen func(*lateCall) bool) []*lateCall {
	l.mu.Lock()
	defer l.mu.Unlock()
	var calls, rest []*lateCall
	for _, c := range l.waiting {
		if chosen(c) {
			calls = append(calls, c)
		} else {
			rest = append(rest, c)
		}
	}
	l.waiting = rest
	l.write(func(change *statefile.Change) {
		for _, c := range calls {
			change.Delete(c.key)
		}
	})
	return calls
}

// takeAllBack forgets the calls that wait.
func (l *lateCalls) takeAllBack() {
	for _, c := range l.takeAll() {
		if c.timer != nil {
			c.timer.Stop()
		}
	}
}

// close forgets the calls that wait, and returns when those that are processed are done.
func (l *lateCalls) close() {
	l.mu.Lock()
	l.closed = true
	for _, c := range l.waiting {
		if c.timer != nil {
			c.timer.Stop()
		}
	}
	l.waiting = nil
	l.mu.Unlock()
	l.running.wait()
}
