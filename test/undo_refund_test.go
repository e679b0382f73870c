package test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// sentWorld is a lost sale or capture that has gone to the processor.
func sentWorld(t *testing.T, name string, options cybersourcetest.Options) *undoWorld {
	t.Helper()
	w := newUndoWorld(t, options, nil)
	w.lost(undoableNamed(name).send(w), cybersourcetest.DropAnswer())
	w.gateway.SendBatch()
	return w
}

func TestRefundOfWhatWasSentIsMadeOnlyIfAllowed(t *testing.T) {
	for _, name := range []string{"sale", "capture"} {
		t.Run(name, func(t *testing.T) {
			w := sentWorld(t, name, cybersourcetest.Options{})
			result := w.toEnd()
			assert.Equal(t, cybersource.UndoForPerson, result.State)
			assert.Contains(t, result.Left, "refund 100.00 USD")
			assert.Contains(t, result.Left, result.Record.ID)
			assert.Zero(t, w.undoing)

			result = w.toEnd(cybersource.WithRefundAllowed())
			assert.Equal(t, cybersource.UndoDone, result.State, "%+v", result)
			assert.Equal(t, cybersource.UndoRefund, result.Done)
			assert.Empty(t, result.Left)
			w.toEnd(cybersource.WithRefundAllowed())
			assert.Equal(t, 1, w.undoing)
			w.requireMoney(w.gateway.Payments()[0].ID, money{captured: "100.00", refunded: "100.00"})
		})
	}
}

func TestRefundOrCreditThatWasSentIsForAPerson(t *testing.T) {
	for _, name := range []string{"refund of a sale", "credit"} {
		t.Run(name, func(t *testing.T) {
			w := sentWorld(t, name, cybersourcetest.Options{})
			result := w.toEnd(cybersource.WithRefundAllowed())
			assert.Equal(t, cybersource.UndoForPerson, result.State)
			assert.Contains(t, result.Left, "nothing calls it back")
			assert.Zero(t, w.undoing)
		})
	}
}

// A void that comes too late is not one, and NOT_VOIDABLE is no evidence of either.
func TestVoidThatComesTooLateIsARefundOnlyOnceItShows(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{IndexDelay: slow}, nil)
	record := w.lost(undoableNamed("sale").send(w), cybersourcetest.DropAnswer())
	w.gateway.SendBatch()
	w.runUntil(record.QuietAt.Add(time.Second).Sub(w.start))
	for range 3 {
		result := w.once(cybersource.UndoOpen, cybersource.WithRefundAllowed())
		assert.Empty(t, result.Record.Undo.Absent, "NOT_VOIDABLE: there is one")
		w.runUntil(w.since() + 6*time.Minute)
	}
	result := w.toEnd(cybersource.WithRefundAllowed())
	assert.Equal(t, []any{cybersource.UndoDone, cybersource.UndoRefund}, []any{result.State, result.Done})
	w.requireMoney(w.gateway.Payments()[0].ID, money{captured: "100.00", refunded: "100.00"})
}

// The refund is made once, whatever happens to its record and its answer.
func TestRefundIsMadeOnce(t *testing.T) {
	for _, name := range []string{"sale", "capture"} {
		for failing := 1; ; failing++ { // when the process ends the refund does not show yet
			w := sentWorld(t, name, cybersourcetest.Options{NoSums: true, IndexDelay: cybersourcetest.IndexDelay{Least: 10 * time.Minute}})
			w.failing = failing
			result := w.toEnd(cybersource.WithRefundAllowed())
			w.requireMoney(w.gateway.Payments()[0].ID, money{captured: "100.00", refunded: "100.00"})
			assert.Equal(t, cybersource.UndoDone, result.State, "save %d, %+v", failing, result)
			if w.saves < failing {
				break
			}
		}
		for _, fault := range []cybersourcetest.Step{
			cybersourcetest.DropAnswer(), cybersourcetest.TruncatedJSON(), cybersourcetest.ProcessLate(2 * time.Minute), cybersourcetest.ArriveLate(2 * time.Minute),
			cybersourcetest.Unauthorized(), cybersourcetest.TooManyRequests(""),
		} {
			w := sentWorld(t, name, cybersourcetest.Options{NoSums: true, IndexDelay: cybersourcetest.IndexDelay{Median: time.Minute, Most: 10 * time.Minute}})
			w.faults[1] = fault
			result := w.toEnd(cybersource.WithRefundAllowed())
			w.runUntil(w.since() + time.Hour)
			assert.Equal(t, cybersource.UndoDone, result.State, "%v %+v", fault, result)
			w.requireMoney(w.gateway.Payments()[0].ID, money{captured: "100.00", refunded: "100.00"})
		}
	}
}

// A refund that may have been made is never sent again: a person looks for it.
func TestLostRefundThatDoesNotShowIsForAPerson(t *testing.T) {
	w := sentWorld(t, "sale", cybersourcetest.Options{NoSums: true})
	w.faults[1] = cybersourcetest.CloseBeforeReading()
	result := w.toEnd(cybersource.WithRefundAllowed())
	assert.Equal(t, cybersource.UndoOpen, result.State)
	require.NotNil(t, result.Record.Undo.Refund)
	assert.Contains(t, result.Left, "whether its refund was made is not known (code "+result.Record.Undo.Refund.ReferenceCode)
	assert.Equal(t, 1, w.undoing)
}

func TestRefundThatOthersMadeIsNotMadeAgain(t *testing.T) {
	w := sentWorld(t, "sale", cybersourcetest.Options{NoSums: true})
	require.NoError(t, w.sendAbout(cybersourcetest.RefundPayment, w.gateway.Payments()[0].ID)())
	result := w.toEnd(cybersource.WithRefundAllowed())
	assert.Equal(t, []any{cybersource.UndoDone, cybersource.UndoRefund}, []any{result.State, result.Done})
	w.requireMoney(w.gateway.Payments()[0].ID, money{captured: "100.00", refunded: "100.00"})
}

// The batch is sent right before the void arrives: NOT_VOIDABLE is not done.
func TestVoidThatTheBatchComesBeforeIsNotDone(t *testing.T) {
	for _, name := range []string{"sale", "capture", "refund of a sale", "credit"} {
		t.Run(name, func(t *testing.T) {
			w := newUndoWorld(t, cybersourcetest.Options{}, nil)
			w.lost(undoableNamed(name).send(w), cybersourcetest.DropAnswer())
			w.before[1] = func() { w.gateway.SendBatch() }
			result := w.once(cybersource.UndoOpen)
			assert.False(t, result.AskAgainAt.IsZero())
			assert.Equal(t, cybersource.UndoForPerson, w.toEnd().State)
			assert.Equal(t, 1, w.undoing)
		})
	}
}

func TestRepeatedVoidThatTheBatchComesBeforeIsNotDone(t *testing.T) {
	w := newUndoWorld(t, cybersourcetest.Options{}, nil)
	capture := w.captureOf(w.authorize().ID, "100.00", 2)
	for range 3 {
		w.gateway.Next(cybersourcetest.CloseBeforeReading())
	}
	lost, unknown := w.sendAbout(cybersourcetest.VoidCapture, capture.ID)().(*cybersource.OutcomeUnknownError)
	require.True(t, unknown)
	w.keep(lost.Record())
	w.undoing = 0
	w.before[1] = func() { w.gateway.SendBatch() }
	w.once(cybersource.UndoOpen)
	result := w.toEnd()
	assert.Equal(t, cybersource.UndoForPerson, result.State)
	assert.Contains(t, result.Left, "what it was to void, "+capture.ID+", was sent to the processor")
}
