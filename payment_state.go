package cybersource

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// PaymentState is how a payment stands, by the records that were found of it. Records show
// up after seconds, at times after minutes: later steps may not be among them.
//
// The amounts are decimal strings in Currency, as [FormatAmount] writes them, and "" if
// Uncertain says that they cannot be known. What was voided counts as not captured, and
// leaves the hold.
type PaymentState struct {
	ID       string // of the first request of the payment
	Currency string // ISO 4217, in capitals

	Authorized string // approved by the issuer, increments included
	Held       string // what can still be captured or reversed. A capture uses all of an authorization up, unless its record says that others follow, or there are others
	Captured   string // captured, or taken by a sale, and not voided
	Voided     string // of captures and sales that were called off before they were sent
	Reversed   string // released
	Refunded   string // refunds that are not voided, and credits

	// Uncertain says why the amounts are not known: a record is missing or unknown, in
	// another currency, without a readable amount, or of another payment or merchant, and
	// then left out; nil if there is no such doubt.
	Uncertain []string

	Records  []PaymentRecord // what was read, in that order
	NotFound []string        // ids that records name and that are not found yet
	ReadAt   time.Time       // when the reading began
}

// PaymentRecord is one request about a payment, as its record shows it.
type PaymentRecord struct {
	ID          string  // of the request
	Application string  // the service that the record is about, such as ics_bill; "" if none is known
	Status      Status  // as received; "" for most authorizations
	Time        string  // of the request, as received
	Outcome     Outcome // what became of that one request

	sale bool // an authorization and its capture in one request
}

// mostRecords is how many records of one payment are read.
const mostRecords = 100

// PaymentState reads the record of a request and all records that belong to the same
// payment, and adds them up. id is that of any of its requests. It makes one call of
// GetTransaction per record, at most 100, and calls nothing but the address of this client:
// of a link only the id is taken.
//
// If the record of id itself is not found, the error matches [ErrNotFound], which proves
// nothing. What is missing of the others stands in the state. Any other error of a call
// ends the reading.
func (c *APIClient) PaymentState(ctx context.Context, id string, opts ...CallOption) (*PaymentState, error) {
	w := stateWalk{
		state: &PaymentState{ID: id, ReadAt: c.service().now()},
		queue: []string{id}, known: map[string]bool{id: true}, payment: map[string]bool{id: true},
	}
	for len(w.queue) > 0 && w.reads < mostRecords {
		next := w.queue[0]
		w.queue = w.queue[1:]
		w.reads++
		record, err := c.transaction(ctx, next, opts)
		switch {
		case err == nil:
			w.add(next, record)
		case next != id && errors.Is(err, ErrNotFound):
			w.state.NotFound = append(w.state.NotFound, next)
			w.doubt("record " + next + " is not found")
		default:
			return nil, err
		}
	}
	if len(w.queue) > 0 {
		w.doubt("there are more records than are read")
	}
	w.sum()
	return w.state, nil
}

// errOtherRecord is an answer that is the record of another request.
var errOtherRecord = errors.New("the answer is the record of another request")

// transaction reads a record, and makes sure that it is the one that was asked for.
func (c *APIClient) transaction(ctx context.Context, id string, opts []CallOption) (*GetTransactionResponse, error) {
	record, err := (*TransactionDetailsApi)(c.service()).GetTransaction(ctx, id, opts...)
	if err == nil && record.ID != "" && record.ID != id {
		return nil, newNotProcessedError(getTransaction.name, record.Meta, errOtherRecord)
	}
	return record, err
}

// stateWalk is how far the reading of a payment has come.
type stateWalk struct {
	state    *PaymentState
	queue    []string // ids to be read
	known    map[string]bool
	reads    int             // records that were asked for
	payment  map[string]bool // ids of its records that were read, and the ids of the first that they name
	merchant string          // whose payment it is, as its records say
	follows  []captureOrder  // of each record
	total    stateTotals
}

// captureOrder is which of several captures a record is about; zero if it does not say.
type captureOrder struct{ number, of int64 }

func (w *stateWalk) doubt(why string) { w.state.Uncertain = append(w.state.Uncertain, why) }

// add takes a record over, and notes those that it names.
func (w *stateWalk) add(id string, record *GetTransactionResponse) {
	switch {
	case differs(w.merchant, record.MerchantID):
		w.doubt("record " + id + " is of another merchant")
		return
	case record.RootID != "" && !w.payment[id] && !w.payment[record.RootID]:
		w.doubt("record " + id + " is of another payment")
		return
	}
	w.payment[id], w.merchant = true, cmp.Or(w.merchant, record.MerchantID)
	facts := record.facts()
	main, sale, _ := facts.main()
	w.state.Records = append(w.state.Records, PaymentRecord{
		ID: id, Application: main.name, Status: cmp.Or(record.Status, orEmpty(record.ApplicationInformation).Status),
		Time: cmp.Or(record.SubmitTimeUTC, textOf(record.Extra["submitTimeUtc"])), Outcome: facts.outcome(), sale: sale,
	})
	options := orEmpty(orEmpty(record.ProcessingInformation).CaptureOptions)
	w.follows = append(w.follows, captureOrder{*orEmpty(options.CaptureSequenceNumber), *orEmpty(options.TotalCaptureCount)})

	if record.RootID != "" {
		w.state.ID = record.RootID
		w.payment[record.RootID] = true
		w.note(record.RootID)
	}
	links := orEmpty(record.Links)
	for _, link := range links.RelatedTransactions {
		w.note(idOfLink(strings.TrimSuffix(link.Href, "/")))
	}
	if record.Extra["_links"] != nil || links.Extra["relatedTransactions"] != nil {
		w.doubt("the links of record " + id + " cannot be read")
	}
}

// note remembers a record that is to be read.
func (w *stateWalk) note(id string) {
	switch {
	case w.known[id]:
	case !isSafeInQuery(id):
		w.known[id] = true
		w.doubt("a record has a link that names no id")
	default:
		w.known[id] = true
		w.queue = append(w.queue, id)
	}
}

// sum adds the records up, and writes the amounts if all of them are known.
func (w *stateWalk) sum() {
	voids, voided := 0, 0
	for i := range w.state.Records {
		r := &w.state.Records[i]
		w.count(r, w.follows[i])
		switch {
		case familyOf(r.Application) == familyVoid && r.Outcome.Money == MoneyStopped:
			voids++
		case r.Outcome.Kind == OutcomeUndone && r.Outcome.Money == MoneyStopped:
			voided++
		}
	}
	if voids > voided {
		w.doubt("a void is there, and what it voided does not show it yet")
	}
	held, ok := w.total.held()
	if !ok {
		w.doubt("more is reversed than was authorized")
	}
	if len(w.state.Uncertain) > 0 || w.state.Currency == "" {
		return
	}
	s, t := w.state, &w.total
	for _, amount := range []struct {
		text  *string
		minor int64
	}{
		{&s.Authorized, t.authorized}, {&s.Held, held}, {&s.Captured, t.captured},
		{&s.Voided, t.voided}, {&s.Reversed, t.reversed}, {&s.Refunded, t.refunded},
	} {
		*amount.text, _ = FormatAmount(amount.minor, s.Currency) // which ParseAmount knew
	}
}

// count adds one record to the totals.
func (w *stateWalk) count(r *PaymentRecord, order captureOrder) {
	o := &r.Outcome
	rule, known := applicationRuleOf(r.Application)
	w.state.Currency = cmp.Or(w.state.Currency, strings.ToUpper(o.Currency))
	undecided := o.Kind == OutcomeUnknown || o.Kind == OutcomePending || o.Kind == OutcomeReview && !o.HoldsFunds
	switch {
	case !known:
		w.doubt("record " + r.ID + " is of a service that is not known")
	case rule.check:
	case undecided:
		w.doubt("the outcome of record " + r.ID + " is " + o.Kind.String())
	case o.Money == MoneyUntouched, familyOf(r.Application) == familyVoid, o.Kind == OutcomeUndone && o.Money == MoneyBack:
	default:
		if minor, ok := w.amountOf(r); ok {
			w.total.add(r, minor, order)
		}
	}
}

// amountOf is the amount of a record in minor units of the payment's currency.
func (w *stateWalk) amountOf(r *PaymentRecord) (int64, bool) {
	currency := strings.ToUpper(r.Outcome.Currency)
	if currency != w.state.Currency {
		w.doubt("record " + r.ID + " has another currency")
		return 0, false
	}
	minor, err := ParseAmount(cmp.Or(r.Outcome.Amount, r.Outcome.Requested), currency)
	if err != nil || minor > mostMinor {
		w.doubt(fmt.Sprintf("record %s has no amount that can be added up", r.ID))
		return 0, false
	}
	return minor, true
}
