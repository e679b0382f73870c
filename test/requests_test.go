package test

import "github.com/cybersource-go/cybersource"

const cardNumber = "4111111111111111" // a public test number

// payment is an ordinary card authorization, without a transaction id.
func payment() *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "order-1"},
		ProcessingInformation:      &cybersource.ProcessingInformation{Capture: new(false)},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: cardNumber, ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "987",
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
			BillTo:        billTo(),
		},
	}
}

func billTo() *cybersource.OrderInformationBillTo {
	return &cybersource.OrderInformationBillTo{
		FirstName: "Ada", LastName: "Lovelace", Address1: "1 Test Way", Locality: "San Francisco",
		AdministrativeArea: "CA", PostalCode: "94105", Country: "US", Email: "ada@example.com", PhoneNumber: "4155550100",
	}
}

func increment() *cybersource.IncrementAuthRequest {
	return &cybersource.IncrementAuthRequest{
		ClientReferenceInformation: &cybersource.IncrementAuthClientReferenceInformation{Code: "order-1"},
		ProcessingInformation: &cybersource.IncrementAuthProcessingInformation{
			AuthorizationOptions: &cybersource.IncrementAuthProcessingInformationAuthorizationOptions{
				Initiator: &cybersource.IncrementAuthProcessingInformationAuthorizationOptionsInitiator{StoredCredentialUsed: new(true)},
			},
		},
		OrderInformation: &cybersource.IncrementAuthOrderInformation{
			AmountDetails: &cybersource.IncrementAuthOrderInformationAmountDetails{AdditionalAmount: "20.00", Currency: "USD"},
		},
	}
}

func refresh() *cybersource.RefreshPaymentStatusRequest {
	return &cybersource.RefreshPaymentStatusRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: "order-1"},
		PaymentInformation: &cybersource.RefreshPaymentStatusPaymentInformation{
			PaymentType: &cybersource.RefreshPaymentStatusPaymentInformationPaymentType{
				Name:   "bankTransfer",
				Method: &cybersource.RefreshPaymentStatusPaymentInformationPaymentTypeMethod{Name: "MULTIBANCO"},
			},
		},
		ProcessingInformation: &cybersource.RefreshPaymentStatusProcessingInformation{ActionList: []string{"AP_STATUS"}},
	}
}
