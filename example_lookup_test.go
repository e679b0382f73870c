package cybersource_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// How a payment stands is the sum of its records: that of the authorization does not
// change when it is captured.
func ExampleAPIClient_PaymentState() {
	gateway, client := offline()
	defer gateway.Close()
	ctx := context.Background()
	payment := pay(client, cardPayment("102.21"))
	request, err := payment.CaptureRequest()
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.CaptureApi.CapturePayment(ctx, payment.ID, request); err != nil {
		log.Fatal(err)
	}

	record, err := client.TransactionDetailsApi.GetTransaction(ctx, payment.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("the authorization:", record.Outcome().Kind, "and", record.Outcome().Money)

	state, err := client.PaymentState(ctx, payment.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("held:", state.Held, "captured:", state.Captured, state.Currency)
	for _, r := range state.Records {
		fmt.Println(r.Application, r.Status, r.Outcome.Amount)
	}
	// Output:
	// the authorization: approved and held
	// held: 0.00 captured: 102.21 USD
	// ics_auth  102.21
	// ics_bill PENDING 102.21
}

// All requests with one reference code, the newest first.
func ExampleSearchTransactionsApi_All() {
	gateway, client := offline()
	defer gateway.Close()
	payment := pay(client, cardPayment("102.21"))

	query := cybersource.Query().
		ReferenceCode(payment.Meta.ReferenceCode).
		Between(time.Now().Add(-time.Hour), time.Now()).
		NewestFirst()
	for row, err := range client.SearchTransactionsApi.All(context.Background(), query) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(row.ID == payment.ID, row.Outcome().Kind, row.Outcome().Amount)
	}
	// Output:
	// true approved 102.21
}

// The answer to a payment is lost, and the shopper has gone: take it back. A program keeps
// the record in its database, and asks again at the time that the result names.
func ExampleAPIClient_Undo() {
	gateway, client := offline()
	defer gateway.Close()
	ctx := context.Background()

	gateway.Next(cybersourcetest.DropAnswer())
	_, err := client.PaymentsApi.CreatePayment(ctx, cardPayment("102.21"), cybersource.WithUniqueCode())
	var lost *cybersource.OutcomeUnknownError
	if !errors.As(err, &lost) {
		log.Fatal(err)
	}

	record := lost.Record()
	result, err := client.Undo(ctx, record, func(_ context.Context, r cybersource.CallRecord) error {
		record = r // a database in its place
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.State, "by", result.Done)
	fmt.Println("held:", gateway.Payments()[0].Held)

	resolution, err := client.Resolve(ctx, record)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(resolution.Verdict, "and", resolution.Outcome.Kind)
	// Output:
	// done by reversal
	// held: 0.00
	// happened and undone
}
