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
	services         []service
	result           result
	message          string // of its reason
	processor        object // what the processor said
	reconciliationID string
	card             card
	members          []member // of the request
	final            string   // the status that does not change; "" if there is none
	found, searched  time.Time

	older, newer *record // in the order of their last use
}

// member is a text of a request, by its dotted path.
type member struct{ path, text string }

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
	i := slices.IndexFunc(r.members, func(m member) bool { return m.path == path })
	if i < 0 {
		return ""
	}
	return r.members[i].text
}

// recordOf is the record of a request, about a payment if one is known.
func (c *call) recordOf(o outcome, p *payment, e Entry) *record {
	r := &record{Entry: e, message: o.message, processor: c.processor, final: c.finalStatus(o)}
	r.card = card{typ: e.CardType, lastFour: e.CardLastFour}
	r.services, r.result = c.ran(o)
	for _, path := range repeated {
		if text := c.body.text(path); text != "" {
			r.members = append(r.members, member{path, text})
		}
	}
	if p != nil {
		r.card, r.reconciliationID = p.card, p.reconciliationID
		if first := c.memory.byID[p.id]; first != nil && r.member(billToPath+"email") == "" {
			r.members = append(r.members, first.members...)
		}
	}
	r.found = c.now.Add(c.options.IndexDelay.Draw(c.delays))
	r.searched = r.found
	if c.options.IndexDelay.Apart {
		r.searched = c.now.Add(c.options.IndexDelay.Draw(c.delays))
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
		e.PaymentID, e.Currency = c.about.id, c.about.currency
	}
	r := c.recordOf(o, c.about, e)
	if number := c.body.text(cardPath + "number"); len(number) >= 12 && digits(number) {
		r.card = c.remember(number, c.body.text(cardPath+"type"))
	}
	r.CardType, r.CardLastFour = r.card.typ, r.card.lastFour
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
	if r.result.rCode == "-1" {
		return ""
	}
	p := c.memory.payments[r.PaymentID]
	if p == nil || !r.processed() {
		return r.final
	}
	stands := p.standing(c.now)
	t := stands.find(r.ID)
	if t == nil {
		return r.final
	}
	return c.transferStatus(p, t, r)
}

// checkClears is how long a check takes.
const checkClears = 3 * 24 * time.Hour

// transferStatus is where something that was queued is. A void shows as soon as its own
// record does.
func (c *call) transferStatus(p *payment, t *transfer, r *record) string {
	switch {
	case t.voided && c.voidShows(p, t.id):
		return "VOIDED"
	case !t.sent || t.voided:
		return "PENDING"
	case r.services[0].name == "ics_ecp_debit" && c.now.Sub(t.sentAt) >= checkClears:
		return "COMPLETED"
	default:
		return "TRANSMITTED"
	}
}

func (c *call) voidShows(p *payment, id string) bool {
	i := slices.IndexFunc(p.events, func(e event) bool { return e.kind == eventVoided && e.of == id })
	void := c.memory.byID[p.events[i].id]
	return void == nil || !void.found.After(c.now)
}
