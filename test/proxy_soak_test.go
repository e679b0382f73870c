package test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

const (
	proxyCalls     = 5_000
	proxyCallsSoak = 100_000
)

// A proxy in front of the service answers in its place, before and after it has
// forwarded the request: no call may be processed twice, none that was processed may
// be called refused or safe to send again, and none may be called unknown that was
// answered or certainly turned away.
func TestProxySoak(t *testing.T) {
	calls := proxyCalls
	if *soak {
		calls = proxyCallsSoak
	}
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{Seed: soakSeed, MaxEntries: 2 * calls})
	defer gateway.Close()
	p, client := newProxy(t, gateway)
	bank, err := newClient(t, gateway.Configuration()).PaymentsApi.CreatePayment(t.Context(), bankPayment())
	require.NoError(t, err)

	began := time.Now()
	all := make([]said, calls)
	var next atomic.Int64
	concurrently(t, soakWorkers, func(t *testing.T, _ int) {
		for i := next.Add(1) - 1; i < int64(calls); i = next.Add(1) - 1 {
			dice := rand.New(rand.NewPCG(soakSeed, uint64(i))) // repeatable on purpose
			all[i] = callThroughProxy(t, client, dice, fmt.Sprintf("proxy-%d", i), bank.ID)
		}
	})
	p.compare(t, gateway, all, time.Since(began))
}

func newProxy(t *testing.T, gateway *cybersourcetest.Gateway) (*proxy, *cybersource.APIClient) {
	t.Helper()
	onward := cybersource.NewTransport()
	onward.MaxIdleConnsPerHost = soakWorkers
	t.Cleanup(onward.CloseIdleConnections)
	p := &proxy{gateway: onward, url: gateway.URL(), handled: map[string][]proxyAction{}, exposed: map[string]bool{}}
	p.server = serveRaw(t, p.handle)
	cfg := direct(t, p.server.url())
	cfg.Host, cfg.Credentials = gateway.Configuration().Host, gateway.Configuration().Credentials
	cfg.Retry.BaseDelay, cfg.Retry.MaxDelay = time.Millisecond, 4*time.Millisecond
	return p, newClient(t, cfg)
}

// callThroughProxy makes a payment, or one time in ten asks for the state of another.
func callThroughProxy(t *testing.T, client *cybersource.APIClient, dice *rand.Rand, code, bank string) said {
	t.Helper()
	if dice.IntN(10) == 0 {
		request := refresh()
		request.ClientReferenceInformation.Code = code
		got, err := client.PaymentsApi.RefreshPaymentStatus(t.Context(), bank, request)
		if err != nil {
			return said{code: code, read: true, err: err}
		}
		return said{code: code, read: true, id: got.ID, status: got.Status}
	}
	request := paymentOver(amounts[dice.IntN(9)]) // approved, declined, in review
	request.ClientReferenceInformation.Code = code
	got, err := client.PaymentsApi.CreatePayment(t.Context(), request)
	if err != nil {
		return said{code: code, err: err}
	}
	return said{code: code, id: got.ID, status: got.Status}
}

// compare holds what the client said against the gateway's ledger and the proxy's deeds.
func (p *proxy) compare(t *testing.T, gateway *cybersourcetest.Gateway, all []said, took time.Duration) {
	t.Helper()
	processed := map[string][]cybersourcetest.Entry{}
	for _, entry := range gateway.Ledger() {
		assert.NotEqual(t, http.StatusUnauthorized, entry.HTTPStatus, "what was received is not what was signed")
		if entry.Processed {
			processed[entry.Code] = append(processed[entry.Code], entry)
		}
	}
	c := counts{faults: map[string]int{}}
	for i := range all {
		all[i].verify(t, processed[all[i].code], &c)
		p.verify(t, &all[i], &c)
		if t.Failed() {
			t.Fatalf("%s: %v", all[i].code, p.handled[all[i].code])
		}
	}
	fmt.Printf("proxy soak: %s in %s, seed %d\n", &c, took.Round(time.Millisecond), uint64(soakSeed))
	for _, action := range sortedKeys(c.faults) {
		fmt.Printf("proxy soak: %6d %s\n", c.faults[action], action)
	}
	assert.Greater(t, len(c.faults), 25, "the proxy did not do all that it can")
	assert.Positive(t, c.unknownProcessed, "none was processed and lost")
}

// verify holds the end of a call against what the proxy did to its sendings.
func (p *proxy) verify(t *testing.T, s *said, c *counts) {
	t.Helper()
	actions := p.handled[s.code]
	require.NotEmpty(t, actions, s.code)
	c.attempts += int64(len(actions))
	for _, action := range actions {
		c.faults[action.String()]++
	}
	if s.read {
		return
	}
	for _, action := range actions[:len(actions)-1] {
		assert.True(t, action.invites() || p.exposed[s.code], "%s: sent again after %s", s.code, action)
	}
	last := actions[len(actions)-1]
	unknown := errors.Is(s.err, cybersource.ErrOutcomeUnknown)
	switch {
	case last.loses():
		assert.True(t, unknown, "%s: %s, and the client said %v", s.code, last, s.err)
	case p.exposed[s.code] && unknown:
		// Another request's answer came first.
	case last.refuses():
		assert.True(t, cybersource.SafeToRetry(s.err), "%s: %s, and the client said %v", s.code, last, s.err)
		assert.True(t, !last.invites() || len(actions) == maxAttempts, "%s: given up after %d attempts", s.code, len(actions))
	default:
		assert.NoError(t, s.err, "%s: %s", s.code, last)
	}
}
