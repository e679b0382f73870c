package checkout

import (
	"crypto/rsa"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-json-experiment/json"
)

// maxToken is how long a token may be, in bytes: a capture context repeats the request of
// its session, and has a few thousand.
const maxToken = 64 << 10

// signedToken is a token whose signature has not been verified yet.
type signedToken struct {
	keyID string
	jws   *jose.JSONWebSignature
}

// parse reads a token without trusting it. Of its header only the id of the key is used.
func parse(token string) (signedToken, error) {
	if len(token) > maxToken {
		return signedToken{}, fmt.Errorf("%w: longer than %d bytes", ErrMalformed, maxToken)
	}
	jws, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.RS256})
	if _, other := errors.AsType[*jose.ErrUnexpectedSignatureAlgorithm](err); other {
		return signedToken{}, ErrAlgorithm
	}
	if err != nil { // its text may quote the token
		return signedToken{}, fmt.Errorf("%w: no JWS in compact form", ErrMalformed)
	}
	return signedToken{jws.Signatures[0].Protected.KeyID, jws}, nil
}

// verify returns what the token says if the key made its signature.
func (s signedToken) verify(key *rsa.PublicKey) (payload []byte, err error) {
	payload, err = s.jws.Verify(key)
	if err != nil {
		return nil, ErrSignature
	}
	return payload, nil
}

// isKeyID reports whether a text can be the id of a key, and a segment of a path.
func isKeyID(id string) bool {
	return id != "" && len(id) <= 128 && !strings.ContainsFunc(id, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}

// claims are the members that tokens with a time limit have.
type claims struct {
	Issuer   string  `json:"iss"`
	ID       string  `json:"jti"`
	IssuedAt float64 `json:"iat"` // seconds since 1970
	Expires  float64 `json:"exp"`
}

// check refuses claims that are not complete, and a token that has expired.
func (c *claims) check(now time.Time) error {
	const never = 1 << 40 // seconds, far beyond any token
	if c.ID == "" || c.Expires <= 0 || c.Expires > never || c.IssuedAt < 0 || c.IssuedAt > never {
		return fmt.Errorf("%w: no jti, or no times that can be", ErrMalformed)
	}
	if now.After(instant(c.Expires).Add(leeway)) {
		return ErrExpired
	}
	return nil
}

func instant(seconds float64) time.Time { return time.Unix(int64(seconds), 0).UTC() }

// read reads what a verified token says.
func read(payload []byte, claims any) error {
	if err := json.Unmarshal(payload, claims); err != nil { // its text may quote a value
		return fmt.Errorf("%w: its claims are not those of one", ErrMalformed)
	}
	return nil
}
