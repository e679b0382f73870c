// Command threeds makes a payment with 3-D Secure: the enrolment check asks for a
// challenge, the payer's browser runs it, and a second payment has its result.
//
//	go run ./examples/threeds
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway, where
// the challenge always succeeds. On the test system the second payment is declined
// unless somebody has finished the challenge in a browser.
//
// Set-up and device data collection come before all this and are a matter of the
// payer authentication API, which gives the reference id.
package main

import (
	"context"
	"fmt"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	ctx := context.Background()
	api := demo.Client().PaymentsApi
	code := demo.Code("3DS")

	demo.Step("1. Check the card's enrolment and pay")
	first, err := api.CreatePayment(ctx, checkEnrolment(code))
	demo.Check(err)
	demo.Show(first)
	if first.Outcome().Kind != cybersource.OutcomeAuthenticationRequired || first.ConsumerAuthenticationInformation == nil {
		return // no challenge: the answer is final
	}

	challenge := first.ConsumerAuthenticationInformation
	demo.Step("2. The payer's browser posts the access token to the step-up address, in a frame of your page")
	demo.Line("address", challenge.StepUpURL)
	demo.Line("transaction", challenge.AuthenticationTransactionID) // it is sent to your return address
	fmt.Println()

	demo.Step("3. Pay with the result of the challenge")
	second, err := api.CreatePayment(ctx, finish(code, challenge.AuthenticationTransactionID))
	demo.Check(err)
	demo.Show(second)
	if proof := second.ConsumerAuthenticationInformation; proof != nil {
		demo.Step("The issuer is liable if the indicator says so")
		demo.Line("indicator", proof.ECI) // 05: authenticated, 06: attempted
		demo.Line("result", proof.ParesStatus)
		demo.Line("version", proof.SpecificationVersion)
	}
}

// checkEnrolment pays unless the issuer wants to see the payer first. All that is in
// DeviceInformation was read in the payer's browser.
func checkEnrolment(code string) *cybersource.CreatePaymentRequest {
	req := payment(code, "CONSUMER_AUTHENTICATION")
	req.DeviceInformation = &cybersource.DeviceInformation{
		IPAddress:                    "203.0.113.7",
		HTTPAcceptContent:            "text/html,application/xhtml+xml",
		HTTPBrowserLanguage:          "en-US",
		HTTPBrowserJavaEnabled:       new(false),
		HTTPBrowserJavaScriptEnabled: new(true),
		HTTPBrowserColorDepth:        "24",
		HTTPBrowserScreenHeight:      "1080",
		HTTPBrowserScreenWidth:       "1920",
		HTTPBrowserTimeDifference:    "300",
		UserAgentBrowserValue:        "Mozilla/5.0 (X11; Linux x86_64)",
	}
	req.ConsumerAuthenticationInformation = &cybersource.ConsumerAuthenticationInformation{
		ReferenceID:   "e81c4b70-2f6d-4a7e-b5f0-0d3a9c1b6f82", // from the set-up
		ReturnURL:     "https://shop.example.com/3ds/return",
		DeviceChannel: "Browser",
		ChallengeCode: "04", // 01: let the issuer decide
		ACSWindowSize: "03",
	}
	return req
}

// finish pays with the result of a challenge.
func finish(code, authenticationID string) *cybersource.CreatePaymentRequest {
	req := payment(code, "VALIDATE_CONSUMER_AUTHENTICATION")
	req.ConsumerAuthenticationInformation = &cybersource.ConsumerAuthenticationInformation{
		AuthenticationTransactionID: authenticationID,
	}
	return req
}

func payment(code, action string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		ProcessingInformation: &cybersource.ProcessingInformation{
			ActionList:        []string{action},
			CommerceIndicator: "internet",
		},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4000000000002503", // a test card that is challenged
				// Test cards of 3-D Secure expire in January, three years ahead.
				ExpirationMonth: "01", ExpirationYear: fmt.Sprint(time.Now().Year() + 3), Type: "001",
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
		BuyerInformation: &cybersource.BuyerInformation{MerchantCustomerID: "customer-4711"},
	}
}
