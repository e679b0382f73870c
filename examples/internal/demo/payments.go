package demo

import (
	"fmt"

	"github.com/cybersource-go/cybersource"
)

// Authorization is a card payment of an amount in US dollars, which is authorized and
// not captured.
func Authorization(code, amount string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		ProcessingInformation:      &cybersource.ProcessingInformation{CommerceIndicator: "internet"},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: amount, Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}

// ShowFollowUp prints what became of a capture, refund, reversal or void.
func ShowFollowUp(status, id string, outcome cybersource.Outcome) {
	Line("status", status)
	Line("means", outcome.Kind.String())
	Line("money", outcome.Money.String())
	Line("amount", Money(outcome.Amount, outcome.Currency))
	Line("undone by", outcome.Undo.String())
	Line("id", id)
	fmt.Println()
}
