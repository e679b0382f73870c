package test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// These tests run over real connections, where net/http has ideas of its own about
// sending a request again.

func TestRequestThatWasReadIsNeverSentAgain(t *testing.T) {
	for _, tc := range []struct {
		name string
		then func(c *rawConn) // after the request was read
		is   error
	}{
		{"closed", func(*rawConn) {}, io.EOF},
		{"reset", func(c *rawConn) { c.reset() }, syscall.ECONNRESET},
		{"closed within the status line", func(c *rawConn) { io.WriteString(c, "HTTP/1.1 2") }, nil},
		{"closed within the headers", func(c *rawConn) { io.WriteString(c, "HTTP/1.1 201 Created\r\nContent-Le") }, nil},
		{"closed within the body", func(c *rawConn) {
			fmt.Fprintf(c, "HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s", len(approval), approval[:60])
		}, io.ErrUnexpectedEOF},
		{"closed within a chunk", func(c *rawConn) {
			io.WriteString(c, "HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n{\"id\":")
		}, io.ErrUnexpectedEOF},
		{"answered in another language", func(c *rawConn) { io.WriteString(c, "220 smtp.example ESMTP\r\n") }, nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for _, reused := range []bool{false, true} {
				t.Run(fmt.Sprintf("on a connection used before %t", reused), func(t *testing.T) {
					server := serveRaw(t, func(c *rawConn) {
						if reused && c.number == 1 && c.readRequest() {
							c.approve()
						}
						if c.readRequest() {
							tc.then(c)
						}
					})
					client := newClient(t, direct(t, server.url()))
					before := 0
					if reused {
						_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
						require.NoError(t, err)
						before = 1
					}
					_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
					require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
					assert.False(t, cybersource.SafeToRetry(err))
					if tc.is != nil {
						assert.ErrorIs(t, err, tc.is)
					}
					assert.Equal(t, 1, server.timesRead(transactionIDOf(err)))
					assert.Equal(t, before+1, server.requests())
				})
			}
		})
	}
}

func TestStatusRefreshIsRepeatedAfterALostAnswer(t *testing.T) {
	server := serveRaw(t, func(c *rawConn) {
		if c.readRequest() && c.number == 3 {
			c.approve()
		}
	})
	answer, err := newClient(t, direct(t, server.url())).PaymentsApi.RefreshPaymentStatus(t.Context(), paymentID, refresh())
	require.NoError(t, err)
	assert.Equal(t, 3, answer.Meta.Attempts)
	assert.Equal(t, 3, server.requests())
}

// net/http quotes what it cannot read; the errors of this client must not.
func TestAnswerThatIsNotHTTPIsNotQuoted(t *testing.T) {
	const secret = canary + " Lovelace"
	for _, garbage := range []string{
		`{"card":"` + secret + `"}` + "\r\n\r\n",
		"HTTP/1.1 " + secret + "\r\n\r\n",
		"HTTP/1.1 201 Created\r\n" + secret + "\r\n\r\n",
		"HTTP/1.1 201 Created\r\n " + secret + ": x\r\n\r\n",
		"HTTP/1.1 201 Created\r\n" + secret + ": x\r\n\r\n",
		"HTTP/1.1 201 Created\r\nTransfer-Encoding: " + secret + "\r\n\r\n",
		"HTTP/1.1 201 Created\r\nContent-Length: " + secret + "\r\n\r\n",
		"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n" + secret + "\r\n\r\n",
		"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\nTrailer: " + secret + "\r\n\r\n0\r\n" + secret + "\r\n\r\n",
	} {
		eachOperation(t, func(t *testing.T, op operation) {
			server := serveRaw(t, func(c *rawConn) {
				if c.readRequest() {
					io.WriteString(c, garbage)
				}
			})
			_, err := op.call(t.Context(), newClient(t, direct(t, server.url())))
			require.Error(t, err, garbage)
			for sink, text := range printed(t, err) {
				assert.NotContains(t, text, canary, sink)
				assert.NotContains(t, text, "Lovelace", sink)
			}
		})
	}
}

func TestServerThatHangsEndsWithTheTime(t *testing.T) {
	for _, tc := range []struct {
		name  string
		limit func(ctx context.Context, cfg *cybersource.Configuration) (context.Context, context.CancelFunc)
		is    error
	}{
		{"of the configuration", func(ctx context.Context, cfg *cybersource.Configuration) (context.Context, context.CancelFunc) {
			cfg.Timeout = 150 * time.Millisecond
			return ctx, func() {}
		}, context.DeadlineExceeded},
		{"of the context", func(ctx context.Context, _ *cybersource.Configuration) (context.Context, context.CancelFunc) {
			return context.WithTimeout(ctx, 150*time.Millisecond)
		}, context.DeadlineExceeded},
		{"by cancellation", func(ctx context.Context, _ *cybersource.Configuration) (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(ctx)
			time.AfterFunc(150*time.Millisecond, cancel)
			return ctx, cancel
		}, context.Canceled},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				t.Parallel() // they wait
				server := serveRaw(t, func(c *rawConn) {
					c.readRequest()
					io.Copy(io.Discard, c) // until the client gives up
				})
				cfg := direct(t, server.url())
				ctx, cancel := tc.limit(t.Context(), &cfg)
				defer cancel()
				began := time.Now()
				_, err := op.call(ctx, newClient(t, cfg))

				assert.Less(t, time.Since(began), 350*time.Millisecond, "the limit and 200 ms")
				require.ErrorIs(t, err, tc.is)
				assert.Equal(t, op.movesMoney, errors.Is(err, cybersource.ErrOutcomeUnknown))
				assert.Equal(t, !op.movesMoney, cybersource.SafeToRetry(err))
				assert.Equal(t, 1, server.requests())
			})
		})
	}
}

func TestBodyThatDripsEndsWithTheTime(t *testing.T) {
	server := serveRaw(t, func(c *rawConn) {
		if !c.readRequest() {
			return
		}
		fmt.Fprintf(c, "HTTP/1.1 201 Created\r\nContent-Length: %d\r\n\r\n%s", len(approval), approval[:60])
		io.Copy(io.Discard, c)
	})
	cfg := direct(t, server.url())
	cfg.Timeout = 150 * time.Millisecond
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	var lost *cybersource.OutcomeUnknownError
	require.ErrorAs(t, err, &lost)
	assert.Equal(t, http.StatusCreated, lost.HTTPStatus)
	assert.Equal(t, paymentID, lost.ID, "the id had arrived")
}

func TestPortThatRefusesIsSafeToRetry(t *testing.T) {
	eachOperation(t, func(t *testing.T, op operation) {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		require.NoError(t, err)
		require.NoError(t, listener.Close())
		_, err = op.call(t.Context(), newClient(t, direct(t, "http://"+listener.Addr().String())))
		require.ErrorIs(t, err, syscall.ECONNREFUSED)
		assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
		assert.True(t, cybersource.SafeToRetry(err))
		assert.Equal(t, 3, attemptsOf(err))
	})
}

func TestNameThatIsNotFoundIsSafeToRetry(t *testing.T) {
	offline := &net.Dialer{Resolver: &net.Resolver{
		PreferGo: true,
		Dial:     func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no network") },
	}}
	cfg := direct(t, "https://relay.example")
	cfg.Transport.(*http.Transport).DialContext = offline.DialContext
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	var notFound *net.DNSError
	require.ErrorAs(t, err, &notFound)
	assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
	assert.True(t, cybersource.SafeToRetry(err))
}

func TestRedirectsAreNotFollowed(t *testing.T) {
	for _, status := range []int{301, 302, 303, 307, 308} {
		t.Run(http.StatusText(status), func(t *testing.T) {
			var reached atomic.Int64
			elsewhere := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				reached.Add(1)
				w.WriteHeader(http.StatusCreated)
				io.WriteString(w, approval)
			}))
			defer elsewhere.Close()
			server := httptest.NewServer(http.RedirectHandler(elsewhere.URL+"/pts/v2/payments", status))
			defer server.Close()

			for _, credentials := range []cybersource.Credentials{credentials(), cybersource.HTTPSignature(credentials())} {
				eachOperation(t, func(t *testing.T, op operation) {
					cfg := direct(t, server.URL)
					cfg.Credentials = credentials
					_, err := op.call(t.Context(), newClient(t, cfg))
					assert.Equal(t, status, answerOf(t, err).HTTPStatus)
					assert.NotContains(t, err.Error(), elsewhere.URL)
				})
			}
			assert.Zero(t, reached.Load(), "the other host was asked")
		})
	}
}

// On a transport that is not the client's own, nothing is certain after a write.
func TestForeignTransportIsNeverTrustedToHaveSentNothing(t *testing.T) {
	server := serveRaw(t, func(c *rawConn) {
		if c.readRequest() {
			c.approve()
		}
		c.readRequest() // and closes
	})
	transport := &http.Transport{}
	defer transport.CloseIdleConnections()
	cfg := configuration(transport)
	cfg.BaseURL = server.url()
	client := newClient(t, cfg)
	_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	_, err = client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
	assert.Equal(t, 2, server.requests())
}
