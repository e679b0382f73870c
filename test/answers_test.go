package test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

func TestDeclineIsAnAnswer(t *testing.T) {
	const body = `{"id":"6750124114786780104953","status":"DECLINED","errorInformation":{"reason":"INSUFFICIENT_FUND",` +
		`"message":"Decline - Insufficient funds"},"processorInformation":{"responseCode":"204"}}`
	wire := newRecorder(answer(http.StatusCreated, body))
	got, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusDeclined, got.Status)
	assert.Equal(t, cybersource.ReasonInsufficientFund, got.ErrorInformation.Reason)
	assert.Equal(t, "204", got.ProcessorInformation.ResponseCode)
	wire.only(t)
}

func TestStatusOf201IsAnAnswerAndKeptAsItIs(t *testing.T) {
	for _, status := range []cybersource.Status{
		cybersource.StatusAuthorized, cybersource.StatusPartialAuthorized, cybersource.StatusAuthorizedPendingReview,
		cybersource.StatusAuthorizedRiskDeclined, cybersource.StatusPendingAuthentication, cybersource.StatusPendingReview,
		cybersource.StatusInvalidRequest, cybersource.StatusPending, cybersource.StatusServerError, "BRAND_NEW_STATUS", "",
	} {
		t.Run(string(status), func(t *testing.T) {
			eachJSON(t, func(t *testing.T, op operation) {
				wire := newRecorder(answer(http.StatusCreated, `{"id":"1","status":"`+string(status)+`","errorInformation":{"reason":"BRAND_NEW_REASON"}}`))
				client := newClient(t, configuration(wire))
				meta, err := op.call(t.Context(), client)
				require.NoError(t, err)
				assert.Equal(t, http.StatusCreated, meta.HTTPStatus)
				got, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
				require.NoError(t, err)
				assert.Equal(t, status, got.Status)
				assert.Equal(t, cybersource.Reason("BRAND_NEW_REASON"), got.ErrorInformation.Reason)
			})
		})
	}
}

func TestUnknownMembersAreKept(t *testing.T) {
	const body = `{"id":"1","status":"AUTHORIZED","brandNew":{"amount":9900.00,"list":[1,"2"]},` +
		`"processorInformation":{"responseCode":"100","paypalgateway_mid":"m-1"}}`
	got, err := newClient(t, configuration(newRecorder(answer(http.StatusCreated, body)))).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.Equal(t, `{"amount":9900.00,"list":[1,"2"]}`, string(got.Extra["brandNew"]), "digit for digit")
	assert.Equal(t, `"m-1"`, string(got.ProcessorInformation.Extra["paypalgateway_mid"]))
}

func TestOddSpellingsDoNotLoseAnAnswer(t *testing.T) {
	for _, tc := range []struct {
		name, body string
		check      func(t *testing.T, got *cybersource.CreatePaymentResponse)
	}{
		{"numbers for texts", `{"id":6750124114786780104953,"status":"AUTHORIZED","orderInformation":{"amountDetails":{"authorizedAmount":102.20}}}`,
			func(t *testing.T, got *cybersource.CreatePaymentResponse) {
				assert.Equal(t, paymentID, got.ID)
				assert.Equal(t, "102.20", got.OrderInformation.AmountDetails.AuthorizedAmount)
			}},
		{"one detail instead of a list", `{"id":"1","status":"DECLINED","errorInformation":{"details":{"field":"f","reason":"INVALID_DATA"}}}`,
			func(t *testing.T, got *cybersource.CreatePaymentResponse) {
				require.Len(t, got.ErrorInformation.Details, 1)
				assert.Equal(t, "f", got.ErrorInformation.Details[0].Field)
			}},
		{"a text where an object should be", `{"id":"1","status":"AUTHORIZED","processorInformation":"none"}`,
			func(t *testing.T, got *cybersource.CreatePaymentResponse) {
				assert.Nil(t, got.ProcessorInformation)
				assert.Equal(t, `"none"`, string(got.Extra["processorInformation"]))
			}},
		{"nulls everywhere", `{"id":"1","status":"AUTHORIZED","_links":null,"errorInformation":null,"submitTimeUtc":null}`,
			func(t *testing.T, got *cybersource.CreatePaymentResponse) { assert.Nil(t, got.Links) }},
		{"a name twice", `{"id":"1","status":"PENDING","status":"AUTHORIZED"}`,
			func(t *testing.T, got *cybersource.CreatePaymentResponse) {
				assert.Equal(t, cybersource.StatusAuthorized, got.Status)
			}},
		{"bytes that are not UTF-8", "{\"id\":\"1\",\"status\":\"AUTHORIZED\",\"message\":\"caf\xe9\"}",
			func(t *testing.T, got *cybersource.CreatePaymentResponse) { assert.Contains(t, got.Message, "caf") }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, err := newClient(t, configuration(newRecorder(answer(http.StatusCreated, tc.body)))).PaymentsApi.CreatePayment(t.Context(), payment())
			require.NoError(t, err)
			assert.NotEmpty(t, got.Status)
			assert.Equal(t, tc.body, string(got.Meta.RawBody))
			tc.check(t, got)
		})
	}
}

func TestMetaSurroundsEveryAnswer(t *testing.T) {
	eachJSON(t, func(t *testing.T, op operation) {
		wire := newRecorder(answer(http.StatusCreated, approval, "X-Response-Time", "291ms"))
		meta, err := op.call(t.Context(), newClient(t, configuration(wire)))
		require.NoError(t, err)
		assert.Equal(t, http.StatusCreated, meta.HTTPStatus)
		assert.Equal(t, correlationID, meta.CorrelationID)
		assert.Equal(t, "291ms", meta.Header.Get("X-Response-Time"))
		assert.Equal(t, 1, meta.Attempts)
		assert.Positive(t, meta.Duration)
		assert.Equal(t, approval, string(meta.RawBody))
	})
}

func TestMetaIsNoPartOfTheJSON(t *testing.T) {
	got, err := newClient(t, configuration(newRecorder())).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	text, err := json.Marshal(got)
	require.NoError(t, err)
	assert.JSONEq(t, approval, string(text))
}

func TestSuccessIsAny2xx(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusCreated, http.StatusAccepted} {
		meta, err := operations[0].call(t.Context(), newClient(t, configuration(newRecorder(answer(status, approval)))))
		require.NoError(t, err)
		assert.Equal(t, status, meta.HTTPStatus)
	}
}

func TestCompressedAnswerIsRead(t *testing.T) {
	var squeezed bytes.Buffer
	w := gzip.NewWriter(&squeezed)
	_, err := w.Write([]byte(approval))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	wire := newRecorder(answer(http.StatusCreated, squeezed.String(), "Content-Encoding", "gzip"))
	got, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment())
	require.NoError(t, err)
	assert.Equal(t, cybersource.StatusAuthorized, got.Status)
	assert.Equal(t, approval, string(got.Meta.RawBody))
}

func TestCookiesAreNotKept(t *testing.T) {
	wire := newRecorder(answer(http.StatusCreated, approval, "Set-Cookie", "session=1; Path=/"))
	client := newClient(t, configuration(wire))
	for range 2 {
		_, err := client.PaymentsApi.CreatePayment(t.Context(), payment())
		require.NoError(t, err)
	}
	assert.Empty(t, wire.all()[1].Header.Get("Cookie"))
}
