package verify

import (
	"net/http"
	"strings"
	"testing"
	"time"
)

func TestTokenThatBreaksARuleIsRefused(t *testing.T) {
	set := func(name string, value any) func(*claimed) { return func(c *claimed) { c.claims[name] = value } }
	drop := func(name string) func(*claimed) { return func(c *claimed) { delete(c.claims, name) } }
	for _, tc := range []struct {
		name   string
		change func(*claimed)
		want   string // part of the hint; "" = let in
	}{
		{"all claims right", func(*claimed) {}, ""},
		{"method in capitals", set("request-method", "POST"), ""},
		{"host in capitals", set("request-host", strings.ToUpper(testHost)), ""},
		{"the other spelling of the digest's algorithm", func(c *claimed) {
			delete(c.claims, "digestAlgorithm")
			c.claims["digest-algorithm"] = "SHA-256"
		}, ""},
		{"get without a digest", func(c *claimed) {
			c.request.Method, c.request.Body, c.claims["request-method"] = http.MethodGet, nil, "get"
			delete(c.claims, "digest")
			delete(c.claims, "digestAlgorithm")
		}, ""},
		{"a shorter life", set("exp", testClock.Unix()+1), ""},
		{"unknown claims beside", set("iat-2", "x"), ""},

		{"version as a number", set("v-c-jwt-version", 2), "v-c-jwt-version"},
		{"version 1", drop("v-c-jwt-version"), "v-c-jwt-version"},
		{"issuer is not the owner", set("iss", "other"), "claim iss"},
		{"merchant missing", drop("v-c-merchant-id"), "v-c-merchant-id is missing"},
		{"another merchant", set("v-c-merchant-id", "other"), "may not act"},
		{"jti missing", drop("jti"), "jti is missing"},
		{"iat as text", set("iat", "1772600767"), "claim iat"},
		{"iat null", set("iat", nil), "claim iat"},
		{"exp missing", drop("exp"), "claim exp"},
		{"lives longer than two minutes", set("exp", testClock.Unix()+121), "two minutes"},
		{"expires before it is issued", set("exp", testClock.Unix()-1), "two minutes"},
		{"another host", set("request-host", "api.cybersource.com"), "request-host"},
		{"another method", set("request-method", "patch"), "request-method"},
		{"path without the query", set("request-resource-path", "/pts/v2/payments"), "request-resource-path"},
		{"digest of another body", set("digest", digestOf([]byte("{}"))), "claim digest "},
		{"digest with a prefix", set("digest", "SHA-256="+digestOf(testBody)), "claim digest "},
		{"digest missing", drop("digest"), "claim digest "},
		{"algorithm of the digest missing", drop("digestAlgorithm"), "digestAlgorithm"},
		{"another algorithm of the digest", set("digestAlgorithm", "SHA-512"), "digestAlgorithm"},
		{"claim names in capitals", func(c *claimed) {
			c.claims["ISS"] = c.claims["iss"]
			delete(c.claims, "iss")
		}, "claim iss"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newClaimed()
			tc.change(c)
			id := expect(t, testVerifier(), c.sign(), tc.want)
			if tc.want == "" && id != (Identity{Scheme: JWT, Owner: testMerchant, KeyID: testKeyID, MerchantID: testMerchant}) {
				t.Errorf("identity %+v", id)
			}
		})
	}
}

func TestTokenAlgorithms(t *testing.T) {
	for _, tc := range []struct{ alg, kid, want string }{
		{"HS256", testKeyID, ""},
		{"HS384", testKeyID, ""},
		{"HS512", testKeyID, ""},
		{"RS256", testSerial, ""},
		{"RS384", testSerial, ""},
		{"RS512", testSerial, ""},
		{"PS256", testSerial, ""},
		{"PS384", testSerial, ""},
		{"PS512", testSerial, ""},
		{"none", testKeyID, "alg of"},
		{"hs256", testKeyID, "alg of"},
		{"HS256", testSerial, "kid"},
		{"RS256", testKeyID, "kid"},
		{"RS256", "", "kid"},
	} {
		t.Run(tc.alg+" "+tc.kid, func(t *testing.T) {
			c := newClaimed()
			c.header["alg"], c.header["kid"] = tc.alg, tc.kid
			expect(t, testVerifier(), c.sign(), tc.want)
		})
	}
}

func TestTokenSignedByTheWrongKey(t *testing.T) {
	for _, alg := range []string{"HS256", "HS384", "HS512"} {
		c := newClaimed()
		c.header["alg"], c.secret = alg, groupSecret
		expect(t, testVerifier(), c.sign(), "does not match the shared secret")
	}
	stranger := mustKey()
	for _, alg := range []string{"RS256", "PS256"} {
		v, c := testVerifier(), newClaimed()
		v.Directory.AddCertificate(testMerchant, "of a stranger", &stranger.PublicKey)
		c.header["alg"], c.header["kid"] = alg, "of a stranger"
		expect(t, v, c.sign(), "does not match the certificate")
	}
}

func TestTokenOfAnUnknownKeySignedWithNothing(t *testing.T) {
	c := newClaimed()
	c.header["kid"], c.secret, c.claims["iss"] = "nobody", nil, ""
	expect(t, testVerifier(), c.sign(), "not the id of a registered shared secret")
}

func TestTokenOfAPortfolio(t *testing.T) {
	c := newClaimed()
	c.header["kid"], c.secret, c.claims["iss"] = groupKeyID, groupSecret, testPortfolio
	id := expect(t, testVerifier(), c.sign(), "")
	if id.Owner != testPortfolio || id.MerchantID != testMerchant {
		t.Errorf("identity %+v, want the portfolio acting for the merchant", id)
	}
	c.claims["v-c-merchant-id"] = "other"
	expect(t, testVerifier(), c.sign(), "may not act")
}

func TestTokenIsGoodForItsTimeOnly(t *testing.T) {
	for _, tc := range []struct {
		name      string
		off       time.Duration
		tolerance time.Duration
		want      string
	}{
		{"two minutes slow", -Lifetime, 0, ""},
		{"two minutes fast", Lifetime, 0, ""},
		{"a second slower", -Lifetime - time.Second, 0, "exp was 1s ago"},
		{"a second faster", Lifetime + time.Second, 0, "2m1s ahead"},
		{"years ahead", 1e6 * time.Hour, 0, "more than a day ahead"},
		{"slower within the tolerance", -Lifetime - time.Second, time.Second, ""},
		{"faster within the tolerance", Lifetime + time.Second, time.Second, ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v, c := testVerifier(), newClaimed()
			v.Tolerance = tc.tolerance
			issued := testClock.Add(tc.off).Unix()
			c.claims["iat"], c.claims["exp"] = issued, issued+120
			expect(t, v, c.sign(), tc.want)
		})
	}
}

func TestTokenIsRefusedTheSecondTime(t *testing.T) {
	v := testVerifier()
	r := newClaimed().sign()
	expect(t, v, r, "")
	expect(t, v, r, "jti was used before")
	expect(t, v, newClaimed().sign(), "")
}

func TestRefusedTokenIsNotUsedUp(t *testing.T) {
	v := testVerifier()
	c := newClaimed()
	good := c.claims["digest"]
	c.claims["digest"] = "wrong"
	expect(t, v, c.sign(), "claim digest")
	c.claims["digest"] = good
	expect(t, v, c.sign(), "")
}

func TestReplaysKeepOwnersApartAndForgetTheOldestFirst(t *testing.T) {
	replays := NewReplays(3)
	for _, step := range []struct {
		owner, jti string
		first      bool
	}{
		{"a", "1", true}, {"b", "1", true}, {"a", "1", false}, {"a", "2", true},
		{"a", "3", true}, {"a", "1", true}, {"a", "2", false}, {"a", "3", false}, {"b", "1", true},
	} {
		if got := replays.first(step.owner, step.jti); got != step.first {
			t.Errorf("%s/%s: first %v, want %v", step.owner, step.jti, got, step.first)
		}
	}
	if len(replays.seen) != 3 || len(replays.ring) != 3 {
		t.Errorf("remembers %d ids in %d places, want 3", len(replays.seen), len(replays.ring))
	}
}

func TestTokenAsksForAnEncryptedAnswer(t *testing.T) {
	for _, tc := range []struct{ name, keyID, want string }{
		{"registered", "response-key", ""},
		{"unknown", "nobody", "not the id of a response key"},
		{"of another owner", "response-key-of-other", "not the id of a response key"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c := newClaimed()
			c.claims["v-c-response-mle-kid"] = tc.keyID
			id := expect(t, testVerifier(), c.sign(), tc.want)
			if tc.want == "" && id.ResponseKeyID != tc.keyID {
				t.Errorf("response key %q", id.ResponseKeyID)
			}
		})
	}
}

func TestMalformedAuthorization(t *testing.T) {
	compact := strings.TrimPrefix(newClaimed().sign().Header.Get("Authorization"), "Bearer ")
	parts := strings.Split(compact, ".")
	for _, tc := range []struct {
		name, value, want string
	}{
		{"the scheme in lower case", "bearer " + compact, ""},
		{"another scheme", "Basic dXNlcjpwYXNz", "of the form"},
		{"no token", "Bearer ", "of the form"},
		{"header not base64", "Bearer *." + parts[1] + "." + parts[2], "token's header"},
		{"header a list", "Bearer W10." + parts[1] + "." + parts[2], "token's header"},
		{"header null", "Bearer bnVsbA." + parts[1] + "." + parts[2], "token's header"},
		{"signature not base64", "Bearer " + parts[0] + "." + parts[1] + ".*", "token's signature is not"},
		{"claims changed", "Bearer " + parts[0] + "." + parts[1] + "A." + parts[2], "does not match"},
		{"no signature", "Bearer " + parts[0] + "." + parts[1] + ".", "does not match"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := testRequest()
			r.Header.Set("Authorization", tc.value)
			expect(t, testVerifier(), r, tc.want)
		})
	}
	t.Run("claims are no object", func(t *testing.T) {
		c := newClaimed()
		c.claims = nil
		expect(t, testVerifier(), c.sign(), "token's claims")
	})
	t.Run("type of the token", func(t *testing.T) {
		c := newClaimed()
		c.header["typ"] = "JWE"
		expect(t, testVerifier(), c.sign(), "typ of")
	})
	t.Run("two headers", func(t *testing.T) {
		r := newClaimed().sign()
		r.Header.Add("Authorization", "Bearer x")
		expect(t, testVerifier(), r, "more than once")
	})
	t.Run("none", func(t *testing.T) { expect(t, testVerifier(), testRequest(), "neither") })
}

func TestBearerTokenHasToBeRegistered(t *testing.T) {
	r := testRequest()
	r.Header.Set("Authorization", "Bearer "+testToken)
	if id := expect(t, testVerifier(), r, ""); id.MerchantID != testMerchant || id.Scheme != Bearer {
		t.Errorf("identity %+v", id)
	}
	r.Header.Set("Authorization", "Bearer "+testToken+"x")
	expect(t, testVerifier(), r, "not registered")
}

func TestRefusalsHoldNothingOfTheCredentials(t *testing.T) {
	c := newClaimed()
	c.claims["iss"], c.claims["digest"] = "canary-issuer", "canary-digest"
	s := newSigned()
	s.keyID = "canary-key"
	for _, r := range []*Request{c.sign(), s.sign()} {
		_, _, refusal := testVerifier().Verify(r)
		if refusal == nil || strings.Contains(refusal.Error()+refusal.Message(), "canary") {
			t.Errorf("refusal %v", refusal)
		}
	}
}

func TestAuthorizationWithDotsElsewhereIsNoToken(t *testing.T) {
	for value, want := range map[string]string{
		"a.b.c d": "not of the form", ".. x": "not of the form", "Bearer.. x": "not of the form", "a.b.c": "not of the form",
		"Bearer a.b": "not registered", "Bearer ..": "the token's header",
	} {
		r := testRequest()
		r.Header.Set("Authorization", value)
		expect(t, testVerifier(), r, want)
	}
}
