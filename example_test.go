package cybersource_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// A first payment, from settings to answer. With credentials of your own in place of
// the gateway's configuration, the same code talks to the test system.
func Example() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{}) // offline: no money, no network
	defer gateway.Close()

	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		log.Fatal(err) // names every bad setting
	}

	payment, err := client.PaymentsApi.CreatePayment(context.Background(), &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "ORDER-20418"},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	})
	switch {
	case errors.Is(err, cybersource.ErrOutcomeUnknown):
		log.Fatal("money may have moved: look the payment up before anything else: ", err)
	case cybersource.SafeToRetry(err):
		log.Fatal("certainly not processed: ", err)
	case err != nil:
		log.Fatal("refused: ", err)
	}

	switch outcome := payment.Outcome(); {
	case outcome.Approved():
		fmt.Println("approved:", outcome.Amount, outcome.Currency)
	case outcome.HoldsFunds:
		fmt.Println("review or reverse it, the money is held:", payment.Status)
	case outcome.Undecided():
		fmt.Println("not decided yet:", payment.Status, outcome.Advice)
	default:
		fmt.Println("no money is held:", payment.Status, outcome.Advice)
	}
	// Output: approved: 102.21 USD
}

// A sale authorizes and captures in one step. Its status is that of an authorization;
// Captured tells them apart.
func ExamplePaymentsApi_CreatePayment() {
	gateway, client := offline()
	defer gateway.Close()

	req := cardPayment("102.21")
	req.ProcessingInformation = &cybersource.ProcessingInformation{Capture: new(true)}

	payment, err := client.PaymentsApi.CreatePayment(context.Background(), req)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, payment.Outcome().Captured)
	// Output: AUTHORIZED true
}

// A hotel adds a night to the authorization it took at check-in.
func ExamplePaymentsApi_IncrementAuth() {
	gateway, client := offline()
	defer gateway.Close()
	ctx := context.Background()

	checkIn, err := client.PaymentsApi.CreatePayment(ctx, cardPayment("500.00"))
	if err != nil {
		log.Fatal(err)
	}

	answer, err := client.PaymentsApi.IncrementAuth(ctx, checkIn.ID, &cybersource.IncrementAuthRequest{
		ClientReferenceInformation: &cybersource.IncrementAuthClientReferenceInformation{Code: "ORDER-20418"},
		ProcessingInformation: &cybersource.IncrementAuthProcessingInformation{
			AuthorizationOptions: &cybersource.IncrementAuthProcessingInformationAuthorizationOptions{
				Initiator: &cybersource.IncrementAuthProcessingInformationAuthorizationOptionsInitiator{
					StoredCredentialUsed: new(true),
				},
			},
		},
		OrderInformation: &cybersource.IncrementAuthOrderInformation{
			AmountDetails: &cybersource.IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "100.00", Currency: "USD"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	outcome := answer.Outcome()
	fmt.Println(answer.Status, "added:", outcome.Amount, "total:", outcome.Total)
	// Output: AUTHORIZED added: 100.00 total: 600.00
}

// A payment from a bank account is decided later: ask until it is.
func ExamplePaymentsApi_RefreshPaymentStatus() {
	gateway, client := offline()
	defer gateway.Close()
	ctx := context.Background()

	req := cardPayment("35.00")
	req.PaymentInformation = &cybersource.PaymentInformation{
		PaymentType: &cybersource.PaymentInformationPaymentType{Name: "CHECK"},
		Bank: &cybersource.PaymentInformationBank{
			RoutingNumber: "121042882",
			Account:       &cybersource.PaymentInformationBankAccount{Number: "4100", Type: "C"},
		},
	}
	payment, err := client.PaymentsApi.CreatePayment(ctx, req)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("payment:", payment.Status)

	question := &cybersource.RefreshPaymentStatusRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: "ORDER-20418"},
		ProcessingInformation:      &cybersource.RefreshPaymentStatusProcessingInformation{ActionList: []string{"AP_STATUS"}},
		PaymentInformation: &cybersource.RefreshPaymentStatusPaymentInformation{
			PaymentType: &cybersource.RefreshPaymentStatusPaymentInformationPaymentType{
				Name:   "CHECK",
				Method: &cybersource.RefreshPaymentStatusPaymentInformationPaymentTypeMethod{Name: "CHECK"},
			},
		},
	}
	for undecided := true; undecided; { // in production hours apart, not in a loop
		state, err := client.PaymentsApi.RefreshPaymentStatus(ctx, payment.ID, question)
		if err != nil {
			log.Fatal(err) // nothing has changed: asking again is safe
		}
		fmt.Println("refreshed:", state.Status)
		undecided = state.Outcome().Undecided()
	}
	// Output:
	// payment: PENDING
	// refreshed: PENDING
	// refreshed: PENDING
	// refreshed: SETTLED
}

// The functions below are shared by all examples of this package.

// offline returns a gateway to be closed and a client for it.
func offline() (*cybersourcetest.Gateway, *cybersource.APIClient) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{Seed: 1})
	return gateway, clientFor(gateway.Configuration())
}

// clientFor returns a client, which needs no closing.
func clientFor(cfg cybersource.Configuration) *cybersource.APIClient {
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		log.Fatal(err)
	}
	return client
}

// cardPayment is what a payment by card needs, and no more.
func cardPayment(amount string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "ORDER-20418"},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount, Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
