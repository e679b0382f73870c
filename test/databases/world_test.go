package databases

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// long is for the long forms of the tests that repeat something many times.
var long = flag.Bool("long", false, "race and kill as often as the guide says, for some minutes")

// often is how often a test repeats something: in its usual form, and in the long one.
func often(usual, inLong int) int {
	if *long {
		return inLong
	}
	return usual
}

// world is a gateway, and a clock of the client, the gateway and the stores that only moves on
// faster: leases end without waiting.
type world struct {
	t       testing.TB
	gateway *cybersourcetest.Gateway
	client  *cybersource.APIClient
	passed  atomic.Int64 // nanoseconds, on top of the system's clock
	arrived atomic.Pointer[func()]
}

func newWorld(t testing.TB, changes ...func(*cybersource.Configuration)) *world {
	t.Helper()
	w := &world{t: t}
	w.gateway = cybersourcetest.NewGateway(cybersourcetest.Options{Now: w.now, Override: func(cybersourcetest.Request) *cybersourcetest.Response {
		if f := w.arrived.Swap(nil); f != nil {
			(*f)()
		}
		return nil
	}})
	t.Cleanup(w.gateway.Close)
	cfg := w.gateway.Configuration()
	cfg.TimeoutCalls = true
	for _, change := range changes {
		change(&cfg)
	}
	var err error
	if w.client, err = cybersource.NewAPIClient(cfg); err != nil {
		t.Fatal(err)
	}
	return w
}

// whileSending runs f once, when the next call has arrived and is not yet processed.
func (w *world) whileSending(f func()) { w.arrived.Store(&f) }

func (w *world) now() time.Time { return time.Now().Add(time.Duration(w.passed.Load())) }

func (w *world) pass(d time.Duration) { w.passed.Add(int64(d)) }

// ahead is a store whose clock is ahead as much as that of the world.
type ahead struct {
	idempotency.Store
	w *world
}

func (s ahead) Change(ctx context.Context, order idempotency.OrderID, change func(context.Context, idempotency.View) ([]idempotency.Entry, error)) error {
	return s.Store.Change(ctx, order, func(ctx context.Context, v idempotency.View) ([]idempotency.Entry, error) {
		v.Now = v.Now.Add(time.Duration(s.w.passed.Load())).Truncate(time.Microsecond)
		return change(ctx, v)
	})
}

// Find finds what is due by the clock of the world.
func (s ahead) Find(ctx context.Context, f idempotency.Filter) ([]idempotency.Entry, error) {
	due, limit := f.DueOnly, f.Limit
	f.DueOnly, f.Limit = false, 0
	all, err := s.Store.Find(ctx, f)
	var found []idempotency.Entry
	for _, e := range all {
		if due && (e.Due.IsZero() || e.Due.After(s.w.now())) || limit > 0 && len(found) == limit {
			continue
		}
		found = append(found, e)
	}
	return found, err
}

// keys are Keys over a store, with timeout calls.
func (w *world) keys(s idempotency.Store, changes ...func(o *idempotency.Options)) *idempotency.Keys {
	w.t.Helper()
	options := idempotency.Options{DigestKeys: digestKeys, Undo: true, Now: w.now, Pace: time.Microsecond}
	for _, change := range changes {
		change(&options)
	}
	keys, err := idempotency.New(w.client, ahead{s, w}, options)
	if err != nil {
		w.t.Fatal(err)
	}
	return keys
}

var digestKeys = []idempotency.DigestKey{{ID: "k1", Key: bytes.Repeat([]byte{7}, 32)}}

// recoverUntilDone recovers until nothing is due within a day.
func (w *world) recoverUntilDone(keys *idempotency.Keys) {
	w.t.Helper()
	for range 24 {
		w.pass(time.Hour)
		if _, err := keys.Recover(w.t.Context()); err != nil {
			w.t.Errorf("Recover: %v", err)
		}
	}
}

// pay pays an order, and tells how it ended in a word.
func (w *world) pay(keys *idempotency.Keys, order, step string) string {
	w.t.Helper()
	return pay(w.t.Context(), keys, idempotency.Key{Order: order, Step: step})
}

func (w *world) wantPay(keys *idempotency.Keys, order, step, want string) {
	w.t.Helper()
	if got := w.pay(keys, order, step); got != want {
		w.t.Errorf("order %s, step %s: got %s, want %s", order, step, got, want)
	}
}

// standing are the ids of the payments that hold or took money.
func (w *world) standing() map[string]bool {
	ids := map[string]bool{}
	for _, p := range w.gateway.Payments() {
		if p.Held != "0.00" || p.Captured != "0.00" {
			ids[p.ID] = true
		}
	}
	return ids
}

// wantCharges checks how many payments stand.
func (w *world) wantCharges(want int) {
	w.t.Helper()
	if got := len(w.standing()); got != want {
		w.t.Errorf("%d payments stand, want %d", got, want)
	}
}

// wantRecorded checks that nothing reached the service that has no record.
func (w *world) wantRecorded(s idempotency.Store) {
	w.t.Helper()
	recorded := map[string]bool{}
	for _, e := range w.entries(s) {
		recorded[e.Record.TransactionID] = true
	}
	for _, e := range w.gateway.Ledger() {
		if e.Operation == "CreatePayment" && !recorded[e.TransactionID] {
			w.t.Errorf("a payment was sent that is not recorded: %+v", e)
		}
	}
}

func (w *world) entries(s idempotency.Store) []idempotency.Entry {
	w.t.Helper()
	entries, err := s.Find(w.t.Context(), idempotency.Filter{})
	if err != nil {
		w.t.Fatal(err)
	}
	return entries
}

// finish recovers, repeats what the orders were to be paid by, pays with a next step where
// that was not made, and then checks that each is paid once and that the ledger and the
// records agree.
func (w *world) finish(s idempotency.Store, orders []string) {
	w.t.Helper()
	keys := w.keys(s)
	w.recoverUntilDone(keys)
	for _, order := range orders {
		got := w.pay(keys, order, "pay-1")
		if got == ended {
			got = w.pay(keys, order, "pay-2")
		}
		if got != paid && got != replayed {
			w.t.Errorf("order %s: %s", order, got)
		}
	}
	w.wantCharges(len(orders))
	w.wantRecorded(s)
	standing, paidOrders := w.standing(), map[string]bool{}
	for _, e := range w.entries(s) {
		if e.State == idempotency.StateStanding && standing[e.Record.ID] {
			paidOrders[e.Order] = true
		}
	}
	if len(paidOrders) != len(orders) {
		w.t.Errorf("the records show %d paid orders, want %d", len(paidOrders), len(orders))
	}
}

// payAll pays orders one after the other, and counts how they ended.
func (w *world) payAll(keys *idempotency.Keys, orders []string) map[string]int {
	w.t.Helper()
	ends := map[string]int{}
	for _, order := range orders {
		ends[w.pay(keys, order, "pay-1")]++
	}
	return ends
}

// payAtOnce pays orders, several at the same time.
func (w *world) payAtOnce(keys *idempotency.Keys, orders []string) {
	const payers = 6
	next := make(chan string)
	var all sync.WaitGroup
	for range payers {
		all.Go(func() {
			for order := range next {
				w.pay(keys, order, "pay-1")
			}
		})
	}
	for _, order := range orders {
		next <- order
	}
	close(next)
	all.Wait()
}

// database is one of each kind, with what can happen to it.
type database struct {
	name   string
	store  func(t testing.TB) *idempotency.SQL // with a pool of its own
	down   func(t testing.TB)
	up     func(t testing.TB)
	server *server // nil for SQLite
}

// eachDatabase runs a test with an empty SQLite and PostgreSQL.
func eachDatabase(t *testing.T, run func(t *testing.T, d *database)) {
	t.Run("SQLite", func(t *testing.T) { run(t, newSQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { run(t, newPostgreSQL(t)) })
}

// newSQLite is a file that is down while another process holds its lock.
func newSQLite(t testing.TB) *database {
	source := sqliteSource(t, "WAL", "FULL")
	source = strings.Replace(source, "busy_timeout(10000)", "busy_timeout(20)", 1) // of which the store makes twenty tries
	lock := &lockedFile{source: source}
	return &database{
		name:  "SQLite",
		store: func(t testing.TB) *idempotency.SQL { return open(t, "sqlite", source, idempotency.SQLite()) },
		down:  lock.take, up: lock.release,
	}
}

func newPostgreSQL(t testing.TB) *database {
	s := startPostgreSQL(t)
	source := s.database(t)
	return &database{
		name:  "PostgreSQL",
		store: func(t testing.TB) *idempotency.SQL { return open(t, "pgx", source, idempotency.PostgreSQL()) },
		down:  func(testing.TB) { s.stop() }, up: s.start, server: s,
	}
}

// lockedFile is a SQLite that another connection keeps from being written.
type lockedFile struct {
	source string
	db     *sql.DB
	conn   *sql.Conn
}

func (l *lockedFile) take(t testing.TB) {
	t.Helper()
	var err error
	if l.db, err = sql.Open("sqlite", l.source); err != nil {
		t.Fatal(err)
	}
	if l.conn, err = l.db.Conn(context.Background()); err == nil {
		_, err = l.conn.ExecContext(context.Background(), "BEGIN IMMEDIATE")
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (l *lockedFile) release(t testing.TB) {
	t.Helper()
	_, err := l.conn.ExecContext(context.Background(), "ROLLBACK")
	if err := errors.Join(err, l.conn.Close(), l.db.Close()); err != nil {
		t.Fatal(err)
	}
}

// names are those of orders.
func names(prefix string, n int) (orders []string) {
	for i := range n {
		orders = append(orders, fmt.Sprint(prefix, "-", i))
	}
	return orders
}
