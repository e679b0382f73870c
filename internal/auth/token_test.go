package auth

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/internal/keys"
	"github.com/cybersource-go/cybersource/internal/vectors"
)

func TestTokensCarryTheClaimsOfTheRecordings(t *testing.T) {
	for _, r := range vectors.All(t, func(r *vectors.Recording) bool { return r.JWT != nil }) {
		t.Run(r.Name, func(t *testing.T) {
			scheme, verifier := recordedToken(t, r.JWT)
			scheme.random = hexReader(t, r.JWT.Claims["jti"].(string))
			req := recorded(&r)
			req.Host = r.JWT.Claims["request-host"].(string) // not the intermediate host that it went to
			if id, ok := r.JWT.Claims["v-c-response-mle-kid"]; ok {
				req.ResponseKeyClaim, req.ResponseKeyID = "v-c-response-mle-kid", id.(string)
			}
			header := http.Header{}
			if err := scheme.Apply(header, req); err != nil {
				t.Fatal(err)
			}
			if len(header) != 1 {
				t.Errorf("more than Authorization is set: %v", header)
			}
			got := verify(t, header, verifier)
			if want := ourSpelling(r.JWT.Claims); !reflect.DeepEqual(got.claims, want) {
				t.Errorf("claims\n got %v\nwant %v", got.claims, want)
			}
			if !reflect.DeepEqual(got.header, r.JWT.Header) {
				t.Errorf("header\n got %v\nwant %v", got.header, r.JWT.Header)
			}
		})
	}
}

// ourSpelling turns the two spellings that the SDKs differ in into ours.
func ourSpelling(claims map[string]any) map[string]any {
	want := maps.Clone(claims)
	if algorithm, ok := want["digest-algorithm"]; ok {
		delete(want, "digest-algorithm")
		want["digestAlgorithm"] = algorithm
	}
	want["request-method"] = strings.ToLower(want["request-method"].(string))
	return want
}

// recordedToken makes the scheme that the SDK had, and what verifies its tokens.
func recordedToken(t *testing.T, want *vectors.JWT) (*Token, any) {
	t.Helper()
	id := Identity{OwnerID: want.Claims["iss"].(string), MerchantID: want.Claims["v-c-merchant-id"].(string)}
	keyID := want.Header["kid"].(string)
	if want.VerifyWith == "" {
		scheme, err := NewSecretToken(id, keyID, mustSecret(t, want.KeySecretBase64))
		if err != nil {
			t.Fatal(err)
		}
		return scheme, decodeBase64(t, want.KeySecretBase64)
	}
	certificates, err := keys.ParseCertificates(vectors.Key(t, want.VerifyWith))
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.ParsePrivateKey(vectors.Key(t, strings.Replace(want.VerifyWith, ".cert.", ".key.", 1)), "")
	if err != nil {
		t.Fatal(err)
	}
	scheme, err := NewSignerToken(id, keyID, key)
	if err != nil {
		t.Fatal(err)
	}
	return scheme, certificates[0].PublicKey
}

type token struct{ header, claims map[string]any }

// verify checks the signature with a library that we do not sign with.
func verify(t testing.TB, header http.Header, key any) token {
	t.Helper()
	compact, ok := strings.CutPrefix(header.Get("Authorization"), "Bearer ")
	if !ok {
		t.Fatalf("Authorization is no bearer token")
	}
	signed, err := jose.ParseSignedCompact(compact, []jose.SignatureAlgorithm{jose.HS256, jose.RS256})
	if err != nil {
		t.Fatal(err)
	}
	payload, err := signed.Verify(key)
	if err != nil {
		t.Fatalf("signature: %v", err)
	}
	head, _, _ := strings.Cut(compact, ".")
	return token{members(t, decodeRawURL(t, head)), members(t, payload)}
}

func TestTokensAreGoodForTwoMinutes(t *testing.T) {
	claims := claimsOf(t, testSchemes(t)["JWT HS256"], testRequest())
	if got := claims["exp"].(float64) - claims["iat"].(float64); got != 120 {
		t.Errorf("lifetime is %v s", got)
	}
}

func TestTokensHaveIDsOfTheirOwn(t *testing.T) {
	version4 := regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
	scheme, seen := testSchemes(t)["JWT HS256"], map[any]bool{}
	for range 1000 {
		id := claimsOf(t, scheme, testRequest())["jti"]
		if seen[id] || !version4.MatchString(id.(string)) {
			t.Fatalf("jti %v is repeated or no lower-case UUID of version 4", id)
		}
		seen[id] = true
	}
}

func TestTokensSignedAtOnceKeepTheirOwnContent(t *testing.T) {
	for name, scheme := range testSchemes(t) {
		if name == "HTTP Signature" {
			continue // has no claims; its shared state is the one of HS256
		}
		t.Run(name, func(t *testing.T) {
			var all sync.WaitGroup
			for i := range 16 {
				all.Go(func() {
					for j := range 10 {
						req := testRequest()
						req.MerchantID = "merchant_" + strconv.Itoa(i)
						req.Target = "/pts/v2/payments/" + strconv.Itoa(j)
						claims := claimsOf(t, scheme, req)
						if claims["v-c-merchant-id"] != req.MerchantID || claims["request-resource-path"] != req.Target {
							t.Errorf("claims of another request: %v", claims)
						}
					}
				})
			}
			all.Wait()
		})
	}
}

func TestTokenReportsWhyItCannotSign(t *testing.T) {
	broken := errors.New("key service unreachable")
	scheme, err := NewSignerToken(Identity{"m", "m"}, "key", brokenSigner{testSigner(t), broken})
	if err != nil {
		t.Fatal(err)
	}
	err = scheme.Apply(http.Header{}, testRequest())
	if !errors.Is(err, broken) || err.Error() != "sign token: key service unreachable" {
		t.Errorf("error %v", err)
	}
}

type brokenSigner struct {
	crypto.Signer
	err error
}

func (s brokenSigner) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, s.err }

func TestSignerMustHoldAnRSAKey(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := NewSignerToken(Identity{"m", "m"}, "key", key); text(err) != "is not an RSA key" {
		t.Errorf("error %v", err)
	}
}

// FuzzClaims looks for values that come out of the token as others than went in.
func FuzzClaims(f *testing.F) {
	f.Add("merchant", "apitest.cybersource.com:8443", "/pts/v2/payments/a%2Fb?x=%C3%A9&y=<'>", "1712", "v-c-response-mle-kid")
	f.Add("m", "h", "/\"\\\x00", "\x7f\u2028é", "claim\"")
	scheme := testSchemes(f)["JWT HS256"].(*Token)
	f.Fuzz(func(t *testing.T, merchant, host, target, keyID, claim string) {
		req := testRequest()
		req.Host, req.Target, req.ResponseKeyID, req.ResponseKeyClaim = host, target, keyID, claim
		if req.wellFormed() != nil || !Printable(merchant) || StandardClaim(claim) {
			t.Skip()
		}
		req.MerchantID = merchant
		header := http.Header{}
		if err := scheme.Apply(header, req); err != nil {
			t.Skip() // not UTF-8
		}
		got := verify(t, header, decodeBase64(t, testSecret)).claims
		if got["v-c-merchant-id"] != merchant || got["request-host"] != host || got["request-resource-path"] != target {
			t.Errorf("claims changed: %v", got)
		}
		if keyID != "" && got[claim] != keyID {
			t.Errorf("%q is %q, want %q", claim, got[claim], keyID)
		}
	})
}

// claimsOf signs and verifies, and returns the claims.
func claimsOf(t testing.TB, scheme Scheme, req Request) map[string]any {
	t.Helper()
	header := http.Header{}
	if err := scheme.Apply(header, req); err != nil {
		t.Fatal(err)
	}
	var key any = decodeBase64(t, testSecret)
	if k, ok := scheme.(*Token).key.(*signerKey); ok {
		key = k.signer.Public()
	}
	return verify(t, header, key).claims
}

func hexReader(t *testing.T, uuid string) io.Reader {
	t.Helper()
	random, err := hex.DecodeString(strings.ReplaceAll(uuid, "-", ""))
	if err != nil {
		t.Fatal(err)
	}
	return bytes.NewReader(random)
}

func members(t testing.TB, text []byte) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(text, &m); err != nil {
		t.Fatal(err)
	}
	return m
}
