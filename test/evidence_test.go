package test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// transportFunc is a transport of the caller's.
type transportFunc func(*http.Request) (*http.Response, error)

func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

var errRefused = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}

// unreachableTransport cannot connect.
func unreachableTransport() *http.Transport {
	return &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) { return nil, errRefused }}
}

// losingServer reads requests and answers none.
func losingServer(t *testing.T) *rawServer {
	t.Helper()
	return serveRaw(t, func(c *rawConn) { c.readRequest() })
}

// again is a copy of a request with the body at its beginning.
func again(t *testing.T, r *http.Request) (first, second *http.Request) {
	t.Helper()
	body, err := io.ReadAll(r.Body)
	require.NoError(t, err)
	with := func() *http.Request {
		c := r.Clone(r.Context())
		c.Body = io.NopCloser(strings.NewReader(string(body)))
		return c
	}
	return with(), with()
}

// A transport of another kind than http.Transport may have sent a request in another way
// than the one whose error it returns.
func TestErrorsOfAForeignTransportProveNothing(t *testing.T) {
	for _, tc := range []struct {
		name string
		make func(t *testing.T, live *http.Transport) http.RoundTripper
	}{
		{"a failover that returns the first error", func(t *testing.T, live *http.Transport) http.RoundTripper {
			return transportFunc(func(r *http.Request) (*http.Response, error) {
				first, second := again(t, r)
				_, refused := unreachableTransport().RoundTrip(first)
				if response, err := live.RoundTrip(second); err == nil {
					return response, nil
				}
				return nil, refused
			})
		}},
		{"a failover whose first leg connects", func(t *testing.T, live *http.Transport) http.RoundTripper {
			return transportFunc(func(r *http.Request) (*http.Response, error) {
				first, second := again(t, r)
				if response, err := live.RoundTrip(first); err == nil {
					return response, nil
				}
				return unreachableTransport().RoundTrip(second)
			})
		}},
		{"a request of its own before, with the same context", func(_ *testing.T, live *http.Transport) http.RoundTripper {
			return transportFunc(func(r *http.Request) (*http.Response, error) {
				ahead, _ := http.NewRequestWithContext(r.Context(), http.MethodGet, "http://unreachable.example/", nil)
				_, _ = unreachableTransport().RoundTrip(ahead)
				return live.RoundTrip(r.WithContext(context.WithoutCancel(context.Background())))
			})
		}},
		{"an audit that cannot be written", func(_ *testing.T, live *http.Transport) http.RoundTripper {
			return transportFunc(func(r *http.Request) (*http.Response, error) {
				_, _ = live.RoundTrip(r)
				return nil, errRefused
			})
		}},
		{"a protocol registered with an http.Transport", func(_ *testing.T, live *http.Transport) http.RoundTripper {
			registered := new(http.Transport)
			registered.RegisterProtocol("http", transportFunc(func(r *http.Request) (*http.Response, error) {
				_, _ = live.RoundTrip(r.WithContext(context.Background()))
				return nil, errRefused
			}))
			return registered
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := losingServer(t)
			live := cybersource.NewTransport()
			defer live.CloseIdleConnections()
			cfg := configuration(tc.make(t, live))
			cfg.BaseURL = server.url()
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
			assert.False(t, cybersource.SafeToRetry(err))
			assert.Equal(t, 1, server.requests())
		})
	}
}

// wrapped is a configuration whose wrapper sends through a transport that cannot connect,
// or through one that leads to a server that loses answers.
func wrapped(t *testing.T, base *http.Transport, url string, wrap func(below http.RoundTripper) http.RoundTripper) cybersource.Configuration {
	t.Helper()
	t.Cleanup(base.CloseIdleConnections)
	cfg := configuration(base)
	cfg.BaseURL, cfg.WrapTransport = url, wrap
	return cfg
}

func TestWrapperIsSeenThrough(t *testing.T) {
	failing := errors.New("no key to sign with")
	for _, tc := range []struct {
		name     string
		end      string
		attempts int
		sends    func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error)
	}{
		{"that passes on", notProcessed, 3, func(_ *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			return below.RoundTrip(r)
		}},
		{"that reads, and sends a copy", notProcessed, 3, func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			copied, _ := again(t, r)
			return below.RoundTrip(copied)
		}},
		{"that sends nothing", notProcessed, 3, func(_ *testing.T, _ http.RoundTripper, _ *http.Request) (*http.Response, error) {
			return nil, failing
		}},
		{"that sends without the context of the call", notProcessed, 3, func(_ *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			return below.RoundTrip(r.WithContext(context.Background()))
		}},
		{"that sends twice", unknown, 1, func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			first, second := again(t, r)
			_, _ = below.RoundTrip(first)
			return below.RoundTrip(second)
		}},
		{"that has a second way", unknown, 1, func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			first, _ := again(t, r)
			_, _ = below.RoundTrip(first)
			return nil, failing
		}},
		{"that sends in a way of its own", unknown, 1, func(_ *testing.T, _ http.RoundTripper, r *http.Request) (*http.Response, error) {
			_, _ = io.Copy(io.Discard, r.Body)
			return nil, errRefused
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := wrapped(t, unreachableTransport(), "http://127.0.0.1:1", func(below http.RoundTripper) http.RoundTripper {
				return transportFunc(func(r *http.Request) (*http.Response, error) { return tc.sends(t, below, r) })
			})
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			assert.Equal(t, tc.end, endOf(err), "%v", err)
			assert.Equal(t, tc.attempts, attemptsOf(err))
		})
	}
}

// tooMany is a refusal that a wrapper makes up, or one that a server sends.
const tooMany = "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"

func madeUp(t *testing.T, r *http.Request) (*http.Response, error) {
	t.Helper()
	return http.ReadResponse(bufio.NewReader(strings.NewReader(tooMany)), r)
}

// The answer of a wrapper refuses only what the wrapper sent once.
func TestRefusalOfAWrapperIsAboutAllThatItSent(t *testing.T) {
	for _, tc := range []struct {
		name     string
		lost     int // requests that the server reads and does not answer, before it refuses
		end      string
		requests int
		sends    func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error)
	}{
		{"sent once", 0, refused, 3, func(_ *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			return below.RoundTrip(r)
		}},
		{"made up, nothing sent", 0, refused, 0, func(t *testing.T, _ http.RoundTripper, r *http.Request) (*http.Response, error) {
			return madeUp(t, r)
		}},
		{"sent again after a lost answer", 1, unknown, 2, func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			first, second := again(t, r)
			_, _ = below.RoundTrip(first)
			return below.RoundTrip(second)
		}},
		{"made up after a lost answer", 1, unknown, 1, func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			_, _ = below.RoundTrip(r)
			return madeUp(t, r)
		}},
		{"sent while an answer is out", 1, unknown, 2, func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			first, second := again(t, r)
			go below.RoundTrip(first)
			time.Sleep(50 * time.Millisecond)
			return below.RoundTrip(second)
		}},
		{"sent where nobody listens, then once", 0, refused, 3, func(t *testing.T, below http.RoundTripper, r *http.Request) (*http.Response, error) {
			first, second := again(t, r)
			first.URL.Host = "127.0.0.1:1"
			_, _ = below.RoundTrip(first)
			return below.RoundTrip(second)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := serveRaw(t, func(c *rawConn) {
				for c.readRequest() {
					if c.server.requests() <= tc.lost {
						time.Sleep(100 * time.Millisecond)
						return
					}
					_, _ = io.WriteString(c, tooMany)
				}
			})
			cfg := wrapped(t, cybersource.NewTransport(), server.url(), func(below http.RoundTripper) http.RoundTripper {
				return transportFunc(func(r *http.Request) (*http.Response, error) { return tc.sends(t, below, r) })
			})
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			assert.Equal(t, tc.end, endOf(err), "%v", err)
			assert.Equal(t, tc.requests, server.requests())
		})
	}
}

// An operation that moves no money leaves nothing open, whatever a wrapper does.
func TestRefusalOfAWrapperEndsACallThatMovesNoMoney(t *testing.T) {
	server := serveRaw(t, func(c *rawConn) {
		for c.readRequest() {
			_, _ = io.WriteString(c, "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n")
		}
	})
	cfg := wrapped(t, cybersource.NewTransport(), server.url(), func(below http.RoundTripper) http.RoundTripper {
		return transportFunc(func(r *http.Request) (*http.Response, error) {
			first, second := again(t, r)
			response, err := below.RoundTrip(first)
			require.NoError(t, err)
			response.Body.Close()
			return below.RoundTrip(second)
		})
	})
	_, err := newClient(t, cfg).PaymentsApi.RefreshPaymentStatus(t.Context(), "1", &cybersource.RefreshPaymentStatusRequest{})
	assert.Equal(t, refused, endOf(err), "%v", err)
	assert.True(t, cybersource.SafeToRetry(err))
}

func TestWrapperSendsNothingAfterItsAttempt(t *testing.T) {
	server := losingServer(t)
	late := make(chan error, 1)
	cfg := wrapped(t, cybersource.NewTransport(), server.url(), func(below http.RoundTripper) http.RoundTripper {
		return transportFunc(func(r *http.Request) (*http.Response, error) {
			go func() {
				time.Sleep(50 * time.Millisecond)
				_, err := below.RoundTrip(r)
				late <- err
			}()
			return nil, errRefused
		})
	})
	cfg.Retry.MaxAttempts = 1
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrNotProcessed)
	require.ErrorContains(t, within(t, 5*time.Second, late), "after its attempt had ended")
	assert.Zero(t, server.requests())
}

func TestWrapperSeesTLSAndTheAnswer(t *testing.T) {
	server := serveTLS(t, nil)
	seen := 0
	cfg := server.configuration()
	cfg.WrapTransport = func(below http.RoundTripper) http.RoundTripper {
		return transportFunc(func(r *http.Request) (*http.Response, error) {
			response, err := below.RoundTrip(r)
			if assert.NoError(t, err) && assert.NotNil(t, response.TLS) && assert.Same(t, r, response.Request) {
				seen += len(response.TLS.PeerCertificates)
			}
			return response, err
		})
	}
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.Positive(t, seen)
}

func TestWrapperMustExist(t *testing.T) {
	cfg := configuration(nil)
	cfg.WrapTransport = func(http.RoundTripper) http.RoundTripper { return nil }
	_, err := cybersource.NewAPIClient(cfg)
	require.EqualError(t, err, "configuration: WrapTransport returned nil")
}
