// Command cancel calls orders off at each stage of their payment: authorized, captured,
// sold, and sent to the processor.
//
//	go run ./examples/cancel
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	ctx := context.Background()
	shop := shop{demo.Client()}

	demo.Step("Authorized: the hold is released")
	order := shop.pay(ctx, "ORDER-1", false)
	order.Stage = cybersource.StageAuthorized
	shop.cancel(ctx, order)

	demo.Step("Captured: the capture is voided, then the hold is released")
	order = shop.pay(ctx, "ORDER-2", false)
	shop.capture(ctx, &order)
	shop.cancel(ctx, order)

	demo.Step("A sale: the same, by the id of the payment")
	order = shop.pay(ctx, "ORDER-3", true)
	shop.cancel(ctx, order)

	demo.Step("After the batch: refused, and the refund is left to decide on")
	order = shop.pay(ctx, "ORDER-4", true)
	if demo.Offline == nil {
		demo.Step("The batch is sent once a day: run this part tomorrow, for %s", order.PaymentID)
		return
	}
	demo.Offline.SendBatch()
	shop.cancel(ctx, order)

	demo.Step("A look-up says that it was sent: refund it")
	order.Stage = cybersource.StageSent
	shop.cancel(ctx, order)
}

type shop struct{ client *cybersource.APIClient }

// pay takes the payment of an order and returns what a shop stores of it.
func (s shop) pay(ctx context.Context, name string, sale bool) cybersource.CancelRequest {
	code := demo.Code(name)
	request := demo.Authorization(code, "30.00")
	request.ProcessingInformation.Capture = &sale
	payment, err := s.client.PaymentsApi.CreatePayment(ctx, request)
	demo.Check(err)
	outcome := payment.Outcome()
	if !outcome.Approved() {
		demo.Check(errors.New("the test system did not approve the payment"))
	}
	return cybersource.CancelRequest{
		Stage: cybersource.StageCaptured, PaymentID: payment.ID, Code: code,
		AuthorizedAmount: outcome.Amount, CapturedAmount: outcome.Amount, Currency: outcome.Currency,
	}
}

// capture captures all of an order.
func (s shop) capture(ctx context.Context, order *cybersource.CancelRequest) {
	answer, err := s.client.CaptureApi.CapturePayment(ctx, order.PaymentID, &cybersource.CapturePaymentRequest{
		OrderInformation: &cybersource.CaptureOrderInformation{
			AmountDetails: &cybersource.FollowOnOrderInformationAmountDetails{TotalAmount: order.AuthorizedAmount, Currency: order.Currency},
		},
	})
	demo.Check(err)
	order.CaptureID = answer.ID
}

func (s shop) cancel(ctx context.Context, order cybersource.CancelRequest) {
	result, err := s.client.Cancel(ctx, order)
	demo.Line("called off by", result.Done.String())
	demo.Line("left to do", result.Next.String())
	if result.HoldError != nil {
		demo.Line("hold", result.HoldError.Error())
	}
	switch {
	case errors.Is(err, cybersource.ErrNotVoidable):
		demo.Line("refused", err.Error())
	default:
		demo.Check(err)
	}
	fmt.Println()
}
