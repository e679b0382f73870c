package auth

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

// testRequest is a payment as a scheme sees it.
func testRequest() Request {
	return Request{
		Method: http.MethodPost,
		Host:   "apitest.cybersource.com",
		Target: "/pts/v2/payments",
		Body:   []byte(`{"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}}`),
		Time:   time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC),
	}
}

// recorded turns the request of a recording into ours.
func recorded(r *vectors.Recording) Request {
	return Request{
		Method: r.Request.Method,
		Host:   r.Header("host"),
		Target: r.Request.Target,
		Body:   r.Request.Body,
		Time:   r.Time(),
	}
}

func mustSecret(t testing.TB, encoded string) *Secret {
	t.Helper()
	secret, err := ParseSecret(encoded)
	if err != nil {
		t.Fatalf("secret %v", err)
	}
	return secret
}

// testSchemes are one of each, for the tests that hold for all.
func testSchemes(t testing.TB) map[string]Scheme {
	t.Helper()
	id := Identity{OwnerID: "portfolio", MerchantID: "merchant"}
	secret := mustSecret(t, testSecret)
	hs256, err := NewSecretToken(id, "key", secret)
	if err != nil {
		t.Fatal(err)
	}
	rs256, err := NewSignerToken(id, "key", testSigner(t))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]Scheme{
		"HTTP Signature": NewHTTPSignature(id, "key", secret),
		"JWT HS256":      hs256,
		"JWT RS256":      rs256,
	}
}

func TestRequestThatCannotBeSignedIsRefused(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*Request)
		want   string
	}{
		{"merchant id breaks out of its line", func(r *Request) { r.MerchantID = "a\nhost: evil" }, "merchant id is empty or has a character that no header can carry"},
		{"merchant id with a quote", func(r *Request) { r.MerchantID = `a"b` }, "merchant id is empty or has a character that no header can carry"},
		{"merchant id beyond ASCII", func(r *Request) { r.MerchantID = "händler" }, "merchant id is empty or has a character that no header can carry"},
		{"no host", func(r *Request) { r.Host = "" }, "host is empty or has a character outside of visible ASCII"},
		{"host breaks out of its line", func(r *Request) { r.Host = "a\r\nb" }, "host is empty or has a character outside of visible ASCII"},
		{"no method", func(r *Request) { r.Method = "" }, "method is empty or has a character outside of visible ASCII"},
		{"no target", func(r *Request) { r.Target = "" }, "request target is not an escaped path"},
		{"target not escaped", func(r *Request) { r.Target = "/pts/v2/payments/a b" }, "request target is not an escaped path"},
		{"target is a URL", func(r *Request) { r.Target = "https://host/pts" }, "request target is not an escaped path"},
	} {
		for scheme, s := range testSchemes(t) {
			t.Run(tc.name+"/"+scheme, func(t *testing.T) {
				req, header := testRequest(), http.Header{}
				tc.change(&req)
				err := s.Apply(header, req)
				if err == nil || err.Error() != tc.want {
					t.Errorf("error %v, want %q", err, tc.want)
				}
				if len(header) != 0 {
					t.Errorf("headers set all the same: %v", header)
				}
			})
		}
	}
}

func TestAuthenticationHeadersOfTheCallerAreReplaced(t *testing.T) {
	for scheme, s := range testSchemes(t) {
		t.Run(scheme, func(t *testing.T) {
			header := http.Header{"Accept": {"kept"}}
			for _, name := range []string{"Authorization", "Date", "Digest", "Signature", "v-c-merchant-id", "v-c-date"} {
				header.Set(name, "forged")
				header.Add(name, "forged")
			}
			if err := s.Apply(header, testRequest()); err != nil {
				t.Fatal(err)
			}
			for name, values := range header {
				if len(values) != 1 || strings.Contains(values[0], "forged") {
					t.Errorf("%s: %v", name, values)
				}
			}
			if header.Get("Accept") != "kept" {
				t.Error("a header that is none of ours is gone")
			}
		})
	}
}

func TestTransactingMerchantPerCall(t *testing.T) {
	s := testSchemes(t)
	req := testRequest()
	req.MerchantID = "other"

	header := http.Header{}
	if err := s["HTTP Signature"].Apply(header, req); err != nil {
		t.Fatal(err)
	}
	if got := header.Get("v-c-merchant-id"); got != "other" {
		t.Errorf("v-c-merchant-id is %q", got)
	}
	for _, scheme := range []string{"JWT HS256", "JWT RS256"} {
		claims := claimsOf(t, s[scheme], req)
		if claims["iss"] != "portfolio" || claims["v-c-merchant-id"] != "other" {
			t.Errorf("%s: iss %v, v-c-merchant-id %v", scheme, claims["iss"], claims["v-c-merchant-id"])
		}
	}
}
