package databases

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/durable-shop/shop"
)

// killWorld is a shop of several processes, a database, a gateway and customers, by one scale.
type killWorld struct {
	*testing.T

	scale    *scale
	account  killAccount
	faults   []cybersourcetest.Chance // that meet the requests of the processes
	gateway  *cybersourcetest.Gateway
	child    shopChild
	schema   string // of PostgreSQL
	database *sql.DB
	fleet    *fleet
	browser  *http.Client
	last     *shop.Shop // of the test's own process, when the others have ended

	mu        sync.Mutex
	customers []*customer
	orders    map[uint64]string // of the requests that the gateway took, by their number
}

// lag is until look-ups find a request: some take long.
func lag(longest time.Duration) cybersourcetest.IndexDelay {
	return cybersourcetest.IndexDelay{Median: 5 * time.Second, Most: time.Minute, LateShare: 0.1, LateFrom: 2 * time.Minute, LateTo: longest}
}

// allFaults are those that leave the outcome open, and some that do not.
var allFaults = []cybersourcetest.Chance{
	cybersourcetest.DropAnswer().Chance(0.03),
	cybersourcetest.CloseBeforeReading().Chance(0.03),
	cybersourcetest.ServerError().AfterProcessing().Chance(0.01),
	cybersourcetest.ServerError().Chance(0.01),
	cybersourcetest.Hang().Chance(0.005),
	cybersourcetest.TruncatedJSON().Chance(0.01),
	cybersourcetest.TooManyRequests("1").Chance(0.01),
	cybersourcetest.ProcessLate(30 * time.Second).Chance(0.01),
	cybersourcetest.ProcessLate(5 * time.Minute).Chance(0.01),
	cybersourcetest.ArriveLate(90 * time.Second).Chance(0.01),
	cybersourcetest.ArriveLate(20 * time.Minute).Chance(0.01), // when it is not accepted any more
	cybersourcetest.Delay(100 * time.Millisecond).Chance(0.05),
}

// newKillWorld makes a world. Source is of PostgreSQL; "" is a SQLite of its own.
func newKillWorld(t *testing.T, factor int64, account killAccount, offline cybersourcetest.Options, server *server) *killWorld {
	t.Helper()
	w := &killWorld{T: t, scale: newScale(factor), account: account, faults: allFaults, orders: map[uint64]string{}}
	offline.Now, offline.MaxEntries, offline.Override = w.scale.now, 500_000, w.note
	offline.NoSums = true // what is captured or refunded twice shows
	offline.Features.NoTimeoutCalls = !account.TimeoutCalls
	w.gateway = cybersourcetest.NewGateway(offline)
	t.Cleanup(w.gateway.Close)
	secret := w.gateway.Account().SharedSecrets[0]
	w.child = shopChild{
		URL: w.gateway.URL(), Merchant: w.gateway.Account().ID, KeyID: secret.KeyID, Secret: secret.Secret,
		Account: account, Scale: w.scale, Saboteur: new(saboteur),
	}
	w.browser = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	w.fleet = &fleet{world: w, done: make(chan struct{}), addresses: map[int]string{}, kills: map[string]int{}, dice: rand.New(rand.NewPCG(rand.Uint64(), 0))}
	w.makeDatabase(server)
	return w
}

func (w *killWorld) makeDatabase(server *server) {
	w.Helper()
	if server == nil {
		w.child.SQLite = filepath.Join(w.TempDir(), "shop.db")
	} else {
		w.schema = fmt.Sprintf("shop%d", time.Now().UnixNano())
		w.child.PostgreSQL = server.schema(w.T, w.schema) + ",pg_catalog"
	}
	database, err := w.child.database()
	if err != nil {
		w.Fatal(err)
	}
	w.Cleanup(func() { database.Close() })
	w.database = database.DB
	w.setClock()
}

// setClock makes the clock of PostgreSQL, anew after it was put forward.
func (w *killWorld) setClock() {
	w.Helper()
	if w.schema == "" {
		return
	}
	if _, err := w.database.Exec(w.scale.statement(w.schema)); err != nil {
		w.Fatal(err)
	}
}

// note keeps the order of each request.
func (w *killWorld) note(r cybersourcetest.Request) *cybersourcetest.Response {
	if order := orderOf(r); order != "" {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.orders[r.Sequence] = order
	}
	return nil
}

// points are those where processes end, by kinds of which there are to be as many: each of a
// call is one. Undo runs with timeout calls only.
func (w *killWorld) points() (kinds [][]string) {
	for _, point := range callPoints {
		kinds = append(kinds, []string{point})
	}
	kinds = append(kinds, recoverPoints)
	if w.account.TimeoutCalls {
		kinds = append(kinds, undoPoints)
	}
	return kinds
}

func (w *killWorld) add(c *customer) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.customers = append(w.customers, c)
}
