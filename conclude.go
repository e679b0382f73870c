package cybersource

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// conclude turns what became of the request into the error that says whether anything
// can have been processed; nil for a success. It is the one place that decides so.
func (c *call) conclude(r *exchange.Result) error {
	last := &r.Last
	switch {
	case r.Interrupted != nil:
		return c.interrupted(r)
	case last.Evidence == retry.NotSent:
		return c.notProcessed(r.Attempts, last.Err)
	case last.Evidence == retry.Unanswered:
		return c.unanswered(r, last.Err)
	case last.Succeeded():
		return nil
	}
	refused := c.refused(r)
	if c.leavesOpen(last) {
		return c.unanswered(r, refused)
	}
	return refused
}

// leavesOpen reports whether an answer that is no success still leaves open whether the
// request was processed: a server failure without an invitation to come back, a
// redirect, a timeout on the way.
func (c *call) leavesOpen(last *exchange.Attempt) bool {
	switch {
	case !c.op.movesMoney:
		return false
	case last.Status == http.StatusServiceUnavailable:
		return !invited(last.Header)
	default:
		return last.Status >= 500 || last.Status < 400 || last.Status == http.StatusRequestTimeout
	}
}

// invited reports whether the service said when to come back, which it only does for
// what it has not processed.
func invited(header http.Header) bool {
	_, ok := retry.ParseRetryAfter(header.Get("Retry-After"), time.Now())
	return ok
}

// unanswered is the end of a call without a usable answer. Of an operation that changes
// nothing there is nothing left open.
func (c *call) unanswered(r *exchange.Result, cause error) error {
	if !c.op.movesMoney {
		return c.notProcessed(r.Attempts, cause)
	}
	return &OutcomeUnknownError{
		Operation:     c.op.name,
		ReferenceCode: c.references.code(),
		TransactionID: c.references.transactionID(),
		ID:            idOf(r.Last.Body),
		HTTPStatus:    r.Last.Status,
		CorrelationID: r.Last.CorrelationID(),
		Attempts:      r.Attempts,
		RawBody:       r.Last.Body,
		Cause:         cause,
	}
}

func (c *call) notProcessed(attempts int, cause error) error {
	return &NotProcessedError{
		Operation:     c.op.name,
		TransactionID: c.references.transactionID(),
		Attempts:      attempts,
		Cause:         cause,
	}
}

// interrupted is the end of a call whose context ended before the next attempt. The
// last attempt is known not to have been processed, else there would be no next.
func (c *call) interrupted(r *exchange.Result) error {
	switch {
	case r.Attempts == 0:
		return c.notProcessed(0, r.Interrupted)
	case r.Last.Err != nil:
		return c.notProcessed(r.Attempts, fmt.Errorf("%w, waiting to try again after: %w", r.Interrupted, r.Last.Err))
	default:
		return c.notProcessed(r.Attempts, fmt.Errorf("%w, waiting to try again after: %w", r.Interrupted, c.refused(r)))
	}
}

func (c *call) refused(r *exchange.Result) *APIError {
	e := &APIError{
		Operation:     c.op.name,
		HTTPStatus:    r.Last.Status,
		CorrelationID: r.Last.CorrelationID(),
		Attempts:      r.Attempts,
		TransactionID: c.references.transactionID(),
		Header:        r.Last.Header,
		RawBody:       r.Last.Body,
		readOnly:      !c.op.movesMoney,
	}
	e.fillFromBody(r.Last.Body)
	if r.Last.Status == http.StatusUnauthorized {
		e.hint = c.unauthorizedHint(&r.Last)
	}
	return e
}

// unauthorizedHint is what the client knows about why its credentials were not
// accepted; the service says the same in all cases.
func (c *call) unauthorizedHint(last *exchange.Attempt) string {
	if c.client.set().signer.scheme == nil {
		return "the client has no Credentials"
	}
	return clockHint(last.Header.Get("Date"), c.client.clock.Now())
}

// clockHint explains a refused signature by the clock, when the answer's Date header
// shows that the clocks differ by more than a trip explains.
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
