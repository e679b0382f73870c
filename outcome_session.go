package cybersource

import "encoding/json"

// Outcome says what the answer to the opening or changing of a session with an alternative
// payment provider means. See [Outcome]; r may be nil. An open session holds no money, and
// waits for the payer.
func (r *SessionResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	return ofProvider("CreateSessionRequest", textStatus(string(r.Status)), r.ErrorInformation, r.Extra, amounts.TotalAmount, "")
}

// Outcome says what the answer to an order with an alternative payment provider means. See
// [Outcome]; r may be nil. Only a completed one is approved: any other is yet to be
// authorized, or came to nothing.
func (r *CreateOrderResponse) Outcome() Outcome {
	if r == nil {
		return Outcome{}
	}
	amounts := orEmpty(orEmpty(r.OrderInformation).AmountDetails)
	return ofProvider("CreateOrderRequest", r.Status, nil, r.Extra, amounts.TotalAmount, amounts.Currency)
}

// ofProvider is the outcome of an answer with one amount: payment providers state no other.
func ofProvider(operation string, status Status, failure *ErrorInformation, extra map[string]json.RawMessage, amount, currency string) Outcome {
	return answerFacts{
		operation: operation, status: status, failure: failure, extra: extra,
		amount: amount, requested: amount, currency: currency,
	}.outcome()
}
