package test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// lose makes a payment whose answer is lost, and returns its transaction id.
func (l *life) lose(request *cybersource.CreatePaymentRequest, fault cybersourcetest.Step) string {
	l.Helper()
	l.gateway.Next(fault)
	_, err := l.client.PaymentsApi.CreatePayment(l.Context(), request)
	lost, unknown := err.(*cybersource.OutcomeUnknownError)
	require.True(l, unknown, "%v", err)
	require.NotEmpty(l, lost.TransactionID)
	return lost.TransactionID
}

// reverseLost releases what a lost authorization holds, if it holds anything.
func (l *life) reverseLost(transactionID string) (*cybersource.ReversalResponse, error) {
	return l.client.ReversalApi.MitReversal(l.Context(), &cybersource.MitReversalRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{TransactionID: transactionID},
		ReversalInformation:        &cybersource.ReversalInformation{AmountDetails: &cybersource.ReversalAmountDetails{TotalAmount: "100.00", Currency: "USD"}},
	})
}

func TestLostAuthorizationThatArrivedIsReversed(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	lost := l.lose(paymentOver("100.00"), cybersourcetest.DropAnswer())
	answer := done[*cybersource.ReversalResponse](l, "100.00")(l.reverseLost(lost))
	assert.Equal(t, cybersource.MoneyBack, answer.Outcome().Money)
	l.requireMoney(l.gateway.Payments()[0].ID, money{released: "100.00"})
	_, err := l.reverseLost(lost)
	require.ErrorIs(t, err, cybersource.ErrAlreadyReversed)
}

func TestLostAuthorizationThatNeverArrivedIsNotFound(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	lost := l.lose(paymentOver("100.00"), cybersourcetest.CloseBeforeReading())
	_, err := l.reverseLost(lost)
	refused, ok := err.(*cybersource.APIError)
	require.True(t, ok, "%v", err)
	assert.Equal(t, cybersource.ReasonInvalidData, refused.Reason)
	assert.Empty(t, refused.Details)
	assert.True(t, refused.EarlierMayStand(), "the lost one may still arrive")
	assert.Empty(t, l.gateway.Payments())
}

// A call that is in work when its timeout reversal comes is found by it; one that has
// not arrived is not, and its money is held afterwards.
func TestLostAuthorizationThatComesLate(t *testing.T) {
	for _, tc := range []struct {
		name     string
		fault    cybersourcetest.Step
		unknown  bool
		reversed bool
	}{
		{"in work, and found", cybersourcetest.ProcessLate(0), false, true},
		{"in work, and not found", cybersourcetest.ProcessLate(0), true, false},
		{"not arrived yet", cybersourcetest.ArriveLate(0), false, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := newLife(t, cybersourcetest.Options{LateIsUnknown: tc.unknown})
			lost := l.lose(paymentOver("100.00"), tc.fault)
			_, err := l.reverseLost(lost)
			require.Equal(t, 1, l.gateway.Deliver())
			id := l.gateway.Payments()[0].ID
			if tc.reversed {
				require.NoError(t, err)
				l.requireMoney(id, money{released: "100.00"})
				return
			}
			require.ErrorIs(t, err, cybersource.ErrInvalidRequest)
			assert.False(t, cybersource.SafeToRetry(err), "the lost one may stand")
			l.requireMoney(id, money{held: "100.00"})
			done[*cybersource.ReversalResponse](l, "100.00")(l.reverseLost(lost))
			l.requireMoney(id, money{released: "100.00"})
		})
	}
}

// What arrives after its token has expired makes no payment.
func TestLostAuthorizationThatComesTooLate(t *testing.T) {
	var ahead atomic.Int64
	l := newLife(t, cybersourcetest.Options{Now: func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }})
	l.lose(paymentOver("100.00"), cybersourcetest.ArriveLate(0))
	ahead.Store(int64(5 * time.Minute))
	require.Equal(t, 1, l.gateway.Deliver())
	assert.Empty(t, l.gateway.Payments())
}

func TestLostAuthorizationThatHadBeenDeclined(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	lost := l.lose(paymentOver("2201.00"), cybersourcetest.DropAnswer())
	answer, err := l.reverseLost(lost)
	require.NoError(t, err)
	assert.True(t, answer.Outcome().Approved())
	assert.Equal(t, cybersource.MoneyUntouched, answer.Outcome().Money)
	l.requireMoney(l.gateway.Payments()[0].ID, money{})
}

func TestLostSaleIsVoidedAndItsHoldReversed(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	lost := l.lose(saleOver("100.00"), cybersourcetest.DropAnswer())
	_, err := l.reverseLost(lost)
	require.Error(t, err, "what is captured is not reversed")
	void := &cybersource.MitVoidRequest{ClientReferenceInformation: &cybersource.ClientReferenceInformation{TransactionID: lost}}
	done[*cybersource.VoidResponse](l, "100.00")(l.client.VoidApi.MitVoid(t.Context(), void))
	id := l.gateway.Payments()[0].ID
	l.requireMoney(id, money{held: "100.00"})
	done[*cybersource.ReversalResponse](l, "100.00")(l.reverseLost(lost))
	l.requireMoney(id, money{released: "100.00"})
}

// A void whose answer is lost is repeated by the client and acts once. Its refusal then
// leaves open whether the first attempt voided.
func TestLostVoidActsOnce(t *testing.T) {
	for _, tc := range []struct {
		name  string
		fault cybersourcetest.Step
		done  bool
	}{
		{"before it was processed", cybersourcetest.CloseBeforeReading(), true},
		{"after it was processed", cybersourcetest.DropAnswer(), false},
		{"in work", cybersourcetest.ProcessLate(0), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			l := newLife(t, cybersourcetest.Options{})
			sale := done[*cybersource.CreatePaymentResponse](l, "100.00")(l.client.PaymentsApi.CreatePayment(t.Context(), saleOver("100.00")))
			l.gateway.Next(tc.fault)
			void, err := l.client.VoidApi.VoidPayment(t.Context(), sale.ID, request[cybersource.VoidPaymentRequest](l)(sale.VoidRequest()))
			l.gateway.Deliver()
			l.requireMoney(sale.ID, money{held: "100.00"})
			if tc.done {
				require.NoError(t, err)
				assert.True(t, void.Outcome().Approved())
				assert.Equal(t, 2, void.Meta.Attempts)
				return
			}
			lost, unknown := err.(*cybersource.OutcomeUnknownError)
			require.True(t, unknown, "%v", err)
			assert.ErrorIs(t, lost.Response, cybersource.ErrNotVoidable)
			assert.NotErrorIs(t, err, cybersource.ErrNotVoidable)
		})
	}
}
