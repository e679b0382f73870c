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

// A call ends in one of four ways. Handle all four, in this order.
func Example_endOfACall() {
	gateway, client := offline()
	defer gateway.Close()
	gateway.Script(
		cybersourcetest.Decline("EXPIRED_CARD"),
		cybersourcetest.DropAnswer(),
		cybersourcetest.Decline("CARD_TYPE_NOT_ACCEPTED"),
		cybersourcetest.Decline("DUPLICATE_REQUEST"),
	)
	for range 4 {
		payment, err := client.PaymentsApi.CreatePayment(context.Background(), cardPayment("102.21"))
		var refused *cybersource.APIError
		switch {
		case err == nil: // an answer, declines included
			fmt.Println("answer:", payment.Outcome().Kind)
		case errors.Is(err, cybersource.ErrOutcomeUnknown): // it may have happened
			fmt.Println("unknown: look it up before sending anything")
		case cybersource.SafeToRetry(err): // this call moved nothing, and no earlier one can stand
			fmt.Println("nothing moved, the card can be replaced")
		case errors.As(err, &refused): // this call moved nothing, but an earlier one may stand
			fmt.Println("refused as", refused.Reason, "- advice:", refused.Advice())
		}
	}
	// Output:
	// answer: declined
	// unknown: look it up before sending anything
	// nothing moved, the card can be replaced
	// refused as DUPLICATE_REQUEST - advice: look up
}

// Whatever the type of an error, MetaOf has what a log or a support request needs.
func ExampleMetaOf() {
	gateway, client := offline()
	defer gateway.Close()
	gateway.Next(cybersourcetest.Decline("CARD_TYPE_NOT_ACCEPTED"))

	_, err := client.PaymentsApi.CreatePayment(context.Background(), cardPayment("102.21"))
	if meta, ok := cybersource.MetaOf(err); ok {
		fmt.Println("HTTP", meta.HTTPStatus, meta.ReferenceCode, "attempts:", meta.Attempts)
	}
	// Output: HTTP 400 ORDER-20418 attempts: 1
}

// A refused request names the fields that are at fault.
func ExampleAPIError() {
	gateway, client := offline()
	defer gateway.Close()

	req := cardPayment("102.21")
	req.PaymentInformation.Card.ExpirationMonth = ""
	req.OrderInformation.BillTo.Email = ""
	_, err := client.PaymentsApi.CreatePayment(context.Background(), req)

	var refused *cybersource.APIError
	if errors.As(err, &refused) {
		fmt.Println("HTTP", refused.HTTPStatus, refused.Status, refused.Reason)
		for _, detail := range refused.Details {
			fmt.Println(detail.Field, detail.Reason)
		}
	}
	// Output:
	// HTTP 400 INVALID_REQUEST MISSING_FIELD
	// paymentInformation.card.expirationMonth MISSING_FIELD
	// orderInformation.billTo.email MISSING_FIELD
}

// Wrong keys show at the first call.
func ExampleAPIError_unauthorized() {
	gateway, _ := offline()
	defer gateway.Close()

	cfg := gateway.Configuration()
	cfg.Credentials = cybersource.JWTSharedSecret{
		MerchantID:   gateway.Account().ID,
		KeyID:        gateway.Account().SharedSecrets[0].KeyID,
		SharedSecret: "c29tZWJvZHkgZWxzZSdzIHNlY3JldCwgbm90IG91cnM=",
	}
	_, err := clientFor(cfg).PaymentsApi.CreatePayment(context.Background(), cardPayment("102.21"))
	fmt.Println("unauthorized:", errors.Is(err, cybersource.ErrUnauthorized))
	fmt.Println("processed:", len(gateway.Ledger()))
	// Output:
	// unauthorized: true
	// processed: 0
}

// The answer got lost, the payment was made. Sending it again would charge twice:
// look it up by one of the references that the error carries.
func ExampleOutcomeUnknownError() {
	gateway, client := offline()
	defer gateway.Close()
	gateway.Next(cybersourcetest.DropAnswer())

	_, err := client.PaymentsApi.CreatePayment(context.Background(), cardPayment("102.21"))

	var unknown *cybersource.OutcomeUnknownError
	if errors.As(err, &unknown) {
		fmt.Println("safe to retry:", cybersource.SafeToRetry(err))
		fmt.Println("look up:", unknown.ReferenceCode)
		fmt.Println("reverse by:", len(unknown.TransactionID), "characters of transaction id")
	}
	for _, entry := range gateway.Ledger() {
		fmt.Println("what really happened:", entry.Code, entry.Status, entry.AuthorizedAmount)
	}
	// Output:
	// safe to retry: false
	// look up: ORDER-20418
	// reverse by: 26 characters of transaction id
	// what really happened: ORDER-20418 AUTHORIZED 102.21
}

// A deadline that passes while the service works on a payment leaves its outcome open.
func ExampleOutcomeUnknownError_deadline() {
	gateway, client := offline()
	defer gateway.Close()
	gateway.Next(cybersourcetest.Hang().AfterProcessing())

	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	_, err := client.PaymentsApi.CreatePayment(ctx, cardPayment("102.21"))

	fmt.Println(errors.Is(err, cybersource.ErrOutcomeUnknown), errors.Is(err, context.DeadlineExceeded))
	// Output: true true
}

// Nothing left the machine, so the same payment can be sent again, or by another way.
func ExampleSafeToRetry() {
	gateway, _ := offline()
	defer gateway.Close()
	cfg := gateway.Configuration()
	cfg.Retry.MaxAttempts = 1 // by default the client itself would try again
	client := clientFor(cfg)
	gateway.Next(cybersourcetest.RefuseConnection())

	req := cardPayment("102.21")
	_, err := client.PaymentsApi.CreatePayment(context.Background(), req)
	fmt.Println("safe to retry:", cybersource.SafeToRetry(err), "processed:", len(gateway.Ledger()))

	payment, err := client.PaymentsApi.CreatePayment(context.Background(), req)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, "processed:", len(gateway.Ledger()))
	// Output:
	// safe to retry: true processed: 0
	// AUTHORIZED processed: 1
}

// The client tries again by itself where that is safe: after a refused connection, and
// when the service says when to come back.
func ExampleRetryPolicy() {
	gateway, _ := offline()
	defer gateway.Close()
	cfg := gateway.Configuration()
	cfg.Retry.Sleep = func(ctx context.Context, d time.Duration) error { return ctx.Err() } // in tests only
	client := clientFor(cfg)
	gateway.Script(cybersourcetest.RefuseConnection(), cybersourcetest.TooManyRequests("2"))

	payment, err := client.PaymentsApi.CreatePayment(context.Background(), cardPayment("102.21"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(payment.Status, "after", payment.Meta.Attempts, "attempts, processed:", len(gateway.Ledger()))
	// Output: AUTHORIZED after 3 attempts, processed: 1
}

// Strict validation finds what contradicts the documentation before anything is sent.
func ExampleInvalidRequestError() {
	gateway, _ := offline()
	defer gateway.Close()
	cfg := gateway.Configuration()
	cfg.Validation = cybersource.ValidateStrict

	req := cardPayment("1,102.21")
	req.PaymentInformation.Card.ExpirationMonth = "13"
	_, err := clientFor(cfg).PaymentsApi.CreatePayment(context.Background(), req)

	var invalid *cybersource.InvalidRequestError
	if errors.As(err, &invalid) {
		for _, problem := range invalid.Problems {
			fmt.Println(problem.Field, problem.Reason)
		}
	}
	fmt.Println("sent:", len(gateway.Requests()))
	// Output:
	// paymentInformation.card.expirationMonth is not a month from 01 to 12
	// orderInformation.amountDetails.totalAmount is not an amount: digits and at most one decimal point
	// sent: 0
}

// A request can be checked without a client, in a test of the code that builds it.
func ExampleCreatePaymentRequest_Validate() {
	req := cardPayment("102.21")
	req.OrderInformation.BillTo.Country = "USA"
	fmt.Println(req.Validate())
	// Output: create payment: invalid request: orderInformation.billTo.country is not a country code of two letters
}

// NewAPIClient reports everything that is wrong at once, by name and without values.
func ExampleConfigurationError() {
	_, err := cybersource.NewAPIClient(cybersource.Configuration{
		Host: "https://apitest.cybersource.com/",
		Credentials: cybersource.JWTSharedSecret{
			MerchantID:   "acme_eu",
			SharedSecret: "no-base64",
		},
		Timeout: -time.Second,
	})

	var wrong *cybersource.ConfigurationError
	if errors.As(err, &wrong) {
		for _, problem := range wrong.Problems {
			fmt.Println(problem)
		}
	}
	// Output:
	// Host is a URL: give the host name alone, or use BaseURL for an intermediate host
	// Timeout is negative
	// Credentials.KeyID is empty
	// Credentials.SharedSecret is not base64
}
