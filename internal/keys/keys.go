// Package keys reads private keys and certificates from the files that merchants
// have: PKCS#12 in every layout that the merchant portal and openssl make, and PEM.
//
// Errors are written to follow the name of a setting: "is not a PKCS#12 file".
// They never hold any part of a key or a password.
package keys

import (
	"crypto"
	"crypto/x509"
	"errors"
	"slices"
	"time"
)

// ErrPassword means that the password does not open the file.
var ErrPassword = errors.New("cannot be opened with the password")

// Store is one private key with the certificates it came with.
type Store struct {
	Key          crypto.Signer
	Certificates []*x509.Certificate
}

// Certificate returns the certificate of the store's key: the one whose subject has owner as
// common name, and whose public key is that of the private key. The serialNumber of its
// subject is what the service calls the id of the key. Position in the file means nothing:
// portal files hold certificates of the platform beside the merchant's, in any order.
func (s *Store) Certificate(owner string, use Use, now time.Time) (*x509.Certificate, error) {
	named := Named(s.Certificates, owner)
	if len(named) == 0 {
		return nil, errors.New("holds no certificate whose common name is the owner of the key")
	}
	mine := slices.DeleteFunc(named, func(c *x509.Certificate) bool {
		return !samePublicKey(c.PublicKey, s.Key.Public())
	})
	if len(mine) == 0 {
		return nil, errors.New("holds a certificate of the owner, but of another key than the private key")
	}
	certificate, _, err := Usable(mine, use, now)
	return certificate, err
}

// samePublicKey compares keys of any type: those of the standard library all have Equal.
func samePublicKey(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}
