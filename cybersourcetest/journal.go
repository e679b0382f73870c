package cybersourcetest

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
	"github.com/cybersource-go/cybersource/internal/redact"
	"github.com/cybersource-go/cybersource/internal/schema"
)

// This file hands over to the journal what the gateway found out about each call. Nothing
// here is the service's.

// slowAnswer is the time that sending an answer takes, from which on it is told.
const slowAnswer = 5 * time.Millisecond

// beginCall opens the record of a call that has just got its number.
func (g *Gateway) beginCall(r *Request) {
	g.journal.Begin(journal.Call{
		Number: r.Sequence, Time: r.Time, Method: shownPath(r.Method), Path: pathOf(r), Operation: r.Operation,
		CorrelationID: r.CorrelationID, Fault: r.Fault,
	})
}

// keep completes the record with an answer, which the client is about to get unless a fault
// keeps it from that. It may happen twice, for a call that is processed late.
func (x *call) keep(a answer, fault string) {
	r := x.gateway.ledger.snapshot(x.record)
	if r.MerchantID == "" {
		r.claimed = verify.ClaimedMerchant(x.wire.r.Header)
	}
	cause := cmp.Or(a.cause, causeOf(&r))
	exchange := &journal.Exchange{
		Request:   journal.Message{Line: requestLine(&r), Header: x.header(), Model: r.model, Body: x.received()},
		Encrypted: x.encrypted, Findings: x.findings, Fault: fault,
	}
	if a.status != 0 {
		body := a.body
		if x.clear != nil {
			body = x.clear
		}
		exchange.Answer = journal.Message{
			Line: strconv.Itoa(a.status) + " " + http.StatusText(a.status), Header: x.wire.prepare(a), Model: answerModel(r.Operation, a.status), Body: body, Own: a.cause != "",
		}
	}
	took := time.Since(x.wire.arrived)
	x.gateway.journal.Set(r.Sequence, exchange, func(c *journal.Call) {
		r.summarize(c)
		c.Ended, c.Cause, c.Duration = true, cause, took
		if fault == "" {
			c.Sent = a.status
		}
	})
}

// header is that of the request, without credentials, whatever the ledger still keeps.
func (x *call) header() http.Header {
	header := publicHeader(x.wire.r.Header)
	header.Set("Host", x.wire.r.Host)
	return header
}

// received is the body in the clear where it could be read.
func (x *call) received() []byte {
	if x.plain != nil {
		return x.plain
	}
	return x.body
}

// sent says which status goes to the client of a call that met a fault.
func (x *call) sent(status int) {
	x.gateway.journal.Set(x.record.Sequence, nil, func(c *journal.Call) { c.Sent = status })
}

// lost says that the answer did not reach the client.
func (x *call) lost() {
	x.gateway.journal.Set(x.record.Sequence, nil, func(c *journal.Call) {
		c.Answered, c.Sent, c.Duration = false, 0, time.Since(x.wire.arrived)
	})
}

// took says how long an answer took that was sent slowly.
func (x *call) took() {
	x.gateway.journal.Set(x.record.Sequence, nil, func(c *journal.Call) { c.Duration = time.Since(x.wire.arrived) })
}

// summarize copies what may be shown.
func (r *Request) summarize(c *journal.Call) {
	c.MerchantID, c.Scheme = redact.Line(cmp.Or(r.MerchantID, r.claimed)), r.Scheme
	c.Code, c.TransactionID = redact.Line(r.Code), redact.Line(r.TransactionID)
	c.HTTPStatus, c.Status, c.Reason = r.HTTPStatus, r.Status, r.Reason
	c.Refusal, c.Fault, c.Trigger, c.Instruction = r.Refusal, r.Fault, r.trigger, r.order
	c.Processed, c.Answered = r.Processed, r.Answered
	c.ID, c.OriginalID, c.PaymentID = r.ID, r.OriginalID, r.PaymentID
	c.Amount, c.AuthorizedAmount, c.Currency = redact.Line(r.Amount), r.AuthorizedAmount, redact.Line(r.Currency)
	c.Card = mask(r.CardLastFour)
}

// requestLine is method and path, masked.
func requestLine(r *Request) string { return shownPath(r.Method) + " " + pathOf(r) }

// pathOf is the path with the ids in it, which people look for, and without the query.
func pathOf(r *Request) string {
	path, _, _ := strings.Cut(r.Path, "?")
	return redact.Line(path)
}

// causeOf is the key of the explanation of a refusal by the service itself: its reason. One
// that the service is not known for is a test's own.
func causeOf(r *Request) string {
	if r.HTTPStatus < http.StatusBadRequest {
		return ""
	}
	cause := cmp.Or(r.Reason, explain.ByStatus(r.HTTPStatus, isLookup(r.Operation)))
	if _, known := explain.Of(cause); !known {
		return explain.OwnAnswer
	}
	return cause
}

func isLookup(operation string) bool {
	return slices.Contains([]string{GetTransaction, CreateSearch, GetSearch}, operation)
}

// answerModel is the model of an answer's body.
func answerModel(operation string, status int) string {
	if status >= http.StatusBadRequest {
		return "ErrorResponse"
	}
	if operation == GenerateCaptureContext || strings.Contains(operation, "Checkout") {
		return ""
	}
	for _, name := range []string{operation + "Response", family(operation) + "Response"} {
		if schema.Lookup(name) != nil {
			return name
		}
	}
	return ""
}

// family is the name that the answers of several operations have in common.
func family(operation string) string {
	for _, f := range []struct{ part, name string }{
		{"Refund", "Refund"}, {"Reversal", "Reversal"}, {"Void", "Void"}, {"Search", "SearchTransactions"},
	} {
		if strings.Contains(operation, f.part) {
			return f.name
		}
	}
	return ""
}
