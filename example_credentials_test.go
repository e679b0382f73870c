package cybersource_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"log"
	"math/big"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Recommended: key id and shared secret of a REST key from the merchant portal.
func ExampleJWTSharedSecret() {
	gateway, _ := offline()
	defer gateway.Close()
	key := gateway.Account().SharedSecrets[0] // in production: from your secret store

	cfg := gateway.Configuration() // in production: cybersource.Configuration{Host: cybersource.HostProduction}
	cfg.Credentials = cybersource.JWTSharedSecret{
		MerchantID:   gateway.Account().ID,
		KeyID:        key.KeyID,
		SharedSecret: key.Secret,
	}
	payment := pay(clientFor(cfg), cardPayment("102.21"))
	fmt.Println(payment.Status, "by", gateway.Requests()[0].Scheme)
	// Output: AUTHORIZED by JWT
}

// At the start of a program, so that a bad key shows before the first payment.
func ExampleAPIClient_CheckCredentials() {
	gateway, client := offline()
	defer gateway.Close()
	fmt.Println("as configured:", client.CheckCredentials(context.Background()))

	cfg := gateway.Configuration()
	credentials := cfg.Credentials.(cybersource.JWTSharedSecret)
	credentials.KeyID = "00000000-0000-0000-0000-000000000000"
	cfg.Credentials = credentials
	err := clientFor(cfg).CheckCredentials(context.Background())
	fmt.Println("another key id:", errors.Is(err, cybersource.ErrUnauthorized))
	// Output:
	// as configured: <nil>
	// another key id: true
}

// A certificate and its private key. A P12 file of the merchant portal goes into the
// field P12 instead, its password into Password.
func ExampleJWTCertificate() {
	certificate, key := testCertificate("acme_eu")
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{
		Accounts: []cybersourcetest.Account{{ID: "acme_eu", Certificates: []string{string(certificate)}}},
	})
	defer gateway.Close()

	cfg := gateway.Configuration()
	cfg.Credentials = cybersource.JWTCertificate{
		MerchantID:     "acme_eu",
		CertificatePEM: certificate, // os.ReadFile("acme_eu.pem")
		PrivateKeyPEM:  key,         // os.ReadFile("acme_eu.key")
	}
	payment := pay(clientFor(cfg), cardPayment("102.21"))
	fmt.Println(payment.Status, "by", gateway.Requests()[0].Scheme)
	// Output: AUTHORIZED by JWT
}

// Deprecated by the service. [cybersource.JWTSharedSecret] takes the same three values:
// change the name of the type.
func ExampleHTTPSignature() {
	gateway, _ := offline()
	defer gateway.Close()
	key := gateway.Account().SharedSecrets[0]

	cfg := gateway.Configuration()
	cfg.Credentials = cybersource.HTTPSignature{
		MerchantID:   gateway.Account().ID,
		KeyID:        key.KeyID,
		SharedSecret: key.Secret,
	}
	payment := pay(clientFor(cfg), cardPayment("102.21"))
	fmt.Println(payment.Status, "by", gateway.Requests()[0].Scheme)
	// Output: AUTHORIZED by HTTP Signature
}

// An access token, renewed by whatever the function does.
func ExampleOAuthToken() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{
		Accounts: []cybersourcetest.Account{{ID: "acme_eu", Tokens: []string{"token-of-this-hour"}}},
	})
	defer gateway.Close()

	cfg := gateway.Configuration()
	cfg.Credentials = cybersource.OAuthToken{
		MerchantID: "acme_eu",
		Token: func(context.Context) (string, error) {
			return "token-of-this-hour", nil // from a cache that renews it before it ends
		},
	}
	payment := pay(clientFor(cfg), cardPayment("102.21"))
	fmt.Println(payment.Status, "by", gateway.Requests()[0].Scheme)
	// Output: AUTHORIZED by bearer token
}

// Bodies are encrypted on top of TLS, requests to the platform's certificate and
// answers to a key of the merchant. The models are the same.
func ExampleMessageEncryption() {
	certificate, key := testCertificate("acme_eu")
	secret := cybersourcetest.SharedSecret{KeyID: "5a7b3c", Secret: "dGhpcyBzZWNyZXQgaXMgbWFkZSBmb3IgdGVzdHMgb25seQ=="}
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{
		RequireEncryption: true,
		Accounts: []cybersourcetest.Account{{
			ID:            "acme_eu",
			SharedSecrets: []cybersourcetest.SharedSecret{secret},
			ResponseKeys:  []cybersourcetest.ResponseKey{{Certificate: string(certificate), KeyID: "mle-key-1"}},
		}},
	})
	defer gateway.Close()

	cfg := gateway.Configuration()
	cfg.MessageEncryption = &cybersource.MessageEncryption{
		RequestCertificatePEM: gateway.RequestCertificatePEM(), // the platform's, from the merchant portal
		ResponsePrivateKeyPEM: key,
		ResponseKeyID:         "mle-key-1",
	}
	payment := pay(clientFor(cfg), cardPayment("102.21"))
	fmt.Println(payment.Status, "and decrypted:", strings.HasPrefix(string(payment.Meta.RawBody), `{"_links"`))
	// Output: AUTHORIZED and decrypted: true
}

// One meta key acts for every merchant of a portfolio, and one client serves them all.
func ExampleWithMerchantID() {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{
		Accounts: []cybersourcetest.Account{{
			ID:            "acme_portfolio",
			Merchants:     []string{"acme_eu", "acme_us"},
			SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "meta-key", Secret: "bWV0YSBrZXkgbWFkZSBmb3IgdGVzdHMgb25seQ=="}},
		}},
	})
	defer gateway.Close()

	cfg := gateway.Configuration()
	cfg.Credentials = cybersource.JWTSharedSecret{
		PortfolioID:  "acme_portfolio",
		MerchantID:   "acme_eu", // unless a call says otherwise
		KeyID:        "meta-key",
		SharedSecret: "bWV0YSBrZXkgbWFkZSBmb3IgdGVzdHMgb25seQ==",
	}
	client := clientFor(cfg)

	ctx := context.Background()
	for _, merchant := range []string{"acme_eu", "acme_us"} {
		_, err := client.PaymentsApi.CreatePayment(ctx, cardPayment("102.21"), cybersource.WithMerchantID(merchant))
		if err != nil {
			log.Fatal(err)
		}
	}
	for _, entry := range gateway.Ledger() {
		fmt.Println(entry.MerchantID, entry.Status)
	}
	// Output:
	// acme_eu AUTHORIZED
	// acme_us AUTHORIZED
}

// testCertificate makes a certificate as the merchant portal does, and its key.
func testCertificate(merchantID string) (certificate, key []byte) {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		log.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: merchantID, SerialNumber: "7702311190680177039293"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		log.Fatal(err)
	}
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		log.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8})
}
