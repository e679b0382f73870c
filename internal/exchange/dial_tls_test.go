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
	send        func() error
}

func newBusyServer(t *testing.T, timeToBeFree time.Duration) *busyServer {
	s := &busyServer{arrived: make(chan struct{}, 8), leave: make(chan struct{}), begun: make(chan struct{}, 8), dials: make(chan error, 8)}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		s.arrived <- struct{}{}
		<-s.leave
	}))
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.connections.Add(1)
		}
	}
	server.StartTLS()
	t.Cleanup(server.Close)

	transport, open := NewTransport(), new(atomic.Int64)
	t.Cleanup(transport.CloseIdleConnections)
	transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	transport.TLSClientConfig.RootCAs.AddCert(server.Certificate())
	transport.DialContext = counted(new(net.Dialer).DialContext, open)
	dial := dialTLS(transport, open, timeToBeFree)
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
		return client.Send(context.Background(), &Request{
			Method: http.MethodPost, URL: server.URL, Body: []byte("{}"), MaxBytes: 100, Begun: time.Now(), Timeout: time.Minute, Reader: answersAll{},
		}).Last.Err
	}
	return s
}

// sendTwo sends a request, and a second one while the first is under way. Meanwhile is run when the
// second has been sent. It returns how the dial of each ended.
func (s *busyServer) sendTwo(t *testing.T, meanwhile func()) (first, second error) {
	t.Helper()
	var calls sync.WaitGroup
	send := func() {
		calls.Go(func() {
			if err := s.send(); err != nil {
				t.Error(err)
			}
		})
	}
	send()
	<-s.begun
	first = <-s.dials
	<-s.arrived
	send()
	<-s.begun
	meanwhile()
	second = <-s.dials
	calls.Wait()
	return first, second
}

func TestConnectionThatBecomesFreeSavesAnother(t *testing.T) {
	s := newBusyServer(t, time.Hour) // which the first does not wait: no connection is open
	first, second := s.sendTwo(t, func() {
		s.leave <- struct{}{}
		<-s.arrived
		s.leave <- struct{}{}
	})
	if first != nil || !errors.Is(second, errServed) || s.connections.Load() != 1 {
		t.Errorf("%v, %v, %d connections", first, second, s.connections.Load())
	}
}

func TestRequestGetsAConnectionOfItsOwnIfNoneBecomesFree(t *testing.T) {
	s := newBusyServer(t, 5*time.Millisecond)
	first, second := s.sendTwo(t, func() {
		<-s.arrived // while the first is still under way
		s.leave <- struct{}{}
		s.leave <- struct{}{}
	})
	if first != nil || second != nil || s.connections.Load() != 2 {
		t.Errorf("%v, %v, %d connections", first, second, s.connections.Load())
	}
}

// net/http asks again if a connection was closed before anything was written on it.
func TestRequestWhoseConnectionWasClosedWaitsForAnother(t *testing.T) {
	var trace connectionTrace
	trace.getConn("service.example:443")
	if !trace.waits() {
		t.Error("it was given none")
	}
	trace.gotConn(gotConn(newConn(deadConn{}, new(atomic.Int64))))
	if trace.waits() {
		t.Error("it was given one")
	}
	trace.getConn("service.example:443")
	if !trace.waits() {
		t.Error("it asked for another")
	}
}
