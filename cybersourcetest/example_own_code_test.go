package cybersourcetest_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// charge is code of a shop: it says what the shop shows. Its client comes from outside, which
// is all that a test needs.
func charge(ctx context.Context, client *cybersource.APIClient, code, amount string) string {
	payment, err := client.PaymentsApi.CreatePayment(ctx, &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		PaymentInformation: &cybersource.PaymentInformation{Card: &cybersource.PaymentInformationCard{
			Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa,
		}},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount, Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Address1: "1 Test Way", Locality: "San Francisco",
				AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "ada@example.com",
			},
		},
	})
	switch {
	case errors.Is(err, cybersource.ErrOutcomeUnknown):
		return "we are checking your payment"
	case err != nil:
		return "please try again"
	case payment.Outcome().Approved():
		return "thank you"
	}
	return "please use another card"
}

// A test of your own code. In a test, the lines that print are comparisons.
func Example_ownCode() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	defer gateway.Close()
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		panic(err)
	}
	gateway.Script(cybersourcetest.Pass(), cybersourcetest.Decline(cybersource.ReasonExpiredCard), cybersourcetest.DropAnswer())
	for _, code := range []string{"ORDER-1", "ORDER-2", "ORDER-3"} {
		fmt.Println(charge(context.Background(), client, code, "102.21"))
	}
	fmt.Println("processed:", len(gateway.Ledger()))
	// Output:
	// thank you
	// please use another card
	// we are checking your payment
	// processed: 3
}
