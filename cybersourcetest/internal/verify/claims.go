package verify

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"strings"
	"time"
)

// Lifetime is how long a token may live at most, and how far its iat may be from
// the service's clock, either way. The first is documented; that the second is the
// same is our guess, since nothing is published.
const Lifetime = 2 * time.Minute

// checkClaims checks who the token speaks for, when it was made, and that it
// belongs to this very request.
func (v *Verifier) checkClaims(r *Request, claims object, owner string) *Refusal {
	switch merchant := claims.text("v-c-merchant-id"); {
	case claims.text("v-c-jwt-version") != "2":
		return refuse("claim v-c-jwt-version is not the text \"2\"")
	case claims.text("iss") != owner:
		return refuse("claim iss is not the owner of the key: the merchant, or the portfolio with a meta key")
	case merchant == "":
		return refuse("claim v-c-merchant-id is missing")
	case !v.Directory.mayActFor(owner, merchant):
		return refuse("the owner of the key may not act for the merchant in claim v-c-merchant-id")
	case claims.text("jti") == "":
		return refuse("claim jti is missing")
	}
	if refusal := v.checkTimes(claims); refusal != nil {
		return refusal
	}
	if refusal := v.checkRequestClaims(r, claims); refusal != nil {
		return refusal
	}
	return checkDigest(r, claims)
}

func (v *Verifier) checkTimes(claims object) *Refusal {
	issued, ok := claims.seconds("iat")
	if !ok {
		return refuse("claim iat is not a whole number of seconds")
	}
	expires, ok := claims.seconds("exp")
	if !ok {
		return refuse("claim exp is not a whole number of seconds")
	}
	now, limit, tolerance := v.now().Unix(), int64(Lifetime/time.Second), int64(v.Tolerance/time.Second)
	switch {
	case expires < issued || expires-issued > limit || expires-issued < 0: // negative: too far apart for an int64
		return refuse("claim exp is not within two minutes after iat")
	case issued > now+limit+tolerance:
		return refuse("claim iat is " + seconds(issued-now) + " ahead of this gateway's clock")
	case expires < now-tolerance:
		return refuse("claim exp was " + seconds(now-expires) + " ago on this gateway's clock")
	}
	return nil
}

// seconds writes a difference that may be far out of a duration's range.
func seconds(n int64) string {
	if n > int64(24*time.Hour/time.Second) || n < 0 {
		return "more than a day"
	}
	return (time.Duration(n) * time.Second).String()
}

func (v *Verifier) checkRequestClaims(r *Request, claims object) *Refusal {
	switch {
	case !v.KnownHost(claims.text("request-host")):
		return refuse("claim request-host names a host that this gateway does not answer for")
	case !strings.EqualFold(claims.text("request-method"), r.Method):
		return refuse("claim request-method is not the method of the request")
	case claims.text("request-resource-path") != r.Target:
		return refuse("claim request-resource-path is not the path of the request, escaped and with its query")
	}
	return nil
}

// checkDigest demands the hash of the body where there is one. The algorithm's
// claim has two spellings in the official SDKs.
func checkDigest(r *Request, claims object) *Refusal {
	if !hasBody(r.Method) {
		return nil
	}
	named := claims.text("digestAlgorithm")
	if named == "" {
		named = claims.text("digest-algorithm")
	}
	if named != "SHA-256" {
		return refuse("claim digestAlgorithm is not SHA-256")
	}
	sum := sha256.Sum256(r.Body)
	want := base64.StdEncoding.EncodeToString(sum[:])
	if subtle.ConstantTimeCompare([]byte(claims.text("digest")), []byte(want)) != 1 {
		return refuse("claim digest is not the base64 hash of the body received")
	}
	return nil
}
