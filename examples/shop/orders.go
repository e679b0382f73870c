package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource"
)

// state is how far an order has come:
//
//	open -> paying -> paid | waiting | unknown
//	          |                         |
//	          +--- declined: open <-----+--- resolved or undone: paid, open or waiting
type state string

const (
	open    state = "open"    // may be paid
	paying  state = "paying"  // a payment is under way, or the process ended during one
	paid    state = "paid"    // deliver
	waiting state = "waiting" // money is held or the payment is undecided: staff decides
	unknown state = "unknown" // no answer: the job resolves it, and nobody pays again before
)

// order is a row of a database. Attempts are never deleted.
type order struct {
	ID        string
	Amount    string
	Currency  string
	State     state
	PaymentID string
	Message   string    // for the customer
	Note      string    // for the staff, of an order that is waiting
	AskAt     time.Time // of an order that is unknown: when to ask the service again
	Tries     int       // how often a form was accepted
	Attempts  []attempt
}

// attempt is a payment that is to be made once, and its latest try.
type attempt struct {
	Code, TransactionID string // which no other attempt has
	Begun               time.Time
	Record              *cybersource.CallRecord // what it is found by, as JSON in a database; nil: nothing was sent
	Again               bool                    // the service has none: the next try has to have the same code and id
}

// is reports whether both are the same try of the same attempt.
func (a attempt) is(other attempt) bool { return a.Code == other.Code && a.Begun.Equal(other.Begun) }

func (a attempt) undoing() bool { return a.Record != nil && a.Record.Undo != nil }

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
	if !found || row.State != open || number != row.Tries {
		return order{}, attempt{}, false
	}
	row.Tries++
	row.State, row.Message = paying, "Your payment is being processed."
	if len(row.Attempts) == 0 || !row.latest().Again {
		row.Attempts = append(row.Attempts, attempt{Code: fmt.Sprintf("%s-%d", id, row.Tries), TransactionID: rand.Text()})
	}
	latest := row.latest()
	latest.Begun, latest.Record, latest.Again = o.now(), nil, false
	return row.copy(), *latest, true
}

// errNotBeingPaid keeps an attempt from being sent whose order has gone on without it:
// the process slept between begin and this moment, and the job closed the attempt.
var errNotBeingPaid = errors.New("the order is not being paid by this attempt")

// store keeps the record of an attempt: before anything is sent, and whenever something is
// learned about it. That it is to be undone is never taken back.
func (o *orders) store(id string, of attempt, record cybersource.CallRecord) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byID[id]
	if !found || !row.unsettled() {
		return errNotBeingPaid
	}
	i := slices.IndexFunc(row.Attempts, of.is)
	if i < 0 || row.Attempts[i].Record == nil && !row.latest().is(of) || row.Attempts[i].undoing() && record.Undo == nil {
		return errNotBeingPaid
	}
	row.Attempts[i].Record = &record
	return nil
}

// answered records how the call of an attempt ended. It reports false, and changes
// nothing, if the order has an end already, or the attempt is being undone.
func (o *orders) answered(id string, of attempt, result result) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byID[id]
	return found && !row.latest().undoing() && row.finish(of, result)
}

// settled records what the job has found out about an attempt.
func (o *orders) settled(id string, of attempt, result result) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	row, found := o.byID[id]
	return found && row.finish(of, result)
}

func (r *order) finish(of attempt, result result) bool {
	if !r.unsettled() || !r.latest().is(of) {
		return false
	}
	r.State, r.PaymentID, r.Message = result.state, result.paymentID, result.message
	r.Note, r.AskAt, r.latest().Again = result.note, result.askAt, result.again
	return true
}

// due are the orders to be asked about: those whose latest attempt is older than age and
// has no known end. paying is among them: the process may have ended.
func (o *orders) due(age time.Duration) []order {
	o.mu.Lock()
	defer o.mu.Unlock()
	var found []order
	for _, id := range slices.Sorted(maps.Keys(o.byID)) {
		row := o.byID[id]
		if row.unsettled() && !o.now().Before(row.AskAt) && o.now().Sub(row.latest().Begun) >= age {
			found = append(found, row.copy())
		}
	}
	return found
}

func (r *order) unsettled() bool { return r.State == paying || r.State == unknown }

func (r *order) latest() *attempt { return &r.Attempts[len(r.Attempts)-1] }

func (r *order) copy() order {
	c := *r
	c.Attempts = slices.Clone(r.Attempts)
	return c
}
