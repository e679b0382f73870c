package cybersourcetest

import (
	"errors"
	"sync/atomic"
	"time"
)

// paymentClock is the clock of payments: of the daily batch, of expiry and of the lag of
// look-ups. It can be moved forward; the clock of tokens and signatures, which is that of
// the client's computer, cannot.
type paymentClock struct {
	now   func() time.Time
	ahead atomic.Int64 // nanoseconds
}

// Now is the time of payments.
func (c *paymentClock) Now() time.Time { return c.now().Add(c.Ahead()) }

// Ahead is how far it is ahead of Options.Now.
func (c *paymentClock) Ahead() time.Duration { return time.Duration(c.ahead.Load()) }

// of is a time of Options.Now by the clock of payments; none stays none.
func (c *paymentClock) of(at time.Time) time.Time {
	if at.IsZero() {
		return at
	}
	return at.Add(c.Ahead())
}

// farthest is how far it can be ahead: times beyond the year 2262 have no nanoseconds.
const farthest = 100 * 365 * 24 * time.Hour

// advance moves it forward.
func (c *paymentClock) advance(d time.Duration) error {
	if d < 0 {
		return errors.New("the clock of payments goes forward only")
	}
	for {
		before := c.ahead.Load()
		if d > farthest || time.Duration(before)+d > farthest {
			return errors.New("the clock of payments cannot be more than 100 years ahead")
		}
		if c.ahead.CompareAndSwap(before, before+int64(d)) {
			return nil
		}
	}
}

// Advance moves the clock of payments forward: that of the daily batch, of expiry and of the
// lag of look-ups, on top of Options.Now. Tokens and signatures are still compared with
// Options.Now itself. A batch that was due meanwhile is sent. The error says that the time
// is negative, or the clock would be more than 100 years ahead.
func (g *Gateway) Advance(d time.Duration) error {
	if err := g.clock.advance(d); err != nil {
		return err
	}
	g.keptClock.write(g.clock)
	g.simulator.CatchUp()
	g.journal.Tell()
	return nil
}

// PaymentTime is the time by the clock of payments, which [Gateway.Advance] moves.
func (g *Gateway) PaymentTime() time.Time { return g.clock.Now() }

// Reset forgets all calls, payments, prepaid cards, scripted steps and instructions, and what
// waits to be processed or delivered. Numbers of calls and ids go on, merchants, random faults
// and subscriptions stay, the clock of payments is Options.Now again.
func (g *Gateway) Reset() {
	g.late.takeAllBack()
	g.plan.reset()
	g.orders.reset()
	g.simulator.Reset()
	g.ledger.reset()
	g.delivered.reset()
	g.clock.ahead.Store(0)
	g.keptClock.write(g.clock)
	g.journal.Reset()
}
