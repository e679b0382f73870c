package exchange

import (
	"bytes"
	"crypto/tls"
	"io"
	"net"
	"sync"
)

// answerConn is a connection of HTTP/1 on which nothing but answers to requests arrives.
// Where a server, or something on the way to it, sends more than it was asked for, the
// next request would get another payment's answer, and net/http writes what arrives
// between two requests to the standard logger, card data included. So what is behind the
// end of an answer is not delivered: the connection has ended.
type answerConn struct {
	net.Conn // TLS, if there is any, and below it one that counts

	mu       sync.Mutex
	answer   answerEnd
	requests int  // that were begun
	waiting  bool // for the rest of an answer
	answered bool // a byte of an answer has arrived
	ended    bool // something arrived that is no answer

	safeFor   *Settings       // of the client that last found the connection safe
	handshake *handshakeWatch // of TLS; nil if it is not known
}

// secureConn is an answerConn over TLS.
type secureConn struct{ answerConn }

// ConnectionState is that of TLS.
func (c *secureConn) ConnectionState() tls.ConnectionState {
	return c.Conn.(*tls.Conn).ConnectionState() //nolint:forcetypeassert // made by onlyAnswers
}

// Close implements [net.Conn]. The alert that TLS closes with must not wait for a read: there
// will be none.
func (c *secureConn) Close() error {
	if own := countedConn(c.Conn); own != nil {
		own.end()
	}
	return c.answerConn.Close()
}

// onlyAnswers returns a connection without TLS that delivers answers only.
func onlyAnswers(c net.Conn) net.Conn { return &answerConn{Conn: c} }

// onlySecureAnswers returns a connection of TLS that delivers answers only.
func onlySecureAnswers(c *tls.Conn, w *handshakeWatch) net.Conn {
	return &secureConn{answerConn{Conn: c, handshake: w}}
}

// NetConn is the connection below.
func (c *answerConn) NetConn() net.Conn { return c.Conn }

// Write implements [net.Conn]. A write after a complete answer begins a request.
func (c *answerConn) Write(p []byte) (int, error) {
	if !c.mayWrite(p) {
		return 0, errClosedForWriting
	}
	return c.Conn.Write(p)
}

func (c *answerConn) mayWrite(p []byte) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		return false
	}
	if !c.waiting {
		c.waiting = true
		c.requests++
		c.answer.begin(bytes.HasPrefix(p, []byte("HEAD ")))
	}
	return true
}

// Read implements [net.Conn]. It never delivers more than the rest of an answer. If there
// is more, the end comes with the rest, so that net/http does not keep the connection.
func (c *answerConn) Read(p []byte) (int, error) {
	if c.hasEnded() {
		return 0, io.EOF
	}
	n, err := c.Conn.Read(p)
	own := c.deliver(p[:n])
	if own < n {
		return own, io.EOF
	}
	return n, err
}

func (c *answerConn) hasEnded() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.ended
}

// deliver returns how many bytes belong to the answer that is waited for, and clears the others.
func (c *answerConn) deliver(p []byte) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.waiting && len(p) > 0 {
		c.answered = true
		n = c.answer.take(p)
		c.waiting = c.answer.part != complete
	}
	if n < len(p) {
		clear(p[n:])
		c.ended = true
	}
	return n
}

// answersOnly returns a connection as the answerConn that it is; nil if it is none.
func answersOnly(c net.Conn) *answerConn {
	switch own := c.(type) {
	case *answerConn:
		return own
	case *secureConn:
		return &own.answerConn
	default:
		return nil
	}
}

// problemFor is what problem says of the connection, asked once for all requests with the same
// settings: they all ask for the host that it leads to, and what TLS agreed on stays as it is.
func (c *answerConn) problemFor(s *Settings, problem func() string) string {
	if c == nil {
		return problem()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.safeFor == s {
		return ""
	}
	text := problem()
	if text == "" {
		c.safeFor = s
	}
	return text
}

// count is how many requests were begun so far.
func (c *answerConn) count() int {
	if c == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests
}

// closeUnused reports whether no request was begun since the count was start, and if so
// sees to it that none will be. TLS may have written all the same: that it closes.
func (c *answerConn) closeUnused(start int) bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.requests != start {
		return false
	}
	c.ended = true
	return true
}

// isFirst reports whether one request was begun at most, and nothing of an answer has arrived.
func (c *answerConn) isFirst() bool {
	if c == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.requests <= 1 && !c.answered
}
