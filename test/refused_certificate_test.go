package test

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// With TLS 1.3 the server refuses a client's certificate after the client has begun to send
// its request. Nothing of it was looked at, however much was written. That it asked for one is
// known of connections that the transport makes itself; with TLS 1.2 nothing is written before.
func TestRefusedClientCertificateIsNotProcessed(t *testing.T) {
	through := serveTunnels(t)
	for _, version := range []uint16{tls.VersionTLS12, tls.VersionTLS13} {
		for _, way := range []struct {
			name        string
			asks        bool // whether it is seen that the server asks for a certificate
			losesAlerts bool // where a write tells first that the server is gone
			transport   func() *http.Transport
		}{
			{"directly", true, false, cybersource.NewTransport},
			{"through a proxy", false, false, func() *http.Transport {
				transport := cybersource.NewTransport()
				transport.Proxy = http.ProxyURL(through)
				return transport
			}},
			{"over a transport of the caller", false, true, func() *http.Transport { return new(http.Transport) }},
		} {
			for _, size := range []int{0, 20_000, 1_000_000} {
				t.Run(tls.VersionName(version)+", "+way.name, func(t *testing.T) {
					server := serveTLS(t, func(s *httptest.Server) {
						s.TLS = &tls.Config{ClientAuth: tls.RequireAnyClientCert, MinVersion: version, MaxVersion: version}
					})
					request := payment()
					request.Extra = map[string]json.RawMessage{"padding": json.RawMessage(`"` + strings.Repeat("a", size) + `"`)}
					for range 10 { // whatever is noticed first
						cfg := server.configuration()
						transport := way.transport()
						transport.TLSClientConfig = &tls.Config{RootCAs: cfg.RootCAs, MinVersion: tls.VersionTLS12}
						cfg.RootCAs, cfg.Transport = nil, transport
						_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), request)
						if text := err.Error(); way.losesAlerts && (strings.Contains(text, "broken pipe") || strings.Contains(text, "reset by peer")) {
							continue
						}
						transport.CloseIdleConnections()
						if version == tls.VersionTLS13 && !way.asks && !errors.Is(err, cybersource.ErrNotProcessed) { // by chance, before anything is written
							require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
							continue
						}
						require.ErrorIs(t, err, cybersource.ErrNotProcessed)
						assert.ErrorContains(t, err, "remote error: tls: ")
						assert.Equal(t, 1, attemptsOf(err), "it would be refused again")
					}
					assert.Zero(t, server.requests.Load())
				})
			}
		}
	}
}

func TestClientCertificateOfAnUnknownAuthorityIsNotProcessed(t *testing.T) {
	server := serveTLS(t, func(s *httptest.Server) {
		s.TLS = &tls.Config{ClientAuth: tls.RequireAndVerifyClientCert, ClientCAs: x509.NewCertPool(), MinVersion: tls.VersionTLS13}
	})
	cfg := server.configuration()
	cfg.ClientCertificate = &serveTLS(t, nil).TLS.Certificates[0]
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrNotProcessed)
	assert.ErrorContains(t, err, "remote error: tls: ")
	assert.Zero(t, server.requests.Load())
}

// serveTunnels serves a proxy that connects to wherever it is asked to.
func serveTunnels(t *testing.T) *url.URL {
	t.Helper()
	proxy := serveRaw(t, func(c *rawConn) {
		r, err := http.ReadRequest(c.reader)
		if err != nil {
			return
		}
		to, err := net.Dial("tcp", r.Host)
		if err != nil {
			return
		}
		defer to.Close()
		io.WriteString(c, "HTTP/1.1 200 OK\r\n\r\n")
		go func() {
			io.Copy(to, c.reader)
			to.(*net.TCPConn).CloseWrite()
		}()
		io.Copy(c, bufio.NewReader(to))
	})
	address, err := url.Parse(proxy.url())
	require.NoError(t, err)
	return address
}
