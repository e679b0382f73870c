package cybersource

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

// paddedTo is an approval of at least n bytes.
func paddedTo(n int) string {
	return strings.TrimSuffix(approval, "}") + `,"message":"` + strings.Repeat("x", n) + `"}`
}

func TestAnswersAreLimitedByTheirKind(t *testing.T) {
	pay := func(c *APIClient) error {
		_, err := c.PaymentsApi.CreatePayment(t.Context(), &CreatePaymentRequest{})
		return err
	}
	list := func(c *APIClient) error {
		_, err := c.Do(t.Context(), RawRequest{Method: http.MethodGet, Path: "/tss/v2/searches/1"}, new(json.RawMessage))
		return err
	}
	for _, tc := range []struct {
		name  string
		limit int64
		size  int
		call  func(*APIClient) error
		fits  bool
	}{
		{"a payment of half a megabyte", 0, 1 << 19, pay, true},
		{"a payment over a megabyte", 0, 1 << 20, pay, false},
		{"a list over a megabyte", 0, 1 << 20, list, true},
		{"a list over eight megabytes", 0, 8 << 20, list, false},
		{"a list over a limit that is set", 1 << 19, 1 << 19, list, false},
		{"a payment under a limit that is set", 4 << 20, 2 << 20, pay, true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			client := newTestClient(t, func(c *Configuration) { c.MaxResponseBytes, c.Retry.MaxAttempts = tc.limit, 1 }, reply(201, paddedTo(tc.size)))
			if err := tc.call(client); tc.fits != (err == nil) || !tc.fits && !errors.Is(err, ErrResponseTooLarge) {
				t.Errorf("%v", err)
			}
		})
	}
}

// What is encrypted may be compressed: a small answer is a large one inside.
func TestEncryptedAnswerIsLimitedByWhatItHolds(t *testing.T) {
	key := recordedKey(t, "sjc.key.pem")
	encrypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{Algorithm: jose.RSA_OAEP_256, Key: key.Public(), KeyID: "1"},
		&jose.EncrypterOptions{Compression: jose.DEFLATE})
	if err != nil {
		t.Fatal(err)
	}
	for size, fits := range map[int]bool{1 << 14: true, 1 << 17: false} {
		sealed, err := encrypter.Encrypt([]byte(paddedTo(size)))
		if err != nil {
			t.Fatal(err)
		}
		compact, err := sealed.CompactSerialize()
		if err != nil || len(compact) > 1<<13 {
			t.Fatalf("%d bytes, %v", len(compact), err)
		}
		client := newTestClient(t, func(c *Configuration) {
			c.Credentials, c.MaxResponseBytes = recordedSecret(t), 1<<16
			c.MessageEncryption = &MessageEncryption{PlainRequests: true, ResponseKey: key, ResponseKeyID: "1"}
		}, reply(201, `{"encryptedResponse":"`+compact+`"}`))
		answer, err := client.PaymentsApi.CreatePayment(context.Background(), &CreatePaymentRequest{})
		if fits && (err != nil || answer.ID != "7") {
			t.Errorf("%d bytes: %v", size, err)
		}
		if unknown, ok := errors.AsType[*OutcomeUnknownError](err); !fits && (!ok || !errors.Is(err, ErrResponseTooLarge) || unknown.ID != "7" || len(unknown.RawBody) != 1<<16) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
