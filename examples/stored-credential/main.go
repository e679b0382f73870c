// Command stored-credential stores a card during a payment that the customer makes, and
// charges it later without the customer: a subscription.
//
//	go run ./examples/stored-credential
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway. With
// them, the account needs a token vault.
package main

import (
	"context"
	"fmt"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	ctx := context.Background()
	api := demo.Client().PaymentsApi

	demo.Step("1. The customer subscribes and pays the first month")
	first, err := api.CreatePayment(ctx, subscribe())
	demo.Check(err)
	demo.Show(first)
	if !first.Outcome().Approved() {
		return // no consent to later payments either
	}

	agreement, ok := keep(first)
	if !ok {
		demo.Step("No token was created, although the payment stands")
		return
	}
	demo.Step("2. What a subscription keeps: no card number")
	demo.Line("token", agreement.token)
	demo.Line("network id", agreement.networkTransactionID)
	fmt.Println()

	demo.Step("3. A month later the merchant charges the card")
	renewal, err := api.CreatePayment(ctx, renew(agreement))
	demo.Check(err)
	demo.Show(renewal)
}

// agreement is what is needed to charge a stored card.
type agreement struct {
	token                string // of the payment instrument: card and billing address
	networkTransactionID string // of the payment that the customer made
}

// keep takes out of the first answer what later payments need. A token may fail to be
// created although the payment went through.
func keep(first *cybersource.CreatePaymentResponse) (agreement, bool) {
	tokens := first.TokenInformation
	if tokens == nil || tokens.PaymentInstrument == nil || first.ProcessorInformation == nil {
		return agreement{}, false
	}
	return agreement{
		token:                tokens.PaymentInstrument.ID,
		networkTransactionID: first.ProcessorInformation.NetworkTransactionID,
	}, true
}

// subscribe is a payment by the customer, who agrees that the card is stored.
func subscribe() *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: demo.Code("SUB-1")},
		ProcessingInformation: &cybersource.ProcessingInformation{
			Capture:           new(true),
			CommerceIndicator: "internet",
			ActionList:        []string{"TOKEN_CREATE"},
			ActionTokenTypes:  []string{"customer", "paymentInstrument", "instrumentIdentifier"},
			AuthorizationOptions: &cybersource.ProcessingInformationAuthorizationOptions{
				Initiator: &cybersource.ProcessingInformationAuthorizationOptionsInitiator{
					Type:                   "customer",
					CredentialStoredOnFile: new(true),
				},
			},
		},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031",
				SecurityCode: "123", Type: cybersource.CardTypeVisa, // the security code is never stored
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "9.99", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
		BuyerInformation: &cybersource.BuyerInformation{MerchantCustomerID: "customer-4711"},
	}
}

// renew is a payment by the merchant, under the customer's agreement.
func renew(a agreement) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: demo.Code("SUB-2")},
		ProcessingInformation: &cybersource.ProcessingInformation{
			Capture:           new(true),
			CommerceIndicator: "recurring",
			AuthorizationOptions: &cybersource.ProcessingInformationAuthorizationOptions{
				Initiator: &cybersource.ProcessingInformationAuthorizationOptionsInitiator{
					Type:                 "merchant",
					StoredCredentialUsed: new(true),
					MerchantInitiatedTransaction: &cybersource.ProcessingInformationAuthorizationOptionsInitiatorMerchantInitiatedTransaction{
						PreviousTransactionID:    a.networkTransactionID,
						OriginalAuthorizedAmount: "9.99",
					},
				},
			},
		},
		PaymentInformation: &cybersource.PaymentInformation{
			PaymentInstrument: &cybersource.PaymentInformationPaymentInstrument{ID: a.token},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "9.99", Currency: "USD"},
		},
	}
}
