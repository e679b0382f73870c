package test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// What is promised of the look-ups besides what holds for every operation.

// eachLookUp runs a test once per look-up.
func eachLookUp(t *testing.T, test func(t *testing.T, op operation)) {
	t.Helper()
	eachOperation(t, func(t *testing.T, op operation) {
		if op.lookUp {
			test(t, op)
		}
	})
}

func TestLookUpThatFindsNothingProvesNothing(t *testing.T) {
	for _, body := range []string{
		"", `{"errors":[{"type":"notFound","message":"The requested resource is not found. Please try again later."}]}`,
		`{"submitTimeUtc":"2026-03-04T05:06:08Z","status":"404","errorInformation":{"reason":"NOT_FOUND ","message":"The requested resource does not exist."}}`,
	} {
		client := newClient(t, configuration(newRecorder(answer(http.StatusNotFound, body))))
		_, err := client.TransactionDetailsApi.GetTransaction(t.Context(), paymentID)
		require.ErrorIs(t, err, cybersource.ErrNotFound)
		assert.ErrorContains(t, err, "this proves nothing")
		refused, ok := errors.AsType[*cybersource.APIError](err)
		require.True(t, ok)
		assert.Equal(t, cybersource.AdviceLookUp, refused.Advice())
		assert.True(t, cybersource.SafeToRetry(err), "a read can be repeated")
		assert.False(t, refused.EarlierMayStand())

		_, err = client.SearchTransactionsApi.GetSearch(t.Context(), paymentID)
		require.ErrorIs(t, err, cybersource.ErrNotFound, "a search that was not kept")
		assert.NotContains(t, err.Error(), "proves nothing")
	}
}

func TestEmptyResultIsAnAnswerUnderEitherStatus(t *testing.T) {
	const empty = `{"searchId":"s-1","query":"id:7","count":0,"totalCount":0,"submitTimeUtc":"2026-03-04T05:06:08Z"}`
	for _, tc := range []struct {
		status int
		body   string
		found  bool
	}{
		{201, empty, true},
		{404, empty, true},
		{404, strings.ReplaceAll(empty, "0,", `"0",`), true},
		{404, `{"count":1,"_embedded":{"transactionSummaries":[{"id":"7"}]}}`, false},
		{404, `{"totals":{"count":0}}`, false},
		{404, empty[:len(empty)-1], false},
		{404, "", false},
		{400, empty, false},
	} {
		wire := newRecorder(answer(tc.status, tc.body))
		cfg := configuration(wire)
		cfg.Retry.MaxAttempts = 1
		page, err := newClient(t, cfg).SearchTransactionsApi.CreateSearch(t.Context(), search())
		if !tc.found {
			require.Error(t, err, "%d %s", tc.status, tc.body)
			continue
		}
		require.NoError(t, err, "%d %s", tc.status, tc.body)
		assert.Equal(t, "s-1", page.SearchID)
		assert.Zero(t, *page.Count)
		assert.Equal(t, tc.status, page.Meta.HTTPStatus)
		assert.Equal(t, tc.body, string(page.Meta.RawBody))
	}
}

func TestListsAloneMayBeLarge(t *testing.T) {
	large := `{"id":"7"` + strings.Repeat(" ", 2<<20) + "}"
	eachLookUp(t, func(t *testing.T, op operation) {
		cfg := configuration(newRecorder(answer(http.StatusOK, large)))
		cfg.MaxResponseBytes, cfg.Retry.MaxAttempts = 0, 1
		_, err := op.call(t.Context(), newClient(t, cfg))
		if op.name == "GetTransaction" {
			require.ErrorIs(t, err, cybersource.ErrResponseTooLarge)
			return
		}
		require.NoError(t, err)
	})
}

func TestAnswersOfLookUpsAreDecrypted(t *testing.T) {
	gateway, client, wire := encrypting(t)
	eachLookUp(t, func(t *testing.T, op operation) {
		before := len(gateway.Requests())
		meta, err := op.call(t.Context(), client)
		require.NoError(t, err)
		assert.Equal(t, `{"id":"7"}`, string(meta.RawBody))
		assert.True(t, bytes.Contains(wire.answered, []byte(`"encryptedResponse"`)), "%s", wire.answered)
		require.Len(t, gateway.Requests(), before+1)
		if op.method == http.MethodGet {
			assert.Empty(t, gateway.Requests()[before].Body())
		}
	})
}

// Records and rows are full of the payer's data, and a query may name them. The postal code has letters:
// five digits also occur in the nanoseconds of a log line's time.
func TestLookUpsPrintNothingOfThePayer(t *testing.T) {
	const order = `"orderInformation":{"billTo":{"firstName":"Ada","lastName":"Lovelace","address1":"1 Test Way","email":"ada@example.com",` +
		`"phoneNumber":"4155550100","city":"San Francisco","state":"CA","postalCode":"SW1A 1AA"},"amountDetails":{"totalAmount":"102.21","currency":"USD"}},` +
		`"deviceInformation":{"ipAddress":"192.0.2.77"},"paymentInformation":{"card":{"number":"` + canary + `"},"bank":{"account":{"name":"Lovelace A"}}}`
	body := `{"id":"7","query":"orderInformation.billTo.email:ada@example.com",` + order + `,"_embedded":{"transactionSummaries":[{"id":"7",` + order + `}]}}`
	eachLookUp(t, func(t *testing.T, op operation) {
		var log bytes.Buffer
		cfg := configuration(newRecorder(answer(http.StatusOK, body)))
		cfg.Logger = slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
		client := newClient(t, cfg)
		request := search()
		request.Query = "orderInformation.billTo.email:ada@example.com"
		_, err := client.SearchTransactionsApi.CreateSearch(t.Context(), request)
		require.NoError(t, err)
		meta, err := op.call(t.Context(), client)
		require.NoError(t, err)
		require.Contains(t, string(meta.RawBody), canary)
		assert.Contains(t, log.String(), op.name)
		assert.NotContains(t, fmt.Sprintf("%v %+v %#v", request, request, request), "ada@")
		for _, secret := range []string{"Lovelace", "1 Test Way", "ada@", "4155550100", "SW1A 1AA", "192.0.2.77", canary} {
			assert.NotContains(t, log.String(), secret)
		}
	})
}

func TestBadIDsAndNilRequestsOfLookUpsAreRefused(t *testing.T) {
	wire := newRecorder()
	client := newClient(t, configuration(wire))
	ctx := t.Context()
	_, record := client.TransactionDetailsApi.GetTransaction(ctx, "")
	require.EqualError(t, record, "get transaction: invalid request: id is empty")
	_, saved := client.SearchTransactionsApi.GetSearch(ctx, "..")
	require.EqualError(t, saved, "get search: invalid request: searchId is not an id")
	_, made := client.SearchTransactionsApi.CreateSearch(ctx, nil)
	require.EqualError(t, made, "create search: invalid request: req is nil")
	assert.Empty(t, wire.all())
}

// net/http sends a GET without a body again by itself when a connection that was used
// before breaks. The token of the request would then be used twice.
func TestLookUpIsNotSentAgainBelowTheClient(t *testing.T) {
	server := serveRaw(t, func(c *rawConn) {
		if c.number == 1 && c.readRequest() {
			c.approve()
		}
		c.readRequest() // and no answer
	})
	cfg := direct(t, server.url())
	cfg.Retry.MaxAttempts = 1
	api := newClient(t, cfg).TransactionDetailsApi
	_, err := api.GetTransaction(t.Context(), paymentID)
	require.NoError(t, err)
	_, err = api.GetTransaction(t.Context(), paymentID)
	require.ErrorIs(t, err, cybersource.ErrNotProcessed)
	assert.Equal(t, 2, server.requests())
}

func TestLookUpWithoutARequestSendsNoBody(t *testing.T) {
	seen := make(chan *http.Request, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen <- r
		_, _ = w.Write([]byte(`{"id":"` + paymentID + `"}`))
	}))
	t.Cleanup(server.Close)
	_, err := newClient(t, direct(t, server.URL)).TransactionDetailsApi.GetTransaction(t.Context(), paymentID)
	require.NoError(t, err)
	got := <-seen
	assert.Zero(t, got.ContentLength)
	assert.Empty(t, got.TransferEncoding)
	assert.Empty(t, got.Header.Get("Content-Type"))
}
