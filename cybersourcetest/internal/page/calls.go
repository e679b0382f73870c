package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/internal/redact"
)

const (
	usualLimit  = 100
	mostLimit   = 1_000
	longestWait = time.Minute
)

// callJSON is the summary of a call. It only grows: members are never renamed.
type callJSON struct {
	Number           uint64    `json:"number"`
	Change           uint64    `json:"change"`
	Time             time.Time `json:"time"`
	DurationMS       float64   `json:"durationMs"`
	Ended            bool      `json:"ended"`
	Outcome          string    `json:"outcome"`
	Method           string    `json:"method"`
	Path             string    `json:"path"`
	Operation        string    `json:"operation,omitempty"`
	Merchant         string    `json:"merchant,omitempty"`
	Scheme           string    `json:"scheme,omitempty"`
	Code             string    `json:"code,omitempty"`
	TransactionID    string    `json:"transactionId,omitempty"`
	CorrelationID    string    `json:"correlationId"`
	HTTPStatus       int       `json:"httpStatus"` // of the true answer, sent or not; 0 if there is none
	SentStatus       int       `json:"sentStatus"` // that the client got, from a fault too; 0 if it got none
	Status           string    `json:"status,omitempty"`
	Reason           string    `json:"reason,omitempty"`
	Refusal          string    `json:"refusal,omitempty"`
	Cause            string    `json:"cause,omitempty"`
	Fault            string    `json:"fault,omitempty"`
	Trigger          string    `json:"trigger,omitempty"`
	Instruction      uint64    `json:"instruction,omitempty"`
	Processed        bool      `json:"processed"`
	Answered         bool      `json:"answered"`
	ID               string    `json:"id,omitempty"`
	OriginalID       string    `json:"originalId,omitempty"`
	PaymentID        string    `json:"paymentId,omitempty"`
	Amount           string    `json:"amount,omitempty"`
	AuthorizedAmount string    `json:"authorizedAmount,omitempty"`
	Currency         string    `json:"currency,omitempty"`
	Card             string    `json:"card,omitempty"`
	Page             string    `json:"page"`
}

func (v *visit) callJSON(c *journal.Call) callJSON {
	return callJSON{
		Number: c.Number, Change: c.Change, Time: c.Time, DurationMS: milliseconds(c.Duration), Ended: c.Ended, Outcome: c.Outcome(),
		Method: c.Method, Path: c.Path, Operation: c.Operation, Merchant: c.MerchantID, Scheme: c.Scheme,
		Code: c.Code, TransactionID: c.TransactionID, CorrelationID: c.CorrelationID,
		HTTPStatus: c.HTTPStatus, SentStatus: c.Sent, Status: c.Status, Reason: c.Reason, Refusal: c.Refusal, Cause: c.Cause,
		Fault: c.Fault, Trigger: c.Trigger, Instruction: c.Instruction, Processed: c.Processed, Answered: c.Answered,
		ID: c.ID, OriginalID: c.OriginalID, PaymentID: c.PaymentID,
		Amount: c.Amount, AuthorizedAmount: c.AuthorizedAmount, Currency: c.Currency, Card: c.Card,
		Page: v.Root + "call/" + strconv.FormatUint(c.Number, 10),
	}
}

// milliseconds has two decimals: the rest is noise.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(10*time.Microsecond)) / float64(time.Millisecond)
}

// callsJSON is a page of calls, newest first.
type callsJSON struct {
	Calls     []callJSON `json:"calls"`
	Last      uint64     `json:"last"`      // number of the newest call
	First     uint64     `json:"first"`     // number of the oldest that is kept
	Change    uint64     `json:"change"`    // of the newest change
	Malformed uint64     `json:"malformed"` // requests that were no HTTP: counted only
	Next      string     `json:"next,omitempty"`
}

// calls answers with a page of calls; with wait=10s as soon as one that has ended fits.
func (v *visit) calls() {
	query := v.r.URL.Query()
	filter, limit, wait, err := v.readFilter(query)
	if err != nil {
		v.refuse(http.StatusBadRequest, err.Error())
		return
	}
	if wait > 0 {
		v.await(filter, wait)
	}
	page := v.Journal.Calls(filter, limit)
	answer := callsJSON{Calls: []callJSON{}, Last: page.Last, First: page.First, Change: page.Change, Malformed: v.Gateway.Malformed()}
	for i := range page.Calls {
		answer.Calls = append(answer.Calls, v.callJSON(&page.Calls[i]))
	}
	if page.More {
		answer.Next = v.Root + "calls?" + older(query, page).Encode()
	}
	v.json(http.StatusOK, answer)
}

// older is the query of the page behind this one.
func older(query url.Values, page journal.Page) url.Values {
	next := url.Values{}
	for name, values := range query {
		if name != "wait" {
			next[name] = values
		}
	}
	next.Set("before", strconv.FormatUint(page.Calls[len(page.Calls)-1].Number, 10))
	return next
}

// await returns when a call fits that has ended, or the time is over.
func (v *visit) await(filter journal.Filter, wait time.Duration) {
	filter.Ended = true
	listener := v.Journal.Listen()
	defer listener.Stop()
	timer := time.NewTimer(wait)
	defer timer.Stop()
	for len(v.Journal.Calls(filter, 1).Calls) == 0 {
		select {
		case <-listener.C:
		case <-timer.C:
			return
		case <-v.Closing:
			return
		case <-v.r.Context().Done():
			return
		}
	}
}

// readFilter reads the query of calls. The error names the parameter.
func (v *visit) readFilter(query url.Values) (f journal.Filter, limit int, wait time.Duration, err error) {
	f = journal.Filter{
		Merchant: redact.Line(query.Get("merchant")), Operation: query.Get("operation"), Outcome: query.Get("outcome"),
		Reference: redact.Line(query.Get("reference")), Payment: query.Get("payment"), Text: redact.Line(query.Get("q")),
	}
	if f.Operation != "" {
		err = oneOf("operation", f.Operation, operations())
	}
	if err = errors.Join(err, v.checkOutcome(f.Outcome)); err != nil {
		return f, 0, 0, err
	}
	numbers := map[string]*uint64{"after": &f.After, "before": &f.Before, "changed": &f.Changed}
	for name, to := range numbers {
		if text := query.Get(name); text != "" {
			if *to, err = strconv.ParseUint(text, 10, 64); err != nil {
				return f, 0, 0, fmt.Errorf("%s is not a number", name)
			}
		}
	}
	if limit, err = readLimit(query.Get("limit")); err != nil {
		return f, 0, 0, err
	}
	if text := query.Get("wait"); text != "" {
		if wait, err = time.ParseDuration(text); err != nil || wait < 0 || wait > longestWait {
			return f, 0, 0, fmt.Errorf("wait is not a time of at most %s, such as 10s", longestWait)
		}
	}
	return f, limit, wait, nil
}

// readLimit reads how many entries a page has.
func readLimit(text string) (limit int, err error) {
	if text == "" {
		return usualLimit, nil
	}
	if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > mostLimit {
		return 0, fmt.Errorf("limit is not a number from 1 to %d", mostLimit)
	}
	return limit, nil
}

// json writes an answer for scripts.
func (v *visit) json(status int, value any) {
	text, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		http.Error(v.w, "the answer cannot be written", http.StatusInternalServerError)
		return
	}
	v.w.Header().Set("Content-Type", "application/json; charset=utf-8")
	v.w.WriteHeader(status)
	v.w.Write(append(text, '\n')) //nolint:errcheck // the reader left
}
