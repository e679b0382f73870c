package cybersource

import (
	"crypto"
	"crypto/x509"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/keys"
)

// faults collects what is wrong with credentials, as "<field> <what is wrong>".
// No value of a field gets in.
type faults []string

func (f *faults) add(field, what string) { *f = append(*f, field+" "+what) }

// text checks what goes into headers and signed text.
func (f *faults) text(field, value string) {
	switch {
	case value == "":
		f.add(field, "is empty")
	case !auth.Printable(value):
		f.add(field, "has a blank, a quote or another character that no header can carry")
	}
}

// merchant checks who the credentials are for. The portfolio is optional.
func (f *faults) merchant(merchantID, portfolioID string) {
	f.text("Credentials.MerchantID", merchantID)
	if portfolioID != "" {
		f.text("Credentials.PortfolioID", portfolioID)
	}
}

// p12 returns nil after a fault, like the other readers.
func (f *faults) p12(field string, data []byte, password string) *keys.Store {
	store, err := keys.ParseP12(data, password)
	if err != nil {
		f.add(field, err.Error())
		return nil
	}
	return store
}

func (f *faults) privateKey(field string, pem []byte, password string) crypto.Signer {
	key, err := keys.ParsePrivateKey(pem, password)
	if err != nil {
		f.add(field, err.Error())
		return nil
	}
	return key
}

func (f *faults) certificates(field string, pem []byte) []*x509.Certificate {
	if len(pem) == 0 {
		f.add(field, "is empty")
		return nil
	}
	certificates, err := keys.ParseCertificates(pem)
	if err != nil {
		f.add(field, err.Error())
		return nil
	}
	return certificates
}

// given counts the forms of one thing that are set.
func given(forms ...bool) (n int) {
	for _, set := range forms {
		if set {
			n++
		}
	}
	return n
}
