// Command capture authorizes an order and captures it later, when the goods leave: the
// whole of it, or what is in stock.
//
//	go run ./examples/capture
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	ctx := context.Background()
	client := demo.Client()

	demo.Step("The order comes in: authorize 80.00")
	payment, err := client.PaymentsApi.CreatePayment(ctx, demo.Authorization(demo.Code("ORDER"), "80.00"))
	demo.Check(err)
	demo.Show(payment)
	if !payment.Outcome().Approved() {
		return
	}

	demo.Step("The goods leave, but for one article: capture 65.50")
	request, err := payment.CaptureRequest() // all that is held
	demo.Check(err)
	request.OrderInformation.AmountDetails.TotalAmount = "65.50"
	request.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: demo.Code("SHIPMENT")}
	capture, err := client.CaptureApi.CapturePayment(ctx, payment.ID, request)
	demo.Check(err)
	demo.ShowFollowUp(string(capture.Status), capture.ID, capture.Outcome())

	demo.Step("PENDING is done: it is queued for the next batch. The service releases the rest of the hold.")
}
