package exchange

import (
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"testing"
)

// refusedConn is a connection of TLS 1.3 on which the server has refused the client for
// having no certificate.
func refusedConn(t *testing.T, wrap func(net.Conn) net.Conn) *secureConn {
	t.Helper()
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: tls.VersionTLS13}
	server.StartTLS()
	t.Cleanup(server.Close)
	plain, err := net.Dial("tcp", server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = plain.Close() })
	config := &tls.Config{InsecureSkipVerify: true}
	watch := watchHandshake(config)
	secure := tls.Client(wrap(plain), config)
	if err := secure.Handshake(); err != nil {
		t.Fatal(err)
	}
	if _, err := secure.Read(make([]byte, 1)); !watch.endsBy(err) {
		t.Fatalf("read: %v", err)
	}
	return &secureConn{answerConn{Conn: secure, handshake: watch}}
}

func TestRefusalOfACertificateProvesNothingOfAConnectionThatWasUsed(t *testing.T) {
	counts := func(c net.Conn) net.Conn { return newConn(c) }
	plain := func(c net.Conn) net.Conn { return c }
	for _, tc := range []struct {
		name   string
		wrap   func(net.Conn) net.Conn
		change func(*secureConn)
		want   bool
	}{
		{"the first request", counts, func(*secureConn) {}, true},
		{"the first request, on a connection that counts nothing", plain, func(*secureConn) {}, true},
		{"a later request", counts, func(c *secureConn) { c.requests = 2 }, false},
		{"an answer has begun", counts, func(c *secureConn) { c.answered = true }, false},
		{"a certificate was not asked for", counts, func(c *secureConn) { c.handshake.asked.Store(false) }, false},
		{"the handshake had ended", counts, func(c *secureConn) { c.handshake.ended.Store(true) }, false},
		{"of the handshake nothing is known", counts, func(c *secureConn) { c.handshake = nil }, false},
		{"of what lies below nothing is known", func(c net.Conn) net.Conn { return struct{ net.Conn }{c} }, func(*secureConn) {}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := refusedConn(t, tc.wrap)
			var w connectionTrace
			w.watch(t.Context())
			w.gotConn(httptrace.GotConnInfo{Conn: c})
			c.requests = 1
			if w.conn != nil {
				w.conn.written++ // part of the request
			}
			tc.change(c)
			w.requests = c.requests - 1
			if w.nothingSent(io.EOF) != tc.want || (w.refusal() != nil) != tc.want {
				t.Errorf("nothing sent: %v, because of %v", !tc.want, w.refusal())
			}
		})
	}
}

// The certificate that the server gets is the one that crypto/tls would have chosen.
func TestWatchedHandshakeUsesTheCertificatesOfItsConfiguration(t *testing.T) {
	own := httptest.NewTLSServer(nil)
	defer own.Close()
	certificate := own.TLS.Certificates[0]
	for _, tc := range []struct {
		name   string
		config *tls.Config
		want   int
	}{
		{"none", &tls.Config{}, 0},
		{"of a list", &tls.Config{Certificates: []tls.Certificate{certificate}}, 1},
		{"chosen by a function", &tls.Config{GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &certificate, nil }}, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := -1
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { got = len(r.TLS.PeerCertificates) }))
			server.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
			server.StartTLS()
			defer server.Close()
			transport := NewTransport()
			defer transport.CloseIdleConnections()
			tc.config.RootCAs, tc.config.MinVersion = x509.NewCertPool(), tls.VersionTLS12
			tc.config.RootCAs.AddCert(own.Certificate()) // all test servers have the same
			transport.TLSClientConfig = tc.config
			if _, err := send(t, t.Context(), transport, server.URL); err != nil || got != tc.want {
				t.Errorf("the server got %d certificates: %v", got, err)
			}
		})
	}
}
