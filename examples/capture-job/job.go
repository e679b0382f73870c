package main

import (
	"context"
	"errors"
	"log/slog"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// order is a row of the shop's database.
type order struct {
	Number    string
	PaymentID string // of the authorization
	Amount    string // to capture
	Currency  string
	CaptureID string // of the capture, which a refund takes; "" before
	Note      string // for the staff; "" if there is nothing to do
}

// job captures the orders whose goods have left. Any number of processes may run it: the key
// of an order's capture is always the same, so that it is made once, whoever repeats it.
type job struct {
	keys *idempotency.Keys
	left func() []*order // SELECT ... WHERE shipped AND capture_id = '' AND note = ''
}

// round goes through the orders once. What stays open is for the next round.
func (j *job) round(ctx context.Context) {
	for _, o := range j.left() {
		j.capture(ctx, o)
	}
}

func (j *job) capture(ctx context.Context, o *order) {
	key := idempotency.Key{Order: o.Number, Step: "capture-1"}
	capture, err := j.keys.CapturePayment(ctx, key, o.PaymentID, request(o))
	switch {
	case errors.Is(err, cybersource.ErrOutcomeUnknown), errors.Is(err, idempotency.ErrRunning):
		return // it may have been made: the next round repeats the same step, which looks it up first
	case cybersource.SafeToRetry(err):
		slog.Warn("not captured yet", "order", o.Number, "error", err) // the next round tries again
	case err != nil:
		o.Note = err.Error() // refused: the hold is used up, expired or reversed
	case capture.Outcome.Approved():
		o.CaptureID = capture.Record.ID
	default:
		o.Note = capture.Outcome.Kind.String() + ": capture again as the next step, or reverse the hold"
	}
}

// request is the same in each round: it is made of what is stored.
func request(o *order) *cybersource.CapturePaymentRequest {
	return &cybersource.CapturePaymentRequest{
		OrderInformation: &cybersource.CaptureOrderInformation{
			AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: o.Amount, Currency: o.Currency},
		},
	}
}
