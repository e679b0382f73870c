package webhook_test

import (
	"net/http"
	"testing"

	"github.com/cybersource-go/cybersource/webhook"
)

// Whatever the header, only the right signature of the body is accepted.
func FuzzSignatureHeader(f *testing.F) {
	right := signed(notification)["V-C-Signature"][0]
	for _, seed := range []string{right, right + `";`, "t=1;keyId=;sig=", `"`, ";;;", "t==1;keyid=" + keyID + ";SIG=" + mac("1", notification)} {
		f.Add(seed)
	}
	v := verifier(f)
	f.Fuzz(func(t *testing.T, value string) {
		e, err := v.Verify(http.Header{"V-C-Signature": {value}}, []byte(notification))
		if err == nil && !contains(value, mac("1795000000000", notification)) {
			t.Errorf("%q was accepted", value)
		}
		if err != nil && e.Type != "" {
			t.Errorf("%q was refused and read", value)
		}
	})
}

// A signed body is never refused unless it is encrypted, never changed, and never
// accepted under the signature of another one.
func FuzzBody(f *testing.F) {
	for _, form := range encryptedForms(f) {
		f.Add(form.body)
	}
	for _, seed := range []string{notification, "", "{}", `{"payload":"a.b.c.d.e"}`, `{"encData":1}`, `{"eventDate":"2026-11-18T08:26:40","retryNumber":1e9}`, `{"a":{"a":[`, "\ufeff{}"} {
		f.Add(seed)
	}
	v := verifier(f, withPrivateKey, payloadSignatures)
	wrong := signed("another text")
	f.Fuzz(func(t *testing.T, body string) {
		e, err := v.Verify(signed(body), []byte(body))
		if err == nil && (e.Signed != webhook.SignedBody || e.Digest == "" || !e.Encrypted && string(e.Body) != body) {
			t.Errorf("%q was read as %v", body, e)
		}
		again, errAgain := v.Verify(signed(body), []byte(body))
		if e.Digest != again.Digest || (err == nil) != (errAgain == nil) {
			t.Errorf("%q was read in two ways", body)
		}
		if _, err := v.Verify(wrong, []byte(body)); err == nil && body != "another text" && string(e.Payload) != "another text" {
			t.Errorf("%q was accepted under a wrong signature", body)
		}
	})
}
