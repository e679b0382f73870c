package test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestCallThatMovedNothingIsNothingToUndo(t *testing.T) {
	for _, tc := range []struct {
		name    string
		send    func(*undoWorld) func(...cybersource.CallOption) error
		options cybersourcetest.Options
	}{
		{"declined", sendPayment("2233.00", false, false), cybersourcetest.Options{}},
		{"declined, by its transaction id", sendPayment("2233.00", false, false), cybersourcetest.Options{IndexDelay: slow}},
		{"declined sale, by its transaction id", sendPayment("2233.00", true, false), cybersourcetest.Options{IndexDelay: slow}},
		{"nothing was asked for", sendPayment("0.00", false, false), cybersourcetest.Options{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newUndoWorld(t, tc.options, nil)
			w.lost(tc.send(w), cybersourcetest.DropAnswer())
			result := w.toEnd()
			assert.Equal(t, cybersource.UndoNothing, result.State, "%+v", result)
			assert.Equal(t, cybersource.UndoNone, result.Done)
			assert.Empty(t, result.Left)
			assert.Equal(t, tc.options.IndexDelay == slow, w.undoing > 0)
		})
	}
}

func TestCallThatWasNeverSentIsNothingToUndo(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{}, nil)
	w.gateway.Next(cybersourcetest.RefuseConnection())
	w.gateway.Next(cybersourcetest.RefuseConnection())
	w.gateway.Next(cybersourcetest.RefuseConnection())
	failed, ok := sendPayment("100.00", false, false)(w)().(*cybersource.NotProcessedError)
	require.True(t, ok)
	w.keep(failed.Record())
	before := len(w.gateway.Requests())
	w.once(cybersource.UndoNothing)
	assert.Len(t, w.gateway.Requests(), before, "nobody was asked")
}

// neverArrived are the calls that timeout calls can be asked about.
var neverArrived = []string{"authorization", "sale", "capture", "refund of a sale", "credit"}

func undoableNamed(name string) *undoable {
	for i := range undoables {
		if undoables[i].name == name {
			return &undoables[i]
		}
	}
	panic(name)
}

func TestServiceHasNoneAfterTwoAnswersThatItHasNone(t *testing.T) {
	for _, name := range neverArrived {
		t.Run(name, func(t *testing.T) {
			w := newUndoWorld(t, cybersourcetest.Options{}, nil)
			record := w.lost(undoableNamed(name).send(w), cybersourcetest.CloseBeforeReading())
			result := w.once(cybersource.UndoTooEarly)
			assert.Equal(t, record.SendBy.Add(time.Minute), result.AskAgainAt)
			assert.Zero(t, w.undoing)
			w.runUntil(w.since() + result.AskAgainAt.Sub(w.now()) - time.Second)
			w.once(cybersource.UndoTooEarly)

			result = w.toEnd()
			require.Equal(t, cybersource.UndoNothing, result.State, "%+v", result)
			absent := result.Record.Undo.Absent
			require.Len(t, absent, 2)
			for _, answer := range absent {
				assert.True(t, answer.At.After(record.QuietAt) && answer.EmptyLook, "%+v", answer)
			}
			assert.GreaterOrEqual(t, absent[1].At.Sub(absent[0].At), 5*time.Minute)
			assert.Less(t, w.now().Sub(record.QuietAt), 10*time.Minute, "it takes no longer than it has to")
			resolution, err := w.client.Resolve(t.Context(), result.Record)
			require.NoError(t, err)
			assert.Equal(t, cybersource.VerdictNone, resolution.Verdict)
			for _, r := range w.gateway.Requests() {
				if r.Operation == cybersourcetest.MitReversal {
					assert.NotContains(t, string(r.Body()), `"reason"`)
				}
			}
		})
	}
}

func TestAnswersThatItHasNoneDoNotCountBeforeTheCallIsQuiet(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{}, nil)
	record := w.lost(undoables[0].send(w), cybersourcetest.CloseBeforeReading())
	for w.now().Before(record.QuietAt) {
		result, err := w.undo()
		require.NoError(t, err)
		require.Contains(t, []cybersource.UndoState{cybersource.UndoTooEarly, cybersource.UndoOpen}, result.State)
		require.Empty(t, result.Record.Undo.Absent)
		w.runUntil(w.since() + 20*time.Second)
	}
	assert.Greater(t, w.undoing, 5)
}

// What arrives after it was asked for, and before its token has expired, is undone.
func TestCallThatArrivesLateIsUndone(t *testing.T) {
	for _, name := range neverArrived {
		for _, late := range []time.Duration{150 * time.Second, 220 * time.Second} {
			t.Run(name+" "+late.String(), func(t *testing.T) {
				u := undoableNamed(name)
				w := newUndoWorld(t, cybersourcetest.Options{ClockTolerance: 2 * time.Minute, IndexDelay: cybersourcetest.IndexDelay{Least: time.Minute}}, nil)
				w.lost(u.send(w), cybersourcetest.ArriveLate(late))
				u.requireUndone(w, w.toEnd())
			})
		}
	}
}

// A timeout call whose answer was lost can arrive late, and would undo what is sent again.
func TestServiceHasNoneOnlyAfterItsOwnCallsAreQuiet(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{}, nil)
	record := w.lost(undoables[0].send(w), cybersourcetest.CloseBeforeReading())
	w.runUntil(record.QuietAt.Add(time.Second).Sub(w.start))
	w.faults[1] = cybersourcetest.ArriveLate(0)
	w.once(cybersource.UndoOpen)
	call := w.record().Undo.Call
	require.NotNil(t, call)
	result := w.toEnd()
	assert.Equal(t, cybersource.UndoNothing, result.State)
	assert.True(t, w.now().After(call.QuietAt), "%v, quiet at %v", w.now(), call.QuietAt)
}

// Without timeout calls nothing proves that there is none.
func TestUndoWithoutTimeoutCallsStaysOpen(t *testing.T) {
	for _, tc := range []struct {
		name      string
		options   cybersourcetest.Options
		configure func(*cybersource.Configuration)
	}{
		{"not declared", cybersourcetest.Options{}, withoutTimeoutCalls},
		{"not declared, and not there", cybersourcetest.Options{Features: cybersourcetest.Features{NoTimeoutCalls: true}}, withoutTimeoutCalls},
		{"no transaction id", cybersourcetest.Options{}, func(cfg *cybersource.Configuration) { cfg.OmitTransactionID = true }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newUndoWorld(t, tc.options, tc.configure)
			record := w.lost(undoables[0].send(w), cybersourcetest.CloseBeforeReading())
			result := w.toEnd()
			assert.Equal(t, cybersource.UndoOpen, result.State)
			assert.GreaterOrEqual(t, w.now().Sub(record.QuietAt), 24*time.Hour)
			assert.Zero(t, w.undoing)
			for _, what := range []string{record.ReferenceCode, "100.00 USD", "2026-03-04T05:06:07Z", "Reversal"} {
				assert.Contains(t, result.Left, what)
			}
		})
	}
}

func TestRefusalOfTimeoutCallsThatSaysNothingIsForAPerson(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{Features: cybersourcetest.Features{NoTimeoutCalls: true}, TimeoutCallReason: "NOT_SUPPORTED"}, nil)
	record := w.lost(undoables[0].send(w), cybersourcetest.CloseBeforeReading())
	w.runUntil(record.QuietAt.Add(time.Second).Sub(w.start))
	result := w.once(cybersource.UndoForPerson)
	assert.Contains(t, result.Left, "NOT_SUPPORTED")
	assert.False(t, result.AskAgainAt.IsZero(), "a look-up may find it yet")
	assert.Empty(t, result.Record.Undo.Absent)
}

// A call that was in work when the service said that it has none exists after all.
func TestAnswerThatThereIsOneOutweighsThoseThatThereIsNone(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{LateIsUnknown: true, IndexDelay: slow}, nil)
	record := w.lost(undoableNamed("sale").send(w), cybersourcetest.ProcessLate(500*time.Second))
	w.runUntil(record.QuietAt.Add(time.Second).Sub(w.start))
	result := w.once(cybersource.UndoOpen)
	require.Len(t, result.Record.Undo.Absent, 1)
	w.runUntil(result.AskAgainAt.Sub(w.start))
	w.gateway.SendBatch()
	result = w.once(cybersource.UndoOpen)
	assert.Empty(t, result.Record.Undo.Absent, "NOT_VOIDABLE")
	assert.Equal(t, cybersource.UndoForPerson, w.toEnd().State)
}
