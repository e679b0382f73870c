package checkout

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
)

// hs256 signs with a public key as the secret, which a verifier that believes the header's
// algorithm accepts.
func hs256() string {
	signed := part(object{"alg": "HS256", "kid": serviceKeyID}) + "." + part(contextOf(nil))
	mac := hmac.New(sha256.New, serviceKey().N.Bytes())
	mac.Write([]byte(signed))
	return signed + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// without are the claims of a capture context but one.
func without(name string) object {
	claims := contextOf(nil)
	delete(claims, name)
	return claims
}

func TestCaptureContextIsRefusedForWhatIsWrongWithIt(t *testing.T) {
	weak, _ := rsa.GenerateKey(rand.Reader, 1024) // never fails
	header := rs256(serviceKeyID)
	signed := func(claims object) string { return sign(serviceKey(), header, claims) }
	good := signed(contextOf(nil))
	parts := strings.Split(good, ".")
	for _, tc := range []struct {
		name, token string
		want        error
		fetches     int64
	}{
		{"as it should be", good, nil, 1},
		{"empty", "", ErrMalformed, 0},
		{"text", "hello", ErrMalformed, 0},
		{"two parts", parts[0] + "." + parts[1], ErrMalformed, 0},
		{"a blank in front", " " + good, ErrMalformed, 0},
		{"in quotes", `"` + good + `"`, ErrMalformed, 0},
		{"JWS in its JSON form", `{"payload":"` + parts[1] + `","protected":"` + parts[0] + `","signature":"` + parts[2] + `"}`, ErrMalformed, 0},
		{"a megabyte", good + strings.Repeat("A", 1<<20), ErrMalformed, 0},
		{"signed with a public key as secret", hs256(), ErrAlgorithm, 0},
		{"RS512", sign(serviceKey(), object{"alg": "RS512", "kid": serviceKeyID}, contextOf(nil)), ErrAlgorithm, 0},
		{"none", part(object{"alg": "none", "kid": serviceKeyID}) + "." + parts[1] + ".", ErrAlgorithm, 0},
		{"none, with a signature", part(object{"alg": "none", "kid": serviceKeyID}) + "." + parts[1] + "." + parts[2], ErrAlgorithm, 0},
		{"no key named", sign(serviceKey(), object{"alg": "RS256"}, contextOf(nil)), ErrUnknownKey, 0},
		{"a key whose id is a path", sign(serviceKey(), rs256("../../pts/v2/payments"), contextOf(nil)), ErrUnknownKey, 0},
		{"a key with a long id", sign(serviceKey(), rs256(strings.Repeat("k", 129)), contextOf(nil)), ErrUnknownKey, 0},
		{"a key that is not there", sign(serviceKey(), rs256("t9"), contextOf(nil)), ErrUnknownKey, 1},
		{"somebody else's signature", sign(nobodysKey(), header, contextOf(nil)), ErrSignature, 1},
		{"a key of the header's own", sign(nobodysKey(), object{"alg": "RS256", "kid": serviceKeyID, "jwk": jwk(serviceKeyID, nobodysKey()), "jku": "https://evil.example"}, contextOf(nil)), ErrSignature, 1},
		{"changed", parts[0] + "." + part(contextOf(object{"jti": "other"})) + "." + parts[2], ErrSignature, 1},
		{"unknown critical extension", sign(serviceKey(), object{"alg": "RS256", "kid": serviceKeyID, "crit": []string{"x"}, "x": 1}, contextOf(nil)), ErrSignature, 1},
		{"expired", signed(contextOf(object{"exp": start.Add(-leeway - time.Second).Unix()})), ErrExpired, 1},
		{"expired within the leeway", signed(contextOf(object{"exp": start.Add(-leeway).Unix()})), nil, 1},
		{"no expiry", signed(without("exp")), ErrMalformed, 1},
		{"an expiry beyond all times", signed(contextOf(object{"exp": 1e300})), ErrMalformed, 1},
		{"an expiry that is no number", signed(contextOf(object{"exp": "soon"})), ErrMalformed, 1},
		{"no id", signed(without("jti")), ErrMalformed, 1},
		{"no page", signed(without("ctx")), ErrMalformed, 1},
		{"no key of the page", signed(without("flx")), ErrMalformed, 1},
		{"a weak key of the page", signed(contextOf(object{"flx": object{"jwk": jwk(pageKeyID, weak)}})), ErrMalformed, 1},
		{"Microform of another issuer", signed(contextOf(object{"iss": "Somebody"})), ErrIssuer, 1},
		{"Unified Checkout of another issuer", signed(contextOf(object{"iss": "Somebody", "ctx": []any{object{"type": "uc-1.0.0"}}})), nil, 1},
		{"a list of claims", sign(serviceKey(), header, []int{1}), ErrMalformed, 1},
		{"odd settings", signed(contextOf(object{"ctx": []any{object{"type": "mf-2.1.0", "data": object{"targetOrigins": 7}}}})), nil, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			c, err := f.CaptureContext(t.Context(), tc.token)
			if !errors.Is(err, tc.want) || (c == nil) != (tc.want != nil) {
				t.Errorf("got %v, %v, want %v", c, err, tc.want)
			}
			if got := f.fetched.Load(); got != tc.fetches {
				t.Errorf("%d keys were asked for, want %d", got, tc.fetches)
			}
			if err != nil && strings.Contains(err.Error(), "CaptureContext01") {
				t.Errorf("%v: quotes the token", err)
			}
		})
	}
}

func TestLongTokenCostsNothing(t *testing.T) {
	f := newFixture(t)
	long := sign(serviceKey(), rs256(serviceKeyID), contextOf(nil)) + strings.Repeat("A", 1<<20)
	kept := session()
	allocated := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_, _ = f.CaptureContext(b.Context(), long)
			_, _ = f.TransientToken(kept, long)
		}
	}).AllocedBytesPerOp()
	if allocated > 64<<10 {
		t.Errorf("%d bytes were taken for a token that is too long", allocated)
	}
}

func TestScriptIsHandedOutOnlyIfItCanBeTrusted(t *testing.T) {
	const hash = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
	for _, tc := range []struct {
		address, integrity string
		trusted            bool
	}{
		{"https://flex.cybersource.com/a.js", "sha256-" + hash, true},
		{"https://testup.cybersource.com/a/b.js", "sha256-" + hash, true},
		{"https://up.cybersource.com/a.js", "sha384-" + base64.StdEncoding.EncodeToString(make([]byte, 48)), true},
		{"https://cdn.shop.example/a.js", "sha256-" + hash, true}, // of the options
		{"http://127.0.0.1:8080/a.js", "sha256-" + hash, true},    // likewise
		{"http://flex.cybersource.com/a.js", "sha256-" + hash, false},
		{"https://flex.cybersource.com.evil.example/a.js", "sha256-" + hash, false},
		{"https://flex.cybersource.com@evil.example/a.js", "sha256-" + hash, false},
		{"https://evil.example\\@flex.cybersource.com/a.js", "sha256-" + hash, false},
		{"https://flex.cybersource.com:8443/a.js", "sha256-" + hash, false},
		{"https://flex.cybersource.com/a.js\" onload=\"alert(1)", "sha256-" + hash, false},
		{"https://flex.cybersource.com/a.js' onload='alert(1)", "sha256-" + hash, false},
		{"https://flex.cybersource.com/a.js?b", "sha256-" + hash, false},
		{"//flex.cybersource.com/a.js", "sha256-" + hash, false},
		{"javascript:alert(1)", "sha256-" + hash, false},
		{"http://127.0.0.1:9090/a.js", "sha256-" + hash, false},
		{"", "sha256-" + hash, false},
		{"https://flex.cybersource.com/a.js", "", false},
		{"https://flex.cybersource.com/a.js", "md5-" + hash, false},
		{"https://flex.cybersource.com/a.js", "sha256-AAAA", false},
		{"https://flex.cybersource.com/a.js", "sha256-" + hash + " sha256-" + hash, false},
		{"https://flex.cybersource.com/a.js", "sha256-" + hash + "\n", false},
	} {
		f := newFixture(t, func(o *Options) { o.ScriptOrigins = []string{"https://cdn.shop.example", "http://127.0.0.1:8080"} })
		data := object{"clientLibrary": tc.address, "clientLibraryIntegrity": tc.integrity}
		c, err := f.CaptureContext(t.Context(), sign(serviceKey(), rs256(serviceKeyID), contextOf(object{"ctx": []any{object{"type": "mf-2.1.0", "data": data}}})))
		if err != nil {
			t.Fatal(err)
		}
		script, err := c.Script()
		if tc.trusted && (err != nil || script != Script{tc.address, tc.integrity}) || !tc.trusted && (!errors.Is(err, ErrScript) || script != Script{}) {
			t.Errorf("%q with %q: got %v, %v", tc.address, tc.integrity, script, err)
		}
	}
}

func TestScriptIsNotHandedOutAfterTheContextHasExpired(t *testing.T) {
	f := newFixture(t)
	c, err := f.CaptureContext(t.Context(), sign(serviceKey(), rs256(serviceKeyID), contextOf(nil)))
	if err != nil {
		t.Fatal(err)
	}
	f.pass(15*time.Minute + leeway)
	if _, err := c.Script(); err != nil {
		t.Errorf("within the leeway: %v", err)
	}
	f.pass(time.Second)
	if script, err := c.Script(); !errors.Is(err, ErrExpired) {
		t.Errorf("got %v, %v", script, err)
	}
}

func TestSessionIsSmallAndSurvivesItsStorage(t *testing.T) {
	f := newFixture(t)
	c, err := f.CaptureContext(t.Context(), sign(serviceKey(), rs256(serviceKeyID), contextOf(nil)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(c.Session())
	if err != nil || len(text) > 500 {
		t.Fatalf("%d bytes: %s, %v", len(text), text, err)
	}
	var stored Session
	if err := json.Unmarshal(text, &stored); err != nil || stored != session() {
		t.Errorf("got %+v, want %+v, %v", stored, session(), err)
	}
}

func TestVerifierIsRefusedWithTheNameOfWhatIsWrong(t *testing.T) {
	client, err := cybersource.NewAPIClient(cybersource.Configuration{
		Host: cybersource.HostTest, Credentials: cybersource.HTTPSignature{MerchantID: "shop", KeyID: "key", SharedSecret: "c2VjcmV0"},
	})
	if err != nil {
		client = new(cybersource.APIClient)
	}
	for _, origin := range []string{"shop.example", "http://shop.example", "https://shop.example/", "https://user@shop.example", "https://", "ftp://127.0.0.1", "%"} {
		_, err := NewVerifier(client, Options{ScriptOrigins: []string{origin}})
		if !errors.Is(err, cybersource.ErrInvalidConfiguration) || !strings.Contains(err.Error(), "Options.ScriptOrigins") {
			t.Errorf("%s: got %v", origin, err)
		}
	}
	if _, err := NewVerifier(nil, Options{}); !errors.Is(err, cybersource.ErrInvalidConfiguration) || !strings.Contains(err.Error(), "client") {
		t.Errorf("without a client: %v", err)
	}
	f := newFixture(t)
	if _, err := f.CaptureContext(nil, "a.b.c"); !errors.Is(err, cybersource.ErrInvalidRequest) { //nolint:staticcheck // SA1012: that is the mistake
		t.Errorf("without a context: %v", err)
	}
}
