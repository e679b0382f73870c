package test

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"golang.org/x/net/http2"

	"github.com/cybersource-go/cybersource"
)

func TestFailuresThatStayTheSameAreNotRepeated(t *testing.T) {
	t.Run("a certificate that is not trusted", func(t *testing.T) {
		server := serveTLS(t, nil)
		cfg := server.configuration()
		cfg.RootCAs = nil
		_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
		require.ErrorIs(t, err, cybersource.ErrNotProcessed)
		assert.Equal(t, 1, attemptsOf(err))
	})
	for _, reason := range []string{"Proxy Authentication Required", "Login first"} {
		t.Run("a proxy that asks for a login: "+reason, func(t *testing.T) {
			proxy := serveRaw(t, func(c *rawConn) {
				if _, err := http.ReadRequest(c.reader); err == nil {
					io.WriteString(c, "HTTP/1.1 407 "+reason+"\r\nContent-Length: 0\r\n\r\n")
				}
			})
			cfg := direct(t, "https://service.example")
			cfg.Transport.(*http.Transport).Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.url()) }
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.ErrorIs(t, err, cybersource.ErrNotProcessed)
			assert.ErrorContains(t, err, "Proxy Authentication Required")
			assert.Equal(t, 1, attemptsOf(err))
		})
	}
}

// http2Server answers each request with frames of the test's choosing.
func http2Server(t *testing.T, answer func(f *http2.Framer, stream uint32)) (url string, cfg *tls.Config, requests *atomic.Int64) {
	t.Helper()
	known := serveTLS(t, nil)
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{Certificates: known.TLS.Certificates, NextProtos: []string{"h2"}})
	require.NoError(t, err)
	t.Cleanup(func() { listener.Close() })
	requests = new(atomic.Int64)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go serveHTTP2(c, requests, answer)
		}
	}()
	return "https://" + listener.Addr().String(), &tls.Config{RootCAs: known.roots(), MinVersion: tls.VersionTLS12}, requests
}

func serveHTTP2(c net.Conn, requests *atomic.Int64, answer func(f *http2.Framer, stream uint32)) {
	defer c.Close()
	if _, err := io.ReadFull(c, make([]byte, len(http2.ClientPreface))); err != nil {
		return
	}
	framer := http2.NewFramer(c, c)
	if framer.WriteSettings() != nil {
		return
	}
	for {
		frame, err := framer.ReadFrame()
		if err != nil {
			return
		}
		if data, ok := frame.(*http2.DataFrame); ok && data.StreamEnded() {
			requests.Add(1)
			answer(framer, data.StreamID)
		}
	}
}

// HTTP/2 has two ways to say that a request was not processed. This fails where a release
// of Go gives them other texts.
func TestRequestThatHTTP2RefusesIsNotProcessed(t *testing.T) {
	for _, tc := range []struct {
		name   string
		end    string
		answer func(f *http2.Framer, stream uint32)
	}{
		{"REFUSED_STREAM", notProcessed, func(f *http2.Framer, stream uint32) {
			_ = f.WriteRSTStream(stream, http2.ErrCodeRefusedStream)
		}},
		{"GOAWAY before the request", notProcessed, func(f *http2.Framer, stream uint32) {
			_ = f.WriteGoAway(stream-1, http2.ErrCodeNo, nil)
		}},
		{"INTERNAL_ERROR", unknown, func(f *http2.Framer, stream uint32) { _ = f.WriteRSTStream(stream, http2.ErrCodeInternal) }},
		{"PROTOCOL_ERROR", unknown, func(f *http2.Framer, stream uint32) { _ = f.WriteRSTStream(stream, http2.ErrCodeProtocol) }},
		{"GOAWAY with the request, which then gets no answer", unknown, func(f *http2.Framer, stream uint32) {
			_ = f.WriteGoAway(stream, http2.ErrCodeNo, []byte("http2: Transport received Server's graceful shutdown GOAWAY"))
			_ = f.WriteRSTStream(stream, http2.ErrCodeCancel)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			address, config, requests := http2Server(t, tc.answer)
			transport := &http.Transport{TLSClientConfig: config, ForceAttemptHTTP2: true}
			defer transport.CloseIdleConnections()
			cfg := configuration(transport)
			cfg.BaseURL = address
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			assert.Equal(t, tc.end, endOf(err), "%v", err)
			assert.NotContains(t, err.Error(), "GetBody", "advice to programmers of net/http")
			if tc.end == notProcessed {
				assert.EqualValues(t, 3, requests.Load())
			} else {
				assert.EqualValues(t, 1, requests.Load())
			}
		})
	}
}
