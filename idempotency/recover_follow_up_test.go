package idempotency_test

import (
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// hidden keeps look-ups from finding anything for a month.
func hidden(w *world) { w.offline.IndexDelay.Least = 30 * 24 * time.Hour }

var fates = []fate{
	{name: "killed before sending", meet: dying(1, true)},
	{name: "killed after sending", meet: dying(2, false), sent: true},
	{name: "killed after recording", meet: dying(2, true), sent: true, recorded: true},
	{name: "answer lost", meet: unanswered, sent: true},
}

// A call that is made only once is adopted if it is found. If it is not, a person closes it.
func TestCallThatIsNotMadeAgainIsAdoptedOrLeftToAPerson(t *testing.T) {
	for _, f := range onlyFoundFollowUps {
		for _, fate := range fates {
			t.Run(f.name+", "+fate.name, func(t *testing.T) {
				w, call := prepared(t, &f)
				fate.meet(w, func() { _, _ = call() })
				w.recoverUntilDone()
				switch {
				case fate.recorded, fate.sent && f.name != reversalOfAPart.name:
					w.wantAdopted(&f, call)
				case fate.sent:
					w.wantLeft(&f, 1, call)
				default:
					w.wantLeft(&f, 0, call)
				}
			})
		}
		t.Run(f.name+", not found", func(t *testing.T) {
			w, call := prepared(t, &f, hidden)
			unanswered(w, func() { _, _ = call() })
			w.recoverUntilDone()
			w.wantLeft(&f, 1, call)
		})
	}
}

// A reversal of all and a void end as done, whatever became of the first try. A refusal of
// the second does not show that the first was made: while look-ups find nothing it is open.
// Whether a reversal was of all is looked up too.
func TestReversalOfAllAndAVoidAreMadeAgain(t *testing.T) {
	for _, f := range repeatedFollowUps {
		for _, fate := range fates {
			t.Run(f.name+", "+fate.name, func(t *testing.T) {
				w, call := prepared(t, &f)
				fate.meet(w, func() { _, _ = call() })
				w.recoverUntilDone()
				w.wantAdopted(&f, call)
			})
			t.Run(f.name+", "+fate.name+", not found", func(t *testing.T) {
				w, call := prepared(t, &f, hidden)
				fate.meet(w, func() { _, _ = call() })
				w.recoverUntilDone()
				switch {
				case fate.recorded, !fate.sent && f.operation != authReversal:
					w.wantAdopted(&f, call)
				case fate.sent:
					w.wantLeft(&f, 1, call)
				default:
					w.wantLeft(&f, 0, call)
				}
			})
		}
	}
}

// wantAdopted checks that the call stands, was processed once, and is not made by a repeat.
func (w *world) wantAdopted(f *followUp, call func() (idempotency.State, error)) {
	w.t.Helper()
	e := w.wantState(followUpStep, idempotency.StateStanding)
	if !e.Due.IsZero() || e.Left != "" {
		w.t.Errorf("it is looked at again: %+v", e)
	}
	if state, err := call(); err != nil || state != idempotency.StateStanding {
		w.t.Errorf("the repeat: %s, %v", state, err)
	}
	w.wantProcessed(f.operation, 1)
}

// wantLeft checks that a person is told of the call, that a repeat does not make it, and
// that it can be closed.
func (w *world) wantLeft(f *followUp, processed int, call func() (idempotency.State, error)) {
	w.t.Helper()
	e := w.wantState(followUpStep, idempotency.StateOpen)
	if e.Left == "" || !e.Due.IsZero() {
		w.t.Errorf("nobody is told: %+v", e)
	}
	_, err := call()
	if step := wantKind(w.t, err, idempotency.ErrOpen, false); step.Left == "" {
		w.t.Errorf("the repeat: %+v", step)
	}
	w.wantProcessed(f.operation, processed)
	if err := w.keys.Close(w.t.Context(), e.ID, idempotency.Closure{By: "kim", Why: "seen in the portal", Paid: processed > 0}); err != nil {
		w.t.Error(err)
	}
	_, err = call()
	wantKind(w.t, err, idempotency.ErrEnded, false)
}

// wantProcessed checks how often the service acted on calls of an operation.
func (w *world) wantProcessed(operation string, want int) {
	w.t.Helper()
	got := 0
	for _, e := range w.gateway.Ledger() {
		if e.Operation == operation && e.Processed {
			got++
		}
	}
	if got != want {
		w.t.Errorf("the service acted on %d calls of %s, want %d", got, operation, want)
	}
}
