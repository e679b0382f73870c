package databases

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Sizes of the runs in which processes of the shop are killed. The suite has short ones.
var (
	killOrders   = flag.Int("kill-orders", 160, "orders of the runs with kills, at least")
	kills        = flag.Int("kills", 20, "processes that are killed in them, at least")
	killUnscaled = flag.Bool("kill-unscaled", false, "also a run of half an hour by the system's clock")
)

// killFactor is by how much time passes faster.
const killFactor = 120

// patienceOfMerchant is Options.SendAgainAfter, where it is set.
const patienceOfMerchant = 40 * time.Minute

// killRun is a run for an account, and its share of orders and kills.
type killRun struct {
	name    string
	share   int // of 10, for both databases
	account killAccount
	offline cybersourcetest.Options
	allowed func(operation, cause string) bool // of what is open at the end
}

var killRuns = []killRun{
	{
		"timeout calls", 6, killAccount{TimeoutCalls: true}, cybersourcetest.Options{IndexDelay: lag(30 * time.Minute)},
		func(operation, cause string) bool {
			return cause == named || cause == neverGot && (operation == "CapturePayment" || operation == "RefundCapture")
		},
	},
	{
		"no timeout calls", 2, killAccount{}, cybersourcetest.Options{IndexDelay: lag(60 * time.Hour)},
		// A reversal is made again only once look-ups show that it was of the whole payment.
		func(_, cause string) bool { return cause == neverGot || cause == named || cause == hidden },
	},
	{
		"sent again after silence", 2, killAccount{SendAgainAfter: patienceOfMerchant}, cybersourcetest.Options{IndexDelay: lag(patienceOfMerchant - time.Minute)},
		func(_, cause string) bool { return cause == named },
	},
}

func TestKilledShopPaysEachOrderOnce(t *testing.T) {
	servers := map[string]func(t testing.TB) *server{
		"SQLite": func(testing.TB) *server { return nil }, "PostgreSQL": startPostgreSQL,
	}
	for name, start := range servers {
		t.Run(name, func(t *testing.T) {
			s := start(t)
			for _, r := range killRuns {
				t.Run(r.name, func(t *testing.T) { r.run(t, name, s) })
			}
		})
	}
}

func (r *killRun) run(t *testing.T, store string, s *server) {
	began := time.Now()
	w := newKillWorld(t, killFactor, r.account, r.offline, s)
	w.serve(3, *killOrders*r.share/20, (*kills*r.share+19)/20)
	w.settle(time.Hour)
	repeated := w.repeat()
	w.settle(10 * 24 * time.Hour)
	v := newVerdict()
	w.closeOpen(v, r.allowed)
	w.compare(v)
	w.report(fmt.Sprintf("%s, %s, %v, %d repeated", store, r.name, time.Since(began).Round(time.Second), repeated), v)
}

// If look-ups lag by more than the merchant believes, and the service has forgotten what it
// took, orders are paid twice. That shows that such a run is seen.
func TestLagThatTheMerchantDoesNotKnowOfIsSeenToPayTwice(t *testing.T) {
	w := newKillWorld(t, killFactor, killAccount{SendAgainAfter: patienceOfMerchant}, cybersourcetest.Options{
		IndexDelay: cybersourcetest.IndexDelay{Least: 5 * time.Hour}, TransactionIDLife: time.Minute,
	}, nil)
	w.faults = []cybersourcetest.Chance{cybersourcetest.DropAnswer().Chance(0.2)}
	w.serve(2, 30, 2)
	w.settle(time.Hour)
	w.repeat()
	v := newVerdict()
	w.compare(v)
	fmt.Printf("a lag of 5 hours: %d of %d orders paid twice\n", v.doubles, v.orders)
	if v.doubles == 0 {
		t.Error("nothing was seen to be paid twice")
	}
}
