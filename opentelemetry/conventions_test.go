package opentelemetry

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"
	"go.opentelemetry.io/otel/semconv/v1.43.0/httpconv"
	"go.opentelemetry.io/otel/trace"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// conventional are the attributes of HTTP clients that are used here, by the names of the published
// package. Others of those namespaces are none.
var conventional = []attribute.Key{
	semconv.HTTPRequestMethodKey, semconv.HTTPRequestResendCountKey, semconv.HTTPResponseStatusCodeKey,
	semconv.ServerAddressKey, semconv.ServerPortKey, semconv.URLFullKey, semconv.URLTemplateKey, semconv.ErrorTypeKey,
}

// checkClientSpan holds a span of an attempt against the conventions of HTTP client spans.
func checkClientSpan(t *testing.T, span tracetest.SpanStub) {
	t.Helper()
	words := texts(span.Attributes)
	for _, key := range []attribute.Key{semconv.HTTPRequestMethodKey, semconv.ServerAddressKey, semconv.ServerPortKey, semconv.URLFullKey} {
		if words[string(key)] == "" {
			t.Errorf("%s lacks %s, which is required", span.Name, key)
		}
	}
	want := words["http.request.method"]
	if template, ok := words["url.template"]; ok {
		want += " " + template
	}
	if span.Name != want || span.SpanKind != trace.SpanKindClient {
		t.Errorf("name %q of a %s span, want %q of a client span", span.Name, span.SpanKind, want)
	}
	code, _ := strconv.Atoi(words["http.response.status_code"])
	failed := code == 0 || code >= 400
	if failed != (span.Status.Code == codes.Error) || failed != (words["error.type"] != "") {
		t.Errorf("%s: HTTP %d, error.type %q, status %s", span.Name, code, words["error.type"], span.Status.Code)
	}
	if code >= 400 && (words["error.type"] != strconv.Itoa(code) || span.Status.Description != "") {
		t.Errorf("%s: HTTP %d, error.type %q, description %q", span.Name, code, words["error.type"], span.Status.Description)
	}
	if words["http.request.resend_count"] == "0" {
		t.Errorf("%s has a resend_count of 0", span.Name)
	}
	checkAttributes(t, span.Name, span.Attributes)
}

// checkAttributes allows what the conventions name, what begins with cybersource, and nothing empty.
func checkAttributes(t *testing.T, where string, attributes []attribute.KeyValue) {
	t.Helper()
	seen := map[attribute.Key]bool{}
	for _, a := range attributes {
		if !slices.Contains(conventional, a.Key) && !strings.HasPrefix(string(a.Key), "cybersource.") {
			t.Errorf("%s has %s, which no convention has", where, a.Key)
		}
		if a.Value.String() == "" || seen[a.Key] {
			t.Errorf("%s has %s empty or twice", where, a.Key)
		}
		seen[a.Key] = true
	}
}

// everyEnd makes calls that end in all ways, a follow-up and one through Do.
func everyEnd(t *testing.T, f *fixture) {
	t.Helper()
	paid, err := f.pay(t)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []cybersourcetest.Step{
		cybersourcetest.RefuseConnection(), cybersourcetest.Decline("EXPIRED_CARD"), cybersourcetest.DropAnswer(), cybersourcetest.ServerError(),
	} {
		_, _ = f.pay(t, step)
	}
	reversal, err := paid.ReversalRequest()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.client.ReversalApi.AuthReversal(t.Context(), paid.ID, reversal); err != nil {
		t.Fatal(err)
	}
	invalid := payment()
	invalid.OrderInformation.AmountDetails.TotalAmount = "a lot"
	if _, err := f.client.PaymentsApi.CreatePayment(t.Context(), invalid); err == nil {
		t.Fatal("an amount in words was sent")
	}
	_, _ = f.client.Do(t.Context(), cybersource.RawRequest{Method: "GET", Path: "/tss/v2/transactions/" + paid.ID}, nil)
	_ = f.client.CheckCredentials(t.Context())
}

func TestSpansFollowTheConventionsHoweverACallEnds(t *testing.T) {
	f := newFixture(t, Options{}, nil)
	everyEnd(t, f)
	clients := 0
	for _, span := range f.ended() {
		if span.InstrumentationScope.Name != scope || span.InstrumentationScope.SchemaURL != schemaURL || !strings.HasSuffix(schemaURL, "/"+SemanticConventions) {
			t.Errorf("scope %+v", span.InstrumentationScope)
		}
		if span.Parent.IsValid() {
			clients++
			checkClientSpan(t, span)
			if url := texts(span.Attributes)["url.full"]; regexp.MustCompile(`\d{6}`).MatchString(url) {
				t.Errorf("an id is in the address %s", url)
			}
			continue
		}
		checkAttributes(t, span.Name, span.Attributes)
		if span.SpanKind != trace.SpanKindInternal || span.EndTime.Before(span.StartTime) {
			t.Errorf("%s is a %s span", span.Name, span.SpanKind)
		}
	}
	if clients < 9 {
		t.Errorf("%d spans of attempts", clients)
	}
}

func TestRequestMetricFollowsTheConventions(t *testing.T) {
	f := newFixture(t, Options{}, nil)
	everyEnd(t, f)
	published := httpconv.ClientRequestDuration{}
	m, ok := f.collected(t)[published.Name()]
	if !ok || m.Unit != published.Unit() || m.Description != published.Description() {
		t.Fatalf("%+v", m)
	}
	for _, words := range series(t, m) {
		for _, key := range []attribute.Key{semconv.HTTPRequestMethodKey, semconv.ServerAddressKey, semconv.ServerPortKey} {
			if words[string(key)] == "" {
				t.Errorf("%v lacks %s, which is required", words, key)
			}
		}
		code, _ := strconv.Atoi(words["http.response.status_code"])
		if (code == 0 || code >= 400) != (words["error.type"] != "") {
			t.Errorf("%v", words)
		}
		for name := range words {
			if !slices.Contains(conventional, attribute.Key(name)) {
				t.Errorf("%s is on a metric of the conventions", name)
			}
		}
	}
}

// Whatever calls are made, no metric has an id, and durations up to the usual time limit are told apart.
func TestMetricsHaveAttributesOfFewValues(t *testing.T) {
	f := newFixture(t, Options{}, nil)
	for range 3 {
		everyEnd(t, f)
	}
	few := map[string][]string{
		"cybersource.client.call.duration": {
			"cybersource.ending", "cybersource.http.class", "cybersource.operation", "cybersource.outcome", "cybersource.status", "error.type",
		},
		"cybersource.client.retries": {"cybersource.operation", "cybersource.retry.cause"},
		"http.client.request.duration": {
			"error.type", "http.request.method", "http.response.status_code", "server.address", "server.port", "url.template",
		},
	}
	collected := f.collected(t)
	if got, want := slices.Sorted(maps.Keys(collected)), slices.Sorted(maps.Keys(few)); !slices.Equal(got, want) {
		t.Fatalf("metrics %q, want %q", got, want)
	}
	for name, m := range collected {
		sets := series(t, m)
		if len(sets) > 12 {
			t.Errorf("%s has %d series after three rounds of the same", name, len(sets))
		}
		found := map[string]bool{}
		for _, words := range sets {
			for key, value := range words {
				found[key] = true
				if strings.Contains(value, "ORDER") || regexp.MustCompile(`[0-9a-f]{6}`).MatchString(value) {
					t.Errorf("%s has an id in %s: %s", name, key, value)
				}
			}
		}
		if got := slices.Sorted(maps.Keys(found)); !slices.Equal(got, few[name]) {
			t.Errorf("%s has the attributes\n%q, want\n%q", name, got, few[name])
		}
		if data, ok := m.Data.(metricdata.Histogram[float64]); ok {
			if b := data.DataPoints[0].Bounds; b[0] != 0.05 || b[len(b)-1] != 65 || !slices.IsSorted(b) {
				t.Errorf("%s has the bounds %v", name, b)
			}
		}
	}
}
