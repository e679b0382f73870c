package exchange

import (
	"context"
	"crypto/tls"
	"net"
	"net/http/httptrace"
	"slices"
	"sync"
)

// connectionTrace observes the connections of one attempt, so that after a failure it
// can say whether anything of the request can have reached the other side. Whether a
// payment may be sent again rests on it. The zero value is ready; it must not be used twice.
type connectionTrace struct {
	hooks httptrace.ClientTrace

	of *sending // whose connections these are; nil in tests of the trace alone

	mu       sync.Mutex // a transport of the caller's may report from any goroutine
	asked    []string   // the hosts that connections were asked for
	shaking  bool       // a connection for it has come to TLS
	asks     int        // how often a connection was asked for
	given    int        // how many were given to the request
	used     net.Conn   // the connection that the request was given last
	conn     *conn      // the same, if it counts what is written
	start    int64      // bytes written on conn before the request
	requests int        // that were begun on it before, if it delivers answers only
	problem  error      // why the connection was closed at once; nil if it was not
	alert    error      // by which the other side refused a certificate of ours; nil if it did not
}

// watch returns a context whose request this trace observes.
func (t *connectionTrace) watch(ctx context.Context) context.Context {
	t.hooks.GetConn, t.hooks.GotConn = t.getConn, t.gotConn
	return httptrace.WithClientTrace(ctx, &t.hooks)
}

// getConn notes where a connection is to lead: a transport of the caller's may send its
// requests to other hosts than their addresses name.
func (t *connectionTrace) getConn(address string) {
	host, _, err := net.SplitHostPort(address)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.asks++
	if err == nil {
		t.asked = append(t.asked, host)
	}
}

// waits reports whether the request has asked for a connection that it was not given yet.
func (t *connectionTrace) waits() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.asks > t.given
}

// unsafe says what makes a connection unsafe for the request, "" for a safe one. Its certificate
// may be for the hosts of the settings, and for those that a connection was asked for.
func (t *connectionTrace) unsafe(c net.Conn) string {
	t.mu.Lock()
	names := t.asked
	t.mu.Unlock()
	if t.of == nil {
		return connectionProblem(c, false, names)
	}
	settings := t.of.client.settings()
	return answersOnly(c).problemFor(settings, func() string {
		return connectionProblem(c, settings.PlainHTTP, slices.Concat(settings.ServerNames, names))
	})
}

func (t *connectionTrace) gotConn(info httptrace.GotConnInfo) {
	own := countedConn(info.Conn)
	if speaksHTTP2(info.Conn) {
		own = nil // what is written on it, and its end, are other requests' too
	}
	var problem error
	if text := t.unsafe(info.Conn); text != "" {
		problem = &UnsafeError{Problem: text}
	} else if own != nil && t.of != nil {
		problem = t.of.late()
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.problem != nil {
		problem = t.problem // given up before the connection came
	}
	t.given++ // an earlier one may have been used
	t.used, t.conn = info.Conn, own
	if own != nil {
		t.start, t.requests = own.count(), answersOnly(info.Conn).count()
	}
	if problem != nil {
		t.problem = problem
		closeAtOnce(info.Conn, own)
	}
}

// speaksHTTP2 reports whether a connection speaks HTTP/2.
func speaksHTTP2(c net.Conn) bool {
	if answersOnly(c) != nil {
		return false
	}
	secure, ok := c.(*tls.Conn)
	return ok && secure.ConnectionState().NegotiatedProtocol == "h2"
}

// giveUp makes sure that the request is written to no connection, unless it has one
// already. It reports whether it had none.
func (t *connectionTrace) giveUp(why error) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.given > 0 {
		return false
	}
	t.problem = why
	return true
}

// closeAtOnce makes sure that nothing is written to a connection any more. It does not
// close TLS in the orderly way, which writes and may wait.
func closeAtOnce(c net.Conn, own *conn) {
	if own == nil {
		_ = c.Close()
		return
	}
	own.closeUnwritten(own.count())
	_ = own.Close()
}

// closeConnection ends the connection that the request was given, so that no other
// request gets it.
func (t *connectionTrace) closeConnection() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.used != nil {
		_ = t.used.Close()
	}
}

// connection is the one that the request was given last, nil if there is none.
func (t *connectionTrace) connection() net.Conn {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.used
}

// writes is how many writes to the connection began so far. The request has it to itself
// until its answer was read.
func (t *connectionTrace) writes() int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn == nil {
		return 0
	}
	return t.conn.begun()
}

// answered notes that the answer was read to its end, and nothing more is expected unless
// more was written.
func (t *connectionTrace) answered(writes int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.conn != nil {
		t.conn.idleSince(writes)
	}
}

// gaveSeveral reports whether more than one connection was given to the request.
func (t *connectionTrace) gaveSeveral() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.given > 1
}

// refused says why the request was not to be written to the connection that it was
// given; nil if it was. An [*UnsafeError] is about the connection.
func (t *connectionTrace) refused() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.problem
}

// nothingSent reports whether, after an [http.Transport] gave up with err, it is certain
// that the request was not processed. In doubt it says false.
//
//   - No connection was ever given to it: certain, since such a transport reports it.
//   - A counting connection on which nothing was written: certain, and closed for
//     writing, so that nothing will be. This is the keep-alive connection that the
//     other side had closed.
//   - The first request of a connection whose handshake the other side refused while it was
//     written, because of the certificate that it had asked for: certain, as no request is
//     looked at before a handshake ends.
//   - A connection of HTTP/2: if the error is its way to say so.
func (t *connectionTrace) nothingSent(err error) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.given == 0:
		return true
	case t.given > 1:
		return false
	case t.certificateRefused():
		return true
	case t.conn == nil:
		return refusedStream(err)
	default:
		return answersOnly(t.used).closeUnused(t.requests) || t.conn.closeUnwritten(t.start)
	}
}
