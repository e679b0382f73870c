package cybersource

import (
	"cmp"
	"encoding/json"
	"strings"
)

// Outcome says what became of the one request that the record is about, as far as the
// record shows it. See [Outcome]; r may be nil. How the payment stands is the sum of its
// records: see [APIClient.PaymentState].
//
// An authorization is approved if its service ran with success: its record has no status.
// A record whose statements differ, that tells of a failure of the service, or that has a
// status, code or service which is not known, is an unknown outcome.
func (r *GetTransactionResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	return r.facts().outcome()
}

func (r *GetTransactionResponse) facts() *recordFacts {
	info := orEmpty(r.ApplicationInformation)
	processor := orEmpty(r.ProcessorInformation)
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	f := recordFacts{
		statuses: []Status{r.Status, info.Status}, event: processor.EventStatus,
		whole:  recordStatements{info.ReasonCode, info.RCode, info.RFlag},
		reason: orEmpty(r.ErrorInformation).Reason,
		answer: answerFacts{
			extra: r.Extra, approvalCode: processor.ApprovalCode, amount: amounts.AuthorizedAmount, amountExtra: amounts.Extra,
			requested: amounts.TotalAmount, currency: amounts.Currency,
		},
		unread: info.Extra["applications"] != nil || r.Extra["applicationInformation"] != nil,
	}
	for i := range info.Applications {
		a := &info.Applications[i]
		f.services = append(f.services, recordService{a.Name, Status(a.Status), recordStatements{a.ReasonCode, a.RCode, a.RFlag}})
	}
	return &f
}

// Outcome says what became of the one request that the row is about, as far as the row
// shows it. See [GetTransactionResponse.Outcome]; r may be nil. Rows do not state what an
// authorization was approved for, only what was asked for.
func (r *TransactionSummary) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	return r.facts().outcome()
}

func (r *TransactionSummary) facts() *recordFacts {
	info := orEmpty(r.ApplicationInformation)
	processor := orEmpty(r.ProcessorInformation)
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	f := recordFacts{
		statuses: []Status{r.Status, Status(textOf(info.Extra["status"]))}, event: processor.EventStatus,
		whole:  recordStatements{info.ReasonCode, info.RCode, info.RFlag},
		reason: orEmpty(r.ErrorInformation).Reason,
		answer: answerFacts{
			extra: r.Extra, approvalCode: processor.ApprovalCode, amountExtra: amounts.Extra,
			requested: amounts.TotalAmount, currency: amounts.Currency,
		},
		unread: info.Extra["applications"] != nil || r.Extra["applicationInformation"] != nil,
	}
	for i := range info.Applications {
		a := &info.Applications[i]
		f.services = append(f.services, recordService{a.Name, Status(a.Status), recordStatements{a.ReasonCode, a.RCode, a.RFlag}})
	}
	return &f
}

// recordFacts is what of a record decides what became of its request. It is read as the
// answer that it stands for: answer is what both have.
type recordFacts struct {
	statuses []Status // of the record as a whole, wherever it says so
	event    string   // the status as searches have it
	whole    recordStatements
	services []recordService
	reason   Reason
	answer   answerFacts
	unread   bool // the services are there in an unexpected form
}

// recordService is a service that a request asked for. Without statements it was skipped.
type recordService struct {
	name   string
	status Status
	recordStatements
}

func (f *recordFacts) outcome() Outcome {
	main, sale, known := f.main()
	if !known || f.unread {
		return f.unknown()
	}
	status, agreed := f.status(main)
	if !agreed {
		return f.unknown()
	}
	f.answer.operation, f.answer.status, f.answer.sale = main.name, status, sale
	switch f.result() {
	case resultSuccess:
		f.succeeded(main)
	case resultDeclined:
		if !f.declined() {
			return f.unknown()
		}
	default:
		return f.unknown()
	}
	o := f.answer.outcome()
	o.Captured = o.Captured && o.Money != MoneyStopped
	o.HoldsFunds = o.HoldsFunds || o.Kind == OutcomeUnknown && f.holds()
	return o
}

// statusUnknown is a status that no answer has, so that nothing follows from it.
const statusUnknown Status = "unknown"

// unknown is the outcome of a record that does not say what became of its request. Money
// is presumed held if an authorization in it succeeded.
func (f *recordFacts) unknown() Outcome {
	o := Outcome{Reason: f.reason, Requested: f.answer.requested, Currency: f.answer.currency}
	o.HoldsFunds = f.holds()
	return o
}

// succeeded completes the answer that a success stands for.
func (f *recordFacts) succeeded(main recordService) {
	rule, _ := applicationRuleOf(main.name)
	a := &f.answer
	a.status = cmp.Or(a.status, rule.absent, statusUnknown)
	if f.whole.code == codePartial && a.status == StatusAuthorized {
		a.status = StatusPartialAuthorized
	} else if a.amount == "" {
		a.amount = a.requested
	}
	switch undoes := familyOf(main.name)&familiesThatUndo != 0; {
	case authorizes(main.name) && f.ran(releases): // the service has released it by itself
		a.status = StatusReversed
	case undoes && isZeroAmount(a.amount): // what it was to undo had failed
		a.original = a.amount
	}
	if f.reason != "" {
		a.failure = &ErrorInformation{Reason: f.reason}
	}
}

// declined completes the answer that a decline or refusal stands for. It reports false if
// the reason shows that something failed on the way, so that nothing is known.
func (f *recordFacts) declined() bool {
	a := &f.answer
	reason := cmp.Or(f.reason, reasonOfNumber(f.whole.code))
	why, known := reasonRuleOf(reason)
	if !known || why.failure || f.ran(releases) {
		return false
	}
	a.failure = &ErrorInformation{Reason: reason}
	approved := f.authorized() || why.hold == holdStated
	if approved {
		a.amount = cmp.Or(a.amount, a.requested)
	}
	if a.status == "" {
		a.status = declinedStatus(why, approved)
	}
	return true
}

// declinedStatus is the status of the answer that had a reason: the record has none.
func declinedStatus(why reasonRule, approved bool) Status {
	switch {
	case !why.decline:
		return StatusInvalidRequest
	case approved && (why.hold == holdStated || why.advice == AdviceReview):
		return StatusAuthorizedPendingReview
	case approved:
		return StatusAuthorizedRiskDeclined
	case why.advice == AdviceReview:
		return StatusPendingReview
	case why.advice == AdviceAuthenticate:
		return StatusPendingAuthentication
	default:
		return StatusDeclined
	}
}

// textStatus is a status as the tables spell it.
func textStatus(text string) Status { return Status(strings.ToUpper(strings.TrimSpace(text))) }

// status is the one status of the record, "" if it has none. It reports false if there
// are several that differ, or one that stands there twice.
func (f *recordFacts) status(main recordService) (Status, bool) {
	var found Status
	for _, status := range append([]Status{main.status}, f.statuses...) {
		status = textStatus(string(status))
		if found != "" && status != "" && status != found {
			return "", false
		}
		found = cmp.Or(found, status)
	}
	if raw := f.answer.extra["status"]; raw != nil && textStatus(textOf(raw)) != found {
		return "", false
	}
	f.answer.extra = withoutStatus(f.answer.extra)
	return cmp.Or(found, textStatus(f.event)), true
}

// withoutStatus leaves out a second status that says the same in other letters.
func withoutStatus(extra map[string]json.RawMessage) map[string]json.RawMessage {
	if extra["status"] == nil {
		return extra
	}
	rest := make(map[string]json.RawMessage, len(extra))
	for name, raw := range extra {
		if name != "status" {
			rest[name] = raw
		}
	}
	return rest
}
