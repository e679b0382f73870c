package bench

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource"
)

// party is an RSA key with the certificate that names it.
type party struct {
	key         *rsa.PrivateKey
	certificate []byte // PEM
}

var rsaParty = sync.OnceValues(func() (party, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return party{}, err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(4711),
		Subject:      pkix.Name{CommonName: merchantID, SerialNumber: "1772600767000000001"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(24 * time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	return party{key, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}, err
})

func needParty(b *testing.B) party {
	b.Helper()
	p, err := rsaParty()
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// certificate authenticates with RS256.
func certificate(b *testing.B) func(*cybersource.Configuration) {
	p := needParty(b)
	return func(cfg *cybersource.Configuration) {
		cfg.Credentials = cybersource.JWTCertificate{MerchantID: merchantID, CertificatePEM: p.certificate, Signer: p.key}
	}
}

// messageEncryption authenticates with RS256, encrypts the request and opens the answer.
func messageEncryption(b *testing.B) func(*cybersource.Configuration) {
	p := needParty(b)
	sealed := sealedApproval(b, p)
	return func(cfg *cybersource.Configuration) {
		certificate(b)(cfg)
		cfg.MessageEncryption = &cybersource.MessageEncryption{
			RequestCertificatePEM: p.certificate, RequestCertificateAlias: merchantID,
			ResponseKey: p.key, ResponseKeyID: "1772600767000000001",
		}
		cfg.Transport = stubTransport(sealed)
	}
}

func sealedApproval(b *testing.B, p party) string {
	b.Helper()
	encrypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{
		Algorithm: jose.RSA_OAEP_256, Key: &p.key.PublicKey, KeyID: "1772600767000000001",
	}, nil)
	if err != nil {
		b.Fatal(err)
	}
	object, err := encrypter.Encrypt([]byte(approval))
	if err != nil {
		b.Fatal(err)
	}
	compact, err := object.CompactSerialize()
	if err != nil {
		b.Fatal(err)
	}
	return fmt.Sprintf(`{"encryptedResponse":%q}`, compact)
}

var hashed = sha256.Sum256([]byte(approval))

func signOnce(p party) error {
	_, err := rsa.SignPKCS1v15(nil, p.key, crypto.SHA256, hashed[:])
	return err
}

// encryptedOnce is the RSA work of one call with encryption both ways.
func encryptedOnce(b *testing.B, p party) contender {
	b.Helper()
	wrapped, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, &p.key.PublicKey, hashed[:], nil)
	if err != nil {
		b.Fatal(err)
	}
	return func() error {
		if err := signOnce(p); err != nil {
			return err
		}
		if _, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, &p.key.PublicKey, hashed[:], nil); err != nil {
			return err
		}
		_, err := rsa.DecryptOAEP(sha256.New(), nil, p.key, wrapped, nil)
		return err
	}
}
