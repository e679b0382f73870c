package test

import (
	"errors"
	"net/http"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// canary stands in bodies where card data could: it must not come out of Error().
const canary = "4111111111111111"

// refusal is one shape of answer that is no success, with the facts it holds.
type refusal struct {
	name      string
	status    int
	body      string
	want      cybersource.APIError // status, reason, message, details and id count
	is        error
	errorText string // of CreatePayment; without operation and correlation id
}

var refusals = []refusal{
	{
		name: "400, flat, with details", status: 400,
		body: `{"id":"6750124114786780104953","submitTimeUtc":"2026-03-04T05:06:08Z","status":"INVALID_REQUEST","reason":"MISSING_FIELD",` +
			`"message":"Declined - The request is missing one or more fields","details":[{"field":"paymentInformation.card.number","reason":"MISSING_FIELD"},` +
			`{"field":"orderInformation.billTo.email","reason":"MISSING_FIELD"}]}`,
		want: cybersource.APIError{
			ID: paymentID, Status: "INVALID_REQUEST", Reason: "MISSING_FIELD", Message: "Declined - The request is missing one or more fields",
			Details: []cybersource.ErrorInformationDetails{
				{Field: "paymentInformation.card.number", Reason: "MISSING_FIELD"}, {Field: "orderInformation.billTo.email", Reason: "MISSING_FIELD"},
			},
		},
		is: cybersource.ErrInvalidRequest,
		errorText: "HTTP 400 INVALID_REQUEST MISSING_FIELD: Declined - The request is missing one or more fields " +
			"[paymentInformation.card.number MISSING_FIELD, orderInformation.billTo.email MISSING_FIELD]",
	},
	{
		name: "400, one detail instead of a list, number as id", status: 400,
		body:      `{"id":17,"status":"INVALID_REQUEST","reason":"INVALID_DATA","details":{"field":"clientReferenceInformation.transactionId","reason":"INVALID_DATA"}}`,
		want:      cybersource.APIError{ID: "17", Status: "INVALID_REQUEST", Reason: "INVALID_DATA", Details: []cybersource.ErrorInformationDetails{{Field: "clientReferenceInformation.transactionId", Reason: "INVALID_DATA"}}},
		is:        cybersource.ErrInvalidRequest,
		errorText: "HTTP 400 INVALID_REQUEST INVALID_DATA [clientReferenceInformation.transactionId INVALID_DATA]",
	},
	{
		name: "400, nested errorInformation", status: 400,
		body:      `{"id":"5","status":"INVALID_REQUEST","errorInformation":{"reason":"INVALID_DATA","message":"no","details":[{"field":"f","reason":"INVALID_DATA"}]}}`,
		want:      cybersource.APIError{ID: "5", Status: "INVALID_REQUEST", Reason: "INVALID_DATA", Message: "no", Details: []cybersource.ErrorInformationDetails{{Field: "f", Reason: "INVALID_DATA"}}},
		is:        cybersource.ErrInvalidRequest,
		errorText: "HTTP 400 INVALID_REQUEST INVALID_DATA: no [f INVALID_DATA]",
	},
	{
		name: "400, unknown payment id", status: 400,
		body: `{"status":"INVALID_REQUEST","reason":"INVALID_PAYMENT_ID"}`, want: cybersource.APIError{Status: "INVALID_REQUEST", Reason: "INVALID_PAYMENT_ID"},
		is: cybersource.ErrNotFound, errorText: "HTTP 400 INVALID_REQUEST INVALID_PAYMENT_ID",
	},
	{
		name: "401, text", status: 401,
		body: `{"response":{"rmsg":"Authentication Failed"}}`, want: cybersource.APIError{Message: "Authentication Failed"},
		is: cybersource.ErrUnauthorized, errorText: "HTTP 401: Authentication Failed",
	},
	{
		name: "401, object", status: 401,
		body: `{"response":{"rmsg":{"message":"Missing Authentication - one of the header elements is missing: digest"}}}`,
		want: cybersource.APIError{Message: "Missing Authentication - one of the header elements is missing: digest"},
		is:   cybersource.ErrUnauthorized, errorText: "HTTP 401: Missing Authentication - one of the header elements is missing: digest",
	},
	{name: "401, empty", status: 401, is: cybersource.ErrUnauthorized, errorText: "HTTP 401"},
	{
		name: "403, rmsg", status: 403, body: `{"response":{"rmsg":"Not permitted"}}`, want: cybersource.APIError{Message: "Not permitted"},
		is: cybersource.ErrForbidden, errorText: "HTTP 403: Not permitted",
	},
	{
		name: "404, errors", status: 404, body: `{"errors":[{"type":"notFound","message":"Payment not found"}]}`,
		want: cybersource.APIError{Reason: "notFound", Message: "Payment not found"},
		is:   cybersource.ErrNotFound, errorText: "HTTP 404 notFound: Payment not found",
	},
	{name: "405, nothing", status: 405, errorText: "HTTP 405"},
	{name: "413, HTML", status: 413, body: "<html><body>too large " + canary + "</body></html>", errorText: "HTTP 413"},
	{name: "415, text that is not JSON", status: 415, body: "unsupported", errorText: "HTTP 415"},
	{name: "429, nothing", status: 429, is: cybersource.ErrRateLimited, errorText: "HTTP 429"},
	{name: "400, JSON cut short", status: 400, body: `{"id":"1","reason":"INVALID_DA`, want: cybersource.APIError{ID: "1"}, is: cybersource.ErrInvalidRequest, errorText: "HTTP 400"},
	{name: "400, a list", status: 400, body: `[1]`, is: cybersource.ErrInvalidRequest, errorText: "HTTP 400"},
	{
		name: "502, flat", status: 502,
		body: `{"id":"6750124114786780104953","submitTimeUtc":"2026-03-04T05:06:08Z","status":"SERVER_ERROR","reason":"SYSTEM_ERROR","message":"Error - General system failure."}`,
		want: cybersource.APIError{ID: paymentID, Status: "SERVER_ERROR", Reason: "SYSTEM_ERROR", Message: "Error - General system failure."},
		is:   cybersource.ErrServer, errorText: "HTTP 502 SERVER_ERROR SYSTEM_ERROR: Error - General system failure.",
	},
	{name: "502, HTML", status: 502, body: "<html>Bad Gateway</html>", is: cybersource.ErrServer, errorText: "HTTP 502"},
	{name: "504, empty", status: 504, is: cybersource.ErrServer, errorText: "HTTP 504"},
	{
		name: "a card number and a line break in the message", status: 400,
		body:      `{"status":"INVALID_REQUEST","reason":"INVALID_DATA","message":"bad card ` + canary + `\nINFO forged line"}`,
		want:      cybersource.APIError{Status: "INVALID_REQUEST", Reason: "INVALID_DATA", Message: "bad card ****1111\nINFO forged line"},
		is:        cybersource.ErrInvalidRequest,
		errorText: "HTTP 400 INVALID_REQUEST INVALID_DATA: bad card ****1111 INFO forged line",
	},
}

// hint is what the client adds: by operation where the id can be of the wrong kind, or new,
// and to what is not the service's own answer.
var hint = regexp.MustCompile(`; (this (call takes the id of|proves nothing)|the answer (has|is) no)[^(]*[^ (]`)

// lostAdvice is what an unknown outcome says that can be done.
var lostAdvice = regexp.MustCompile(`; (Resolve finds out|ask about).*$`)

func TestRefusalsOfEveryShape(t *testing.T) {
	for _, tc := range refusals {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				cfg := configuration(newRecorder(answer(tc.status, tc.body)))
				cfg.Retry.MaxAttempts = 1
				_, err := op.call(t.Context(), newClient(t, cfg))

				refused := answerOf(t, err)
				requireFacts(t, &tc, op, refused)
				unknown := tc.status >= 500 && op.movesMoney
				assert.Equal(t, unknown, errors.Is(err, cybersource.ErrOutcomeUnknown))
				want := op.words + ": "
				if unknown {
					var lost *cybersource.OutcomeUnknownError
					require.ErrorAs(t, err, &lost)
					handles := "code " + lost.ReferenceCode
					if lost.TransactionID != "" {
						handles += ", transaction id " + lost.TransactionID
					}
					if tc.want.ID != "" {
						handles = "id " + tc.want.ID + ", " + handles
					}
					want += "outcome unknown (" + handles + "): "
				}
				text := hint.ReplaceAllString(err.Error(), "")
				assert.Equal(t, want+tc.errorText+" (correlation id "+correlationID+")", lostAdvice.ReplaceAllString(text, ""))
				assert.Equal(t, unknown, lostAdvice.MatchString(text))
				for _, sentinel := range allSentinels {
					if sentinel != cybersource.ErrOutcomeUnknown && sentinel != cybersource.ErrNotFound {
						assert.Equal(t, sentinel == tc.is || also(&tc, sentinel), errors.Is(err, sentinel), "%v", sentinel)
					}
				}
				if tc.is != nil {
					assert.ErrorIs(t, err, tc.is)
				}
			})
		})
	}
}

// also names what a refusal matches besides its main sentinel.
func also(tc *refusal, sentinel error) bool {
	return tc.status == http.StatusBadRequest && sentinel == cybersource.ErrInvalidRequest
}

var allSentinels = []error{
	cybersource.ErrOutcomeUnknown, cybersource.ErrNotProcessed, cybersource.ErrInvalidRequest, cybersource.ErrInvalidConfiguration,
	cybersource.ErrUnauthorized, cybersource.ErrForbidden, cybersource.ErrNotFound, cybersource.ErrRateLimited, cybersource.ErrServer,
	cybersource.ErrResponseTooLarge, cybersource.ErrUnreadableResponse,
	cybersource.ErrAlreadyReversed, cybersource.ErrAlreadySettled, cybersource.ErrNotVoidable, cybersource.ErrExceedsAuthorizedAmount,
}

// What a refusal says of how the transaction stands. A reason that leaves open whether it
// was settled or reversed matches neither, and an unknown outcome nothing of this.
func TestReasonsThatHaveASentinel(t *testing.T) {
	for reason, sentinel := range map[string]error{
		"AUTH_ALREADY_REVERSED":                   cybersource.ErrAlreadyReversed,
		"TRANSACTION_ALREADY_SETTLED":             cybersource.ErrAlreadySettled,
		"NOT_VOIDABLE":                            cybersource.ErrNotVoidable,
		"EXCEEDS_AUTH_AMOUNT":                     cybersource.ErrExceedsAuthorizedAmount,
		"TRANSACTION_ALREADY_REVERSED_OR_SETTLED": nil,
		"MISSING_AUTH":                            nil,
	} {
		eachOperation(t, func(t *testing.T, op operation) {
			for _, body := range []string{`{"reason":"` + reason + `"}`, `{"errorInformation":{"reason":"` + reason + `"}}`} {
				_, err := op.call(t.Context(), newClient(t, configuration(newRecorder(answer(400, body)))))
				for _, s := range allSentinels[len(allSentinels)-4:] {
					assert.Equal(t, s == sentinel, errors.Is(err, s), "%s: %v", reason, s)
				}
			}
			_, err := op.call(t.Context(), newClient(t, configuration(newRecorder(answer(502, `{"reason":"`+reason+`"}`)))))
			for _, s := range allSentinels[len(allSentinels)-4:] {
				assert.Equal(t, s == sentinel && !op.movesMoney, errors.Is(err, s), "%s in a failure: %v", reason, s)
			}
		})
	}
}

func requireFacts(t *testing.T, tc *refusal, op operation, got *cybersource.APIError) {
	t.Helper()
	assert.Equal(t, op.name, got.Operation)
	assert.Equal(t, tc.status, got.HTTPStatus)
	assert.Equal(t, tc.want.Status, got.Status)
	assert.Equal(t, tc.want.Reason, got.Reason)
	assert.Equal(t, tc.want.Message, got.Message)
	assert.Equal(t, tc.want.Details, got.Details)
	assert.Equal(t, tc.want.ID, got.ID)
	assert.Equal(t, correlationID, got.CorrelationID)
	assert.Equal(t, correlationID, got.Header.Get("V-C-Correlation-Id"))
	assert.Equal(t, 1, got.Attempts)
	assert.Equal(t, tc.body, string(got.RawBody))
}

func TestHTTP401SaysHowFarTheClockIsOff(t *testing.T) {
	for _, tc := range []struct{ name, date, want string }{
		{"behind", "Wed, 04 Mar 2026 05:16:07 GMT", "; the local clock is 10m0s behind the service ("},
		{"ahead", "Wed, 04 Mar 2026 04:56:07 GMT", "; the local clock is 10m0s ahead of the service ("},
		{"close enough", "Wed, 04 Mar 2026 05:06:17 GMT", "Authentication Failed ("},
		{"no date", "", "Authentication Failed ("},
	} {
		t.Run(tc.name, func(t *testing.T) {
			cfg := configuration(newRecorder(answer(401, `{"response":{"rmsg":"Authentication Failed"}}`, "Date", tc.date)))
			cfg.Clock = (&recording{EpochSeconds: 1772600767}).clock // 2026-03-04T05:06:07Z
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			assert.ErrorContains(t, err, tc.want)
		})
	}
}

func TestHTTP401SaysThatThereAreNoCredentials(t *testing.T) {
	cfg := configuration(newRecorder(answer(401, `{"response":{"rmsg":"Authentication Failed"}}`, "Date", "Wed, 04 Mar 2026 04:56:07 GMT")))
	cfg.Credentials = nil
	_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
	assert.ErrorContains(t, err, "Authentication Failed; the client has no Credentials (")
}

// What moves no money leaves nothing to look up: a refusal of it says what else to do.
func TestRefusalOfACallThatMovesNoMoneyAdvisesNoLookUp(t *testing.T) {
	for _, tc := range []struct {
		name   string
		status int
		body   string
		want   cybersource.Advice
	}{
		{"payer not authenticated", 400, `{"reason":"CONSUMER_AUTHENTICATION_FAILED"}`, cybersource.AdviceAskCardholder},
		{"a missing field", 400, `{"reason":"MISSING_FIELD"}`, cybersource.AdviceFixData},
		{"a wrong field", 400, `{"reason":"INVALID_DATA"}`, cybersource.AdviceFixData},
		{"an id that is not known", 400, `{"reason":"INVALID_PAYMENT_ID"}`, cybersource.AdviceFixData},
		{"a reason that is not known", 400, `{"reason":"BRAND_NEW"}`, cybersource.AdviceFixData},
		{"nothing said", 400, ``, cybersource.AdviceFixData},
		{"account set up wrongly", 400, `{"reason":"INVALID_MERCHANT_CONFIGURATION"}`, cybersource.AdviceContactSupport},
		{"processor down", 400, `{"reason":"PROCESSOR_UNAVAILABLE"}`, cybersource.AdviceRetryLater},
		{"a timeout inside", 502, `{"reason":"SYSTEM_TIMEOUT"}`, cybersource.AdviceRetryLater},
		{"account set up wrongly, found late", 502, `{"reason":"INVALID_OR_MISSING_CONFIG"}`, cybersource.AdviceContactSupport},
		{"unavailable", 503, ``, cybersource.AdviceRetryLater},
		{"a timeout on the way", 408, ``, cybersource.AdviceRetryLater},
		{"a conflict", 409, ``, cybersource.AdviceFixData},
		{"not authenticated", 401, ``, cybersource.AdviceContactSupport},
		{"too many", 429, ``, cybersource.AdviceRetryLater},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachJSON(t, func(t *testing.T, op operation) {
				if op.movesMoney {
					return
				}
				cfg := configuration(newRecorder(answer(tc.status, tc.body)))
				cfg.Retry.MaxAttempts = 1
				_, err := op.call(t.Context(), newClient(t, cfg))
				var refused *cybersource.APIError
				require.ErrorAs(t, err, &refused)
				assert.Equal(t, tc.want, refused.Advice())
				assert.True(t, cybersource.SafeToRetry(err))
			})
		})
	}
}
