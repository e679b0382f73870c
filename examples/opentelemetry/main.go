// Command opentelemetry pays with spans and metrics of every call and attempt, and
// prints what an exporter would send. It is a module of its own, as the hooks are, so that
// the client itself depends on nothing of this.
//
//	cd examples/opentelemetry && go run .
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway, which
// refuses a connection, declines a payment and loses an answer.
package main

import (
	"context"
	"errors"

	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
	"github.com/cybersource-go/cybersource/opentelemetry"
)

func main() {
	ctx := context.Background()
	spans := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spanPrinter{})) // in production: WithBatcher and OTLP
	metrics := sdkmetric.NewManualReader()                                  // in production: a periodic reader and OTLP
	meters := sdkmetric.NewMeterProvider(sdkmetric.WithReader(metrics))

	cfg := demo.Configuration(cybersourcetest.Options{})
	cfg.Hooks = opentelemetry.Hooks(spans, meters, opentelemetry.Options{})

	pay(ctx, demo.NewClient(cfg).PaymentsApi)

	demo.Step("Metrics")
	demo.Check(printMetrics(ctx, metrics))
	demo.Check(errors.Join(spans.Shutdown(ctx), meters.Shutdown(ctx)))
}

// pay makes payments that end in different ways, which the offline gateway is told to.
func pay(ctx context.Context, api *cybersource.PaymentsApi) {
	script(cybersourcetest.RefuseConnection())
	demo.Step("Spans of a payment; offline, at the second attempt")
	_, err := api.CreatePayment(ctx, order("OTEL-1"))
	demo.Check(err)
	if demo.Offline == nil {
		return
	}
	script(cybersourcetest.Decline("INSUFFICIENT_FUND"))
	demo.Step("Spans of a decline")
	_, err = api.CreatePayment(ctx, order("OTEL-2"))
	demo.Check(err)

	script(cybersourcetest.DropAnswer())
	demo.Step("Spans of a lost answer")
	_, err = api.CreatePayment(ctx, order("OTEL-3"))
	if !errors.Is(err, cybersource.ErrOutcomeUnknown) {
		demo.Check(errors.Join(errors.New("an answer was expected to get lost"), err))
	}
}

func script(step cybersourcetest.Step) {
	if demo.Offline != nil {
		demo.Offline.Next(step)
	}
}

func order(name string) *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: demo.Code(name)},
		ProcessingInformation:      &cybersource.ProcessingInformation{CommerceIndicator: "internet"},
		PaymentInformation: &cybersource.PaymentInformation{
			Card: &cybersource.PaymentInformationCard{
				Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: cybersource.CardTypeVisa,
			},
		},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "24.99", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com", PhoneNumber: "4155550100",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}
