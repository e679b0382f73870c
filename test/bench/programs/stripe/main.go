// Command stripe makes card payments with the client of another service, stripe-go: what
// a generated client of about this size costs. It has the transport of the hand-written
// client, which is better than its own, and its requests are not signed.
package main

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/stripe/stripe-go/v84"

	"github.com/cybersource-go/cybersource/test/bench/work"
)

func main() { work.Main(newCall) }

var errUnexpected = errors.New("not the answer that was expected")

func newCall(job *work.Job) (work.Call, error) {
	if job.Task != work.Payment {
		return nil, fmt.Errorf("no task %q", job.Task)
	}
	backend := stripe.GetBackendWithConfig(stripe.APIBackend, &stripe.BackendConfig{
		URL:               stripe.String(job.URL),
		HTTPClient:        &http.Client{Transport: job.Transport()},
		LeveledLogger:     &stripe.LeveledLogger{Level: stripe.LevelNull},
		MaxNetworkRetries: stripe.Int64(0),
	})
	client := stripe.NewClient("sk_test_bench", stripe.WithBackends(&stripe.Backends{API: backend}))
	return func() error {
		ctx, cancel := work.Deadline()
		defer cancel()
		intent, err := client.V1PaymentIntents.Create(ctx, newIntent())
		if err == nil && intent.Status != stripe.PaymentIntentStatusRequiresCapture {
			return errUnexpected
		}
		return err
	}, nil
}

func newIntent() *stripe.PaymentIntentCreateParams {
	address := &stripe.AddressParams{
		Line1: stripe.String("1 Test Way"), City: stripe.String("San Francisco"), State: stripe.String("CA"),
		PostalCode: stripe.String("94105"), Country: stripe.String("US"),
	}
	params := &stripe.PaymentIntentCreateParams{
		Amount: stripe.Int64(10221), Currency: stripe.String("usd"), CaptureMethod: stripe.String("manual"), Confirm: new(true),
		PaymentMethodData: &stripe.PaymentIntentCreatePaymentMethodDataParams{
			Type: stripe.String("card"),
			BillingDetails: &stripe.PaymentIntentCreatePaymentMethodDataBillingDetailsParams{
				Address: address, Name: stripe.String("Ada Lovelace"), Email: stripe.String("ada@example.com"), Phone: stripe.String("4155550100"),
			},
		},
		Shipping:     &stripe.ShippingDetailsParams{Address: address, Name: stripe.String("Ada Lovelace"), Phone: stripe.String("4155550100")},
		ReceiptEmail: stripe.String("ada@example.com"),
		Metadata:     map[string]string{"order_id": "ORDER-20418", "device_ip": "192.0.2.1", "session": "5f0a9c3e1d2b4c3d"},
	}
	params.SetIdempotencyKey("K3V5N2QJ7TDXW4MHRZ6YB8CPLA")
	return params
}
