package cybersourcetest

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
)

// This file connects clients of the same process to the gateway.
//
// Simulates: a refused connection, as the operating system reports it.
//
// Not simulated: DNS failures, TLS failures, proxies, slow connections.

// transport connects to the gateway as the client's own transport would, and
// refuses connections, which a server that listens cannot do itself.
type transport struct {
	plan   *plan
	prefix string // of an intermediate host's paths
	live   *http.Transport
	dead   *http.Transport
}

// newTransport trusts the system's roots, or only those given.
func newTransport(p *plan, prefix string, roots *x509.CertPool) *transport {
	live := cybersource.NewTransport()
	live.TLSClientConfig.RootCAs = roots
	return &transport{plan: p, prefix: prefix, live: live, dead: &http.Transport{DialContext: refuseDial}}
}

// RoundTrip sends a request, or fails as if no server listened.
func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	if t.refuses(r) {
		return t.dead.RoundTrip(r)
	}
	return t.live.RoundTrip(r)
}

// refusing makes of a transport one that refuses connections as the plan says. Nothing is
// sent for a call that is refused.
func (t *transport) refusing(below http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if t.refuses(r) {
			return t.dead.RoundTrip(r)
		}
		return below.RoundTrip(r)
	})
}

// refuses reports whether the plan refuses the connection of a call.
func (t *transport) refuses(r *http.Request) bool {
	found := routes.Find(r.Method, strings.TrimPrefix(r.URL.EscapedPath(), t.prefix))
	operation := ""
	if found.Route != nil {
		operation = found.Route.Operation
	}
	return t.plan.takeRefusal(operation)
}

type roundTripper func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// CloseIdleConnections ends the connections that are kept alive.
func (t *transport) CloseIdleConnections() {
	t.live.CloseIdleConnections()
	t.dead.CloseIdleConnections()
}

// refuseDial fails as the operating system does when no server listens.
func refuseDial(_ context.Context, network, address string) (net.Conn, error) {
	refused := &net.OpError{Op: "dial", Net: network, Err: os.NewSyscallError("connect", syscall.ECONNREFUSED)}
	if to, err := net.ResolveTCPAddr(network, address); err == nil {
		refused.Addr = to
	}
	return nil, refused
}
