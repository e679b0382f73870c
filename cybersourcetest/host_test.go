package cybersourcetest_test

import (
	"crypto/tls"
	"crypto/x509"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestCertificateNamesAllHosts(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{TLS: true, Hosts: []string{"gateway", "pay.gateway.test:8443", "192.0.2.7", "[2001:db8::1]:443"}})
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(gateway.AuthorityPEM())
	address := strings.TrimPrefix(gateway.URL(), "https://")
	for name, known := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "::1": true, "gateway": true, "pay.gateway.test": true, "192.0.2.7": true, "2001:db8::1": true,
		"other.test": false, "192.0.2.8": false,
	} {
		connection, err := tls.Dial("tcp", address, &tls.Config{RootCAs: roots, ServerName: name})
		if (err == nil) != known {
			t.Errorf("%s: %v", name, err)
		}
		if err == nil {
			connection.Close()
		}
	}
}
