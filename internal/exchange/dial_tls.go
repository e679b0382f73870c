package exchange

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"time"
)

// dialTLS returns what makes the TLS connections of a transport from [NewTransport], so
// that a layer above TLS can see where an answer ends. Connections through a proxy are
// made by net/http itself.
//
// A copy of the transport (Clone) takes this function along, and may have another
// TLSClientConfig. Requests of a [Client] tell which transport they use; for others it is
// the original.
//
// While there are connections that have brought an answer, a new one is begun only after a time
// in which none of them became free for the request. net/http asks for one at once, goes on with
// it after the request was served by another, and keeps it: calls that are much shorter than a
// handshake would end up with twice the connections that they use.
func dialTLS(original *http.Transport, kept *keptConns, timeToBeFree time.Duration) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		transport, target := original, targetOf(ctx, "https", address)
		if target != nil {
			transport = target.transport()
		}
		to := route{transport, address}
		if target != nil && kept.has(to) && target.isServedWithin(ctx, timeToBeFree) {
			return nil, errServed
		}
		plain, err := dialerOr(transport.DialContext)(ctx, network, address)
		if err != nil {
			return nil, err
		}
		config := configFor(transport.TLSClientConfig, address)
		watch := watchHandshake(config)
		secure := tls.Client(plain, config)
		if err := handshake(ctx, transport, secure); err != nil {
			_ = plain.Close() // the handshake's error says more
			return nil, err
		}
		if target == nil || speaksHTTP2(secure) {
			return secure, nil
		}
		if own := countedConn(plain); own != nil {
			own.kept, own.route = kept, to
		}
		return onlySecureAnswers(secure, watch), nil
	}
}

// errServed ends a dial that nobody waits for any more.
var errServed = errors.New("the request was given another connection")

// isServedWithin reports whether the request of a dial is given another connection in that time,
// or in a tenth of what is left of its own. The context is that of the dial.
func (s *sending) isServedWithin(ctx context.Context, limit time.Duration) bool {
	const step, share = time.Millisecond, 10
	if left, limited := s.client.settings().Clock.Remaining(s.ctx); limited {
		limit = min(limit, left/share)
	}
	looks := time.NewTicker(step)
	defer looks.Stop()
	for range limit / step {
		select {
		case <-looks.C:
		case <-ctx.Done():
			return false // the dial will say so
		}
		if !s.trace.waits() {
			return true
		}
	}
	return false
}

// dialerOr is net/http's own dialer where a transport has none.
func dialerOr(dial dialFunc) dialFunc {
	if dial == nil {
		return new(net.Dialer).DialContext
	}
	return dial
}

// targetOf returns the attempt of a [Client] that a connection is made for, if it leads to
// where the request goes: not to a proxy, nor anywhere else that its context came along. It
// returns nil for other connections.
func targetOf(ctx context.Context, scheme, address string) *sending {
	s, ok := ctx.Value(sendingKey{}).(*sending)
	if !ok || s.transport() == nil {
		return nil // a transport of another kind may look at the connection
	}
	u, err := url.Parse(s.request.URL)
	if err != nil || u.Scheme != scheme {
		return nil
	}
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[scheme])
	if address != net.JoinHostPort(u.Hostname(), port) {
		return nil
	}
	return s
}

// transport is the one that the attempt goes through; nil if it is of another kind.
func (s *sending) transport() *http.Transport {
	transport, _ := s.client.settings().Transport.(*http.Transport)
	return transport
}

// configFor is a configuration for one server.
func configFor(c *tls.Config, address string) *tls.Config {
	if c == nil {
		c = new(tls.Config)
	}
	c = c.Clone() // with the MinVersion of its owner, which is checked before each request
	if host, _, err := net.SplitHostPort(address); c.ServerName == "" && err == nil {
		c.ServerName = host
	}
	return c
}

// handshake is done within the transport's TLSHandshakeTimeout, and reported to the trace.
func handshake(ctx context.Context, transport *http.Transport, c *tls.Conn) error {
	noteHandshake(ctx)
	limited, cancel := ctx, func() {}
	late := &connectTimeout{"no TLS handshake", transport.TLSHandshakeTimeout}
	if late.limit > 0 {
		limited, cancel = context.WithTimeoutCause(ctx, late.limit, late)
	}
	defer cancel()
	trace := httptrace.ContextClientTrace(ctx)
	if trace != nil && trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	err := c.HandshakeContext(limited)
	if err != nil && context.Cause(limited) == error(late) { //nolint:errorlint // this very timeout
		err = late
	}
	if trace != nil && trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(c.ConnectionState(), err)
	}
	return err
}

// connectTimeout is a step towards a connection that took longer than the transport allows.
// It is a [net.Error], as those of net/http.
type connectTimeout struct {
	missing string
	limit   time.Duration
}

func (e *connectTimeout) Error() string { return fmt.Sprintf("%s within %s", e.missing, e.limit) }
func (*connectTimeout) Timeout() bool   { return true }
func (*connectTimeout) Temporary() bool { return true }

// within names the limit of a dialer in the errors of connections that it was too short for.
func within(dialer *net.Dialer) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, address)
		if late, ok := errors.AsType[net.Error](err); ok && late.Timeout() && ctx.Err() == nil {
			err = fmt.Errorf("%w: %w", &connectTimeout{"no connection", dialer.Timeout}, err)
		}
		return c, err
	}
}
