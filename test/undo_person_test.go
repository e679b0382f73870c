package test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestCallThatNoOtherUndoesAloneIsForAPerson(t *testing.T) {
	for _, tc := range []struct {
		name string
		send func(w *undoWorld) func(...cybersource.CallOption) error
		left string
	}{
		{"increment", func(w *undoWorld) func(...cybersource.CallOption) error {
			return w.sendAbout(cybersourcetest.IncrementAuth, w.authorize().ID)
		}, "reverse all of payment "},
		{"reversal of a part", func(w *undoWorld) func(...cybersource.CallOption) error {
			payment := w.authorize()
			return func(options ...cybersource.CallOption) error {
				s := submission{operation: cybersourcetest.AuthReversal, id: payment.ID, amount: "40.00"}
				return s.send(w.Context(), w.client, options...).err
			}
		}, "it was of a part of payment "},
	} {
		for _, fault := range []cybersourcetest.Step{cybersourcetest.DropAnswer(), cybersourcetest.CloseBeforeReading()} {
			t.Run(tc.name+" "+fault.String(), func(t *testing.T) {
				w := newUndoWorld(t, cybersourcetest.Options{Features: cybersourcetest.Features{PartialReversals: true}}, nil)
				w.lost(tc.send(w), fault)
				before := w.gateway.Payments()
				result := w.toEnd()
				assert.Equal(t, cybersource.UndoForPerson, result.State, "%+v", result)
				assert.Contains(t, result.Left, tc.left+before[0].ID)
				assert.Contains(t, result.Left, result.Record.ReferenceCode)
				assert.Zero(t, w.undoing)
				assert.Equal(t, before, w.gateway.Payments())
			})
		}
	}
}

// A lost reversal of the whole, and a lost void, are sent again: that does no more.
func TestCallThatDoesNoMoreWhenRepeatedIsSentAgain(t *testing.T) {
	for _, tc := range []struct {
		name string
		send func(w *undoWorld) func(...cybersource.CallOption) error
		done cybersource.UndoCall
	}{
		{"reversal", func(w *undoWorld) func(...cybersource.CallOption) error {
			return w.sendAbout(cybersourcetest.AuthReversal, w.authorize().ID)
		}, cybersource.UndoReversal},
		{"void of a capture", func(w *undoWorld) func(...cybersource.CallOption) error {
			capture := w.captureOf(w.authorize().ID, "100.00", 2)
			return w.sendAbout(cybersourcetest.VoidCapture, capture.ID)
		}, cybersource.UndoVoid},
		{"void of a credit", func(w *undoWorld) func(...cybersource.CallOption) error {
			credit, err := w.client.CreditApi.CreateCredit(w.Context(), credit())
			require.NoError(w, err)
			return w.sendAbout(cybersourcetest.VoidCredit, credit.ID)
		}, cybersource.UndoVoid},
	} {
		for _, fault := range []cybersourcetest.Step{cybersourcetest.DropAnswer(), cybersourcetest.CloseBeforeReading(), cybersourcetest.ArriveLate(time.Minute)} {
			t.Run(tc.name+" "+fault.String(), func(t *testing.T) {
				w := newUndoWorld(t, cybersourcetest.Options{IndexDelay: cybersourcetest.IndexDelay{Least: time.Minute}}, nil)
				call := tc.send(w)
				w.runUntil(w.since() + time.Hour)
				for range 3 { // the client repeats voids
					w.gateway.Next(fault)
				}
				lost, unknown := call().(*cybersource.OutcomeUnknownError)
				require.True(t, unknown)
				w.keep(lost.Record())
				result := w.toEnd()
				require.Equal(t, cybersource.UndoDone, result.State, "%+v", result)
				assert.Equal(t, tc.done, result.Done)
				w.runUntil(w.since() + time.Hour)
				reversed, voided, _ := w.undoes()
				assert.Equal(t, 1, reversed+voided, "%+v", w.gateway.Payments())
			})
		}
	}
}

// A single record that shares its code is a candidate, and never the call.
func TestCandidateIsNotUndoneByItsID(t *testing.T) {
	shared := func(w *undoWorld) func(...cybersource.CallOption) error {
		return func(options ...cybersource.CallOption) error {
			s := submission{operation: cybersourcetest.CreatePayment, code: "order-1", amount: "100.00"}
			return s.send(w.Context(), w.client, options...).err
		}
	}
	t.Run("another order's, and no timeout calls", func(t *testing.T) {
		w := newUndoWorld(t, cybersourcetest.Options{}, withoutTimeoutCalls)
		require.NoError(t, shared(w)())
		w.lost(shared(w), cybersourcetest.CloseBeforeReading())
		w.once(cybersource.UndoOpen) // the answer may come yet
		w.runUntil(w.since() + time.Hour)
		result := w.once(cybersource.UndoForPerson)
		assert.Contains(t, result.Left, w.gateway.Payments()[0].ID)
		assert.Zero(t, w.undoing)
		w.requireMoney(w.gateway.Payments()[0].ID, money{held: "100.00"})
	})
	t.Run("another order's, by the transaction id", func(t *testing.T) {
		w := newUndoWorld(t, cybersourcetest.Options{}, nil)
		require.NoError(t, shared(w)())
		w.lost(shared(w), cybersourcetest.CloseBeforeReading())
		result := w.toEnd()
		assert.Equal(t, cybersource.UndoOpen, result.State)
		assert.Contains(t, result.Left, w.gateway.Payments()[0].ID)
		w.requireMoney(w.gateway.Payments()[0].ID, money{held: "100.00"})
	})
	t.Run("its own, by the transaction id", func(t *testing.T) {
		w := newUndoWorld(t, cybersourcetest.Options{}, nil)
		require.NoError(t, shared(w)())
		w.lost(shared(w), cybersourcetest.DropAnswer())
		result := w.toEnd()
		assert.Equal(t, cybersource.UndoDone, result.State)
		w.requireMoney(w.gateway.Payments()[0].ID, money{held: "100.00"})
		w.requireMoney(w.gateway.Payments()[1].ID, money{released: "100.00"})
	})
}

// The hold behind a voided sale expires, if it cannot be released.
func TestRefusalOfTheHoldBehindASaleIsReported(t *testing.T) {
	for name, delay := range map[string]cybersourcetest.IndexDelay{"by id": {}, "by transaction id": slow} {
		t.Run(name, func(t *testing.T) {
			w := newUndoWorld(t, cybersourcetest.Options{IndexDelay: delay, Features: cybersourcetest.Features{NoReversalAfterVoid: true}}, nil)
			w.lost(undoableNamed("sale").send(w), cybersourcetest.DropAnswer())
			for range 2 {
				result := w.toEnd()
				assert.Equal(t, cybersource.UndoDone, result.State)
				assert.Equal(t, cybersource.UndoVoid, result.Done)
				assert.Contains(t, result.Left, "the hold behind it is not known to be released")
				assert.Contains(t, result.Left, "100.00 USD")
			}
			w.requireMoney(w.gateway.Payments()[0].ID, money{held: "100.00"})
		})
	}
}

// Somebody else may have done it, or may have gone on with it.
func TestUndoSeesWhatOthersDidMeanwhile(t *testing.T) {
	t.Run("reversed", func(t *testing.T) {
		w := newUndoWorld(t, cybersourcetest.Options{}, nil)
		w.lost(undoables[0].send(w), cybersourcetest.DropAnswer())
		require.NoError(t, w.sendAbout(cybersourcetest.AuthReversal, w.gateway.Payments()[0].ID)())
		w.undoing = 0
		assert.Equal(t, cybersource.UndoDone, w.toEnd().State)
		assert.Zero(t, w.undoing)
	})
	t.Run("voided", func(t *testing.T) {
		w := newUndoWorld(t, cybersourcetest.Options{}, nil)
		w.lost(undoableNamed("credit").send(w), cybersourcetest.DropAnswer())
		require.NoError(t, w.sendAbout(cybersourcetest.VoidCredit, w.gateway.Payments()[0].ID)())
		w.undoing = 0
		assert.Equal(t, cybersource.UndoDone, w.toEnd().State)
		assert.Zero(t, w.undoing)
	})
	t.Run("captured", func(t *testing.T) {
		w := newUndoWorld(t, cybersourcetest.Options{}, nil)
		w.lost(undoables[0].send(w), cybersourcetest.DropAnswer())
		w.captureOf(w.gateway.Payments()[0].ID, "60.00", 1)
		result := w.once(cybersource.UndoForPerson)
		assert.Contains(t, result.Left, "captured since, 60.00 USD")
		w.requireMoney(w.gateway.Payments()[0].ID, money{held: "40.00", captured: "60.00"})
	})
	t.Run("increased", func(t *testing.T) {
		w := newUndoWorld(t, cybersourcetest.Options{}, nil)
		w.lost(undoables[0].send(w), cybersourcetest.DropAnswer())
		require.NoError(t, w.sendAbout(cybersourcetest.IncrementAuth, w.gateway.Payments()[0].ID)())
		assert.Equal(t, cybersource.UndoDone, w.toEnd().State)
		w.requireMoney(w.gateway.Payments()[0].ID, money{released: "200.00"})
	})
}
