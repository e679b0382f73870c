// Command shipments captures one authorization in parts, one for each parcel. The
// account needs the feature "multiple partial captures".
//
//	go run ./examples/shipments
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"
	"fmt"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

const currency = "USD"

// parcels are what leaves one after another, in cents.
var parcels = []int64{40_00, 25_50, 14_50}

func main() {
	ctx := context.Background()
	client := demo.Client()

	demo.Step("The order comes in: authorize 80.00 for %d parcels", len(parcels))
	payment, err := client.PaymentsApi.CreatePayment(ctx, demo.Authorization(demo.Code("ORDER"), "80.00"))
	demo.Check(err)
	demo.Show(payment)
	if !payment.Outcome().Approved() {
		return
	}

	var captured int64 // a shop keeps this sum: the service may not check it
	for i, cents := range parcels {
		demo.Step("Parcel %d leaves: capture %s", i+1, amount(cents))
		capture, err := client.CaptureApi.CapturePayment(ctx, payment.ID, parcel(payment, i, cents))
		if demo.Refused(err) {
			return
		}
		outcome := capture.Outcome()
		demo.ShowFollowUp(string(capture.Status), capture.ID, outcome)
		if outcome.Approved() {
			captured += cents
		}
	}
	demo.Step("Captured in total: %s %s", amount(captured), currency)
}

// parcel is the capture for one of the parcels. The last one, whose number is the count,
// releases what is left.
func parcel(payment *cybersource.CreatePaymentResponse, index int, cents int64) *cybersource.CapturePaymentRequest {
	request, err := payment.CaptureRequest()
	demo.Check(err)
	request.OrderInformation.AmountDetails.TotalAmount = amount(cents)
	request.ClientReferenceInformation = &cybersource.ClientReferenceInformation{Code: demo.Code(fmt.Sprintf("PARCEL-%d", index+1))}
	request.ProcessingInformation = &cybersource.CaptureProcessingInformation{
		CaptureOptions: &cybersource.CaptureProcessingInformationCaptureOptions{
			CaptureSequenceNumber: new(int64(index + 1)),
			TotalCaptureCount:     new(int64(len(parcels))),
		},
	}
	return request
}

func amount(cents int64) string {
	text, err := cybersource.FormatAmount(cents, currency)
	demo.Check(err)
	return text
}
