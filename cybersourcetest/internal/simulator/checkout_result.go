package simulator

// The payment that Unified Checkout makes by itself, and its signed result. Simulated: a
// mandate of AUTH, CAPTURE or PREFER_AUTH, the answer of the payment under details.
// Guesses: that the result repeats the whole answer of the payment. Not simulated: the
// mandate's risk screening, authentication and tokens.

import "encoding/json"

// CompleteCheckout pays with a card in the page of a capture context, as its mandate says.
// The body of a success is the result; the entry is the payment's.
func (s *Simulator) CompleteCheckout(captureContext string, card HostedCard, correlationID string) Answer {
	payment, session, refused := s.mandated(captureContext, card, correlationID)
	if refused != nil {
		return *refused
	}
	answer := s.Handle(Request{Operation: CreatePayment, MerchantID: session.merchant, Body: payment.body})
	var details map[string]any
	_ = json.Unmarshal(answer.Body, &details) // it is ours
	claims := object{
		"id": details["id"], "status": details["status"],
		"metadata": object{"ccJti": session.id, "ttJti": payment.token},
	}
	for _, name := range []string{"id", "status", "_links"} {
		delete(details, name)
	}
	claims["details"] = details
	result := tokenAnswer(s.hosted.service().Sign(claims))
	result.Entry = answer.Entry
	return result
}

// mandatedPayment is a payment that a page is about to make.
type mandatedPayment struct {
	body  []byte
	token string // id of the transient token
}

// mandated makes the payment's request out of the session's.
func (s *Simulator) mandated(captureContext string, card HostedCard, correlationID string) (mandatedPayment, *hostedSession, *Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	session, refused := s.sessionOf(captureContext, correlationID)
	if refused != nil {
		return mandatedPayment{}, nil, refused
	}
	problems := card.problems()
	kind := session.request.text("completeMandate.type")
	if kind == "" {
		problems = append(problems, "completeMandate.type")
	}
	if len(problems) > 0 {
		return mandatedPayment{}, nil, new(refusePage(correlationID, 400, "UNIFIEDPAYMENTS_VALIDATION_FIELDS", "is not valid", problems...))
	}
	order := session.request
	if data, ok := session.request["data"].(map[string]any); ok {
		order = data
	}
	id := s.keepToken(session, card)
	return mandatedPayment{token: id, body: encode(object{
		"clientReferenceInformation": order["clientReferenceInformation"],
		"orderInformation":           order["orderInformation"],
		"processingInformation":      object{"capture": kind == "CAPTURE"},
		"tokenInformation":           object{"jti": id},
	})}, session, nil
}
