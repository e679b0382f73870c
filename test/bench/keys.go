package main

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"

	"github.com/cybersource-go/cybersource/test/bench/answers"
	"github.com/cybersource-go/cybersource/test/bench/lean"
	"github.com/cybersource-go/cybersource/test/bench/work"
)

// pair is a certificate and its key, in PEM.
type pair struct{ certificate, key []byte }

// identity is the server's.
type identity struct{ pair }

// party is the merchant's, with which tokens are signed and bodies encrypted.
type party struct {
	pair
	public *rsa.PublicKey
}

func newIdentity() (identity, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return identity{}, err
	}
	p, err := selfSigned(&x509.Certificate{
		SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA: true, BasicConstraintsValid: true,
	}, key)
	return identity{p}, err
}

func newParty() (party, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return party{}, err
	}
	p, err := selfSigned(&x509.Certificate{
		SerialNumber: big.NewInt(4711),
		Subject:      pkix.Name{CommonName: work.MerchantID, SerialNumber: work.CertificateKeyID},
	}, key)
	return party{p, &key.PublicKey}, err
}

func selfSigned(template *x509.Certificate, key crypto.Signer) (pair, error) {
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(24*time.Hour)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return pair{}, err
	}
	private, err := x509.MarshalPKCS8PrivateKey(key)
	return pair{
		pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: private}),
	}, err
}

// answersOf are the texts of a set.
func (b *bench) answersOf(set answerSet) (answers.Set, error) {
	texts := answers.Usual()
	var err error
	switch set {
	case small:
		texts.Payment = answers.Small
	case sealed:
		texts.Payment, err = lean.Sealed(b.certificate.public, answers.Approval)
	}
	return texts, err
}
