package test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// The gateway verifies the signature of the check as that of every request, in both forms in
// which it says that there is no such transaction.
func TestCheckCredentialsAgainstTheGateway(t *testing.T) {
	for _, withBody := range []bool{false, true} {
		gateway := cybersourcetest.NewGateway(cybersourcetest.Options{
			Lookups: cybersourcetest.Lookups{NotFoundBody: withBody},
			Accounts: []cybersourcetest.Account{{
				ID: "acme", Merchants: []string{"acme_eu", "acme_us"},
				SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: keyOf(1), Secret: secretOf(1)}},
			}},
		})
		t.Cleanup(gateway.Close)
		meta := cybersource.JWTSharedSecret{MerchantID: "acme_eu", PortfolioID: "acme", KeyID: keyOf(1), SharedSecret: secretOf(1)}
		client := func(change func(*cybersource.JWTSharedSecret)) *cybersource.APIClient {
			credentials, cfg := meta, gateway.Configuration()
			change(&credentials)
			cfg.Credentials = credentials
			return newClient(t, cfg)
		}
		same := client(func(*cybersource.JWTSharedSecret) {})
		require.NoError(t, same.CheckCredentials(t.Context()))
		require.NoError(t, same.CheckCredentials(t.Context(), cybersource.WithMerchantID("acme_us")))
		require.ErrorIs(t, same.CheckCredentials(t.Context(), cybersource.WithMerchantID("other")), cybersource.ErrUnauthorized)
		for name, change := range map[string]func(*cybersource.JWTSharedSecret){
			"key id":    func(c *cybersource.JWTSharedSecret) { c.KeyID = keyOf(2) },
			"secret":    func(c *cybersource.JWTSharedSecret) { c.SharedSecret = secretOf(2) },
			"merchant":  func(c *cybersource.JWTSharedSecret) { c.MerchantID = "other" },
			"portfolio": func(c *cybersource.JWTSharedSecret) { c.PortfolioID = "" },
		} {
			assert.ErrorIs(t, client(change).CheckCredentials(t.Context()), cybersource.ErrUnauthorized, name)
		}
		assert.Empty(t, gateway.Ledger(), "a check leaves no record")
		for _, r := range gateway.Requests() {
			assert.Equal(t, http.MethodGet, r.Method)
		}
	}
}
