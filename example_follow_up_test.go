package cybersource_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
)

// What is held is captured when the goods leave, here all but one article.
func ExampleCreatePaymentResponse_CaptureRequest() {
	gateway, client := offline()
	defer gateway.Close()
	payment := pay(client, cardPayment("102.21"))

	request, err := payment.CaptureRequest() // for all that is held
	if err != nil {
		log.Fatal(err)
	}
	request.OrderInformation.AmountDetails.TotalAmount = "90.00" // for a part of it
	capture, err := client.CaptureApi.CapturePayment(context.Background(), payment.ID, request)
	if err != nil {
		log.Fatal(err)
	}
	outcome := capture.Outcome()
	fmt.Println(capture.Status, "means", outcome.Kind, "and", outcome.Money)
	fmt.Println(outcome.Amount, outcome.Currency, "undone by a", outcome.Undo)
	// Output:
	// PENDING means approved and on its way
	// 90.00 USD undone by a void
}

// An order is called off before and after the batch is sent. What cannot be voided any
// more is refunded only after a look-up.
func ExampleAPIClient_Cancel() {
	gateway, client := offline()
	defer gateway.Close()
	sale := cardPayment("102.21")
	sale.ProcessingInformation = &cybersource.ProcessingInformation{Capture: new(true)}

	for _, sent := range []bool{false, true} {
		payment := pay(client, sale)
		if sent {
			gateway.SendBatch()
		}
		result, err := client.Cancel(context.Background(), cybersource.CancelRequest{
			Stage:            cybersource.StageCaptured,
			PaymentID:        payment.ID,
			AuthorizedAmount: payment.Outcome().Amount,
			Currency:         payment.Outcome().Currency,
			Code:             payment.Meta.ReferenceCode,
		})
		fmt.Println("called off by:", result.Done)
		if errors.Is(err, cybersource.ErrNotVoidable) {
			fmt.Println("left to do:", result.Next)
		}
	}
	// Output:
	// called off by: void
	// called off by: none
	// left to do: refund
}
