package test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The look-ups against the offline gateway, which keeps a record of every request.

func TestPaymentStateAgreesWithTheGateway(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	client := newClient(t, gateway.Configuration())
	ctx := t.Context()
	paid, err := client.PaymentsApi.CreatePayment(ctx, payment())
	require.NoError(t, err)
	state := func(id string) []string {
		t.Helper()
		s, err := client.PaymentState(ctx, id)
		require.NoError(t, err)
		assert.Empty(t, s.Uncertain)
		assert.Equal(t, paid.ID, s.ID)
		return []string{s.Authorized, s.Held, s.Captured, s.Voided, s.Reversed, s.Refunded}
	}
	assert.Equal(t, []string{"102.21", "102.21", "0.00", "0.00", "0.00", "0.00"}, state(paid.ID))

	raised, err := client.PaymentsApi.IncrementAuth(ctx, paid.ID, increment())
	require.NoError(t, err)
	assert.Equal(t, []string{"122.21", "122.21", "0.00", "0.00", "0.00", "0.00"}, state(raised.ID))

	request := capture()
	request.OrderInformation.AmountDetails.TotalAmount = "122.21"
	taken, err := client.CaptureApi.CapturePayment(ctx, paid.ID, request)
	require.NoError(t, err)
	assert.Equal(t, []string{"122.21", "0.00", "122.21", "0.00", "0.00", "0.00"}, state(taken.ID))

	void, err := client.VoidApi.VoidCapture(ctx, taken.ID, voidOfCapture())
	require.NoError(t, err)
	assert.Equal(t, []string{"122.21", "122.21", "0.00", "122.21", "0.00", "0.00"}, state(void.ID))

	taken, err = client.CaptureApi.CapturePayment(ctx, paid.ID, request)
	require.NoError(t, err)
	gateway.SendBatch()
	_, err = client.RefundApi.RefundCapture(ctx, taken.ID, refundOfCapture())
	require.NoError(t, err)
	assert.Equal(t, []string{"122.21", "0.00", "122.21", "122.21", "0.00", "102.21"}, state(paid.ID))

	record, err := client.TransactionDetailsApi.GetTransaction(ctx, taken.ID)
	require.NoError(t, err)
	assert.Equal(t, cybersource.MoneyTaken, record.Outcome().Money)
}

func TestSearchFindsByCodeWhateverIsInIt(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	client := newClient(t, gateway.Configuration())
	for _, code := range []string{"order-1", "order-10", `order "1" OR id:7`, "AND"} {
		request := payment()
		request.ClientReferenceInformation.Code = code
		paid, err := client.PaymentsApi.CreatePayment(t.Context(), request)
		require.NoError(t, err)
		query := cybersource.Query().ReferenceCode(code).Between(time.Now().Add(-time.Hour), time.Now().Add(time.Hour))
		var found []string
		for row, err := range client.SearchTransactionsApi.All(t.Context(), query) {
			require.NoError(t, err)
			assert.True(t, row.Outcome().Approved())
			found = append(found, row.ID)
		}
		assert.Equal(t, []string{paid.ID}, found, code)
	}
	for row, err := range client.SearchTransactionsApi.All(t.Context(), cybersource.Query().ReferenceCode("order-2")) {
		t.Error("found", row, err)
	}
}
