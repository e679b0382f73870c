// Package jws signs and reads the tokens of hosted payment pages: RS256 in compact form,
// with the standard library alone, so that a mistake of the client cannot agree with itself
// here.
//
// Not simulated: rotation of keys.
package jws

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"strings"
)

// Key is a key pair and the id that tokens name it by.
type Key struct {
	ID      string
	private *rsa.PrivateKey
}

// NewKey makes a key, which takes a noticeable fraction of a second. It panics only if the
// system has no randomness.
func NewKey(id string) *Key {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("jws: " + err.Error())
	}
	return &Key{id, private}
}

// Named is the same key under another id.
func (k *Key) Named(id string) *Key { return &Key{id, k.private} }

// Public is the public key as the service shows it, its odd use included.
func (k *Key) Public() map[string]string {
	return map[string]string{
		"kty": "RSA", "use": "enc", "kid": k.ID,
		"n": encode(k.private.N.Bytes()), "e": encode(big.NewInt(int64(k.private.E)).Bytes()),
	}
}

// Sign makes a token of claims, which must be JSON.
func (k *Key) Sign(claims any) string {
	payload, err := json.Marshal(claims)
	if err != nil {
		panic("jws: " + err.Error()) // claims of our own
	}
	header, _ := json.Marshal(map[string]string{"kid": k.ID, "alg": "RS256"}) // text cannot fail
	signed := encode(header) + "." + encode(payload)
	digest := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, k.private, crypto.SHA256, digest[:])
	if err != nil {
		panic("jws: " + err.Error()) // the key is long enough
	}
	return signed + "." + encode(signature)
}

// Open reads the claims of a token of this key into what claims points to, and reports
// whether it is one.
func (k *Key) Open(token string, claims any) bool {
	signed, last := cutLast(token)
	header, payload, _ := strings.Cut(signed, ".")
	var named struct{ Kid, Alg string }
	signature, err := decode(last)
	if err != nil || !readPart(header, &named) || named.Kid != k.ID || named.Alg != "RS256" {
		return false
	}
	digest := sha256.Sum256([]byte(signed))
	return rsa.VerifyPKCS1v15(&k.private.PublicKey, crypto.SHA256, digest[:], signature) == nil && readPart(payload, claims)
}

// Peek reads the claims of a token without verifying it.
func Peek(token string, claims any) bool {
	signed, _ := cutLast(token)
	_, payload, _ := strings.Cut(signed, ".")
	return readPart(payload, claims)
}

func cutLast(token string) (before, last string) {
	i := strings.LastIndexByte(token, '.')
	return token[:max(i, 0)], token[i+1:]
}

func readPart(part string, into any) bool {
	raw, err := decode(part)
	return err == nil && json.Unmarshal(raw, into) == nil
}

func encode(raw []byte) string { return base64.RawURLEncoding.EncodeToString(raw) }

func decode(text string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(text) }
