package test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
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
	soakSeed    = 20260304
	soakWorkers = 64
	soakRound   = 2_000 // calls between two looks at the ledger
	soakTimeout = time.Second
)

// misbehaviour is everything that the gateway can do wrong. More than a third of
// all calls meet some of it.
var misbehaviour = []cybersourcetest.Chance{
	cybersourcetest.RefuseConnection().Chance(0.03),
	cybersourcetest.CloseBeforeReading().Chance(0.02),
	cybersourcetest.DropAnswer().Chance(0.03),
	cybersourcetest.ResetHalfway().Chance(0.02),
	cybersourcetest.CloseIdle().Chance(0.05),
	cybersourcetest.Hang().Chance(0.005),
	cybersourcetest.Hang().AfterProcessing().Chance(0.005),
	cybersourcetest.Drip(time.Millisecond).Chance(0.02),
	cybersourcetest.TruncatedJSON().Chance(0.02),
	cybersourcetest.Oversize(128 << 10).Chance(0.01),
	cybersourcetest.GzipBomb(1 << 20).Chance(0.005),
	cybersourcetest.ServerError().Chance(0.01),
	cybersourcetest.ServerError().AfterProcessing().Chance(0.01),
	cybersourcetest.HTML(502).Chance(0.01),
	cybersourcetest.HTML(504).AfterProcessing().Chance(0.01),
	cybersourcetest.HTML(200).AfterProcessing().Chance(0.01),
	cybersourcetest.EmptyBody(500).Chance(0.01),
	cybersourcetest.EmptyBody(201).AfterProcessing().Chance(0.01),
	cybersourcetest.Redirect("https://elsewhere.example/pts/v2/payments").AfterProcessing().Chance(0.01),
	cybersourcetest.TooManyRequests("").Chance(0.01),
	cybersourcetest.TooManyRequests("0").Chance(0.02),
	cybersourcetest.Unavailable("").AfterProcessing().Chance(0.01),
	cybersourcetest.Unavailable("0").Chance(0.02),
	cybersourcetest.Unauthorized().Chance(0.01),
}

// The soak test makes very many calls to a gateway that misbehaves at random, and
// holds what the client says against what the gateway's ledger knows to be true.
func TestSoak(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	rounds := 1
	if *soak {
		rounds = 100_000 / soakRound
	}
	s := newSoak(t, rounds)
	defer s.gateway.Close()
	began := time.Now()
	for round := range rounds {
		s.run(t, round)
		s.compare(t, round)
		if t.Failed() {
			return
		}
	}
	s.settle(t)
	fmt.Printf("soak: %s in %s, seed %d\n", &s.counts, time.Since(began).Round(time.Millisecond), uint64(soakSeed))
	s.counts.requireVariety(t)
}

// soaker is the gateway, the clients and all that was said.
type soaker struct {
	gateway  *cybersourcetest.Gateway
	open     *openConnections
	clients  [2]*cybersource.APIClient // the second one sends no transaction ids
	payments []string                  // open authorizations, to be incremented
	bank     string                    // a bank payment, to be refreshed
	attempts atomic.Int64
	rounds   [][]said
	counts   counts
}

func newSoak(t *testing.T, rounds int) *soaker {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &soaker{open: &openConnections{Listener: listener}}
	s.gateway = cybersourcetest.NewGateway(cybersourcetest.Options{
		Seed: soakSeed, Listener: s.open, MaxEntries: 4 * soakRound * rounds,
	})
	for i := range s.clients {
		s.clients[i] = newClient(t, s.configuration(i == 1))
	}
	s.prepare(t, rounds)
	s.gateway.Faults(soakSeed, misbehaviour...)
	return s
}

func (s *soaker) configuration(omit bool) cybersource.Configuration {
	cfg := s.gateway.Configuration()
	cfg.Timeout = soakTimeout
	cfg.MaxResponseBytes = 64 << 10
	cfg.OmitTransactionID = omit
	cfg.Retry.BaseDelay, cfg.Retry.MaxDelay = time.Millisecond, 4*time.Millisecond
	cfg.Hooks.AttemptStart = func(ctx context.Context, _ cybersource.AttemptInfo) context.Context {
		s.attempts.Add(1)
		return ctx
	}
	return cfg
}

// prepare makes the payments that are incremented and refreshed. An authorization
// takes a hundred increments.
func (s *soaker) prepare(t *testing.T, rounds int) {
	t.Helper()
	for range 10 * rounds {
		made, err := s.clients[0].PaymentsApi.CreatePayment(t.Context(), payment())
		require.NoError(t, err)
		s.payments = append(s.payments, made.ID)
	}
	made, err := s.clients[0].PaymentsApi.CreatePayment(t.Context(), bankPayment())
	require.NoError(t, err)
	s.bank = made.ID
}

// run makes the calls of one round and notes what the client said about each.
func (s *soaker) run(t *testing.T, round int) {
	t.Helper()
	all := make([]said, soakRound)
	var next atomic.Int64
	concurrently(t, soakWorkers, func(t *testing.T, _ int) {
		for i := next.Add(1) - 1; i < soakRound; i = next.Add(1) - 1 {
			dice := rand.New(rand.NewPCG(soakSeed, uint64(round)*soakRound+uint64(i))) // repeatable on purpose
			all[i] = s.call(t.Context(), dice, fmt.Sprintf("soak-%d-%d", round, i))
		}
	})
	s.rounds = append(s.rounds, all)
}

// amounts are what payments are over: most go through, some meet a trigger.
var amounts = []string{
	"102.21", "20.00", "1.00", "77.50", "5.00", "13.37", // approved
	"2233.00", "2836.00", "9204.00", // declined, in review, declined
	"9101.00", "9104.00", "9236.00", // refused
	"9150.00", "9150.50", // 502: nothing happened; the payment stands
}

// call makes one call. One in twelve is given up by its caller soon after it began.
func (s *soaker) call(ctx context.Context, dice *rand.Rand, code string) said {
	if dice.IntN(12) == 0 {
		limited, cancel := context.WithTimeout(ctx, time.Duration(dice.IntN(6000))*time.Microsecond)
		defer cancel()
		ctx = limited
	}
	api := s.clients[dice.IntN(len(s.clients))].PaymentsApi
	switch n := dice.IntN(100); {
	case n < 15:
		request := increment()
		request.ClientReferenceInformation.Code = code
		got, err := api.IncrementAuth(ctx, s.payments[dice.IntN(len(s.payments))], request)
		if err != nil {
			return said{code: code, err: err}
		}
		return said{code: code, id: got.ID, status: got.Status}
	case n < 25:
		request := refresh()
		request.ClientReferenceInformation.Code = code
		got, err := api.RefreshPaymentStatus(ctx, s.bank, request)
		if err != nil {
			return said{code: code, read: true, err: err}
		}
		return said{code: code, read: true, id: got.ID, status: got.Status}
	default:
		request := paymentOver(amounts[dice.IntN(len(amounts))])
		request.ClientReferenceInformation.Code = code
		if dice.IntN(8) == 0 { // large enough to be sent from memory that is used again
			item := cybersource.OrderInformationLineItems{ProductName: code, UnitPrice: "1.00", Quantity: new(int64(1))}
			request.OrderInformation.LineItems = slices.Repeat([]cybersource.OrderInformationLineItems{item}, 50+dice.IntN(300))
		}
		got, err := api.CreatePayment(ctx, request)
		if err != nil {
			return said{code: code, err: err}
		}
		return said{code: code, id: got.ID, status: got.Status}
	}
}

// settle ends everything and looks a last time: what was given up must not have been
// processed late, and neither side may be left with an open connection.
func (s *soaker) settle(t *testing.T) {
	t.Helper()
	idle := s.gateway.Transport().(interface{ CloseIdleConnections() })
	assert.Eventually(t, func() bool { // a machine under load takes its time: only what never closes is a fault
		idle.CloseIdleConnections()
		return s.open.now.Load() == 0
	}, 2*time.Minute, 10*time.Millisecond, "connections that the client never closed")
	s.gateway.Close()
	s.counts = counts{attempts: s.attempts.Load(), faults: s.gateway.Injected()}
	ledger := s.ledger(t)
	for _, round := range s.rounds {
		for i := range round {
			round[i].verify(t, ledger[round[i].code], &s.counts)
		}
	}
}

// compare holds the last round against the ledger.
func (s *soaker) compare(t *testing.T, round int) {
	t.Helper()
	ledger := s.ledger(t)
	for i := range s.rounds[round] {
		one := &s.rounds[round][i]
		one.verify(t, ledger[one.code], new(counts))
	}
}

// ledger is what was processed, by reference code.
func (s *soaker) ledger(t *testing.T) map[string][]cybersourcetest.Entry {
	t.Helper()
	processed := map[string][]cybersourcetest.Entry{}
	for _, entry := range s.gateway.Ledger() {
		if entry.HTTPStatus == http.StatusUnauthorized {
			assert.Equal(t, "unauthorized", entry.Fault, "what was received is not what was signed")
		}
		if entry.Processed {
			processed[entry.Code] = append(processed[entry.Code], entry)
		}
	}
	return processed
}
