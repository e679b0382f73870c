// Package wire owns the way to the service: a transport tuned for one host, and
// a witness that can tell after a failed attempt whether anything of the request
// can have reached the other side. On that testimony rests whether a payment may
// be sent again.
package wire

import (
	"context"
	"errors"
	"net"
	"net/http/httptrace"
	"sync"
)

// Witness watches one attempt. The zero value is ready; it must not be used twice.
type Witness struct {
	trace httptrace.ClientTrace

	mu        sync.Mutex // a foreign transport may report from any goroutine
	asked     bool       // the transport reports its steps at all
	connected bool       // a connection was given to the request
	foreign   bool       // that connection, or an earlier one, does not count
	unsafe    string     // what was wrong with a connection that was closed at once; "" if nothing was
	conn      *conn
	start     int64
}

// Watch returns a context whose request this witness observes.
func (w *Witness) Watch(ctx context.Context) context.Context {
	w.trace.GetConn = w.getConn
	w.trace.GotConn = w.gotConn
	return httptrace.WithClientTrace(ctx, &w.trace)
}

func (w *Witness) getConn(string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked = true
}

func (w *Witness) gotConn(info httptrace.GotConnInfo) {
	own := countedConn(info.Conn)
	unsafe := connectionProblem(info.Conn)
	w.mu.Lock()
	defer w.mu.Unlock()
	if own == nil || w.connected {
		w.foreign = true // not ours to seal, or a second connection within one attempt
	}
	w.connected = true
	if own != nil {
		w.conn, w.start = own, own.count()
	}
	if unsafe != "" {
		w.unsafe = unsafe
		giveUp(info.Conn, own)
	}
}

// giveUp makes sure that nothing is written to a connection any more. It does not
// close TLS in the orderly way, which writes and may wait.
func giveUp(c net.Conn, own *conn) {
	if own == nil {
		_ = c.Close()
		return
	}
	own.seal(own.count())
	_ = own.Close()
}

// Unsafe returns an [*UnsafeError] if the request was given a connection that would
// not have kept it secret, and which was therefore closed before anything was
// written; else nil.
func (w *Witness) Unsafe() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unsafe == "" {
		return nil
	}
	return &UnsafeError{Problem: w.unsafe}
}

// NothingSent reports whether, after the transport gave up with err, it is certain
// that no byte of the request was or will be written. In doubt it says false.
//
//   - No connection was ever had: certain, if the transport reports its steps or the
//     error itself says that dialling failed.
//   - A counting connection on which nothing was written: certain, and sealed so that
//     it stays so. This is the keep-alive connection that the other side had closed.
//   - Any other connection: not certain.
func (w *Witness) NothingSent(err error) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.connected {
		return w.asked || dialFailed(err)
	}
	return !w.foreign && w.conn.seal(w.start)
}

// dialFailed recognises the errors that only arise while connecting.
func dialFailed(err error) bool {
	if op, ok := errors.AsType[*net.OpError](err); ok && (op.Op == "dial" || op.Op == "proxyconnect") {
		return true
	}
	_, ok := errors.AsType[*net.DNSError](err)
	return ok
}
