package cybersource

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// InvalidRequestError is a request that this client refused before sending
// anything. It matches [ErrInvalidRequest].
type InvalidRequestError struct {
	Operation string         // such as "CreatePayment"
	Problems  []FieldProblem // at least one
}

// Error is one line: the operation and every problem.
func (e *InvalidRequestError) Error() string {
	return operationText(e.Operation) + ": invalid request: " + problems(e.Problems).String()
}

// Is makes errors.Is(err, ErrInvalidRequest) true.
func (e *InvalidRequestError) Is(target error) bool { return target == ErrInvalidRequest }

func (e *InvalidRequestError) safeToRetry() bool { return e != nil }

// ConfigurationError lists everything that is wrong with a [Configuration], each
// problem with the name of its field and never with its value. It matches
// [ErrInvalidConfiguration].
type ConfigurationError struct {
	Problems []FieldProblem // at least one
}

// Error is one line with every problem.
func (e *ConfigurationError) Error() string {
	return "configuration: " + problems(e.Problems).String()
}

// Is makes errors.Is(err, ErrInvalidConfiguration) true.
func (e *ConfigurationError) Is(target error) bool { return target == ErrInvalidConfiguration }

// NotProcessedError is a call that ended without an answer and without having moved
// money: no byte of the request was written, or the operation moves none. It matches
// [ErrNotProcessed] and what its cause matches, such as [context.DeadlineExceeded];
// [SafeToRetry] is true for it.
type NotProcessedError struct {
	Operation     string // such as "CreatePayment"
	ReferenceCode string // clientReferenceInformation.code of the request
	TransactionID string // that was, or would have been, sent
	HTTPStatus    int    // of the last answer; 0 without one
	CorrelationID string // for support; "" without an answer
	Attempts      int    // 0 if the call ended before the first
	Duration      time.Duration
	Cause         error

	facts  Meta
	record CallRecord
}

func newNotProcessedError(operation string, facts Meta, cause error) *NotProcessedError {
	return &NotProcessedError{
		Operation:     operation,
		ReferenceCode: facts.ReferenceCode,
		TransactionID: facts.TransactionID,
		HTTPStatus:    facts.HTTPStatus,
		CorrelationID: facts.CorrelationID,
		Attempts:      facts.Attempts,
		Duration:      facts.Duration,
		Cause:         cause,
		facts:         facts,
	}
}

// Error is one line: the operation and the cause.
func (e *NotProcessedError) Error() string {
	return fmt.Sprintf("%s: not processed%s: %s", operationText(e.Operation), attemptsText(e.Attempts), causeText(e.Cause))
}

// Unwrap returns the cause.
func (e *NotProcessedError) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, ErrNotProcessed) true.
func (e *NotProcessedError) Is(target error) bool { return target == ErrNotProcessed }

func (e *NotProcessedError) safeToRetry() bool { return e != nil }

func (e *NotProcessedError) meta() Meta { return e.facts }

// OutcomeUnknownError is a call that may have moved money, and no answer says whether
// it did: a timeout or reset after writing, a 5xx, an answer that cannot be read or is
// another request's, a refusal that contradicts itself. Do not send the call again.
// [APIClient.Resolve] finds out what became of it, from its Record, and [APIClient.Undo]
// takes it back. A look-up that finds nothing proves nothing. Where it does not show the
// call, and only where the account supports timeout calls, Undo uses its TransactionID,
// from 60 seconds after the time limit of the call:
//
//	authorization              MitReversal
//	sale                       MitVoid, then a reversal of the hold
//	capture, refund, credit    MitVoid
//	increment                  nothing: a reversal would release the whole payment
//	reversal                   nothing; a partial one, repeated, is taken twice
//	void                       nothing; repeating it does no more than once
//
// A refusal of such a call does not prove that the lost one did not happen.
//
// It matches [ErrOutcomeUnknown] and what its cause matches, such as
// [context.DeadlineExceeded] or [ErrUnreadableResponse], and [ErrServer] if Response is
// a 5xx. It does not match [*APIError]: the answer in Response refuses nothing for certain.
type OutcomeUnknownError struct {
	Operation     string // such as "CreatePayment"
	ReferenceCode string // clientReferenceInformation.code of the request
	TransactionID string // clientReferenceInformation.transactionId that was sent
	ID            string // the service's id, if a body had one
	HTTPStatus    int    // 0 without any answer
	CorrelationID string // for support; "" without an answer
	Attempts      int
	Duration      time.Duration
	RawBody       RawBody   `json:"-"` // what was read of the answer; may be cut short. Do not log it
	Response      *APIError `json:"-"` // the answer, if there was a complete one that is no success; JSON has its text as Cause
	Cause         error     // why there is no usable answer, or none to a void sent once more; else nil

	facts  Meta
	record CallRecord
}

func newOutcomeUnknownError(operation string, facts Meta, cause error) *OutcomeUnknownError {
	return &OutcomeUnknownError{
		Operation:     operation,
		ReferenceCode: facts.ReferenceCode,
		TransactionID: facts.TransactionID,
		ID:            facts.ID,
		HTTPStatus:    facts.HTTPStatus,
		CorrelationID: facts.CorrelationID,
		Attempts:      facts.Attempts,
		Duration:      facts.Duration,
		RawBody:       facts.RawBody,
		Cause:         cause,
		facts:         facts,
	}
}

// Error is one line without any body: operation, what to look up (the service's id,
// reference code and transaction id), attempts, cause, and what can be done. The text
// alone identifies the payment.
func (e *OutcomeUnknownError) Error() string {
	var b strings.Builder
	b.WriteString(operationText(e.Operation))
	b.WriteString(": outcome unknown")
	if handles := e.handles(); handles != "" {
		b.WriteString(" (" + handles + ")")
	}
	b.WriteString(attemptsText(e.Attempts))
	b.WriteString(": " + e.causeText())
	b.WriteString("; " + lostCallOf(e.Operation).advice)
	return b.String()
}

func (e *OutcomeUnknownError) causeText() string {
	if e.Response != nil {
		return causeText(e.Response)
	}
	return causeText(e.Cause)
}

// Unwrap returns the cause: an error of a transport or context, or why an answer could
// not be read.
func (e *OutcomeUnknownError) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, ErrOutcomeUnknown) true, and ErrServer after a 5xx.
func (e *OutcomeUnknownError) Is(target error) bool {
	return target == ErrOutcomeUnknown || target == ErrServer && e.Response != nil && e.Response.Is(ErrServer)
}

func (e *OutcomeUnknownError) safeToRetry() bool { return false }

func (e *OutcomeUnknownError) meta() Meta { return e.facts }

// APIError is an answer that refuses the request: this call moved no money. A decline
// is not among them: it comes as a 2xx answer with a status.
//
// Whether an earlier request may stand, which the refusal is then about, is another
// question: see [APIError.EarlierMayStand].
type APIError struct {
	Operation     string // such as "CreatePayment"
	HTTPStatus    int    // such as 400
	Status        Status // such as INVALID_REQUEST; "" if the body has none
	Reason        Reason // such as MISSING_FIELD; "" if the body has none
	Message       string // the service's words, from whichever member held them, account numbers masked
	Details       []ErrorInformationDetails
	ID            string        // the service's id of the request: the handle for looking it up
	CorrelationID string        // for support
	RetryAfter    time.Duration // the wait that the answer asks for (Retry-After), counted from it; 0 for none. Of a 5xx it permits nothing
	Attempts      int
	Duration      time.Duration
	ReferenceCode string      // clientReferenceInformation.code of the request
	TransactionID string      // that was sent
	Header        http.Header `json:"-"`
	RawBody       RawBody     `json:"-"` // exact body, after decryption where it came encrypted. Do not log it

	facts   Meta
	verdict refusalVerdict
	hint    string // what this client can add, such as a clock difference
}

// EarlierMayStand reports whether the refusal may be about an earlier request that
// stands, such as a duplicate, or a capture that was made before. Look that one up before
// anything else. If it is false, the refusal is about what this request says, and a
// corrected one may be sent: [SafeToRetry] is true.
func (e *APIError) EarlierMayStand() bool { return e == nil || !e.verdict.noEarlier }

// Advice is what to do about the refusal. [AdviceLookUp] goes with [APIError.EarlierMayStand],
// and with the 404 of a look-up, which proves nothing: ask again some minutes later.
func (e *APIError) Advice() Advice {
	if e.EarlierMayStand() {
		return AdviceLookUp
	}
	return e.verdict.advice
}

// Error is one line that is safe to log: status, reason, message with account
// numbers masked, the fields concerned, correlation id.
func (e *APIError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: HTTP %d", operationText(e.Operation), e.HTTPStatus)
	for _, word := range []string{string(e.Status), string(e.Reason)} {
		if word != "" {
			b.WriteString(" " + safeText(word))
		}
	}
	if e.Message != "" {
		b.WriteString(": " + safeText(e.Message))
	}
	b.WriteString(detailsText(e.Details))
	if e.hint != "" {
		b.WriteString("; " + e.hint)
	}
	if e.CorrelationID != "" {
		b.WriteString(" (correlation id " + safeText(e.CorrelationID) + ")")
	}
	return b.String()
}

// Is matches the sentinels of the HTTP status and of the reason.
func (e *APIError) Is(target error) bool {
	switch target {
	case ErrInvalidRequest:
		return e.HTTPStatus == http.StatusBadRequest
	case ErrUnauthorized:
		return e.HTTPStatus == http.StatusUnauthorized
	case ErrForbidden:
		return e.HTTPStatus == http.StatusForbidden
	case ErrNotFound:
		return e.HTTPStatus == http.StatusNotFound || e.Reason == ReasonInvalidPaymentID
	case ErrRateLimited:
		return e.HTTPStatus == http.StatusTooManyRequests
	case ErrServer:
		return e.HTTPStatus >= http.StatusInternalServerError
	case ErrAlreadyReversed:
		return e.Reason == ReasonAuthAlreadyReversed
	case ErrAlreadySettled:
		return e.Reason == ReasonTransactionAlreadySettled
	case ErrNotVoidable:
		return e.Reason == ReasonNotVoidable
	case ErrExceedsAuthorizedAmount:
		return e.Reason == ReasonExceedsAuthAmount
	default:
		return false
	}
}

func (e *APIError) safeToRetry() bool { return !e.EarlierMayStand() && !e.verdict.open }

func (e *APIError) meta() Meta { return e.facts }

// foreignError is an error below one of ours that this package did not make for this call:
// of a transport, a token function, a context. It matches what it wraps, but for the
// sentinels and types of this package: they would be about another call.
type foreignError struct{ error }

// causeOf makes an error the cause of one of ours.
func causeOf(err error) error {
	if err == nil {
		return nil
	}
	return &foreignError{err}
}

var verdicts = []error{
	ErrOutcomeUnknown, ErrNotProcessed, ErrInvalidRequest, ErrUnauthorized, ErrForbidden, ErrNotFound, ErrRateLimited, ErrServer,
	ErrAlreadyReversed, ErrAlreadySettled, ErrNotVoidable, ErrExceedsAuthorizedAmount,
}

// Is implements what errors.Is asks for.
func (e *foreignError) Is(target error) bool {
	return !slices.Contains(verdicts, target) && errors.Is(e.error, target)
}

// As implements what errors.As asks for.
func (e *foreignError) As(target any) bool {
	switch target.(type) {
	case **APIError, **OutcomeUnknownError, **NotProcessedError, **InvalidRequestError:
		return false
	}
	return errors.As(e.error, target)
}
