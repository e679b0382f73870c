package cybersource_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The record of a call is stored before it is sent. A job, in another process as a rule,
// finds out by it what became of the call.
func ExampleAPIClient_Resolve() {
	gateway, client := offline()
	defer gateway.Close()
	ctx := context.Background()
	var stored []byte // in the database, with the order
	gateway.Next(cybersourcetest.DropAnswer())
	_, err := client.PaymentsApi.CreatePayment(ctx, cardPayment("102.21"),
		cybersource.WithUniqueCode(), // no other call has this request's reference code
		cybersource.WithRecord(func(_ context.Context, r cybersource.CallRecord) (err error) {
			stored, err = json.Marshal(r)
			return err
		}))
	fmt.Println("safe to retry:", cybersource.SafeToRetry(err))

	var record cybersource.CallRecord
	if err := json.Unmarshal(stored, &record); err != nil {
		log.Fatal(err)
	}
	found, err := client.Resolve(ctx, record)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(found.Verdict, "by", found.Evidence)
	fmt.Println(found.Outcome.Kind, "for", found.Amount, found.Currency, "and", found.Outcome.Money)
	// Output:
	// safe to retry: false
	// happened by reference code
	// approved for 102.21 USD and held
}
