package main

import (
	"crypto/rand"
	"maps"
	"slices"
	"sync"
	"time"
)

// state is how far an order has come:
//
//	open -> paying -> paid | waiting | unknown
//	          |                         |
//	          +--- declined: open <-----+--- found: paid or open
type state string

const (
	open    state = "open"    // may be paid
	paying  state = "paying"  // a payment is under way, or the process ended during one
	paid    state = "paid"    // deliver
	waiting state = "waiting" // money is held or the payment is undecided: staff decides
	unknown state = "unknown" // no answer: to be looked up, never to be paid again before
)

// order is a row of a database. Attempts are never deleted.
type order struct {
	ID        string
	Amount    string
	Currency  string
	State     state
	PaymentID string
	Message   string // for the customer
	Attempts  []attempt
}

// attempt is what is known of a payment before it is sent: enough to find it, or to
// reverse it, if the answer never comes.
type attempt struct {
	TransactionID string
	Begun         time.Time
}

// orders is the table. In production each method is one statement whose WHERE clause
// holds the same conditions; that makes it work across many processes.
type orders struct {
	now  func() time.Time
	mu   sync.Mutex
	byID map[string]*order
}

func newOrders(now func() time.Time) *orders {
	return &orders{now: now, byID: map[string]*order{}}
}

func (o *orders) create(amount, currency string) order {
	o.mu.Lock()
	defer o.mu.Unlock()
	row := &order{ID: "SHOP-" + rand.Text()[:8], Amount: amount, Currency: currency, State: open}
	o.byID[row.ID] = row
	return row.copy()
}

func (o *orders) get(id string) (order, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byID[id]
	if !found {
		return order{}, false
	}
	return row.copy(), true
}

// begin records that a payment is about to be sent. It reports false if the order is not
// open, or if the form was made for an earlier attempt: a second click, a reload or a
// second tab pays nothing.
func (o *orders) begin(id string, number int) (order, attempt, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byID[id]
	if !found || row.State != open || number != len(row.Attempts) {
		return order{}, attempt{}, false
	}
	begun := attempt{TransactionID: rand.Text(), Begun: o.now()} // 26 characters of the 30 allowed
	row.State, row.Message = paying, "Your payment is being processed."
	row.Attempts = append(row.Attempts, begun)
	return row.copy(), begun, true
}

// finish records what became of an attempt. It reports false, and changes nothing, if
// that is known already.
func (o *orders) finish(id string, of attempt, result result) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byID[id]
	if !found || row.State != paying && row.State != unknown || row.latest().TransactionID != of.TransactionID {
		return false
	}
	row.State, row.PaymentID, row.Message = result.state, result.paymentID, result.message
	return true
}

// unsettled are the orders whose latest attempt is older than age and has no known end.
// paying is among them: the process may have ended.
func (o *orders) unsettled(age time.Duration) []order {
	o.mu.Lock()
	defer o.mu.Unlock()
	var found []order
	for _, id := range slices.Sorted(maps.Keys(o.byID)) {
		row := o.byID[id]
		if (row.State == unknown || row.State == paying) && o.now().Sub(row.latest().Begun) >= age {
			found = append(found, row.copy())
		}
	}
	return found
}

func (r *order) latest() attempt { return r.Attempts[len(r.Attempts)-1] }

func (r *order) copy() order {
	c := *r
	c.Attempts = slices.Clone(r.Attempts)
	return c
}
