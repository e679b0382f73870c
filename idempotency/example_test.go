package idempotency_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// A shopper clicks twice: the same step is sent once, and another payment of the order is
// not sent at all.
func ExampleKeys() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	defer gateway.Close()
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		log.Fatal(err)
	}
	keys, err := idempotency.New(client, idempotency.NewMemory(nil), idempotency.Options{
		DigestKeys: []idempotency.DigestKey{{ID: "2026-11", Key: bytes.Repeat([]byte{1}, 32)}}, // random in production
	})
	if err != nil {
		log.Fatal(err)
	}
	ctx := context.Background()
	for _, step := range []string{"pay-1", "pay-1", "pay-2"} {
		payment, err := keys.CreatePayment(ctx, idempotency.Key{Order: "20418", Step: step}, payment())
		switch {
		case errors.Is(err, idempotency.ErrOrderBusy):
			fmt.Println(err)
		case err != nil:
			log.Fatal(err)
		default:
			fmt.Println(step, payment.Outcome.Kind, payment.Outcome.Amount, "replayed:", payment.Replayed)
		}
	}
	fmt.Println("payments:", len(gateway.Ledger()))
	// Output:
	// pay-1 approved 102.21 replayed: false
	// pay-1 approved 102.21 replayed: true
	// CreatePayment 20418/pay-2: the order has another payment, step pay-1, which is standing
	// payments: 1
}
