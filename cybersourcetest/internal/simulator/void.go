package simulator

// voidPayment, voidCapture, voidRefund, voidCredit and mitVoid. Simulated: taking a sale,
// a capture, a refund or a credit out of the queue, as long as no batch was sent; after a
// timeout by the transaction id of the lost call. Guesses: what is of another kind is
// NOT_VOIDABLE; so is a capture with a refund on it. Not simulated: cut-off times.

import (
	"slices"
	"strings"
)

var (
	voidPayment = voidOf(VoidPayment, "VoidPaymentRequest", CreatePayment)
	voidCapture = voidOf(VoidCapture, "VoidCaptureRequest", CapturePayment)
	voidRefund  = voidOf(VoidRefund, "VoidRefundRequest", RefundPayment, RefundCapture)
	voidCredit  = voidOf(VoidCredit, "VoidCreditRequest", CreateCredit)
)

var mitVoid = operation{
	name:     MitVoid,
	model:    "MitVoidRequest",
	required: always("clientReferenceInformation.transactionId"),
	effect:   func(c *call) Answer { return c.afterTimeout("VOIDED", c.void) },
	services: (*call).voidServices,
}

// voidServices is what a void runs: one of two services, by processor.
func (c *call) voidServices() []string {
	if c.options.Lookups.VoidsAreCancels {
		return []string{"ics_payment_cancel"}
	}
	return []string{"ics_void"}
}

// voidOf is the operation that voids what others have queued.
func voidOf(name Operation, model string, of ...Operation) operation {
	return operation{
		name: name, model: model, required: always(), services: (*call).voidServices,
		effect: func(c *call) Answer {
			e, refused := c.subject()
			if refused == nil && e.entry.Operation == IncrementAuth {
				refused = refusal("INVALID_DATA", "id")
			}
			if refused == nil && !slices.Contains(of, e.entry.Operation) {
				refused = refusal("NOT_VOIDABLE")
			}
			if refused != nil {
				return c.refuse(*refused)
			}
			return c.void(e)
		},
	}
}

// void takes what the earlier call queued out of the queue. The hold of an authorization
// is not touched.
func (c *call) void(e earlier) Answer {
	queued := e.moved()
	if queued == nil || queued.sent || queued.voided || !queued.refunded.isZero() {
		return c.refuse(*refusal("NOT_VOIDABLE"))
	}
	o := c.scripted("VOIDED")
	if o.http == 400 {
		return c.refuse(o)
	}
	if o.succeeds() {
		e.add(event{Kind: eventVoided, At: c.now, ID: c.id, Of: queued.ID, Amount: queued.Amount})
	}
	answer := c.linked(o, "/pts/v2/voids/", false)
	answer["orderInformation"] = object{"amountDetails": object{"currency": e.Currency}}
	answer["voidAmountDetails"] = object{"voidAmount": queued.Amount.String(), "currency": strings.ToLower(e.Currency)}
	return c.conclude(e, o, queued.Amount, answer)
}
