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
	"strings"
	"time"
)

// ErrPassword means that the password does not open the file.
var ErrPassword = errors.New("cannot be opened with the password")

// Store is one private key with the certificates it came with.
type Store struct {
	Key          crypto.Signer
	Certificates []*x509.Certificate
}

// KeyID returns what the service calls the id of the store's key, taken from the
// key's certificate: the one whose subject has owner as common name, ignoring
// case, and whose public key is that of the private key. Position in the file
// means nothing: portal files hold certificates of the platform beside the
// merchant's, in any order.
func (s *Store) KeyID(owner string, now time.Time) (string, error) {
	named := Named(s.Certificates, owner)
	if len(named) == 0 {
		return "", errors.New("holds no certificate whose common name is the owner of the key")
	}
	mine := slices.DeleteFunc(named, func(c *x509.Certificate) bool {
		return !samePublicKey(c.PublicKey, s.Key.Public())
	})
	if len(mine) == 0 {
		return "", errors.New("holds a certificate of the owner, but of another key than the private key")
	}
	return UsableID(Latest(mine), now)
}

// UsableID returns the key id of a certificate: the serialNumber attribute of its
// subject (OID 2.5.4.5). The serial number of the certificate itself is another
// thing, and no substitute. A certificate past its last day has none to give.
func UsableID(c *x509.Certificate, now time.Time) (string, error) {
	if now.After(c.NotAfter) {
		return "", errors.New("holds a certificate that expired on " + c.NotAfter.UTC().Format(time.DateOnly))
	}
	if c.Subject.SerialNumber == "" {
		return "", errors.New("holds a certificate without serialNumber in its subject, the key id of the service")
	}
	return c.Subject.SerialNumber, nil
}

// Named returns the certificates whose subject has the common name, ignoring case.
func Named(certificates []*x509.Certificate, name string) []*x509.Certificate {
	var named []*x509.Certificate
	for _, c := range certificates {
		if strings.EqualFold(c.Subject.CommonName, name) {
			named = append(named, c)
		}
	}
	return named
}

// Latest returns the certificate that is valid longest, nil of none.
func Latest(certificates []*x509.Certificate) *x509.Certificate {
	var latest *x509.Certificate
	for _, c := range certificates {
		if latest == nil || c.NotAfter.After(latest.NotAfter) {
			latest = c
		}
	}
	return latest
}

// samePublicKey compares keys of any type: those of the standard library all have Equal.
func samePublicKey(a, b crypto.PublicKey) bool {
	key, ok := a.(interface{ Equal(crypto.PublicKey) bool })
	return ok && key.Equal(b)
}
