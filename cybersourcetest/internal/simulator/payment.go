package simulator

// createPayment: from the valid request to what is remembered of it. Simulated: scripted
// steps, payer authentication, the card's own faults, triggers, approval, in this order.
// Guesses: that order; an undeclared unknown brand is CARD_TYPE_NOT_ACCEPTED and a brand
// that contradicts its number INVALID_CARD_TYPE; a partial approval is for half; any
// stored token is accepted, those not made here are a Visa card; a total that is not sent
// is the sum of unit price times quantity. Not simulated: capture of partial amounts,
// split shipments, level II/III rules, wallets' cryptograms.

import (
	"cmp"
	"slices"
	"strings"
)

// order is what a payment asks for. It lives as long as its call: it knows the card number.
type order struct {
	means    means
	amount   money
	currency string
	card     card
	number   string // digits; "" if the request has none
	network  bool   // the number is a network token
	sale     bool
	actions  []string
	scenario string // that a script asks of the enrolment check; "" = that of the card
}

var createPayment = operation{
	name:     CreatePayment,
	model:    "CreatePaymentRequest",
	required: (*Simulator).requiredOfPayment,
	effect:   (*call).createPayment,
	services: (*call).paymentServices,
	ownID:    true,
	code:     true,
}

func (c *call) createPayment() Answer {
	token, refused := c.resolveToken()
	if refused != nil {
		return c.refuse(*refused)
	}
	ordered := c.readOrder()
	o := c.decide(ordered)
	if o.http == 400 {
		return c.refuse(o)
	}
	if token != nil {
		token.used = o.authorizes()
	}
	return c.record(ordered, o)
}

func (c *call) readOrder() order {
	r := order{
		means:    meansOf(c.body),
		currency: c.body.text(amountsPath + "currency"),
		sale:     c.body.flag("processingInformation.capture"),
		actions:  c.body.list("processingInformation.actionList"),
	}
	r.amount = totalOf(c.body, exponent(r.currency))
	r.network = c.body.has(networkPath + "number")
	r.number = cmp.Or(c.body.text(cardPath+"number"), c.body.text(networkPath+"number"))
	declared := cmp.Or(c.body.text(cardPath+"type"), c.body.text(networkPath+"type"))
	if r.means == byCard {
		r.card = c.remember(r.number, declared)
	}
	if r.means == byToken {
		r.card = c.storedCard()
	}
	return r
}

// totalOf is the total of the order, or else the sum of its line items.
func totalOf(d document, exponent int) money {
	if text := d.text(amountsPath + "totalAmount"); text != "" {
		total, _ := parseMoney(text, exponent) // its format was checked
		return total
	}
	var sum money
	for _, item := range lineItems(d) {
		price, _ := parseMoney(item.text("unitPrice"), 15) // unit prices may be fractions of a cent
		sum = sum.plus(price.times(cmp.Or(item.text("quantity"), "1")))
	}
	total, _ := parseMoney(sum.String(), exponent)
	return total
}

// decide finds the outcome of a payment.
func (c *call) decide(r order) outcome {
	step, scripted := c.nextStep(c.Request)
	if scripted && step.Scenario == "" {
		return step.outcome()
	}
	r.scenario = step.Scenario
	if o := c.notTaken(r); o != nil {
		return *o
	}
	if o := c.cardFault(r); o != nil {
		return *o
	}
	authentication, o := c.authenticate(r)
	if o != nil {
		return *o
	}
	usual := "AUTHORIZED"
	if r.means == byBank || r.means == byAlternative {
		usual = "PENDING"
	}
	t := c.trigger(c.signals(r))
	if authentication != nil && t.outcome(usual).status == "PENDING_AUTHENTICATION" {
		t = trigger{} // the payer has been authenticated by now
	}
	decided := t.outcome(usual)
	if c.ignores(decided.reason) {
		decided.status, decided.reason, decided.message = usual, "", ""
	}
	decided = c.afford(decided, r, c.takesPart())
	decided.authentication = authentication
	return decided
}

// notTaken is what the merchant's account lacks for a payment.
func (c *call) notTaken(r order) *outcome {
	lacks := func(taken []string, asked string) bool {
		return len(taken) > 0 && asked != "" && !slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, asked) })
	}
	switch {
	case lacks(c.Currencies, r.currency):
		return refusal("INVALID_MERCHANT_CONFIGURATION")
	case lacks(c.CardTypes, r.card.Type):
		return refusal("CARD_TYPE_NOT_ACCEPTED")
	}
	return nil
}

// cardFault is what is wrong with the card itself.
func (c *call) cardFault(r order) *outcome {
	if r.number == "" {
		return nil
	}
	month, year := c.body.text(cardPath+"expirationMonth"), c.body.text(cardPath+"expirationYear")
	if r.network {
		month, year = c.body.text(networkPath+"expirationMonth"), c.body.text(networkPath+"expirationYear")
	}
	switch {
	case r.card.Type == "":
		return refusal("CARD_TYPE_NOT_ACCEPTED")
	case !typeFits(r.card.Type, r.number):
		return refusal("INVALID_CARD_TYPE")
	case !plausible(r.number):
		o := resolve("", "INVALID_ACCOUNT", 0)
		return &o
	case expired(month, year, c.now):
		o := resolve("", "EXPIRED_CARD", 0)
		return &o
	}
	return nil
}

// signals are the values of the request that triggers look at.
func (c *call) signals(r order) signals {
	return signals{
		amount:        r.amount.key(),
		securityCode:  cmp.Or(c.body.text(cardPath+"securityCode"), c.body.text(networkPath+"securityCode")),
		postalCode:    c.body.text(billToPath + "postalCode"),
		card:          r.number,
		routingNumber: c.body.text(bankPath + "routingNumber"),
		account:       c.body.text(bankPath + "account.number"),
		partial:       c.takesPart(),
		ownOnly:       r.means == byBank || r.means == byAlternative,
		skipDecision:  slices.Contains(r.actions, "DECISION_SKIP"),
	}
}

// takesPart reports whether the merchant is content with a part of the amount.
func (c *call) takesPart() bool {
	return c.body.flag("processingInformation.authorizationOptions.partialAuthIndicator")
}

// ignores reports whether the merchant waives a check that failed.
func (c *call) ignores(reason string) bool {
	const options = "processingInformation.authorizationOptions."
	return reason == "AVS_FAILED" && c.body.flag(options+"ignoreAvsResult") ||
		reason == "CV_FAILED" && c.body.flag(options+"ignoreCvResult")
}

// record remembers a payment and answers it.
func (c *call) record(r order, o outcome) Answer {
	authorized := o.authorized(r.amount)
	p := &payment{
		ID: c.id, Merchant: c.MerchantID, Currency: strings.ToUpper(r.currency), Code: c.code,
		ReconciliationID: c.reconciliationID(), Card: r.card, Events: c.eventsOf(o, r, authorized),
	}
	if r.means == byBank || r.means == byAlternative {
		p.ProviderID, p.Refreshes = c.random(capitals, 17), c.refreshesAfter(o, p, r.amount)
	}
	if o.status == "PENDING_AUTHENTICATION" {
		o.authentication = c.startChallenge(r, o.scenario)
	}
	c.memory.begin(p)
	created := c.createTokens(r, p, o)
	body := c.flat(o)
	if o.http == 201 {
		body = encode(c.paymentAnswer(r, p, o, created))
	}
	answer := c.answer(o, body, p, Entry{
		Currency: r.currency, Amount: r.amount.String(), AuthorizedAmount: authorized.String(),
		CardType: r.card.Type, CardLastFour: r.card.LastFour, Challenge: o.challenge(),
	})
	answer.CardKey = r.card.Number.key()
	return answer
}

// refreshesAfter is what refreshes answer: a payment that is over does not change.
func (c *call) refreshesAfter(o outcome, p *payment, amount money) []string {
	switch {
	case o.status == "SERVER_ERROR":
		return []string{"FAILED"}
	case p.Events[0].Kind == eventDeclined:
		return []string{o.status}
	default:
		return c.refreshesOf(amount)
	}
}

// authorized is how much of an amount is put on hold or moved.
func (o outcome) authorized(asked money) money {
	switch {
	case o.status == "PARTIAL_AUTHORIZED" && o.partly != "":
		part, _ := parseMoney(o.partly, asked.exponent) // its format was checked
		return part
	case o.status == "PARTIAL_AUTHORIZED":
		return asked.half()
	case o.authorizes(), o.moves():
		return asked
	default:
		return money{}
	}
}

func (c *call) reconciliationID() string {
	return cmp.Or(c.body.text("clientReferenceInformation.reconciliationId"), c.newReconciliationID(c.id))
}

// answer adds to an entry how its payment stands, and keeps it.
func (c *call) answer(o outcome, body []byte, p *payment, e Entry) Answer {
	stands := p.standing(c.now)
	e.PaymentID, e.ResponseCode = p.ID, o.responseCode
	e.TotalAmount, e.HeldAmount = stands.total().String(), p.sum(stands.held()).String()
	e.CapturedAmount, e.RefundedAmount = p.sum(stands.captured()).String(), p.sum(stands.refunded()).String()
	return c.keep(o, body, p, e)
}

// keep completes the entry of a call that was processed, and keeps its record. The call is
// about no payment if p is nil.
func (c *call) keep(o outcome, body []byte, p *payment, e Entry) Answer {
	e.ID, e.Operation, e.MerchantID = c.id, c.Operation, c.MerchantID
	e.Code, e.TransactionID, e.Time = c.code, c.transactionID, c.now
	e.HTTPStatus, e.Status, e.Reason = o.http, o.status, o.reason
	r := c.recordOf(o, p, e)
	c.memory.add(r, c.operation)
	return Answer{Status: o.http, Body: body, Entry: new(c.memory.complete(r.Entry, c.now))}
}
