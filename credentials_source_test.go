package cybersource

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"
)

const secondSecret = "b3RoZXIgc2hhcmVkIHNlY3JldCBmb3IgdGVzdHMgb25seSEh" // base64 of a sentence

// signedBy checks the token of a request, and returns the id of its key.
func signedBy(t *testing.T, r *http.Request, encoded string) string {
	t.Helper()
	parts := strings.Split(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "), ".")
	secret, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(parts) != 3 {
		t.Fatalf("%v, %d parts", err, len(parts))
	}
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(parts[0] + "." + parts[1]))
	if want := base64.RawURLEncoding.EncodeToString(mac.Sum(nil)); parts[2] != want {
		t.Errorf("signature %s, want %s", parts[2], want)
	}
	head, _ := base64.RawURLEncoding.DecodeString(parts[0])
	_, id, _ := strings.Cut(string(head), `"kid":"`)
	id, _, _ = strings.Cut(id, `"`)
	return id
}

// A key that was replaced during the wait for another attempt signs that attempt.
func TestWaitingAttemptIsSignedWithTheNewKey(t *testing.T) {
	keys := []SigningKey{{KeyID: "old", SharedSecret: goodCredentials.SharedSecret}, {KeyID: "new", SharedSecret: secondSecret}}
	now := 0
	var ids, heard []string
	replies := []func() (*http.Response, error){reply(429, "", "Retry-After", "1"), reply(201, `{}`)}
	client := newTestClient(t, func(c *Configuration) {
		c.Credentials = JWTKeySource{MerchantID: "acme_eu", Key: func(context.Context) (SigningKey, error) { return keys[now], nil }}
		c.Retry.Sleep = func(context.Context, time.Duration) error { now = 1; return nil }
		c.Hooks.AttemptEnd = func(_ context.Context, a AttemptResult) { heard = append(heard, a.KeyID) }
		c.Transport = transport(func(r *http.Request) (*http.Response, error) {
			ids = append(ids, signedBy(t, r, keys[now].SharedSecret))
			return replies[len(ids)-1]()
		})
	})
	if _, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment()); err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(ids, " ") + ", " + strings.Join(heard, " "); got != "old new, old new" {
		t.Errorf("signed with and heard of %s", got)
	}
}

// The secret of a key service stays there.
func TestKeyServiceSigns(t *testing.T) {
	type key struct{}
	secret, err := base64.StdEncoding.DecodeString(secondSecret)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(ctx context.Context, text []byte) ([]byte, error) {
		if ctx.Value(key{}) != "call" {
			t.Error("the context is not that of the call")
		}
		mac := hmac.New(sha256.New, secret)
		mac.Write(text)
		return mac.Sum(nil), nil
	}
	client := newTestClient(t, func(c *Configuration) {
		c.Credentials = JWTKeySource{MerchantID: "acme_eu", Key: func(context.Context) (SigningKey, error) {
			return SigningKey{KeyID: "kms", Sign: sign}, nil
		}}
		c.Transport = transport(func(r *http.Request) (*http.Response, error) {
			if id := signedBy(t, r, secondSecret); id != "kms" {
				t.Errorf("signed with %q", id)
			}
			return reply(201, `{}`)()
		})
	})
	if _, err := client.PaymentsApi.CreatePayment(context.WithValue(t.Context(), key{}, "call"), canaryPayment()); err != nil {
		t.Fatal(err)
	}
}

// What cannot be signed is not sent, and no text shows the secret.
func TestKeyThatCannotBeUsedSendsNothing(t *testing.T) {
	down := errors.New("vault is sealed")
	short := func(context.Context, []byte) ([]byte, error) { return []byte("short"), nil }
	failing := func(context.Context, []byte) ([]byte, error) { return nil, down }
	for _, tc := range []struct {
		name string
		key  SigningKey
		err  error
		want string
	}{
		{"the source fails", SigningKey{}, down, "get key: vault is sealed"},
		{"no id", SigningKey{SharedSecret: secondSecret}, nil, "id of the key is empty or has a character that no header can carry"},
		{"no secret", SigningKey{KeyID: "k"}, nil, "secret of the key is empty"},
		{"no base64", SigningKey{KeyID: "k", SharedSecret: "hush-hush-hush-hush"}, nil, "secret of the key is not base64"},
		{"both", SigningKey{KeyID: "k", SharedSecret: secondSecret, Sign: short}, nil, "key has both a secret and a function that signs"},
		{"the service fails", SigningKey{KeyID: "k", Sign: failing}, down, "sign token: vault is sealed"},
		{"no HMAC-SHA-256", SigningKey{KeyID: "k", Sign: short}, nil, "sign token: signature has 5 bytes, HMAC-SHA-256 has 32"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			client := newTestClient(t, func(c *Configuration) {
				c.Credentials = JWTKeySource{MerchantID: "acme_eu", Key: func(context.Context) (SigningKey, error) {
					if tc.key.KeyID+tc.key.SharedSecret == "" {
						return tc.key, tc.err
					}
					return tc.key, nil
				}}
			}, func() (*http.Response, error) {
				t.Error("something was sent")
				return reply(201, `{}`)()
			})
			_, err := client.PaymentsApi.CreatePayment(t.Context(), canaryPayment())
			if want := "create payment: not processed: sign request: " + tc.want; err == nil || err.Error() != want {
				t.Errorf("%v\nwant %s", err, want)
			}
			if !SafeToRetry(err) || tc.err != nil && !errors.Is(err, tc.err) {
				t.Errorf("safe %v, matches %v", SafeToRetry(err), errors.Is(err, tc.err))
			}
		})
	}
}
