// Command partial-authorization takes a payment that the card covers only in part, and
// the rest from a second card. If the second card fails too, the part is released. Each card
// is a payment of its own, with a reference code of its own: with one code the second would be
// refused as a duplicate of the first.
//
//	go run ./examples/partial-authorization
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
package main

import (
	"context"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

const currency = "USD"

func main() {
	ctx := context.Background()
	api := demo.NewClient(demo.Configuration(cybersourcetest.Options{DuplicateCodeCheck: true})).PaymentsApi
	code := demo.Code("SPLIT")

	demo.Step("First card: 6003.00, which the test system approves in part")
	first, err := api.CreatePayment(ctx, tender(code+"-1", "4111111111111111", cybersource.CardTypeVisa, "6003.00"))
	demo.Check(err)
	demo.Show(first)

	rest := outstanding(first.Outcome(), 6003_00)
	if rest == "" {
		return // approved for all of it, or for nothing
	}
	demo.Step("Second card: the rest of %s", rest)
	second, err := api.CreatePayment(ctx, tender(code+"-2", "5555555555554444", cybersource.CardTypeMastercard, rest))
	demo.Check(err)
	demo.Show(second)

	settle(second.Outcome().Approved(), first, second)
}

// settle says what becomes of the parts: all are captured, or all that hold money are
// reversed, each for what was authorized and not for what was asked for.
func settle(paid bool, parts ...*cybersource.CreatePaymentResponse) {
	demo.Step("Paid in full: %t", paid)
	for _, part := range parts {
		outcome := part.Outcome()
		switch {
		case paid:
			demo.Line("capture", demo.Money(outcome.Amount, currency)+" of "+part.ID)
		case outcome.HoldsFunds:
			demo.Line("reverse", demo.Money(outcome.Amount, currency)+" of "+part.ID)
		}
	}
}

// outstanding is what a partial approval leaves to pay, "" if it is none.
func outstanding(outcome cybersource.Outcome, cents int64) string {
	if outcome.Kind != cybersource.OutcomePartiallyApproved {
		return ""
	}
	authorized, err := cybersource.ParseAmount(outcome.Amount, currency)
	demo.Check(err)
	rest, err := cybersource.FormatAmount(cents-authorized, currency)
	demo.Check(err)
	return rest
}

// tender pays a part of an order, or all of it, with one card.
func tender(code, number, cardType, amount string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		ProcessingInformation: &cybersource.ProcessingInformation{
			CommerceIndicator: "internet",
			AuthorizationOptions: &cybersource.ProcessingInformationAuthorizationOptions{
				PartialAuthIndicator: new(true), // without it the card is declined
			},
		},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: number, ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: cardType,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount, Currency: currency},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
