package main

import (
	"fmt"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

const (
	amount, currency = "102.21", "USD"
	number           = "4000000000002503" // a test card that is challenged
	month, cardType  = "01", "001"
)

// year is that of the test cards of 3-D Secure: three years ahead.
func year() string { return fmt.Sprint(time.Now().Year() + 3) }

func card() *cybersource.PayerAuthPaymentInformationCard {
	return &cybersource.PayerAuthPaymentInformationCard{Number: number, ExpirationMonth: month, ExpirationYear: year(), Type: cardType}
}

func references(code string) *cybersource.PayerAuthClientReferenceInformation {
	return &cybersource.PayerAuthClientReferenceInformation{Code: code}
}

func amounts() *cybersource.PayerAuthOrderInformationAmountDetails {
	return &cybersource.PayerAuthOrderInformationAmountDetails{TotalAmount: amount, Currency: currency}
}

func setUpOf(code string) *cybersource.PayerAuthSetupRequest {
	return &cybersource.PayerAuthSetupRequest{
		ClientReferenceInformation: references(code),
		PaymentInformation:         &cybersource.PayerAuthSetupPaymentInformation{Card: card()},
	}
}

// enrolmentOf asks whether the issuer knows the payer. All that is in DeviceInformation was
// read in the payer's browser.
func enrolmentOf(code, referenceID string) *cybersource.CheckPayerAuthEnrollmentRequest {
	return &cybersource.CheckPayerAuthEnrollmentRequest{
		ClientReferenceInformation: references(code),
		PaymentInformation:         &cybersource.CheckPayerAuthEnrollmentPaymentInformation{Card: card()},
		OrderInformation: &cybersource.CheckPayerAuthEnrollmentOrderInformation{
			AmountDetails: amounts(),
			BillTo: &cybersource.CheckPayerAuthEnrollmentOrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
		DeviceInformation: &cybersource.CheckPayerAuthEnrollmentDeviceInformation{
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
		},
		ConsumerAuthenticationInformation: &cybersource.CheckPayerAuthEnrollmentConsumerAuthenticationInformation{
			ReferenceID: referenceID, ReturnURL: "https://shop.example.com/3ds/return", DeviceChannel: "Browser",
		},
	}
}

func validationOf(code, authenticationID string) *cybersource.ValidateAuthenticationResultsRequest {
	return &cybersource.ValidateAuthenticationResultsRequest{
		ClientReferenceInformation: references(code),
		PaymentInformation:         &cybersource.ValidateAuthenticationResultsPaymentInformation{Card: card()},
		OrderInformation:           &cybersource.ValidateAuthenticationResultsOrderInformation{AmountDetails: amounts()},
		ConsumerAuthenticationInformation: &cybersource.ValidateAuthenticationResultsConsumerAuthenticationInformation{
			AuthenticationTransactionID: authenticationID,
		},
	}
}

// paymentOf is the payment without the result of the authentication, which decides about
// its commerce indicator.
func paymentOf(code string) *cybersource.CreatePaymentRequest {
	payment := demo.Authorization(code, amount)
	payment.ProcessingInformation = nil
	payment.PaymentInformation.Card = &cybersource.PaymentInformationCard{
		Number: number, ExpirationMonth: month, ExpirationYear: year(), Type: cardType,
	}
	return payment
}
