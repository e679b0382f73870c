package test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// tlsServer serves approvals over TLS, unless told otherwise, and counts requests.
type tlsServer struct {
	*httptest.Server
	requests atomic.Int64
	last     atomic.Pointer[http.Request]
}

func serveTLS(t *testing.T, change func(*httptest.Server)) *tlsServer {
	t.Helper()
	s := new(tlsServer)
	s.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusCreated)
		io.WriteString(w, approval)
	}))
	s.Config.ErrorLog = log.New(io.Discard, "", 0) // failed handshakes are the point
	if change != nil {
		change(s.Server)
	}
	handler := s.Config.Handler
	s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		s.last.Store(r)
		handler.ServeHTTP(w, r)
	})
	s.StartTLS()
	t.Cleanup(s.Close)
	return s
}

// roots trusts the certificate of the test server.
func (s *tlsServer) roots() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return pool
}

func (s *tlsServer) configuration() cybersource.Configuration {
	cfg := configuration(nil)
	cfg.BaseURL = s.URL
	cfg.RootCAs = s.roots()
	return cfg
}

func TestServerThatCannotProveItselfGetsNothing(t *testing.T) {
	for _, tc := range []struct {
		name   string
		server func(*httptest.Server)
		client func(*cybersource.Configuration, *tlsServer)
		as     any
	}{
		{"unknown authority", nil, func(cfg *cybersource.Configuration, _ *tlsServer) { cfg.RootCAs = nil }, new(x509.UnknownAuthorityError)},
		{"other name", nil, func(cfg *cybersource.Configuration, s *tlsServer) {
			cfg.BaseURL = "https://localhost:" + portOf(s.URL)
		}, new(x509.HostnameError)},
		{"TLS 1.1", func(s *httptest.Server) {
			s.TLS = &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}
		}, nil, new(*net.OpError)},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				server := serveTLS(t, tc.server)
				cfg := server.configuration()
				if tc.client != nil {
					tc.client(&cfg, server)
				}
				_, err := op.call(t.Context(), newClient(t, cfg))
				require.ErrorIs(t, err, cybersource.ErrNotProcessed)
				assert.True(t, cybersource.SafeToRetry(err))
				if tc.as != nil {
					assert.ErrorAs(t, err, tc.as)
				}
				assert.Zero(t, server.requests.Load())
			})
		})
	}
}

// A transport stays its owner's, who can change it after the client was made.
func TestTransportThatStopsVerifyingIsNotUsed(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*http.Transport)
		want   string
	}{
		{"verification", func(t *http.Transport) { t.TLSClientConfig.InsecureSkipVerify = true }, "Transport skips the verification"},
		{"version", func(t *http.Transport) { t.TLSClientConfig.MinVersion = tls.VersionTLS10 }, "Transport allows TLS below 1.2"},
		{"keys", func(t *http.Transport) { t.TLSClientConfig.KeyLogWriter = io.Discard }, "Transport writes the keys"},
		{"dialer", func(t *http.Transport) {
			t.DialTLSContext = (&tls.Dialer{Config: &tls.Config{InsecureSkipVerify: true}}).DialContext
		}, "was not verified"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := serveTLS(t, nil)
			cfg := direct(t, server.URL)
			transport := cfg.Transport.(*http.Transport)
			transport.TLSClientConfig.RootCAs = server.roots()
			client := newClient(t, cfg)
			_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)

			tc.change(transport)
			transport.CloseIdleConnections()
			_, err = client.PaymentsApi.CreatePayment(t.Context(), payment())
			require.ErrorContains(t, err, tc.want)
			assert.EqualValues(t, 1, server.requests.Load(), "the second request was sent")
		})
	}
}

func TestPlainHTTPGoesToNoProxy(t *testing.T) {
	var seen atomic.Int64
	proxy := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { seen.Add(1) }))
	defer proxy.Close()
	to := func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }

	cfg := direct(t, "http://127.0.0.1:9")
	cfg.Transport.(*http.Transport).Proxy = to
	_, err := cybersource.NewAPIClient(cfg)
	require.ErrorContains(t, err, "Transport has a proxy for plain http")

	cfg = direct(t, "http://127.0.0.1:9")
	client := newClient(t, cfg)
	cfg.Transport.(*http.Transport).Proxy = to
	eachOperation(t, func(t *testing.T, op operation) {
		_, err := op.call(t.Context(), client)
		require.ErrorIs(t, err, cybersource.ErrNotProcessed)
		require.ErrorContains(t, err, "Transport has a proxy for plain http")
	})
	assert.Zero(t, seen.Load(), "the proxy saw a card in clear")
}

func portOf(address string) string {
	u, _ := url.Parse(address)
	return u.Port()
}

func TestPlainHTTPWhereTLSIsExpectedSendsNothing(t *testing.T) {
	server := serveRaw(t, func(c *rawConn) { c.readRequest() })
	cfg := direct(t, "https://"+server.listener.Addr().String())
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.Error(t, err)
	assert.True(t, cybersource.SafeToRetry(err))
	assert.Zero(t, server.requests())
}

func TestTransportSpeaksHTTP1OverModernTLS(t *testing.T) {
	server := serveTLS(t, func(s *httptest.Server) { s.EnableHTTP2 = true })
	_, err := newClient(t, server.configuration()).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	got := server.last.Load()
	assert.Equal(t, 1, got.ProtoMajor, "one request owns a connection")
	assert.GreaterOrEqual(t, got.TLS.Version, uint16(tls.VersionTLS12))
	assert.Empty(t, got.Header.Get("Accept-Encoding"))
}

// With HTTP/2 other answers are waited for on a connection when one has come to its end.
func TestCallsMayShareAConnectionOfHTTP2(t *testing.T) {
	server := serveTLS(t, func(s *httptest.Server) { s.EnableHTTP2 = true })
	cfg := server.configuration()
	transport := cybersource.NewTransport()
	transport.TLSClientConfig.RootCAs = cfg.RootCAs
	transport.Protocols.SetHTTP2(true)
	cfg.Transport, cfg.RootCAs = transport, nil
	client := newClient(t, cfg)
	var calls sync.WaitGroup
	for range 32 {
		calls.Go(func() {
			for range 10 {
				_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
				assert.NoError(t, err)
			}
		})
	}
	calls.Wait()
	assert.Equal(t, 2, server.last.Load().ProtoMajor)
}

// Callers that give up leave the connection to the others, at whatever moment they do.
func TestCallThatIsGivenUpDoesNotEndOthersOnItsConnectionOfHTTP2(t *testing.T) {
	server := serveTLS(t, func(s *httptest.Server) {
		s.EnableHTTP2 = true
		answer := s.Config.Handler
		s.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(300 * time.Millisecond)
			answer.ServeHTTP(w, r)
		})
	})
	cfg := server.configuration()
	transport := cybersource.NewTransport()
	transport.TLSClientConfig.RootCAs = cfg.RootCAs
	transport.Protocols.SetHTTP2(true)
	cfg.Transport, cfg.RootCAs = transport, nil
	client := newClient(t, cfg)
	_, err := client.PaymentsApi.CreatePayment(t.Context(), payment()) // opens the connection
	require.NoError(t, err)
	var calls sync.WaitGroup
	for range 9 {
		calls.Go(func() {
			_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
			assert.NoError(t, err)
		})
	}
	time.Sleep(50 * time.Millisecond) // all have been written
	for i := range 400 {
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Duration(i)*time.Microsecond, cancel)
		_, err := client.PaymentsApi.CreatePayment(ctx, payment())
		assert.Error(t, err)
	}
	calls.Wait()
}

func TestConnectionsAreReused(t *testing.T) {
	var opened atomic.Int64
	server := serveTLS(t, func(s *httptest.Server) {
		s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
			if state == http.StateNew {
				opened.Add(1)
			}
		}
	})
	client := newClient(t, server.configuration())
	for range 20 {
		_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
		require.NoError(t, err)
	}
	assert.EqualValues(t, 1, opened.Load())
}

func TestClientCertificateIsPresented(t *testing.T) {
	certificate, err := tls.X509KeyPair(readKeyFile(t, "tls-client.cert.pem"), readKeyFile(t, "tls-client.key.pem"))
	require.NoError(t, err)
	authority := x509.NewCertPool()
	authority.AddCert(readCertificate(t, "ca.cert.pem"))
	server := serveTLS(t, func(s *httptest.Server) {
		s.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: authority}
	})

	cfg := server.configuration()
	cfg.ClientCertificate = &certificate
	_, err = newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	require.Len(t, server.last.Load().TLS.PeerCertificates, 1)
	want := readCertificate(t, "tls-client.cert.pem")
	assert.Equal(t, want.Raw, server.last.Load().TLS.PeerCertificates[0].Raw)

	_, err = newClient(t, server.configuration()).PaymentsApi.CreatePayment(t.Context(), payment())
	require.Error(t, err, "without the certificate")
	assert.EqualValues(t, 1, server.requests.Load())
}

// Through a proxy the oracle looks below TLS: what went to the proxy before the
// tunnel stood is no part of the request.
func TestProxyThatRefusesIsSafeToRetry(t *testing.T) {
	var header atomic.Pointer[http.Header]
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header.Store(&r.Header)
		assert.Equal(t, http.MethodConnect, r.Method)
		w.WriteHeader(http.StatusForbidden)
	}))
	defer proxy.Close()
	cfg := direct(t, "https://relay.example")
	cfg.Transport.(*http.Transport).Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrNotProcessed)
	assert.True(t, cybersource.SafeToRetry(err))
	assert.ErrorContains(t, err, "the proxy refused to connect: HTTP 403 Forbidden")
	for _, name := range []string{"Authorization", "Signature", "V-C-Merchant-Id"} {
		assert.Empty(t, header.Load().Get(name))
	}
}

func TestProxyCarriesTheTunnel(t *testing.T) {
	server := serveTLS(t, nil)
	proxy := serveRaw(t, func(c *rawConn) { c.tunnel(server.Listener.Addr().String()) })
	cfg := direct(t, server.URL)
	transport := cfg.Transport.(*http.Transport)
	transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.url()) }
	transport.TLSClientConfig.RootCAs = server.roots()
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.EqualValues(t, 1, server.requests.Load())
}

// tunnel answers a CONNECT and copies both ways.
func (c *rawConn) tunnel(target string) {
	if _, err := http.ReadRequest(c.reader); err != nil {
		return
	}
	out, err := net.Dial("tcp", target)
	if err != nil {
		return
	}
	defer out.Close()
	io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
	c.server.serving.Go(func() {
		io.Copy(out, c.reader)
		out.Close()
	})
	io.Copy(c, out)
}
