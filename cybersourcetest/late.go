package cybersourcetest

import (
	"runtime/debug"
	"slices"
	"sync"
	"time"
)

// This file processes calls after their connection has ended. Closing the gateway
// forgets those that still wait.

// lateCalls are the calls that wait to be processed, in the order in which they arrived.
type lateCalls struct {
	mu      sync.Mutex
	waiting []*lateCall
	closed  bool
	running sync.WaitGroup
}

type lateCall struct {
	process func()
	timer   *time.Timer // nil for one that waits for Gateway.Deliver
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
		x.later(delay, func() answer { return x.perform(scripted) })
		return answer{}
	}
}

// arriveLate lets a call reach the service after a delay.
func arriveLate(delay time.Duration) func(*call, bool) answer {
	return func(x *call, scripted bool) answer {
		x.later(delay, func() answer { return x.process(scripted) })
		return answer{}
	}
}

// later processes the call after a delay, and records what it would have been answered.
func (x *call) later(delay time.Duration, process func() answer) {
	x.gateway.late.add(delay, func() {
		defer x.gateway.surviveLate(x.record.CorrelationID)
		a := process()
		x.set(func(r *Request) { r.HTTPStatus = a.status })
		x.gateway.logCall(x)
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
	calls := g.late.takeAll()
	defer g.late.running.Add(-len(calls))
	for _, c := range calls {
		c.process()
	}
	return len(calls)
}

// add lets a call wait, for a delay or without end.
func (l *lateCalls) add(delay time.Duration, process func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return
	}
	c := &lateCall{process: process}
	l.waiting = append(l.waiting, c)
	if delay > 0 {
		c.timer = time.AfterFunc(delay, func() {
			if l.take(c) {
				defer l.running.Done()
				c.process()
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
	l.running.Add(1)
	return true
}

// takeAll claims all calls that wait.
func (l *lateCalls) takeAll() []*lateCall {
	l.mu.Lock()
	defer l.mu.Unlock()
	calls := l.waiting
	l.waiting = nil
	l.running.Add(len(calls))
	return calls
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
	l.running.Wait()
}
