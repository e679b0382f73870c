package mle

import (
	"strings"
	"testing"

	"github.com/go-jose/go-jose/v4"
)

func BenchmarkEncrypt(b *testing.B) {
	encrypter, err := NewEncrypter(list(certificate(b, "sjc.cert.pem")), now)
	if err != nil {
		b.Fatal(err)
	}
	body := []byte(strings.Repeat("x", 600))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := encrypter.Encrypt(body, now); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDecrypt(b *testing.B) {
	decrypter := responseDecrypter(b)
	compact := encrypt(b, jose.RSA_OAEP_256, jose.A256GCM, &privateKey(b, "respmle.key.pem").PublicKey, "1712")
	b.ReportAllocs()
	for b.Loop() {
		if _, err := decrypter.Decrypt(compact); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkShapeOfAPlainAnswer(b *testing.B) {
	body := []byte(`{"_links":{"self":{"method":"GET","href":"/pts/v2/payments/7002"}},"id":"7002"}`)
	b.ReportAllocs()
	for b.Loop() {
		if _, encrypted := EncryptedResponse(body); encrypted {
			b.Fatal("taken for an encrypted one")
		}
	}
}
