package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestLostAnswerIsResolvedAndNotPaidAgain(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.DropAnswer())
	o := f.shop.orders.create("24.99", "USD")

	f.post(t, o.ID, "0")
	f.wantState(t, o.ID, unknown)
	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, unknown)

	f.shop.settle(t.Context(), 0)
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
}

func TestLostDeclineIsResolvedAndCanBePaid(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("2201.00", "USD") // declined
	f.gateway.Next(cybersourcetest.DropAnswer())
	f.post(t, o.ID, "0")
	f.wantState(t, o.ID, unknown)

	f.shop.settle(t.Context(), 0)
	f.wantState(t, o.ID, open)
	f.wantCharges(t, o.ID, 0)
}

// The payment stands, and no look-up shows it in time: it is undone by its transaction id,
// and the customer pays again.
func TestPaymentThatShowsUpTooLateIsUndone(t *testing.T) {
	f := newFixtureOf(t, cybersourcetest.Options{IndexDelay: cybersourcetest.IndexDelay{Least: 2 * time.Hour}}, true)
	f.gateway.Next(cybersourcetest.DropAnswer())
	o := f.shop.orders.create("24.99", "USD")
	f.post(t, o.ID, "0")
	f.wantCharges(t, o.ID, 1)

	f.settleFor(t, 10*time.Minute)
	f.wantState(t, o.ID, unknown)
	f.wantCharges(t, o.ID, 1)

	f.settleFor(t, 10*time.Minute)
	f.wantState(t, o.ID, open)
	f.wantCharges(t, o.ID, 0)

	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
}

// The payment never reached the service, which says so twice.
func TestPaymentThatWasNeverMadeIsMadeAgain(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.CloseBeforeReading())
	o := f.shop.orders.create("24.99", "USD")
	f.post(t, o.ID, "0")

	f.settleFor(t, 14*time.Minute)
	f.wantState(t, o.ID, unknown)
	f.settleFor(t, 20*time.Minute)
	f.wantState(t, o.ID, open)

	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
	if again, _ := f.shop.orders.get(o.ID); len(again.Attempts) != 1 {
		t.Error("what the service does not have was sent again under another name")
	}
}

// The service said twice that it has no such payment, and then the payment shows up.
func TestPaymentThatShowsUpAfterTheServiceHadNoneIsNotPaidAnew(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.DropAnswer())
	o := f.shop.orders.create("24.99", "USD")
	f.post(t, o.ID, "0")
	lost, _ := f.shop.orders.get(o.ID)
	record := *lost.latest().Record
	record.Undo = &cybersource.UndoRecord{
		Begun: record.Time, Ended: cybersource.UndoNothing,
		Absent: []cybersource.AbsentAnswer{{At: record.Time, EmptyLook: true}, {At: record.Time, EmptyLook: true}},
	}

	r, err := f.shop.notMade(t.Context(), record)
	if err != nil || r.state != unknown {
		t.Errorf("the order is %q, %v, and its payment stands", r.state, err)
	}
}

// Without timeout calls nobody can say that there is no payment.
func TestPaymentThatNobodyFindsIsLeftToTheStaff(t *testing.T) {
	f := newFixtureOf(t, cybersourcetest.Options{}, false)
	f.gateway.Next(cybersourcetest.CloseBeforeReading())
	o := f.shop.orders.create("24.99", "USD")
	f.post(t, o.ID, "0")

	f.settleFor(t, 24*time.Hour)
	f.wantState(t, o.ID, unknown)
	f.settleFor(t, 2*time.Hour)
	f.wantState(t, o.ID, waiting)
	left, _ := f.shop.orders.get(o.ID)
	if code := left.latest().Code; !strings.Contains(left.Note, code) {
		t.Errorf("the staff is told %q, which does not name %s", left.Note, code)
	}
	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, waiting)
	f.wantCharges(t, o.ID, 0)
}

func TestDuplicateIsFoundAmongEarlierAttempts(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("24.99", "USD")
	begun, first, _ := f.shop.orders.begin(o.ID, 0)
	f.shop.pay(t.Context(), begun, first, "token")
	f.shop.orders.answered(o.ID, first, result{state: open}) // the shop believes that it failed

	f.gateway.Next(cybersourcetest.Decline("DUPLICATE_REQUEST"))
	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, unknown)
	f.shop.settle(t.Context(), 0)
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
}

func TestProcessThatEndsLeavesARecordThatIsResolved(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("24.99", "USD")
	begun, a, _ := f.shop.orders.begin(o.ID, 0)
	f.shop.pay(t.Context(), begun, a, "token") // and the process ends before it stores the result

	f.shop.settle(t.Context(), time.Minute)
	f.wantState(t, o.ID, paying) // too early

	f.clock.forward(2 * time.Minute)
	f.shop.settle(t.Context(), time.Minute)
	f.wantState(t, o.ID, paid)
}

// A process that is stopped between the attempt and its record sends nothing when it goes on.
func TestAttemptWithoutARecordWasNeverSentAndNeverWillBe(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("24.99", "USD")
	begun, slow, _ := f.shop.orders.begin(o.ID, 0)
	f.clock.forward(2 * time.Minute)
	f.shop.settle(t.Context(), time.Minute)
	f.wantState(t, o.ID, open)

	if r := f.shop.pay(t.Context(), begun, slow, "token"); r.state != open {
		t.Errorf("the attempt that came too late ended as %q", r.state)
	}
	f.shop.orders.begin(o.ID, 1)
	f.shop.pay(t.Context(), begun, slow, "token")
	f.wantCharges(t, o.ID, 0)
}

// Once an attempt is being undone it is not paid, whatever arrives late.
func TestAnswerThatComesDuringAnUndoDoesNotCount(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.CloseBeforeReading())
	o := f.shop.orders.create("24.99", "USD")
	begun, a, _ := f.shop.orders.begin(o.ID, 0)
	f.shop.orders.answered(o.ID, a, f.shop.pay(t.Context(), begun, a, "token"))
	before, _ := f.shop.orders.get(o.ID)
	f.settleFor(t, undoAfter+5*time.Minute)
	undoing, _ := f.shop.orders.get(o.ID)
	if !undoing.latest().undoing() {
		t.Fatal("the undo has not begun")
	}

	if f.shop.orders.answered(o.ID, a, result{state: paid}) {
		t.Error("the order counts as paid")
	}
	if err := f.shop.orders.store(o.ID, a, *before.latest().Record); err == nil {
		t.Error("the intent to undo was overwritten")
	}
	f.wantState(t, o.ID, unknown)
}

// settleFor runs the job every minute for so long.
func (f *fixture) settleFor(t *testing.T, d time.Duration) {
	t.Helper()
	for range d / time.Minute {
		f.clock.forward(time.Minute)
		f.shop.settle(context.Background(), 0)
	}
}
