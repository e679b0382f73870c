package cybersourcetest_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// A gateway, a client for it, and a payment that is declined because the test says so.
func Example() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	defer gateway.Close()
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		log.Fatal(err)
	}

	gateway.Next(cybersourcetest.Decline(cybersource.ReasonExpiredCard))
	payment, err := client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, payment.Outcome().Advice)
	// Output: DECLINED ask cardholder
}

// The ledger knows what became of a payment whose answer was lost.
func ExampleGateway_Ledger() {
	gateway, client := exampleGateway(cybersourcetest.Options{})
	defer gateway.Close()

	gateway.Next(cybersourcetest.DropAnswer())
	_, err := client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21"))
	fmt.Println("unknown to the client:", errors.Is(err, cybersource.ErrOutcomeUnknown))

	for _, entry := range gateway.Ledger() {
		fmt.Println(entry.Status, entry.AuthorizedAmount, entry.Currency, "answered:", entry.Answered)
	}
	// Output:
	// unknown to the client: true
	// AUTHORIZED 102.21 USD answered: false
}

// A step waits for the operation that On names, and a misspelt reason is no step at all.
func ExampleStep_On() {
	gateway, client := exampleGateway(cybersourcetest.Options{})
	defer gateway.Close()

	gateway.Next(cybersourcetest.Decline("INVALID_ACCOUNT").On(cybersourcetest.CapturePayment))
	payment, err := client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, gateway.Pending())

	request, err := payment.CaptureRequest()
	if err != nil {
		log.Fatal(err)
	}
	capture, err := client.CaptureApi.CapturePayment(context.Background(), payment.ID, request)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(capture.Status, gateway.Pending())
	// Output:
	// AUTHORIZED [answer INVALID_ACCOUNT on CapturePayment]
	// DECLINED []
}

// A key is taken away from a client that works.
func ExampleGateway_SetAccounts() {
	gateway, client := exampleGateway(cybersourcetest.Options{})
	defer gateway.Close()

	account := gateway.Account()
	account.SharedSecrets = nil
	if err := gateway.SetAccounts(account); err != nil {
		log.Fatal(err)
	}
	_, err := client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21"))
	fmt.Println(errors.Is(err, cybersource.ErrUnauthorized))
	// Output: true
}

// Misuse tells what no answer does: this hold was neither captured nor reversed.
func ExampleGateway_Misuse() {
	gateway, client := exampleGateway(cybersourcetest.Options{})
	defer gateway.Close()

	if _, err := client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21")); err != nil {
		log.Fatal(err)
	}
	for _, m := range gateway.Misuse() {
		fmt.Println(m.Kind)
	}
	// Output: hold left behind
}

// Requests says why somebody was not let in, which the service never does.
func ExampleGateway_Requests() {
	gateway, _ := exampleGateway(cybersourcetest.Options{})
	defer gateway.Close()
	cfg := gateway.Configuration()
	cfg.Credentials = nil
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		log.Fatal(err)
	}

	_, err = client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21"))
	fmt.Println("unauthorized:", errors.Is(err, cybersource.ErrUnauthorized))
	for _, request := range gateway.Requests() {
		fmt.Println(request.Operation, request.HTTPStatus, request.Refusal)
	}
	// Output:
	// unauthorized: true
	// CreatePayment 401 neither an Authorization nor a Signature header is there
}

// Each attempt of a client uses up one step.
func ExampleGateway_Script() {
	gateway, client := exampleGateway(cybersourcetest.Options{})
	defer gateway.Close()

	gateway.Script(cybersourcetest.RefuseConnection(), cybersourcetest.Status(cybersource.StatusAuthorizedPendingReview))
	payment, err := client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, "at attempt", payment.Meta.Attempts)
	// Output: AUTHORIZED_PENDING_REVIEW at attempt 2
}

// Merchants and keys of one's own: here a portfolio, whose key acts for two merchants.
func ExampleOptions_accounts() {
	gateway, client := exampleGateway(cybersourcetest.Options{Accounts: []cybersourcetest.Account{{
		ID:            "acme",
		Merchants:     []string{"acme_eu", "acme_us"},
		SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "key-1", Secret: "YSBzZWNyZXQgZm9yIHRlc3Rz"}},
	}}})
	defer gateway.Close()

	for _, merchant := range []string{"acme_eu", "acme_us"} {
		_, err := client.PaymentsApi.CreatePayment(context.Background(), examplePayment("102.21"), cybersource.WithMerchantID(merchant))
		if err != nil {
			log.Fatal(err)
		}
	}
	for _, entry := range gateway.Ledger() {
		fmt.Println(entry.MerchantID, entry.Status)
	}
	// Output:
	// acme_eu AUTHORIZED
	// acme_us AUTHORIZED
}

func exampleGateway(options cybersourcetest.Options) (*cybersourcetest.Gateway, *cybersource.APIClient) {
	gateway := cybersourcetest.NewGateway(options)
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		log.Fatal(err)
	}
	return gateway, client
}

// examplePayment is the ordinary payment of these tests for an amount, without a
// transaction id: the client makes one for each.
func examplePayment(amount string) *cybersource.CreatePaymentRequest {
	request := new(cybersource.CreatePaymentRequest)
	if err := json.Unmarshal([]byte(body), request); err != nil {
		log.Fatal(err)
	}
	request.ClientReferenceInformation.TransactionID = ""
	request.OrderInformation.AmountDetails.TotalAmount = amount
	return request
}
