package test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Records that are another order's, another operation's or another merchant's.

func TestOrdersOfOneReferenceCodeAreNeverMixedUp(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{})
	small := &submission{operation: cybersourcetest.CreatePayment, amount: "10.00", code: "shared"}
	large := &submission{operation: cybersourcetest.CreatePayment, amount: "90.00", code: "shared"}
	lost := r.lose(small, cybersourcetest.DropAnswer())
	ids := map[string]string{"10.00": r.last().ID}
	r.lose(large, cybersourcetest.DropAnswer())
	ids["90.00"] = r.last().ID

	found := r.resolve(lost)
	assert.Equal(t, cybersource.VerdictAmbiguous, found.Verdict)
	require.Len(t, found.Candidates, 2)
	assert.Equal(t, ids["10.00"], found.Candidates[0].ID, "the same amount comes first")
	assert.Equal(t, ids["90.00"], found.Candidates[1].ID)
}

// The first try was declined, the second was lost: the record of the first has the
// order's code too, and says nothing of the second.
func TestTryBeforeTheLostOneIsNotTakenForIt(t *testing.T) {
	for _, arrived := range []bool{true, false} {
		r := newResolving(t, cybersourcetest.Options{})
		declined := r.send(&submission{operation: cybersourcetest.CreatePayment, amount: "2201.00", code: "order-7"})
		require.NoError(t, declined.err)
		r.pass(time.Minute)
		fault := cybersourcetest.DropAnswer()
		if !arrived {
			fault = cybersourcetest.CloseBeforeReading()
		}
		lost := r.lose(&submission{operation: cybersourcetest.CreatePayment, amount: "22.01", code: "order-7"}, fault)

		found := r.resolve(lost)
		assert.Equal(t, cybersource.VerdictAmbiguous, found.Verdict)
		want := []string{declined.id}
		if arrived {
			want = []string{r.last().ID, declined.id}
		}
		var candidates []string
		for _, c := range found.Candidates {
			candidates = append(candidates, c.ID)
		}
		assert.Equal(t, want, candidates)
	}
}

// An order's own number names its capture, its refund and its void as well.
func TestOtherOperationsOfAnOrderAreNoCandidates(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{})
	sale := r.send(&submission{operation: cybersourcetest.CreatePayment, sale: true, amount: losableAmount, code: "order-7"})
	require.NoError(t, sale.err)
	refund := &submission{operation: cybersourcetest.RefundPayment, id: sale.id, amount: losableAmount, code: "order-7"}
	lost := r.lose(refund, cybersourcetest.CloseBeforeReading())
	void := &submission{operation: cybersourcetest.VoidPayment, id: sale.id, code: "order-7"}
	require.NoError(t, r.send(void).err)

	found := r.resolve(lost)
	assert.Equal(t, cybersource.VerdictNotFound, found.Verdict)
	assert.Empty(t, found.Candidates)
}

// A reference code that cannot stand in a query is looked for by time.
func TestResolveFindsACodeThatCannotBeSearchedFor(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{})
	for _, code := range []string{`No. 7 OR id:1`, `No. 7`} {
		s := &submission{operation: cybersourcetest.CreatePayment, amount: losableAmount, code: code, unique: true}
		record := r.lose(s, cybersourcetest.DropAnswer())
		found := r.resolve(record)
		assert.Equal(t, cybersource.VerdictHappened, found.Verdict, code)
		assert.Equal(t, r.last().ID, found.ID, code)
	}
}

// portfolio is a gateway with a key for two merchants.
func newPortfolio(t *testing.T) *resolving {
	t.Helper()
	return newResolving(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{{
		ID: "group", Merchants: []string{merchant(0), merchant(1)},
		SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: keyID, Secret: sharedSecret}},
	}}})
}

func TestRecordIsResolvedForItsOwnMerchantOnly(t *testing.T) {
	r := newPortfolio(t)
	of := cybersource.WithMerchantID
	s := &submission{operation: cybersourcetest.CreatePayment, amount: losableAmount, code: "order-7", unique: true}
	lost := r.lose(s, cybersourcetest.CloseBeforeReading(), of(merchant(1)))
	require.Equal(t, merchant(1), lost.MerchantID)
	require.NoError(t, r.send(s, of(merchant(0))).err) // the other one's order of that number

	found := r.resolve(lost, of(merchant(1)))
	assert.Equal(t, cybersource.VerdictNotFound, found.Verdict, "the other one's payment is not this one's")

	looks := len(r.looks())
	_, err := r.client.Resolve(t.Context(), lost, of(merchant(0)))
	require.ErrorIs(t, err, cybersource.ErrInvalidRequest)
	require.ErrorContains(t, err, "MerchantID is not the merchant of this call, which WithMerchantID can name: "+merchant(1))
	assert.Len(t, r.looks(), looks)

	require.NoError(t, r.send(s, of(merchant(1))).err)
	assert.Equal(t, r.last().ID, r.resolve(found.Record, of(merchant(1))).ID)
}

func TestRecordIsResolvedAtItsOwnHostOnly(t *testing.T) {
	r := newResolving(t, cybersourcetest.Options{})
	lost := r.lose(r.submission("authorization"), cybersourcetest.DropAnswer())
	elsewhere := newClient(t, configuration(newRecorder()))
	for name, change := range map[string]func(*cybersource.CallRecord){
		"Host": func(c *cybersource.CallRecord) { c.Host = cybersource.HostProduction },
		"Time": func(c *cybersource.CallRecord) { c.Time = c.Time.AddDate(1, 0, 0) },
	} {
		record := lost
		record.MerchantID = merchantID
		change(&record)
		_, err := elsewhere.Resolve(t.Context(), record)
		invalid, ok := errors.AsType[*cybersource.InvalidRequestError](err)
		require.True(t, ok, "%v", err)
		assert.Equal(t, name, invalid.Problems[0].Field)
	}
}
