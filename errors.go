package cybersource

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"unicode"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// Sentinels for [errors.Is]. They say what kind of end a call had; the typed
// errors around them carry the facts.
var (
	// ErrOutcomeUnknown: the request may have been processed and no answer says so.
	// Look the payment up before sending anything. See [OutcomeUnknownError].
	ErrOutcomeUnknown = errors.New("outcome unknown")

	// ErrNotProcessed: nothing was processed, and there is no answer either. Sending
	// again is safe. See [NotProcessedError].
	ErrNotProcessed = errors.New("not processed")

	// ErrInvalidRequest: the request was refused because of what it says, by the
	// service (HTTP 400) or by this client before sending.
	ErrInvalidRequest = errors.New("invalid request")

	// ErrInvalidConfiguration: [NewAPIClient] or [ConfigurationFromEnv] found settings it cannot use.
	ErrInvalidConfiguration = errors.New("invalid configuration")

	// ErrUnauthorized: the service did not accept the credentials (HTTP 401).
	ErrUnauthorized = errors.New("unauthorized")

	// ErrForbidden: the credentials are good, but not for this (HTTP 403).
	ErrForbidden = errors.New("forbidden")

	// ErrNotFound: no such payment or path (HTTP 404, or the reason INVALID_PAYMENT_ID).
	ErrNotFound = errors.New("not found")

	// ErrRateLimited: too many requests (HTTP 429). Nothing was processed.
	ErrRateLimited = errors.New("rate limited")

	// ErrServer: the service failed (HTTP 5xx).
	ErrServer = errors.New("server error")

	// ErrResponseTooLarge: the answer was larger than Configuration.MaxResponseBytes.
	ErrResponseTooLarge error = exchange.ErrTooLarge

	// ErrUnreadableResponse: a success status came with a body that is not a JSON object.
	ErrUnreadableResponse = errors.New("unreadable response")
)

// SafeToRetry reports whether the call that ended in err was certainly not
// processed, so that sending the same request again cannot move money twice. It
// is true when nothing was written, when the service refused the request at the
// door, when the operation only reads, and when this client refused the request
// before sending it. It is false for nil, for a lost answer and for every error
// it does not know. Of several errors in one ([errors.Join]) each that comes from
// this package has to be safe.
//
// Safe does not mean useful: a refused request is refused again until it is changed.
func SafeToRetry(err error) bool {
	safe, known := safety(err)
	return known && safe && !errors.Is(err, ErrOutcomeUnknown)
}

// safety asks the topmost errors of this package in the tree of err, whose verdict
// counts for what they wrap too: whether there are any, and whether all are safe.
func safety(err error) (safe, known bool) {
	switch e := err.(type) {
	case interface{ safeToRetry() bool }:
		return e.safeToRetry(), true
	case interface{ Unwrap() error }:
		return safety(e.Unwrap())
	case interface{ Unwrap() []error }:
		safe = true
		for _, one := range e.Unwrap() {
			if verdict, judged := safety(one); judged {
				safe, known = safe && verdict, true
			}
		}
	}
	return safe, known
}

// InvalidRequestError is a request that this client refused before sending
// anything. It matches [ErrInvalidRequest].
type InvalidRequestError struct {
	Operation string         // such as "CreatePayment"
	Problems  []FieldProblem // at least one
}

// FieldProblem says what is wrong with one field. The value itself is never part of it.
type FieldProblem struct {
	Field  string // dotted JSON path, such as "paymentInformation.card.expirationMonth", or the name of an argument
	Reason string // in words, such as "is required"
}

// Error is one line: the operation and every problem.
func (e *InvalidRequestError) Error() string {
	texts := make([]string, len(e.Problems))
	for i, p := range e.Problems {
		texts[i] = p.Field + " " + p.Reason
	}
	return operationText(e.Operation) + ": invalid request: " + strings.Join(texts, "; ")
}

// Is makes errors.Is(err, ErrInvalidRequest) true.
func (e *InvalidRequestError) Is(target error) bool { return target == ErrInvalidRequest }

func (e *InvalidRequestError) safeToRetry() bool { return e != nil }

// ConfigurationError lists everything that is wrong with a [Configuration], each
// problem with the name of its field and never with its value. It matches
// [ErrInvalidConfiguration].
type ConfigurationError struct {
	Problems []string // such as "Credentials.KeyID is empty"
}

// Error is one line with every problem.
func (e *ConfigurationError) Error() string {
	return "configuration: " + strings.Join(e.Problems, "; ")
}

// Is makes errors.Is(err, ErrInvalidConfiguration) true.
func (e *ConfigurationError) Is(target error) bool { return target == ErrInvalidConfiguration }

// NotProcessedError is a call that ended without an answer and without having
// changed anything: no byte of the request was written, or the operation only
// reads. It matches [ErrNotProcessed] and whatever its cause matches, such as
// [context.DeadlineExceeded]; [SafeToRetry] is true for it.
type NotProcessedError struct {
	Operation     string // such as "CreatePayment"
	TransactionID string // that was, or would have been, sent
	Attempts      int    // 0 if the call ended before the first
	Cause         error
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

// OutcomeUnknownError is a call that may have moved money and has no answer that
// says so: a timeout or reset after writing, a 5xx, a success that cannot be
// read. Do not send the payment again. Look it up by ID if there is one, else by
// ReferenceCode; if it must be undone, wait 60 seconds and reverse or void it by
// TransactionID.
//
// It matches [ErrOutcomeUnknown] and whatever its cause matches: an [*APIError]
// with the facts of a 5xx, [context.DeadlineExceeded], [ErrUnreadableResponse], ...
type OutcomeUnknownError struct {
	Operation     string // such as "CreatePayment"
	ReferenceCode string // clientReferenceInformation.code of the request
	TransactionID string // clientReferenceInformation.transactionId that was sent
	ID            string // the service's id, if a body had one
	HTTPStatus    int    // 0 without any answer
	CorrelationID string
	Attempts      int
	RawBody       []byte `json:"-"` // what was read of the answer; may be cut short. Do not log it
	Cause         error
}

// Error is one line without any body: operation, what to look up (the service's id,
// or else the transaction id), attempts, cause.
func (e *OutcomeUnknownError) Error() string {
	var b strings.Builder
	b.WriteString(operationText(e.Operation))
	b.WriteString(": outcome unknown")
	switch { // a text that is all that is left has to name what to look up
	case e.ID != "":
		b.WriteString(" (id " + safeText(e.ID) + ")")
	case e.TransactionID != "":
		b.WriteString(" (transaction id " + safeText(e.TransactionID) + ")")
	}
	b.WriteString(attemptsText(e.Attempts))
	fmt.Fprintf(&b, ": %s", causeText(e.Cause))
	return b.String()
}

// Unwrap returns the cause.
func (e *OutcomeUnknownError) Unwrap() error { return e.Cause }

// Is makes errors.Is(err, ErrOutcomeUnknown) true.
func (e *OutcomeUnknownError) Is(target error) bool { return target == ErrOutcomeUnknown }

func (e *OutcomeUnknownError) safeToRetry() bool { return false }

// APIError is an answer other than success (not 2xx). A decline is not among
// them: it comes as a 2xx answer with a status. For CreatePayment and
// IncrementAuth a 5xx is wrapped in an [OutcomeUnknownError].
type APIError struct {
	Operation     string // such as "CreatePayment"
	HTTPStatus    int    // such as 400
	Status        Status // such as INVALID_REQUEST; "" if the body has none
	Reason        Reason // such as MISSING_FIELD; "" if the body has none
	Message       string // the service's words, from whichever member held them
	Details       []ErrorInformationDetails
	ID            string // the service's id of the request: the handle for looking it up
	CorrelationID string // for support
	Attempts      int
	TransactionID string      // that was sent
	Header        http.Header `json:"-"`
	RawBody       []byte      `json:"-"` // exact body, after decryption where it came encrypted. Do not log it

	hint     string // what this client can add, such as a clock difference
	readOnly bool   // the operation moves no money: repeating it is harmless
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

// Is matches the sentinel of the HTTP status.
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
	default:
		return false
	}
}

// safeToRetry is true for an operation that only reads, and for refusals at the
// door. A 400 counts only when it names what it found wrong with the request itself:
// a duplicate means that an earlier payment stands, and other reasons may come from
// the processor.
func (e *APIError) safeToRetry() bool {
	switch {
	case e == nil:
		return false
	case e.readOnly:
		return true
	}
	switch e.HTTPStatus {
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusTooManyRequests:
		return true
	case http.StatusServiceUnavailable:
		return invited(e.Header)
	case http.StatusBadRequest:
		return e.refusedForItsFields()
	default:
		return false
	}
}

func (e *APIError) refusedForItsFields() bool {
	if len(e.Details) == 0 || (e.Reason != ReasonMissingField && e.Reason != ReasonInvalidData) {
		return false
	}
	for _, d := range e.Details {
		if strings.HasSuffix(d.Field, "transactionId") {
			return false // used before: that payment may stand
		}
	}
	return true
}

func detailsText(details []ErrorInformationDetails) string {
	if len(details) == 0 {
		return ""
	}
	const most = 10
	var texts []string
	for _, d := range details[:min(len(details), most)] {
		texts = append(texts, safeText(d.Field)+" "+safeText(string(d.Reason)))
	}
	if more := len(details) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	return " [" + strings.Join(texts, ", ") + "]"
}

// causeText keeps the operation's name from standing twice in one line.
func causeText(cause error) string {
	if refused, ok := cause.(*APIError); ok {
		_, text, _ := strings.Cut(refused.Error(), ": ")
		return text
	}
	return safeText(fmt.Sprint(cause))
}

// safeText makes text of the service fit for one line of a log.
func safeText(s string) string { return redact.Line(s) }

func attemptsText(n int) string {
	if n <= 1 {
		return ""
	}
	return fmt.Sprintf(" after %d attempts", n)
}

// operationText is the name of an operation in words: "create payment".
func operationText(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	text := b.String()
	if before, ok := strings.CutSuffix(text, " auth"); ok {
		return before + " authorization"
	}
	return text
}
