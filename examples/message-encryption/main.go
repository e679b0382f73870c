// Command message-encryption pays with bodies that are encrypted on top of TLS, there
// and back, and shows what is sent.
//
//	go run ./examples/message-encryption
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway. With
// them, set CYBERSOURCE_MLE_REQUEST_CERTIFICATE_FILE, or use a P12 file, which holds
// that certificate; and the CYBERSOURCE_MLE_RESPONSE_ variables for encrypted answers.
package main

import (
	"context"
	"errors"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	cfg := configuration()
	if cfg.MessageEncryption == nil {
		demo.Check(errors.New("set CYBERSOURCE_MLE_REQUESTS=true or another CYBERSOURCE_MLE_ variable"))
	}
	api := demo.NewClient(cfg).PaymentsApi

	demo.Step("A payment with encrypted bodies")
	payment, err := api.CreatePayment(context.Background(), order("MLE-1"))
	demo.Check(err)
	demo.Show(payment) // the models are the same as ever

	demo.Step("One call with a plain answer")
	payment, err = api.CreatePayment(context.Background(), order("MLE-2"), cybersource.WithResponseEncryption(false))
	demo.Check(err)
	demo.Show(payment)
}

// configuration encrypts requests to the platform's certificate and has answers
// encrypted to a key of the merchant's.
func configuration() cybersource.Configuration {
	key := newResponseKey()
	cfg := demo.Configuration(cybersourcetest.Options{
		RequireEncryption: true, // refuse what is not encrypted
		Accounts: []cybersourcetest.Account{{
			ID:            "acme_eu",
			SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "acme-key", Secret: "YWNtZSBrZXkgbWFkZSBmb3IgdGVzdHMgb25seQ=="}},
			ResponseKeys:  []cybersourcetest.ResponseKey{{Certificate: key.certificatePEM, KeyID: key.id}},
		}},
	})
	if demo.Offline != nil {
		cfg.MessageEncryption = &cybersource.MessageEncryption{
			RequestCertificatePEM: demo.Offline.RequestCertificatePEM(),
			ResponsePrivateKeyPEM: key.privatePEM,
			ResponseKeyID:         key.id,
		}
		cfg.Transport = spy{cfg.Transport}
	}
	return cfg
}

func order(name string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: demo.Code(name)},
		ProcessingInformation:      &cybersource.ProcessingInformation{CommerceIndicator: "internet"},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "24.99", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
