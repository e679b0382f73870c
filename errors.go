package cybersource

import (
	"cmp"
	"errors"
	"fmt"
	"strings"
	"unicode"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/retrysafe"
)

// Sentinels for [errors.Is]. They say what kind of end a call had; the typed
// errors around them carry the facts.
var (
	// ErrOutcomeUnknown: the request may have been processed and no answer says so.
	// [APIClient.Resolve] finds out; send nothing before. See [OutcomeUnknownError].
	ErrOutcomeUnknown = errors.New("outcome unknown")

	// ErrNotProcessed: nothing was processed, and there is no answer either. Sending
	// again is safe. See [NotProcessedError].
	ErrNotProcessed = errors.New("not processed")

	// ErrInvalidRequest: the request was refused because of what it says, by the
	// service (HTTP 400) or by this client before sending. A 400 may be about an earlier
	// call too, such as a duplicate: [SafeToRetry] is then false.
	ErrInvalidRequest = errors.New("invalid request")

	// ErrInvalidConfiguration: [NewAPIClient] or [ConfigurationFromEnv] found settings it cannot use.
	ErrInvalidConfiguration = errors.New("invalid configuration")

	// ErrUnauthorized: the service did not accept the credentials (HTTP 401).
	ErrUnauthorized = errors.New("unauthorized")

	// ErrForbidden: the credentials are good, but not for this (HTTP 403).
	ErrForbidden = errors.New("forbidden")

	// ErrNotFound: no such payment or path (HTTP 404, or the reason INVALID_PAYMENT_ID).
	// From GetTransaction it proves nothing: new transactions show up after a delay.
	ErrNotFound = errors.New("not found")

	// ErrAlreadyReversed: nothing of the authorization is held any more, it was reversed
	// before (the reason AUTH_ALREADY_REVERSED). To a full reversal that is sent again it
	// means that the hold is released. The reason TRANSACTION_ALREADY_REVERSED_OR_SETTLED
	// matches neither this nor [ErrAlreadySettled]: it leaves open which.
	ErrAlreadyReversed = errors.New("already reversed")

	// ErrAlreadySettled: the transaction was captured or settled before (the reason
	// TRANSACTION_ALREADY_SETTLED). To a reversal it means: void or refund instead.
	ErrAlreadySettled = errors.New("already settled")

	// ErrNotVoidable: the service cannot void it (the reason NOT_VOIDABLE), for one of
	// three causes: voided already, sent to the processor already, or no kind of
	// transaction that can be voided. [APIClient.PaymentState] tells which.
	ErrNotVoidable = errors.New("not voidable")

	// ErrExceedsAuthorizedAmount: more than is left of the authorized amount (the reason
	// EXCEEDS_AUTH_AMOUNT). An earlier capture may have used it.
	ErrExceedsAuthorizedAmount = errors.New("exceeds the authorized amount")

	// ErrRateLimited: too many requests (HTTP 429).
	ErrRateLimited = errors.New("rate limited")

	// ErrServer: the service, or what stands in front of it, failed (HTTP 5xx).
	ErrServer = errors.New("server error")

	// ErrResponseTooLarge: the answer was larger than Configuration.MaxResponseBytes.
	ErrResponseTooLarge error = exchange.ErrTooLarge

	// ErrUnreadableResponse: a success status came with a body that is not a JSON object.
	ErrUnreadableResponse = errors.New("unreadable response")
)

// SafeToRetry reports whether sending the same request again cannot move money twice:
// the call that ended in err moved none, and no earlier one can stand. It is true when
// nothing was written, when the service refused the request before processing or for
// what it says, when the operation moves no money, and when this client refused the
// request before sending it. It is false for nil, for a lost answer, for a refusal that
// may be about an earlier request ([APIError.EarlierMayStand]), and for every error it
// does not know. Of several errors in one ([errors.Join]) each that comes from this
// package has to be safe.
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
		if safe, known := retrysafe.Of(err); known {
			return safe, true
		}
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

// MetaOf returns what surrounds the end of a call that ended in err: HTTP status and
// header of the last answer, correlation id, the references that were sent, the
// service's id, attempts, duration. It reports false if err holds no error of a call
// that began: of [*APIError], [*OutcomeUnknownError] and [*NotProcessedError].
func MetaOf(err error) (Meta, bool) {
	if e, ok := errors.AsType[interface {
		error
		meta() Meta
	}](err); ok {
		return e.meta(), true
	}
	return Meta{}, false
}

func detailsText(details []ErrorInformationDetails) string {
	if len(details) == 0 {
		return ""
	}
	const most = 10
	var texts []string
	for _, d := range details[:min(len(details), most)] {
		if text := detailText(&d); text != "" {
			texts = append(texts, text)
		}
	}
	if more := len(details) - most; more > 0 {
		texts = append(texts, fmt.Sprintf("and %d more", more))
	}
	if len(texts) == 0 {
		return ""
	}
	return " [" + strings.Join(texts, ", ") + "]"
}

// detailText is a field and what is wrong with it, as far as a detail names them.
func detailText(d *ErrorInformationDetails) string {
	why := cmp.Or(string(d.Reason), redact.Text(textOf(d.Extra["message"])))
	return strings.TrimSpace(safeText(d.Field) + " " + safeText(why))
}

// causeText is the text of a cause without the name of the operation, which the line has already.
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
