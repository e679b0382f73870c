package test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

const merchants = 64

func merchant(i int) string { return fmt.Sprintf("merchant_%02d", i) }

func keyOf(i int) string { return fmt.Sprintf("00000000-0000-4000-8000-0000000000%02d", i) }

func secretOf(i int) string {
	sum := sha256.Sum256([]byte(merchant(i)))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// Many clients share one transport; each request must carry its own merchant, its
// own key and its own code, and nothing of its neighbours.
func TestClientsOfManyMerchantsDoNotMix(t *testing.T) {
	for _, tc := range []struct {
		name        string
		credentials func(i int) cybersource.Credentials
		verify      func(t *testing.T, r received, i int)
	}{
		{"JWT", func(i int) cybersource.Credentials {
			return cybersource.JWTSharedSecret{MerchantID: merchant(i), KeyID: keyOf(i), SharedSecret: secretOf(i)}
		}, func(t *testing.T, r received, i int) {
			header, claims := tokenOf(t, r)
			assert.Equal(t, keyOf(i), header["kid"])
			assert.Equal(t, merchant(i), claims["iss"])
			assert.Equal(t, merchant(i), claims["v-c-merchant-id"])
			assertClaimsFit(t, r, claims)
			requireTokenBySecret(t, r, secretOf(i))
		}},
		{"HTTP signature", func(i int) cybersource.Credentials {
			return cybersource.HTTPSignature{MerchantID: merchant(i), KeyID: keyOf(i), SharedSecret: secretOf(i)}
		}, func(t *testing.T, r received, i int) {
			assert.Contains(t, r.Header.Get("Signature"), keyOf(i))
			assert.Equal(t, merchant(i), r.Header.Get("V-C-Merchant-Id"))
			requireSigned(t, r, merchant(i), secretOf(i))
		}},
		{"access token", func(i int) cybersource.Credentials {
			return cybersource.OAuthToken{MerchantID: merchant(i), Token: func(context.Context) (string, error) { return merchant(i), nil }}
		}, func(t *testing.T, r received, i int) {
			assert.Equal(t, "Bearer "+merchant(i), r.Header.Get("Authorization"))
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder()
			concurrently(t, merchants, func(t *testing.T, i int) {
				cfg := configuration(wire)
				cfg.Credentials = tc.credentials(i)
				cfg.DefaultHeaders = http.Header{"X-Merchant": {merchant(i)}}
				client := newClient(t, cfg)
				for range 4 {
					_, err := client.PaymentsApi.CreatePayment(t.Context(), paymentOf(i))
					assert.NoError(t, err)
				}
			})
			requireOwn(t, wire, 4*merchants, func(r received, i int) {
				assert.Equal(t, merchant(i), r.Header.Get("X-Merchant"))
				tc.verify(t, r, i)
			})
		})
	}
}

// One client with a meta key serves a whole portfolio.
func TestMetaKeyServesAPortfolio(t *testing.T) {
	const portfolio = "portfolio_a"
	secret := credentials()
	secret.PortfolioID = portfolio
	for _, tc := range []struct {
		name        string
		credentials cybersource.Credentials
		verify      func(t *testing.T, r received, i int)
	}{
		{"JWT", secret, func(t *testing.T, r received, i int) {
			_, claims := tokenOf(t, r)
			assert.Equal(t, portfolio, claims["iss"])
			assert.Equal(t, merchant(i), claims["v-c-merchant-id"])
			assertClaimsFit(t, r, claims)
			requireTokenBySecret(t, r, sharedSecret)
		}},
		{"HTTP signature", cybersource.HTTPSignature(secret), func(t *testing.T, r received, i int) {
			assert.Equal(t, merchant(i), r.Header.Get("V-C-Merchant-Id"))
			requireSigned(t, r, portfolio, sharedSecret)
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			wire := newRecorder()
			cfg := configuration(wire)
			cfg.Credentials = tc.credentials
			var told sync.Map
			cfg.Hooks.CallStart = func(ctx context.Context, call cybersource.CallInfo) context.Context {
				told.Store(call.MerchantID, true)
				return ctx
			}
			client := newClient(t, cfg)
			concurrently(t, merchants, func(t *testing.T, i int) {
				for range 4 {
					_, err := client.PaymentsApi.CreatePayment(t.Context(), paymentOf(i), cybersource.WithMerchantID(merchant(i)))
					assert.NoError(t, err)
				}
			})
			requireOwn(t, wire, 4*merchants, func(r received, i int) { tc.verify(t, r, i) })
			for i := range merchants {
				_, ok := told.Load(merchant(i))
				assert.True(t, ok, "hooks never heard of merchant %d", i)
			}
		})
	}
}

// paymentOf is a payment that names its merchant in the body too.
func paymentOf(i int) *cybersource.CreatePaymentRequest {
	request := payment()
	request.ClientReferenceInformation.Code = merchant(i)
	return request
}

// requireOwn finds each request's merchant by its body and checks the rest against it.
func requireOwn(t *testing.T, wire *recorder, want int, check func(r received, i int)) {
	t.Helper()
	requests := wire.all()
	require.Len(t, requests, want)
	count := map[int]int{}
	ids := map[any]bool{}
	for _, r := range requests {
		code, _ := member(bodyOf(t, r), "clientReferenceInformation", "code").(string)
		var i int
		_, err := fmt.Sscanf(code, "merchant_%02d", &i)
		require.NoError(t, err)
		count[i]++
		check(r, i)
		id := sentTransactionID(t, r)
		require.False(t, ids[id], "a transaction id was used twice")
		ids[id] = true
	}
	for i := range merchants {
		assert.Equal(t, want/merchants, count[i])
	}
}

// concurrently runs a function n times at once. The function must not end the test.
func concurrently(t *testing.T, n int, run func(t *testing.T, i int)) {
	t.Helper()
	var all sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		all.Go(func() {
			<-start
			run(t, i)
		})
	}
	close(start)
	all.Wait()
}
