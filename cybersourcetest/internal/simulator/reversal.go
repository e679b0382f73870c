package simulator

// authReversal and mitReversal. Simulated: reversals of a whole hold, of parts where the
// account has that, and after a timeout by the transaction id of the lost call. Guesses:
// most reasons of refusals; a reversal after a void is possible unless switched off. Not
// simulated: issuers that ignore a reversal.

var authReversal = operation{
	name:     AuthReversal,
	model:    "AuthReversalRequest",
	required: always(reversalPath+"totalAmount", reversalPath+"currency"),
	effect:   (*call).authReversal,
	services: runs("ics_auth_reversal"),
}

var mitReversal = operation{
	name:     MitReversal,
	model:    "MitReversalRequest",
	required: always("clientReferenceInformation.transactionId", reversalPath+"totalAmount", reversalPath+"currency"),
	effect:   func(c *call) Answer { return c.afterTimeout("REVERSED", c.reverse) },
	services: runs("ics_timeout_auth_reversal"),
}

func (c *call) authReversal() Answer {
	e, refused := c.subject()
	if refused != nil {
		return c.refuse(*refused)
	}
	return c.reverse(e)
}

// reverse takes the hold of an authorization back.
func (c *call) reverse(e earlier) Answer {
	amount, refused := c.sumOf(e.payment, reversalPath)
	if refused == nil {
		refused = c.notReversible(e, amount)
	}
	if refused != nil {
		return c.refuse(*refused)
	}
	o := c.scripted("REVERSED")
	if o.http == 400 {
		return c.refuse(o)
	}
	if o.succeeds() {
		e.add(event{Kind: eventReversed, At: c.now, ID: c.id, Amount: amount})
	}
	return c.conclude(e, o, amount, c.reversalAnswer(e, o, amount))
}

func (c *call) reversalAnswer(e earlier, o outcome, amount money) object {
	answer := c.linked(o, "/pts/v2/reversals/", false)
	answer["orderInformation"] = object{"amountDetails": object{"currency": e.Currency}}
	answer["reconciliationId"] = e.ReconciliationID
	answer["processorInformation"] = object{"responseCode": c.responseCode(o)}
	if o.succeeds() {
		answer["reversalAmountDetails"] = object{"reversedAmount": amount.String(), "currency": e.Currency}
	}
	return answer
}

// notReversible is why a hold cannot be reversed.
func (c *call) notReversible(e earlier, amount money) *outcome {
	last := e.last()
	switch {
	case e.entry.Operation == IncrementAuth:
		return refusal("INVALID_DATA", "id")
	case e.entry.Operation != CreatePayment, !e.approved:
		return refusal("MISSING_AUTH")
	case e.review && c.Operation != MitReversal:
		return refusal("INVALID_DATA")
	case e.over():
		return refusal("AUTH_ALREADY_REVERSED")
	case last != nil && last.sent:
		return refusal("TRANSACTION_ALREADY_SETTLED")
	case last != nil, e.captures() && !c.options.Features.PartialReversals, e.wasVoided() && c.options.Features.NoReversalAfterVoid:
		return refusal("TRANSACTION_ALREADY_REVERSED_OR_SETTLED")
	case e.expired:
		return refusal("MISSING_AUTH")
	}
	difference := amount.compare(e.held())
	if difference > 0 || difference < 0 && !c.options.Features.PartialReversals {
		return refusal("INVALID_AMOUNT")
	}
	return nil
}

// wasVoided reports whether a capture of the payment was voided.
func (s *standing) wasVoided() bool {
	for _, t := range s.transfers {
		if t.Kind == eventCaptured && t.voided {
			return true
		}
	}
	return false
}
