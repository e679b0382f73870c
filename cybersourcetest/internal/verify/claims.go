package verify

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Lifetime is how long a token may live at most, and how far its iat may be from
// the service's clock, either way. The first is documented; that the second is the
// same is our guess, since nothing is published.
const Lifetime = 2 * time.Minute

// demand is what one claim has to be. All are looked at in their order, and the first that
// does not hold refuses the request.
type demand struct {
	claim, want string // want is for people
	holds       bool
	refused     *Refusal
}

// demands are what the claims have to say about who the token speaks for, when it was
// made, and that it belongs to this very request.
func (v *Verifier) demands(r *Request, claims object, owner string) []demand {
	merchant := claims.text("v-c-merchant-id")
	all := []demand{
		{"v-c-jwt-version", `"2"`, claims.text("v-c-jwt-version") == "2", refuse(TokenVersion, "claim v-c-jwt-version is not the text \"2\"")},
		{"iss", owner, claims.text("iss") == owner, refuse(TokenIssuer, "claim iss is not the owner of the key: the merchant, or the portfolio with a meta key")},
		{"v-c-merchant-id", "a merchant", merchant != "", refuse(TokenMerchantMissing, "claim v-c-merchant-id is missing")},
		{"v-c-merchant-id", "a merchant that " + owner + " may act for", v.Directory.mayActFor(owner, merchant), refuse(TokenMerchantForeign, "the owner of the key may not act for the merchant in claim v-c-merchant-id")},
		{"jti", "an id that was not used before", claims.text("jti") != "", refuse(TokenIDMissing, "claim jti is missing")},
	}
	all = append(all, v.times(claims)...)
	all = append(all, v.requestClaims(r, claims)...)
	return append(all, digests(r, claims)...)
}

func (v *Verifier) times(claims object) []demand {
	issued, hasIssued := claims.seconds("iat")
	expires, hasExpiry := claims.seconds("exp")
	now, limit, tolerance := v.now().Unix(), int64(Lifetime/time.Second), int64(v.Tolerance/time.Second)
	lives := expires >= issued && expires-issued <= limit && expires-issued >= 0 // negative: too far apart for an int64
	clock := "this gateway's clock is at " + strconv.FormatInt(now, 10)
	return []demand{
		{"iat", "whole seconds", hasIssued, refuse(TokenIssuedForm, "claim iat is not a whole number of seconds")},
		{"exp", "whole seconds", hasExpiry, refuse(TokenExpiryForm, "claim exp is not a whole number of seconds")},
		{"exp", "iat and at most 120", lives, refuse(TokenLifetime, "claim exp is not within two minutes after iat")},
		{"iat", clock, issued <= now+limit+tolerance, refuse(TokenFromFuture, "claim iat is "+seconds(issued-now)+" ahead of this gateway's clock")},
		{"exp", clock, expires >= now-tolerance, refuse(TokenExpired, "claim exp was "+seconds(now-expires)+" ago on this gateway's clock")},
	}
}

// seconds writes a difference that may be far out of a duration's range.
func seconds(n int64) string {
	if n > int64(24*time.Hour/time.Second) || n < 0 {
		return "more than a day"
	}
	return (time.Duration(n) * time.Second).String()
}

func (v *Verifier) requestClaims(r *Request, claims object) []demand {
	return []demand{
		{"request-host", "one of " + strings.Join(v.Hosts, ", "), v.KnownHost(claims.text("request-host")), refuse(TokenHost, "claim request-host names a host that this gateway does not answer for")},
		{"request-method", strings.ToLower(r.Method), strings.EqualFold(claims.text("request-method"), r.Method), refuse(TokenMethod, "claim request-method is not the method of the request")},
		{"request-resource-path", r.Target, claims.text("request-resource-path") == r.Target, refuse(TokenPath, "claim request-resource-path is not the path of the request, escaped and with its query")},
	}
}

// digests demand the hash of the body where there is one. The algorithm's claim has two
// spellings in the official SDKs.
func digests(r *Request, claims object) []demand {
	if !hasBody(r.Method) {
		return nil
	}
	algorithm := "digestAlgorithm"
	if claims.text(algorithm) == "" && claims.text("digest-algorithm") != "" {
		algorithm = "digest-algorithm"
	}
	want := bodyDigest(r)
	same := subtle.ConstantTimeCompare([]byte(claims.text("digest")), []byte(want)) == 1
	return []demand{
		{algorithm, "SHA-256", claims.text(algorithm) == "SHA-256", refuse(TokenDigestAlgorithm, "claim digestAlgorithm is not SHA-256")},
		{"digest", want, same, refuse(TokenDigest, "claim digest is not the base64 hash of the body received")},
	}
}

// bodyDigest is the hash of the body as it was received.
func bodyDigest(r *Request) string {
	sum := sha256.Sum256(r.Body)
	return base64.StdEncoding.EncodeToString(sum[:])
}
