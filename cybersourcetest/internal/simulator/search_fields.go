package simulator

// The fields that a query or an order may name. Simulated: those that are documented;
// texts are compared exactly, in their case. Guesses: ranges of texts go by the order of
// their bytes; amounts are compared by value. Of banks, phone numbers of the payer and
// terminals nothing is remembered, so that nothing is found by them.

import (
	"slices"
	"strings"
	"time"
)

// field is something that records are searched and ordered by.
type field struct {
	kind kindOfField
	text func(*record) string // "" if the record has none
}

type kindOfField uint8

const (
	fieldText kindOfField = iota
	fieldAmount
	fieldTime
	fieldNumber // of a card, of which only a hash is kept
)

// fieldOf finds a field by its name.
func fieldOf(name string) (field, bool) {
	if f, known := fields[name]; known {
		return f, true
	}
	if slices.Contains(searchedMembers, name) {
		return field{text: func(r *record) string { return r.member(name) }}, true
	}
	return field{}, false
}

// searchedMembers are fields that repeat a member of the request.
var searchedMembers = []string{
	"buyerInformation.merchantCustomerId",
	"clientReferenceInformation.partner.solutionId",
	"deviceInformation.ipAddress",
	"installmentInformation.identifier",
	"merchantInformation.accountId",
	"merchantInformation.resellerId",
	billToPath + "email",
	billToPath + "firstName",
	billToPath + "lastName",
	billToPath + "phoneNumber",
	"orderInformation.shipTo.phoneNumber",
	"paymentInformation.bank.account.number",
	"paymentInformation.bank.account.prefix",
	"paymentInformation.bank.account.suffix",
	"paymentInformation.customer.customerId",
	"processingInformation.commerceIndicator",
}

// codeField is what most searches are for; there is an index of it.
const codeField = "clientReferenceInformation.code"

// fields are those that records have themselves.
var fields = map[string]field{
	"id":               {text: func(r *record) string { return r.ID }},
	"merchantId":       {text: func(r *record) string { return r.MerchantID }},
	"submitTimeUtc":    {kind: fieldTime, text: func(r *record) string { return timestamp(r.Time) }},
	codeField:          {text: func(r *record) string { return r.Code }},
	"reconciliationId": {text: reconciliation},
	"applicationInformation.applications.reconciliationId": {text: reconciliation},
	amountsPath + "totalAmount":                            {kind: fieldAmount, text: func(r *record) string { return r.Amount }},
	amountsPath + "currency":                               {text: func(r *record) string { return r.Currency }},
	cardPath + "number":                                    {kind: fieldNumber, text: func(r *record) string { return string(r.Card.Number[:]) }},
	cardPath + "prefix":                                    {text: func(r *record) string { return r.Card.Prefix }},
	cardPath + "suffix":                                    {text: func(r *record) string { return r.Card.LastFour }},
	"paymentInformation.paymentType.type":                  {text: func(r *record) string { return r.paymentType("type") }},
	"paymentInformation.paymentType.method":                {text: func(r *record) string { return r.paymentType("method") }},
	"processorInformation.approvalCode":                    {text: func(r *record) string { return r.said("approvalCode") }},
	"processorInformation.retrievalReferenceNumber":        {text: func(r *record) string { return r.said("retrievalReferenceNumber") }},
}

func reconciliation(r *record) string { return r.ReconciliationID }

// said is a text of the processor.
func (r *record) said(name string) string { return document(r.Processor).text(name) }

func (r *record) paymentType(name string) string {
	return document(r.means()).text("paymentType." + name)
}

// value is what a field of a record is compared with.
type value struct {
	text   string
	amount money
	at     time.Time
}

// compare orders a record's own field, which is not empty, and a value.
func (f field) compare(own string, r *record, v value) int {
	switch f.kind {
	case fieldTime:
		return r.Time.Truncate(time.Second).Compare(v.at)
	case fieldAmount:
		amount, _ := parseMoney(own, mostDecimals)
		return amount.compare(v.amount)
	default:
		return strings.Compare(own, v.text)
	}
}

// mostDecimals is what amounts of all currencies are compared with.
const mostDecimals = 4

// orderOf reads an order such as "submitTimeUtc:desc,id:asc".
func orderOf(text string) (func(a, b *record) int, bool) {
	var keys []func(a, b *record) int
	for part := range strings.SplitSeq(text, ",") {
		if text == "" {
			break
		}
		name, direction, _ := strings.Cut(strings.TrimSpace(part), ":")
		f, known := fieldOf(name)
		if !known || direction != "asc" && direction != "desc" {
			return nil, false
		}
		keys = append(keys, f.order(direction == "desc"))
	}
	return func(a, b *record) int {
		for _, key := range keys {
			if n := key(a, b); n != 0 {
				return n
			}
		}
		return 0
	}, true
}

// order compares two records by a field.
func (f field) order(descending bool) func(a, b *record) int {
	return func(a, b *record) int {
		x, y := f.text(a), f.text(b)
		other := value{text: y, at: b.Time.Truncate(time.Second)}
		if f.kind == fieldAmount {
			other.amount, _ = parseMoney(y, mostDecimals)
		}
		if descending {
			return -f.compare(x, a, other)
		}
		return f.compare(x, a, other)
	}
}
