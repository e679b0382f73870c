package checkout

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
)

// start is when all tokens of these tests are made.
var start = time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)

// object is JSON to be written.
type object = map[string]any

// generated are keys for tests: of the service, of a page, of nobody.
var generated = sync.OnceValue(func() (made [3]*rsa.PrivateKey) {
	for i := range made {
		made[i], _ = rsa.GenerateKey(rand.Reader, 2048) // never fails
	}
	return made
})

func serviceKey() *rsa.PrivateKey { return generated()[0] }
func pageKey() *rsa.PrivateKey    { return generated()[1] }
func nobodysKey() *rsa.PrivateKey { return generated()[2] }

const (
	serviceKeyID = "t1"
	pageKeyID    = "08PageKeyOfTheseTests00000000001"
)

// sign makes a token of any header and claims.
func sign(key *rsa.PrivateKey, header, claims any) string {
	signed := part(header) + "." + part(claims)
	digest := sha256.Sum256([]byte(signed))
	signature, _ := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:]) // the key is long enough
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func part(v any) string {
	text, _ := json.Marshal(v) // of maps
	return base64.RawURLEncoding.EncodeToString(text)
}

func rs256(keyID string) object { return object{"alg": "RS256", "kid": keyID} }

// jwk is a public key as the service shows it.
func jwk(id string, key *rsa.PrivateKey) object {
	described := publicKeyOf(id, &key.PublicKey)
	return object{"kty": "RSA", "use": "enc", "kid": id, "n": described.Modulus, "e": described.Exponent}
}

// contextOf are the claims of a capture context of Microform, with changes.
func contextOf(changes object) object {
	claims := object{
		"iss": "Flex API", "jti": "CaptureContext01", "iat": start.Unix(), "exp": start.Add(15 * time.Minute).Unix(),
		"flx": object{"jwk": jwk(pageKeyID, pageKey())},
		"ctx": []any{object{"type": "mf-2.1.0", "data": scriptData("https://testflex.cybersource.com/microform/bundle/v2/flex.js")}},
	}
	maps.Copy(claims, changes)
	return claims
}

const integrity = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

func scriptData(address string) object {
	return object{
		"clientLibrary": address, "clientLibraryIntegrity": integrity, "targetOrigins": []string{"https://shop.example.com"},
		"allowedCardNetworks": []string{"VISA"}, "allowedPaymentTypes": []string{"CARD"},
	}
}

// fixture is a verifier, the service whose keys it fetches, and a clock.
type fixture struct {
	*Verifier
	answer  func(w http.ResponseWriter, r *http.Request) // nil: the key of the service, or 404
	fetched atomic.Int64
	flooded atomic.Int64 // ids that flood has used
	clock   atomic.Int64 // seconds after start
	last    atomic.Pointer[http.Request]
}

func newFixture(t testing.TB, options ...func(*Options)) *fixture {
	t.Helper()
	f := &fixture{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.fetched.Add(1)
		f.last.Store(r)
		if f.answer != nil {
			f.answer(w, r)
			return
		}
		serveKey(w, r)
	}))
	t.Cleanup(server.Close)
	client, err := cybersource.NewAPIClient(cybersource.Configuration{
		BaseURL: server.URL, Host: cybersource.HostTest, Retry: cybersource.RetryPolicy{MaxAttempts: 1},
		Credentials: cybersource.HTTPSignature{MerchantID: "shop", KeyID: "key", SharedSecret: "c2VjcmV0IG9mIHRoZXNlIHRlc3Rz"},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.CloseIdleConnections)
	chosen := Options{Now: f.now}
	for _, option := range options {
		option(&chosen)
	}
	if f.Verifier, err = NewVerifier(client, chosen); err != nil {
		t.Fatal(err)
	}
	return f
}

func (f *fixture) now() time.Time          { return start.Add(time.Duration(f.clock.Load()) * time.Second) }
func (f *fixture) pass(time time.Duration) { f.clock.Add(int64(time.Seconds())) }

// serveKey is the key endpoint of the service.
func serveKey(w http.ResponseWriter, r *http.Request) {
	if id := strings.TrimPrefix(r.URL.Path, keyPath); id != serviceKeyID {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	_ = json.NewEncoder(w).Encode(jwk(serviceKeyID, serviceKey()))
}

// session is that of the context that contextOf makes.
func session() Session {
	described := publicKeyOf(pageKeyID, &pageKey().PublicKey)
	return Session{ID: "CaptureContext01", KeyID: pageKeyID, Modulus: described.Modulus, Exponent: described.Exponent}
}

// tokenOf are the claims of a transient token, with changes.
func tokenOf(changes object) object {
	claims := object{
		"iss": "Flex/08", "type": "mf-2.1.0", "jti": strings.Repeat("T", 64), "iat": start.Unix(), "exp": start.Add(15 * time.Minute).Unix(),
		"content": object{"paymentInformation": object{"card": object{
			"number":          object{"maskedValue": "XXXXXXXXXXXX1111", "bin": "411111", "detectedCardTypes": []string{"001"}},
			"expirationMonth": object{"value": "12"}, "expirationYear": object{"value": "2031"}, "securityCode": object{},
		}}},
	}
	maps.Copy(claims, changes)
	return claims
}
