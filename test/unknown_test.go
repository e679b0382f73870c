package test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"syscall"
	"testing"

	"github.com/jarcoal/httpmock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// How a call that has no good answer ends.
const (
	refused      = "refused"       // *APIError
	unknown      = "unknown"       // *OutcomeUnknownError
	notProcessed = "not processed" // *NotProcessedError
)

func endOf(err error) string {
	switch err.(type) {
	case *cybersource.APIError:
		return refused
	case *cybersource.OutcomeUnknownError:
		return unknown
	case *cybersource.NotProcessedError:
		return notProcessed
	default:
		return fmt.Sprintf("%T", err)
	}
}

const flat = `{"id":"1","status":"INVALID_REQUEST","reason":"%s","details":[{"field":"%s","reason":"%s"}]}`

// What each status says about a payment or an increment: may it be sent again?
func TestSafeToRetryOfEachStatus(t *testing.T) {
	for _, tc := range []struct {
		name       string
		status     int
		body       string
		retryAfter string
		end        string
		safe       bool
	}{
		{"a redirect", 301, "", "", unknown, false},
		{"a redirect that keeps the method", 307, "", "", unknown, false},
		{"a missing field", 400, fmt.Sprintf(flat, "MISSING_FIELD", "paymentInformation.card.number", "MISSING_FIELD"), "", refused, true},
		{"a wrong field", 400, fmt.Sprintf(flat, "INVALID_DATA", "orderInformation.amountDetails.currency", "INVALID_DATA"), "", refused, true},
		{"a transaction id used before: that payment may stand", 400, fmt.Sprintf(flat, "INVALID_DATA", "clientReferenceInformation.transactionId", "INVALID_DATA"), "", refused, false},
		{"a duplicate: the first one stands", 400, fmt.Sprintf(flat, "DUPLICATE_REQUEST", "clientReferenceInformation.code", "INVALID_DATA"), "", refused, false},
		{"invalid data, with a transaction id that nobody else had", 400, `{"reason":"INVALID_DATA"}`, "", refused, true},
		{"the processor is down: it may have been asked", 400, `{"reason":"PROCESSOR_UNAVAILABLE"}`, "", unknown, false},
		{"a 400 that says nothing", 400, "", "", refused, false},
		{"not authenticated", 401, "", "", refused, true},
		{"not permitted", 403, "", "", refused, true},
		{"not found", 404, "", "", refused, true},
		{"wrong method", 405, "", "", refused, true},
		{"a timeout on the way", 408, "", "", unknown, false},
		{"a conflict", 409, "", "", refused, false},
		{"too large", 413, "", "", refused, true},
		{"wrong content type", 415, "", "", refused, true},
		{"an unusual refusal", 422, "", "", refused, false},
		{"too many requests", 429, "", "", refused, true},
		{"too many requests, come back later", 429, "", "3600", refused, true},
		{"a failure", 500, "", "", unknown, false},
		{"another failure", 501, "", "", unknown, false},
		{"a failure with an id", 502, `{"id":"1","status":"SERVER_ERROR","reason":"SYSTEM_ERROR"}`, "", unknown, false},
		{"a page of the edge", 502, "<html>", "", unknown, false},
		{"a bad gateway that invites", 502, "", "1", unknown, false},
		{"unavailable", 503, "", "", unknown, false},
		{"unavailable, with an invitation that cannot be read", 503, "", "soon", unknown, false},
		{"unavailable, come back later", 503, "", "3600", unknown, false},
		{"a timeout behind the edge", 504, "", "", unknown, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				wire := newRecorder(answer(tc.status, tc.body, "Retry-After", tc.retryAfter))
				cfg := configuration(wire)
				cfg.Retry.MaxAttempts = 1
				_, err := op.call(t.Context(), newClient(t, cfg))
				wire.only(t)

				if !op.movesMoney {
					assert.Equal(t, refused, endOf(err))
					assert.True(t, cybersource.SafeToRetry(err), "a read can be repeated whatever it was answered")
					return
				}
				safe := tc.safe && !mayMeanAnEarlierOne(op, tc.body)
				assert.Equal(t, tc.end, endOf(err))
				assert.Equal(t, safe, cybersource.SafeToRetry(err))
				assert.Equal(t, tc.end == unknown, errors.Is(err, cybersource.ErrOutcomeUnknown))
				assert.Equal(t, safe, cybersource.SafeToRetry(fmt.Errorf("checkout: %w", err)), "through a wrapper")
			})
		})
	}
}

// mayMeanAnEarlierOne reports whether a refusal that is certain of a payment is not of this
// operation: a wrong amount, or invalid data without a field, of what follows a payment can
// mean that it was captured, refunded or reversed before.
func mayMeanAnEarlierOne(op operation, body string) bool {
	switch body {
	case `{"reason":"INVALID_DATA"}`:
		return op.transactionID != idGenerated || strings.HasPrefix(op.name, "Refund") || op.name == "CapturePayment"
	case `{"reason":"INVALID_AMOUNT"}`:
		return op.name != "CreatePayment" && op.name != "IncrementAuth"
	default:
		return false
	}
}

func TestSafeToRetryIsFalseForWhatItDoesNotKnow(t *testing.T) {
	assert.False(t, cybersource.SafeToRetry(nil))
	assert.False(t, cybersource.SafeToRetry(errors.New("some error")))
	assert.False(t, cybersource.SafeToRetry(context.DeadlineExceeded))
}

// What each way of losing an answer says.
func TestAnswersThatGetLost(t *testing.T) {
	for _, tc := range []struct {
		name      string
		loses     httpmock.Responder
		is        error
		status    int
		id        string
		unwritten bool // certainly nothing was sent
	}{
		{name: "reset", loses: fails(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), is: syscall.ECONNRESET},
		{name: "end of file", loses: fails(io.ErrUnexpectedEOF), is: io.ErrUnexpectedEOF},
		{name: "refused", loses: undialled(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), is: syscall.ECONNREFUSED, unwritten: true},
		{name: "no such host", loses: undialled(&net.DNSError{Err: "no such host", IsNotFound: true}), unwritten: true},
		{name: "HTML with 200", loses: answer(200, "<html>hello "+canary+"</html>"), is: cybersource.ErrUnreadableResponse, status: 200},
		{name: "empty 201", loses: answer(201, ""), is: cybersource.ErrUnreadableResponse, status: 201},
		{name: "204", loses: answer(204, ""), is: cybersource.ErrUnreadableResponse, status: 204},
		{name: "null", loses: answer(201, "null"), is: cybersource.ErrUnreadableResponse, status: 201},
		{name: "a list", loses: answer(201, "[]"), is: cybersource.ErrUnreadableResponse, status: 201},
		{name: "a text", loses: answer(201, `"AUTHORIZED"`), is: cybersource.ErrUnreadableResponse, status: 201},
		{name: "two objects", loses: answer(201, approval+approval), is: cybersource.ErrUnreadableResponse, status: 201, id: paymentID},
		{name: "cut short behind the id", loses: answer(201, approval[:60]), is: cybersource.ErrUnreadableResponse, status: 201, id: paymentID},
		{name: "cut short within the id", loses: answer(201, approval[:20]), is: cybersource.ErrUnreadableResponse, status: 201},
		{name: "shorter than it said", loses: shorter(201, approval, 60), is: io.ErrUnexpectedEOF, status: 201, id: paymentID},
		{name: "encrypted, and no key", loses: answer(201, `{"encryptedResponse":"a.b.c.d.e"}`), is: cybersource.ErrUnreadableResponse, status: 201},
		{name: "too large", loses: answer(201, approval+strings.Repeat(" ", limit)), is: cybersource.ErrResponseTooLarge, status: 201, id: paymentID},
		{name: "too large, of unknown length", loses: chunked(201, approval+strings.Repeat(" ", limit)), is: cybersource.ErrResponseTooLarge, status: 201, id: paymentID},
		{name: "gzip bomb", loses: bomb(t), is: cybersource.ErrResponseTooLarge, status: 201},
		{name: "gzip that is none", loses: answer(201, "\x1f\x8b"+approval, "Content-Encoding", "gzip"), is: gzip.ErrHeader, status: 201},
		{name: "a refusal that is too large", loses: answer(400, strings.Repeat(" ", limit+1)), is: cybersource.ErrResponseTooLarge, status: 400},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				wire := newRecorder(tc.loses)
				cfg := configuration(wire)
				cfg.Retry.MaxAttempts = 1
				cfg.MaxResponseBytes = limit
				_, err := op.call(t.Context(), newClient(t, cfg))
				require.Error(t, err)
				wire.only(t)

				if tc.is != nil {
					assert.ErrorIs(t, err, tc.is)
				}
				assert.NotContains(t, err.Error(), canary)
				safe := !op.movesMoney || tc.unwritten
				assert.Equal(t, safe, cybersource.SafeToRetry(err))
				assert.Equal(t, safe, errors.Is(err, cybersource.ErrNotProcessed))
				assert.Equal(t, !safe, errors.Is(err, cybersource.ErrOutcomeUnknown))
				if safe {
					return
				}
				var lost *cybersource.OutcomeUnknownError
				require.ErrorAs(t, err, &lost)
				assert.Equal(t, op.name, lost.Operation)
				assert.Equal(t, "order-1", lost.ReferenceCode)
				assert.Equal(t, sentTransactionID(t, wire.only(t)), lost.TransactionID)
				assert.Equal(t, tc.status, lost.HTTPStatus)
				assert.Equal(t, tc.id, lost.ID)
				assert.Equal(t, 1, lost.Attempts)
			})
		})
	}
}

const limit = 64 << 10

// shorter announces a whole body and delivers the first n bytes.
func shorter(status int, body string, n int) httpmock.Responder {
	return func(request *http.Request) (*http.Response, error) {
		response, err := answer(status, body)(request)
		response.Body = io.NopCloser(strings.NewReader(body[:n]))
		return response, err
	}
}

// chunked does not say how long the body is.
func chunked(status int, body string) httpmock.Responder {
	return func(request *http.Request) (*http.Response, error) {
		response, err := answer(status, body)(request)
		response.ContentLength = -1
		return response, err
	}
}

// bomb is a small body that grows without end when it is unpacked.
func bomb(t *testing.T) httpmock.Responder {
	t.Helper()
	var squeezed bytes.Buffer
	w := gzip.NewWriter(&squeezed)
	for range 64 {
		_, err := w.Write(make([]byte, 1<<20))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return answer(201, squeezed.String(), "Content-Encoding", "gzip")
}

// The errors that hold a body print one safe line wherever they end up.
func TestErrorsNeverPrintABody(t *testing.T) {
	const content = `"card":"` + canary + `","holder":"Lovelace`
	for _, responder := range []httpmock.Responder{
		answer(400, `{"reason":"INVALID_DATA",`+content+`"}`),
		answer(502, `{"id":"1",`+content+`"}`),
		answer(201, `{"id":"1",`+content),
	} {
		_, err := newClient(t, configuration(newRecorder(responder))).PaymentsApi.CreatePayment(t.Context(), payment())
		require.Error(t, err)
		for sink, text := range printed(t, err) {
			assert.NotContains(t, text, canary, sink)
			assert.NotContains(t, text, "Lovelace", sink)
			assert.NotContains(t, text, sharedSecret, sink)
		}
	}
}

// printed is an error in every sink that logs know.
func printed(t *testing.T, err error) map[string]string {
	t.Helper()
	texts := map[string]string{"Error": err.Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		texts[verb] = fmt.Sprintf(verb, err)
		texts["wrapped "+verb] = fmt.Sprintf(verb, fmt.Errorf("checkout: %w", err))
		texts["in a list "+verb] = fmt.Sprintf(verb, []error{err})
	}
	var text, object bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Error("failed", "err", err)
	slog.New(slog.NewJSONHandler(&object, nil)).Error("failed", "err", err)
	texts["slog text"], texts["slog JSON"] = text.String(), object.String()
	marshalled, jsonErr := json.Marshal(err)
	require.NoError(t, jsonErr)
	texts["JSON"] = string(marshalled)
	return texts
}
