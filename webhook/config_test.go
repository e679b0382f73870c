package webhook_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/webhook"
)

func TestNewVerifierNamesWhatIsWrong(t *testing.T) {
	ec, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		name   string
		change func(*webhook.Config)
		want   string
	}{
		{"nothing", func(*webhook.Config) {}, ""},
		{"no keys", func(c *webhook.Config) { c.Keys = nil }, "Keys is empty"},
		{"no id", func(c *webhook.Config) { c.Keys[0].ID = " " }, "Keys[0].ID is empty"},
		{"no secret", func(c *webhook.Config) { c.Keys[0].Secret = "" }, "Keys[0].Secret is empty"},
		{"secret not base64", func(c *webhook.Config) { c.Keys[0].Secret = "own-test-secret" }, "Keys[0].Secret is not base64"},
		{"secret with a line break", func(c *webhook.Config) { c.Keys[0].Secret += "\n" }, "Keys[0].Secret contains white space"},
		{"secret cut short", func(c *webhook.Config) { c.Keys[0].Secret = "YWJjZGVmZw==" }, "Keys[0].Secret is too short: less than 8 bytes after base64 decoding"},
		{"one id twice", func(c *webhook.Config) { c.Keys = append(c.Keys, c.Keys[0]) }, "Keys[1].ID is the id of another key, too"},
		{"all at once", func(c *webhook.Config) { c.Keys, c.MaxAge, c.MaxAhead = nil, -1, -time.Second }, "Keys is empty; MaxAge is negative; MaxAhead is negative"},
		{"an empty private key", func(c *webhook.Config) { c.PrivateKeys = []webhook.PrivateKey{{}} }, "PrivateKeys[0] has neither PEM nor Key"},
		{"both forms", func(c *webhook.Config) { c.PrivateKeys = []webhook.PrivateKey{{PEM: []byte("x"), Key: privateKey()}} }, "PrivateKeys[0] has both PEM and Key"},
		{"not PEM", func(c *webhook.Config) { c.PrivateKeys = []webhook.PrivateKey{{PEM: []byte("x")}} }, "PrivateKeys[0].PEM holds no PEM private key"},
		{"a nil pointer", func(c *webhook.Config) { c.PrivateKeys = []webhook.PrivateKey{{Key: (*rsa.PrivateKey)(nil)}} }, "PrivateKeys[0].Key is a nil pointer"},
		{"a weak key", func(c *webhook.Config) { c.PrivateKeys = []webhook.PrivateKey{{Key: privateKey()}, {Key: weak}} }, "PrivateKeys[1].Key is an RSA key of less than 2048 bits"},
		{"not RSA", func(c *webhook.Config) { c.PrivateKeys = []webhook.PrivateKey{{PEM: pemOf(t, ec)}} }, "PrivateKeys[0].PEM is not an RSA key"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := config()
			tc.change(&c)
			v, err := webhook.NewVerifier(c)
			want := "webhook: configuration: " + tc.want
			if tc.want == "" && (err != nil || v == nil) || tc.want != "" && (err == nil || err.Error() != want) {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestVerifierThatWasNotMadeRefuses(t *testing.T) {
	for _, v := range []*webhook.Verifier{nil, {}} {
		if e, err := v.Verify(signed(notification), []byte(notification)); err == nil || e.Type != "" {
			t.Errorf("%v, error %v", e, err)
		}
	}
}

func TestKeysAndPayloadsAreNotPrinted(t *testing.T) {
	c := config()
	c.PrivateKeys = []webhook.PrivateKey{{PEM: pemOf(t, privateKey()), Password: "hunter2hunter2"}}
	body := `{"eventType":"x\u001b[31m\nsecond line","payload":{"card":"4111111111111111","name":"Lovelace"}}`
	v := verifier(t)
	e, err := v.Verify(signed(body), []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]any{
		"Config": c, "*Config": &c, "Key": c.Keys[0], "PrivateKey": c.PrivateKeys[0], "[]Key": c.Keys,
		"Event": e, "*Event": &e, "[]Event": []webhook.Event{e}, "Verifier": v, "Verifier's value": *v,
		"Handler": webhook.Handler{Verifier: v},
	} {
		for _, text := range printed(t, value) {
			if contains(text, c.Keys[0].Secret, string(secret), fmt.Sprint(secret), keyID, "PRIVATE KEY", "hunter2", "4111", "Lovelace", "\n", "\x1b", fmt.Sprint([]byte("4111"))) {
				t.Errorf("%s prints %s", name, text)
			}
		}
	}
}

func TestErrorsHoldNothingOfADelivery(t *testing.T) {
	v := verifier(t, withPrivateKey)
	body := `{"encData":"` + base64.RawURLEncoding.EncodeToString([]byte("4111111111111111")) + `"}`
	for _, header := range []http.Header{signed(body), signed(notification), {"V-C-Signature": {"t=4111111111111111"}}} {
		_, err := v.Verify(header, []byte(body))
		if err == nil || contains(err.Error(), "4111", "NDExMT") {
			t.Errorf("error %v", err)
		}
	}
	if _, err := v.Verify(signed(body), []byte(body)); !errors.Is(err, webhook.ErrDecryption) {
		t.Errorf("error %v", err)
	}
}
