package simulator

// capturePayment. Simulated: captures of all or a part of an authorization, several of
// them where their sequence says that more follow, and their refusals by state. Guesses:
// a second capture is MISSING_AUTH before the batch and TRANSACTION_ALREADY_SETTLED after
// it; after a void it can be captured again; a sale never can; the sequence is not
// checked beyond its end. Not simulated: captures that the bank declines later.

var capturePayment = operation{
	name:     CapturePayment,
	model:    "CapturePaymentRequest",
	required: always(amountsPath+"totalAmount", amountsPath+"currency"),
	effect:   (*call).capturePayment,
	services: runs("ics_bill"),
	ownID:    true,
	code:     true,
}

func (c *call) capturePayment() Answer {
	e, refused := c.subject()
	if refused != nil {
		return c.refuse(*refused)
	}
	amount, refused := c.sumOf(e.payment, amountsPath)
	if refused == nil {
		refused = c.notCapturable(e, amount)
	}
	if refused != nil {
		return c.refuse(*refused)
	}
	o := c.scripted("PENDING")
	if o.http == 400 {
		return c.refuse(o)
	}
	if o.succeeds() {
		c.capture(e, o, amount)
	}
	answer := c.linked(o, "/pts/v2/captures/", true)
	answer["orderInformation"] = object{"amountDetails": object{"totalAmount": amount.String(), "currency": e.Currency}}
	answer["reconciliationId"] = e.ReconciliationID
	return c.conclude(e, o, amount, answer)
}

// capture lets the capture happen.
func (c *call) capture(e earlier, o outcome, amount money) {
	if e.last() != nil { // a later shipment, for which the service authorizes again
		e.add(event{Kind: eventReauthorized, At: c.now, ID: c.id, Amount: amount})
	}
	e.add(event{Kind: eventCaptured, At: c.now, ID: c.id, Amount: amount, Last: c.lastCapture()})
	if o.status != "PENDING" { // captured online: it does not wait for a batch
		e.add(event{Kind: eventSent, At: c.now})
	}
}

// lastCapture reports whether no capture is to come after this one.
func (c *call) lastCapture() bool {
	const options = "processingInformation.captureOptions."
	number, ofAll := c.body.number(options+"captureSequenceNumber"), c.body.number(options+"totalCaptureCount")
	return c.options.Features.NoPartialCaptures || c.body.flag(options+"isFinal") || number >= ofAll
}

// notCapturable is why a payment cannot be captured.
func (c *call) notCapturable(e earlier, amount money) *outcome {
	last := e.last()
	switch {
	case e.entry.Operation == IncrementAuth:
		return refusal("INVALID_DATA", "id")
	case e.entry.Operation != CreatePayment, !e.approved, e.isSale():
		return refusal("MISSING_AUTH")
	case e.review, e.refused && e.entry.Status == "AUTHORIZED_RISK_DECLINED":
		return refusal("INVALID_DATA")
	case e.over():
		return refusal("AUTH_ALREADY_REVERSED")
	case last != nil && c.options.Features.SplitShipments:
		return nil
	case last != nil && last.sent:
		return refusal("TRANSACTION_ALREADY_SETTLED")
	case last != nil, e.expired:
		return refusal("MISSING_AUTH")
	case c.sequenceEnded():
		return refusal("INVALID_DATA", "processingInformation.captureOptions.captureSequenceNumber")
	case !c.options.NoSums && amount.compare(c.capturable(e)) > 0:
		return refusal("EXCEEDS_AUTH_AMOUNT")
	default:
		return nil
	}
}

func (c *call) sequenceEnded() bool {
	const options = "processingInformation.captureOptions."
	ofAll := c.body.number(options + "totalCaptureCount")
	return ofAll > 0 && c.body.number(options+"captureSequenceNumber") > ofAll
}

// capturable is the most that can be captured: a fifth more than is held, for accounts
// that have a gratuity added.
func (c *call) capturable(e earlier) money {
	rest := e.remainder()
	if c.options.Features.Gratuity {
		return rest.plus(e.authorized.part(5))
	}
	return rest
}
