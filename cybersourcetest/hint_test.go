package cybersourcetest_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestHintReachesTheErrorOfTheClient makes common mistakes with either scheme, with a gateway
// that may say so and with one that says what the service says.
func TestHintReachesTheErrorOfTheClient(t *testing.T) {
	other := base64.StdEncoding.EncodeToString([]byte("the secret of another key pair"))
	for _, hints := range []bool{true, false} {
		gateway := newGateway(t, cybersourcetest.Options{Hints: hints})
		account := gateway.Account()
		for want, credentials := range map[string]cybersource.Credentials{
			"the token's signature does not match the shared secret of its kid": cybersource.JWTSharedSecret{
				MerchantID: account.ID, KeyID: account.SharedSecrets[0].KeyID, SharedSecret: other,
			},
			"kid of the token's header is not the id of a registered shared secret": cybersource.JWTSharedSecret{
				MerchantID: account.ID, KeyID: "none", SharedSecret: other,
			},
			"keyid of the Signature header is not registered": cybersource.HTTPSignature{
				MerchantID: account.ID, KeyID: "none", SharedSecret: other,
			},
		} {
			cfg := gateway.Configuration()
			cfg.Credentials = credentials
			client, err := cybersource.NewAPIClient(cfg)
			if err != nil {
				t.Fatal(err)
			}
			_, err = client.PaymentsApi.CreatePayment(t.Context(), paymentRequest())
			if err == nil || strings.Contains(err.Error(), want) != hints || strings.Contains(err.Error(), other) {
				t.Errorf("hints %t: %v, want %q", hints, err, want)
			}
		}
	}
}
