package simulator

// refreshPaymentStatus. Simulated: the present state of an alternative payment or a
// check, one status further with every refresh, under a new id. Guesses: card payments
// refuse it as NOT_SUPPORTED and unknown ids as INVALID_PAYMENT_ID; an action that is no
// status service is INVALID_DATA; a refund or a capture is refreshed like its payment.
// Not simulated: what single providers add, agreements, notifications, hours passing.

import (
	"cmp"
	"strings"
)

var refreshPaymentStatus = operation{
	name:  RefreshPaymentStatus,
	model: "RefreshPaymentStatusRequest",
	required: always(
		"clientReferenceInformation.code",
		"paymentInformation.paymentType.name", "paymentInformation.paymentType.method.name",
		"processingInformation.actionList",
	),
	effect:   (*call).refreshPaymentStatus,
	services: runs("ics_ap_check_status"),
}

func (c *call) refreshPaymentStatus() Answer {
	p, unknown := c.paymentInPath()
	if unknown != nil {
		return c.refuse(*unknown)
	}
	for _, name := range c.body.list("processingInformation.actionList") {
		if !strings.HasPrefix(name, "AP_") || !strings.HasSuffix(name, "_STATUS") {
			return c.refuse(*refusal("INVALID_DATA", "processingInformation.actionList"))
		}
	}
	o, ok := c.nextStatus(p)
	if !ok {
		return c.refuse(*refusal("NOT_SUPPORTED"))
	}
	if o.http == 400 {
		return c.refuse(o)
	}
	return c.recordRefresh(p, o)
}

// nextStatus is the scripted outcome, or the next status of the payment; a payment by
// card has none.
func (c *call) nextStatus(p *payment) (outcome, bool) {
	if step, scripted := c.nextStep(c.Request); scripted {
		return step.outcome(), true
	}
	if len(p.Refreshes) == 0 {
		return outcome{}, false
	}
	status := p.Refreshes[0]
	if len(p.Refreshes) > 1 {
		p.Refreshes = p.Refreshes[1:]
	}
	return outcome{http: 201, status: status}, true
}

func (c *call) recordRefresh(p *payment, o outcome) Answer {
	if o.moves() {
		p.settle(c.now)
	}
	body := c.flat(o)
	if o.http == 201 {
		answer := c.envelope(o)
		answer["reconciliationId"] = p.ReconciliationID
		answer["processorInformation"] = object{
			"responseCode":    cmp.Or(o.responseCode, "00001"),
			"responseDetails": strings.ToLower(strings.ReplaceAll(o.status, "_", " ")),
			"transactionId":   p.ProviderID,
		}
		body = encode(answer)
	}
	return c.answer(o, body, p, Entry{
		OriginalID: p.ID, Currency: p.Currency, CardType: p.Card.Type, CardLastFour: p.Card.LastFour,
	})
}
