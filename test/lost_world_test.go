package test

import (
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// lostWorld is a gateway, merchants with their orders, and all else that happens.
type lostWorld struct {
	timeline
	*testing.T

	account account
	dice    *rand.Rand
	pages   *rand.Rand // decides about pages of searches
	leftOut sync.Map   // see shortPages
	gateway *cybersourcetest.Gateway
	clients []*lostClient
	other   *cybersource.APIClient // another system with the same account
	orders  []*order
	seen    *lostFigures
	batches []time.Duration
	shared  string // a reference code for so many orders to come
	sharing int

	mu        sync.Mutex
	tags      map[uint64]string // of what was accepted, by its number in the ledger
	processed map[string][]cybersourcetest.Entry
	byID      map[string]cybersourcetest.Entry
}

// lostClient is a client of the merchant with its way to sign, and a clock of its own.
type lostClient struct {
	*cybersource.APIClient

	times times
	now   func() time.Time
}

func newLostWorld(t *testing.T, seed uint64, account account, seen *lostFigures) *lostWorld {
	t.Helper()
	w := &lostWorld{
		T: t, account: account, dice: rand.New(rand.NewPCG(seed, 0)), pages: rand.New(rand.NewPCG(seed, 1)), // repeatable on purpose
		seen: seen, tags: map[uint64]string{},
	}
	w.start = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	w.gateway = cybersourcetest.NewGateway(cybersourcetest.Options{
		Seed: seed, Now: w.now, MaxEntries: 200_000, ClockTolerance: 2 * time.Minute, Override: w.note,
		NoSums: account.noSums, LateIsUnknown: account.lateIsUnknown, TimeoutCallBlocks: account.blocks,
		TimeoutCallReason: account.reason(),
		Lookups: cybersourcetest.Lookups{
			NotFoundBody: !account.noBodies, EmptyNotFound: account.noBodies, VoidsAreCancels: account.cancels,
		},
		Features: cybersourcetest.Features{
			PartialReversals: true, NoTimeoutCalls: account.noTimeoutCalls, NoReversalAfterVoid: account.keepsVoidedHold,
		},
		IndexDelay: cybersourcetest.IndexDelay{Median: 5 * time.Second, LateShare: 0.01, LateFrom: 2 * time.Minute, LateTo: 25 * time.Minute},
	})
	t.Cleanup(w.gateway.Close)
	w.between = func() { w.gateway.DeliverDue() }
	w.addClients()
	return w
}

// addClients makes the clients. A clock that is ahead makes requests good for longer.
func (w *lostWorld) addClients() {
	jwt := w.gateway.Configuration().Credentials.(cybersource.JWTSharedSecret)
	const ahead = 110 * time.Second
	for _, m := range []struct {
		credentials cybersource.Credentials
		ahead       time.Duration
		times       times
	}{
		{jwt, 0, times{4 * time.Minute, 6 * time.Minute}},
		{jwt, 0, times{4 * time.Minute, 6 * time.Minute}}, // more often than the others
		{jwt, ahead, times{4*time.Minute + ahead, 6 * time.Minute}},
		{cybersource.HTTPSignature(jwt), 0, times{7 * time.Minute, 10 * time.Minute}},
		{cybersource.HTTPSignature(jwt), ahead, times{7*time.Minute + ahead, 10 * time.Minute}},
	} {
		m.times.quiet += cybersource.DefaultTimeout
		w.clients = append(w.clients, w.newClient(m.credentials, m.ahead, m.times))
	}
	w.other = w.newClient(jwt, 0, times{}).APIClient
}

func (w *lostWorld) newClient(credentials cybersource.Credentials, ahead time.Duration, t times) *lostClient {
	now := func() time.Time { return w.now().Add(ahead) }
	cfg := w.gateway.Configuration()
	cfg.Credentials, cfg.Retry.Sleep, cfg.Clock, cfg.TimeoutCalls = credentials, w.sleep, now, w.account.declares
	refusing := cfg.WrapTransport
	cfg.WrapTransport = func(below http.RoundTripper) http.RoundTripper {
		return undoTroubles{shortPages{refusing(below), w.pages, &w.leftOut}, w, t}
	}
	return &lostClient{newClient(w.T, cfg), t, now}
}

// tagHeader traces each entry of the ledger to the call that made it: references may be shared.
const tagHeader = "X-Soak-Call"

func tagged(tag string) cybersource.CallOption { return cybersource.WithHeader(tagHeader, tag) }

// note keeps the tag of a request that the service accepts.
func (w *lostWorld) note(r cybersourcetest.Request) *cybersourcetest.Response {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tags[r.Sequence] = r.Header.Get(tagHeader)
	return nil
}

// meeting lets all requests of a call meet the same fault, or faults by chance.
func (w *lostWorld) meeting(faults []cybersourcetest.Chance, call func()) {
	w.gateway.Faults(w.dice.Uint64(), faults...)
	defer w.gateway.Faults(0)
	call()
}

// readFaults meet look-ups.
var readFaults = []cybersourcetest.Chance{
	cybersourcetest.RefuseConnection().Chance(0.01),
	cybersourcetest.DropAnswer().Chance(0.01),
	cybersourcetest.TruncatedJSON().Chance(0.005),
	cybersourcetest.ServerError().Chance(0.01),
	cybersourcetest.TooManyRequests("1").Chance(0.01),
}
