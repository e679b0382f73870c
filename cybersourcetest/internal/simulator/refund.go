package simulator

// refundPayment and refundCapture. Simulated: refunds of sales and captures in parts, up
// to what was captured, and their refusals by state. Guesses: what is no capture is
// INVALID_DATA without details; more than was captured is INVALID_AMOUNT; a refund is
// possible for 180 days; amounts decline refunds as they decline payments. Not simulated:
// credit authorizations, processors that want a day in between.

import "slices"

var refundPayment = operation{
	name:     RefundPayment,
	model:    "RefundPaymentRequest",
	required: always(amountsPath+"totalAmount", amountsPath+"currency"),
	effect:   func(c *call) Answer { return c.refund(CreatePayment, CapturePayment) }, // the id of a capture is as good
	services: runs("ics_credit"),
	ownID:    true,
	code:     true,
}

var refundCapture = operation{
	name:     RefundCapture,
	model:    "RefundCaptureRequest",
	required: always(amountsPath+"totalAmount", amountsPath+"currency"),
	effect:   func(c *call) Answer { return c.refund(CapturePayment) },
	services: runs("ics_credit"),
	ownID:    true,
	code:     true,
}

// refund gives money back of what one of the operations has captured.
func (c *call) refund(of ...Operation) Answer {
	e, refused := c.subject()
	if refused != nil {
		return c.refuse(*refused)
	}
	amount, refused := c.sumOf(e.payment, amountsPath)
	if refused == nil {
		refused = c.notRefundable(e, of, amount)
	}
	if refused != nil {
		return c.refuse(*refused)
	}
	o := c.payout(amount)
	if o.http == 400 {
		return c.refuse(o)
	}
	if o.succeeds() {
		e.add(event{Kind: eventRefunded, At: c.now, ID: c.id, Of: e.entry.ID, Amount: amount})
	}
	return c.conclude(e, o, amount, c.refundAnswer(e, o, amount))
}

func (c *call) refundAnswer(e earlier, o outcome, amount money) object {
	answer := c.linked(o, "/pts/v2/refunds/", true)
	put(answer, "processorInformation", c.processorInformation(order{}, o))
	if !o.succeeds() {
		delete(answer, "submitTimeUtc") // seen: declined refunds have none
		return answer
	}
	answer["orderInformation"] = object{"amountDetails": object{"currency": e.Currency}}
	answer["reconciliationId"] = e.ReconciliationID
	answer["refundAmountDetails"] = object{"refundAmount": amount.String(), "currency": e.Currency}
	return answer
}

// notRefundable is why a sum cannot be given back.
func (c *call) notRefundable(e earlier, of []Operation, amount money) *outcome {
	capture := e.moved()
	switch {
	case e.entry.Operation == IncrementAuth:
		return refusal("INVALID_DATA", "id")
	case !slices.Contains(of, e.entry.Operation), capture == nil, c.now.Sub(capture.At) >= kept:
		return refusal("INVALID_DATA")
	case capture.voided:
		return refusal("CAPTURE_ALREADY_VOIDED")
	case !c.options.NoSums && amount.compare(capture.Amount.minus(capture.refunded)) > 0:
		return refusal("INVALID_AMOUNT")
	default:
		return nil
	}
}
