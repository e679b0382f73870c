package cybersourcetest_test

import (
	"bytes"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// reports is a gateway whose override answers a path that the gateway does not know.
func reports(t *testing.T, options cybersourcetest.Options) *cybersourcetest.Gateway {
	t.Helper()
	options.Override = func(r cybersourcetest.Request) *cybersourcetest.Response {
		if !strings.HasPrefix(r.Path, "/reporting/v3/reports/") {
			return nil
		}
		return &cybersourcetest.Response{Body: []byte(`{"status":"` + r.Method + " " + r.MerchantID + `"}`)}
	}
	return newGateway(t, options)
}

func TestOverrideSeesPathsThatTheGatewayDoesNotKnow(t *testing.T) {
	gateway := reports(t, cybersourcetest.Options{RequireEncryption: true})
	s := signerOf(t, gateway)
	const path = "/reporting/v3/reports/7001?fields=a%20b"
	for name, r := range map[string]*http.Request{
		"token":     s.get(t, gateway, http.MethodGet, path),
		"signature": s.getHTTPSignature(t, gateway, http.MethodGet, path),
	} {
		got := mustDo(t, gateway, r)
		if got.StatusCode != http.StatusOK || got.fields(t).Status != "GET gateway_merchant" {
			t.Errorf("%s: HTTP %d %s", name, got.StatusCode, got.body)
		}
	}
	if got := mustDo(t, gateway, s.get(t, gateway, http.MethodDelete, path)); got.fields(t).Status != "DELETE gateway_merchant" {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	if r := gateway.Requests()[0]; r.Operation != "" || r.Path != path || r.Processed || !r.Answered || r.HTTPStatus != 200 {
		t.Errorf("%+v", r.Entry)
	}
}

func TestQueryIsPartOfWhatIsSigned(t *testing.T) {
	gateway := reports(t, cybersourcetest.Options{})
	s := signerOf(t, gateway)
	for name, r := range map[string]*http.Request{
		"token":     s.get(t, gateway, http.MethodGet, "/reporting/v3/reports/7001?a=1"),
		"signature": s.getHTTPSignature(t, gateway, http.MethodGet, "/reporting/v3/reports/7001?a=1"),
	} {
		r.URL.RawQuery = "a=2"
		if got := mustDo(t, gateway, r); got.StatusCode != http.StatusUnauthorized {
			t.Errorf("%s: HTTP %d %s", name, got.StatusCode, got.body)
		}
	}
}

func TestOverrideSeesNobodyUnauthenticated(t *testing.T) {
	gateway := reports(t, cybersourcetest.Options{})
	r := newRequest(t, gateway, "/reporting/v3/reports/7001", "")
	if got := mustDo(t, gateway, r); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

func TestPathsThatNoOverrideAnswersAreNotThere(t *testing.T) {
	gateway := reports(t, cybersourcetest.Options{})
	s := signerOf(t, gateway)
	for path, status := range map[string]int{"/nowhere": 404, payments + "/1": 405} {
		got := mustDo(t, gateway, s.get(t, gateway, http.MethodGet, path))
		if got.StatusCode != status || status == 405 != slices.Equal(got.Header["Allow"], []string{"PATCH"}) {
			t.Errorf("%s: HTTP %d %s, Allow %q", path, got.StatusCode, got.body, got.Header["Allow"])
		}
	}
}

func TestFaultsMeetCallsThatOnlyAnOverrideKnows(t *testing.T) {
	gateway := reports(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.ServerError().AfterProcessing())
	r := signerOf(t, gateway).get(t, gateway, http.MethodGet, "/reporting/v3/reports/7001")
	if got := mustDo(t, gateway, r); got.StatusCode != http.StatusBadGateway {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

func TestLogNamesPathsThatAreNotThere(t *testing.T) {
	for name, override := range map[string]func(cybersourcetest.Request) *cybersourcetest.Response{
		"no override": nil, "an override": func(cybersourcetest.Request) *cybersourcetest.Response { return nil },
	} {
		var log bytes.Buffer
		gateway := newGateway(t, cybersourcetest.Options{Override: override, Logger: slog.New(slog.NewTextHandler(&log, nil))})
		path := "/v2/things/4111111111111111/%C3%BC?card=5555"
		mustDo(t, gateway, signerOf(t, gateway).get(t, gateway, http.MethodGet, path))
		mustDo(t, gateway, signerOf(t, gateway).get(t, gateway, http.MethodGet, "/"+strings.Repeat("x", 4000)))
		gateway.Close()
		lines := log.String()
		if !strings.Contains(lines, "/v2/things/****************/%C3%BC") || !strings.Contains(lines, "GET") {
			t.Errorf("%s: the log does not name it: %s", name, lines)
		}
		if strings.Contains(lines, "1111") || strings.Contains(lines, "5555") || strings.Contains(lines, strings.Repeat("x", 201)) {
			t.Errorf("%s: the log tells too much: %s", name, lines)
		}
	}
}
