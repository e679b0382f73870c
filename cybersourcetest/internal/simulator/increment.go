package simulator

// incrementAuth. Simulated: increments of open Visa and Mastercard authorizations in
// their currency, one hundred at most, with exact totals; scripted steps and the amount
// triggers act on the additional amount. Guesses: which refusal the service picks for
// each rule; only approved increments count; a payment under review or refused by risk
// rules is not open; an increment by nothing is refused; the answer has an id of its own
// while its links lead to the payment. Not simulated: industries, time limits of an
// authorization, duplicates by code.

import (
	"slices"
	"strings"
)

// maxIncrements is how often one authorization can be incremented.
const maxIncrements = 100

// Some guides put the increment into totalAmount; the reference does not, and neither do we.
var incrementAuth = operation{
	name:     IncrementAuth,
	model:    "IncrementAuthRequest",
	required: always(amountsPath+"additionalAmount", amountsPath+"currency"),
	effect:   (*call).incrementAuth,
	services: runs("ics_incremental_auth"),
	ownID:    true,
}

func (c *call) incrementAuth() Answer {
	p, unknown := c.paymentInPath()
	if unknown != nil {
		return c.refuse(*unknown)
	}
	r := c.readIncrement()
	r.card = p.Card
	if o := notIncrementable(p, p.standing(c.now), r); o != nil {
		return c.refuse(*o)
	}
	o := c.decideIncrement(r)
	if o.http == 400 {
		return c.refuse(o)
	}
	return c.recordIncrement(r, p, o)
}

func (c *call) readIncrement() order {
	r := order{currency: c.body.text(amountsPath + "currency")}
	r.amount, _ = parseMoney(c.body.text(amountsPath+"additionalAmount"), exponent(r.currency))
	return r
}

// notIncrementable is the rule that an increment breaks.
func notIncrementable(p *payment, stands standing, r order) *outcome {
	switch {
	case p.Card.Type != "001" && p.Card.Type != "002":
		return refusal("NOT_SUPPORTED")
	case !stands.open() || stands.review || stands.refused || stands.transfers != nil:
		return refusal("INVALID_DATA", "id")
	case !strings.EqualFold(r.currency, p.Currency):
		return refusal("INVALID_DATA", amountsPath+"currency")
	case r.amount.isZero():
		return refusal("INVALID_DATA", amountsPath+"additionalAmount")
	case stands.increments >= maxIncrements:
		return refusal("INVALID_DATA")
	default:
		return nil
	}
}

func (c *call) decideIncrement(r order) outcome {
	if step, scripted := c.nextStep(c.Request); scripted {
		return step.outcome()
	}
	o := c.trigger(signals{amount: r.amount.key(), skipDecision: true}).outcome("AUTHORIZED")
	if o.status == "PENDING_AUTHENTICATION" || o.status == "AUTHENTICATION_FAILED" {
		o = trigger{}.outcome("AUTHORIZED") // no payer takes part in an increment
	}
	return c.afford(o, r, false)
}

// recordIncrement adds an approved increment to the payment; a declined one leaves it alone.
func (c *call) recordIncrement(r order, p *payment, o outcome) Answer {
	if c.options.IncrementKeepsID {
		c.id = p.ID
	}
	authorized := o.authorized(r.amount)
	if authorized.minor != nil {
		p.add(event{Kind: eventIncremented, At: c.now, ID: c.id, Amount: authorized})
	}
	body := c.flat(o)
	if o.http == 201 {
		body = encode(c.incrementAnswer(r, p, o, authorized))
	}
	return c.answer(o, body, p, Entry{
		OriginalID: p.ID, Currency: r.currency, Amount: r.amount.String(), AuthorizedAmount: authorized.String(),
		CardType: p.Card.Type, CardLastFour: p.Card.LastFour,
	})
}

func (c *call) incrementAnswer(r order, p *payment, o outcome, authorized money) object {
	answer := c.envelope(o)
	answer["_links"] = c.incrementLinks(p, o)
	amounts := object{"currency": r.currency}
	if o.authorizes() {
		stands := p.standing(c.now)
		amounts["authorizedAmount"], amounts["totalAmount"] = authorized.String(), stands.total().String()
		answer["reconciliationId"] = c.newReconciliationID(c.id)
	}
	answer["orderInformation"] = object{"amountDetails": amounts}
	put(answer, "processorInformation", c.processorInformation(r, o))
	return answer
}

// incrementLinks lead to the increment itself and to what can be done to the payment.
func (c *call) incrementLinks(p *payment, o outcome) object {
	links := object{"self": link("GET", "/pts/v2/payments/"+c.id)}
	if slices.Contains([]string{"AUTHORIZED", "AUTHORIZED_PENDING_REVIEW"}, o.status) {
		links["capture"] = link("POST", "/pts/v2/payments/"+p.ID+"/captures")
		links["authReversal"] = link("POST", "/pts/v2/payments/"+p.ID+"/reversals")
	}
	return links
}
