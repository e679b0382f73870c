package main

import (
	"context"
	"errors"
	"time"

	"github.com/cybersource-go/cybersource"
)

// result is what becomes of an order by an attempt to pay it.
type result struct {
	state     state
	paymentID string
	message   string    // for the customer
	note      string    // for the staff
	askAt     time.Time // when to ask again about what is unknown
	again     bool      // the same attempt may be sent again, and no other
}

// What customers are told.
const (
	thanks      = "Thank you. Your order is on its way."
	underReview = "We are reviewing your payment and will write to you."
	notCharged  = "You have not been charged. Please pay again."
	checking    = "We are checking your payment with the bank. Please do not pay again."
)

// pay sends the payment of an attempt that has been recorded. The context is not that
// of the customer's request: a closed browser must not cut a payment off half-way.
func (s *shop) pay(ctx context.Context, o order, a attempt, token string) result {
	req := &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: a.Code, TransactionID: a.TransactionID},
		ProcessingInformation:      &cybersource.ProcessingInformation{CommerceIndicator: "internet"},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: o.Amount, Currency: o.Currency},
		},
	}
	s.instrument(req, token)
	payment, err := s.client.PaymentsApi.CreatePayment(ctx, req,
		cybersource.WithUniqueCode(), // what is found by the code is this attempt
		cybersource.WithRecord(func(_ context.Context, r cybersource.CallRecord) error { return s.orders.store(o.ID, a, r) }))
	if err == nil {
		return became(payment.ID, payment.Outcome())
	}
	s.log.Error("payment", "order", o.ID, "safeToRetry", cybersource.SafeToRetry(err), "error", err)
	s.keep(o, a, err)
	return failed(err)
}

// keep stores what an answer without an end says of the attempt: the service's id, above all.
func (s *shop) keep(o order, a attempt, err error) {
	var lost *cybersource.OutcomeUnknownError
	if !errors.As(err, &lost) {
		return
	}
	if err := s.orders.store(o.ID, a, lost.Record()); err != nil {
		s.log.Error("store", "order", o.ID, "error", err) // the record of before the call is there
	}
}

// failed is what an error means for an order. Only if this attempt moved no money and no
// earlier one can stand may the customer try again; all other orders are looked up first.
func failed(err error) result {
	switch {
	case errors.Is(err, cybersource.ErrOutcomeUnknown):
		return result{state: unknown, message: checking} // this attempt may have been paid
	case cybersource.SafeToRetry(err):
		return result{state: open, message: tryAgain(err)}
	default:
		return result{state: unknown, message: checking} // this attempt was not paid; an earlier one may have been
	}
}

// tryAgain is what the customer is told of a payment that certainly was not made.
func tryAgain(err error) string {
	var refused *cybersource.APIError
	if errors.As(err, &refused) && refused.Advice() == cybersource.AdviceAskCardholder {
		return "This card was not accepted. You have not been charged. Please check your data, or use another card."
	}
	return "We could not process your payment. You have not been charged. Please try again."
}

// became is what the outcome of an attempt means for its order, whether an answer or a
// look-up has it. Where money is held without an approval, the staff decides whether to
// capture or to reverse it.
func became(id string, outcome cybersource.Outcome) result {
	switch {
	case outcome.Approved():
		return result{state: paid, paymentID: id, message: thanks}
	case outcome.HoldsFunds:
		return result{state: waiting, paymentID: id, message: underReview}
	case outcome.Advice == cybersource.AdviceAuthenticate:
		return result{state: open, message: "Your bank wants to identify you first."} // see the example threeds
	case outcome.Advice == cybersource.AdviceLookUp:
		return result{state: unknown, paymentID: id, message: checking}
	case outcome.Undecided():
		return result{state: waiting, paymentID: id, message: underReview}
	default:
		return result{state: open, message: decline(outcome)}
	}
}

// decline is what the customer is told. The reason is not shown: it would help those who
// try stolen cards.
func decline(outcome cybersource.Outcome) string {
	switch outcome.Advice {
	case cybersource.AdviceRetryLater:
		return "Your bank cannot answer now. Please try again later, or use another card."
	case cybersource.AdviceNeverRetry:
		return "This card cannot be used. Please use another one."
	default:
		return "Your bank declined the payment. Please check your data, or use another card."
	}
}

// transientToken is the instrument of production: a token that the hosted card fields
// made in the customer's browser, billing address included. No card number ever reaches
// the shop.
func transientToken(req *cybersource.CreatePaymentRequest, token string) {
	req.TokenInformation = &cybersource.TokenInformation{TransientTokenJWT: token}
}
