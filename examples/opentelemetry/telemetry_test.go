package main

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestEveryAttemptIsAChildOfItsCall(t *testing.T) {
	f := newFixture(t)
	f.pay(t, cybersourcetest.RefuseConnection())

	spans := f.spans.GetSpans()
	if len(spans) != 3 {
		t.Fatalf("%d spans, want two attempts and a call", len(spans))
	}
	call := spans[2]
	if call.Name != "CreatePayment" || call.Parent.IsValid() || call.Status.Code == codes.Error {
		t.Errorf("call %q, parent %t, status %s", call.Name, call.Parent.IsValid(), call.Status.Code)
	}
	for _, attempt := range spans[:2] {
		if attempt.Name != "POST /pts/v2/payments" || attempt.Parent.SpanID() != call.SpanContext.SpanID() {
			t.Errorf("attempt %q is no child of its call", attempt.Name)
		}
	}
	if spans[0].Status.Code != codes.Error || spans[1].Status.Code == codes.Error {
		t.Errorf("attempts ended %s and %s, want an error and none", spans[0].Status.Code, spans[1].Status.Code)
	}
}

func TestADeclineIsNoError(t *testing.T) {
	f := newFixture(t)
	f.pay(t, cybersourcetest.Decline("EXPIRED_CARD"))
	for _, span := range f.spans.GetSpans() {
		if span.Status.Code == codes.Error {
			t.Errorf("span %q is marked as an error", span.Name)
		}
	}
}

func TestALostAnswerIsAnErrorWithItsOwnOutcome(t *testing.T) {
	f := newFixture(t)
	f.pay(t, cybersourcetest.DropAnswer())
	call := f.spans.GetSpans()[1]
	if call.Status.Code != codes.Error || !slices.Contains(call.Attributes, attribute.String("cybersource.ending", "unknown")) {
		t.Errorf("status %s, attributes %s", call.Status.Code, text(call.Attributes))
	}
}

func TestMetricsHaveAttributesOfFewValues(t *testing.T) {
	f := newFixture(t)
	f.pay(t, cybersourcetest.RefuseConnection())
	f.pay(t, cybersourcetest.DropAnswer())

	few := []string{
		"http.request.method", "http.response.status_code", "server.address", "url.template",
		"cybersource.operation", "cybersource.ending", "cybersource.status", "cybersource.retry.cause",
	}
	var collected metricdata.ResourceMetrics
	if err := f.metrics.Collect(t.Context(), &collected); err != nil {
		t.Fatal(err)
	}
	metrics := collected.ScopeMetrics[0].Metrics
	if len(metrics) != 3 {
		t.Errorf("%d metrics, want 3", len(metrics))
	}
	for _, m := range metrics {
		for _, line := range series(m) {
			_, attributes, _ := strings.Cut(line, "{")
			for pair := range strings.FieldsSeq(strings.ReplaceAll(attributes, "not sent", "not-sent")) {
				if name, _, ok := strings.Cut(pair, "="); ok && !slices.Contains(few, name) {
					t.Errorf("%s has the attribute %s", m.Name, name)
				}
			}
		}
	}
}

// fixture is a client with telemetry that is kept, and the gateway it talks to.
type fixture struct {
	gateway *cybersourcetest.Gateway
	spans   *tracetest.InMemoryExporter
	metrics *sdkmetric.ManualReader
	api     *cybersource.PaymentsApi
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{
		gateway: cybersourcetest.NewGateway(cybersourcetest.Options{}),
		spans:   tracetest.NewInMemoryExporter(),
		metrics: sdkmetric.NewManualReader(),
	}
	t.Cleanup(f.gateway.Close)
	cfg := f.gateway.Configuration()
	cfg.Retry.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	var err error
	cfg.Hooks, err = newHooks(
		sdktrace.NewTracerProvider(sdktrace.WithSyncer(f.spans)).Tracer(scope),
		sdkmetric.NewMeterProvider(sdkmetric.WithReader(f.metrics)).Meter(scope))
	if err != nil {
		t.Fatal(err)
	}
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.api = client.PaymentsApi
	return f
}

// pay makes a payment that ends as the step says, well or not.
func (f *fixture) pay(t *testing.T, step cybersourcetest.Step) {
	t.Helper()
	f.gateway.Next(step)
	_, _ = f.api.CreatePayment(t.Context(), order("TEST")) // its spans say how it ended
	if len(f.spans.GetSpans()) == 0 {
		t.Fatal("no span was written")
	}
}
