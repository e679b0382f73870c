package webhook_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/webhook"
)

// A key that exists nowhere, and the time of all tests.
const keyID = "0f5a2c1e-7d3b-4c8a-9b60-5e1d2c3b4a59"

var (
	secret = []byte("own-test-secret-32-bytes-long!!!")
	now    = time.UnixMilli(1795000000000).UTC()
)

const notification = `{"eventType":"payments.capture.status.accepted","webhookId":"w1","productId":"payments",` +
	`"organizationId":"shop_eu","eventDate":"2026-11-18T08:26:40","transactionTraceId":"t1","retryNumber":0,` +
	`"requestType":"NEW","payload":{"data":{"id":"7950000000000000000002"}}}`

func config() webhook.Config {
	return webhook.Config{
		Keys: []webhook.Key{{ID: keyID, Secret: base64.StdEncoding.EncodeToString(secret)}},
		Now:  func() time.Time { return now },
	}
}

// verifier has the one key, and what change adds.
func verifier(t testing.TB, change ...func(*webhook.Config)) *webhook.Verifier {
	t.Helper()
	c := config()
	for _, f := range change {
		f(&c)
	}
	v, err := webhook.NewVerifier(c)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func payloadSignatures(c *webhook.Config) { c.PayloadSignatures = true }

func withPrivateKey(c *webhook.Config) { c.PrivateKeys = []webhook.PrivateKey{{Key: privateKey()}} }

// signed is the header of a delivery whose signature covers text.
func signed(text string) http.Header { return signedAt(now.UnixMilli(), text) }

func signedAt(milliseconds int64, text string) http.Header {
	t := strconv.FormatInt(milliseconds, 10)
	return http.Header{"V-C-Signature": {"t=" + t + ";keyId=" + keyID + ";sig=" + mac(t, text)}}
}

func mac(t, text string) string {
	h := hmac.New(sha256.New, secret)
	h.Write([]byte(t + "." + text))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

var privateKey = sync.OnceValue(newKey)

// newKey panics only without randomness.
func newKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// jwe encrypts a text to a key as the service does.
func jwe(t testing.TB, text string, key *rsa.PrivateKey) string {
	t.Helper()
	return jweWith(t, text, key, jose.RSA_OAEP_256, jose.A256GCM)
}

func jweWith(t testing.TB, text string, key *rsa.PrivateKey, alg jose.KeyAlgorithm, enc jose.ContentEncryption) string {
	t.Helper()
	encrypter, err := jose.NewEncrypter(enc, jose.Recipient{Algorithm: alg, Key: &key.PublicKey}, nil)
	if err != nil {
		t.Fatal(err)
	}
	message, err := encrypter.Encrypt([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	compact, err := message.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return compact
}

// damaged changes one letter in the middle of a text.
func damaged(text string) string {
	middle := len(text) / 2
	letter := "A"
	if text[middle] == 'A' {
		letter = "B"
	}
	return text[:middle] + letter + text[middle+1:]
}

func contains(text string, parts ...string) bool {
	for _, part := range parts {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}
