package simulator

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"
)

// walker makes random calls, and keeps accounts of its own from the answers alone.
type walker struct {
	*gateway
	random   *rand.Rand
	payments []string
	captures []string
	refunds  []string
	captured map[string]int // cents, by payment
	refunded map[string]int
	owner    map[string]string // payment of a capture or refund
	amount   map[string]int    // of a capture or refund
}

const steps = 6_000

// TestSumsAgreeWhateverHappens walks through random calls, batches and days.
func TestSumsAgreeWhateverHappens(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := &walker{
		gateway: newGateway(t, Options{MaxPayments: 2 * steps, Features: Features{PartialReversals: seed%2 == 0}}), random: rand.New(rand.NewPCG(seed, 0)),
		captured: map[string]int{}, refunded: map[string]int{}, owner: map[string]string{}, amount: map[string]int{},
	}
	for range steps {
		w.step()
	}
	made := map[string]int{}
	for _, e := range w.Entries() {
		made[string(e.Operation)]++
	}
	for _, op := range []Operation{CreatePayment, IncrementAuth, CapturePayment, RefundPayment, RefundCapture, AuthReversal, VoidPayment, VoidCapture, VoidRefund} {
		if made[string(op)] == 0 {
			t.Errorf("no %s succeeded", op)
		}
	}
	for _, p := range w.Payments() {
		w.check(p)
	}
	t.Logf("%d payments, calls %v", len(w.Payments()), made)
}

func cents(n int) string { return fmt.Sprintf("%d.%02d", n/100, n%100) }

func inCents(t *testing.T, text string) int {
	t.Helper()
	var whole, part int
	if text == "" {
		return 0
	}
	if _, err := fmt.Sscanf(text, "%d.%d", &whole, &part); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return 100*whole + part
}

// recent picks one of the newest ids, so that payments see several calls each.
func (w *walker) recent(ids []string) string {
	if len(ids) == 0 {
		return "none"
	}
	return ids[len(ids)-1-w.random.IntN(min(len(ids), 6))]
}

func (w *walker) step() {
	t, n := w.t, 1+w.random.IntN(10_000)
	switch w.random.IntN(12) {
	case 0:
		w.payments = append(w.payments, w.authorize())
	case 1:
		id := w.sell()
		w.payments, w.captures = append(w.payments, id), append(w.captures, id)
		w.captured[id], w.owner[id], w.amount[id] = 10_000, id, 10_000
	case 2:
		w.increment(w.recent(w.payments), incrementOf(t, cents(n)))
	case 3, 4:
		id := w.recent(w.payments)
		number := 1 + w.random.IntN(3)
		w.note(w.do(CapturePayment, id, sum(t, cents(n), series(number, 3))), id, n, &w.captures, w.captured)
	case 5:
		id := w.recent(w.captures)
		w.note(w.do(RefundPayment, id, sum(t, cents(n))), w.owner[id], n, &w.refunds, w.refunded)
	case 6:
		id := w.recent(w.captures)
		w.note(w.do(RefundCapture, id, sum(t, cents(n))), w.owner[id], n, &w.refunds, w.refunded)
	case 7:
		id := w.recent(w.payments)
		p, _ := w.Payment(id)
		w.do(AuthReversal, id, reversal(t, p.Held))
	case 8:
		w.void(VoidPayment, w.recent(w.captures), w.captured)
	case 9:
		w.void(VoidCapture, w.recent(w.captures), w.captured)
	case 10:
		w.void(VoidRefund, w.recent(w.refunds), w.refunded)
	default:
		if w.random.IntN(10) == 0 {
			w.SendBatch()
		}
		w.now = w.now.Add(time.Duration(w.random.IntN(3600)) * time.Second)
	}
	if p, known := w.Payment(w.recent(w.payments)); known {
		w.check(p)
	}
}

// note adds an accepted capture or refund to the accounts.
func (w *walker) note(r reply, payment string, n int, to *[]string, account map[string]int) {
	if r.status == 201 {
		*to = append(*to, r.id())
		account[payment] += n
		w.owner[r.id()], w.amount[r.id()] = payment, n
	}
}

func (w *walker) void(op Operation, id string, account map[string]int) {
	if r := w.do(op, id, []byte("{}")); r.status == 201 {
		account[w.owner[id]] -= w.amount[id]
	}
}

func (w *walker) check(p Payment) {
	w.t.Helper()
	authorized, held, released := inCents(w.t, p.Authorized), inCents(w.t, p.Held), inCents(w.t, p.Released)
	captured, refunded := inCents(w.t, p.Captured), inCents(w.t, p.Refunded)
	if authorized != held+captured+released || held < 0 || released < 0 || refunded > captured || refunded < 0 {
		w.t.Fatalf("the sums of %+v do not agree", p)
	}
	if captured != w.captured[p.ID] || refunded != w.refunded[p.ID] {
		w.t.Fatalf("%+v: the answers said captured %d and refunded %d", p, w.captured[p.ID], w.refunded[p.ID])
	}
}
