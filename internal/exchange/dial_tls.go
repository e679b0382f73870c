package exchange

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
)

// dialTLS returns what makes the TLS connections of a transport from [NewTransport], so
// that a layer above TLS can see where an answer ends. Connections through a proxy are
// made by net/http itself.
//
// A copy of the transport (Clone) takes this function along, and may have another
// TLSClientConfig. Requests of a [Client] tell which transport they use; for others it is
// the original.
func dialTLS(original *http.Transport) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		transport, direct := original, isTarget(ctx, "https", address)
		if direct {
			transport = transportOf(ctx, original)
		}
		plain, err := dialerOr(transport.DialContext)(ctx, network, address)
		if err != nil {
			return nil, err
		}
		secure := tls.Client(plain, configFor(transport.TLSClientConfig, address))
		if err := handshake(ctx, transport, secure); err != nil {
			_ = plain.Close() // the handshake's error says more
			return nil, err
		}
		if !direct || secure.ConnectionState().NegotiatedProtocol == "h2" {
			return secure, nil
		}
		return onlyAnswers(secure), nil
	}
}

// dialerOr is net/http's own dialer where a transport has none.
func dialerOr(dial dialFunc) dialFunc {
	if dial == nil {
		return new(net.Dialer).DialContext
	}
	return dial
}

// isTarget reports whether a connection is made for a request of a [Client], and leads to
// where the request goes: not to a proxy, nor anywhere else that its context came along.
func isTarget(ctx context.Context, scheme, address string) bool {
	s, ok := ctx.Value(sendingKey{}).(*sending)
	if !ok {
		return false
	}
	if _, plain := s.client.settings().Transport.(*http.Transport); !plain {
		return false // a transport of another kind may look at the connection
	}
	u, err := url.Parse(s.request.URL)
	if err != nil || u.Scheme != scheme {
		return false
	}
	port := cmp.Or(u.Port(), map[string]string{"http": "80", "https": "443"}[scheme])
	return address == net.JoinHostPort(u.Hostname(), port)
}

// transportOf is the transport that the request of a dial goes through.
func transportOf(ctx context.Context, original *http.Transport) *http.Transport {
	if s, ok := ctx.Value(sendingKey{}).(*sending); ok {
		if used, ok := s.client.settings().Transport.(*http.Transport); ok {
			return used
		}
	}
	return original
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
	limited, cancel := ctx, func() {}
	if limit := transport.TLSHandshakeTimeout; limit > 0 {
		limited, cancel = context.WithTimeoutCause(ctx, limit, handshakeTimeoutError{})
	}
	defer cancel()
	trace := httptrace.ContextClientTrace(ctx)
	if trace != nil && trace.TLSHandshakeStart != nil {
		trace.TLSHandshakeStart()
	}
	err := c.HandshakeContext(limited)
	if err != nil && errors.Is(context.Cause(limited), handshakeTimeoutError{}) {
		err = handshakeTimeoutError{}
	}
	if trace != nil && trace.TLSHandshakeDone != nil {
		trace.TLSHandshakeDone(c.ConnectionState(), err)
	}
	return err
}

// handshakeTimeoutError is a [net.Error], as the one of net/http.
type handshakeTimeoutError struct{}

func (handshakeTimeoutError) Error() string   { return "TLS handshake timeout" }
func (handshakeTimeoutError) Timeout() bool   { return true }
func (handshakeTimeoutError) Temporary() bool { return true }
