package mle

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/internal/keys"
)

// The algorithms accepted in answers. The service documents RSA-OAEP-256 with
// A256GCM; its own clients also take the other three combinations, and none of
// them is weak. Everything else is refused, RSA1_5 and plain symmetric keys above
// all.
var (
	keyAlgorithms     = []jose.KeyAlgorithm{jose.RSA_OAEP_256, jose.RSA_OAEP}
	contentAlgorithms = []jose.ContentEncryption{jose.A256GCM, jose.A128GCM}
)

// Decrypter decrypts answers. It is immutable and safe for concurrent use.
type Decrypter struct {
	key   crypto.Decrypter
	keyID string
}

// NewDecrypter decrypts with the private key that the service knows as keyID. A key
// in hardware or in a remote service is a [crypto.Decrypter] that does RSA-OAEP,
// given *rsa.OAEPOptions, and is safe for concurrent use.
func NewDecrypter(key crypto.PrivateKey, keyID string) (*Decrypter, error) {
	decrypter, ok := key.(crypto.Decrypter)
	if !ok {
		return nil, errors.New("is not an RSA key")
	}
	public, ok := decrypter.Public().(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("is not an RSA key")
	}
	if err := keys.CheckRSA(public); err != nil {
		return nil, err
	}
	return &Decrypter{decrypter, keyID}, nil
}

// Decrypt opens a compact JWE. The error says what is wrong, not what was in it.
func (d *Decrypter) Decrypt(compact string) ([]byte, error) {
	message, err := jose.ParseEncryptedCompact(compact, keyAlgorithms, contentAlgorithms)
	if err != nil {
		return nil, errors.New("encrypted answer is malformed or uses an algorithm that is not accepted")
	}
	key := keyDecrypter{key: d.key}
	plain, err := message.Decrypt(&key)
	switch {
	case err == nil:
		return plain, nil
	case message.Header.KeyID != d.keyID:
		return nil, errors.New("encrypted answer is for another key than the response key")
	case key.err != nil:
		return nil, fmt.Errorf("encrypted answer does not open with the response key: %w", key.err)
	}
	return nil, errors.New("encrypted answer was damaged on its way")
}

// keyDecrypter takes the content key out of one answer. Private keys in memory go
// through it too: one path for all. It keeps the error, which says whether a
// remote key was out of reach; the JOSE library drops it.
type keyDecrypter struct {
	key crypto.Decrypter
	err error
}

// DecryptKey implements [jose.OpaqueKeyDecrypter].
func (k *keyDecrypter) DecryptKey(encrypted []byte, header jose.Header) (content []byte, err error) {
	hash := crypto.SHA256
	if header.Algorithm == string(jose.RSA_OAEP) {
		hash = crypto.SHA1
	}
	content, k.err = k.key.Decrypt(rand.Reader, encrypted, &rsa.OAEPOptions{Hash: hash})
	return content, k.err
}
