package cybersourcetest

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// Gateway is a running offline gateway. Its methods are safe for concurrent use.
type Gateway struct {
	printable

	options   Options
	simulator *simulator.Simulator
	verifier  *verify.Verifier // without its directory, which is that of the accounts
	accounts  atomic.Pointer[accountsInUse]
	rate      rate
	latencies *latencies
	clock     *paymentClock
	keptClock keptClock
	state     *statefile.File // nil without Options.StateFile
	ledger    ledger
	journal   *journal.Journal
	page      *page.Server
	readings  readings
	plan      plan
	orders    instructions
	delivered deliveries
	keys      *messageKeys
	logger    *slog.Logger

	late          lateCalls
	subscriptions subscriptions

	server      *http.Server
	url         string
	authority   []byte // PEM of the CA, with TLS
	transport   *transport
	closing     chan struct{} // closed by endWaits
	endWaits    func()        // ends faults that wait
	connections tally
	serving     sync.WaitGroup
	closeOnce   sync.Once
	stateErr    error // of closing the state file

	identifierMu sync.Mutex
	identifiers  *rand.ChaCha8

	scriptMu sync.Mutex // keeps a scripted outcome and its call together
}

// NewGateway starts a gateway. Like a server of net/http/httptest it panics if it
// cannot listen; it also panics if an option is wrong, which [StartGateway] reports
// as an error. Close it when done.
func NewGateway(options Options) *Gateway {
	gateway, err := StartGateway(options)
	if err != nil {
		panic("cybersourcetest: " + err.Error())
	}
	return gateway
}

// StartGateway starts a gateway. The error names every option that is wrong.
func StartGateway(options Options) (*Gateway, error) {
	g, err := newGateway(options.withDefaults())
	if err != nil {
		return nil, fmt.Errorf("gateway options: %w", err)
	}
	g.late.clock = options.Now
	listener := g.options.Listener
	if listener == nil {
		if listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			_ = g.state.Close() // nothing has been changed yet
			return nil, fmt.Errorf("gateway: %w", err)
		}
	}
	if err = g.startState(); err == nil {
		err = g.serveOn(listener)
	}
	if err != nil {
		listener.Close()
		_ = g.state.Close() // nothing has been changed yet
		return nil, fmt.Errorf("gateway: %w", err)
	}
	for _, k := range g.late.kept {
		g.wait(k)
	}
	return g, nil
}

func newGateway(options Options) (*Gateway, error) {
	accounts, accountsErr := newAccounts(options.Accounts)
	keys, keysErr := newMessageKeys(options)
	clock := &paymentClock{now: options.Now}
	state, stateErr := options.openState()
	sim, simErr := options.simulator(clock, state)
	if err := errors.Join(accountsErr, keysErr, stateErr, simErr, options.check()); err != nil {
		return nil, errors.Join(err, state.Close())
	}
	logger := options.Logger
	if logger == nil {
		logger = slog.New(slog.DiscardHandler)
	}
	closing := make(chan struct{})
	g := &Gateway{
		options:     options,
		simulator:   sim,
		clock:       clock,
		state:       state,
		latencies:   newLatencies(options.Latency, options.Seed),
		keys:        keys,
		logger:      logger,
		closing:     closing,
		endWaits:    sync.OnceFunc(func() { close(closing) }),
		journal:     journal.New(journal.MaxCalls, journal.MaxBytes),
		identifiers: newIdentifiers(options.Seed, 0),
		verifier: &verify.Verifier{
			Now:               options.Now,
			Tolerance:         options.ClockTolerance,
			ResponseKeyClaims: options.ResponseKeyClaims,
			Replays:           verify.NewReplays(keptTokens),
		},
	}
	g.accounts.Store(accounts)
	g.ledger = newLedger(options.MaxEntries, g.beginCall)
	g.page = page.New(page.Options{Journal: g.journal, Gateway: pageGateway{g}, Token: options.ControlToken, Closing: closing})
	if err := g.restore(state); err != nil {
		return nil, errors.Join(err, state.Close())
	}
	return g, nil
}

// newIdentifiers generates the identifiers of a start: those of another one must differ.
func newIdentifiers(seed uint64, starts int) *rand.ChaCha8 {
	from := "identifiers " + strconv.FormatUint(seed, 10)
	if starts > 0 {
		from += " of start " + strconv.Itoa(starts)
	}
	return rand.NewChaCha8(sha256.Sum256([]byte(from)))
}

// serveOn completes the gateway with its address and starts to serve.
func (g *Gateway) serveOn(listener net.Listener) error {
	address := reachable(listener.Addr())
	g.url = "http://" + address
	g.verifier.Hosts = append(slices.Clone(g.options.Hosts), cybersource.HostTest, address)
	if _, port, err := net.SplitHostPort(address); err == nil {
		g.verifier.Hosts = append(g.verifier.Hosts, "127.0.0.1:"+port, "localhost:"+port)
	}
	var roots *x509.CertPool
	if g.options.TLS {
		identity, err := newIdentity(append([]string{address}, g.options.Hosts...))
		if err != nil {
			return err
		}
		g.url, g.authority, roots = "https://"+address, identity.authority, identity.roots
		listener = tls.NewListener(listener, identity.server)
	}
	g.shown = showing{"cybersourcetest.Gateway", []slog.Attr{slog.String("url", g.url)}}
	g.transport = newTransport(&g.plan, g.options.PathPrefix, roots)
	g.server = &http.Server{
		Handler:           http.HandlerFunc(g.serve),
		ReadHeaderTimeout: 30 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          log.New(io.Discard, "", 0), // it would print what clients send
		ConnState:         g.track,
		ConnContext:       g.readings.opened,
	}
	g.serving.Go(func() { _ = g.server.Serve(listener) }) // always http.ErrServerClosed, after Close
	return nil
}

// reachable is an address to connect to. A listener on all interfaces is on the
// loopback too.
func reachable(address net.Addr) string {
	if tcp, ok := address.(*net.TCPAddr); ok && tcp.IP.IsUnspecified() {
		return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
	}
	return address.String()
}

// track counts connections, so that Close can wait for the last of them. Those that
// are hijacked by a fault are counted off when their call ends.
func (g *Gateway) track(c net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		g.connections.add(1)
	case http.StateActive:
		g.readings.begun(c)
	case http.StateHijacked:
		g.readings.ended(c)
	case http.StateClosed:
		g.readings.ended(c)
		g.connections.add(-1)
	}
}

// URL is where the gateway listens, such as "http://127.0.0.1:40123".
func (g *Gateway) URL() string { return g.url }

// Account is the merchant that [Gateway.Configuration] uses: the first of
// Options.Accounts or of [Gateway.SetAccounts], or the one made from the seed.
func (g *Gateway) Account() Account { return g.accounts.Load().list[0] }

// Transport is an HTTP transport that trusts the gateway and simulates
// [RefuseConnection]. It belongs to the gateway and ends with it.
func (g *Gateway) Transport() http.RoundTripper { return g.transport }

// AuthorityPEM is the certificate of the CA that signed the gateway's own; nil
// without TLS.
func (g *Gateway) AuthorityPEM() []byte { return slices.Clone(g.authority) }

// RequestCertificatePEM is the certificate that clients encrypt requests to
// (message-level encryption). Its subject is that of the service's own.
func (g *Gateway) RequestCertificatePEM() []byte { return slices.Clone(g.keys.certificatePEM()) }

// Close stops the gateway: waiting faults end, connections are cut, and no
// goroutine of the gateway is left when it returns, but for calls that are in
// Options.Override: it does not wait for these, so that an Override may call it.
func (g *Gateway) Close() {
	g.closeOnce.Do(func() {
		g.endWaits()
		g.server.Close() // nothing to be done about a listener that does not close
		g.late.close()
		g.subscriptions.close()
		g.serving.Wait()
		g.connections.wait()
		g.transport.CloseIdleConnections()
		if g.stateErr = g.state.Close(); g.stateErr != nil {
			g.logger.Error("the state file lacks changes", "error", g.stateErr)
		}
	})
}

// Shutdown stops the gateway like [Gateway.Close], but lets calls that are on their
// way end first, until the context does. Waiting faults end at once, and a request that
// has not arrived whole has half a second left. The error is that of the context, or says that
// Options.StateFile could not be written.
func (g *Gateway) Shutdown(ctx context.Context) error {
	g.endWaits()
	hurried, hurry := context.WithCancel(context.Background())
	var hurrying sync.WaitGroup
	hurrying.Go(func() { g.hurry(hurried) })
	err := g.server.Shutdown(ctx)
	hurry()
	hurrying.Wait()
	g.Close()
	return errors.Join(err, g.stateErr)
}

// hurry ends what is only half here, until the context does. It looks more than once: the
// server sets a deadline of its own when it begins to read, and a connection may be new.
func (g *Gateway) hurry(ctx context.Context) {
	deadline, again := time.Now().Add(lastRead), time.NewTicker(lastRead/5)
	defer again.Stop()
	for ctx.Err() == nil {
		g.readings.hurry(deadline)
		select {
		case <-ctx.Done():
		case <-again.C:
		}
	}
}

// identifier is a new UUID from the seed.
func (g *Gateway) identifier() string {
	g.identifierMu.Lock()
	defer g.identifierMu.Unlock()
	var b [16]byte
	g.identifiers.Read(b[:]) //nolint:errcheck // never fails
	return uuid(b)
}

// Settle marks an authorization as captured, as a capture would.
func (g *Gateway) Settle(id string) error { return withoutPrefix(g.simulator.Settle(id)) }

// Reverse marks an authorization as reversed: its hold is gone.
func (g *Gateway) Reverse(id string) error { return withoutPrefix(g.simulator.Reverse(id)) }

// Expire marks an authorization as expired: its hold is gone.
func (g *Gateway) Expire(id string) error { return withoutPrefix(g.simulator.Expire(id)) }

// AcceptReview ends the review of a payment: it can be captured.
func (g *Gateway) AcceptReview(id string) error { return withoutPrefix(g.simulator.AcceptReview(id)) }

// SendBatch sends all queued captures, refunds and credits to the processor, as the
// service does once a day: from now on they cannot be voided. It returns how many there
// were. [Gateway.Settle] is something else: it captures.
func (g *Gateway) SendBatch() int { return g.simulator.SendBatch() }

// RefreshStatuses sets what the coming refreshes of a payment answer, in order. The
// last one is repeated. Without it they are PENDING, PENDING, SETTLED.
func (g *Gateway) RefreshStatuses(id string, statuses ...string) error {
	return withoutPrefix(g.simulator.RefreshStatuses(id, statuses...))
}

// withoutPrefix is an error of the simulator, of which users know nothing.
func withoutPrefix(err error) error {
	if err == nil {
		return nil
	}
	return errors.New(strings.TrimPrefix(err.Error(), "simulator: "))
}
