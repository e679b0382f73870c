package cybersourcetest

import (
	"bytes"
	"errors"
	"maps"
	"net"
	"net/http"
	"strconv"
	"time"
)

// This file writes answers to connections, whole and as the service does.
//
// Simulates: the headers of a recorded answer, their lower-case spelling included.
//
// Guesses: the headers of refusals, which are taken to be the same, and that servers
// in front of the service send none of them.

// answer is what the gateway has to say to a call.
type answer struct {
	status int
	header http.Header // on top of those of every answer
	body   []byte
	id     string // of what was processed
	cause  string // key of the explanation of a refusal; "" for answers of the service itself
	edge   bool   // from a server in front of the service, which knows nothing of its headers
}

// wire is the client's end of one call.
type wire struct {
	w             http.ResponseWriter
	r             *http.Request
	closing       <-chan struct{} // ends waiting
	correlationID string
	traceID       string
	now           func() time.Time
	started       time.Time // by the gateway's clock
	arrived       time.Time // by the computer's
	taken         bool      // the connection is ours, no longer the server's

	// sending is told of a status before it leaves; nil = of no interest, since no fault can
	// change it.
	sending func(status int)

	prepared    http.Header // of the answer with the body preparedFor
	preparedFor []byte
}

// prepare makes the headers of an answer before it is sent, if it is sent whole.
func (c *wire) prepare(a answer) http.Header {
	c.prepared, c.preparedFor = nil, a.body
	c.prepared = c.headers(a, len(a.body))
	return c.prepared
}

// headers are those of an answer with a body of some length.
func (c *wire) headers(a answer, length int) http.Header {
	if c.prepared != nil && length == len(c.preparedFor) && same(a.body, c.preparedFor) && !a.edge {
		return c.prepared
	}
	header := http.Header{}
	if !a.edge {
		header = c.serviceHeaders()
	}
	header["Date"] = []string{c.now().UTC().Format(http.TimeFormat)}
	header["Content-Length"] = []string{strconv.Itoa(length)}
	maps.Copy(header, a.header)
	return header
}

// same reports whether two bodies are one, not only alike.
func same(a, b []byte) bool { return len(a) > 0 && len(a) == len(b) && &a[0] == &b[0] }

// serviceHeaders are those of every answer that comes from the service itself.
func (c *wire) serviceHeaders() http.Header {
	return http.Header{
		"Content-Type":              {"application/hal+json"},
		"v-c-correlation-id":        {c.correlationID},
		"Cache-Control":             {"no-cache, no-store, must-revalidate"},
		"Pragma":                    {"no-cache"},
		"Expires":                   {"-1"},
		"Strict-Transport-Security": {"max-age=31536000"},
		"x-response-time":           {strconv.FormatInt(c.now().Sub(c.started).Milliseconds(), 10) + "ms"},
		"X-OPNET-Transaction-Trace": {c.traceID},
	}
}

// start sends status and headers for a body of some length, which may never come.
func (c *wire) start(a answer, length int) {
	c.tell(a.status)
	to := c.w.Header()
	maps.Copy(to, c.headers(a, length))
	c.w.WriteHeader(a.status)
}

func (c *wire) tell(status int) {
	if c.sending != nil {
		c.sending(status)
	}
}

// whole sends an answer in full. The error says that the connection did not take it.
func whole(c *wire, a answer) error {
	c.start(a, len(a.body))
	return c.push(a.body)
}

// push writes a piece of a body and sees that it leaves.
func (c *wire) push(piece []byte) error {
	controller := http.NewResponseController(c.w)
	if err := controller.SetWriteDeadline(time.Now().Add(writeTimeout)); err != nil {
		return err
	}
	if _, err := c.w.Write(piece); err != nil {
		return err
	}
	return errors.Join(controller.Flush(), controller.SetWriteDeadline(time.Time{}))
}

// limitBody gives the client so long to send the rest of its request; 0 is without end.
func (c *wire) limitBody(limit time.Duration) {
	deadline := time.Time{}
	if limit > 0 {
		deadline = time.Now().Add(limit)
	}
	controller := http.NewResponseController(c.w)
	_ = controller.SetReadDeadline(deadline) // on a connection that ended: nothing to limit
	if limit > 0 && c.isClosing() {
		_ = controller.SetReadDeadline(time.Now().Add(lastRead))
	}
}

// isClosing reports whether the gateway is about to close.
func (c *wire) isClosing() bool {
	select {
	case <-c.closing:
		return true
	default:
		return false
	}
}

// pause waits, unless the client leaves or the gateway closes.
func (c *wire) pause(d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-c.r.Context().Done():
		return c.r.Context().Err()
	case <-c.closing:
		return net.ErrClosed
	}
}

// raw is the connection itself, with everything written so far on its way. The
// caller closes it.
func (c *wire) raw() (net.Conn, error) {
	connection, buffered, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		return nil, err
	}
	c.taken = true
	return connection, errors.Join(buffered.Flush(), connection.SetDeadline(time.Now().Add(10*time.Second)))
}

// head is status line and headers as they go over a raw connection.
func (c *wire) head(a answer) []byte {
	c.tell(a.status)
	var text bytes.Buffer
	text.WriteString("HTTP/1.1 " + strconv.Itoa(a.status) + " " + http.StatusText(a.status) + "\r\n")
	c.headers(a, len(a.body)).Write(&text) //nolint:errcheck // a buffer takes everything
	text.WriteString("\r\n")
	return text.Bytes()
}

// cut makes a close a reset: the other side sees the connection fail, not end.
func cut(connection net.Conn) {
	if secure, ok := connection.(interface{ NetConn() net.Conn }); ok {
		connection = secure.NetConn()
	}
	if tcp, ok := connection.(*net.TCPConn); ok {
		tcp.SetLinger(0) //nolint:errcheck // then it is closed the polite way
	}
	connection.Close() // an error has no receiver
}
