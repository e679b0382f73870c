package cybersourcetest_test

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/envelope"
)

func frozen() func() time.Time {
	at := time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	return func() time.Time { return at }
}

// certificate is a key pair with a certificate, made once for all tests.
var certificate = sync.OnceValues(func() (*rsa.PrivateKey, string) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key, certify(key, "1700000000000000000009")
})

func certify(key *rsa.PrivateKey, serial string) string {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "acme_eu", SerialNumber: serial},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		panic(err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}))
}

func accounts() []cybersourcetest.Account {
	_, text := certificate()
	secret := base64.StdEncoding.EncodeToString([]byte("a secret of thirty-two bytes...."))
	return []cybersourcetest.Account{
		{
			ID: "acme_eu", Certificates: []string{text}, Tokens: []string{"opaque"},
			SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "key-1", Secret: secret}},
			ResponseKeys:  []cybersourcetest.ResponseKey{{Certificate: text}},
		},
		{
			ID: "acme_group", Merchants: []string{"acme_eu", "acme_us"},
			SharedSecrets: []cybersourcetest.SharedSecret{{KeyID: "key-2", Secret: secret}},
			ResponseKeys:  []cybersourcetest.ResponseKey{{Certificate: text, KeyID: "group-response"}},
		},
	}
}

func TestAuthenticationSchemesGetInAndMistakesDoNot(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Accounts: accounts(), Hints: true})
	merchant := signerOf(t, gateway)
	group := merchant
	group.keyID, group.owner, group.merchant = "key-2", "acme_group", "acme_us"
	own := group
	own.merchant = "acme_group"
	for _, tc := range []struct {
		name             string
		sign             func(*http.Request)
		scheme, merchant string // "" = refused
	}{
		{"token", func(r *http.Request) { merchant.token(r, payment("way in"), nil) }, "JWT", "acme_eu"},
		{"HTTP signature", func(r *http.Request) { merchant.httpSignature(r, payment("way in")) }, "HTTP Signature", "acme_eu"},
		{"meta key with a token", func(r *http.Request) { group.token(r, payment("way in"), nil) }, "JWT", "acme_us"},
		{"meta key with an HTTP signature", func(r *http.Request) { group.httpSignature(r, payment("way in")) }, "HTTP Signature", "acme_us"},
		{"bearer token", func(r *http.Request) { r.Header.Set("Authorization", "Bearer opaque") }, "bearer token", "acme_eu"},
		{"portfolio for itself", func(r *http.Request) { own.token(r, payment("way in"), nil) }, "", ""},
		{"unknown bearer token", func(r *http.Request) { r.Header.Set("Authorization", "Bearer other") }, "", ""},
		{"nothing", func(*http.Request) {}, "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRequest(t, gateway, payments, payment("way in"))
			tc.sign(r)
			got := mustDo(t, gateway, r)
			seen := last(gateway.Requests())
			if seen.Scheme != tc.scheme || seen.MerchantID != tc.merchant {
				t.Errorf("let in by %q as %q, want %q, %q", seen.Scheme, seen.MerchantID, tc.scheme, tc.merchant)
			}
			refused := tc.scheme == ""
			if refused != (got.StatusCode == 401) || refused && got.fields(t).Response.Message != "Authentication Failed: "+seen.Refusal || !refused && got.StatusCode != 201 {
				t.Errorf("HTTP %d %s", got.StatusCode, got.body)
			}
			if hint := got.Header.Get("V-C-Gateway-Hint"); refused != (hint != "") || hint != seen.Refusal {
				t.Errorf("hint %q, refusal %q", hint, seen.Refusal)
			}
		})
	}
}

func TestHintsAreKeptUnlessAskedFor(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	got := mustDo(t, gateway, newRequest(t, gateway, payments, body))
	if got.Header.Get("V-C-Gateway-Hint") != "" || last(gateway.Requests()).Refusal == "" {
		t.Errorf("header %v, refusal %q", got.Header, last(gateway.Requests()).Refusal)
	}
}

func TestMissingHeaderIsNamed(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	r := newRequest(t, gateway, payments, body)
	signerOf(t, gateway).httpSignature(r, body)
	r.Header.Del("Digest")
	if got := mustDo(t, gateway, r).fields(t).Response.Message; got != "Authentication Failed: missing header digest" {
		t.Errorf("message %q", got)
	}
}

func TestTokenWorksOnce(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	r := newRequest(t, gateway, payments, payment("once"))
	signerOf(t, gateway).token(r, payment("once"), nil)
	again := newRequest(t, gateway, payments, payment("once"))
	again.Header = r.Header
	if first, second := mustDo(t, gateway, r), mustDo(t, gateway, again); first.StatusCode != 201 || second.StatusCode != 401 {
		t.Errorf("HTTP %d, then %d", first.StatusCode, second.StatusCode)
	}
}

func TestClockToleranceWidensTheWindows(t *testing.T) {
	for tolerance, want := range map[time.Duration]int{0: 401, time.Hour: 201} {
		gateway := newGateway(t, cybersourcetest.Options{ClockTolerance: tolerance})
		s := signerOf(t, gateway)
		s.now = func() time.Time { return time.Now().Add(-30 * time.Minute) }
		for name, sign := range map[string]func(*http.Request, string){
			"signature": s.httpSignature,
			"token":     func(r *http.Request, text string) { s.token(r, text, nil) },
		} {
			r := newRequest(t, gateway, payments, payment(name))
			sign(r, payment(name))
			if got := mustDo(t, gateway, r); got.StatusCode != want {
				t.Errorf("%s half an hour slow, tolerance %s: HTTP %d, want %d", name, tolerance, got.StatusCode, want)
			}
		}
	}
}

func TestOptionNoAuthenticationLetsEverybodyIn(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	for merchant, want := range map[string]string{"": "gateway_merchant", "somebody": "somebody"} {
		r := newRequest(t, gateway, payments, payment("of "+merchant))
		r.Header.Set("V-C-Merchant-Id", merchant)
		if got := mustDo(t, gateway, r); got.StatusCode != 201 || last(gateway.Ledger()).MerchantID != want {
			t.Errorf("HTTP %d as %q, want %q", got.StatusCode, last(gateway.Ledger()).MerchantID, want)
		}
	}
}

func TestEncryptedMessages(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Accounts: accounts(), RequireEncryption: true})
	key, _ := certificate()
	request := requestKey(t, gateway)
	plain := payment("sealed")
	seal := func(keyID string, to *rsa.PublicKey) string {
		compact, err := envelope.Seal([]byte(plain), keyID, to, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		return string(envelope.Wrap("encryptedRequest", compact))
	}
	sealed := seal(request.Subject.SerialNumber, request.PublicKey.(*rsa.PublicKey))
	for _, tc := range []struct {
		name, text string
		signature  bool
		claim      string
		status     int
		refusal    string
	}{
		{"request only", sealed, false, "", 201, ""},
		{"request and answer", sealed, false, "v-c-response-mle-kid", 201, ""},
		{"request and answer, the other claim", sealed, false, "v-c-api-response-mle-kid", 201, ""},
		{"with an HTTP signature", sealed, true, "", 400, "tokens only"},
		{"in the clear where encryption is demanded", plain, false, "", 400, "not encrypted"},
		{"to another key", seal("other", &key.PublicKey), false, "", 400, "kid"},
		{"to another key under the right id", seal(request.Subject.SerialNumber, &key.PublicKey), false, "", 400, "does not decrypt"},
		{"no message in it", `{"encryptedRequest":"a.b"}`, false, "", 400, "five"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := newRequest(t, gateway, payments, tc.text)
			claims := map[string]any{}
			if tc.claim != "" {
				claims[tc.claim] = "1700000000000000000009"
			}
			if tc.signature {
				signerOf(t, gateway).httpSignature(r, tc.text)
			} else {
				signerOf(t, gateway).token(r, tc.text, claims)
			}
			got := mustDo(t, gateway, r)
			if seen := last(gateway.Requests()); got.StatusCode != tc.status || !strings.Contains(seen.Refusal, tc.refusal) || (seen.Refusal == "") != (tc.refusal == "") {
				t.Fatalf("HTTP %d, refusal %q, want %d, %q", got.StatusCode, seen.Refusal, tc.status, tc.refusal)
			}
			if message := got.fields(t).Response.Message; (message != "") != (tc.refusal != "") {
				t.Errorf("message %q", message)
			}
			compact, encrypted := envelope.Unwrap(got.body, "encryptedResponse")
			if encrypted != (tc.claim != "") {
				t.Fatalf("encrypted answer: %v", encrypted)
			}
			if encrypted {
				opened, err := envelope.Open(compact, "1700000000000000000009", key)
				if err != nil || !json.Valid(opened) {
					t.Errorf("the answer does not open: %v", err)
				}
			}
			if tc.refusal == "" && string(last(gateway.Requests()).Body()) != plain {
				t.Error("the request is not kept in the clear")
			}
		})
	}
}

func TestEncryptedMessagesWithoutAuthentication(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	key := requestKey(t, gateway)
	compact, err := envelope.Seal([]byte(payment("sealed")), key.Subject.SerialNumber, key.PublicKey.(*rsa.PublicKey), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if got := mustDo(t, gateway, newRequest(t, gateway, payments, string(envelope.Wrap("encryptedRequest", compact)))); got.StatusCode != 201 {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

func requestKey(t *testing.T, gateway *cybersourcetest.Gateway) *x509.Certificate {
	t.Helper()
	block, _ := pem.Decode(gateway.RequestCertificatePEM())
	parsed, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestRequestKeyOfTheCallerIsUsed(t *testing.T) {
	key, text := certificate()
	pkcs8, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	for name, block := range map[string]*pem.Block{
		"PKCS#1": {Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(key)},
		"PKCS#8": {Type: "PRIVATE KEY", Bytes: pkcs8},
	} {
		gateway := newGateway(t, cybersourcetest.Options{RequestKeyPEM: append(pem.EncodeToMemory(block), text...)})
		if got := requestKey(t, gateway).Subject.SerialNumber; got != "1700000000000000000009" {
			t.Errorf("%s: key id %q", name, got)
		}
	}
}

// TestClientGetsIn runs the client of this module through everything at once.
func TestClientGetsIn(t *testing.T) {
	key, _ := certificate()
	for _, secure := range []bool{false, true} {
		gateway := newGateway(t, cybersourcetest.Options{Accounts: accounts(), TLS: secure, PathPrefix: "/gw"})
		plain := gateway.Configuration()
		signed := plain
		signed.Credentials = cybersource.HTTPSignature{MerchantID: "acme_us", PortfolioID: "acme_group", KeyID: "key-2", SharedSecret: accounts()[1].SharedSecrets[0].Secret}
		encrypted := plain
		encrypted.MessageEncryption = &cybersource.MessageEncryption{
			RequestCertificatePEM: gateway.RequestCertificatePEM(), ResponseKey: key, ResponseKeyID: "1700000000000000000009",
		}
		for name, cfg := range map[string]cybersource.Configuration{"token": plain, "signature": signed, "encrypted": encrypted} {
			client, err := cybersource.NewAPIClient(cfg)
			if err != nil {
				t.Fatal(err)
			}
			got, err := client.PaymentsApi.CreatePayment(context.Background(), paymentRequest())
			if err != nil || got.Status != "AUTHORIZED" || got.ID != last(gateway.Ledger()).ID {
				t.Errorf("%s, TLS %v: %v, %v (%s)", name, secure, got, err, last(gateway.Requests()).Refusal)
			}
		}
	}
}

func paymentRequest() *cybersource.CreatePaymentRequest {
	var r cybersource.CreatePaymentRequest
	if err := json.Unmarshal([]byte(payment("TC-1")), &r); err != nil {
		panic(err)
	}
	return &r
}

func TestClientTakesThreeLines(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.PaymentsApi.CreatePayment(context.Background(), paymentRequest())
	if err != nil || got.Status != "AUTHORIZED" {
		t.Errorf("%v, %v", got, err)
	}
}

func TestWrongOptionsAreNamed(t *testing.T) {
	_, text := certificate()
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	weak, err := rsa.GenerateKey(rand.Reader, 1024)
	if err != nil {
		t.Fatal(err)
	}
	otherKey := string(pem.EncodeToMemory(&pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(other)}))
	account := func(change func(*cybersourcetest.Account)) cybersourcetest.Options {
		all := accounts()
		change(&all[1])
		return cybersourcetest.Options{Accounts: all}
	}
	for _, tc := range []struct {
		options cybersourcetest.Options
		want    string
	}{
		{cybersourcetest.Options{Accounts: []cybersourcetest.Account{}}, "Accounts is empty"},
		{account(func(a *cybersourcetest.Account) { a.ID = "" }), "Accounts[1].ID is empty"},
		{account(func(a *cybersourcetest.Account) { a.SharedSecrets[0].Secret = "no base64!" }), "Accounts[1].SharedSecrets[0].Secret"},
		{account(func(a *cybersourcetest.Account) { a.SharedSecrets[0].Secret = "" }), "Accounts[1].SharedSecrets[0].Secret"},
		{account(func(a *cybersourcetest.Account) { a.SharedSecrets[0].KeyID = "" }), "Accounts[1].SharedSecrets[0].KeyID"},
		{account(func(a *cybersourcetest.Account) { a.SharedSecrets[0].KeyID = "key-1" }), "registered already"},
		{account(func(a *cybersourcetest.Account) { a.SharedSecrets[0].KeyID = `key"1` }), "Accounts[1].SharedSecrets[0].KeyID has a character"},
		{account(func(a *cybersourcetest.Account) { a.ID = "acme'; id; '" }), "Accounts[1].ID has a character"},
		{account(func(a *cybersourcetest.Account) { a.CardTypes = []string{"visa"} }), "Accounts[1].CardTypes[0] is not a card type"},
		{account(func(a *cybersourcetest.Account) { a.Currencies = []string{"USD", ""} }), "Accounts[1].Currencies[1] is not a currency"},
		{account(func(a *cybersourcetest.Account) { a.CallsPerMinute = -1 }), "Accounts[1].CallsPerMinute is negative"},
		{account(func(a *cybersourcetest.Account) { a.ID = "acme_eu" }), "Accounts[1].ID is that of Accounts[0] too"},
		{account(func(a *cybersourcetest.Account) { a.Merchants = []string{"$(id)"} }), "Accounts[1].Merchants[0] is empty, or has a character"},
		{account(func(a *cybersourcetest.Account) { a.Tokens = []string{""} }), "Accounts[1].Tokens[0]"},
		{account(func(a *cybersourcetest.Account) { a.Tokens = []string{"opaque"} }), "Accounts[1].Tokens[0]"},
		{account(func(a *cybersourcetest.Account) { a.Certificates = []string{"x"} }), "Accounts[1].Certificates[0] is not a certificate"},
		{account(func(a *cybersourcetest.Account) { a.Certificates = []string{text} }), "registered already"},
		{account(func(a *cybersourcetest.Account) { a.Certificates = []string{certify(weak, "1")} }), "2048 bits"},
		{account(func(a *cybersourcetest.Account) { a.Certificates = []string{certify(other, "")} }), "no serialNumber"},
		{account(func(a *cybersourcetest.Account) { a.ResponseKeys[0].Certificate = "x" }), "Accounts[1].ResponseKeys[0].Certificate"},
		{account(func(a *cybersourcetest.Account) { a.ResponseKeys[0].KeyID = "" }), "registered already"},
		{cybersourcetest.Options{RequestKeyPEM: []byte("x")}, "RequestKeyPEM holds no RSA certificate"},
		{cybersourcetest.Options{RequestKeyPEM: []byte(text)}, "RequestKeyPEM holds no RSA private key"},
		{cybersourcetest.Options{RequestKeyPEM: []byte(text + otherKey)}, "RequestKeyPEM holds a private key of another certificate"},
		{cybersourcetest.Options{RequestKeyPEM: []byte(certify(other, "") + otherKey)}, "RequestKeyPEM holds a certificate without serialNumber"},
		{cybersourcetest.Options{Profile: "nobody"}, "Profile"},
		{cybersourcetest.Options{PathPrefix: "gw"}, "PathPrefix"},
		{cybersourcetest.Options{PathPrefix: "/gw/"}, "PathPrefix"},
		{cybersourcetest.Options{PathPrefix: "/x?y"}, "PathPrefix has a character"},
		{cybersourcetest.Options{PathPrefix: "/x%2fy"}, "PathPrefix has a character"},
		{cybersourcetest.Options{PathPrefix: "/../x"}, "PathPrefix has an empty segment"},
		{cybersourcetest.Options{PathPrefix: "/x//y"}, "PathPrefix has an empty segment"},
		{cybersourcetest.Options{Hosts: []string{"gateway.test", ""}}, "Hosts[1]"},
		{cybersourcetest.Options{Hosts: []string{"https://x/y"}}, "Hosts[0]"},
		{cybersourcetest.Options{Hosts: []string{"a,b"}}, "Hosts[0]"},
		{cybersourcetest.Options{Hosts: []string{"x:99999"}}, "Hosts[0]"},
		{cybersourcetest.Options{Hosts: []string{"x:"}}, "Hosts[0]"},
		{cybersourcetest.Options{Hosts: []string{"user@x"}}, "Hosts[0]"},
		{cybersourcetest.Options{PathPrefix: "gw", MaxEntries: -1}, "PathPrefix does not start with a slash, or ends with one\nMaxEntries is negative"},
		{cybersourcetest.Options{MaxEntries: -1}, "MaxEntries"},
		{cybersourcetest.Options{ClockTolerance: -1}, "ClockTolerance"},
		{cybersourcetest.Options{Latency: cybersourcetest.Latency{Median: -1}}, "Latency.Median is negative"},
	} {
		t.Run(tc.want, func(t *testing.T) {
			gateway, err := cybersourcetest.StartGateway(tc.options)
			if err == nil {
				gateway.Close()
				t.Fatal("started")
			}
			if !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "no base64!") {
				t.Errorf("error %q, want %q in it", err, tc.want)
			}
			defer func() {
				if recover() == nil {
					t.Error("NewGateway did not panic")
				}
			}()
			cybersourcetest.NewGateway(tc.options)
		})
	}
}
