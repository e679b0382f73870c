// Command sale charges a card in one step: authorized and captured at once, for what
// is delivered at once.
//
//	go run ./examples/sale
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	api := demo.Client().PaymentsApi
	ctx := context.Background()

	demo.Step("A sale that goes through")
	payment, err := api.CreatePayment(ctx, sale("SALE-1", 2499))
	demo.Check(err)
	demo.Show(payment)

	demo.Step("The same for an amount that the test system declines")
	payment, err = api.CreatePayment(ctx, sale("SALE-2", 2204_00))
	demo.Check(err) // a decline is no error
	demo.Show(payment)
}

// sale charges an amount in cents.
func sale(name string, cents int64) *cybersource.CreatePaymentRequest {
	amount, err := cybersource.FormatAmount(cents, "USD")
	demo.Check(err)
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: demo.Code(name)},
		ProcessingInformation: &cybersource.ProcessingInformation{
			Capture:           new(true), // this makes it a sale
			CommerceIndicator: "internet",
		},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031",
				SecurityCode: "123", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount, Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
			LineItems: []cybersource.OrderInformationLineItems{{
				ProductCode: "electronic_good", ProductSKU: "EBOOK-7", ProductName: "Notes on the engine",
				Quantity: new(int64(1)), UnitPrice: amount,
			}},
		},
		BuyerInformation:  &cybersource.BuyerInformation{MerchantCustomerID: "customer-4711"},
		DeviceInformation: &cybersource.DeviceInformation{IPAddress: "203.0.113.7"},
	}
}
