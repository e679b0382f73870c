// Command wallet pays with Apple Pay and with Google Pay: once with a device token
// that the merchant has decrypted, once with the wallet's encrypted data as it is.
//
//	go run ./examples/wallet
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway. On the
// test system the encrypted data below is refused: it belongs to no wallet.
package main

import (
	"context"
	"encoding/base64"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

// Codes of processingInformation.paymentSolution.
const (
	applePay  = "001"
	googlePay = "012"
)

func main() {
	ctx := context.Background()
	api := demo.Client().PaymentsApi

	demo.Step("Apple Pay, decrypted by the merchant")
	payment, err := api.CreatePayment(ctx, decrypted(demo.Code("APPLE")))
	demo.Check(err)
	demo.Show(payment)

	demo.Step("Google Pay, decrypted by the service")
	payment, err = api.CreatePayment(ctx, encrypted(demo.Code("GOOGLE"), []byte(`{"signature":"...","protocolVersion":"ECv1","signedMessage":"..."}`)))
	if !demo.Refused(err) {
		demo.Show(payment)
	}
}

// decrypted pays with what a wallet's payload holds once it is decrypted: the number is
// that of the device, not of the card, and the cryptogram is good for this payment only.
func decrypted(code string) *cybersource.CreatePaymentRequest {
	req := order(code, applePay)
	req.PaymentInformation = &cybersource.PaymentInformation{
		TokenizedCard: &cybersource.PaymentInformationTokenizedCard{
			Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa,
			Cryptogram:      "AAAAAAAAAAAAAAAAAAAAAAAAAAA=",
			TransactionType: "1", // in an app or on a web page
		},
	}
	return req
}

// encrypted passes on what the wallet handed to the shop's page, unopened.
func encrypted(code string, payload []byte) *cybersource.CreatePaymentRequest {
	req := order(code, googlePay)
	req.PaymentInformation = &cybersource.PaymentInformation{
		FluidData: &cybersource.PaymentInformationFluidData{
			Value:    base64.StdEncoding.EncodeToString(payload),
			Encoding: "Base64",
		},
		TokenizedCard: &cybersource.PaymentInformationTokenizedCard{TransactionType: "1"},
	}
	return req
}

func order(code, solution string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		ProcessingInformation: &cybersource.ProcessingInformation{
			PaymentSolution:   solution,
			CommerceIndicator: "internet",
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "89.90", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
