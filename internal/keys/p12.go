package keys

import (
	"crypto"
	"errors"

	"software.sslmate.com/src/go-pkcs12"
)

// ParseP12 opens a PKCS#12 file with one private key and at least one certificate.
func ParseP12(data []byte, password string) (*Store, error) {
	if err := checkIterations(data, password); err != nil {
		return nil, err
	}
	key, first, rest, err := pkcs12.DecodeChain(data, password)
	if err != nil {
		return nil, p12Error(err)
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, errors.New("holds a private key of a kind that cannot sign")
	}
	// "First" is where it stands in the file, nothing more.
	return &Store{Key: signer, Certificates: append(rest, first)}, nil
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
	return errNotP12
}
