package test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// One client and one request value, used from many goroutines at once, over a real
// server that answers with what it was asked: no call sees anything of another.
func TestClientServesManyGoroutines(t *testing.T) {
	server := serveTLS(t, func(s *httptest.Server) { s.Config.Handler = http.HandlerFunc(echo) })
	cfg := server.configuration()
	cfg.Validation = cybersource.ValidateOff
	client := newClient(t, cfg)
	shared := payment()
	untouched := payment()

	concurrently(t, 64, func(t *testing.T, i int) {
		for n := range 10 {
			code := fmt.Sprintf("call-%d-%d", i, n)
			own := payment()
			own.ClientReferenceInformation.Code = code
			own.OrderInformation.BillTo.Address1 = strings.Repeat(code+" ", 40*i) // bodies of many sizes, copied ones and lent ones
			got, err := client.PaymentsApi.CreatePayment(t.Context(), own)
			if assert.NoError(t, err) {
				assert.Equal(t, code, got.ClientReferenceInformation.Code)
				assert.Equal(t, got.Meta.TransactionID, got.ClientReferenceInformation.TransactionID)
			}
			got, err = client.PaymentsApi.CreatePayment(t.Context(), shared)
			if assert.NoError(t, err) {
				assert.Equal(t, "order-1", got.ClientReferenceInformation.Code)
			}
		}
	})
	assert.True(t, reflect.DeepEqual(untouched, shared))
	assert.EqualValues(t, 64*10*2, server.requests.Load())
}

// An answer belongs to its caller: what one does to it, no other sees.
func TestAnswersShareNothing(t *testing.T) {
	client := newClient(t, configuration(newRecorder(answer(201, approval, "X-Response-Time", "291ms"))))
	first, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	second, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)

	clear(first.Meta.RawBody)
	first.Meta.Header.Set("X-Response-Time", "changed")
	first.OrderInformation.AmountDetails.AuthorizedAmount = "changed"
	assert.Equal(t, approval, string(second.Meta.RawBody))
	assert.Equal(t, "291ms", second.Meta.Header.Get("X-Response-Time"))
	assert.Equal(t, "102.21", second.OrderInformation.AmountDetails.AuthorizedAmount)
}

// A transport may still be reading the body of a call that was given up. What it
// reads must stay what was signed: the memory must not go to another call.
func TestBodiesOfAbandonedCallsAreNotReused(t *testing.T) {
	slow := &slowReader{}
	client := newClient(t, configuration(slow))
	for i := range 8 {
		request := payment()
		request.OrderInformation.BillTo.Address1 = strings.Repeat(fmt.Sprint(i), 4_000*i) // from small to large
		_, err := client.PaymentsApi.CreatePayment(t.Context(), request)
		require.ErrorIs(t, err, context.Canceled)
	}
	require.Len(t, slow.requests, 8)
	for _, request := range slow.requests {
		body, err := io.ReadAll(request.Body)
		require.NoError(t, err)
		assert.True(t, digestFits(request.Header, body), "the body changed under the transport's hands")
	}
}

// slowReader gives every request up and reads its body later, as a transport may.
type slowReader struct{ requests []*http.Request }

func (s *slowReader) RoundTrip(request *http.Request) (*http.Response, error) {
	s.requests = append(s.requests, request)
	return nil, context.Canceled
}
