package keys

import (
	"crypto/rsa"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"
)

// Use is what this side does with the key of a certificate. A certificate that limits
// the use of its key has to allow it.
type Use x509.KeyUsage

// The uses that a certificate must allow. Opening answers needs no leave: it is the
// service that encrypts, and the merchant's own key that opens.
const (
	ForSigning    = Use(x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment)
	ForEncryption = Use(x509.KeyUsageKeyEncipherment | x509.KeyUsageDataEncipherment)
	ForDecryption = Use(0)
)

// Usable returns the certificate that can be used, and of several the one that is valid
// longest, with its key id: the serialNumber attribute of its subject (OID 2.5.4.5). The
// serial number of the certificate itself is another thing, and no substitute. If none
// can be used, the error says what the one that is valid longest lacks.
func Usable(certificates []*x509.Certificate, use Use, now time.Time) (*x509.Certificate, string, error) {
	longestFirst := slices.SortedStableFunc(slices.Values(certificates), func(a, b *x509.Certificate) int {
		return b.NotAfter.Compare(a.NotAfter)
	})
	err := errors.New("holds no certificate")
	for i, c := range longestFirst {
		problem := unusable(c, use, now)
		if problem == nil {
			return c, c.Subject.SerialNumber, nil
		}
		if i == 0 {
			err = problem
		}
	}
	return nil, "", err
}

// unusable says why a certificate cannot be used, nil if it can.
func unusable(c *x509.Certificate, use Use, now time.Time) error {
	switch {
	case now.After(c.NotAfter):
		return errors.New("holds a certificate that expired on " + c.NotAfter.UTC().Format(time.DateOnly))
	case now.Before(c.NotBefore):
		return errors.New("holds a certificate that is not valid before " + c.NotBefore.UTC().Format(time.RFC3339))
	case c.Subject.SerialNumber == "":
		return errors.New("holds a certificate without serialNumber in its subject, the key id of the service")
	case use != 0 && c.KeyUsage != 0 && c.KeyUsage&x509.KeyUsage(use) == 0:
		return errors.New("holds a certificate whose key is meant for another use")
	}
	key, ok := c.PublicKey.(*rsa.PublicKey)
	if !ok && use == ForEncryption {
		return errors.New("holds a certificate that is not of an RSA key")
	}
	if ok && CheckRSA(key) != nil {
		return fmt.Errorf("holds a certificate whose key %w", CheckRSA(key))
	}
	return nil
}

// minRSABits is what RFC 7518 demands of keys for RS256 and RSA-OAEP, and what the
// merchant portal issues. Below 1,024 bits crypto/rsa refuses every operation.
const minRSABits = 2048

// CheckRSA refuses keys that are too weak to sign or to encrypt with, or that
// crypto/rsa would refuse at every call.
func CheckRSA(key *rsa.PublicKey) error {
	switch {
	case key == nil || key.N == nil:
		return errors.New("is empty")
	case key.N.BitLen() < minRSABits:
		return errors.New("is an RSA key of less than 2048 bits")
	case key.N.Bit(0) == 0 || key.E < 3 || key.E%2 == 0 || key.E > 1<<31-1:
		return errors.New("is an RSA key that cannot be used")
	}
	return nil
}

// Named returns the certificates whose subject has the common name, ignoring the case
// of the letters A to Z. No other letters are taken for one another: Unicode has
// some that become a plain k or s in lower case.
func Named(certificates []*x509.Certificate, name string) []*x509.Certificate {
	var named []*x509.Certificate
	for _, c := range certificates {
		if lower(c.Subject.CommonName) == lower(name) {
			named = append(named, c)
		}
	}
	return named
}

func lower(s string) string {
	b := []byte(s)
	for i, c := range b {
		if 'A' <= c && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
