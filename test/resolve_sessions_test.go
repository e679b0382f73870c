package test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Sessions and orders of alternative payments: they have a reference code and no
// transaction id, and nothing undoes them.

var sessionOperations = []string{
	cybersourcetest.CreateSessionRequest, cybersourcetest.UpdateSessionRequest, cybersourcetest.CreateOrderRequest,
}

func eachSessionOperation(t *testing.T, test func(r *resolving, op operation, id string)) {
	t.Helper()
	eachOperation(t, func(t *testing.T, op operation) {
		if slices.Contains(sessionOperations, op.name) {
			r := newResolving(t, cybersourcetest.Options{})
			id := subjectOf(t, r.client, op)
			r.pass(time.Hour) // what was made before does not fall into the time of the search
			test(r, op, id)
		}
	})
}

// loseSession makes the call, whose answer is lost, and returns its record.
func (r *resolving) loseSession(op operation, id string, fault cybersourcetest.Step, o ...cybersource.CallOption) cybersource.CallRecord {
	r.Helper()
	r.gateway.Next(fault)
	_, err := op.send(r.Context(), r.client, id, o...)
	lost, unknown := errors.AsType[*cybersource.OutcomeUnknownError](err)
	require.True(r, unknown, "%v", err)
	return lost.Record()
}

func TestResolveFindsSessionsAndOrders(t *testing.T) {
	eachSessionOperation(t, func(r *resolving, op operation, id string) {
		record := r.loseSession(op, id, cybersourcetest.DropAnswer(), cybersource.WithUniqueCode())
		found := r.resolve(record)
		assert.Equal(r, cybersource.VerdictHappened, found.Verdict, "%+v", found)
		assert.Equal(r, cybersource.EvidenceCode, found.Evidence)
		assert.Equal(r, r.last().ID, found.ID)

		record.CodeIsUnique = false
		shared := r.resolve(record)
		assert.Equal(r, cybersource.VerdictAmbiguous, shared.Verdict)
		require.Len(r, shared.Candidates, 1)
		assert.Equal(r, r.last().ID, shared.Candidates[0].ID)

		record.ID = r.last().ID
		assert.Equal(r, cybersource.EvidenceID, r.resolve(record).Evidence)
	})
}

func TestResolveOfASessionThatNeverArrivedStaysOpen(t *testing.T) {
	eachSessionOperation(t, func(r *resolving, op operation, id string) {
		record := r.loseSession(op, id, cybersourcetest.CloseBeforeReading(), cybersource.WithUniqueCode())
		found := r.resolve(record)
		assert.Equal(r, cybersource.VerdictNotFound, found.Verdict)
		assert.Empty(r, found.Candidates)
		assert.False(r, found.AskAgainAt.IsZero())
	})
}

// Each operation that moves money is in one of the tables that the tests of Resolve run over.
func TestOperationsThatMoveMoneyAreResolved(t *testing.T) {
	tested := append([]string{cybersourcetest.CreatePayment}, sessionOperations...)
	for _, op := range losables {
		tested = append(tested, op.name)
	}
	for _, op := range operations {
		if op.movesMoney {
			assert.Contains(t, tested, op.name)
		}
	}
}
