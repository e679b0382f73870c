package idempotency_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

var walks = flag.Int("walks", 24, "random walks of machines that pay, fail and die")

// A walk is what machines do to some orders, drawn at random: they pay, reverse, recover, die
// and lose answers, and their store fails before and after its commits. After each action an
// order has at most one payment that stands, and nothing was sent without a record.
func TestOrderIsPaidAtMostOnceWhateverHappens(t *testing.T) {
	for seed := range *walks {
		undo := seed%2 == 0
		t.Run(fmt.Sprintf("seed %d, timeout calls %t", seed, undo), func(t *testing.T) {
			w := newWorld(t, func(w *world) {
				w.offline.Seed = uint64(seed) + 1
				w.offline.IndexDelay.Median = 2 * time.Minute
				if undo {
					timeoutCalls(w)
				}
			})
			k := &walk{world: w, random: rand.New(rand.NewPCG(uint64(seed), 0))}
			for range 40 {
				k.act()
				k.check()
			}
			w.store = w.memory
			w.keys = w.otherKeys()
			for range 200 {
				_, _ = w.keys.Recover(t.Context()) // which meets the faults that are left over
				w.pass(15 * time.Minute)
			}
			k.check()
			k.checkEnds(undo)
		})
	}
}

type walk struct {
	*world
	random *rand.Rand
	log    []string // for the text of a failure
}

func (k *walk) chance(percent int) bool { return k.random.IntN(100) < percent }

// act has one machine do something.
func (k *walk) act() {
	k.store = k.memory
	if k.chance(50) {
		k.failingStore()
	}
	k.keys = k.otherKeys()
	order := fmt.Sprint("order-", k.random.IntN(3))
	switch draw := k.random.IntN(10); {
	case draw < 6:
		k.payOrder(order)
	case draw < 7:
		k.reverse(order)
	case draw < 9:
		k.do("recover", func() { _, _ = k.keys.Recover(k.t.Context()) })
	default:
		d := time.Duration(k.random.IntN(600)) * time.Second
		k.do("pass "+d.String(), func() { k.pass(d) })
	}
}

// failingStore is one whose change n fails, before or after its commit; or fails with all that
// follow, as for a machine that dies.
func (k *walk) failingStore() {
	at, committed, dies := 1+k.random.IntN(4), k.chance(50), k.chance(50)
	k.log = append(k.log, fmt.Sprintf("change %d fails, committed %t, dies %t", at, committed, dies))
	fail(func(n int, commit func() error) error {
		if n < at || n > at && !dies {
			return commit()
		}
		if n == at && committed {
			_ = commit()
		}
		return errStore
	})(k.world)
}

// do runs an action of a machine.
func (k *walk) do(what string, action func()) {
	k.log = append(k.log, k.clock().Format("15:04:05 ")+what)
	action()
}

func (k *walk) payOrder(order string) {
	fault := k.fault()
	k.gateway.Script(fault)
	step := fmt.Sprint("pay-", k.random.IntN(3))
	change := func(*cybersource.CreatePaymentRequest) {}
	if k.chance(30) {
		change = asSale
	}
	k.do(order+" "+step+" "+fault.String(), func() {
		r, err := k.keys.CreatePayment(k.t.Context(), idempotency.Key{Order: order, Step: step}, payment(change))
		k.log = append(k.log, fmt.Sprintf("\t%s %v", r.State, err))
	})
}

func (k *walk) fault() cybersourcetest.Step {
	late := time.Duration(1+k.random.IntN(400)) * time.Second
	faults := []cybersourcetest.Step{
		cybersourcetest.DropAnswer(), cybersourcetest.ServerError(), cybersourcetest.ServerError().AfterProcessing(),
		cybersourcetest.ProcessLate(late), cybersourcetest.ArriveLate(late), cybersourcetest.TruncatedJSON(),
		cybersourcetest.Unauthorized(), cybersourcetest.Decline("EXPIRED_CARD"), cybersourcetest.Decline("MISSING_FIELD"),
		cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"), cybersourcetest.CloseBeforeReading(),
	}
	if k.chance(40) {
		return cybersourcetest.Pass()
	}
	return faults[k.random.IntN(len(faults))]
}

// reverse takes a payment of an order back, whose id is known.
func (k *walk) reverse(order string) {
	for _, e := range k.entries() {
		if e.Order != order || e.Operation != createPayment || e.State != idempotency.StateStanding || e.Record.Sale {
			continue
		}
		k.do(order+" reverse", func() {
			_, err := k.keys.AuthReversal(k.t.Context(), idempotency.Key{Order: order, Step: "reverse-" + e.Step}, e.Record.ID, &cybersource.AuthReversalRequest{
				ReversalInformation: &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: "102.21", Currency: "USD"}},
			})
			k.log = append(k.log, fmt.Sprintf("\t%v", err))
		})
		return
	}
}

// byTransaction are the recorded payments, by the transaction ids that they were sent with.
func (k *walk) byTransaction() map[string]idempotency.Entry {
	found := map[string]idempotency.Entry{}
	for _, e := range k.entries() {
		if e.Operation == createPayment {
			found[e.Record.TransactionID] = e
		}
	}
	return found
}

// standing are the steps of the payments that hold or took money, by order.
func (k *walk) standing() map[string][]idempotency.Entry {
	recorded, ids := k.byTransaction(), map[string]idempotency.Entry{}
	for _, e := range k.gateway.Ledger() {
		if e.Operation != createPayment || !e.Processed {
			continue
		}
		of, known := recorded[e.TransactionID]
		if !known {
			k.failed("a payment was sent without a record: %+v", e)
		}
		ids[e.ID] = of
	}
	found := map[string][]idempotency.Entry{}
	for _, p := range k.gateway.Payments() {
		if p.Held != "0.00" || p.Captured != "0.00" {
			e := ids[p.ID]
			found[e.Order] = append(found[e.Order], e)
		}
	}
	return found
}

func (k *walk) check() {
	for order, steps := range k.standing() {
		if len(steps) > 1 {
			k.failed("%s was paid %d times", order, len(steps))
		}
	}
}

// checkEnds checks what is true when nothing is due any more: the records agree with the
// ledger, and with timeout calls no payment is open.
func (k *walk) checkEnds(undo bool) {
	standing := map[string]bool{}
	for _, steps := range k.standing() {
		for _, e := range steps {
			standing[e.Record.TransactionID] = true
		}
	}
	for _, e := range k.byTransaction() {
		stands := standing[e.Record.TransactionID]
		switch e.State {
		case idempotency.StateStanding:
			if stands == e.Released {
				k.failed("step %s stands %t, released %t", e.Key(), stands, e.Released)
			}
		case idempotency.StateReview:
		case idempotency.StateOpen:
			if undo {
				k.failed("step %s is open: %s", e.Key(), e.Left)
			}
		default:
			if stands {
				k.failed("step %s is %s, and stands", e.Key(), e.State)
			}
		}
	}
}

func (k *walk) failed(format string, args ...any) {
	k.t.Helper()
	for _, line := range k.log {
		k.t.Log(line)
	}
	k.t.Fatalf(format, args...)
}
