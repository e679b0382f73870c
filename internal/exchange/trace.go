package exchange

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync"
)

// connectionTrace observes the connections of one attempt, so that after a failure it
// can say whether anything of the request can have reached the other side. Whether a
// payment may be sent again rests on it. The zero value is ready; it must not be used twice.
type connectionTrace struct {
	hooks httptrace.ClientTrace

	mu        sync.Mutex // a transport of the caller's may report from any goroutine
	reported  bool       // the transport reports its steps at all
	connected bool       // a connection was given to the request
	uncounted bool       // that connection, or an earlier one, does not count what is written
	used      net.Conn   // the connection that the request was given last
	conn      *conn      // the same, if it counts
	start     int64      // bytes written on conn before the request
	problem   string     // why a connection was closed at once; "" if none was
}

// watch returns a context whose request this trace observes.
func (t *connectionTrace) watch(ctx context.Context) context.Context {
	t.hooks.GetConn = t.getConn
	t.hooks.GotConn = t.gotConn
	return httptrace.WithClientTrace(ctx, &t.hooks)
}

func (t *connectionTrace) getConn(string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.reported = true
}

func (t *connectionTrace) gotConn(info httptrace.GotConnInfo) {
	own := countedConn(info.Conn)
	problem := connectionProblem(info.Conn)
	t.mu.Lock()
	defer t.mu.Unlock()
	if own == nil || t.connected {
		t.uncounted = true // not ours to close, or a second connection within one attempt
	}
	t.connected, t.used = true, info.Conn
	if own != nil {
		t.conn, t.start = own, own.count()
	}
	if problem != "" {
		t.problem = problem
		closeAtOnce(info.Conn, own)
	}
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

// unsafe returns an [*UnsafeError] if the request was given a connection that would
// not have kept it secret, and which was therefore closed before anything was written;
// else nil.
func (t *connectionTrace) unsafe() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.problem == "" {
		return nil
	}
	return &UnsafeError{Problem: t.problem}
}

// nothingSent reports whether, after the transport gave up with err, it is certain that
// no byte of the request was or will be written. In doubt it says false.
//
//   - No connection was ever had: certain, if the transport reports its steps or the
//     error itself says that dialling failed.
//   - A counting connection on which nothing was written: certain, and closed for
//     writing, so that nothing will be. This is the keep-alive connection that the
//     other side had closed.
//   - Any other connection: not certain.
func (t *connectionTrace) nothingSent(err error) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if !t.connected {
		return t.reported || dialFailed(err)
	}
	return !t.uncounted && t.conn.closeUnwritten(t.start)
}

// dialFailed recognises the errors that only arise while connecting.
func dialFailed(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}
