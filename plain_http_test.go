package cybersource

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
)

// remote is a connection whose other end seems to be another machine.
type remote struct{ net.Conn }

func (remote) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80} }

func TestPlainHTTPLeavesThisMachineOnlyIfAllowed(t *testing.T) {
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.WriteHeader(http.StatusCreated)
		_, _ = io.WriteString(w, `{"id":"1","status":"AUTHORIZED"}`)
	}))
	defer server.Close()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		c, err := new(net.Dialer).DialContext(ctx, "tcp", server.Listener.Addr().String())
		return remote{c}, err
	}
	const refusal = "the connection has no TLS and leaves this machine"
	for _, tc := range []struct {
		name, base string
		allow      bool
		want       string
	}{
		{"a service of the container network", "http://gateway:8080", true, ""},
		{"a name of this machine that leads elsewhere", "http://localhost:8080", false, refusal},
		{"a dialer that gives up TLS", "https://gateway:8443", true, refusal},
	} {
		t.Run(tc.name, func(t *testing.T) {
			transport := NewTransport()
			defer transport.CloseIdleConnections()
			transport.DialContext, transport.DialTLSContext = dial, dial
			requests.Store(0)
			client := newTestClient(t, func(c *Configuration) {
				c.Transport, c.BaseURL, c.AllowPlainHTTP = transport, tc.base, tc.allow
			})
			_, err := client.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
			if tc.want == "" && err != nil || tc.want != "" && (err == nil || !strings.Contains(err.Error(), tc.want) || requests.Load() != 0) {
				t.Errorf("got %v, want %q and no request", err, tc.want)
			}
		})
	}
}
