package simulator

// createCredit: money to a card or an account without an earlier payment. Simulated:
// accounts that may not, bad cards, declines by amount. Guess: a credit needs what a
// payment needs. Not simulated: credit authorizations.

import "strings"

var createCredit = operation{
	name:     CreateCredit,
	model:    "CreateCreditRequest",
	required: (*Simulator).requiredOfPayment,
	effect:   (*call).createCredit,
	services: (*call).creditServices,
	ownID:    true,
	code:     true,
}

func (c *call) creditServices() []string {
	if meansOf(c.body) == byBank {
		return []string{"ics_ecp_credit"}
	}
	return []string{"ics_credit"}
}

func (c *call) createCredit() Answer {
	r := c.readOrder()
	switch {
	case c.options.Features.NoCredits:
		return c.refuse(*refusal("ACCOUNT_NOT_ALLOWED_CREDIT"))
	case r.amount.isZero():
		return c.refuse(*refusal("INVALID_DATA", amountsPath+"totalAmount"))
	}
	o := c.payout(r.amount)
	if fault := c.cardFault(r); fault != nil && o.succeeds() {
		o = *fault
	}
	if o.http == 400 {
		return c.refuse(o)
	}
	p := &payment{
		ID: c.id, Merchant: c.MerchantID, Currency: strings.ToUpper(r.currency), Code: c.code,
		ReconciliationID: c.reconciliationID(), Card: r.card,
	}
	k := eventDeclined
	if o.succeeds() {
		k = eventCredited
	}
	p.add(event{Kind: k, At: c.now, ID: c.id, Amount: r.amount})
	c.memory.begin(p)
	body := c.flat(o)
	if o.http == 201 {
		body = encode(c.creditAnswer(r, p, o))
	}
	return c.answer(o, body, p, Entry{
		Currency: r.currency, Amount: r.amount.String(), CardType: r.card.Type, CardLastFour: r.card.LastFour,
	})
}

func (c *call) creditAnswer(r order, p *payment, o outcome) object {
	answer := c.linked(o, "/pts/v2/credits/", true)
	answer["orderInformation"] = object{"amountDetails": object{"currency": r.currency}}
	if !o.succeeds() {
		put(answer, "processorInformation", c.processorInformation(r, o))
		return answer
	}
	answer["creditAmountDetails"] = object{"creditAmount": r.amount.String(), "currency": strings.ToLower(r.currency)}
	answer["reconciliationId"] = p.ReconciliationID
	answer["processorInformation"] = object{"approvalCode": c.newApprovalCode(), "responseCode": c.responseCode(o)}
	if r.card.Type != "" {
		typ := object{"type": r.card.Type}
		answer["paymentAccountInformation"] = object{"card": typ}
		answer["paymentInformation"] = object{"card": typ, "tokenizedCard": typ}
	}
	return answer
}
