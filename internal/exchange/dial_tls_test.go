package exchange

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/clock"
)

func TestDialerThatIsTooSlowNamesItsLimit(t *testing.T) {
	dialer := &net.Dialer{Timeout: time.Nanosecond}
	_, err := within(dialer)(t.Context(), "tcp", "127.0.0.1:1")
	if late, ok := errors.AsType[net.Error](err); !ok || !late.Timeout() {
		t.Fatalf("%v is no timeout", err)
	}
	if !strings.HasPrefix(err.Error(), "no connection within 1ns: dial tcp") {
		t.Errorf("%v", err)
	}
	ended, cancel := context.WithTimeout(t.Context(), 0)
	defer cancel()
	if _, err := within(dialer)(ended, "tcp", "127.0.0.1:1"); strings.Contains(err.Error(), "within") {
		t.Errorf("%v, but the context had ended", err)
	}
}

// answersAll takes each answer for a success.
type answersAll struct{}

func (answersAll) ReadAnswer(_ int, _ http.Header, body []byte, _ bool) Reading {
	return Reading{Body: body, Success: true}
}

// busyServer holds its requests back, and has a client whose dials wait so long for a free connection.
type busyServer struct {
	arrived     chan struct{} // one for each request
	leave       chan struct{} // one for each answer
	connections atomic.Int64
	begun       chan struct{} // one for each dial
	dials       chan error    // how each ended
	timeout     time.Duration
	send        func() error
}

func newBusyServer(t *testing.T, timeToBeFree time.Duration) *busyServer {
	s := &busyServer{arrived: make(chan struct{}, 8), leave: make(chan struct{}), begun: make(chan struct{}, 8), dials: make(chan error, 8), timeout: time.Minute}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		s.arrived <- struct{}{}
		<-s.leave
		_, _ = w.Write([]byte("{}"))
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)

	transport := NewTransport()
	t.Cleanup(transport.CloseIdleConnections)
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
	transport.DialContext = counted(new(net.Dialer).DialContext)
	dial := dialTLS(transport, new(keptConns), timeToBeFree)
	transport.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		s.begun <- struct{}{}
		c, err := dial(ctx, network, address)
		s.dials <- err
		return c, err
	}
	address, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	client := New(Settings{Transport: transport, Clock: clock.New(nil, nil), Host: address.Host, ServerNames: []string{address.Hostname()}})
	s.send = func() error {
		request := &Request{
			Method: http.MethodPost, URL: server.URL, Body: []byte("{}"), MaxBytes: 100, Begun: time.Now(), Timeout: s.timeout, Reader: answersAll{},
		}
		ctx, cancel := context.WithTimeout(t.Context(), s.timeout)
		defer cancel()
		return client.Send(ctx, request).Last.Err
	}
	return s
}

// start sends a request.
func (s *busyServer) start(t *testing.T, calls *sync.WaitGroup) {
	calls.Go(func() {
		if err := s.send(); err != nil {
			t.Error(err)
		}
	})
}

// sendTwo sends a request on a connection that has brought an answer, and a second one while the first
// is under way. Meanwhile is run when the second has been sent. It returns how the second's dial ended.
func (s *busyServer) sendTwo(t *testing.T, meanwhile func()) error {
	t.Helper()
	var calls sync.WaitGroup
	s.start(t, &calls)
	<-s.begun
	if err := <-s.dials; err != nil {
		t.Fatal(err)
	}
	<-s.arrived
	s.leave <- struct{}{}
	calls.Wait()

	s.start(t, &calls)
	<-s.arrived
	s.start(t, &calls)
	<-s.begun
	meanwhile()
	err := <-s.dials
	calls.Wait()
	return err
}

func TestConnectionThatBecomesFreeSavesAnother(t *testing.T) {
	s := newBusyServer(t, time.Hour)
	err := s.sendTwo(t, func() {
		s.leave <- struct{}{}
		<-s.arrived
		s.leave <- struct{}{}
	})
	if !errors.Is(err, errServed) || s.connections.Load() != 1 {
		t.Errorf("%v, %d connections", err, s.connections.Load())
	}
}

func TestRequestGetsAConnectionOfItsOwnIfNoneBecomesFree(t *testing.T) {
	for _, tc := range []struct {
		name                  string
		timeToBeFree, timeout time.Duration
	}{
		{"in the time for it", 5 * time.Millisecond, time.Minute},
		{"in a tenth of its own time", time.Hour, 200 * time.Millisecond},
	} {
		t.Run(tc.name, func(t *testing.T) {
			s := newBusyServer(t, tc.timeToBeFree)
			s.timeout = tc.timeout
			err := s.sendTwo(t, func() {
				<-s.arrived // while the first is still under way
				s.leave <- struct{}{}
				s.leave <- struct{}{}
			})
			if err != nil || s.connections.Load() != 2 {
				t.Errorf("%v, %d connections", err, s.connections.Load())
			}
		})
	}
}

func TestRequestWaitsForNoConnectionThatHasBroughtNoAnswer(t *testing.T) {
	s := newBusyServer(t, time.Hour)
	var calls sync.WaitGroup
	for range 3 { // a burst from cold
		s.start(t, &calls)
		<-s.begun
		if err := <-s.dials; err != nil {
			t.Fatal(err)
		}
		<-s.arrived
	}
	for range 3 {
		s.leave <- struct{}{}
	}
	calls.Wait()
}

func TestConnectionsAreKeptByWhereTheyLead(t *testing.T) {
	var kept keptConns
	one, other := NewTransport(), NewTransport()
	open := func(to route) *conn {
		c := newConn(deadConn{})
		c.kept, c.route = &kept, to
		return c
	}
	first, second := open(route{one, "a:443"}), open(route{one, "a:443"})
	if kept.has(first.route) {
		t.Error("no answer has come")
	}
	first.idleSince(0)
	first.idleSince(0)
	second.idleSince(0)
	if !kept.has(first.route) || kept.has(route{one, "b:443"}) || kept.has(route{other, "a:443"}) {
		t.Errorf("%v", kept.counts)
	}
	first.end()
	first.end()
	if !kept.has(first.route) {
		t.Error("the second one is open")
	}
	second.end()
	second.idleSince(0)
	if kept.has(first.route) || len(kept.counts) > 0 {
		t.Errorf("%v", kept.counts)
	}
}

// net/http asks again if a connection was closed before anything was written on it.
func TestRequestWhoseConnectionWasClosedWaitsForAnother(t *testing.T) {
	var trace connectionTrace
	trace.getConn("service.example:443")
	if !trace.waits() {
		t.Error("it was given none")
	}
	trace.gotConn(gotConn(newConn(deadConn{})))
	if trace.waits() {
		t.Error("it was given one")
	}
	trace.getConn("service.example:443")
	if !trace.waits() {
		t.Error("it asked for another")
	}
}
