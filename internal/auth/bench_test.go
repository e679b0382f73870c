package auth

import (
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"net/http"
	"testing"
)

func BenchmarkApply(b *testing.B) {
	for name, scheme := range testSchemes(b) {
		b.Run(name, func(b *testing.B) {
			req, header := testRequest(), http.Header{}
			b.ReportAllocs()
			for b.Loop() {
				if err := scheme.Apply(header, req); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkRSASignature is the part of "JWT RS256" that no code of ours can save.
func BenchmarkRSASignature(b *testing.B) {
	signer, sum := testSigner(b), sha256.Sum256(nil)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := signer.Sign(rand.Reader, sum[:], crypto.SHA256); err != nil {
			b.Fatal(err)
		}
	}
}
