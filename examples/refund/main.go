// Command refund pays a sale back in parts, and calls one of the refunds off again.
//
//	go run ./examples/refund
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

	demo.Step("A sale of 60.00")
	sale := demo.Authorization(demo.Code("ORDER"), "60.00")
	sale.ProcessingInformation.Capture = new(true)
	payment, err := client.PaymentsApi.CreatePayment(ctx, sale)
	demo.Check(err)
	demo.Show(payment)
	if !payment.Outcome().Approved() {
		return
	}

	refund(ctx, client, payment, "RETURN-1", "15.00")
	second := refund(ctx, client, payment, "RETURN-2", "20.00")

	demo.Step("The second parcel never came back: void its refund before the batch is sent")
	request, err := second.VoidRequest()
	demo.Check(err)
	void, err := client.VoidApi.VoidRefund(ctx, second.ID, request)
	demo.Check(err)
	demo.ShowFollowUp(string(void.Status), void.ID, void.Outcome())
}

// refund pays a part back. Each refund has a reference code of its own: one that is sent
// twice is paid twice, and only the code tells them apart.
func refund(ctx context.Context, client *cybersource.APIClient, payment *cybersource.CreatePaymentResponse, name, amount string) *cybersource.RefundResponse {
	demo.Step("%s: refund %s", name, amount)
	request, err := payment.RefundRequest() // the whole sale
	demo.Check(err)
	request.OrderInformation.AmountDetails.TotalAmount = amount
	request.ClientReferenceInformation = &cybersource.RefundClientReferenceInformation{Code: demo.Code(name)}
	answer, err := client.RefundApi.RefundPayment(ctx, payment.ID, request)
	demo.Check(err)
	demo.ShowFollowUp(string(answer.Status), answer.ID, answer.Outcome())
	return answer
}
