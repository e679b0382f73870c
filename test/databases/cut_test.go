package databases

import (
	"bytes"
	"fmt"
	"net"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/cybersource-go/cybersource/idempotency"
)

// cutter stands between the client and PostgreSQL, and cuts a connection after a commit: the
// server has done it, and its answer does not arrive.
type cutter struct {
	listener net.Listener
	target   string

	every  atomic.Int64 // cut at each commit with such a number; 0 never
	seen   atomic.Int64 // commits
	cuts   atomic.Int64
	closed atomic.Bool // takes no new connections
	stays  bool        // closed after a cut
}

func startCutter(t *testing.T, s *server) *cutter {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	c := &cutter{listener: listener, target: net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))}
	var open sync.WaitGroup
	open.Go(func() { c.accept(&open) })
	t.Cleanup(func() {
		listener.Close()
		open.Wait()
	})
	return c
}

// source is that of a database behind the cutter.
func (c *cutter) source(source string, s *server) string {
	port := c.listener.Addr().(*net.TCPAddr).Port
	return strings.Replace(source, fmt.Sprint("port=", s.port), fmt.Sprint("port=", port), 1)
}

func (c *cutter) accept(open *sync.WaitGroup) {
	for {
		client, err := c.listener.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", c.target)
		if err != nil || c.closed.Load() {
			client.Close()
			continue
		}
		link := &link{cutter: c, client: client, server: server}
		open.Go(func() { link.forward(client, server, link.request) })
		open.Go(func() { link.forward(server, client, link.answer) })
	}
}

// link is one connection.
type link struct {
	cutter         *cutter
	client, server net.Conn
	cutting        atomic.Bool
}

// forward passes on what look lets through, until one end closes.
func (l *link) forward(from, to net.Conn, look func(message []byte) bool) {
	defer from.Close()
	defer to.Close()
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		if n > 0 && !look(buffer[:n]) {
			return
		}
		if _, failed := to.Write(buffer[:n]); err != nil || failed != nil {
			return
		}
	}
}

// request looks for a commit that is to be cut.
func (l *link) request(message []byte) bool {
	if bytes.HasPrefix(message, []byte("Q")) && bytes.Contains(message, []byte("commit\x00")) {
		if every := l.cutter.every.Load(); every > 0 && l.cutter.seen.Add(1)%every == 0 {
			l.cutting.Store(true)
		}
	}
	return true
}

// answer reports whether the answer is passed on. That there is one shows that the commit is
// done.
func (l *link) answer([]byte) bool {
	if !l.cutting.Load() {
		return true
	}
	l.cutter.cuts.Add(1)
	if l.cutter.stays {
		l.cutter.closed.Store(true)
	}
	return false
}

// once cuts at the next commit, and at no other.
func (c *cutter) once() {
	const never = 1 << 40 // will there be so many
	c.seen.Store(never - 1)
	c.every.Store(never)
}

// A commit whose answer is lost is read again on another connection.
func TestConnectionThatIsLostAfterTheCommit(t *testing.T) {
	server := sharedPostgreSQL(t)
	for _, tc := range []struct {
		name   string
		stays  bool // and there is no other connection
		record bool // of the answer; else of the claim
		want   string
	}{
		{"claim", false, false, paid},
		{"record", false, true, paid},
		{"claim for good", true, false, notSent},
		{"record for good", true, true, notRecorded},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			source := server.database(t)
			store := open(t, "pgx", source, idempotency.PostgreSQL())
			cut := startCutter(t, server)
			cut.stays = tc.stays
			keys := w.keys(open(t, "pgx", cut.source(source, server), idempotency.PostgreSQL()))
			if tc.record {
				w.whileSending(cut.once)
			} else {
				cut.once()
			}
			w.wantPay(keys, "1", "pay-1", tc.want)
			if n := cut.cuts.Load(); n != 1 {
				t.Errorf("%d cuts", n)
			}
			if n := len(w.entries(store)); n != 1 {
				t.Errorf("%d records", n)
			}
			w.wantPay(w.keys(store), "1", "pay-2", busy)
			w.finish(store, []string{"1"})
		})
	}
}

// Many payments at a time, over connections that are lost after each seventh commit.
func TestConnectionsThatAreLostUnderLoad(t *testing.T) {
	server := sharedPostgreSQL(t)
	w := newWorld(t)
	source := server.database(t)
	store := open(t, "pgx", source, idempotency.PostgreSQL())
	cut := startCutter(t, server)
	keys := w.keys(open(t, "pgx", cut.source(source, server), idempotency.PostgreSQL()))
	cut.every.Store(7)
	all := names("order", often(60, 1000))
	w.payAtOnce(keys, all)
	t.Logf("%d cuts in %d orders", cut.cuts.Load(), len(all))
	if cut.cuts.Load() < int64(len(all)/7) {
		t.Errorf("%d cuts", cut.cuts.Load())
	}
	w.finish(store, all)
}
