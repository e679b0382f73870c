// Command echeck debits a bank account. The answer is PENDING at best: the bank may
// still return the debit days later.
//
//	go run ./examples/echeck
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway.
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
	code := demo.Code("ECHECK")

	demo.Step("Debit an account")
	payment, err := api.CreatePayment(ctx, debit(code, "121042882", "4100"))
	demo.Check(err)
	demo.Show(payment)
	if payment.Outcome().Undecided() {
		lookUp(ctx, api, code, payment.ID)
	}

	demo.Step("Debit an account that the test system declines")
	payment, err = api.CreatePayment(ctx, debit(code, "121107882", "550111"))
	demo.Check(err)
	demo.Show(payment)
}

// lookUp asks how a debit stands. Asking changes nothing and may be repeated.
func lookUp(ctx context.Context, api *cybersource.PaymentsApi, code, id string) {
	demo.Step("How does it stand? (ask again tomorrow, or wait for the report)")
	state, err := api.RefreshPaymentStatus(ctx, id, &cybersource.RefreshPaymentStatusRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: code},
		ProcessingInformation:      &cybersource.RefreshPaymentStatusProcessingInformation{ActionList: []string{"AP_STATUS"}},
		PaymentInformation: &cybersource.RefreshPaymentStatusPaymentInformation{
			PaymentType: &cybersource.RefreshPaymentStatusPaymentInformationPaymentType{
				Name:   "CHECK",
				Method: &cybersource.RefreshPaymentStatusPaymentInformationPaymentTypeMethod{Name: "CHECK"},
			},
		},
	})
	if demo.Refused(err) {
		return // not every processor can tell
	}
	demo.Line("state", string(state.Status))
	demo.Line("means", state.Outcome().Kind.String())
	fmt.Println()
}

func debit(code, routingNumber, account string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: code},
		ProcessingInformation: &cybersource.ProcessingInformation{
			BankTransferOptions: &cybersource.ProcessingInformationBankTransferOptions{
				SecCode:         "WEB", // agreed to on a web page
				CustomerPresent: "2",   // no, and no recurring billing
			},
		},
		PaymentInformation: &cybersource.PaymentInformation{
			PaymentType: &cybersource.PaymentInformationPaymentType{Name: "CHECK"},
			Bank: &cybersource.PaymentInformationBank{
				RoutingNumber: routingNumber,
				Account:       &cybersource.PaymentInformationBankAccount{Number: account, Type: "C"},
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "35.00", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
		BuyerInformation: &cybersource.BuyerInformation{MerchantCustomerID: "customer-4711"},
	}
}
