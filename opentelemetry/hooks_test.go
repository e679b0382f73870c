package opentelemetry

import (
	"context"
	"errors"
	"net"
	"strconv"
	"strings"
	"testing"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"go.opentelemetry.io/otel/trace"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestAttemptsAreChildrenOfTheirCall(t *testing.T) {
	f := newFixture(t, Options{}, nil)
	paid, err := f.pay(t, cybersourcetest.RefuseConnection())
	if err != nil {
		t.Fatal(err)
	}
	spans := f.ended()
	if len(spans) != 3 {
		t.Fatalf("%d spans, want two attempts and a call", len(spans))
	}
	call := spans[2]
	if call.Name != "CreatePayment" || call.Parent.IsValid() || call.Status.Code == codes.Error {
		t.Errorf("call %q, parent %t, status %s", call.Name, call.Parent.IsValid(), call.Status.Code)
	}
	for i, want := range []struct{ sent, code, errorType, resends string }{{"false", "", "connection", ""}, {"true", "201", "", "1"}} {
		words := texts(spans[i].Attributes)
		got := struct{ sent, code, errorType, resends string }{
			words["cybersource.sent"], words["http.response.status_code"], words["error.type"], words["http.request.resend_count"],
		}
		if spans[i].Parent.SpanID() != call.SpanContext.SpanID() || got != want {
			t.Errorf("attempt %d: %+v, want %+v", i+1, got, want)
		}
	}
	words := texts(call.Attributes)
	for key, want := range map[string]string{
		"cybersource.reference_code": "ORDER-1", "cybersource.transaction.id": paid.Meta.TransactionID, "cybersource.payment.id": paid.ID,
		"cybersource.ending": "answered", "cybersource.status": "AUTHORIZED", "cybersource.outcome": "approved", "cybersource.holds_funds": "true",
		"cybersource.merchant.id": "gateway_merchant", "cybersource.attempts": "2", "cybersource.run_environment": "apitest.cybersource.com",
		"cybersource.correlation.id": paid.Meta.CorrelationID,
	} {
		if words[key] != want {
			t.Errorf("%s is %q, want %q", key, words[key], want)
		}
	}
	if len(call.Events) != 1 || texts(call.Events[0].Attributes)["cybersource.retry.cause"] != "not sent" {
		t.Errorf("events %+v", call.Events)
	}
}

// Connections go to an intermediate host while another one is signed.
func TestServerIsTheRealDestination(t *testing.T) {
	f := newFixture(t, Options{}, nil)
	if _, err := f.pay(t); err != nil {
		t.Fatal(err)
	}
	host, port, err := net.SplitHostPort(strings.TrimPrefix(f.gateway.Configuration().BaseURL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	words := texts(f.ended()[0].Attributes)
	if words["server.address"] != host || words["server.port"] != port || words["url.full"] != "http://"+host+":"+port+"/pts/v2/payments" {
		t.Errorf("%v", words)
	}
	for destination, want := range map[string]string{"https://api.cybersource.com": "443", "http://localhost": "80", "https://[::1]:8443": "8443"} {
		if _, port := serverOf(destination); strconv.Itoa(port) != want {
			t.Errorf("%s: port %d, want %s", destination, port, want)
		}
	}
}

func TestDeclineIsNoErrorAndALostAnswerIs(t *testing.T) {
	f := newFixture(t, Options{}, nil)
	if _, err := f.pay(t, cybersourcetest.Decline("EXPIRED_CARD")); err != nil {
		t.Fatal(err)
	}
	for _, span := range f.ended() {
		if span.Status.Code == codes.Error {
			t.Errorf("span %q of a decline is marked as an error", span.Name)
		}
	}
	_, err := f.pay(t, cybersourcetest.DropAnswer())
	call := f.ended()[1]
	words := texts(call.Attributes)
	if _, said := words["cybersource.holds_funds"]; said {
		t.Error("an unknown outcome says whether funds are held")
	}
	if call.Status.Code != codes.Error || call.Status.Description != err.Error() || words["cybersource.ending"] != "unknown" || words["error.type"] != "connection" {
		t.Errorf("%+v, %v", call.Status, words)
	}
}

func TestSpansHoldNothingOfACard(t *testing.T) {
	f := newFixture(t, Options{}, nil)
	everyEnd(t, f)
	for _, span := range f.ended() {
		text := span.Status.Description + " " + span.Name
		for _, value := range texts(span.Attributes) {
			text += " " + value
		}
		for _, secret := range []string{"4111111111111111", "2031", "Lovelace", "ada@example.com", "a lot"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s is in %s", secret, text)
			}
		}
	}
}

func TestMerchantIsOnMetricsIfAskedFor(t *testing.T) {
	f := newFixture(t, Options{MerchantOnMetrics: true}, nil)
	if _, err := f.pay(t); err != nil {
		t.Fatal(err)
	}
	if words := series(t, f.collected(t)["cybersource.client.call.duration"])[0]; words["cybersource.merchant.id"] != "gateway_merchant" {
		t.Errorf("%v", words)
	}
}

// Another hook may put its own span into the context: each ends its own.
func TestSpansOfJoinedHooksAreKeptApart(t *testing.T) {
	others := tracetest.NewInMemoryExporter()
	other := sdktrace.NewTracerProvider(sdktrace.WithSyncer(others))
	f := newFixture(t, Options{}, func(cfg *cybersource.Configuration) {
		mine := cybersource.Hooks{
			CallStart: func(ctx context.Context, _ cybersource.CallInfo) context.Context {
				ctx, _ = other.Tracer("shop").Start(ctx, "shop")
				return ctx
			},
			CallEnd: func(ctx context.Context, _ cybersource.CallResult) { trace.SpanFromContext(ctx).End() },
		}
		cfg.Hooks = cybersource.JoinHooks(cfg.Hooks, mine, Hooks(other, nil, Options{}))
	})
	if _, err := f.pay(t); err != nil {
		t.Fatal(err)
	}
	if n := len(f.ended()); n != 2 {
		t.Errorf("%d spans, want an attempt and a call", n)
	}
	names := map[string]int{}
	for _, span := range others.GetSpans() {
		names[span.Name]++
	}
	if names["CreatePayment"] != 1 || names["POST /pts/v2/payments"] != 1 || len(names) > 3 {
		t.Errorf("spans of the other provider: %v", names)
	}
}

func TestNilProvidersMakeNothing(t *testing.T) {
	if h := Hooks(nil, nil, Options{}); h.CallStart != nil || h.AttemptStart != nil || h.AttemptEnd != nil || h.Retry != nil || h.CallEnd != nil {
		t.Errorf("hooks %+v", h)
	}
	f := newFixture(t, Options{}, func(cfg *cybersource.Configuration) {
		cfg.Hooks = Hooks(otel.GetTracerProvider(), otel.GetMeterProvider(), Options{}) // those that do nothing
	})
	if _, err := f.pay(t); err != nil {
		t.Error(err)
	}
}

func TestStatusesAreBounded(t *testing.T) {
	var w words
	for i := range 2 * mostWords {
		word := strconv.Itoa(i)
		want := word
		if i >= mostWords {
			want = "_OTHER"
		}
		if got := w.bounded(word); got != want {
			t.Errorf("word %d is %q, want %q", i, got, want)
		}
	}
	if w.bounded("0") != "0" || w.bounded("") != "" {
		t.Error("a known word is not kept")
	}
}

func TestErrorsAreSortedIntoFewWords(t *testing.T) {
	for want, err := range map[string]error{
		"timeout": context.DeadlineExceeded, "canceled": context.Canceled, "name_resolution": &net.DNSError{Err: "no such host"},
		"connection": &net.OpError{Op: "dial", Err: errors.New("refused")}, "_OTHER": errors.New("sealed"),
	} {
		if got := errorType(errors.Join(errors.New("call"), err)); got != want {
			t.Errorf("%v is %q, want %q", err, got, want)
		}
	}
}

func TestAddressHasNoIDs(t *testing.T) {
	c := cybersource.CallInfo{Destination: "https://api.cybersource.com", Route: "/pts/v2/payments/{id}/captures"}
	if got := fullURL(c); got != "https://api.cybersource.com/pts/v2/payments/REDACTED/captures" {
		t.Error(got)
	}
}
