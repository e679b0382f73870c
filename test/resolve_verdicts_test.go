package test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Each verdict with each evidence, for each operation that moves money.

// requireHappened compares a verdict with what the service did.
func (r *resolving) requireHappened(found cybersource.Resolution, op losable, by cybersource.Evidence) {
	r.Helper()
	did := r.last()
	require.Equal(r, cybersource.VerdictHappened, found.Verdict, "%+v", found)
	assert.Equal(r, by, found.Evidence)
	assert.Equal(r, did.ID, found.ID)
	assert.Equal(r, did.ID, found.Record.ID)
	assert.Equal(r, losableAmount, found.Amount)
	assert.Equal(r, lostCurrency, found.Currency)
	assert.Equal(r, cybersource.OutcomeApproved, found.Outcome.Kind)
	assert.Equal(r, op.money, found.Outcome.Money)
	assert.True(r, found.AskAgainAt.IsZero())
	assert.Empty(r, found.Candidates)
}

func TestResolveFindsEachOperationByItsOwnReferenceCode(t *testing.T) {
	eachLosable(t, cybersourcetest.Options{}, func(r *resolving, op losable, s *submission) {
		if op.named {
			s.code, s.unique = "own-1", true
		}
		record := r.lose(s, cybersourcetest.DropAnswer())
		require.True(r, record.CodeIsUnique)
		r.requireHappened(r.resolve(record), op, cybersource.EvidenceCode)
	})
}

// The id of an answer that was cut off leads to the record at once, whatever the code.
func TestResolveFindsEachOperationByTheIDOfAnAnswer(t *testing.T) {
	eachLosable(t, cybersourcetest.Options{}, func(r *resolving, op losable, s *submission) {
		s.code = "shared"
		record := r.lose(s, cybersourcetest.DropAnswer())
		record.ID = r.last().ID
		r.requireHappened(r.resolve(record), op, cybersource.EvidenceID)
		assert.Equal(r, []string{"GET transactions/" + record.ID}, r.looks())
	})
}

func TestResolveFindsEachOperationByItsTransactionID(t *testing.T) {
	eachLosable(t, cybersourcetest.Options{}, func(r *resolving, op losable, s *submission) {
		if s.code = "shared"; s.transactionID == "" {
			s.transactionID = "T-1"
		}
		record := r.lose(s, cybersourcetest.DropAnswer())
		require.Equal(r, s.transactionID, record.TransactionID)
		require.False(r, record.CodeIsUnique)
		r.client = r.newClient(r.tellTransactionIDs)
		r.requireHappened(r.resolve(record), op, cybersource.EvidenceTransactionID)
	})
}

// A reference code that others may have is a trace, however well all else fits.
func TestResolveAdoptsNoRecordOfASharedCode(t *testing.T) {
	eachLosable(t, cybersourcetest.Options{}, func(r *resolving, _ losable, s *submission) {
		s.code = "shared"
		record := r.lose(s, cybersourcetest.DropAnswer())
		found := r.resolve(record)
		assert.Equal(r, cybersource.VerdictAmbiguous, found.Verdict)
		assert.Equal(r, cybersource.EvidenceNone, found.Evidence)
		assert.Empty(r, found.ID)
		assert.Empty(r, found.Record.ID)
		assert.Equal(r, cybersource.OutcomeUnknown, found.Outcome.Kind)
		require.Len(r, found.Candidates, 1)
		assert.Equal(r, r.last().ID, found.Candidates[0].ID)
		assert.Equal(r, losableAmount, found.Candidates[0].Amount)

		assert.True(r, found.AskAgainAt.After(r.now()), "more may show up")
		r.pass(record.QuietAt.Sub(r.now()))
		again := r.resolve(found.Record)
		assert.Equal(r, cybersource.VerdictAmbiguous, again.Verdict)
		assert.True(r, again.AskAgainAt.IsZero(), "nothing more can happen: a person has to choose")
	})
}

// Not even long after the last moment at which it could have been accepted.
func TestResolveTakesNothingFoundForNoProof(t *testing.T) {
	eachLosable(t, cybersourcetest.Options{}, func(r *resolving, op losable, s *submission) {
		if op.named {
			s.code, s.unique = "own-1", true
		}
		record := r.lose(s, cybersourcetest.CloseBeforeReading())
		for round := 1; round <= 3; round++ {
			found := r.resolve(record)
			assert.Equal(r, cybersource.VerdictNotFound, found.Verdict)
			assert.Equal(r, cybersource.OutcomeUnknown, found.Outcome.Kind)
			assert.Empty(r, found.Candidates)
			assert.Equal(r, round, found.Record.Looks)
			require.True(r, found.AskAgainAt.After(r.now()))
			r.pass(found.AskAgainAt.Sub(r.now()))
			record = found.Record
		}
		assert.True(r, record.LastLook.After(record.FirstLook))
	})
}

func TestResolveAsksNobodyAboutWhatWasNeverSent(t *testing.T) {
	eachLosable(t, cybersourcetest.Options{}, func(r *resolving, _ losable, s *submission) {
		r.gateway.Next(cybersourcetest.RefuseConnection())
		failed, ok := errors.AsType[*cybersource.NotProcessedError](r.send(s).err)
		require.True(r, ok)
		found := r.resolve(failed.Record())
		assert.Equal(r, cybersource.VerdictNeverSent, found.Verdict)
		assert.True(r, found.AskAgainAt.IsZero())
		assert.Empty(r, r.looks())
	})
}

// The service says of a 502 that something failed, and not what: the record of it stays open.
func TestResolveLeavesOpenWhatTheRecordLeavesOpen(t *testing.T) {
	for _, shown := range []bool{false, true} {
		r := newResolving(t, cybersourcetest.Options{Lookups: cybersourcetest.Lookups{FailuresShow: shown}})
		s := r.submission("authorization")
		s.amount = "9150.50" // HTTP 502, and the payment stands
		record := r.lose(s, cybersourcetest.Pass())
		require.Equal(t, r.last().ID, record.ID, "the answer had an id")
		found := r.resolve(record)
		if shown {
			assert.Equal(t, cybersource.VerdictHappened, found.Verdict)
			assert.Equal(t, cybersource.MoneyHeld, found.Outcome.Money)
			continue
		}
		assert.Equal(t, cybersource.VerdictNotFound, found.Verdict)
		assert.Equal(t, cybersource.OutcomeUnknown, found.Outcome.Kind)
		require.Len(t, found.Candidates, 1)
		assert.Equal(t, record.ID, found.Candidates[0].ID)
		assert.False(t, found.AskAgainAt.IsZero())
	}
}

// What was declined or approved in part happened too, and the amount is that of the record.
func TestResolveSaysWhatBecameOfTheCall(t *testing.T) {
	for _, tc := range []struct {
		name, amount string
		partial      bool
		kind         cybersource.OutcomeKind
		money        cybersource.Money
		want         string
	}{
		{"approved", "84.20", false, cybersource.OutcomeApproved, cybersource.MoneyHeld, "84.20"},
		{"declined", "2201.00", false, cybersource.OutcomeDeclined, cybersource.MoneyUntouched, "2201.00"},
		{"approved in part", "9960.00", true, cybersource.OutcomePartiallyApproved, cybersource.MoneyHeld, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newResolving(t, cybersourcetest.Options{})
			s := r.submission("authorization")
			s.amount, s.upTo = tc.amount, tc.partial
			found := r.resolve(r.lose(s, cybersourcetest.DropAnswer()))
			require.Equal(t, cybersource.VerdictHappened, found.Verdict)
			assert.Equal(t, tc.kind, found.Outcome.Kind, "%+v", found.Outcome)
			assert.Equal(t, tc.money, found.Outcome.Money)
			if tc.partial {
				tc.want = r.last().AuthorizedAmount
				require.NotEqual(t, tc.amount, tc.want)
			}
			assert.Equal(t, tc.want, found.Amount)
		})
	}
}
