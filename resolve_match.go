package cybersource

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"
)

// foundRecord is what a record of the service says, as far as it helps to find a call.
type foundRecord struct {
	id            string
	code          string
	merchantID    string // transacting merchant
	transactionID string // of a member that the models do not know; "" as a rule
	applications  []string
	status        Status
	amount        string
	currency      string
	time          time.Time
	outcome       Outcome
	notCaptured   bool     // a sale that was authorized, and of whose capture there is nothing
	otherCurrency bool     // than the call asked for, so that its outcome is unknown
	related       []string // ids of other records of the payment
	evidence      Evidence
}

// found is the record in short.
func (r *GetTransactionResponse) found(call *CallRecord) foundRecord {
	references := orEmpty(r.ClientReferenceInformation)
	application := orEmpty(r.ApplicationInformation)
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	f := foundRecord{
		id: r.ID, code: references.Code, merchantID: r.MerchantID, transactionID: transactionIDIn(references.Extra),
		status: cmp.Or(r.Status, application.Status), currency: amounts.Currency, time: submitTime(r.SubmitTimeUTC),
	}
	for _, a := range application.Applications {
		f.applications = append(f.applications, a.Name)
	}
	for _, link := range orEmpty(r.Links).RelatedTransactions {
		if id := idOfLink(strings.TrimSuffix(link.Href, "/")); isSafeInQuery(id) {
			f.related = append(f.related, id)
		}
	}
	f.judge(r.facts(), call)
	f.amount = cmp.Or(f.outcome.Amount, amounts.TotalAmount)
	return f
}

// found is the row in short.
func (r *TransactionSummary) found(call *CallRecord) foundRecord {
	references := orEmpty(r.ClientReferenceInformation)
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	f := foundRecord{
		id: r.ID, code: references.Code, merchantID: r.MerchantID, transactionID: transactionIDIn(references.Extra),
		status: r.Status, time: submitTime(r.SubmitTimeUTC),
		amount: amounts.TotalAmount, currency: amounts.Currency,
	}
	for _, a := range orEmpty(r.ApplicationInformation).Applications {
		f.applications = append(f.applications, a.Name)
	}
	f.judge(r.facts(), call)
	return f
}

// judge says what became of the request of the record. If it may be the call that is looked
// for, it is compared with what that asked for in the currency of the record: approved for less
// is approved in part, in a currency that was not asked for it is unknown, and a sale that was
// authorized and not captured is to be decided about.
func (f *foundRecord) judge(facts *recordFacts, call *CallRecord) {
	compared := f.mayBe(call) || f.id == call.ID
	amount, asked := call.askedIn(f.currency)
	if compared {
		facts.answer.asked.amount = amount
	}
	o := facts.outcome()
	if compared && call.Sale && o.Approved() && o.Money == MoneyHeld {
		f.notCaptured, o.Kind, o.Advice = true, OutcomeReview, AdviceReview
	}
	if f.outcome = o; compared && !f.isOpen() && !asked {
		f.otherCurrency = true
		f.outcome = Outcome{Reason: o.Reason, HoldsFunds: o.HoldsFunds, Amount: o.Amount, Requested: o.Requested, Currency: o.Currency}
	}
}

// transactionIDIn is the transaction id among members that the models do not know: as text,
// or as the number that examples of the service send.
func transactionIDIn(extra map[string]json.RawMessage) string {
	return strings.Trim(string(extra["transactionId"]), `"`)
}

// submitTime is the time of a record; zero if it cannot be read.
func submitTime(text string) time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return t
}

// isOthers reports whether the record has references of another call, or another merchant.
func (f *foundRecord) isOthers(r *CallRecord) bool {
	return differs(r.ReferenceCode, f.code) || differs(r.TransactionID, f.transactionID) || f.isOtherMerchants(r)
}

// isOtherMerchants reports whether a record says that it is another merchant's.
func (f *foundRecord) isOtherMerchants(r *CallRecord) bool {
	return differs(r.MerchantID, f.merchantID)
}

// onlyCaptures reports whether the call is an authorization, and the record is one of a
// capture without it. That can be a later one, for which the code was used again.
func (f *foundRecord) onlyCaptures(r *CallRecord) bool {
	var all operationFamily
	for _, name := range f.applications {
		all |= familyOf(name)
	}
	return r.isPayment() && !r.Sale && all&familyCaptureRecord != 0 && all&(familyPayment|familyRefresh) == 0
}

// isAnotherOperations reports whether the record is that of another operation. One of payer
// authentication alone can be a payment's, which is not authorized if that fails.
func (f *foundRecord) isAnotherOperations(r *CallRecord) bool {
	authenticates := func(name string) bool { return familiesOf(name) == familyOther }
	fits, known := f.fits(r.Operation)
	return known && !fits && !(r.isPayment() && slices.ContainsFunc(f.applications, authenticates))
}

// mayBe reports whether the record can be the call's. Only references of another call, another
// merchant, and the services of another operation exclude it.
func (f *foundRecord) mayBe(r *CallRecord) bool {
	if f.isOthers(r) {
		return false
	}
	fits, known := f.fits(r.Operation)
	return fits || !known
}

// shows is the evidence that the record is the call's. A record that does not say which
// services it ran is none by its code: a reversal or void has that of what it undoes.
func (f *foundRecord) shows(r *CallRecord) Evidence {
	fits, _ := f.fits(r.Operation)
	switch {
	case f.onlyCaptures(r):
		return EvidenceNone
	case f.transactionID != "" && f.transactionID == r.TransactionID:
		return EvidenceTransactionID
	case r.CodeIsUnique && f.code == r.ReferenceCode && fits:
		return EvidenceCode
	default:
		return EvidenceNone
	}
}

// fits reports whether the services of the record are those of an operation, and whether
// any of them is known to be of one. Those of [APIClient.Do] can be any.
func (f *foundRecord) fits(operation string) (fits, known bool) {
	if familyOf(operation) == familyOther {
		return true, true
	}
	for _, name := range f.applications {
		families := familiesOf(name)
		known = known || families != 0
		fits = fits || families&familyOf(operation) != 0
	}
	return fits, known
}

// familiesOf are the kinds of operations that run a service; none for one that goes with
// several, such as a decision of the risk rules, or is not known.
func familiesOf(application string) operationFamily {
	if _, known := applicationRuleOf(application); !known {
		return 0
	}
	switch family := familyOf(application); {
	case family == familyCaptureRecord:
		return familyCapture | familyPayment // a sale does both
	case family == familyCreditRecord:
		return familyRefund | familyCredit
	case family == familyRefresh:
		return familyRefresh | familyPayment // with a method that is no card
	case family == familyOther && !strings.HasPrefix(application, "ics_pa_"):
		return 0
	default:
		return family
	}
}

// isOpen reports whether the record leaves open what became of its request.
func (f foundRecord) isOpen() bool {
	switch f.outcome.Kind {
	case OutcomeUnknown:
		return !f.otherCurrency
	case OutcomeDeclined, OutcomeFailed:
		return f.outcome.Advice == AdviceLookUp
	default:
		return false
	}
}

// movedNothing reports whether the record is that of a request that was refused, declined
// or failed.
func (f foundRecord) movedNothing() bool {
	return f.outcome.Kind == OutcomeDeclined || f.outcome.Kind == OutcomeFailed
}

// mayStand reports whether the request of the record moved or holds money, or may have.
func (f foundRecord) mayStand() bool {
	return f.isOpen() || !f.movedNothing() || f.outcome.HoldsFunds
}

// rank orders records by how well they go with a call: same amount, same currency, nearest
// in time. Partial approvals and cut decimals differ, so that none is left out.
func rank(found []foundRecord, r *CallRecord) {
	misses := func(f foundRecord) (n int) {
		amount, _ := r.askedIn(f.currency)
		if f.amount == "" || compareAmounts(f.amount, amount) != 0 {
			n++
		}
		if !strings.EqualFold(f.currency, r.Currency) && !strings.EqualFold(f.currency, r.OtherCurrency) {
			n++
		}
		return n
	}
	slices.SortStableFunc(found, func(a, b foundRecord) int {
		return cmp.Or(
			cmp.Compare(misses(a), misses(b)),
			cmp.Compare(a.time.Sub(r.Time).Abs(), b.time.Sub(r.Time).Abs()),
		)
	})
}

// candidatesOf is what a person chooses from.
func candidatesOf(found []foundRecord) []Candidate {
	var all []Candidate
	for _, f := range found {
		all = append(all, Candidate{
			ID: f.id, Applications: f.applications, Status: f.status,
			Amount: f.amount, Currency: f.currency, Time: f.time, Outcome: f.outcome,
		})
	}
	return all
}
