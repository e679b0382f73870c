package auth

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"github.com/cybersource-go/cybersource/internal/jsonx"
)

const bearer = "Bearer "

// Token is the service's current scheme, "JWT version 2": a signed token that
// names host, method, path, merchant and digest of this one request, in the
// Authorization header and nowhere else. Every call gets a fresh id, so that a
// repeated attempt is not taken for a replay.
type Token struct {
	identity Identity
	keyID    string
	prefix   string // "Bearer ", the encoded JOSE header and its full stop
	key      tokenKey
	random   io.Reader
}

// tokenKey signs the encoded header and claims.
type tokenKey interface {
	get() *scratch
	put(*scratch)
	sign(w *scratch, text []byte) ([]byte, error)
}

// NewSecretToken signs with HMAC-SHA-256 (HS256) and the shared secret that
// belongs to keyID.
func NewSecretToken(identity Identity, keyID string, secret *Secret) (*Token, error) {
	return newToken(identity, "HS256", keyID, secret)
}

// NewSignerToken signs with RSA PKCS #1 v1.5 and SHA-256 (RS256). The signer may
// keep its key in hardware or in a remote service; it must be safe for concurrent
// use. keyID is the serialNumber attribute of its certificate's subject.
func NewSignerToken(identity Identity, keyID string, signer crypto.Signer) (*Token, error) {
	if signer == nil {
		return nil, errors.New("is missing")
	}
	if _, ok := signer.Public().(*rsa.PublicKey); !ok {
		return nil, errors.New("is not an RSA key")
	}
	return newToken(identity, "RS256", keyID, &signerKey{signer: signer})
}

func newToken(identity Identity, algorithm, keyID string, key tokenKey) (*Token, error) {
	var head claims
	head.Begin('{')
	head.text("alg", algorithm)
	head.text("typ", "JWT")
	head.text("kid", keyID)
	text, err := head.end()
	if err != nil {
		return nil, err
	}
	prefix := bearer + base64.RawURLEncoding.EncodeToString(text) + "."
	return &Token{identity, keyID, prefix, key, rand.Reader}, nil
}

// Apply sets Authorization and removes what other schemes would send: Date,
// Digest, Signature and v-c-merchant-id have no place beside a token.
func (t *Token) Apply(header http.Header, req Request) error {
	if err := req.wellFormed(); err != nil {
		return err
	}
	merchant, err := t.identity.transacting(req.MerchantID)
	if err != nil {
		return err
	}
	req.signedWith(t.keyID)
	w := t.key.get()
	defer t.key.put(w)

	if _, err := io.ReadFull(t.random, w.id[:]); err != nil {
		return fmt.Errorf("draw token id: %w", err)
	}
	if w.text, err = t.appendClaims(w.text[:0], &req, merchant, w); err != nil {
		return err
	}
	w.out = base64.RawURLEncoding.AppendEncode(append(w.out[:0], t.prefix...), w.text)
	signature, err := t.key.sign(w, w.out[len(bearer):])
	if err != nil {
		return fmt.Errorf("sign token: %w", err)
	}
	w.out = base64.RawURLEncoding.AppendEncode(append(w.out, '.'), signature)

	strip(header)
	header[headerAuthorization] = []string{string(w.out)}
	return nil
}

// lifetime is how long a token is good for, in seconds. The service refuses more.
const lifetime = 120

// appendClaims appends the claims in the spelling of the service's guide: method
// in lower case, digestAlgorithm in camel case, the query kept in the path.
func (t *Token) appendClaims(dst []byte, req *Request, merchant string, w *scratch) ([]byte, error) {
	c := claims{jsonx.Writer{Text: dst}}
	c.Begin('{')
	issued := req.Time.Unix()
	c.number("iat", issued)
	c.number("exp", issued+lifetime)
	c.text("iss", t.identity.OwnerID)
	c.plain("jti", func(dst []byte) []byte { return appendUUID(dst, &w.id) })
	c.text("v-c-jwt-version", "2")
	c.text("v-c-merchant-id", merchant)
	c.text("request-host", req.Host)
	c.plain("request-method", func(dst []byte) []byte { return appendLower(dst, req.Method) })
	c.text("request-resource-path", req.Target)
	if hasDigest(req.Method) {
		c.plain("digest", func(dst []byte) []byte { return appendDigest(dst, req.Body) })
		c.text("digestAlgorithm", "SHA-256")
	}
	if req.ResponseKeyID != "" {
		c.text(req.ResponseKeyClaim, req.ResponseKeyID)
	}
	return c.end()
}

// StandardClaim reports whether every token has a claim of this name already, or
// has it with a body.
func StandardClaim(name string) bool {
	switch name {
	case "iat", "exp", "iss", "jti", "v-c-jwt-version", "v-c-merchant-id", "digest", "digestAlgorithm",
		"request-host", "request-method", "request-resource-path":
		return true
	}
	return false
}

// signerKey signs with a key pair.
type signerKey struct {
	signer  crypto.Signer
	scratch sync.Pool // of *scratch
}

func (k *signerKey) get() *scratch {
	if w, ok := k.scratch.Get().(*scratch); ok {
		return w
	}
	return new(scratch)
}

func (k *signerKey) put(w *scratch) { k.scratch.Put(w) }

func (k *signerKey) sign(w *scratch, text []byte) ([]byte, error) {
	w.sum = sha256.Sum256(text)
	return k.signer.Sign(rand.Reader, w.sum[:], crypto.SHA256)
}

func (s *Secret) sign(w *scratch, text []byte) ([]byte, error) {
	return w.authenticate(text), nil
}

// claims writes one flat JSON object.
type claims struct{ jsonx.Writer }

func (c *claims) text(name, value string) {
	c.Name(name)
	c.String(value)
}

func (c *claims) number(name string, value int64) {
	c.Name(name)
	c.Int(value)
}

// plain writes a string whose text, appended by value, needs no escapes.
func (c *claims) plain(name string, value func([]byte) []byte) {
	c.Name(name)
	c.Append(value)
}

func (c *claims) end() ([]byte, error) {
	c.End('}')
	if c.Err() != nil {
		return c.Text, errors.New("text of the token is not UTF-8")
	}
	return c.Text, nil
}
