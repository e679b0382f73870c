package test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// rawServer is a server on the loopback interface that does to each connection what
// no well-behaved server does, and remembers every request that it read whole.
type rawServer struct {
	listener net.Listener
	handle   func(c *rawConn)
	serving  sync.WaitGroup
	release  chan struct{} // closed by a test whose handlers wait for it
	done     chan struct{}

	mu    sync.Mutex
	conns []net.Conn
	read  map[string]int // transaction id, or path without one, to how often it was read
	total int
}

// rawConn is one connection, with its number from 1.
type rawConn struct {
	*net.TCPConn
	server *rawServer
	reader *bufio.Reader
	number int
}

// serveRaw starts a server; handle runs once per connection, which is closed after it.
func serveRaw(t *testing.T, handle func(c *rawConn)) *rawServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := &rawServer{listener: listener, handle: handle, release: make(chan struct{}), done: make(chan struct{}), read: map[string]int{}}
	s.serving.Go(s.accept)
	t.Cleanup(s.close)
	return s
}

func (s *rawServer) accept() {
	for {
		c, err := s.listener.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.conns = append(s.conns, c)
		raw := &rawConn{c.(*net.TCPConn), s, bufio.NewReader(c), len(s.conns)}
		s.mu.Unlock()
		s.serving.Go(func() {
			defer raw.Close()
			s.handle(raw)
		})
	}
}

func (s *rawServer) close() {
	s.listener.Close()
	close(s.done)
	s.mu.Lock()
	for _, c := range s.conns {
		c.Close()
	}
	s.mu.Unlock()
	s.serving.Wait()
}

func (s *rawServer) url() string { return "http://" + s.listener.Addr().String() }

func (s *rawServer) requests() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.total
}

// timesRead says how often a transaction was read.
func (s *rawServer) timesRead(transactionID string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read[transactionID]
}

// readRequest reads one request whole and remembers it.
func (c *rawConn) readRequest() bool {
	request, err := http.ReadRequest(c.reader)
	if err != nil {
		return false
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		return false
	}
	var parsed struct {
		ClientReferenceInformation struct{ TransactionID string }
	}
	if len(body) > 0 && json.Unmarshal(body, &parsed) != nil {
		return false
	}
	key := parsed.ClientReferenceInformation.TransactionID
	if key == "" {
		key = request.URL.Path
	}
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	c.server.read[key]++
	c.server.total++
	return true
}

// await blocks until the test says go on.
func (c *rawConn) await() {
	select {
	case <-c.server.release:
	case <-c.server.done:
	}
}

// approve answers with an approval and keeps the connection.
func (c *rawConn) approve() {
	fmt.Fprintf(c, "HTTP/1.1 201 Created\r\nContent-Type: application/hal+json\r\nContent-Length: %d\r\n\r\n%s", len(approval), approval)
}

// reset ends the connection with RST instead of an orderly close.
func (c *rawConn) reset() {
	c.SetLinger(0) // an orderly close would fail the test
	c.Close()
}

// direct is a configuration for a server on the loopback interface, over the
// client's own transport.
func direct(t *testing.T, url string) cybersource.Configuration {
	t.Helper()
	transport := cybersource.NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	cfg := configuration(transport)
	cfg.BaseURL = url
	return cfg
}
