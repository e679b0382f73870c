package test

import (
	"context"
	"net"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// A connection that the other side closed while it was idle is the everyday trap:
// the client may write into it before it notices. blindConn makes "before it
// notices" certain: once told to, it holds back what it reads until something is written.
type blindConn struct {
	net.Conn // counts what is written; NetConn leads the client there
	mu       sync.Mutex
	blind    bool
	written  chan struct{} // closed by the first write while blind
}

func (c *blindConn) NetConn() net.Conn { return c.Conn }

func (c *blindConn) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.blind = true
}

func (c *blindConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	blind := c.blind
	c.mu.Unlock()
	if blind && n == 0 {
		<-c.written
	}
	return n, err
}

func (c *blindConn) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.blind {
		select {
		case <-c.written:
		default:
			close(c.written)
		}
	}
	return n, err
}

// blindly makes the first connection of a transport blind on demand.
func blindly(t *testing.T, cfg *cybersource.Configuration) func() {
	t.Helper()
	transport, ok := cfg.Transport.(*http.Transport)
	require.True(t, ok)
	dial := transport.DialContext
	first := &blindConn{written: make(chan struct{})}
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dial(ctx, network, address)
		if err != nil || first.Conn != nil {
			return c, err
		}
		first.Conn = c
		return first, nil
	}
	return first.close
}

// closingServer answers the first request of its first connection and ends that
// connection as told; all other connections work.
func closingServer(t *testing.T, end func(c *rawConn), ended chan<- struct{}) *rawServer {
	t.Helper()
	return serveRaw(t, func(c *rawConn) {
		if c.number == 1 {
			if c.readRequest() {
				c.approve()
			}
			c.await()
			end(c)
			close(ended)
			return
		}
		for c.readRequest() {
			c.approve()
		}
	})
}

func TestConnectionThatDiedUnnoticed(t *testing.T) {
	for _, tc := range []struct {
		name     string
		end      func(c *rawConn)
		unknown  bool
		attempts int
	}{
		// The system refuses the write: not a byte left, so another attempt is made.
		{"reset while idle", func(c *rawConn) { c.reset() }, false, 2},
		// The system takes the write and only then learns that nobody reads: nothing
		// tells this from a server that read and died, so nothing is sent again.
		{"closed while idle", func(c *rawConn) { c.Close() }, true, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ended := make(chan struct{})
			server := closingServer(t, tc.end, ended)
			cfg := direct(t, server.url())
			close1 := blindly(t, &cfg)
			client := newClient(t, cfg)
			_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)

			close1()
			close(server.release)
			<-ended
			answer, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
			if tc.unknown {
				require.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
				assert.Zero(t, server.timesRead(transactionIDOf(err)))
				assert.Equal(t, tc.attempts, attemptsOf(err))
				return
			}
			require.NoError(t, err)
			assert.Equal(t, tc.attempts, answer.Meta.Attempts)
			assert.Equal(t, 1, server.timesRead(answer.Meta.TransactionID))
		})
	}
}

// The same without control over who notices what when: a server that closes after
// each answer. Whatever happens, no payment is read twice.
func TestServerThatClosesAfterEachAnswerIsNeverAskedTwice(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(c *rawConn)
	}{
		{"orderly", func(c *rawConn) { c.Close() }},
		{"with a reset", func(c *rawConn) { c.reset() }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			server := serveRaw(t, func(c *rawConn) {
				if c.readRequest() {
					c.approve()
				}
				tc.end(c)
			})
			client := newClient(t, direct(t, server.url()))
			const calls = 200
			answered := 0
			for range calls {
				answer, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
				if err != nil {
					require.LessOrEqual(t, server.timesRead(transactionIDOf(err)), 1)
					require.False(t, cybersource.SafeToRetry(err) && server.timesRead(transactionIDOf(err)) > 0, "called safe, but it was read")
					continue
				}
				answered++
				require.Equal(t, 1, server.timesRead(answer.Meta.TransactionID))
			}
			t.Logf("%d of %d calls were answered", answered, calls)
			assert.Positive(t, answered)
		})
	}
}
