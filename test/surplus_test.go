package test

import (
	"bufio"
	"bytes"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// These tests are about servers that send more than they were asked for. net/http writes
// what arrives between two requests to the standard logger, and takes what arrived too
// early for the answer to the next request.

// lockedBuffer is written to from any goroutine.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// standardLog is what the standard logger writes during the test.
func standardLog(t *testing.T) *lockedBuffer {
	t.Helper()
	written := new(lockedBuffer)
	before := log.Writer()
	log.SetOutput(written)
	t.Cleanup(func() { log.SetOutput(before) })
	return written
}

// httpAnswer is an approval with an id.
func httpAnswer(id int) string {
	body := fmt.Sprintf(`{"id":"%d","status":"AUTHORIZED"}`, id)
	return fmt.Sprintf("HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s", len(body), body)
}

const strangerAnswer = "HTTP/1.1 201 Created\r\nContent-Length: 40\r\n\r\n" + `{"id":"666","number":"` + canary + `"}`

// talker answers each request of a connection, the first one with more than an answer.
type talker struct {
	first  func(w io.Writer, id int)
	echoes bool          // the references, and answers every third request twice
	ended  chan struct{} // receives when a connection has ended; nil for nobody
	mu     sync.Mutex
	n      int
}

// waitForEnd waits until a connection has ended.
func (s *talker) waitForEnd(t *testing.T) {
	t.Helper()
	select {
	case <-s.ended:
	case <-time.After(30 * time.Second):
		t.Fatal("the connection was kept although more came than was asked for")
	}
}

// echo answers with the references of a request.
func (s *talker) echo(w io.Writer, body []byte, id int) {
	var request struct{ ClientReferenceInformation json.RawMessage }
	if json.Unmarshal(body, &request) != nil {
		return
	}
	answer := fmt.Sprintf(`{"id":"%d","status":"AUTHORIZED","clientReferenceInformation":%s}`, id, request.ClientReferenceInformation)
	answer = fmt.Sprintf("HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s", len(answer), answer)
	switch id % 6 {
	case 0:
		io.WriteString(w, answer+answer)
	case 3:
		io.WriteString(w, answer)
		time.Sleep(time.Duration(id%50) * 20 * time.Microsecond)
		io.WriteString(w, answer)
	default:
		io.WriteString(w, answer)
	}
}

func (s *talker) serve(c net.Conn) {
	defer func() {
		c.Close()
		select {
		case s.ended <- struct{}{}:
		default:
		}
	}()
	reader := bufio.NewReader(c)
	for first := true; ; first = false {
		r, err := http.ReadRequest(reader)
		if err != nil {
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.n++
		id := s.n
		s.mu.Unlock()
		switch {
		case s.echoes:
			s.echo(c, body, id)
		case first:
			s.first(c, id)
		default:
			io.WriteString(c, httpAnswer(id))
		}
	}
}

// listen serves plain connections, or TLS with the certificate of a test server.
func (s *talker) listen(t *testing.T, secure bool) cybersource.Configuration {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	cfg := direct(t, "http://"+listener.Addr().String())
	if secure {
		known := serveTLS(t, nil)
		listener = tls.NewListener(listener, &tls.Config{Certificates: known.TLS.Certificates})
		cfg.BaseURL = "https://" + listener.Addr().String()
		cfg.Transport.(*http.Transport).TLSClientConfig.RootCAs = known.roots()
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return cfg
}

var surplus = []struct {
	name  string
	first func(w io.Writer, id int)
}{
	{"an answer too many in the same write", func(w io.Writer, id int) { io.WriteString(w, httpAnswer(id)+strangerAnswer) }},
	{"an answer too many in the next packet", func(w io.Writer, id int) {
		io.WriteString(w, httpAnswer(id))
		time.Sleep(10 * time.Millisecond)
		io.WriteString(w, strangerAnswer)
	}},
	{"an answer longer than it says", func(w io.Writer, id int) { io.WriteString(w, httpAnswer(id)+canary) }},
	{"behind the last chunk", func(w io.Writer, id int) {
		body := fmt.Sprintf(`{"id":"%d","status":"AUTHORIZED"}`, id)
		fmt.Fprintf(w, "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n%x;x=y\r\n%s\r\n0\r\nX-Trailer: 1\r\n\r\n%s", len(body), body, strangerAnswer)
	}},
	{"behind an interim answer", func(w io.Writer, id int) {
		io.WriteString(w, "HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n"+httpAnswer(id)+strangerAnswer)
	}},
	{"a timeout of the idle connection", func(w io.Writer, id int) {
		io.WriteString(w, httpAnswer(id))
		time.Sleep(10 * time.Millisecond)
		io.WriteString(w, "HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n")
	}},
}

func TestAnswerNobodyAskedForIsNoAnswer(t *testing.T) {
	for _, tc := range surplus {
		for _, secure := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s, over TLS %t", tc.name, secure), func(t *testing.T) {
				logged := standardLog(t)
				server := &talker{first: tc.first, ended: make(chan struct{}, 1)}
				client := newClient(t, server.listen(t, secure))
				for n := 1; n <= 5; n++ {
					got, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
					require.NoError(t, err)
					assert.Equal(t, fmt.Sprint(n), got.ID, "another payment's answer")
					server.waitForEnd(t)
				}
				client.CloseIdleConnections()
				assert.Empty(t, logged.String())
			})
		}
	}
}

// Through a proxy TLS is net/http's own. What arrives between two requests ends the
// connection all the same.
func TestAnswerNobodyAskedForThroughAProxy(t *testing.T) {
	logged := standardLog(t)
	answered := make(chan struct{})
	server := &talker{ended: make(chan struct{}, 1), first: func(w io.Writer, id int) {
		io.WriteString(w, httpAnswer(id))
		<-answered
		io.WriteString(w, strangerAnswer)
	}}
	cfg := server.listen(t, true)
	proxy := serveRaw(t, func(c *rawConn) { c.tunnel(cfg.BaseURL[len("https://"):]) })
	cfg.Transport.(*http.Transport).Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.url()) }
	client := newClient(t, cfg)
	for n := 1; n <= 3; n++ {
		got, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
		require.NoError(t, err)
		assert.Equal(t, fmt.Sprint(n), got.ID, "another payment's answer")
		answered <- struct{}{}
		server.waitForEnd(t)
	}
	assert.Empty(t, logged.String())
}

// Connections of a proxy are kept, session tickets and all.
func TestConnectionsThroughAProxyAreReused(t *testing.T) {
	server := serveTLS(t, nil)
	proxy := serveRaw(t, func(c *rawConn) { c.tunnel(server.Listener.Addr().String()) })
	cfg := direct(t, server.URL)
	transport := cfg.Transport.(*http.Transport)
	transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.url()) }
	transport.TLSClientConfig.RootCAs = server.roots()
	client := newClient(t, cfg)
	for range 10 {
		_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
		require.NoError(t, err)
	}
	proxy.mu.Lock()
	defer proxy.mu.Unlock()
	assert.Len(t, proxy.conns, 1)
}

// A copy of the transport verifies by its own configuration.
func TestCopyOfTheTransportHasATLSConfigurationOfItsOwn(t *testing.T) {
	server := serveTLS(t, nil)
	original := cybersource.NewTransport()
	copied := original.Clone()
	copied.TLSClientConfig.RootCAs = server.roots()
	for _, tc := range []struct {
		transport *http.Transport
		trusts    bool
	}{{original, false}, {copied, true}} {
		defer tc.transport.CloseIdleConnections()
		cfg := configuration(tc.transport)
		cfg.BaseURL = server.URL
		_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
		assert.Equal(t, tc.trusts, err == nil, "%v", err)
	}
}

// A server, or something on the way to it, that sends one answer too many now and then,
// at any time, to many callers: none takes another payment's answer, where answers echo
// the references of their requests, and nothing is logged.
func TestCallsTakeNoAnswerOfAnotherPayment(t *testing.T) {
	logged := standardLog(t)
	for _, secure := range []bool{false, true} {
		t.Run(fmt.Sprintf("over TLS %t", secure), func(t *testing.T) {
			server := &talker{echoes: true}
			client := newClient(t, server.listen(t, secure))
			var calls sync.WaitGroup
			var mu sync.Mutex
			answered, open := 0, 0
			for worker := range 8 {
				calls.Go(func() {
					for n := range 150 {
						request := payment()
						request.ClientReferenceInformation.Code = fmt.Sprintf("order-%d-%d", worker, n)
						got, err := client.PaymentsApi.CreatePayment(t.Context(), request)
						mu.Lock()
						switch {
						case err == nil:
							answered++
							assert.Equal(t, request.ClientReferenceInformation.Code, got.ClientReferenceInformation.Code)
						case errors.Is(err, cybersource.ErrOutcomeUnknown):
							open++
						default:
							assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
						}
						mu.Unlock()
					}
				})
			}
			calls.Wait()
			t.Logf("%d answered, %d unknown", answered, open)
			assert.Positive(t, answered)
			client.CloseIdleConnections()
		})
	}
	assert.Empty(t, logged.String())
}
