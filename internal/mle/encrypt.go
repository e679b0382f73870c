// Package mle is message-level encryption: request bodies encrypted to the
// platform's certificate, answers encrypted to the merchant's key, both as
// compact JWE inside a one-member JSON object.
package mle

import (
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/internal/keys"
)

// Encrypter encrypts request bodies. It is immutable and safe for concurrent use.
type Encrypter struct {
	key      *rsa.PublicKey
	keyID    string
	notAfter time.Time
}

// KeyID is the id under which the service knows the key.
func (e *Encrypter) KeyID() string { return e.keyID }

// NotAfter is the last moment at which the certificate of the key is valid.
func (e *Encrypter) NotAfter() time.Time { return e.notAfter }

// NewEncrypter encrypts to the platform's request certificate: of those given the one
// that can be used now, since what only its holder may read should not depend on a
// key that is given up or not yet taken up. Errors follow the name of the setting that
// has the certificates.
func NewEncrypter(certificates []*x509.Certificate, now time.Time) (*Encrypter, error) {
	certificate, id, err := keys.Usable(certificates, keys.ForEncryption, now)
	if err != nil {
		return nil, err
	}
	return &Encrypter{certificate.PublicKey.(*rsa.PublicKey), id, certificate.NotAfter}, nil // for encryption it is RSA
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
