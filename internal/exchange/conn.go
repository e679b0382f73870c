package exchange

import (
	"context"
	"errors"
	"io"
	"net"
	"sync"
	"time"
)

// errClosedForWriting is returned by writes after the connection was closed for writing.
var errClosedForWriting = errors.New("connection was closed before anything was written")

// conn counts what is handed to the operating system, and can be closed for writing:
// once it was reported that nothing was written, nothing will be, however late the
// writing goroutine wakes up.
type conn struct {
	net.Conn

	mu      sync.Mutex
	written int64
	writes  int64 // that began
	writing bool
	closed  bool // for writing
	idle    bool // no answer is waited for; see idleSince

	ending sync.Once
	ended  chan struct{} // closed when nothing more will be read

	kept   *keptConns // in which it counts once it has brought an answer; nil for none
	route  route
	isKept bool
}

// newConn returns a connection that counts what is written to c.
func newConn(c net.Conn) *conn { return &conn{Conn: c, ended: make(chan struct{})} }

// lastRead is how long a failed write waits for what had arrived before.
const lastRead = 100 * time.Millisecond

// Write implements [net.Conn].
func (c *conn) Write(p []byte) (int, error) {
	c.mu.Lock()
	if c.closed {
		c.mu.Unlock()
		return 0, errClosedForWriting
	}
	c.writing, c.idle = true, false
	c.writes++
	c.mu.Unlock()

	n, err := c.Conn.Write(p)

	c.mu.Lock()
	c.writing = false
	c.written += int64(n)
	c.mu.Unlock()
	if err != nil {
		c.awaitEnd()
	}
	return n, err
}

// awaitEnd waits until what has arrived was read. Where the other side has closed the
// connection a write may tell first, upon which net/http closes it here too; but why it was
// closed, such as an alert of TLS, has arrived before, and is about to be read.
func (c *conn) awaitEnd() {
	limit := time.NewTimer(lastRead)
	defer limit.Stop()
	select {
	case <-c.ended:
	case <-limit.C:
	}
}

// end notes that nothing more will be read.
func (c *conn) end() {
	c.ending.Do(func() {
		close(c.ended)
		c.mu.Lock()
		defer c.mu.Unlock()
		if c.isKept {
			c.kept.add(c.route, -1)
		}
	})
}

// Close implements [net.Conn].
func (c *conn) Close() error {
	err := c.Conn.Close()
	c.end()
	return err
}

// Read implements [net.Conn]. What arrives while no answer is waited for ends the connection.
func (c *conn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if err != nil {
		c.end()
	}
	if n > 0 && c.endsBy() {
		clear(p[:n])
		return 0, io.EOF
	}
	return n, err
}

// endsBy reports whether bytes that have just arrived end the connection, and if so
// closes it for writing.
func (c *conn) endsBy() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = c.closed || c.idle
	return c.idle
}

// begun is how many writes began so far.
func (c *conn) begun() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.writes
}

// idleSince notes that an answer was read to its end, unless more than these writes have
// begun: then another request has.
func (c *conn) idleSince(writes int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.idle = c.writes == writes
	if !c.idle || c.kept == nil || c.isKept {
		return
	}
	select {
	case <-c.ended:
	default:
		c.isKept = true
		c.kept.add(c.route, 1)
	}
}

// count returns how many bytes were written so far.
func (c *conn) count() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.written
}

// closeUnwritten reports whether nothing was written since the count was start, and if
// so closes the connection for every later write.
func (c *conn) closeUnwritten(start int64) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.writing || c.written != start {
		return false
	}
	c.closed = true
	return true
}

// dialFunc is the shape of [net.Dialer.DialContext].
type dialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// counted makes dial return connections that count, and over plain http ones that
// deliver answers only. Over TLS that is the part of [dialTLS].
func counted(dial dialFunc) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		c = newConn(c)
		if targetOf(ctx, "http", address) != nil {
			c = onlyAnswers(c)
		}
		return c, nil
	}
}

// countedConn finds our connection below the layers of TLS on top of it.
func countedConn(c net.Conn) *conn {
	for c != nil {
		if own, ok := c.(*conn); ok {
			return own
		}
		layer, ok := c.(interface{ NetConn() net.Conn })
		if !ok {
			return nil
		}
		c = layer.NetConn()
	}
	return nil
}
