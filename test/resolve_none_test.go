package test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The verdict that the service has none, which rests on answers that Undo got.

// declared is a client whose account is declared to support timeout calls.
func (r *resolving) declared() *cybersource.APIClient {
	return r.newClient(func(cfg *cybersource.Configuration) { cfg.TimeoutCalls = true })
}

// undo makes rounds until asking again does not help, at most for so long.
func (r *resolving) undo(record cybersource.CallRecord, most time.Duration) cybersource.UndoResult {
	r.Helper()
	save := func(_ context.Context, stored cybersource.CallRecord) error {
		record = stored
		return nil
	}
	for end := r.since() + most; ; {
		undone, err := r.client.Undo(r.Context(), record, save)
		require.NoError(r, err)
		if undone.AskAgainAt.IsZero() || r.since() > end {
			return undone
		}
		r.pass(undone.AskAgainAt.Sub(r.now()))
	}
}

// hasTimeoutCall reports whether what was lost can be undone by its transaction id.
func (op losable) hasTimeoutCall() bool {
	return !op.named && op.name != cybersourcetest.IncrementAuth
}

func TestResolveSaysThatTheServiceHasNoneOnTwoAnswersOnly(t *testing.T) {
	eachLosable(t, cybersourcetest.Options{}, func(r *resolving, op losable, s *submission) {
		if op.named {
			s.code, s.unique = "own-1", true
		}
		r.client = r.declared()
		record := r.lose(s, cybersourcetest.CloseBeforeReading())
		before := len(r.gateway.Payments())
		undone := r.undo(record, 2*time.Hour)
		found := r.resolve(undone.Record)
		if !op.hasTimeoutCall() {
			assert.NotEqual(r, cybersource.VerdictNone, found.Verdict)
			return
		}
		assert.Equal(r, cybersource.UndoNothing, undone.State)
		assert.Equal(r, cybersource.VerdictNone, found.Verdict)
		assert.True(r, found.AskAgainAt.IsZero())
		assert.Len(r, r.gateway.Payments(), before)

		answers := undone.Record.Undo.Absent
		require.Len(r, answers, 2)
		assert.True(r, answers[0].At.After(record.QuietAt))
		assert.GreaterOrEqual(r, answers[1].At.Sub(answers[0].At), 5*time.Minute)

		r.client = r.newClient(nil) // the same record, with an account that is not declared
		assert.Equal(r, cybersource.VerdictNotFound, r.resolve(undone.Record).Verdict)
	})
}

// What the service does not have is sent again as it was, and stands once.
func TestSubmissionIsSentAgainAfterNone(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{})
	r.client = r.declared()
	s := &submission{operation: cybersourcetest.CreatePayment, amount: losableAmount, code: "own-1", unique: true, transactionID: "T-1"}
	old := r.undo(r.lose(s, cybersourcetest.CloseBeforeReading()), time.Hour).Record
	require.Equal(t, cybersource.VerdictNone, r.resolve(old).Verdict)

	var stored cybersource.CallRecord
	again := r.send(s, cybersource.WithRecord(func(_ context.Context, c cybersource.CallRecord) error {
		stored = c
		return nil
	}))
	require.NoError(t, again.err)
	r.pass(time.Second)
	found := r.resolve(stored)
	assert.Equal(t, again.id, found.ID)
	assert.True(t, found.Outcome.Approved())

	// The record of before has the same references, and the intent to undo. That is why the
	// new one takes its place.
	assert.Equal(t, cybersource.UndoDone, r.undo(old, time.Hour).State)
	payment, _ := r.gateway.Payment(again.id)
	assert.Equal(t, losableAmount, payment.Released)
}

// The first one did arrive: the second is refused, and the record shows the first.
func TestSubmissionIsRefusedIfTheFirstArrived(t *testing.T) {
	for _, reason := range []string{"INVALID_DATA", "DUPLICATE_REQUEST"} {
		r := newResolving(t, cybersourcetest.Options{DuplicateIDReason: reason})
		s := &submission{operation: cybersourcetest.CreatePayment, amount: losableAmount, code: "own-1", unique: true, transactionID: "T-1"}
		record := r.lose(s, cybersourcetest.DropAnswer())
		first := r.last().ID

		refused, ok := errors.AsType[*cybersource.APIError](r.send(s).err)
		require.True(t, ok, reason)
		assert.True(t, refused.EarlierMayStand(), reason)
		r.pass(time.Second)
		found := r.resolve(record)
		assert.Equal(t, cybersource.VerdictHappened, found.Verdict, reason)
		assert.Equal(t, first, found.ID, reason)
		assert.Len(t, r.gateway.Payments(), 1, reason)
	}
}
