package keys

import (
	"crypto"
	"crypto/x509"
	"errors"

	"software.sslmate.com/src/go-pkcs12"
)

// ParseP12 opens a PKCS#12 file with one private key and at least one certificate.
func ParseP12(data []byte, password string) (*Store, error) {
	key, first, rest, err := openP12(data, password)
	if errors.Is(err, errNotP12) {
		return nil, notP12(data)
	}
	if err != nil {
		return nil, err
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("holds a private key of a kind that cannot sign")
	}
	// "First" is where it stands in the file, nothing more.
	return &Store{Key: signer, Certificates: append(rest, first)}, nil
}

func openP12(data []byte, password string) (key any, first *x509.Certificate, rest []*x509.Certificate, err error) {
	if err := checkIterations(data, password); err != nil {
		return nil, nil, nil, err
	}
	if key, first, rest, err = pkcs12.DecodeChain(data, password); err != nil {
		return nil, nil, nil, p12Error(err)
	}
	return key, first, rest, nil
}

// p12Error keeps of the decoder's error what helps and is sure to hold no secret:
// whether it was the password, and which algorithm is missing.
func p12Error(err error) error {
	if errors.Is(err, pkcs12.ErrIncorrectPassword) || errors.Is(err, pkcs12.ErrDecryption) {
		return ErrPassword
	}
	if missing, ok := errors.AsType[pkcs12.NotImplementedError](err); ok {
		return errors.New("is a PKCS#12 file of an unsupported kind (" + missing.Error() + ")")
	}
	switch err.Error() { // which the module makes without a type
	case "pkcs12: no MAC in data":
		return errors.New("has no MAC to check its password with: export it again with a password, and in openssl without -nomac")
	case "pkcs12: private key missing":
		return errors.New("holds certificates and no private key")
	case "pkcs12: certificate missing":
		return errors.New("holds a private key and no certificate")
	}
	return errNotP12
}
