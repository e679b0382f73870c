package idempotency_test

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// dies makes the process of a call end at a point: nothing after it happens. The call
// panics, as nothing else ends a goroutine of the caller's everywhere.
func (w *world) dies(run func()) {
	w.t.Helper()
	defer func() {
		if recover() != errDied {
			w.t.Error("the process did not die")
		}
	}()
	run()
}

var errDied = errors.New("the process died")

// diesAt makes the store's change n, counted from 1, the last thing that a process does.
func diesAt(n int, committed bool) func(w *world) {
	return fail(func(i int, commit func() error) error {
		if i == n && committed {
			_ = commit()
		}
		if i == n {
			panic(errDied)
		}
		return commit()
	})
}

func timeoutCalls(w *world) {
	w.options.Undo = true
	w.config = func(c *cybersource.Configuration) { c.TimeoutCalls = true }
}

// recoverUntilDone calls Recover until nothing is due within two days.
func (w *world) recoverUntilDone() {
	w.t.Helper()
	for range 200 {
		w.recover()
		w.pass(15 * time.Minute)
	}
}

// The points at which a process can die in a payment, and what is true afterwards.
func TestPaymentSurvivesADeathAtEachPoint(t *testing.T) {
	for _, tc := range []struct {
		name   string
		die    func(w *world)
		script cybersourcetest.Step
		sent   int
		state  idempotency.State // in the end, with timeout calls
		alone  idempotency.State // and without
	}{
		{"before the claim's commit", diesAt(1, false), cybersourcetest.Pass(), 0, "", ""},
		{"after the claim's commit", diesAt(1, true), cybersourcetest.Pass(), 0, idempotency.StateNotMade, idempotency.StateOpen},
		{"before recording", diesAt(2, false), cybersourcetest.Pass(), 1, idempotency.StateStanding, idempotency.StateStanding},
		{"before recording a decline", diesAt(2, false), cybersourcetest.Decline("EXPIRED_CARD"), 1, idempotency.StateDeclined, idempotency.StateDeclined},
		{"after recording", diesAt(2, true), cybersourcetest.Pass(), 1, idempotency.StateStanding, idempotency.StateStanding},
	} {
		for _, account := range []struct {
			name  string
			setup func(w *world)
			want  idempotency.State
		}{{"timeout calls", timeoutCalls, tc.state}, {"none", func(*world) {}, tc.alone}} {
			t.Run(tc.name+", "+account.name, func(t *testing.T) {
				w := newWorld(t, tc.die, account.setup)
				w.gateway.Next(tc.script)
				w.dies(func() { _, _ = w.pay("pay-1") })
				w.wantSent(createPayment, tc.sent)
				w.store = w.memory
				w.keys = w.otherKeys()
				if account.want == "" {
					w.paid("pay-1")
					return
				}
				w.recoverUntilDone()
				e := w.wantState("pay-1", account.want)
				if account.want == idempotency.StateOpen && (e.Left == "" || !e.Due.IsZero()) {
					t.Errorf("nobody is told: %+v", e)
				}
				w.wantSent(createPayment, tc.sent)
			})
		}
	}
}

func TestStepOfADeadProcessIsLeftAloneUntilItsLeaseEnds(t *testing.T) {
	w := newWorld(t, diesAt(1, true))
	w.dies(func() { _, _ = w.pay("pay-1") })
	w.store = w.memory
	w.keys = w.otherKeys()
	w.pass(time.Minute)
	if counts := w.recover(); counts != (idempotency.Counts{}) {
		t.Errorf("recovered %+v", counts)
	}
	e := w.wantState("pay-1", idempotency.StateRunning)
	if !e.Due.Equal(e.Record.QuietAt) { // both clocks are one here
		t.Errorf("the lease ends at %v, not at %v", e.Due, e.Record.QuietAt)
	}
	w.pass(e.Due.Sub(w.clock()))
	if counts := w.recover(); counts.Looked != 1 || counts.Open != 1 {
		t.Errorf("recovered %+v", counts)
	}
}

func TestLostAnswerIsLookedUpByTheRepeat(t *testing.T) {
	w := newWorld(t)
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, err := w.pay("pay-1")
	if !errors.Is(err, cybersource.ErrOutcomeUnknown) {
		t.Fatalf("got %v", err)
	}
	r := w.paid("pay-1")
	if !r.Replayed || r.Answer != nil || r.Record.ID == "" || !r.Outcome.Approved() || r.Outcome.Amount != "102.21" {
		t.Errorf("the repeat: %+v", r)
	}
	w.wantSent(createPayment, 1)
}

// What a look-up shows is compared with what was asked for: less is no approval, and another
// currency is for a person.
func TestLookUpOfOtherThanWasAskedForIsNotApproved(t *testing.T) {
	for _, tc := range []struct {
		name, asked, shown string
		state              idempotency.State
		kind               cybersource.OutcomeKind
		left               string
	}{
		{"less", `102.21`, `1.00`, idempotency.StateStanding, cybersource.OutcomePartiallyApproved, ""},
		{"another currency", `"USD"`, `"EUR"`, idempotency.StateOpen, cybersource.OutcomeUnknown, "its record is not of what was asked for (102.21 EUR)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t, timeoutCalls, recordsShow(tc.asked, tc.shown))
			w.gateway.Next(cybersourcetest.DropAnswer())
			_, err := w.pay("pay-1")
			if !errors.Is(err, cybersource.ErrOutcomeUnknown) {
				t.Fatalf("got %v", err)
			}
			w.recoverUntilDone()
			e := w.wantState("pay-1", tc.state)
			if e.Outcome.Kind != tc.kind || !e.Outcome.HoldsFunds || !strings.HasPrefix(e.Left, tc.left) || (e.Left == "") != (tc.left == "") {
				t.Errorf("%+v, left %q", e.Outcome, e.Left)
			}
			wantKind(t, errorOf(w.pay("pay-2")), idempotency.ErrOrderBusy, false)
			w.wantSent(createPayment, 1)
			w.wantSent("MitReversal", 0)
		})
	}
}

// recordsShow replaces a text in each record that is looked up.
func recordsShow(text, by string) func(w *world) {
	return func(w *world) {
		before := w.config
		w.config = func(c *cybersource.Configuration) {
			before(c)
			c.Transport = &rewriter{cmp.Or(c.Transport, http.DefaultTransport), text, by}
		}
	}
}

type rewriter struct {
	next     http.RoundTripper
	text, by string
}

func (r *rewriter) RoundTrip(q *http.Request) (*http.Response, error) {
	answer, err := r.next.RoundTrip(q)
	if err != nil || !strings.Contains(q.URL.Path, "/transactions/") {
		return answer, err
	}
	defer func() { _ = answer.Body.Close() }()
	body, err := io.ReadAll(answer.Body)
	body = bytes.ReplaceAll(body, []byte(r.text), []byte(r.by))
	answer.Body, answer.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	answer.Header.Del("Content-Length")
	return answer, err
}

func TestPaymentThatNothingShowsYetIsOpen(t *testing.T) {
	w := newWorld(t, func(w *world) { w.offline.IndexDelay.Least = 30 * time.Minute })
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	_, err := w.pay("pay-1")
	if step := wantKind(t, err, idempotency.ErrOpen, false); !step.Until.After(w.clock()) || !errors.Is(err, cybersource.ErrOutcomeUnknown) {
		t.Errorf("got %+v", step)
	}
	w.recoverUntilDone()
	w.paid("pay-1")
	w.wantSent(createPayment, 1)
}

func TestSubmissionIsSentAgainAfterASilence(t *testing.T) {
	w := newWorld(t, func(w *world) { w.options.SendAgainAfter = time.Hour }, diesAt(1, true))
	w.dies(func() { _, _ = w.pay("pay-1") })
	w.store = w.memory
	w.keys = w.otherKeys()
	lost := w.wantState("pay-1", idempotency.StateRunning).Record
	w.pass(30 * time.Minute)
	w.recover()
	_, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrOpen, false)
	w.recoverUntilDone()
	r := w.paid("pay-1")
	if r.Replayed || r.Record.TransactionID != lost.TransactionID || r.Record.ReferenceCode != lost.ReferenceCode {
		t.Errorf("got %+v", r)
	}
	w.wantSent(createPayment, 1)
}

func TestOpenStepIsClosedByAPerson(t *testing.T) {
	for _, paid := range []bool{true, false} {
		w := newWorld(t, diesAt(1, true))
		w.dies(func() { _, _ = w.pay("pay-1") })
		w.store = w.memory
		w.keys = w.otherKeys()
		id := w.wantState("pay-1", idempotency.StateRunning).ID
		closure := idempotency.Closure{By: "kim", Why: "seen in the portal", Paid: paid}
		wantKind(t, w.keys.Close(t.Context(), id, closure), idempotency.ErrNothingToClose, false)
		w.recoverUntilDone()
		var open []idempotency.Entry
		for e, err := range w.keys.Open(t.Context()) {
			if err != nil {
				t.Fatal(err)
			}
			open = append(open, e)
		}
		if len(open) != 1 || open[0].Left == "" {
			t.Fatalf("open: %+v", open)
		}
		if err := w.keys.Close(t.Context(), id, idempotency.Closure{By: "kim"}); !errors.Is(err, cybersource.ErrInvalidRequest) {
			t.Errorf("without a reason: %v", err)
		}
		if err := w.keys.Close(t.Context(), id, closure); err != nil {
			t.Fatal(err)
		}
		e := w.wantState("pay-1", idempotency.StateClosed)
		if e.Closure == nil || e.Closure.By != "kim" || e.Closure.At.IsZero() {
			t.Errorf("closed by %+v", e.Closure)
		}
		_, err := w.pay("pay-1")
		wantKind(t, err, idempotency.ErrEnded, false)
		if _, err = w.pay("pay-2"); errors.Is(err, idempotency.ErrOrderBusy) != paid {
			t.Errorf("closed as paid %t, then: %v", paid, err)
		}
	}
}
func TestPaymentThatNothingShowsIsUndone(t *testing.T) {
	w := newWorld(t, timeoutCalls, func(w *world) { w.offline.IndexDelay.Least = 30 * 24 * time.Hour })
	w.gateway.Next(cybersourcetest.DropAnswer())
	_, _ = w.pay("pay-1")
	w.recoverUntilDone()
	w.wantState("pay-1", idempotency.StateUndone)
	_, err := w.pay("pay-1")
	wantKind(t, err, idempotency.ErrEnded, true)
	w.paid("pay-2")
	held := 0
	for _, p := range w.gateway.Payments() {
		if p.Held != "0.00" {
			held++
		}
	}
	if held != 1 {
		t.Errorf("%d payments are held: %+v", held, w.gateway.Payments())
	}
}

func TestFollowUpsAreRefusedWhileAPaymentIsBeingUndone(t *testing.T) {
	w := newWorld(t, timeoutCalls, diesAt(1, true))
	w.dies(func() { _, _ = w.pay("pay-1") })
	w.store = w.memory
	w.keys = w.otherKeys()
	w.pass(time.Hour)
	w.recover()
	w.wantState("pay-1", idempotency.StateUndoing)
	_, err := w.keys.CreateCredit(t.Context(), idempotency.Key{Order: "20418", Step: "credit-1"}, &cybersource.CreateCreditRequest{})
	if step := wantKind(t, err, idempotency.ErrOrderBusy, false); step.State != idempotency.StateUndoing {
		t.Errorf("got %+v", step)
	}
	_, err = w.pay("pay-2")
	wantKind(t, err, idempotency.ErrOrderBusy, false)
}
