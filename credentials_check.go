package cybersource

import (
	"crypto"
	"crypto/x509"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/keys"
)

// text checks what goes into headers and signed text.
func (p *problems) text(field, value string) {
	switch {
	case value == "":
		p.add(field, "is empty")
	case !auth.Printable(value):
		p.add(field, "has a blank, a quote or another character that no header can carry")
	}
}

// merchant checks who the credentials are for. The portfolio is optional.
func (p *problems) merchant(merchantID, portfolioID string) {
	p.text("Credentials.MerchantID", merchantID)
	if portfolioID != "" {
		p.text("Credentials.PortfolioID", portfolioID)
	}
}

// p12 returns nil after a fault, like the other readers.
func (p *problems) p12(field string, data []byte, password string) *keys.Store {
	store, err := keys.ParseP12(data, password)
	if err != nil {
		p.add(field, err.Error())
		return nil
	}
	return store
}

func (p *problems) privateKey(field string, pem []byte, password string) crypto.Signer {
	key, err := keys.ParsePrivateKey(pem, password)
	if err != nil {
		p.add(field, err.Error())
		return nil
	}
	return key
}

func (p *problems) certificates(field string, pem []byte) []*x509.Certificate {
	if len(pem) == 0 {
		p.add(field, "is empty")
		return nil
	}
	certificates, err := keys.ParseCertificates(pem)
	if err != nil {
		p.add(field, err.Error())
		return nil
	}
	return certificates
}

// countSet counts the forms of one thing that are set.
func countSet(forms ...bool) (n int) {
	for _, set := range forms {
		if set {
			n++
		}
	}
	return n
}

// sharedSecret checks the fields of the schemes that have one. It returns nil after a problem.
func (p *problems) sharedSecret(merchantID, portfolioID, keyID, sharedSecret string) *auth.Secret {
	before := len(*p)
	p.merchant(merchantID, portfolioID)
	p.text("Credentials.KeyID", keyID)
	secret, err := auth.ParseSecret(sharedSecret)
	if err != nil {
		p.add("Credentials.SharedSecret", err.Error())
	}
	if len(*p) > before {
		return nil
	}
	return secret
}
