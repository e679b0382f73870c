// Package mle is message-level encryption: request bodies encrypted to the
// platform's certificate, answers encrypted to the merchant's key, both as
// compact JWE inside a one-member JSON object.
package mle

import (
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/internal/keys"
)

// Encrypter encrypts request bodies. It is immutable and safe for concurrent use.
type Encrypter struct {
	key   *rsa.PublicKey
	keyID string
}

// NewEncrypter encrypts to the platform's request certificate, which must not have
// expired: what only its holder may read should not depend on a key that is given
// up. Errors follow the name of the setting that has the certificate.
func NewEncrypter(certificate *x509.Certificate, now time.Time) (*Encrypter, error) {
	id, err := keys.UsableID(certificate, now)
	if err != nil {
		return nil, err
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("holds a certificate that is not of an RSA key")
	}
	return &Encrypter{key, id}, nil
}

// Encrypt returns the body to send in place of the given one:
// {"encryptedRequest":"<compact JWE>"}, with RSA-OAEP-256, A256GCM and the header
// members kid and iat (a number). The service's own clients disagree on cty and
// typ; it needs neither.
func (e *Encrypter) Encrypt(body []byte, now time.Time) ([]byte, error) {
	options := new(jose.EncrypterOptions).WithHeader("iat", now.Unix())
	recipient := jose.Recipient{Algorithm: jose.RSA_OAEP_256, Key: e.key, KeyID: e.keyID}
	encrypter, err := jose.NewEncrypter(jose.A256GCM, recipient, options)
	if err != nil {
		return nil, fmt.Errorf("encrypt request: %w", err)
	}
	message, err := encrypter.Encrypt(body)
	if err != nil {
		return nil, fmt.Errorf("encrypt request: %w", err)
	}
	compact, err := message.CompactSerialize()
	if err != nil {
		return nil, fmt.Errorf("encrypt request: %w", err)
	}
	return []byte(`{"encryptedRequest":"` + compact + `"}`), nil // base64url and full stops: nothing to escape
}
