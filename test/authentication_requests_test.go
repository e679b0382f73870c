package test

import "github.com/cybersource-go/cybersource"

// challengedCard is a public test card whose payer is challenged.
const challengedCard = "4000000000002503"

func authenticationCard() *cybersource.PayerAuthPaymentInformationCard {
	return &cybersource.PayerAuthPaymentInformationCard{Number: challengedCard, ExpirationMonth: "12", ExpirationYear: "2031", Type: "001"}
}

func authenticationAmount() *cybersource.PayerAuthOrderInformationAmountDetails {
	return &cybersource.PayerAuthOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"}
}

func authenticationSetup() *cybersource.PayerAuthSetupRequest {
	return &cybersource.PayerAuthSetupRequest{
		ClientReferenceInformation: &cybersource.PayerAuthClientReferenceInformation{Code: "order-1"},
		PaymentInformation:         &cybersource.PayerAuthSetupPaymentInformation{Card: authenticationCard()},
	}
}

// enrolmentCheck is about a browser's payer, who is challenged.
func enrolmentCheck() *cybersource.CheckPayerAuthEnrollmentRequest {
	return &cybersource.CheckPayerAuthEnrollmentRequest{
		ClientReferenceInformation: &cybersource.PayerAuthClientReferenceInformation{Code: "order-1"},
		PaymentInformation:         &cybersource.CheckPayerAuthEnrollmentPaymentInformation{Card: authenticationCard()},
		OrderInformation: &cybersource.CheckPayerAuthEnrollmentOrderInformation{
			AmountDetails: authenticationAmount(),
			BillTo: &cybersource.CheckPayerAuthEnrollmentOrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Address1: "1 Test Way", Locality: "San Francisco",
				AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "ada@example.com", PhoneNumber: "4155550100",
			},
		},
		ConsumerAuthenticationInformation: &cybersource.CheckPayerAuthEnrollmentConsumerAuthenticationInformation{
			ReferenceID: "e81c4b70-2f6d-4a7e-b5f0-0d3a9c1b6f82", ReturnURL: "https://shop.example.com/3ds/return", DeviceChannel: "Browser",
		},
		DeviceInformation: &cybersource.CheckPayerAuthEnrollmentDeviceInformation{
			IPAddress: "203.0.113.7", HTTPBrowserLanguage: "en-US", HTTPBrowserJavaScriptEnabled: new(true),
		},
	}
}

func resultValidation() *cybersource.ValidateAuthenticationResultsRequest {
	return &cybersource.ValidateAuthenticationResultsRequest{
		ClientReferenceInformation: &cybersource.PayerAuthClientReferenceInformation{Code: "order-1"},
		PaymentInformation:         &cybersource.ValidateAuthenticationResultsPaymentInformation{Card: authenticationCard()},
		OrderInformation:           &cybersource.ValidateAuthenticationResultsOrderInformation{AmountDetails: authenticationAmount()},
		ConsumerAuthenticationInformation: &cybersource.ValidateAuthenticationResultsConsumerAuthenticationInformation{
			AuthenticationTransactionID: "ROTq7M1NVxk5FzKd0mX0",
		},
	}
}
