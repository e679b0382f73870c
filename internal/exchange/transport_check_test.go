package exchange

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
)

// transportWithTLS looks like the one of golang.org/x/net/http2.
type transportWithTLS struct {
	http.RoundTripper
	TLSClientConfig *tls.Config
}

// embedding promotes the fields of the transport that it wraps.
type embedding struct{ *http.Transport }

func request(t *testing.T, address string) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader("4111111111111111"))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestProblemsOfTransports(t *testing.T) {
	config := func(change func(*tls.Config)) *tls.Config {
		c := &tls.Config{MinVersion: tls.VersionTLS12}
		change(c)
		return c
	}
	unverified := config(func(c *tls.Config) { c.InsecureSkipVerify = true })
	const skips = "Transport skips the verification of the server certificate"
	proxied := &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return url.Parse("http://proxy.example:3128") }}
	for _, tc := range []struct {
		name      string
		transport http.RoundTripper
		url       string
		want      string
	}{
		{"ours", NewTransport(), "https://a.example/", ""},
		{"net/http's own", &http.Transport{}, "https://a.example/", ""},
		{"unverified", &http.Transport{TLSClientConfig: unverified}, "https://a.example/", skips},
		{"unverified, of another type", transportWithTLS{TLSClientConfig: unverified}, "https://a.example/", skips},
		{"unverified, by pointer", &transportWithTLS{TLSClientConfig: unverified}, "https://a.example/", skips},
		{"unverified, embedded", embedding{&http.Transport{TLSClientConfig: unverified}}, "https://a.example/", skips},
		{"embedded nil pointer", embedding{}, "https://a.example/", ""},
		{"version capped", &http.Transport{TLSClientConfig: config(func(c *tls.Config) { c.MaxVersion = tls.VersionTLS11 })}, "https://a.example/", "Transport allows TLS below 1.2"},
		{"weak suites", &http.Transport{TLSClientConfig: config(func(c *tls.Config) {
			c.CipherSuites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, tls.TLS_RSA_WITH_RC4_128_SHA}
		})}, "https://a.example/", "Transport allows weak cipher suites"},
		{"strong suites", &http.Transport{TLSClientConfig: config(func(c *tls.Config) {
			c.CipherSuites = []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256}
		})}, "https://a.example/", ""},
		{"keys are written", &http.Transport{TLSClientConfig: config(func(c *tls.Config) { c.KeyLogWriter = io.Discard })}, "https://a.example/", "Transport writes the keys of its connections to a KeyLogWriter"},
		{"foreign name", &http.Transport{TLSClientConfig: config(func(c *tls.Config) { c.ServerName = "b.example" })}, "https://a.example/", "Transport has a ServerName that is neither the host of BaseURL nor Host"},
		{"name of the host", &http.Transport{TLSClientConfig: config(func(c *tls.Config) { c.ServerName = "A.example" })}, "https://10.0.0.1/", ""},
		{"https through a proxy", proxied, "https://a.example/", ""},
		{"plain http through a proxy", proxied, "http://127.0.0.1/", "Transport has a proxy for plain http, which would see what is sent"},
		{"plain http through a proxy, embedded", embedding{proxied}, "http://127.0.0.1/", "Transport has a proxy for plain http, which would see what is sent"},
		{"plain http past the proxy", &http.Transport{Proxy: func(*http.Request) (*url.URL, error) { return nil, nil }}, "http://127.0.0.1/", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := strings.Join(TransportProblems(tc.transport, request(t, tc.url), "a.example"), "; ")
			if got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

// The proxy variables are read once in a process, so that this needs one of its own.
func TestPlainHTTPUsesNoProxyOfTheEnvironment(t *testing.T) {
	if os.Getenv("HTTP_PROXY") != "http://proxy.example:3128" {
		again := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$")
		again.Env = []string{"HTTP_PROXY=http://proxy.example:3128", "HTTPS_PROXY=http://proxy.example:3129"}
		if out, err := again.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return
	}
	proxy := NewTransport().Proxy
	for _, address := range []string{"http://LOCALHOST:9/", "http://service.example/"} {
		if to, err := proxy(request(t, address)); to != nil || err != nil {
			t.Errorf("%s goes to %v, error %v", address, to, err)
		}
	}
	if to, err := proxy(request(t, "https://service.example/")); to == nil || err != nil {
		t.Errorf("https goes to %v, error %v: the variables are not read", to, err)
	}
}

// elsewhere is a connection whose other end is not on this machine.
type elsewhere struct{ net.Conn }

func (elsewhere) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 80} }

// hidden is a connection that does not show its TLS.
type hidden struct{ net.Conn }

func (hidden) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(192, 0, 2, 1), Port: 443} }

func TestUnsafeConnectionGetsNothing(t *testing.T) {
	dialTLS := func(config *tls.Config) dialFunc {
		return func(ctx context.Context, network, address string) (net.Conn, error) {
			return (&tls.Dialer{Config: config}).DialContext(ctx, network, address)
		}
	}
	for _, tc := range []struct {
		name   string
		tls    bool
		change func(*http.Transport)
		want   string
	}{
		{"plain, to another machine", false, func(t *http.Transport) {
			t.DialContext = counted(func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := new(net.Dialer).DialContext(ctx, network, address)
				return elsewhere{c}, err
			})
		}, "the connection has no TLS and leaves this machine"},
		{"a dialer that verifies nothing", true, func(t *http.Transport) {
			t.DialTLSContext = dialTLS(&tls.Config{InsecureSkipVerify: true})
		}, "the server certificate of the connection was not verified"},
		{"a dialer that gives up TLS", true, func(t *http.Transport) {
			t.DialTLSContext = func(ctx context.Context, network, address string) (net.Conn, error) {
				c, err := new(net.Dialer).DialContext(ctx, network, address)
				return hidden{c}, err
			}
		}, "the connection has no TLS and leaves this machine"},
		{"a dialer that verifies another name", true, func(t *http.Transport) {
			t.TLSClientConfig.ServerName = "example.com"
			t.DialTLSContext = dialTLS(t.TLSClientConfig)
		}, "the server certificate of the connection is for another host"},
		{"an old version", true, func(t *http.Transport) {
			t.TLSClientConfig.InsecureSkipVerify, t.TLSClientConfig.MinVersion, t.TLSClientConfig.MaxVersion = true, tls.VersionTLS11, tls.VersionTLS11
		}, "the connection has TLS below 1.2"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var requests atomic.Int64
			server := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { requests.Add(1) }))
			server.Config.ErrorLog = log.New(io.Discard, "", 0)
			if tc.tls {
				server.TLS = &tls.Config{MinVersion: tls.VersionTLS10}
				server.StartTLS()
			} else {
				server.Start()
			}
			defer server.Close()
			transport := NewTransport()
			defer transport.CloseIdleConnections()
			if certificate := server.Certificate(); certificate != nil {
				transport.TLSClientConfig.RootCAs = x509.NewCertPool()
				transport.TLSClientConfig.RootCAs.AddCert(certificate)
			}
			tc.change(transport)

			var w connectionTrace
			// The certificate is for 127.0.0.1 and example.com.
			r := request(t, strings.Replace(server.URL, "127.0.0.1", "localhost", 1)).Clone(w.watch(t.Context()))
			r.GetBody = nil
			if response, err := transport.RoundTrip(r); err == nil {
				_ = response.Body.Close()
				t.Fatal("an answer came")
			}
			if err, ok := errors.AsType[*UnsafeError](w.refused()); !ok || err.Problem != tc.want {
				t.Errorf("got %v, want %q", w.refused(), tc.want)
			}
			if n := requests.Load(); n != 0 {
				t.Errorf("%d requests arrived", n)
			}
		})
	}
}

func TestSafeConnectionIsUsed(t *testing.T) {
	for _, start := range []func(http.Handler) *httptest.Server{httptest.NewServer, httptest.NewTLSServer} {
		server := start(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
		defer server.Close()
		transport := NewTransport()
		defer transport.CloseIdleConnections()
		if certificate := server.Certificate(); certificate != nil {
			transport.TLSClientConfig.RootCAs = x509.NewCertPool()
			transport.TLSClientConfig.RootCAs.AddCert(certificate)
		}
		for range 2 { // the second one on the connection of the first
			var w connectionTrace
			response, err := transport.RoundTrip(request(t, server.URL).Clone(w.watch(t.Context())))
			if err != nil || w.refused() != nil {
				t.Fatal(err, w.refused())
			}
			_ = response.Body.Close()
		}
	}
}

func TestLocalAddresses(t *testing.T) {
	var got []bool
	for _, address := range []net.Addr{
		&net.TCPAddr{IP: net.IPv6loopback}, &net.TCPAddr{IP: net.IPv4(127, 9, 9, 9)}, &net.UnixAddr{Name: "/run/x"},
		&net.TCPAddr{IP: net.IPv4(10, 0, 0, 1)}, &net.TCPAddr{}, &net.UDPAddr{IP: net.IPv6loopback}, nil,
	} {
		got = append(got, isLocal(address))
	}
	if want := []bool{true, true, true, false, false, false, false}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
