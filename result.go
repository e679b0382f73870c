package cybersource

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cybersource-go/cybersource/internal/retry"
)

// result turns a last attempt without success into the error that says whether
// anything can have been processed.
func (c *call) result() error {
	last := c.last
	switch {
	case last.evidence == retry.NotSent:
		return c.notProcessed(last.err)
	case last.evidence == retry.Unanswered:
		return c.unanswered(last, last.err)
	}
	refused := c.refused(last)
	if leavesOpen(last) {
		return c.unanswered(last, refused)
	}
	return refused
}

// leavesOpen reports whether an answer that is no success still leaves open
// whether the request was processed: a server failure without an invitation to
// come back, a redirect, a timeout on the way.
func leavesOpen(last *attempt) bool {
	switch {
	case last.call.op.readOnly:
		return false
	case last.status == http.StatusServiceUnavailable:
		return !invited(last.header)
	default:
		return last.status >= 500 || last.status < 400 || last.status == http.StatusRequestTimeout
	}
}

// invited reports whether the service said when to come back, which it only does
// for what it has not processed.
func invited(header http.Header) bool {
	_, ok := retry.ParseRetryAfter(header.Get("Retry-After"), time.Now())
	return ok
}

// unanswered is the end of a call that nobody answered, or not to the point. Of
// an operation that only reads nothing can be left open.
func (c *call) unanswered(last *attempt, cause error) error {
	if c.op.readOnly {
		return c.notProcessed(cause)
	}
	return &OutcomeUnknownError{
		Operation:     c.op.name,
		ReferenceCode: c.references.code,
		TransactionID: c.references.transactionID,
		ID:            idOf(last.body),
		HTTPStatus:    last.status,
		CorrelationID: last.correlationID(),
		Attempts:      c.attempts,
		RawBody:       last.body,
		Cause:         cause,
	}
}

func (c *call) notProcessed(cause error) error {
	return &NotProcessedError{
		Operation:     c.op.name,
		TransactionID: c.references.transactionID,
		Attempts:      c.attempts,
		Cause:         cause,
	}
}

// interrupted is the end of a call whose context ended before the next attempt.
// The last attempt is known not to have been processed, else there would be no next.
func (c *call) interrupted(end error) error {
	last := c.last
	switch {
	case c.attempts == 0:
		return c.notProcessed(end)
	case last.err != nil:
		return c.notProcessed(fmt.Errorf("%w, waiting to try again after: %w", end, last.err))
	default:
		return c.notProcessed(fmt.Errorf("%w, waiting to try again after: %w", end, c.refused(last)))
	}
}

func (c *call) refused(last *attempt) *APIError {
	e := &APIError{
		Operation:     c.op.name,
		HTTPStatus:    last.status,
		CorrelationID: last.correlationID(),
		Attempts:      c.attempts,
		TransactionID: c.references.transactionID,
		Header:        last.header,
		RawBody:       last.body,
	}
	e.fillFromBody(last.body)
	if last.status == http.StatusUnauthorized {
		e.hint = c.unauthorizedHint(last)
	}
	return e
}

// unauthorizedHint is what the client knows about why it was not let in; the service
// says the same in all cases.
func (c *call) unauthorizedHint(last *attempt) string {
	if c.client.set.signer.scheme == nil {
		return "the client has no Credentials"
	}
	return clockHint(last.header.Get("Date"), c.client.clock())
}

// clockHint explains a refused signature by the clock, when the answer's Date
// header shows that the clocks differ by more than a trip explains.
func clockHint(date string, now time.Time) string {
	const noticeable = 30 * time.Second
	theirs, err := http.ParseTime(date)
	if err != nil {
		return ""
	}
	switch ahead := now.Sub(theirs).Round(time.Second); {
	case ahead > noticeable:
		return fmt.Sprintf("the local clock is %s ahead of the service", ahead)
	case ahead < -noticeable:
		return fmt.Sprintf("the local clock is %s behind the service", -ahead)
	default:
		return ""
	}
}
