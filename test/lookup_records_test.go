package test

import (
	"net/http"
	"reflect"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// What look-ups and searches find of the lives of payments, over HTTP.

// unknownMembers are the paths of members that no model knows.
func unknownMembers(v reflect.Value, path string) (found []string) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			found = unknownMembers(v.Elem(), path)
		}
	case reflect.Slice:
		for i := range v.Len() {
			found = append(found, unknownMembers(v.Index(i), path)...)
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			switch field.Name {
			case "Meta":
			case "Extra":
				for _, name := range value.MapKeys() {
					found = append(found, path+"."+name.String())
				}
			default:
				found = append(found, unknownMembers(value, path+"."+field.Name)...)
			}
		}
	}
	return found
}

// The gateway's records have no member that the models lack, and say what happened.
func TestStepsOfALifeAreLookedUpAndFound(t *testing.T) {
	l := newLife(t, cybersourcetest.Options{})
	payment := l.authorize()
	capture := l.captureOf(payment.ID, "50.00", 1)
	l.refundOf(capture, "20.00")
	_, err := l.client.CaptureApi.CapturePayment(t.Context(), payment.ID, capturing("1000.00"))
	require.Error(t, err)

	first, err := l.client.TransactionDetailsApi.GetTransaction(t.Context(), payment.ID)
	require.NoError(t, err)
	require.Len(t, first.Links.RelatedTransactions, 3)
	assert.Empty(t, unknownMembers(reflect.ValueOf(first), "details"))
	for row, err := range l.client.SearchTransactionsApi.All(t.Context(), cybersource.Query().Between(time.Now().Add(-time.Hour), time.Now().Add(time.Hour))) {
		require.NoError(t, err)
		assert.Empty(t, unknownMembers(reflect.ValueOf(row), "row"))
		record, err := l.client.TransactionDetailsApi.GetTransaction(t.Context(), row.ID)
		require.NoError(t, err)
		assert.Equal(t, payment.ID, record.RootID)
		assert.Len(t, record.Links.RelatedTransactions, 3)
		assert.Equal(t, row.ApplicationInformation.ReasonCode, record.ApplicationInformation.ReasonCode)
	}
}

// capturing is the request of a capture.
func capturing(amount string) *cybersource.CapturePaymentRequest {
	return &cybersource.CapturePaymentRequest{OrderInformation: &cybersource.CaptureOrderInformation{
		AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: amount, Currency: "USD"},
	}}
}

// A record appears after its delay, and faults on the way to it are repeated.
func TestLookUpIsRepeatedUntilItIsAnswered(t *testing.T) {
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	l := newLife(t, cybersourcetest.Options{
		Now: func() time.Time { return now }, IndexDelay: cybersourcetest.IndexDelay{Least: 6 * time.Second},
	})
	id := l.authorize().ID
	_, err := l.client.TransactionDetailsApi.GetTransaction(t.Context(), id)
	require.ErrorIs(t, err, cybersource.ErrNotFound)
	now = now.Add(6 * time.Second)
	for _, fault := range []cybersourcetest.Step{
		cybersourcetest.DropAnswer(), cybersourcetest.TruncatedJSON(), cybersourcetest.ServerError(), cybersourcetest.TooManyRequests(""), cybersourcetest.HTML(http.StatusGatewayTimeout),
	} {
		l.gateway.Next(fault)
		record, err := l.client.TransactionDetailsApi.GetTransaction(t.Context(), id)
		require.NoError(t, err, "%s", fault)
		assert.Equal(t, id, record.ID)
		assert.Equal(t, 2, record.Meta.Attempts, "%s", fault)
	}
	require.Len(t, l.gateway.Ledger(), 1)
}

// Rows that appear while one reads move the pages; every payment is found once all the same.
func TestSearchFindsEveryPaymentOnceWhateverAppearsMeanwhile(t *testing.T) {
	const payments = 1_200
	now := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	l := newLife(t, cybersourcetest.Options{
		Now: func() time.Time { return now }, IndexDelay: cybersourcetest.IndexDelay{LateShare: 0.2, LateFrom: time.Minute, LateTo: time.Hour},
	})
	for i := range payments {
		request := paymentOver("100.00")
		request.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: "many", TransactionID: strconv.Itoa(i)}
		done[*cybersource.CreatePaymentResponse](l, "100.00")(l.client.PaymentsApi.CreatePayment(t.Context(), request))
	}
	seen := map[string]int{}
	for row, err := range l.client.SearchTransactionsApi.All(t.Context(), cybersource.Query().ReferenceCode("many")) {
		require.NoError(t, err)
		seen[row.ID]++
		if len(seen) == 300 {
			now = now.Add(30 * time.Minute)
		}
	}
	for id, times := range seen {
		require.Equal(t, 1, times, id)
	}
	assert.Greater(t, len(seen), payments/2)
	now = now.Add(time.Hour)
	all := 0
	for _, err := range l.client.SearchTransactionsApi.All(t.Context(), cybersource.Query().ReferenceCode("many")) {
		require.NoError(t, err)
		all++
	}
	assert.Equal(t, payments, all)
}
