package cybersourcetest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"
)

// This file makes the certificates of a gateway that serves HTTPS: a CA of its own
// per gateway and one server certificate for the loopback names and for its hosts.
//
// Not simulated: HTTP/2, client certificates, TLS below 1.2. The real clock decides
// about validity, whatever Options.Now says, because clients check it by theirs.

// identity is the certificate of a gateway and what trusts it.
type identity struct {
	authority []byte // PEM
	roots     *x509.CertPool
	server    *tls.Config
}

func newIdentity(hosts []string) (*identity, error) {
	authority := &x509.Certificate{
		SerialNumber:          big.NewInt(1),
		Subject:               pkix.Name{CommonName: "Offline gateway CA"},
		NotBefore:             time.Now().Add(-time.Hour),
		NotAfter:              time.Now().AddDate(1, 0, 0),
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign,
	}
	authorityKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	authorityDER, err := x509.CreateCertificate(rand.Reader, authority, authority, &authorityKey.PublicKey, authorityKey)
	if err != nil {
		return nil, err
	}
	server, err := serverCertificate(hosts, authority, authorityKey)
	if err != nil {
		return nil, err
	}
	authorityPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: authorityDER})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(authorityPEM)
	return &identity{
		authority: authorityPEM,
		roots:     roots,
		server:    &tls.Config{Certificates: []tls.Certificate{server}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}},
	}, nil
}

func serverCertificate(hosts []string, authority *x509.Certificate, authorityKey *ecdsa.PrivateKey) (tls.Certificate, error) {
	template := &x509.Certificate{
		SerialNumber: big.NewInt(2),
		Subject:      pkix.Name{CommonName: "localhost"},
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
		NotBefore:    authority.NotBefore,
		NotAfter:     authority.NotAfter,
		KeyUsage:     x509.KeyUsageDigitalSignature,
		ExtKeyUsage:  []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	for _, host := range hosts {
		if name := hostname(host); net.ParseIP(name) != nil {
			template.IPAddresses = append(template.IPAddresses, net.ParseIP(name))
		} else {
			template.DNSNames = append(template.DNSNames, name)
		}
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	der, err := x509.CreateCertificate(rand.Reader, template, authority, &key.PublicKey, authorityKey)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}
