package cybersourcetest

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/envelope"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// This file simulates message-level encryption: requests encrypted to the gateway's
// key, answers encrypted to a registered key when the token asks for it.
//
// Guesses: a request that cannot be opened, or that is encrypted without a token, is
// refused with HTTP 400 and the shape of an authentication failure; no text is
// published. Refusals of authentication are never encrypted, because no key is known
// to encrypt to.

// messageKey is the key pair that requests are encrypted to.
type messageKey struct {
	id          string // serialNumber attribute of the certificate's subject
	private     *rsa.PrivateKey
	certificate []byte // PEM
}

// messageKeys makes the key pair when it is first needed, since that takes a
// noticeable fraction of a second.
type messageKeys struct {
	get func() messageKey
}

func newMessageKeys(options Options) (*messageKeys, error) {
	if options.RequestKeyPEM == nil {
		return &messageKeys{sync.OnceValue(generateMessageKey)}, nil
	}
	key, err := parseMessageKey(options.RequestKeyPEM)
	if err != nil {
		return nil, fmt.Errorf("RequestKeyPEM %w", err)
	}
	return &messageKeys{func() messageKey { return key }}, nil
}

func (k *messageKeys) certificatePEM() []byte { return k.get().certificate }

// generateMessageKey panics only if the system has no randomness.
func generateMessageKey() messageKey {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic("cybersourcetest: " + err.Error())
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(3),
		Subject:      pkix.Name{CommonName: "CyberSource_SJC_US", SerialNumber: "1700000000000000000003"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().AddDate(1, 0, 0),
		KeyUsage:     x509.KeyUsageKeyEncipherment,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &private.PublicKey, private)
	if err != nil {
		panic("cybersourcetest: " + err.Error())
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	return messageKey{template.Subject.SerialNumber, private, text}
}

// parseMessageKey reads a private key (PKCS#1 or PKCS#8) and its certificate, in
// any order.
func parseMessageKey(text []byte) (messageKey, error) {
	var key messageKey
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		switch block.Type {
		case "CERTIFICATE":
			key.certificate = pem.EncodeToMemory(block)
		case "RSA PRIVATE KEY", "PRIVATE KEY":
			key.private = parseRSA(block.Bytes)
		}
	}
	public, id, err := publicKey(string(key.certificate))
	switch {
	case err != nil:
		return key, errors.New("holds no RSA certificate")
	case key.private == nil:
		return key, errors.New("holds no RSA private key")
	case !key.private.PublicKey.Equal(public):
		return key, errors.New("holds a private key of another certificate")
	case id == "":
		return key, errors.New("holds a certificate without serialNumber in its subject")
	}
	key.id = id
	return key, nil
}

func parseRSA(der []byte) *rsa.PrivateKey {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key
	}
	key, _ := x509.ParsePKCS8PrivateKey(der) // nil if it is none
	private, _ := key.(*rsa.PrivateKey)
	return private
}

// open takes the clear text out of a body. The refusal is a hint for the developer,
// "" when all is well. A body in the clear is refused if encryption is demanded.
func (g *Gateway) open(body []byte, scheme verify.Scheme, demanded bool) (plain []byte, refusal, cause string) {
	compact, encrypted := envelope.Unwrap(body, "encryptedRequest")
	switch {
	case !encrypted && demanded && len(body) > 0:
		return nil, "the body is not encrypted, which this gateway was told to demand", explain.NotEncrypted
	case !encrypted:
		return body, "", ""
	case scheme != verify.JWT:
		return nil, "message-level encryption works with tokens only", explain.EncryptedWithoutToken
	}
	key := g.keys.get()
	plain, err := envelope.Open(compact, key.id, key.private)
	if err != nil {
		return nil, "encryptedRequest: " + err.Error(), explain.CannotDecrypt
	}
	return plain, "", ""
}

// seal encrypts an answer to the key its request named.
func (x *call) seal(body []byte, keyID string) ([]byte, error) {
	key, ok := x.accounts.directory.ResponseKey(keyID)
	if !ok {
		return nil, errors.New("the response key is not registered")
	}
	compact, err := envelope.Seal(body, keyID, key, x.gateway.options.Now())
	return envelope.Wrap("encryptedResponse", compact), err
}
