package cybersource_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
)

// enrolmentCheck asks about a payer with a test card that decides the answer.
func enrolmentCheck(card string) *cybersource.CheckPayerAuthEnrollmentRequest {
	return &cybersource.CheckPayerAuthEnrollmentRequest{
		ClientReferenceInformation: &cybersource.PayerAuthClientReferenceInformation{Code: "ORDER-20418"},
		PaymentInformation: &cybersource.CheckPayerAuthEnrollmentPaymentInformation{
			Card: &cybersource.PayerAuthPaymentInformationCard{Number: card, ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa},
		},
		OrderInformation: &cybersource.CheckPayerAuthEnrollmentOrderInformation{
			AmountDetails: &cybersource.PayerAuthOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &cybersource.CheckPayerAuthEnrollmentOrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
		ConsumerAuthenticationInformation: &cybersource.CheckPayerAuthEnrollmentConsumerAuthenticationInformation{
			ReferenceID: "e81c4b70-2f6d-4a7e-b5f0-0d3a9c1b6f82", // from the set-up
			ReturnURL:   "https://shop.example.com/3ds/return", DeviceChannel: "Browser",
		},
		DeviceInformation: &cybersource.CheckPayerAuthEnrollmentDeviceInformation{IPAddress: "203.0.113.7", UserAgentBrowserValue: "Mozilla/5.0"},
	}
}

// AUTHENTICATION_SUCCESSFUL alone says nothing: who is liable is another question.
func ExampleAuthenticationOutcome() {
	gateway, client := offline()
	defer gateway.Close()

	for _, card := range []string{"4000000000002701", "4000000000002313", "4000000000002537", "4000000000002503"} {
		enrolment, err := client.PayerAuthenticationApi.CheckPayerAuthEnrollment(context.Background(), enrolmentCheck(card))
		if err != nil {
			log.Fatal(err) // nothing was charged
		}
		outcome := enrolment.Outcome()
		fmt.Printf("%s: %s, liability %s, may authorize: %s\n", enrolment.Status, outcome.Result, outcome.Liability, outcome.MayAuthorize)
	}
	// Output:
	// AUTHENTICATION_SUCCESSFUL: authenticated, liability shifted, may authorize: yes
	// AUTHENTICATION_SUCCESSFUL: unavailable, liability not shifted, may authorize: without shift
	// AUTHENTICATION_FAILED: rejected, liability not shifted, may authorize: no
	// PENDING_AUTHENTICATION: challenge required, liability not shifted, may authorize: no
}

// The payer goes through a challenge; its result goes into the payment.
func ExampleAuthentication_AddTo() {
	gateway, client := offline()
	defer gateway.Close()
	ctx, api := context.Background(), client.PayerAuthenticationApi

	check := enrolmentCheck("4000000000002503")
	enrolment, err := api.CheckPayerAuthEnrollment(ctx, check)
	if err != nil {
		log.Fatal(err)
	}
	authentication := cybersource.Authentication{Enrolment: enrolment, Amount: "102.21", Currency: "USD"}
	payment := cardPayment("102.21")
	fmt.Println("before the challenge:", authentication.AddTo(payment))

	// The browser is away meanwhile. Then the service is asked, by the id that was stored:
	authentication.ValidationRequest = &cybersource.ValidateAuthenticationResultsRequest{
		PaymentInformation: &cybersource.ValidateAuthenticationResultsPaymentInformation{Card: check.PaymentInformation.Card},
		OrderInformation: &cybersource.ValidateAuthenticationResultsOrderInformation{
			AmountDetails: &cybersource.PayerAuthOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
		},
		ConsumerAuthenticationInformation: &cybersource.ValidateAuthenticationResultsConsumerAuthenticationInformation{
			AuthenticationTransactionID: enrolment.ConsumerAuthenticationInformation.AuthenticationTransactionID,
		},
	}
	authentication.Validation, err = api.ValidateAuthenticationResults(ctx, authentication.ValidationRequest)
	if err != nil {
		log.Fatal(err)
	}
	if err := authentication.AddTo(payment); err != nil {
		log.Fatal(err)
	}
	fmt.Println("liability", authentication.Outcome().Liability)
	fmt.Println("indicator", payment.ProcessingInformation.CommerceIndicator)
	fmt.Println("cryptogram", payment.ConsumerAuthenticationInformation.CAVV != "")
	// Output:
	// before the challenge: create payment: invalid request: Validation is nil: the payer has to go through the challenge first
	// liability shifted
	// indicator vbv
	// cryptogram true
}

// The service authenticates on the way to the authorization.
func ExampleCreatePaymentResponse_AuthenticationOutcome() {
	gateway, client := offline()
	defer gateway.Close()

	request := cardPayment("102.21")
	request.PaymentInformation.Card.Number = "4000000000002719" // a test card whose issuer does not take part
	request.ProcessingInformation = &cybersource.ProcessingInformation{ActionList: []string{"CONSUMER_AUTHENTICATION"}}
	payment, err := client.PaymentsApi.CreatePayment(context.Background(), request)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, payment.AuthenticationOutcome().Result, payment.AuthenticationOutcome().Liability)
	// Output: AUTHORIZED attempted shifted
}
