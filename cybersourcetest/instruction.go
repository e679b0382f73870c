package cybersourcetest

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// This file keeps the instructions that were given through the gateway's page: what is to
// happen to the next call that fits. Steps that a Go test has scripted come first.

const (
	mostPending = 100 // instructions that wait
	keptOrders  = 200 // that wait, or were used or withdrawn
)

// order is an instruction with the step that carries it out.
type order struct {
	page.Instruction

	step Step
}

// instructions are the orders of a gateway, oldest first.
type instructions struct {
	pending atomic.Int64
	mu      sync.Mutex
	all     []*order
	last    uint64
}

// add lets an order wait. The error names what is wrong with it.
func (l *instructions) add(i page.Instruction) (page.Instruction, error) {
	step, err := stepOf(i)
	if err != nil {
		return i, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.pending.Load() >= mostPending {
		return i, fmt.Errorf("%d instructions wait already", mostPending)
	}
	l.last++
	i.ID, i.State, i.Call = l.last, page.Pending, 0
	l.all = append(l.all, &order{i, step})
	if len(l.all) > keptOrders {
		l.all = slices.DeleteFunc(l.all, func(o *order) bool { return o.ID <= l.last-keptOrders && o.State != page.Pending })
	}
	l.pending.Add(1)
	return i, nil
}

// stepOf is what carries an instruction out.
func stepOf(i page.Instruction) (Step, error) {
	if i.Operation != "" {
		if err := page.Listed("operation", i.Operation, operations()); err != nil {
			return Step{}, err
		}
	}
	step, err := uncheckedStep(i)
	if err != nil {
		return step, err
	}
	if err := step.check(); err != nil {
		return step, inJSON(errors.New(strings.TrimPrefix(err.Error(), "simulator: step 1: ")))
	}
	return step, nil
}

// uncheckedStep is a step whose outcome may be none that the operation can have.
func uncheckedStep(i page.Instruction) (Step, error) {
	switch i.Do {
	case "decline":
		if i.Reason == "" {
			return Step{}, errors.New("reason is empty: a decline needs one, such as EXPIRED_CARD")
		}
		return Answer(Outcome{Operation: i.Operation, PaymentID: i.Payment, Reason: i.Reason}), listedOrAnswer("reason", i.Reason, knownReasons())
	case "status":
		if i.Status == "" {
			return Step{}, errors.New("status is empty")
		}
		return Answer(Outcome{Operation: i.Operation, PaymentID: i.Payment, Status: i.Status, Reason: i.Reason}), listedOrAnswer("status", i.Status, knownStatuses())
	case "answer":
		return Answer(Outcome{
			Operation: i.Operation, PaymentID: i.Payment, Status: i.Status, Reason: i.Reason, Scenario: i.Scenario,
			Message: i.Message, ResponseCode: i.ResponseCode, Authorized: i.Authorized, HTTPStatus: i.HTTPStatus,
		}), nil
	case "lose":
		return DropAnswer(), nil
	case "delay", "late":
		return timedStep(i)
	case "fail":
		return HTML(500), nil
	case "fault":
		return parseFault(i.Fault)
	default:
		return Step{}, errors.New("do is none of decline, status, answer, lose, delay, late, fail, fault")
	}
}

// listedOrAnswer reports a misspelt word as [Decline] and [Status] do.
func listedOrAnswer(member, word string, known []string) error {
	if err := page.Listed(member, word, known); err != nil {
		return fmt.Errorf("%w; do answer takes any", err)
	}
	return nil
}

// timedStep is a step that takes a time.
func timedStep(i page.Instruction) (Step, error) {
	d, err := time.ParseDuration(i.Time)
	if err != nil || d <= 0 || d > time.Hour {
		return Step{}, errors.New("time is not between 0 and 1h, such as 3s")
	}
	if i.Do == "late" {
		return ProcessLate(d), nil
	}
	return Delay(d), nil
}

// take takes the first order that fits a call: one that decides its outcome, or one that is a
// fault. It is nil for nearly all calls.
func (l *instructions) take(x *call, outcome bool) *order {
	if l.pending.Load() == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	about := x.subject()
	for _, o := range l.all {
		if o.State == page.Pending && (o.step.outcome != nil) == outcome && o.fits(about) {
			o.State, o.Call = page.Used, x.record.Sequence
			l.pending.Add(-1)
			return o
		}
	}
	return nil
}

// giveBack lets an order wait again.
func (l *instructions) giveBack(o *order) {
	l.mu.Lock()
	defer l.mu.Unlock()
	o.State, o.Call = page.Pending, 0
	l.pending.Add(1)
}

// withdraw takes an order back, and reports whether it waited.
func (l *instructions) withdraw(id uint64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, o := range l.all {
		if o.ID == id && o.State == page.Pending {
			o.State = page.Withdrawn
			l.pending.Add(-1)
			return true
		}
	}
	return false
}

// list are all orders, oldest first.
func (l *instructions) list() []page.Instruction {
	return listed(&l.mu, &l.all, func(o *order) page.Instruction { return o.Instruction })
}

func (l *instructions) reset() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = nil
	l.pending.Store(0)
}

// subject is what a call is about, as far as instructions are limited by it.
type subject struct {
	operation, merchant, code, transactionID string
	ids                                      []string
}

// subject reads it from a call that may not be authenticated yet.
func (x *call) subject() subject {
	s := subject{merchant: x.sender.MerchantID, ids: x.found.IDs}
	if s.merchant == "" {
		s.merchant = verify.ClaimedMerchant(x.wire.r.Header)
	}
	if x.found.Route != nil {
		s.operation = x.found.Route.Operation
	}
	plain := x.plain
	if plain == nil {
		plain, _, _ = x.gateway.open(x.body, verify.JWT, x.encryptionDemanded())
	}
	s.code, s.transactionID = references(plain)
	return s
}

// fits reports whether an order is for such a call. A decided outcome is for payments unless
// it names another operation.
func (o *order) fits(s subject) bool {
	is := func(want string, have ...string) bool { return want == "" || slices.Contains(have, want) }
	if outcome := o.step.outcome; outcome != nil && string(outcome.Operation) != s.operation {
		return false
	}
	return is(o.Merchant, s.merchant) && is(o.Operation, s.operation) && is(o.Reference, s.code, s.transactionID) && is(o.Payment, s.ids...)
}

// met says that an order was carried out on the call.
func (x *call) met(o *order) {
	x.set(func(r *Request) { r.order = o.ID })
}

// instructed is the fault that an instruction wants for the call, in place of a random one;
// the second result says that there is one.
func (x *call) instructed(random Step) (Step, bool) {
	o := x.gateway.orders.take(x, false)
	if o == nil {
		return random, false
	}
	x.met(o)
	return o.step, true
}
