package verify

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	_ "crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"testing"
	"time"
)

const (
	testHost      = "apitest.cybersource.com"
	testTarget    = "/pts/v2/payments?limit=1"
	testMerchant  = "acme_eu"
	testPortfolio = "acme_group"
	testKeyID     = "5d0f2f0a-0000-4000-8000-000000000001"
	groupKeyID    = "5d0f2f0a-0000-4000-8000-000000000002"
	testSerial    = "1700000000000000000009"
	testToken     = "opaque-access-token"
)

var (
	testClock   = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	testBody    = []byte(`{"clientReferenceInformation":{"code":"TC-1"}}`)
	testSecret  = []byte("a secret of thirty-two bytes....")
	groupSecret = []byte("another secret of the portfolio.")
	testRSA     = mustKey()
)

func mustKey() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
}

// testVerifier knows a merchant, a portfolio that may act for it, and one more merchant.
func testVerifier() *Verifier {
	directory := NewDirectory()
	directory.Allow(testMerchant, testMerchant)
	directory.Allow(testPortfolio, testMerchant)
	directory.Allow("other", "other")
	directory.AddSecret(testMerchant, testKeyID, testSecret)
	directory.AddSecret(testPortfolio, groupKeyID, groupSecret)
	directory.AddCertificate(testMerchant, testSerial, &testRSA.PublicKey)
	directory.AddResponseKey(testMerchant, "response-key", &testRSA.PublicKey)
	directory.AddResponseKey("other", "response-key-of-other", &testRSA.PublicKey)
	directory.AddToken(testMerchant, testToken)
	return &Verifier{
		Directory:         directory,
		Hosts:             []string{testHost},
		Now:               func() time.Time { return testClock },
		ResponseKeyClaims: []string{"v-c-response-mle-kid"},
		Replays:           NewReplays(100),
	}
}

func testRequest() *Request {
	return &Request{
		Method: http.MethodPost,
		Host:   testHost,
		Target: testTarget,
		Header: http.Header{"Content-Type": {"application/json"}},
		Body:   testBody,
	}
}

func digestOf(body []byte) string {
	sum := sha256.Sum256(body)
	return base64.StdEncoding.EncodeToString(sum[:])
}

// signed is an HTTP signature in the making; a test changes a part and sees what
// the verifier says.
type signed struct {
	request   *Request
	keyID     string
	secret    []byte
	owner     string // on the signed line of v-c-merchant-id
	names     []string
	algorithm string
}

func newSigned() *signed {
	request := testRequest()
	request.Header.Set("Date", testClock.Format(http.TimeFormat))
	request.Header.Set("Digest", "SHA-256="+digestOf(testBody))
	request.Header.Set("V-C-Merchant-Id", testMerchant)
	return &signed{
		request: request, keyID: testKeyID, secret: testSecret, owner: testMerchant, algorithm: "HmacSHA256",
		names: []string{"host", "date", "request-target", "digest", "v-c-merchant-id"},
	}
}

// sign writes the Signature header over the request as it is now.
func (s *signed) sign() *Request {
	lines := make([]string, 0, len(s.names))
	for _, name := range s.names {
		value := s.request.Header.Get(name)
		switch strings.Trim(name, "()") {
		case "host":
			value = s.request.Host
		case "request-target":
			value = strings.ToLower(s.request.Method) + " " + s.request.Target
		case "v-c-merchant-id":
			value = s.owner
		}
		lines = append(lines, name+": "+value)
	}
	mac := hmac.New(sha256.New, s.secret)
	mac.Write([]byte(strings.Join(lines, "\n")))
	s.request.Header.Set("Signature", `keyid="`+s.keyID+`", algorithm="`+s.algorithm+`", headers="`+
		strings.Join(s.names, " ")+`", signature="`+base64.StdEncoding.EncodeToString(mac.Sum(nil))+`"`)
	return s.request
}

// claimed is a token in the making.
type claimed struct {
	request *Request
	header  map[string]any
	claims  map[string]any
	secret  []byte
}

func newClaimed() *claimed {
	return &claimed{
		request: testRequest(),
		secret:  testSecret,
		header:  map[string]any{"alg": "HS256", "typ": "JWT", "kid": testKeyID},
		claims: map[string]any{
			"iat": testClock.Unix(), "exp": testClock.Unix() + 120,
			"iss": testMerchant, "v-c-merchant-id": testMerchant,
			"jti": rand.Text(), "v-c-jwt-version": "2",
			"request-host": testHost, "request-method": "post", "request-resource-path": testTarget,
			"digest": digestOf(testBody), "digestAlgorithm": "SHA-256",
		},
	}
}

// sign writes the Authorization header over header and claims as they are now.
func (c *claimed) sign() *Request {
	text := encodePart(c.header) + "." + encodePart(c.claims)
	name, _ := c.header["alg"].(string)
	c.request.Header.Set("Authorization", "Bearer "+text+"."+base64.RawURLEncoding.EncodeToString(c.signature(name, text)))
	return c.request
}

func (c *claimed) signature(name, text string) []byte {
	hash := map[string]crypto.Hash{"256": crypto.SHA256, "384": crypto.SHA384, "512": crypto.SHA512}[strings.TrimLeft(name, "HRPS")]
	if hash == 0 {
		return nil
	}
	digest := hash.New()
	digest.Write([]byte(text))
	var (
		signature []byte
		err       error
	)
	switch name[:2] {
	case "HS":
		mac := hmac.New(hash.New, c.secret)
		mac.Write([]byte(text))
		return mac.Sum(nil)
	case "RS":
		signature, err = rsa.SignPKCS1v15(nil, testRSA, hash, digest.Sum(nil))
	case "PS":
		signature, err = rsa.SignPSS(rand.Reader, testRSA, hash, digest.Sum(nil), nil)
	}
	if err != nil {
		panic(err)
	}
	return signature
}

func encodePart(values map[string]any) string {
	raw, err := json.Marshal(maps.Clone(values))
	if err != nil {
		panic(err)
	}
	return base64.RawURLEncoding.EncodeToString(raw)
}

// expect checks the verdict: want is a part of the hint, or "" for a request that is let in.
func expect(t *testing.T, v *Verifier, r *Request, want string) Identity {
	t.Helper()
	id, _, refusal := v.Verify(r)
	switch {
	case want == "" && refusal != nil:
		t.Fatalf("refused: %s", refusal.Hint)
	case want != "" && refusal == nil:
		t.Fatalf("let in as %+v, want a refusal about %q", id, want)
	case want != "" && !strings.Contains(refusal.Hint, want):
		t.Fatalf("refused with %q, want %q in it", refusal.Hint, want)
	}
	return id
}
