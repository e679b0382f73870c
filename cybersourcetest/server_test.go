package cybersourcetest_test

import (
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestRequestsThatAreNoCall(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, tc := range []struct {
		name, method, path, contentType string
		body                            io.Reader
		status                          int
		kind                            string // errors[0].type, or "" for the shape of a failed authentication
	}{
		{"unknown path", "GET", "/pts/v2/refunds", "", nil, 404, "notFound"},
		{"below a payment", "POST", "/pts/v2/payments/1/settlements", "", nil, 404, "notFound"},
		{"refresh without an id", "POST", "/pts/v2/refresh-payment-status/", "", nil, 404, "notFound"},
		{"refresh of an empty id", "POST", "/pts/v2/refresh-payment-status//", "", nil, 404, "notFound"},
		{"wrong case", "POST", "/PTS/v2/payments", "", nil, 404, "notFound"},
		{"page with another method", "DELETE", "/", "", nil, 404, "notFound"},
		{"get a payment", "GET", "/pts/v2/payments/1", "", nil, 405, "methodNotAllowed"},
		{"put payments", "PUT", "/pts/v2/payments", "", nil, 405, "methodNotAllowed"},
		{"no content type", "POST", payments, "", nil, 415, "unsupportedMediaType"},
		{"a form", "POST", payments, "application/x-www-form-urlencoded", nil, 415, "unsupportedMediaType"},
		{"too large", "POST", payments, "application/json", strings.NewReader(strings.Repeat(" ", 1<<20+1)), 413, "requestTooLarge"},
		{"unsigned", "POST", payments, "application/json;charset=utf-8", strings.NewReader(body), 401, ""},
		{"unsigned, with a trailing slash", "POST", payments + "/", "application/json", strings.NewReader(body), 401, ""},
		{"unsigned increment", "PATCH", payments + "/1", "application/json", nil, 401, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r, err := http.NewRequest(tc.method, gateway.URL()+tc.path, tc.body)
			if err != nil {
				t.Fatal(err)
			}
			if tc.contentType != "" {
				r.Header.Set("Content-Type", tc.contentType)
			}
			got := mustDo(t, gateway, r)
			f := got.fields(t)
			if got.StatusCode != tc.status || (tc.kind != "") != (len(f.Errors) == 1) || tc.kind != "" && f.Errors[0].Type != tc.kind {
				t.Errorf("HTTP %d %s, want %d %s", got.StatusCode, got.body, tc.status, tc.kind)
			}
			if (tc.status == 405) != (got.Header.Get("Allow") != "") {
				t.Errorf("Allow is %q", got.Header.Get("Allow"))
			}
		})
	}
	if ledger := gateway.Ledger(); len(ledger) != 0 {
		t.Errorf("%d calls were processed", len(ledger))
	}
}

func TestAnswersHaveTheHeadersOfTheService(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	unsigned := mustDo(t, gateway, newRequest(t, gateway, payments, body))
	unknown := mustDo(t, gateway, newRequest(t, gateway, "/nowhere", body))
	correlationIDs := make(map[string]bool)
	for _, got := range []response{mustPost(t, gateway, body), unsigned, unknown} {
		for name, want := range map[string]string{
			"Content-Type":              "^application/hal\\+json$",
			"V-C-Correlation-Id":        "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$",
			"Cache-Control":             "^no-cache, no-store, must-revalidate$",
			"Pragma":                    "^no-cache$",
			"Expires":                   "^-1$",
			"Strict-Transport-Security": "^max-age=31536000$",
			"X-Response-Time":           "^[0-9]+ms$",
			"X-Opnet-Transaction-Trace": "^[0-9a-f-]{36}$",
			"Date":                      " GMT$",
		} {
			if value := got.Header.Get(name); !regexp.MustCompile(want).MatchString(value) {
				t.Errorf("HTTP %d: %s is %q, want %s", got.StatusCode, name, value, want)
			}
		}
		correlationIDs[got.Header.Get("V-C-Correlation-Id")] = true
	}
	if len(correlationIDs) != 3 {
		t.Error("correlation ids are not unique")
	}
	if entry := gateway.Ledger()[0]; !correlationIDs[entry.CorrelationID] {
		t.Errorf("the ledger has another correlation id: %s", entry.CorrelationID)
	}
}

func TestPathsAreTakenAsTheyAreSent(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{PathPrefix: "/gw/v1"})
	for _, tc := range []struct{ name, path, signed string }{
		{"plain", payments, payments},
		{"trailing slash", payments + "/", payments + "/"},
		{"query", payments + "?a=b%20c", payments + "?a=b%20c"},
		{"prefix of an intermediate host", "/gw/v1" + payments, payments},
	} {
		t.Run(tc.name, func(t *testing.T) {
			for name, sign := range map[string]func(signer, *http.Request, string){
				"token":     func(s signer, r *http.Request, text string) { s.token(r, text, nil) },
				"signature": signer.httpSignature,
			} {
				text := payment(tc.name + " " + name)
				r := newRequest(t, gateway, tc.signed, text)
				sign(signerOf(t, gateway), r, text)
				sent := newRequest(t, gateway, tc.path, text)
				sent.Header, sent.Host = r.Header, r.Host
				if got := mustDo(t, gateway, sent); got.StatusCode != http.StatusCreated {
					t.Errorf("%s: HTTP %d %s (%s)", name, got.StatusCode, got.body, last(gateway.Requests()).Refusal)
				}
			}
		})
	}
}

func TestEscapedIDsReachTheOperation(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	var asked string
	gateway2 := newGateway(t, cybersourcetest.Options{Override: func(r cybersourcetest.Request) *cybersourcetest.Response {
		asked = r.Path
		return &cybersourcetest.Response{Body: []byte(`{"status":"OVERRIDDEN"}`), Header: http.Header{"X-Mine": {"1"}}}
	}})
	path := "/pts/v2/refresh-payment-status/70%2F01%20%C3%BC"
	for g, status := range map[*cybersourcetest.Gateway]int{gateway: 400, gateway2: 200} {
		r := newRequest(t, g, path, "{}")
		signerOf(t, g).token(r, "{}", nil)
		if got := mustDo(t, g, r); got.StatusCode != status {
			t.Errorf("HTTP %d %s, want %d", got.StatusCode, got.body, status)
		}
	}
	if asked != path {
		t.Errorf("path %q, want it as it was sent", asked)
	}
}

func TestOverrideAnswersInsteadOfTheGateway(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Override: func(r cybersourcetest.Request) *cybersourcetest.Response {
		if r.Code != "mine" {
			return nil
		}
		return &cybersourcetest.Response{Status: 418, Header: http.Header{"X-Mine": {string(r.Body()[:1])}}, Body: []byte(`{"status":"TEAPOT"}`)}
	}})
	if got := mustPost(t, gateway, payment("mine")); got.StatusCode != 418 || got.Header.Get("X-Mine") != "{" || got.fields(t).Status != "TEAPOT" {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	if got := mustPost(t, gateway, payment("yours")); got.StatusCode != http.StatusCreated {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	if ledger := gateway.Ledger(); len(ledger) != 1 || ledger[0].Code != "yours" {
		t.Errorf("ledger %+v", ledger)
	}
}

func TestMistakeInAnOverrideIsAnswered(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response { panic("oops") }})
	if got := mustPost(t, gateway, body); got.StatusCode != http.StatusInternalServerError || got.fields(t).Response.Message == "" {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

func TestSeedGivesTheSameAnswers(t *testing.T) {
	clock := frozen()
	answers := func(seed uint64) string {
		gateway := newGateway(t, cybersourcetest.Options{Seed: seed, Now: clock})
		text := ""
		for _, code := range []string{"a", "b"} {
			r := newRequest(t, gateway, payments, payment(code))
			s := signerOf(t, gateway)
			s.now = clock
			s.token(r, payment(code), nil)
			got := mustDo(t, gateway, r)
			text += string(got.body) + got.Header.Get("V-C-Correlation-Id") + got.Header.Get("Date")
		}
		return text
	}
	if answers(1) != answers(1) {
		t.Error("the same seed gave different answers")
	}
	if answers(1) == answers(2) {
		t.Error("different seeds gave the same answers")
	}
}

func TestRefusedCallsKeepTheirReason(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustPost(t, gateway, "{}")
	if r := gateway.Requests()[0]; r.Processed || !r.Answered || r.HTTPStatus != 400 || r.Status != "INVALID_REQUEST" || r.Reason != "MISSING_FIELD" {
		t.Errorf("%+v", r.Entry)
	}
}

func last[T any](all []T) T { return all[len(all)-1] }
