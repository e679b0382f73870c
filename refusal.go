package cybersource

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/internal/exchange"
	"github.com/cybersource-go/cybersource/internal/jsonscan"
)

// refusalVerdict is what an answer that is no success proves. It keeps two questions
// apart: did this call move money, and may an earlier one stand, which the refusal is about.
type refusalVerdict struct {
	open      bool // this call may have moved money: its outcome is unknown
	noEarlier bool // no earlier request can be meant
	advice    Advice
}

// judge reads an answer that is no success: the HTTP status, and all that the body
// states. Own says that no earlier request can have had the transaction id of this one.
func (c *call) judge(status int, e *APIError, s *bodyStatements, own bool) refusalVerdict {
	if !c.op.movesMoney {
		return refusalVerdict{noEarlier: true, advice: c.adviceOfRead(status, append([]Reason{e.Reason}, s.reasons...))}
	}
	if status >= 500 || status < 400 || status == http.StatusRequestTimeout {
		return refusalVerdict{open: true}
	}
	if s.unreadable || s.approved || s.showsProcessing(c.op.name) {
		return refusalVerdict{open: true}
	}
	rule := c.refusalFor(e, s, own)
	switch status {
	case http.StatusBadRequest:
		if !s.whole { // what is missing may say that it is a duplicate
			rule = rule.and(refusalRule{earlierMayStand: true})
		}
		return refusalVerdict{open: rule.mayHaveMoved, noEarlier: !rule.earlierMayStand, advice: adviceOf(status, rule)}
	case http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusMethodNotAllowed,
		http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType, http.StatusTooManyRequests:
		// Refused before processing, unless the body shows that it was processed.
		return refusalVerdict{open: rule.showsProcessing || s.namesPaymentAlone(), noEarlier: !s.refusesTransactionID(), advice: adviceOf(status, refusalRule{})}
	default:
		return refusalVerdict{open: rule.mayHaveMoved}
	}
}

// refusalFor is what all reasons and details of an answer prove together.
func (c *call) refusalFor(e *APIError, s *bodyStatements, own bool) refusalRule {
	details := slices.Concat(e.Details, s.details)
	if len(s.reasons) == 0 {
		return refusalOf(c.op.name, e.Reason, details, own)
	}
	rule := refusalOf(c.op.name, s.reasons[0], details, own)
	for _, reason := range s.reasons[1:] {
		rule = rule.and(refusalOf(c.op.name, reason, details, own))
	}
	return rule
}

// adviceOfRead is what to do about a refusal of an operation that moves no money: there is
// nothing to look up, and it may be sent again. But what a look-up does not find may show later.
func (c *call) adviceOfRead(status int, reasons []Reason) Advice {
	if status == http.StatusNotFound && c.op.delayed {
		return AdviceLookUp
	}
	if advice := adviceOf(status, refusalRule{}); advice != AdviceLookUp {
		return advice
	}
	for _, reason := range reasons {
		switch why, known := reasonRuleOf(reason); {
		case known && why.failure:
			return AdviceRetryLater
		case known && why.advice != AdviceLookUp:
			return why.advice
		}
	}
	if status/100 == 4 && status != http.StatusRequestTimeout {
		return AdviceFixData
	}
	return AdviceRetryLater
}

// adviceOf is what to do about a refusal.
func adviceOf(status int, rule refusalRule) Advice {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return AdviceContactSupport
	case http.StatusTooManyRequests:
		return AdviceRetryLater
	case http.StatusNotFound, http.StatusMethodNotAllowed, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
		return AdviceFixData
	case http.StatusBadRequest:
		return rule.advice
	default:
		return AdviceLookUp
	}
}

// errForeignAnswer is an answer that was given to another request.
var errForeignAnswer = errors.New("the answer carries the references of another request")

// isForeign reports whether references that an answer echoes are not those that were
// sent. Spelling does not count: case and blanks have been seen to change.
func (c *call) isForeign(echoes []reference) bool { return slices.ContainsFunc(echoes, c.isOthers) }

func (c *call) isOthers(echo reference) bool {
	return differs(c.references.code(), echo.code) || differs(c.references.transactionID(), echo.transactionID)
}

// isForeignSuccess looks at the references of a success: those of its model, which is
// quick, or out of the body if that was not decoded or has the member in an unexpected form.
func (c *call) isForeignSuccess(body []byte, decoded bool) bool {
	if c.references.code() == "" && c.references.transactionID() == "" {
		return false // nothing was sent that could be echoed
	}
	parts := c.answer.parts()
	if decoded && (parts.code != "" || parts.transactionID != "") {
		return c.isOthers(reference{parts.code, parts.transactionID})
	}
	return bytes.Contains(body, []byte(referenceMember)) && c.isForeign(readBodyStatements(body).echoes)
}

func differs(sent, echoed string) bool {
	return sent != "" && echoed != "" && !strings.EqualFold(strings.TrimSpace(sent), strings.TrimSpace(echoed))
}

// ReadAnswer implements [exchange.Reader]: it decrypts the body of a complete answer,
// and decodes it if it is a success, or judges what it proves if it is none. A success
// that cannot be read is not an answer.
func (c *call) ReadAnswer(status int, header http.Header, body []byte, repeated bool) exchange.Reading {
	plain, encrypted, err := c.client.set().cipher.decrypt(body)
	switch {
	case err != nil:
		plain = body
	case encrypted && int64(len(plain)) > c.sent.MaxBytes: // what is encrypted may be compressed
		plain, err = plain[:c.sent.MaxBytes], ErrResponseTooLarge
	case holdsEncrypted(plain):
		err = errPartlyEncrypted
	}
	if c.op.isAnsweredBy(status, header, plain) {
		return c.readSuccess(header, plain, err)
	}
	return c.readRefusal(status, plain, repeated, err == nil && isPlain(header, plain))
}

var errPartlyEncrypted = errors.New("a part of it is encrypted, and was not read")

// holdsEncrypted reports whether an encrypted answer stands in a body that is more than that.
func holdsEncrypted(body []byte) (holds bool) {
	const most = "ncryptedResponse" // without the first letter, whose case does not count
	if !bytes.Contains(body, []byte(most)) {
		return false
	}
	jsonscan.Members(body, func(m jsonscan.Member) bool {
		holds = holds || strings.HasSuffix(m.Name, most) || slices.ContainsFunc(m.Path, func(name string) bool { return strings.HasSuffix(name, most) })
		return !holds
	})
	return holds
}

// isAnsweredBy reports whether an answer of that status says what was asked for.
func (o *operation) isAnsweredBy(status int, header http.Header, body []byte) bool {
	switch {
	case status/100 == 2:
		return true
	case status != http.StatusNotFound:
		return false
	case o.provesKey:
		return header.Get(exchange.CorrelationIDHeader) != ""
	default:
		return o.answersNotFound && isEmptyResult(body)
	}
}

// readSuccess decodes the answer. Failed says why it could not be decrypted.
func (c *call) readSuccess(header http.Header, body []byte, failed error) exchange.Reading {
	if failed == nil {
		failed = c.decode(header, body)
	}
	if c.isForeignSuccess(body, failed == nil) {
		return exchange.Reading{Body: body, Err: errForeignAnswer, Foreign: true}
	}
	if failed == nil && c.lacksID() {
		failed = errNoID
	}
	if failed != nil {
		return exchange.Reading{Body: body, Err: fmt.Errorf("%w: %w", ErrUnreadableResponse, failed)}
	}
	return exchange.Reading{Body: body, Success: true}
}

// errNoID is a success that nothing can follow: what it holds can neither be taken nor released.
var errNoID = errors.New("it has no id that the payment could be captured, reversed or looked up by")

// lacksID reports whether an answer shows that money was moved or may be held, and no id of it.
func (c *call) lacksID() bool {
	parts := c.answer.parts()
	if !c.op.movesMoney || idProblem(parts.id) == "" {
		return false
	}
	rule, known := statusRuleOf(familyOf(c.op.name), textStatus(parts.status))
	return known && (rule.money != MoneyUntouched || rule.heldIfApproved)
}

// isEmptyResult reports whether a body is the result of a search that found nothing: it
// counts what it has, and that is none.
func isEmptyResult(body []byte) bool {
	empty := false
	jsonscan.Members(body, func(m jsonscan.Member) bool {
		empty = empty || m.Name == "count" && len(m.Path) == 1 && m.Value == "0"
		return !empty
	})
	return empty
}

// readRefusal keeps what the answer says and proves for the error that it becomes. A
// refusal that can be about an earlier attempt of this very call, which was written,
// leaves the outcome of the call unknown. Plain says that the body can be read.
func (c *call) readRefusal(status int, body []byte, repeated, plain bool) exchange.Reading {
	s := readBodyStatements(body)
	s.unreadable = !plain
	if c.isForeign(s.echoes) {
		return exchange.Reading{Body: body, Err: errForeignAnswer, Foreign: true}
	}
	e := &APIError{ID: s.id}
	s.whole = e.fillFromBody(body)
	e.verdict = c.judge(status, e, &s, c.references.isGenerated(memberTransactionID) && !repeated)
	return exchange.Reading{Body: body, Said: e, Open: e.verdict.open || repeated && !e.verdict.noEarlier}
}
