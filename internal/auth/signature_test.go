package auth

import (
	"net/http"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

func TestHTTPSignatureReproducesTheRecordings(t *testing.T) {
	for _, r := range vectors.All(t, func(r *vectors.Recording) bool { return r.HTTPSignature != nil }) {
		t.Run(r.Name, func(t *testing.T) {
			want := r.HTTPSignature
			scheme := NewHTTPSignature(
				Identity{OwnerID: want.SignedMerchantID, MerchantID: want.HeaderMerchantID},
				want.KeyID, mustSecret(t, want.KeySecretBase64))
			req, header := recorded(&r), http.Header{}
			if err := scheme.Apply(header, req); err != nil {
				t.Fatal(err)
			}
			for _, name := range []string{"Date", "Digest", "Signature", "V-C-Merchant-Id"} {
				if got, want := header.Get(name), r.Header(name); got != want {
					t.Errorf("%s\n got %q\nwant %q", name, got, want)
				}
			}
			text := scheme.appendText(nil, &req, []byte(header.Get("Date")), []byte(header.Get("Digest")))
			if string(text) != want.StringToSign {
				t.Errorf("text\n got %q\nwant %q", text, want.StringToSign)
			}
			if len(header["Authorization"]) != 0 {
				t.Error("Authorization is set")
			}
		})
	}
}

func TestHTTPSignatureSendsItsDateInGMT(t *testing.T) {
	req, header := testRequest(), http.Header{}
	req.Time = req.Time.In(time.FixedZone("IST", 5*3600+1800))
	if err := testSchemes(t)["HTTP Signature"].Apply(header, req); err != nil {
		t.Fatal(err)
	}
	if got, want := header.Get("Date"), "Wed, 04 Mar 2026 05:06:07 GMT"; got != want {
		t.Errorf("Date is %q, want %q", got, want)
	}
}

func TestDigestOnlyWithABody(t *testing.T) {
	for method, want := range map[string]bool{
		http.MethodPost: true, http.MethodPatch: true, http.MethodPut: true,
		http.MethodGet: false, http.MethodDelete: false,
	} {
		t.Run(method, func(t *testing.T) {
			req, header := testRequest(), http.Header{}
			req.Method = method
			if err := testSchemes(t)["HTTP Signature"].Apply(header, req); err != nil {
				t.Fatal(err)
			}
			if got := header.Get("Digest") != ""; got != want {
				t.Errorf("Digest sent: %t, want %t", got, want)
			}
			claims := claimsOf(t, testSchemes(t)["JWT HS256"], req)
			_, digest := claims["digest"]
			_, algorithm := claims["digestAlgorithm"]
			if digest != want || algorithm != want {
				t.Errorf("digest %t, digestAlgorithm %t, want %t", digest, algorithm, want)
			}
		})
	}
}

func TestHTTPSignatureCannotAskForAnEncryptedAnswer(t *testing.T) {
	req, header := testRequest(), http.Header{}
	req.ResponseKeyClaim, req.ResponseKeyID = "v-c-response-mle-kid", "1"
	if err := testSchemes(t)["HTTP Signature"].Apply(header, req); err == nil {
		t.Error("signed all the same")
	}
}

func TestSharedSecretsAreReadStrictly(t *testing.T) {
	for _, tc := range []struct{ name, secret, want string }{
		{"as the portal shows it", "u7+/Q3J5cHRvLXZlY3RvciBzZWNyZXQgQSBmb3IgdGVzdHM=", ""},
		{"empty", "", "is empty"},
		{"padding missing", "u7+/Q3J5cHRvLXZlY3RvciBzZWNyZXQgQSBmb3IgdGVzdHM", "is not base64"},
		{"padding too long", "u7+/Q3J5cHRvLXZlY3RvciBzZWNyZXQgQSBmb3IgdGVzdHM==", "is not base64"},
		{"bits left over", "u7+/Q3J5cHRvLXZlY3RvciBzZWNyZXQgQSBmb3IgdGVzdHN=", "is not base64"},
		{"URL alphabet", "u7-_Q3J5cHRvLXZlY3RvciBzZWNyZXQgQSBmb3IgdGVzdHM=", "is not base64"},
		{"line break at its end", "c2VjcmV0LWZvci10ZXN0cw==\n", "contains white space"},
		{"one byte", "cw==", "is too short: less than 16 bytes after base64 decoding"},
		{"15 bytes", "MTUgYnl0ZXMgYXQgbW9z", "is too short: less than 16 bytes after base64 decoding"},
		{"16 bytes", "MTYgYnl0ZXMsIGVub3VnaA==", ""},
		{"hexadecimal with a dash", "5f0a9c3e-1d2b", "is not base64"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := ParseSecret(tc.secret)
			if got := text(err); got != tc.want {
				t.Errorf("error %q, want %q", got, tc.want)
			}
		})
	}
}
