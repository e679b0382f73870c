package keys

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
)

// ParseCertificates reads every certificate of a PEM text, in its order. Other
// blocks, such as a private key in the same file, are passed over.
func ParseCertificates(text []byte) ([]*x509.Certificate, error) {
	const missing = "holds no PEM certificate"
	if startsWithBOM(text) {
		return nil, notPEM(text, missing)
	}
	var certificates []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if block.Type != "CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, errors.New("holds a certificate that cannot be read")
		}
		certificates = append(certificates, c)
	}
	if len(certificates) == 0 {
		return nil, notPEM(text, missing)
	}
	return certificates, nil
}

// ParsePrivateKey reads the first private key of a PEM text: PKCS #1, PKCS #8 or
// SEC 1, plain or encrypted with the password in either of openssl's two ways.
func ParsePrivateKey(text []byte, password string) (crypto.Signer, error) {
	const missing = "holds no PEM private key"
	if startsWithBOM(text) {
		return nil, notPEM(text, missing)
	}
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if parse := keyParser(block.Type); parse != nil {
			return decryptAndParse(block, []byte(password), parse)
		}
	}
	return nil, notPEM(text, missing)
}

type parser func(der []byte) (any, error)

func keyParser(blockType string) parser {
	switch blockType {
	case "RSA PRIVATE KEY":
		return func(der []byte) (any, error) { return x509.ParsePKCS1PrivateKey(der) }
	case "EC PRIVATE KEY":
		return func(der []byte) (any, error) { return x509.ParseECPrivateKey(der) }
	case "PRIVATE KEY", "ENCRYPTED PRIVATE KEY":
		return x509.ParsePKCS8PrivateKey
	}
	return nil
}

func decryptAndParse(block *pem.Block, password []byte, parse parser) (crypto.Signer, error) {
	der, encrypted, err := decrypt(block, password)
	if err != nil {
		return nil, err
	}
	key, err := parse(der)
	if err != nil && encrypted {
		return nil, ErrPassword // a wrong password now and then passes the padding check
	}
	signer, ok := key.(crypto.Signer)
	if err != nil || !ok {
		return nil, errors.New("holds a private key that cannot be read")
	}
	return signer, nil
}

// decrypt returns the block's plain bytes, and whether they had been encrypted.
func decrypt(block *pem.Block, password []byte) (der []byte, encrypted bool, err error) {
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY":
		der, err = decryptPKCS8(block.Bytes, password)
	case x509.IsEncryptedPEMBlock(block): //nolint:staticcheck // SA1019: weak as protection, but openssl files have it
		if der, err = x509.DecryptPEMBlock(block, password); err != nil { //nolint:staticcheck // SA1019: as above
			err = ErrPassword
		}
	default:
		return block.Bytes, false, nil
	}
	return der, true, err
}
