package simulator

// Records: what look-ups find of a request. Simulated: every request that was answered with
// an id has one, declined, refused and failed ones too; a later request changes the record
// of what it takes out of the queue, and of nothing else. Guesses: a follow-up repeats
// the payer of its payment; the record of a hold never has a status; that of a void or a
// reversal has its own. Not remembered: postal addresses, bank accounts, security codes.

import (
	"slices"
	"time"
)

// record is a request and what look-ups say of it.
type record struct {
	Entry
	Number           uint64 // among all records, in the order of the requests
	Services         []service
	Result           result
	Message          string // of its reason
	Processor        object // what the processor said
	ReconciliationID string
	Card             card
	Members          []member // of the request
	Final            string   // the status that does not change; "" if there is none
	Found, Searched  time.Time
	UsesID, UsesCode bool // it is the last user of its transaction id, a success with its code

	older, newer *record // in the order of their last use
}

// member is a text of a request, by its dotted path.
type member struct{ Path, Text string }

// repeated are the members of a request that its record has.
var repeated = []string{
	"buyerInformation.merchantCustomerId",
	"clientReferenceInformation.comments",
	"clientReferenceInformation.partner.developerId",
	"clientReferenceInformation.partner.solutionId",
	"deviceInformation.ipAddress",
	"installmentInformation.identifier",
	"merchantInformation.resellerId",
	billToPath + "country",
	billToPath + "email",
	billToPath + "firstName",
	billToPath + "lastName",
	billToPath + "phoneNumber",
	"orderInformation.shipTo.phoneNumber",
	"paymentInformation.customer.customerId",
	"processingInformation.commerceIndicator",
}

// processed reports whether the service acted on the request.
func (r *record) processed() bool { return r.Sequence > 0 }

// member is a text of the request; "" if it had none.
func (r *record) member(path string) string {
	i := slices.IndexFunc(r.Members, func(m member) bool { return m.Path == path })
	if i < 0 {
		return ""
	}
	return r.Members[i].Text
}

// recordOf is the record of a request, about a payment if one is known.
func (c *call) recordOf(o outcome, p *payment, e Entry) *record {
	r := &record{Entry: e, Message: o.message, Processor: c.processor, Final: c.finalStatus(o)}
	r.Card = card{Type: e.CardType, LastFour: e.CardLastFour}
	r.Services, r.Result = c.ran(o)
	for _, path := range repeated {
		if text := c.body.text(path); text != "" {
			r.Members = append(r.Members, member{path, text})
		}
	}
	if p != nil {
		r.Card, r.ReconciliationID = p.Card, p.ReconciliationID
		if first := c.memory.byID[p.ID]; first != nil && r.member(billToPath+"email") == "" {
			r.Members = append(r.Members, first.Members...)
		}
	}
	r.Found = c.now.Add(c.options.IndexDelay.Draw(c.delays))
	r.Searched = r.Found
	if c.options.IndexDelay.Apart {
		r.Searched = c.now.Add(c.options.IndexDelay.Draw(c.delays))
	}
	return r
}

// keepRefused keeps the record of a request that was refused with an id.
func (c *call) keepRefused(o outcome) {
	e := Entry{
		ID: c.id, Operation: c.Operation, MerchantID: c.MerchantID, Code: c.code, TransactionID: c.transactionID,
		Time: c.now, HTTPStatus: o.http, Status: o.status, Reason: o.reason,
	}
	e.Amount, e.Currency = c.askedFor()
	if c.about != nil {
		e.PaymentID, e.Currency = c.about.ID, c.about.Currency
	}
	r := c.recordOf(o, c.about, e)
	if number := c.body.text(cardPath + "number"); len(number) >= 12 && digits(number) {
		r.Card = c.remember(number, c.body.text(cardPath+"type"))
	}
	r.CardType, r.CardLastFour = r.Card.Type, r.Card.LastFour
	c.memory.addRefused(r, c.usesID())
}

// usesID reports whether the transaction id of a refused request is used from now on.
func (c *call) usesID() bool {
	timeoutCall := c.Operation == MitReversal || c.Operation == MitVoid
	return c.operation.ownID && !c.options.RefusalFreesID || timeoutCall && c.options.TimeoutCallBlocks
}

// askedFor is amount and currency of a request, as far as they can be read.
func (c *call) askedFor() (amount, currency string) {
	for _, path := range []string{amountsPath + "totalAmount", amountsPath + "additionalAmount", reversalPath + "totalAmount"} {
		if text := c.body.text(path); isAmount(text) {
			amount = text
			break
		}
	}
	for _, path := range []string{amountsPath + "currency", reversalPath + "currency"} {
		if text := c.body.text(path); len(text) == 3 {
			return amount, text
		}
	}
	return amount, ""
}

// finalStatus is the status of a record that no later request changes. A hold has none, and
// neither has an authentication.
func (c *call) finalStatus(o outcome) string {
	switch c.Operation {
	case IncrementAuth, PayerAuthSetup, CheckPayerAuthEnrollment, ValidateAuthenticationResults:
		return ""
	case CreatePayment:
		if by := meansOf(c.body); by != byAlternative && by != byBank {
			return ""
		}
	}
	if o.http != 201 {
		return ""
	}
	return o.status
}

// statusOf is the status of a record now: that of what it queued, if it queued anything.
func (c *call) statusOf(r *record) string {
	if r.Result.RCode == "-1" {
		return ""
	}
	p := c.memory.payments[r.PaymentID]
	if p == nil || !r.processed() {
		return r.Final
	}
	stands := p.standing(c.now)
	t := stands.find(r.ID)
	if t == nil {
		return r.Final
	}
	return c.transferStatus(p, t, r)
}

// checkClears is how long a check takes.
const checkClears = 3 * 24 * time.Hour

// transferStatus is where something that was queued is. A void shows as soon as its own
// record does.
func (c *call) transferStatus(p *payment, t *transfer, r *record) string {
	switch {
	case t.voided && c.voidShows(p, t.ID):
		return "VOIDED"
	case !t.sent || t.voided:
		return "PENDING"
	case r.Services[0].Name == "ics_ecp_debit" && c.now.Sub(t.sentAt) >= checkClears:
		return "COMPLETED"
	default:
		return "TRANSMITTED"
	}
}

func (c *call) voidShows(p *payment, id string) bool {
	i := slices.IndexFunc(p.Events, func(e event) bool { return e.Kind == eventVoided && e.Of == id })
	void := c.memory.byID[p.Events[i].ID]
	return void == nil || !void.Found.After(c.now)
}
