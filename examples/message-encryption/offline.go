package main

import (
	"bytes"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"time"

	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

// This file is what only the offline run needs: a key as the merchant portal would
// make it, and a look at what is sent.

// responseKey opens encrypted answers. In production the merchant portal makes it.
type responseKey struct {
	id             string
	certificatePEM string
	privatePEM     []byte
}

func newResponseKey() responseKey {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	demo.Check(err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: "acme_eu"},
		NotBefore:    time.Now().Add(-time.Hour),
		NotAfter:     time.Now().Add(time.Hour),
	}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	demo.Check(err)
	pkcs8, err := x509.MarshalPKCS8PrivateKey(private)
	demo.Check(err)
	return responseKey{
		id:             "acme-response-key",
		certificatePEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})),
		privatePEM:     pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8}),
	}
}

// spy is a transport that shows how each body begins. With plain bodies that would be
// card data: never do this in production.
type spy struct{ next http.RoundTripper }

func (s spy) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Body = show("request", r.Body)
	answer, err := s.next.RoundTrip(r)
	if err == nil {
		answer.Body = show("answer", answer.Body)
	}
	return answer, err
}

func show(name string, body io.ReadCloser) io.ReadCloser {
	defer body.Close()
	content, err := io.ReadAll(body)
	demo.Check(err)
	demo.Line(name, string(content[:min(48, len(content))])+"...")
	return io.NopCloser(bytes.NewReader(content))
}
