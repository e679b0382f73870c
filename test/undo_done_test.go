package test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// slow is an index that shows nothing for so long that timeout calls come first. What
// became of one whose answer was lost shows in the end.
var slow = cybersourcetest.IndexDelay{Least: 40 * time.Minute}

func withoutTimeoutCalls(cfg *cybersource.Configuration) { cfg.TimeoutCalls = false }

// undoWays are the ways to find what is to be undone.
var undoWays = []struct {
	name      string
	options   cybersourcetest.Options
	configure func(*cybersource.Configuration)
}{
	{"by its record", cybersourcetest.Options{}, withoutTimeoutCalls},
	{"by its record, which shows later", cybersourcetest.Options{IndexDelay: cybersourcetest.IndexDelay{Least: 10 * time.Minute}}, withoutTimeoutCalls},
	{"by its transaction id", cybersourcetest.Options{IndexDelay: slow}, nil},
	{"by either", cybersourcetest.Options{IndexDelay: cybersourcetest.IndexDelay{Least: 5 * time.Minute}}, nil},
	{"with codes that may be used once", cybersourcetest.Options{DuplicateCodeCheck: true, DuplicateCodeAcross: true}, nil},
	{"by its transaction id, with codes that may be used once", cybersourcetest.Options{DuplicateCodeCheck: true, DuplicateCodeAcross: true, IndexDelay: slow}, nil},
	{"with voids that are cancels", cybersourcetest.Options{Lookups: cybersourcetest.Lookups{VoidsAreCancels: true, NumericCodes: true}}, nil},
}

func (u *undoable) needsTimeoutCalls(configure func(*cybersource.Configuration)) bool {
	return u.name == "authorization that waits for a review" && configure != nil
}

// eachUndo runs a test for every call that can be undone and every way to find it.
func eachUndo(t *testing.T, test func(t *testing.T, u *undoable, start func(t *testing.T) *undoWorld)) {
	for _, way := range undoWays {
		for _, u := range undoables {
			if u.needsTimeoutCalls(way.configure) {
				continue // a row of a test of its own
			}
			t.Run(u.name+" "+way.name, func(t *testing.T) {
				test(t, &u, func(t *testing.T) *undoWorld { return newUndoWorld(t, way.options, way.configure) })
			})
		}
	}
}

func TestUndoOfALostCallHappensOnce(t *testing.T) {
	eachUndo(t, func(t *testing.T, u *undoable, start func(*testing.T) *undoWorld) {
		w := start(t)
		w.lost(u.send(w), cybersourcetest.DropAnswer())
		u.requireUndone(w, w.toEnd())
		calls := w.undoing
		u.requireUndone(w, w.once(cybersource.UndoDone)) // and again, which asks nobody
		assert.Equal(t, calls, w.undoing)
	})
}

// The process can end between any two steps: what was not stored is not known afterwards.
func TestCrashBetweenAnyTwoStepsIsHarmless(t *testing.T) {
	eachUndo(t, func(t *testing.T, u *undoable, start func(*testing.T) *undoWorld) {
		for failing := 1; ; failing++ {
			w := start(t)
			w.lost(u.send(w), cybersourcetest.DropAnswer())
			w.failing = failing
			result := w.toEnd()
			u.requireUndone(w, result)
			if w.saves < failing {
				require.Greater(t, failing, 3, "nothing failed")
				return
			}
		}
	})
}

// Every attempt of the calls that undo something meets a fault in turn.
func TestLostAnswerOfAnUndoIsHarmless(t *testing.T) {
	faults := []cybersourcetest.Step{
		cybersourcetest.DropAnswer(), cybersourcetest.CloseBeforeReading(), cybersourcetest.TruncatedJSON(), cybersourcetest.HTML(504).AfterProcessing(),
		cybersourcetest.ArriveLate(2 * time.Minute), cybersourcetest.ProcessLate(3 * time.Minute), cybersourcetest.Unauthorized(), cybersourcetest.RefuseConnection(),
	}
	eachUndo(t, func(t *testing.T, u *undoable, start func(*testing.T) *undoWorld) {
		for i, fault := range faults {
			for meeting := 1; ; meeting++ {
				w := start(t)
				w.lost(u.send(w), cybersourcetest.DropAnswer())
				w.faults[meeting] = fault
				result := w.toEnd()
				w.runUntil(w.since() + time.Hour) // what comes late has come
				u.requireUndone(w, result)
				if w.undoing < meeting {
					require.Greater(t, meeting, 1, "fault %d met nobody", i)
					break
				}
			}
		}
	})
}

// All answers of the undo are lost for a while, whatever it sends.
func TestLostAnswersOfAnUndoAreHarmless(t *testing.T) {
	for _, fault := range []cybersourcetest.Step{cybersourcetest.DropAnswer(), cybersourcetest.ArriveLate(150 * time.Second)} {
		eachUndo(t, func(t *testing.T, u *undoable, start func(*testing.T) *undoWorld) {
			w := start(t)
			w.lost(u.send(w), cybersourcetest.DropAnswer())
			for n := 1; n <= 6; n++ {
				w.faults[n] = fault
			}
			result := w.toEnd()
			w.runUntil(w.since() + time.Hour)
			u.requireUndone(w, result)
		})
	}
}

func TestIntentIsStoredBeforeAnythingIsSent(t *testing.T) {
	for _, failing := range []int{1, 2} {
		t.Run(fmt.Sprint("save ", failing), func(t *testing.T) {
			w := newUndoWorld(t, cybersourcetest.Options{}, nil)
			w.lost(undoables[0].send(w), cybersourcetest.DropAnswer())
			before := len(w.gateway.Requests())
			w.failing = failing
			_, err := w.undo()
			require.ErrorIs(t, err, errDiskFull)
			assert.Equal(t, failing == 1, len(w.gateway.Requests()) == before, "looked up before the intent was stored")
			assert.Zero(t, w.undoing)
			if failing == 2 {
				assert.False(t, w.record().Undo.Begun.IsZero())
			}
		})
	}
}

func TestRecordOfAnUndoIsStoredBeforeItIsSent(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{}, nil)
	w.lost(undoables[0].send(w), cybersourcetest.DropAnswer())
	w.failing = 3
	_, err := w.undo()
	require.ErrorIs(t, err, errDiskFull)
	assert.Zero(t, w.undoing)
	w.faults[1] = cybersourcetest.DropAnswer()
	result := w.once(cybersource.UndoOpen, cybersource.WithUniqueCode())
	call := w.record().Undo.Call
	require.NotNil(t, call)
	assert.Equal(t, []string{"AuthReversal", "100.00", "USD", w.record().ReferenceCode}, []string{call.Operation, call.Amount, call.Currency, call.ReferenceCode})
	assert.False(t, call.CodeIsUnique, "it is that of the payment")
	assert.False(t, result.AskAgainAt.IsZero())
	resolution, err := w.client.Resolve(t.Context(), w.record())
	require.NoError(t, err)
	assert.Equal(t, cybersource.OutcomeUnknown, resolution.Outcome.Kind, "never paid")
}
