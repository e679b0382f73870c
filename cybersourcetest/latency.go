package cybersourcetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// This file lets answers take their time.
//
// Guesses: the distribution, of which nothing is published.

// latencies draws the time of each answer.
type latencies struct {
	delay  simulator.IndexDelay // which is drawn in the same way
	mu     sync.Mutex
	random *rand.Rand
}

func newLatencies(l Latency, seed uint64) *latencies {
	return &latencies{
		delay:  simulator.IndexDelay{Least: l.Least, Median: l.Median, Most: l.Most},
		random: rand.New(rand.NewPCG(seed, 0xbb67ae8584caa73b)), //nolint:gosec // G404: repeatable on purpose
	}
}

// take is the time of one answer.
func (l *latencies) take() time.Duration {
	if l.delay == (simulator.IndexDelay{}) {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.delay.Draw(l.random)
}

// latency lets the time of an answer pass. The error says that the client has left.
func (x *call) latency(f *fault) error {
	if f.early || x.wire.isClosing() {
		return nil
	}
	if d := x.gateway.latencies.take(); d > 0 && errors.Is(x.wire.pause(d), context.Canceled) {
		return context.Canceled
	}
	return nil // a gateway that closes does not wait, and answers
}
