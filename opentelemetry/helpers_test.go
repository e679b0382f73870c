package opentelemetry

import (
	"context"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// fixture is a client whose spans and metrics are kept, and the gateway that it talks to.
type fixture struct {
	gateway *cybersourcetest.Gateway
	spans   *tracetest.InMemoryExporter
	metrics *sdkmetric.ManualReader
	client  *cybersource.APIClient
}

func newFixture(t *testing.T, o Options, change func(*cybersource.Configuration)) *fixture {
	t.Helper()
	f := &fixture{
		gateway: cybersourcetest.NewGateway(cybersourcetest.Options{Seed: 1}),
		spans:   tracetest.NewInMemoryExporter(),
		metrics: sdkmetric.NewManualReader(),
	}
	t.Cleanup(f.gateway.Close)
	cfg := f.gateway.Configuration()
	cfg.Retry.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	cfg.Hooks = Hooks(
		sdktrace.NewTracerProvider(sdktrace.WithSyncer(f.spans)), sdkmetric.NewMeterProvider(sdkmetric.WithReader(f.metrics)), o)
	if change != nil {
		change(&cfg)
	}
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.client = client
	return f
}

func payment() *cybersource.CreatePaymentRequest {
	return &cybersource.CreatePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: "ORDER-1"},
		PaymentInformation: &cybersource.PaymentInformation{Card: &cybersource.PaymentInformationCard{
			Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", SecurityCode: "123", Type: cybersource.CardTypeVisa,
		}},
		OrderInformation: &cybersource.OrderInformation{
			AmountDetails: &cybersource.OrderInformationAmountDetails{TotalAmount: "24.99", Currency: "USD"},
			BillTo: &cybersource.OrderInformationBillTo{
				FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
				Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
			},
		},
	}
}

// pay makes a payment that ends as the gateway is told to let it.
func (f *fixture) pay(t *testing.T, steps ...cybersourcetest.Step) (*cybersource.CreatePaymentResponse, error) {
	t.Helper()
	for _, step := range steps {
		f.gateway.Next(step)
	}
	return f.client.PaymentsApi.CreatePayment(t.Context(), payment())
}

// ended returns the spans that have ended since the last time, in the order of their ends.
func (f *fixture) ended() tracetest.SpanStubs {
	spans := f.spans.GetSpans()
	f.spans.Reset()
	return spans
}

func (f *fixture) collected(t *testing.T) map[string]metricdata.Metrics {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := f.metrics.Collect(t.Context(), &all); err != nil {
		t.Fatal(err)
	}
	byName := map[string]metricdata.Metrics{}
	for _, s := range all.ScopeMetrics {
		if s.Scope.Name != scope || s.Scope.SchemaURL != schemaURL || s.Scope.Version != cybersource.Version {
			t.Errorf("scope %+v", s.Scope)
		}
		for _, m := range s.Metrics {
			byName[m.Name] = m
		}
	}
	return byName
}

// texts are the attributes as words.
func texts(attributes []attribute.KeyValue) map[string]string {
	words := map[string]string{}
	for _, a := range attributes {
		words[string(a.Key)] = a.Value.String()
	}
	return words
}

// series are the attribute sets of a metric.
func series(t *testing.T, m metricdata.Metrics) (sets []map[string]string) {
	t.Helper()
	switch data := m.Data.(type) {
	case metricdata.Histogram[float64]:
		for _, p := range data.DataPoints {
			sets = append(sets, texts(p.Attributes.ToSlice()))
		}
	case metricdata.Sum[int64]:
		for _, p := range data.DataPoints {
			sets = append(sets, texts(p.Attributes.ToSlice()))
		}
	default:
		t.Fatalf("%s is a %T", m.Name, m.Data)
	}
	return sets
}
