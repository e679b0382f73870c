package test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

const (
	walkSteps   = 3_000
	walkWorkers = 8
	walkRecent  = 6 // payments of a worker that go on at the same time
)

// mishaps meet one call in four. What is late is processed at a random moment, or not
// at all if its token has expired by then.
var mishaps = []cybersourcetest.Chance{
	cybersourcetest.RefuseConnection().Chance(0.02),
	cybersourcetest.CloseBeforeReading().Chance(0.02),
	cybersourcetest.DropAnswer().Chance(0.05),
	cybersourcetest.ResetHalfway().Chance(0.02),
	cybersourcetest.TruncatedJSON().Chance(0.02),
	cybersourcetest.CloseIdle().Chance(0.01),
	cybersourcetest.Hang().Chance(0.0005),
	cybersourcetest.Hang().AfterProcessing().Chance(0.0005),
	cybersourcetest.ServerError().Chance(0.01),
	cybersourcetest.ServerError().AfterProcessing().Chance(0.01),
	cybersourcetest.HTML(504).AfterProcessing().Chance(0.01),
	cybersourcetest.EmptyBody(201).AfterProcessing().Chance(0.01),
	cybersourcetest.TooManyRequests("0").Chance(0.02),
	cybersourcetest.Unavailable("0").AfterProcessing().Chance(0.01),
	cybersourcetest.Unauthorized().Chance(0.01),
	cybersourcetest.ProcessLate(0).Chance(0.03),
	cybersourcetest.ArriveLate(0).Chance(0.03),
}

// declines are outcomes that the walk asks for now and then.
var declines = []cybersourcetest.Outcome{
	{Operation: cybersourcetest.CreatePayment, Reason: "EXPIRED_CARD"},
	{Operation: cybersourcetest.CreatePayment, Status: "AUTHORIZED_PENDING_REVIEW"},
	{Operation: cybersourcetest.IncrementAuth, Reason: "INSUFFICIENT_FUND"},
	{Operation: cybersourcetest.CapturePayment, Status: "FAILED"},
	{Operation: cybersourcetest.RefundCapture, Reason: "GENERAL_DECLINE"},
	{Operation: cybersourcetest.VoidCapture, Status: "FAILED"},
	{Operation: cybersourcetest.VoidCapture, Status: "CANCELLED"},
}

// A random walk over all operations that move money, with faults, late calls, batches
// and declines at random moments. Afterwards the gateway's ledger, in every cent, is
// what the answers and errors of the client leave possible.
func TestSoakOfPaymentLives(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	steps, seed := walkSteps, *walkSeed
	if *soak {
		steps = 100_000
	}
	if seed == 0 {
		seed = rand.Uint64()
	}
	began, seen := time.Now(), newTally()
	for i, options := range []cybersourcetest.Options{
		{Features: cybersourcetest.Features{PartialReversals: true}},
		{LateIsUnknown: true},
	} {
		w := newWalk(t, seed+uint64(i), options, carefully)
		w.run(t, steps/2)
		faults := w.compare(seen)
		for _, fault := range faults[:min(len(faults), 5)] {
			t.Error(fault)
		}
	}
	fmt.Printf("walk: %s, seed %d, %s\n", seen, seed, time.Since(began).Round(time.Millisecond))
	seen.requireVariety(t, steps)
}

// The walk finds a merchant who takes NOT_VOIDABLE for "done": after the batch it is not.
func TestWalkFindsAMisreadRefusal(t *testing.T) {
	w := newWalk(t, 1, cybersourcetest.Options{}, notVoidableIsDone)
	w.run(t, 400)
	assert.NotEmpty(t, w.compare(newTally()))
}

// walk is the gateway, the clients and all that was said.
type walk struct {
	seed     uint64
	gateway  *cybersourcetest.Gateway
	clients  [2]*cybersource.APIClient // the second one sends no transaction ids
	read     reading
	ahead    atomic.Int64 // of the clock, in nanoseconds
	attempts atomic.Int64
	left     atomic.Int64 // steps
	workers  []*walker
}

func newWalk(t *testing.T, seed uint64, options cybersourcetest.Options, read reading) *walk {
	t.Helper()
	w := &walk{seed: seed, read: read}
	clock := func() time.Time { return time.Now().Add(time.Duration(w.ahead.Load())) }
	options.Seed, options.Now, options.MaxEntries = seed, clock, 200_000
	w.gateway = cybersourcetest.NewGateway(options)
	t.Cleanup(w.gateway.Close)
	cfg := w.gateway.Configuration()
	cfg.Timeout, cfg.Clock, cfg.Retry.Sleep = time.Second, clock, noSleep
	cfg.Hooks.AttemptStart = func(ctx context.Context, _ cybersource.AttemptInfo) context.Context {
		w.attempts.Add(1)
		return ctx
	}
	for i := range w.clients {
		cfg.OmitTransactionID = i == 1
		w.clients[i] = newClient(t, cfg)
	}
	w.gateway.Faults(seed, mishaps...)
	return w
}

// run walks with several workers at once. Each payment belongs to one of them; batches,
// late calls and the clock concern all.
func (w *walk) run(t *testing.T, steps int) {
	t.Helper()
	w.left.Store(int64(steps))
	for i := range walkWorkers {
		w.workers = append(w.workers, &walker{
			walk: w, ctx: t.Context(), name: fmt.Sprintf("walk-%d", i),
			dice: rand.New(rand.NewPCG(w.seed, uint64(i))), // repeatable on purpose
		})
	}
	concurrently(t, walkWorkers, func(_ *testing.T, i int) {
		for w.left.Add(-1) >= 0 {
			w.workers[i].step()
		}
	})
	w.gateway.Deliver()
	w.gateway.SendBatch()
	w.gateway.Transport().(interface{ CloseIdleConnections() }).CloseIdleConnections()
	require.NoError(t, w.gateway.Shutdown(t.Context())) // which lets the last answers end
}
