package cybersource

import (
	"cmp"
	"fmt"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// conclude turns what became of the request into the error that says whether anything
// can have been processed; nil for a success. It is the one place that decides so.
func (c *call) conclude(r *exchange.Result) error {
	last := r.Last
	switch {
	case r.Lost != nil && c.op.movesMoney && !last.Succeeded():
		return c.stillUnknown(r)
	case r.Interrupted != nil:
		return c.interrupted(r)
	case last.Evidence == retry.NotSent:
		return c.notProcessed(r, causeOf(last.Err))
	case last.Evidence == retry.Unanswered:
		return c.unanswered(r)
	case last.Succeeded():
		return nil
	}
	refused := c.refused(r)
	if last.Open && c.op.movesMoney {
		return c.unknown(r, refused, nil)
	}
	return refused
}

// unanswered is the end of a call without a usable answer. Of an operation that moves no
// money there is nothing left open.
func (c *call) unanswered(r *exchange.Result) error {
	if !c.op.movesMoney {
		return c.notProcessed(r, causeOf(r.Last.Err))
	}
	return c.unknown(r, nil, r.Last.Err)
}

// stillUnknown is the end of a call that was repeated after an attempt that may have been
// processed, and whose last attempt is no success: whatever that one proves, the other may
// stand. Where no more could be sent, the error tells of the one that was lost.
func (c *call) stillUnknown(r *exchange.Result) error {
	cause := r.Last.Err
	switch {
	case r.Interrupted != nil && r.Lost.Err != nil:
		cause, r.Last = fmt.Errorf("%w, waiting to try again after: %w", r.Interrupted, r.Lost.Err), r.Lost
	case r.Interrupted != nil:
		cause, r.Last = r.Interrupted, r.Lost
	case r.Last.Evidence == retry.NotSent:
		r.Last = r.Lost
	}
	var response *APIError
	if r.Last.Evidence == retry.Answered {
		response = c.refused(r)
	}
	return c.unknown(r, response, cause)
}

func (c *call) unknown(r *exchange.Result, response *APIError, lost error) error {
	facts := c.meta(r)
	facts.ID = c.idIn(r.Last.Body)
	e := newOutcomeUnknownError(c.op.name, facts, causeOf(lost))
	e.Response, e.record = response, c.lostRecord(r, facts.ID)
	return e
}

// lostRecord is the record of a call whose outcome is unknown. The id of an answer that is
// no success is left out after several attempts: it may be that of a refusal, and another
// attempt stand.
func (c *call) lostRecord(r *exchange.Result, id string) CallRecord {
	record := c.foundBy()
	if r.Attempts == 1 || r.Last.Succeeded() {
		record.ID = id
	}
	return record
}

// idIn finds the service's id in what arrived of an answer. That of another request's
// answer is none: looked up, it would pass for this call's payment.
func (c *call) idIn(body []byte) string {
	s := readBodyStatements(body)
	if c.isForeign(s.echoes) {
		return ""
	}
	return s.id
}

func (c *call) notProcessed(r *exchange.Result, cause error) error {
	e := newNotProcessedError(c.op.name, c.meta(r), cause)
	e.record = c.unprocessedRecord()
	return e
}

// notSent is the end of a call that came to no attempt.
func (c *call) notSent(cause error) error {
	r := exchange.NothingSent()
	return c.notProcessed(&r, cause)
}

func (c *call) unprocessedRecord() CallRecord {
	if !c.op.movesMoney {
		return CallRecord{}
	}
	record := c.foundBy()
	record.NotProcessed = true
	return record
}

// interrupted is the end of a call whose context ended before the next attempt, where no
// attempt can have moved money.
func (c *call) interrupted(r *exchange.Result) error {
	switch {
	case r.Attempts == 0:
		return c.notProcessed(r, causeOf(r.Interrupted))
	case r.Last.Err != nil:
		return c.notProcessed(r, fmt.Errorf("%w, waiting to try again after: %w", causeOf(r.Interrupted), causeOf(r.Last.Err)))
	default:
		return c.notProcessed(r, fmt.Errorf("%w, waiting to try again after: %w", causeOf(r.Interrupted), c.refused(r)))
	}
}

// refused completes the error that the last answer became.
func (c *call) refused(r *exchange.Result) *APIError {
	e, _ := r.Last.Said.(*APIError) // it answered, and with no success
	e.facts = c.meta(r)
	e.facts.ID = e.ID
	e.facts.CorrelationID = cmp.Or(e.facts.CorrelationID, e.CorrelationID)
	e.Operation = c.op.name
	e.HTTPStatus, e.Header, e.RawBody = e.facts.HTTPStatus, e.facts.Header, e.facts.RawBody
	e.CorrelationID, e.ReferenceCode, e.TransactionID = e.facts.CorrelationID, e.facts.ReferenceCode, e.facts.TransactionID
	e.Attempts, e.Duration = e.facts.Attempts, e.facts.Duration
	e.RetryAfter = r.Last.Decision.Asked
	e.hint = c.hint(e, r.Last)
	return e
}
