package cybersourcetest

import (
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// This file counts requests that net/http refuses by itself, since they are no HTTP: it has
// read something from a connection and then closes it without a call of the handler.

// readings knows of every connection whether a request of it is being read.
type readings struct {
	connections sync.Map      // *atomic.Bool by net.Conn
	malformed   atomic.Uint64 // requests that ended there
}

// readingKey finds the state of a connection in the context of its requests.
type readingKey struct{}

// opened begins to watch a connection.
func (r *readings) opened(ctx context.Context, c net.Conn) context.Context {
	reading := new(atomic.Bool)
	r.connections.Store(c, reading)
	return context.WithValue(ctx, readingKey{}, reading)
}

// begun says that something of a request was read.
func (r *readings) begun(c net.Conn) {
	if reading, ok := r.connections.Load(c); ok {
		reading.(*atomic.Bool).Store(true)
	}
}

// lastRead is how long a gateway that stops waits for the rest of a request.
const lastRead = 500 * time.Millisecond

// hurry lets what is read at the moment arrive until a time: half a request must not keep the
// gateway from stopping.
func (r *readings) hurry(deadline time.Time) {
	r.connections.Range(func(c, _ any) bool {
		_ = c.(net.Conn).SetReadDeadline(deadline) // on a connection that ended: nothing to hurry
		return true
	})
}

// ended says that the connection is no longer the server's.
func (r *readings) ended(c net.Conn) {
	if reading, ok := r.connections.LoadAndDelete(c); ok && reading.(*atomic.Bool).Load() {
		r.malformed.Add(1)
	}
}

// arrivedWhole says that a request was read as far as its handler.
func arrivedWhole(ctx context.Context) {
	if reading, ok := ctx.Value(readingKey{}).(*atomic.Bool); ok {
		reading.Store(false)
	}
}
