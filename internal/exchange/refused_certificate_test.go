package exchange

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"sync/atomic"
	"testing"
)

// refusedConn is a connection of TLS 1.3 on which the server has refused the client for
// having no certificate.
func refusedConn(t *testing.T, wrap func(net.Conn) net.Conn) *tls.Conn {
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
	secure := tls.Client(wrap(plain), &tls.Config{InsecureSkipVerify: true})
	if err := secure.Handshake(); err != nil {
		t.Fatal(err)
	}
	if _, err := secure.Read(make([]byte, 1)); !isHandshakeAlert(err) {
		t.Fatalf("read: %v", err)
	}
	return secure
}

func TestRefusalOfACertificateProvesNothingOfAConnectionThatWasUsed(t *testing.T) {
	counts := func(c net.Conn) net.Conn { return newConn(c, new(atomic.Int64)) }
	for _, tc := range []struct {
		name   string
		wrap   func(net.Conn) net.Conn
		reused bool
		answer bool
		want   bool
	}{
		{"the first request", counts, false, false, true},
		{"the first request, on a connection that counts nothing", func(c net.Conn) net.Conn { return c }, false, false, true},
		{"a later request", counts, true, false, false},
		{"an answer has begun", counts, false, true, false},
		{"of what lies below nothing is known", func(c net.Conn) net.Conn { return struct{ net.Conn }{c} }, false, false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var w connectionTrace
			w.watch(t.Context())
			w.gotConn(httptrace.GotConnInfo{Conn: refusedConn(t, tc.wrap), Reused: tc.reused})
			if w.conn != nil {
				w.conn.written++ // part of the request
			}
			if tc.answer {
				w.hooks.GotFirstResponseByte()
			}
			if w.nothingSent(io.EOF) != tc.want || (w.refusal() != nil) != tc.want {
				t.Errorf("nothing sent: %v, because of %v", !tc.want, w.refusal())
			}
		})
	}
}

func TestFirstByteOfAnAnswerIsReportedToTheCallerToo(t *testing.T) {
	told := 0
	ctx := httptrace.WithClientTrace(t.Context(), &httptrace.ClientTrace{GotFirstResponseByte: func() { told++ }})
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if _, err := send(t, ctx, new(http.Transport), server.URL); err != nil || told != 1 {
		t.Errorf("told %d times: %v", told, err)
	}
}
