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
	message   string
}

// What customers are told.
const (
	thanks      = "Thank you. Your order is on its way."
	underReview = "We are reviewing your payment and will write to you."
	checking    = "We are checking your payment with the bank. Please do not pay again."
)

// pay sends the payment of an attempt that has been recorded. The context is not that
// of the customer's request: a closed browser must not cut a payment off half-way.
func (s *shop) pay(ctx context.Context, o order, a attempt, token string) result {
	req := &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{
			Code:          o.ID,
			TransactionID: a.TransactionID, // ours, so that it is known before the answer
		},
		ProcessingInformation: &cybersource.ProcessingInformation{CommerceIndicator: "internet"},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: o.Amount, Currency: o.Currency},
		},
	}
	s.instrument(req, token)
	payment, err := s.api.CreatePayment(ctx, req)
	if err == nil {
		return answered(payment)
	}
	s.log.Error("payment", "order", o.ID, "safeToRetry", cybersource.SafeToRetry(err), "error", err)
	return failed(err)
}

// failed is what an error means for an order. Only if this attempt moved no money and no
// earlier one can stand may the customer try again; all other orders are looked up first.
func failed(err error) result {
	var refused *cybersource.APIError
	switch {
	case errors.Is(err, cybersource.ErrOutcomeUnknown):
		return result{unknown, "", checking} // this attempt may have been paid
	case cybersource.SafeToRetry(err):
		return result{open, "", tryAgain(err)}
	case errors.As(err, &refused):
		return result{unknown, refused.ID, checking} // this attempt was not paid; an earlier one may have been
	default:
		return result{unknown, "", checking}
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

// answered is what an answer means for an order. Where money is held without an approval,
// the staff decides whether to capture or to reverse it.
func answered(payment *cybersource.CreatePaymentResponse) result {
	outcome := payment.Outcome()
	switch {
	case outcome.Approved():
		return result{paid, payment.ID, thanks}
	case outcome.HoldsFunds:
		return result{waiting, payment.ID, underReview}
	case outcome.Advice == cybersource.AdviceAuthenticate:
		return result{open, "", "Your bank wants to identify you first."} // see the example threeds
	case outcome.Advice == cybersource.AdviceLookUp:
		return result{unknown, payment.ID, checking}
	case outcome.Undecided():
		return result{waiting, payment.ID, underReview}
	default:
		return result{open, "", decline(outcome)}
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

// lookUp finds out what became of an attempt: by a transaction search, a report or the
// merchant portal. found is false if there is no such payment, which counts only after
// a while: searches lag behind.
type lookUp func(ctx context.Context, a attempt) (r result, found bool, err error)

// settle looks up what is unknown. It runs every minute or so, in one process or many,
// and never sends a payment.
func (s *shop) settle(ctx context.Context, age time.Duration) {
	for _, o := range s.orders.unsettled(age) {
		r, found, err := s.lookUpOrder(ctx, o)
		switch {
		case err != nil:
			s.log.Error("look up", "order", o.ID, "error", err)
		case !found:
			// Staff, or a call of the reversal API, releases whatever may be held.
			s.log.Warn("no such payment; reverse it by its transaction id before the order is paid again",
				"order", o.ID, "transactionId", o.latest().TransactionID)
		case s.orders.finish(o.ID, o.latest(), r):
			s.log.Info("settled", "order", o.ID, "state", string(r.state))
		}
	}
}

// lookUpOrder looks up every attempt of an order, since a refusal of the latest can be
// about an earlier one. What holds money decides; otherwise the latest attempt does.
func (s *shop) lookUpOrder(ctx context.Context, o order) (latest result, found bool, err error) {
	for _, a := range o.Attempts {
		latest, found, err = s.lookUp(ctx, a)
		if err != nil || found && latest.state != open {
			return latest, found, err
		}
	}
	return latest, found, nil
}

// settleEvery settles until the context ends.
func (s *shop) settleEvery(ctx context.Context, pause, age time.Duration) {
	ticks := time.NewTicker(pause)
	defer ticks.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticks.C:
			s.settle(ctx, age)
		}
	}
}

// transientToken is the instrument of production: a token that the hosted card fields
// made in the customer's browser, billing address included. No card number ever reaches
// the shop.
func transientToken(req *cybersource.CreatePaymentRequest, token string) {
	req.TokenInformation = &cybersource.TokenInformation{TransientTokenJWT: token}
}
