package exchange

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// send makes one POST through transport and reports whether nothing was sent.
func send(t *testing.T, ctx context.Context, transport http.RoundTripper, url string) (nothingSent bool, err error) {
	t.Helper()
	var w connectionTrace
	request, err := http.NewRequestWithContext(w.watch(ctx), http.MethodPost, url, io.NopCloser(strings.NewReader("body")))
	if err != nil {
		t.Fatal(err)
	}
	request.ContentLength, request.GetBody = 4, nil
	response, err := transport.RoundTrip(request)
	if err == nil {
		_, _ = io.Copy(io.Discard, response.Body)
		_ = response.Body.Close()
		return false, nil
	}
	_, known := transport.(*http.Transport) // the errors of others prove nothing: see sending.nothingSent
	return known && w.nothingSent(err), err
}

// rawServer hands each accepted connection to serve.
func rawServer(t *testing.T, serve func(net.Conn)) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go serve(c)
		}
	}()
	return listener.Addr().String()
}

func readThenClose(c net.Conn) {
	if r, err := http.ReadRequest(bufio.NewReader(c)); err == nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
	_ = c.Close()
}

func closedPort(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

func TestRequestWithoutAConnectionWasNotSent(t *testing.T) {
	untrusted := httptest.NewTLSServer(http.NotFoundHandler())
	defer untrusted.Close()
	untrusted.Config.ErrorLog = nil
	for _, tc := range []struct{ name, url string }{
		{"connection refused", "http://" + closedPort(t)},
		{"certificate not trusted", untrusted.URL},
		{"handshake not TLS", "https://" + rawServer(t, func(c net.Conn) { _ = c.Close() })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			transport := NewTransport()
			defer transport.CloseIdleConnections()
			nothing, err := send(t, t.Context(), transport, tc.url)
			if err == nil || !nothing {
				t.Errorf("nothing sent = %v, error %v; want true and an error", nothing, err)
			}
		})
	}
}

func TestCancellationWhileDiallingWasNotSent(t *testing.T) {
	transport := NewTransport()
	ctx, cancel := context.WithCancel(t.Context())
	transport.DialContext = counted(func(dialling context.Context, _, _ string) (net.Conn, error) {
		cancel()
		<-dialling.Done()
		return nil, dialling.Err()
	})
	nothing, err := send(t, ctx, transport, "http://payments.invalid")
	if !errors.Is(err, context.Canceled) || !nothing {
		t.Errorf("nothing sent = %v, error %v", nothing, err)
	}
}

func TestLostAnswerMayHaveBeenSent(t *testing.T) {
	address := rawServer(t, readThenClose)
	for _, tc := range []struct {
		name      string
		transport http.RoundTripper
	}{
		{"own transport", NewTransport()},
		{"foreign transport", &http.Transport{}},
		{"transport without reports", silentTransport{&http.Transport{}}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			nothing, err := send(t, t.Context(), tc.transport, "http://"+address)
			if err == nil || nothing {
				t.Errorf("nothing sent = %v, error %v; want false and an error", nothing, err)
			}
		})
	}
}

func TestTimeoutAfterWritingMayHaveBeenSent(t *testing.T) {
	release := make(chan struct{})
	defer close(release)
	address := rawServer(t, func(c net.Conn) { <-release; _ = c.Close() })
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	nothing, err := send(t, ctx, NewTransport(), "http://"+address)
	if !errors.Is(err, context.DeadlineExceeded) || nothing {
		t.Errorf("nothing sent = %v, error %v", nothing, err)
	}
}

// silentTransport hides the client trace from the transport below.
type silentTransport struct{ below *http.Transport }

func (s silentTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	bare := r.Clone(context.WithoutCancel(context.Background()))
	bare.Body = r.Body
	return s.below.RoundTrip(bare)
}

// deadConn is a keep-alive connection that the other side has closed.
type deadConn struct{ net.Conn }

func (deadConn) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }
func (deadConn) RemoteAddr() net.Addr      { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func TestStaleConnectionWithoutAWriteIsClosedForWriting(t *testing.T) {
	var w connectionTrace
	stale := newConn(deadConn{})
	stale.written = 700
	w.watch(t.Context())
	w.gotConn(gotConn(stale))
	if _, err := stale.Write([]byte("x")); err == nil {
		t.Fatal("the write succeeded")
	}
	if !w.nothingSent(io.EOF) {
		t.Error("the trace does not say that nothing was sent")
	}
	if _, err := stale.Write([]byte("late")); !errors.Is(err, errClosedForWriting) {
		t.Errorf("a late write ended with %v, want %v", err, errClosedForWriting)
	}
}

func TestWriteInProgressCannotBeClosedForWriting(t *testing.T) {
	entered, leave := make(chan struct{}), make(chan struct{})
	slow := newConn(slowConn{entered: entered, leave: leave})
	done := make(chan struct{})
	go func() { defer close(done); _, _ = slow.Write([]byte("x")) }()
	<-entered
	if slow.closeUnwritten(0) {
		t.Error("closed while a write was under way")
	}
	close(leave)
	<-done
	if slow.closeUnwritten(0) {
		t.Error("closed after a byte was written")
	}
}

type slowConn struct {
	net.Conn
	entered, leave chan struct{}
}

func (c slowConn) Write(p []byte) (int, error) {
	close(c.entered)
	<-c.leave
	return len(p), nil
}

func TestConnectionAfterAnotherInOneAttemptIsNotCertain(t *testing.T) {
	var w connectionTrace
	w.watch(t.Context())
	for range 2 {
		w.gotConn(gotConn(newConn(deadConn{})))
	}
	if w.nothingSent(io.EOF) {
		t.Error("certain although an earlier connection may have carried the request")
	}
}

func gotConn(c net.Conn) httptrace.GotConnInfo { return httptrace.GotConnInfo{Conn: c, Reused: true} }

// writesConn counts what one write of TLS becomes.
type writesConn struct {
	net.Conn
	writes *atomic.Int32
}

func (c writesConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

func TestFreshConnectionSendsAPaymentInOneWrite(t *testing.T) {
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer server.Close()
	var writes atomic.Int32
	transport := NewTransport()
	defer transport.CloseIdleConnections()
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, network, address)
		return writesConn{c, &writes}, err
	}
	var handshake int32
	trace := httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { handshake = writes.Load() }}
	request, err := http.NewRequestWithContext(httptrace.WithClientTrace(t.Context(), &trace), http.MethodPost, server.URL,
		strings.NewReader(strings.Repeat("x", 3000)))
	if err != nil {
		t.Fatal(err)
	}
	response, err := transport.RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if n := writes.Load() - handshake; n != 1 {
		t.Errorf("%d writes for a request of 3 KB, want 1", n)
	}
}
