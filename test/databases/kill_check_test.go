package databases

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// This file compares what the shop believes with what the service did.

// money is what was moved of an order, in cents. What was authorized is without what was
// reversed since, by the shop or by Undo.
type money struct{ authorized, captured, refunded int64 }

// verdict is what came of a run.
type verdict struct {
	orders, doubles int
	faults          []string
	moved           money          // by the service
	states          map[string]int // of the steps, with their operation
	open            map[string]int // by operation and cause, before a person closed them
}

// service is what the gateway did, by orders and by submissions.
type service struct {
	payments map[string][]cybersourcetest.Payment // by order; without those that were never made or were undone
	byID     map[string]cybersourcetest.Entry     // what was processed, by transaction id
}

// readService sorts the ledger. It owes nothing to the shop's database: the order is in each
// payment's request.
func (w *killWorld) readService() *service {
	s := &service{payments: map[string][]cybersourcetest.Payment{}, byID: map[string]cybersourcetest.Entry{}}
	orderOf, undone := map[string]string{}, map[string]bool{}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, e := range w.gateway.Ledger() {
		if !e.Processed {
			continue
		}
		switch e.Operation {
		case cybersourcetest.CreatePayment:
			orderOf[e.ID] = w.orders[e.Sequence]
		case cybersourcetest.MitReversal, cybersourcetest.MitVoid:
			undone[e.PaymentID] = true
		}
		if e.TransactionID != "" && e.Operation != cybersourcetest.MitReversal && e.Operation != cybersourcetest.MitVoid {
			s.byID[e.TransactionID] = e
		}
	}
	for _, p := range w.gateway.Payments() {
		if !undone[p.ID] && w.cents(p.Authorized) > 0 {
			s.payments[orderOf[p.ID]] = append(s.payments[orderOf[p.ID]], p)
		}
	}
	return s
}

func (w *killWorld) cents(amount string) int64 {
	if amount == "" {
		return 0
	}
	n, err := cybersource.ParseAmount(amount, "USD")
	if err != nil {
		w.Fatal(err)
	}
	return n
}

func newVerdict() *verdict { return &verdict{states: map[string]int{}, open: map[string]int{}} }

// compare compares all orders.
func (w *killWorld) compare(v *verdict) {
	w.Helper()
	service := w.readService()
	for _, c := range w.customers {
		v.orders++
		o, err := w.last.Order(w.Context(), c.order)
		if err != nil {
			w.Fatal(err)
		}
		booked := money{o.Sum("CreatePayment") - o.Sum("AuthReversal"), o.Sum("CapturePayment"), o.Sum("RefundCapture")}
		moved := w.moved(service.payments[c.order])
		if booked != moved {
			v.faults = append(v.faults, fmt.Sprintf("%s: the books have %+v, and the service %+v; %+v", c.order, booked, moved, o.Lines))
		}
		if standing(service.payments[c.order]) > 1 || moved.captured > o.Cents {
			v.doubles++
			v.faults = append(v.faults, fmt.Sprintf("%s of %d cents is paid twice: %+v", c.order, o.Cents, service.payments[c.order]))
		}
		delete(service.payments, c.order)
		v.moved.add(moved)
	}
	for order := range service.payments {
		v.faults = append(v.faults, fmt.Sprintf("order %q is paid, and no customer made it", order))
	}
	for _, e := range w.entries() {
		v.states[e.Operation+" "+string(e.State)]++
	}
}

// standing counts the payments of which money is held or taken.
func standing(payments []cybersourcetest.Payment) (n int) {
	for _, p := range payments {
		if p.Held != "0.00" || p.Captured != "0.00" {
			n++
		}
	}
	return n
}

func (m *money) add(other money) {
	m.authorized += other.authorized
	m.captured += other.captured
	m.refunded += other.refunded
}

// moved adds up what the service did about an order.
func (w *killWorld) moved(payments []cybersourcetest.Payment) (m money) {
	for _, p := range payments {
		m.authorized += w.cents(p.Authorized)
		m.captured += w.cents(p.Captured)
		m.refunded += w.cents(p.Refunded)
		for _, e := range p.Events {
			if e.Kind == "reversed" {
				m.authorized -= w.cents(e.Amount)
			}
		}
	}
	return m
}

// Causes for which a step may stay open.
const (
	neverGot = "the service never got it"
	named    = "an HTTP 502 named it, and the service never processed it"
	hidden   = "look-ups do not show it yet"
)

// closeOpen closes each step that is open, as a person does who knows the truth, and counts them
// by operation and cause. Allowed says which cause a step may have.
func (w *killWorld) closeOpen(v *verdict, allowed func(operation, cause string) bool) {
	w.Helper()
	service := w.readService()
	for e, err := range w.last.Keys().Open(w.Context()) {
		if err != nil {
			w.Fatal(err)
		}
		made, found := service.byID[e.Record.TransactionID]
		cause := neverGot
		switch {
		case found:
			cause = w.whyOpen(&e)
		case e.Record.ID != "": // which the service's own answer says that it has
			cause = named
		}
		v.open[e.Operation+": "+cause]++
		told := e.Left != "" || w.scale.Factor == 1 // where nobody waits for a day
		if !allowed(e.Operation, cause) || !told {
			v.faults = append(v.faults, fmt.Sprintf("%s %s is %s: %s, %q", e.Operation, e.Key(), e.State, cause, e.Left))
		}
		moved := found && made.Status != "DECLINED"
		closure := idempotency.Closure{By: "kim", Why: "asked the bank", Paid: moved, ID: made.ID}
		if err := w.last.Keys().Close(w.Context(), e.ID, closure); err != nil {
			v.faults = append(v.faults, err.Error())
		}
	}
	for e, err := range w.last.Keys().Open(w.Context()) {
		v.faults = append(v.faults, fmt.Sprintf("%s %s is open after it was closed: %v", e.Operation, e.Key(), err))
	}
}

// whyOpen asks the service about a step that is open although the ledger has it.
func (w *killWorld) whyOpen(e *idempotency.Entry) string {
	client, err := w.child.client(noSleep)
	if err != nil {
		w.Fatal(err)
	}
	found, err := client.Resolve(w.Context(), e.Record)
	if err != nil || found.Verdict == cybersource.VerdictHappened {
		return fmt.Sprintf("nobody found it: %v, %v", found.Verdict, err)
	}
	return hidden
}

// report prints what came of a run, and lets the test fail if something did not agree.
func (w *killWorld) report(name string, v *verdict) {
	w.Helper()
	fmt.Printf("%s: %d orders, %d kills, %d paid twice, authorized %d, captured %d, refunded %d cents\n",
		name, v.orders, w.fleet.total(), v.doubles, v.moved.authorized, v.moved.captured, v.moved.refunded)
	fmt.Printf("  killed: %s\n  faults: %s\n  steps: %s\n  open: %s\n", counted(w.fleet.kills), counted(w.gateway.Injected()), counted(v.states), counted(v.open))
	for _, fault := range v.faults[:min(len(v.faults), 8)] {
		w.Error(fault)
	}
}

func counted(n map[string]int) string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(n)) {
		if n[name] == 0 {
			continue
		}
		texts = append(texts, fmt.Sprintf("%d %s", n[name], name))
	}
	return strings.Join(texts, "; ")
}
