package main

import (
	"context"
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
	if err != nil {
		return s.failed(o, err)
	}
	return answered(payment)
}

// failed sorts errors in two: either nothing was processed, or it is not known.
func (s *shop) failed(o order, err error) result {
	s.log.Error("payment", "order", o.ID, "safeToRetry", cybersource.SafeToRetry(err), "error", err)
	if cybersource.SafeToRetry(err) {
		return result{open, "", "We could not process your payment. You have not been charged. Please try again."}
	}
	return result{unknown, "", checking}
}

// answered is what an answer means for an order. Money that is held without an
// approval is nobody's business but the staff's, who capture or reverse it.
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

// decline is what the customer is told: never the reason, which helps thieves.
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
		a := o.latest()
		r, found, err := s.lookUp(ctx, a)
		switch {
		case err != nil:
			s.log.Error("look up", "order", o.ID, "error", err)
		case !found:
			// Staff, or a call of the reversal API, releases whatever may be held.
			s.log.Warn("no such payment; reverse it by its transaction id before the order is paid again",
				"order", o.ID, "transactionId", a.TransactionID)
		case s.orders.finish(o.ID, a, r):
			s.log.Info("settled", "order", o.ID, "state", string(r.state))
		}
	}
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
