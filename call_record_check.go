package cybersource

import (
	"cmp"
	"fmt"
	"strings"
	"time"
)

// recordTolerance is how far the clocks of two machines may differ that share records.
const recordTolerance = 5 * time.Minute

// check refuses a record that this client cannot do anything with, or that is about the
// account of another one. Merchant is the transacting merchant of the calls to be made.
func (r *CallRecord) check(c *APIClient, operation, merchant string) error {
	var p problems
	switch {
	case r.Version <= 0:
		p.add("Version", "is 0 or less, as in no record that this library has written")
	case r.Version > recordVersion:
		p.add("Version", "is newer than this library reads")
	}
	if r.Operation == "" {
		p.add("Operation", "is empty")
	}
	switch {
	case r.Host == "":
		p.add("Host", "is empty")
	case !strings.EqualFold(r.Host, c.set().host):
		p.add("Host", "is not the host of this client: "+safeText(r.Host))
	}
	if r.MerchantID != merchant {
		p.add("MerchantID", "is not the merchant of this call, which WithMerchantID can name: "+safeText(r.MerchantID))
	}
	r.checkReferences(&p)
	r.checkAmount(&p)
	r.checkTimes(&p, c.clock.Now())
	r.checkUndo(&p, c.clock.Now())
	if len(p) == 0 {
		return nil
	}
	return &InvalidRequestError{Operation: operation, Problems: p}
}

func (r *CallRecord) checkReferences(p *problems) {
	other := cmp.Or(r.ReferenceCode, r.TransactionID, r.PaymentID) != "" || r.NotProcessed
	switch {
	case other || isUsableID(r.ID):
	case r.ID == "":
		p.add("ReferenceCode", "is empty, and so is everything else that the call could be found by")
	default:
		p.add("ID", "is not an id, and there is nothing else that the call could be found by")
	}
	if reason := idProblem(r.PaymentID); r.PaymentID != "" && reason != "" {
		p.add("PaymentID", reason)
	}
	if r.CodeIsUnique && r.ReferenceCode == "" {
		p.add("CodeIsUnique", "is true without a ReferenceCode")
	}
}

// isUsableID reports whether a record can be looked up by what an answer or a row has as its
// id. One that is none is kept as it came: it shows that there was an answer.
func isUsableID(id string) bool { return idProblem(id) == "" && id != "null" }

func (r *CallRecord) checkAmount(p *problems) {
	for _, sum := range [...]struct{ kind, amount, currency string }{
		{"", r.Amount, r.Currency}, {"Other", r.OtherAmount, r.OtherCurrency},
	} {
		if isUnreadableAmount(sum.amount) {
			p.add(sum.kind+"Amount", "is not an amount")
		}
		if sum.currency != "" && !isCurrencyCode(sum.currency) {
			p.add(sum.kind+"Currency", "is not a currency")
		}
	}
}

func (r *CallRecord) checkTimes(p *problems, now time.Time) {
	switch {
	case r.Time.IsZero():
		p.add("Time", "is empty")
	case r.Time.After(now.Add(recordTolerance)):
		p.add("Time", "is in the future")
	}
	if r.SendBy.Before(r.Time) {
		p.add("SendBy", "is before Time")
	}
	if r.QuietAt.Before(r.SendBy) {
		p.add("QuietAt", "is before SendBy")
	}
}

// checkUndo refuses evidence from no time or from a time to come, and a refund that is none:
// it would count.
func (r *CallRecord) checkUndo(p *problems, now time.Time) {
	if r.Undo == nil {
		return
	}
	latest := now.Add(recordTolerance)
	switch {
	case r.Undo.Begun.IsZero():
		p.add("Undo.Begun", "is empty")
	case r.Undo.Begun.After(latest):
		p.add("Undo.Begun", "is in the future")
	}
	if refund := r.Undo.Refund; refund != nil && familyOf(refund.Operation) != familyRefund {
		p.add("Undo.Refund.Operation", "is not that of a refund")
	}
	for i, answer := range r.Undo.Absent {
		field := fmt.Sprintf("Undo.Absent[%d].At", i)
		switch {
		case answer.At.IsZero():
			p.add(field, "is empty")
		case answer.At.After(latest):
			p.add(field, "is in the future")
		}
	}
}
