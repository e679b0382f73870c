package test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// Refusals that need more than their HTTP status to be understood.
func TestRefusalIsReadInFull(t *testing.T) {
	for _, tc := range []struct {
		name   string
		status int
		body   string
		end    string
		safe   bool
	}{
		{"approved behind a 401", 401, `{"id":"1","status":"AUTHORIZED"}`, unknown, false},
		{"approved behind a 404", 404, `{"status":"AUTHORIZED"}`, unknown, false},
		{"pending behind a 400", 400, `{"status":"PENDING","reason":"MISSING_FIELD"}`, unknown, false},
		{"approved, nested", 403, `{"data":[{"payment":{"status":"PARTIAL_AUTHORIZED"}}]}`, unknown, false},
		{"approved, in a body that was cut", 429, `{"status":"AUTHORIZED","id":"67501`, unknown, false},
		{"approved, behind a syntax error", 401, `{"a":tru,"status":"AUTHORIZED"}`, unknown, false},
		{"approved, status twice", 400, `{"status":"INVALID_REQUEST","status":"AUTHORIZED","reason":"MISSING_FIELD"}`, unknown, false},
		{"an approval code", 400, `{"reason":"MISSING_FIELD","processorInformation":{"approvalCode":"831000"}}`, unknown, false},
		{"an authorized amount", 405, `{"orderInformation":{"amountDetails":{"authorizedAmount":"102.21"}}}`, unknown, false},
		{"an authorized amount of nothing", 405, `{"orderInformation":{"amountDetails":{"authorizedAmount":"0.00"}}}`, refused, true},
		{"a timeout in a 401", 401, `{"reason":"SERVER_TIMEOUT"}`, unknown, false},
		{"a timeout in a 400", 400, `{"reason":"SERVER_TIMEOUT"}`, unknown, false},
		{"a duplicate in a 404", 404, `{"reason":"DUPLICATE_REQUEST"}`, unknown, false},
		{"a duplicate beside invalid data", 400, `{"reason":"INVALID_DATA","details":[{"field":"orderInformation.amountDetails.currency"}],"errorInformation":{"reason":"DUPLICATE_REQUEST"}}`, refused, false},
		{"a failure beside a missing field", 400, `{"reason":"MISSING_FIELD","errorInformation":{"reason":"SYSTEM_ERROR"}}`, unknown, false},
		{"a used transaction id, by name", 400, `{"reason":"INVALID_DATA","details":[{"name":"clientReferenceInformation.transactionId","reason":"INVALID_DATA"}]}`, refused, false},
		{"a used transaction id, by location", 400, `{"reason":"INVALID_DATA","details":[{"location":"/clientReferenceInformation/transactionId","reason":"INVALID_DATA"}]}`, refused, false},
		{"a used transaction id, as a text", 400, `{"reason":"INVALID_DATA","details":["clientReferenceInformation.transactionId"]}`, refused, false},
		{"a duplicate among the details", 400, `{"reason":"INVALID_DATA","details":[{"field":"orderInformation.billTo.email","reason":"INVALID_DATA"},{"field":"clientReferenceInformation.code","reason":"DUPLICATE_REQUEST"}]}`, refused, false},
		{"held, although the rules of the merchant rejected it", 400, `{"status":"AUTHORIZED_RISK_DECLINED","reason":"MISSING_FIELD"}`, unknown, false},
		{"approved by the issuer, in a 429", 429, `{"reason":"CV_FAILED"}`, unknown, false},
		{"approved by the issuer, in a 400", 400, `{"errorInformation":{"reason":"AVS_FAILED"}}`, unknown, false},
		{"an error of the processor, in a 401", 401, `{"reason":"PROCESSOR_ERROR"}`, unknown, false},
		{"a timeout in place of a message", 429, `{"response":{"rmsg":"SYSTEM_TIMEOUT"}}`, unknown, false},
		{"a failure in lower case", 415, `{"reason":"system_error"}`, unknown, false},
		{"a used transaction id, in a 401", 401, `{"details":[{"field":"clientReferenceInformation.transactionId","reason":"INVALID_DATA"}]}`, refused, false},
		{"a used transaction id, in the second list", 400, `{"reason":"INVALID_DATA","details":[{"field":"orderInformation.billTo.email"}],"errorInformation":{"details":[{"field":"clientReferenceInformation.transactionId"}]}}`, refused, false},
		{"a missing field, cut at its last letter", 400, `{"reason":"MISSING_FIELD`, refused, false},
		{"a missing field, cut behind it", 400, `{"reason":"MISSING_FIELD"`, refused, false},
		{"a missing field, cut before its details", 400, `{"reason":"MISSING_FIELD","details":[`, refused, false},
		{"a missing field, in too deep a body", 400, `{"reason":"MISSING_FIELD","x":` + strings.Repeat("[", 20000) + strings.Repeat("]", 20000) + `}`, refused, false},
		{"card type not accepted", 400, `{"reason":"CARD_TYPE_NOT_ACCEPTED"}`, refused, true},
		{"card not valid", 400, `{"reason":"INVALID_CARD"}`, refused, true},
		{"account set up wrongly", 400, `{"reason":"INVALID_MERCHANT_CONFIGURATION"}`, refused, true},
		{"an amount", 400, `{"reason":"INVALID_AMOUNT"}`, refused, true},
		{"an unknown reason", 400, `{"reason":"SOMETHING_NEW"}`, refused, false},
		{"a page behind a 400", 400, "<html>", refused, false},
		{"words that are no status", 401, `{"status":"Unauthorized"}`, refused, true},
		{"status in digits", 404, `{"status":"404","errorInformation":{"reason":"NOT_FOUND"}}`, refused, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			eachOperation(t, func(t *testing.T, op operation) {
				wire := newRecorder(answer(tc.status, tc.body, "Retry-After", "0"))
				_, err := op.call(t.Context(), newClient(t, configuration(wire)))
				if !op.movesMoney {
					assert.True(t, cybersource.SafeToRetry(err))
					return
				}
				if tc.status != http.StatusTooManyRequests || tc.end == unknown && !op.repeatable {
					wire.only(t)
				}
				assert.Equal(t, tc.end, endOf(err), "%v", err)
				assert.Equal(t, tc.safe && !mayMeanAnEarlierOne(op, tc.body), cybersource.SafeToRetry(err), "%v", err)
				_, isRefusal := errors.AsType[*cybersource.APIError](err)
				assert.Equal(t, tc.end == refused, isRefusal, "an unknown outcome is no refusal")
			})
		})
	}
}

// A refusal that can mean "seen before" says nothing good after an attempt that was written.
func TestRefusalMayBeAboutTheAttemptBeforeIt(t *testing.T) {
	for _, reason := range []string{"DUPLICATE_REQUEST", "INVALID_DATA", "SOMETHING_NEW"} {
		wire := newRecorder(answer(429, "", "Retry-After", "0"), answer(400, fmt.Sprintf(`{"id":"7","reason":%q}`, reason)))
		_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment())
		var lost *cybersource.OutcomeUnknownError
		require.ErrorAs(t, err, &lost, reason)
		assert.Equal(t, "7", lost.ID)
		assert.Equal(t, cybersource.Reason(reason), lost.Response.Reason)
		assert.NotErrorIs(t, err, cybersource.ErrInvalidRequest)
	}
	wire := newRecorder(refusedDial, answer(400, `{"reason":"INVALID_DATA"}`))
	_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment())
	assert.True(t, cybersource.SafeToRetry(err), "nothing of the first attempt was written: %v", err)
}

// Invalid data that names no field may be a transaction id that was used before.
func TestInvalidDataMayBeACallersTransactionID(t *testing.T) {
	for id, safe := range map[string]bool{"": true, "T-20418": false} {
		request := payment()
		request.ClientReferenceInformation.TransactionID = id
		_, err := newClient(t, configuration(newRecorder(answer(400, `{"reason":"INVALID_DATA"}`)))).PaymentsApi.CreatePayment(t.Context(), request)
		refused := answerOf(t, err)
		assert.Equal(t, safe, cybersource.SafeToRetry(err))
		assert.Equal(t, safe, !refused.EarlierMayStand())
		assert.Equal(t, safe, refused.Advice() == cybersource.AdviceFixData)
	}
}

// An answer is this call's only if it says so.
func TestAnswerWithOtherReferencesIsNotThisCalls(t *testing.T) {
	for _, tc := range []struct {
		name, echo string
		foreign    bool
	}{
		{"none", `{}`, false},
		{"the same", `{"code":"order-1"}`, false},
		{"the same in another spelling", `{"code":" ORDER-1"}`, false},
		{"another code", `{"code":"order-2"}`, true},
		{"another transaction id", `{"code":"order-1","transactionId":"SOMEBODYELSES"}`, true},
	} {
		for _, status := range []int{201, 400, 401} {
			t.Run(fmt.Sprintf("%s %d", tc.name, status), func(t *testing.T) {
				body := `{"id":"1","status":"AUTHORIZED","reason":"MISSING_FIELD","clientReferenceInformation":` + tc.echo + `}`
				if status != 201 {
					body = strings.Replace(body, "AUTHORIZED", "INVALID_REQUEST", 1)
				}
				wire := newRecorder(func(r *http.Request) (*http.Response, error) { return answer(status, body)(r) })
				_, err := newClient(t, configuration(wire)).PaymentsApi.CreatePayment(t.Context(), payment())
				assert.Equal(t, tc.foreign, errors.Is(err, cybersource.ErrOutcomeUnknown), "%v", err)
			})
		}
	}
}

// Every echo counts, whatever stands around it: the second one too, a number, one in a
// list, one in a body that cannot be read. The id of another's payment is not reported:
// looked up, it would pass for this one's.
func TestAnswerOfAnotherRequestIsRecognisedInAnyForm(t *testing.T) {
	for _, tc := range []struct {
		name    string
		status  int
		body    string
		foreign bool
	}{
		{"a list", 201, `{"id":"7","status":"AUTHORIZED","clientReferenceInformation":[{"code":"order-2"}]}`, true},
		{"a number", 201, `{"id":"7","status":"AUTHORIZED","clientReferenceInformation":[{"transactionId":99}]}`, true},
		{"a second one", 400, `{"id":"7","clientReferenceInformation":{"code":"order-2"},"clientReferenceInformation":{"code":"order-1"}}`, true},
		{"an approval that cannot be read", 201, `{"id":"7","clientReferenceInformation":{"code":"order-2"},"x":tru}`, true},
		{"an approval that was cut behind it", 201, `{"id":"7","clientReferenceInformation":{"code":"order-2"},"status":"AUTH`, true},
		{"an approval that was cut within it", 201, `{"id":"7","clientReferenceInformation":{"code":"ord`, false},
		{"a refusal that was cut within it", 401, `{"id":"7","clientReferenceInformation":{"code":"ord`, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := newClient(t, configuration(newRecorder(answer(tc.status, tc.body)))).PaymentsApi.CreatePayment(t.Context(), payment())
			meta, ok := cybersource.MetaOf(err)
			require.True(t, ok, "%v", err)
			if tc.foreign {
				assert.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
				assert.Empty(t, meta.ID)
				return
			}
			assert.Equal(t, "7", meta.ID)
		})
	}
}

// A success is read as fully as a refusal.
func TestSuccessIsReadInFull(t *testing.T) {
	for name, body := range map[string]string{
		"a failure among errors":              `{"id":"1","status":"AUTHORIZED","errors":[{"type":"INVALID_CARD_TYPE"}]}`,
		"a failure in place of a message":     `{"id":"1","status":"AUTHORIZED","response":{"rmsg":"SYSTEM_ERROR"}}`,
		"a failure in a list":                 `{"id":"1","status":"AUTHORIZED","errorInformation":[{"reason":"PROCESSOR_DECLINED"}]}`,
		"details that are not only objects":   `{"id":"1","status":"AUTHORIZED","errorInformation":{"details":[{"reason":"MISSING_FIELD"},"transactionId"]}}`,
		"a duplicate among the details":       `{"id":"1","status":"AUTHORIZED_PENDING_REVIEW","details":[{"field":"transactionId","reason":"DUPLICATE_REQUEST"}]}`,
		"a failure beside a decline":          `{"id":"1","errors":[{"type":" system_timeout "}],"errorInformation":{"reason":"UNAUTHORIZED_CARD"}}`,
		"a used transaction id, in any order": `{"status":"INVALID_REQUEST","reason":"NOT_SUPPORTED","details":["transactionId",{"location":"/a","reason":"INVALID_DATA"}]}`,
		"a used transaction id, and declined": `{"status":"INVALID_REQUEST","reason":"EXPIRED_CARD","errorInformation":{"details":[{"location":"/transactionId","reason":"INVALID_DATA"}]}}`,
	} {
		got, err := newClient(t, configuration(newRecorder(answer(201, body)))).PaymentsApi.CreatePayment(t.Context(), payment())
		require.NoError(t, err, name)
		assert.False(t, got.Outcome().Approved(), name)
		assert.Equal(t, cybersource.AdviceLookUp, got.Outcome().Advice, name)
	}
}

// No error speaks for two calls at once, whatever a transport or a token function returns.
func TestCauseDoesNotSpeakForTheCall(t *testing.T) {
	_, other := newClient(t, configuration(newRecorder(lostAnswer))).PaymentsApi.CreatePayment(t.Context(), payment())
	require.ErrorIs(t, other, cybersource.ErrOutcomeUnknown)
	_, refusal := newClient(t, configuration(newRecorder(answer(401, "")))).PaymentsApi.CreatePayment(t.Context(), payment())
	for _, cause := range []error{other, refusal, fmt.Errorf("before: %w", errors.Join(other, io.ErrClosedPipe))} {
		_, err := newClient(t, configuration(newRecorder(fails(cause)))).PaymentsApi.CreatePayment(t.Context(), payment())
		assertOneVerdict(t, err)
		assert.ErrorIs(t, err, cybersource.ErrOutcomeUnknown)
		assert.Equal(t, errors.Is(cause, io.ErrClosedPipe), errors.Is(err, io.ErrClosedPipe))

		cfg := configuration(newRecorder())
		cfg.Credentials = cybersource.OAuthToken{MerchantID: merchantID, Token: tokenThatFails(cause)}
		_, err = newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
		assertOneVerdict(t, err)
		assert.ErrorIs(t, err, cybersource.ErrNotProcessed)
		assert.True(t, cybersource.SafeToRetry(err))
	}
}

func tokenThatFails(err error) func(context.Context) (string, error) {
	return func(context.Context) (string, error) { return "", err }
}

func assertOneVerdict(t *testing.T, err error) {
	t.Helper()
	n := 0
	for _, verdict := range []error{cybersource.ErrOutcomeUnknown, cybersource.ErrNotProcessed, cybersource.ErrInvalidRequest, cybersource.ErrUnauthorized} {
		if errors.Is(err, verdict) {
			n++
		}
	}
	assert.Equal(t, 1, n, "%v", err)
	_, isRefusal := errors.AsType[*cybersource.APIError](err)
	assert.False(t, isRefusal)
}

func TestMetaOfAnErrorIsWhatItsCallKnows(t *testing.T) {
	for _, responder := range []struct {
		name   string
		happen func() *recorder
		status int
		id     string
	}{
		{"refused", func() *recorder { return newRecorder(answer(400, `{"id":"7","reason":"MISSING_FIELD"}`)) }, 400, "7"},
		{"unknown", func() *recorder { return newRecorder(answer(502, `{"id":"7"}`)) }, 502, "7"},
		{"lost", func() *recorder { return newRecorder(lostAnswer) }, 0, ""},
		{"not processed", func() *recorder { return newRecorder(refusedDial) }, 0, ""},
	} {
		t.Run(responder.name, func(t *testing.T) {
			cfg := configuration(responder.happen())
			cfg.Retry.MaxAttempts = 1
			_, err := newClient(t, cfg).PaymentsApi.CreatePayment(t.Context(), payment())
			meta, ok := cybersource.MetaOf(fmt.Errorf("checkout: %w", err))
			require.True(t, ok)
			assert.Equal(t, responder.status, meta.HTTPStatus)
			assert.Equal(t, responder.id, meta.ID)
			assert.Equal(t, "order-1", meta.ReferenceCode)
			assert.NotEmpty(t, meta.TransactionID)
			assert.Equal(t, 1, meta.Attempts)
			assert.Positive(t, meta.Duration)
		})
	}
	_, ok := cybersource.MetaOf(errors.New("something else"))
	assert.False(t, ok)
}

// The id is the handle for looking a payment up: it counts wherever an answer has it.
func TestIDIsFoundInWhatIsLeftOfAnAnswer(t *testing.T) {
	const whole = `{"_links":{"self":{"href":"/pts/v2/payments/6750124114786780104953","method":"GET"}},"id":"6750124114786780104953","status":"AUTHORIZED"}`
	lost := 0
	for n := range len(whole) {
		_, err := newClient(t, configuration(newRecorder(answer(201, whole[:n])))).PaymentsApi.CreatePayment(t.Context(), payment())
		var unknown *cybersource.OutcomeUnknownError
		require.ErrorAs(t, err, &unknown)
		switch unknown.ID {
		case "":
			lost++
		case paymentID:
		default:
			t.Fatalf("cut at %d: id %q", n, unknown.ID)
		}
	}
	assert.LessOrEqual(t, lost, strings.Index(whole, `","method"`)+1, "the id was there")
	for _, body := range []string{"[" + whole + "]", `{"a":tru,` + whole[1:], whole + "}"} {
		_, err := newClient(t, configuration(newRecorder(answer(201, body)))).PaymentsApi.CreatePayment(t.Context(), payment())
		meta, _ := cybersource.MetaOf(err)
		assert.Equal(t, paymentID, meta.ID, body)
	}
}
