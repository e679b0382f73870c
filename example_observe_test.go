package cybersource_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Hooks feed metrics and traces. What hooks are given has few distinct values.
func ExampleHooks() {
	gateway, _ := offline()
	defer gateway.Close()

	cfg := gateway.Configuration()
	cfg.Retry.BaseDelay = time.Millisecond // a test need not wait
	cfg.Hooks.Retry = func(_ context.Context, r cybersource.RetryInfo) {
		fmt.Println("again:", r.Operation, "attempt", r.Next, "because it was", r.Cause)
	}
	cfg.Hooks.CallEnd = func(_ context.Context, c cybersource.CallResult) {
		fmt.Println("end:", c.Operation, c.HTTPStatus, c.Ending, c.Status, "attempts:", c.Attempts)
	}
	client := clientFor(cfg)

	gateway.Next(cybersourcetest.RefuseConnection())
	pay(client, cardPayment("102.21"))
	pay(client, cardPayment("2204.00")) // an amount of the test system that is declined
	// Output:
	// again: CreatePayment attempt 2 because it was not sent
	// end: CreatePayment 201 answered AUTHORIZED attempts: 2
	// end: CreatePayment 201 answered DECLINED attempts: 1
}

// Printing a model masks what must not be in a log, whichever way it is printed.
func ExampleCreatePaymentRequest_masked() {
	req := &cybersource.CreatePaymentRequest{
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{Number: "4111111111111111", Type: cybersource.CardTypeVisa, SecurityCode: "123"},
		},
	}
	fmt.Printf("%v\n", req)

	logger := slog.New(slog.NewTextHandler(os.Stdout, withoutTime))
	logger.Info("sending", "card", req.PaymentInformation.Card)
	// Output:
	// CreatePaymentRequest{PaymentInformation:{Card:{Number:"****1111" Type:"001" SecurityCode:"***"}}}
	// level=INFO msg=sending card.number=****1111 card.type=001 card.securityCode=***
}

// The client logs one line per call; on the debug level also the bodies, masked.
func ExampleConfiguration_logger() {
	gateway, _ := offline()
	defer gateway.Close()

	cfg := gateway.Configuration()
	cfg.Logger = slog.New(slog.NewTextHandler(os.Stdout, withoutTime))
	pay(clientFor(cfg), cardPayment("102.21"))
	// Output: level=INFO msg="call ended" operation=CreatePayment ending=answered httpStatus=201 attempts=1 status=AUTHORIZED outcome=approved advice=none holdsFunds=true
}

// A member that the models do not know can be sent, and is kept when it is received.
func ExampleCreatePaymentRequest_extra() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{
		Override: func(r cybersourcetest.Request) *cybersourcetest.Response {
			var sent struct{ OrderInformation struct{ LoyaltyTier string } }
			fmt.Println("unmarshal:", json.Unmarshal(r.Body(), &sent), "sent:", sent.OrderInformation.LoyaltyTier)
			return &cybersourcetest.Response{Status: 201, Body: []byte(`{"id":"1","status":"AUTHORIZED","loyaltyPoints":12}`)}
		},
	})
	defer gateway.Close()

	req := cardPayment("102.21")
	req.OrderInformation.Extra = map[string]json.RawMessage{"loyaltyTier": json.RawMessage(`"gold"`)}
	payment := pay(clientFor(gateway.Configuration()), req)
	fmt.Printf("received: %s\n", payment.Extra["loyaltyPoints"])
	// Output:
	// unmarshal: <nil> sent: gold
	// received: 12
}

// Meta is what surrounds an answer: what support asks for, what a timeout reversal
// needs, and the exact body.
func ExampleMeta() {
	gateway, client := offline()
	defer gateway.Close()

	meta := pay(client, cardPayment("102.21")).Meta
	fmt.Println(meta.HTTPStatus, "attempts:", meta.Attempts)
	fmt.Println("correlation id as in the ledger:", meta.CorrelationID == gateway.Ledger()[0].CorrelationID)
	fmt.Println("transaction id as in the ledger:", meta.TransactionID == gateway.Ledger()[0].TransactionID)
	// Output:
	// 201 attempts: 1
	// correlation id as in the ledger: true
	// transaction id as in the ledger: true
}

// withoutTime keeps what differs from run to run out of a log.
var withoutTime = &slog.HandlerOptions{
	ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
		switch a.Key {
		case slog.TimeKey, "duration", "correlationId", "merchant", "code", "transactionId", "destination", "keyId", "id":
			return slog.Attr{}
		}
		return a
	},
}
