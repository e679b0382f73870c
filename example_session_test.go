package cybersource_test

import (
	"context"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
)

// A payment by way of a provider's page: a session, to which the payer is sent, and then an
// order. Neither of the two is sent again after a lost answer.
func ExamplePaymentsApi_CreateSessionRequest() {
	gateway, client := offline()
	defer gateway.Close()

	session, err := client.PaymentsApi.CreateSessionRequest(context.Background(), &cybersource.CreateSessionRequest{
		ClientReferenceInformation: &cybersource.RefreshPaymentStatusClientReferenceInformation{Code: "ORDER-20418"},
		ProcessingInformation:      &cybersource.SessionProcessingInformation{ActionList: []string{"AP_SESSIONS"}},
		OrderInformation: &cybersource.SessionOrderInformation{
			AmountDetails: &cybersource.SessionOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(session.Status, "means", session.Outcome().Kind)
	fmt.Println("a page for the payer:", session.ProcessorInformation.PaymentURL != "")

	order, err := client.PaymentsApi.CreateOrderRequest(context.Background(), session.ID, &cybersource.CreateOrderRequest{
		ClientReferenceInformation: &cybersource.CreateOrderClientReferenceInformation{Code: "ORDER-20418"},
		ProcessingInformation:      &cybersource.CreateOrderProcessingInformation{ActionList: []string{"AP_ORDER"}},
		PaymentInformation: &cybersource.CreateOrderPaymentInformation{
			EWallet: &cybersource.CreateOrderPaymentInformationEWallet{AccountID: "QYR5Z8XDVJNXQ"}, // from the return address
		},
		OrderInformation: &cybersource.CreateOrderOrderInformation{
			AmountDetails: &cybersource.CreateOrderOrderInformationAmountDetails{TotalAmount: "102.21", Currency: "USD"},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(order.Status, "means", order.Outcome().Kind, "and", order.Outcome().Money)
	// Output:
	// Created means pending
	// a page for the payer: true
	// CREATED means pending and untouched
}
