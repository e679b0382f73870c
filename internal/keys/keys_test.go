package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

// now is a day on which the recordings' certificates are valid.
var now = time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)

func TestKeyIDOfEveryP12(t *testing.T) {
	inventory := vectors.ReadInventory(t)
	for name, want := range inventory.P12 {
		t.Run(name, func(t *testing.T) {
			store, err := ParseP12(vectors.Key(t, name), inventory.Password)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := len(store.Certificates), len(want.Certificates); got != want {
				t.Errorf("%d certificates, want %d", got, want)
			}
			id, err := keyIDIn(store, want.Owner, ForSigning, now)
			if err != nil || id != want.KeyID {
				t.Errorf("key id %q (%v), want %q", id, err, want.KeyID)
			}
			platform := Named(store.Certificates, "cybersource_sjc_us")
			if _, id, err := Usable(platform, ForEncryption, now); err != nil || id != want.RequestMLEKID {
				t.Errorf("request key id %q (%v), want %q", id, err, want.RequestMLEKID)
			}
		})
	}
}

func TestOwnerIsFoundByNameAndKey(t *testing.T) {
	key, other := newKey(t), newKey(t)
	year := func(n int) time.Time { return now.AddDate(n, 0, 0) }
	mine := newCertificate(t, key, "merchant", "1", year(1))
	for _, tc := range []struct {
		name         string
		owner        string
		certificates []*x509.Certificate
		want, err    string
	}{
		{"only one", "merchant", list(mine), "1", ""},
		{"in another case", "MerchanT", list(mine), "1", ""},
		{"behind a certificate of the platform", "merchant", list(newCertificate(t, other, "platform", "9", year(1)), mine), "1", ""},
		{"behind one of the same name and another key", "merchant", list(newCertificate(t, other, "merchant", "9", year(2)), mine), "1", ""},
		{"renewed for the same key", "merchant", list(newCertificate(t, key, "merchant", "2", year(2)), mine), "2", ""},
		{"renewed, the other way round", "merchant", list(mine, newCertificate(t, key, "merchant", "2", year(2))), "2", ""},
		{"name is a prefix of another", "merch", list(mine), "", "holds no certificate whose common name is the owner of the key"},
		{"no certificate at all", "merchant", nil, "", "holds no certificate whose common name is the owner of the key"},
		{"another key", "merchant", list(newCertificate(t, other, "merchant", "1", year(1))), "", "holds a certificate of the owner, but of another key than the private key"},
		{"no serialNumber", "merchant", list(newCertificate(t, key, "merchant", "", year(1))), "", "holds a certificate without serialNumber in its subject, the key id of the service"},
		{"expired", "merchant", list(newCertificate(t, key, "merchant", "1", now.Add(-time.Second))), "", "holds a certificate that expired on 2027-05-31"},
		{"last second", "merchant", list(newCertificate(t, key, "merchant", "1", now)), "1", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			store := Store{Key: key, Certificates: tc.certificates}
			got, err := keyIDIn(&store, tc.owner, ForSigning, now)
			if got != tc.want || text(err) != tc.err {
				t.Errorf("got %q, error %q; want %q, error %q", got, text(err), tc.want, tc.err)
			}
			if len(store.Certificates) != len(tc.certificates) || len(tc.certificates) > 0 && store.Certificates[0] == nil {
				t.Error("looking for the certificate changed the store")
			}
		})
	}
}

// keyIDIn is the id that the certificate of a store's key names.
func keyIDIn(s *Store, owner string, use Use, now time.Time) (string, error) {
	certificate, err := s.Certificate(owner, use, now)
	if err != nil {
		return "", err
	}
	return certificate.Subject.SerialNumber, nil
}

func list(certificates ...*x509.Certificate) []*x509.Certificate { return certificates }

func newKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func newCertificate(t testing.TB, key crypto.Signer, name, serialNumber string, last time.Time) *x509.Certificate {
	t.Helper()
	return changedCertificate(t, key, name, serialNumber, last, func(*x509.Certificate) {})
}

// changedCertificate lets change alter what the certificate will say.
func changedCertificate(t testing.TB, key crypto.Signer, name, serialNumber string, last time.Time, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		Subject:      pkix.Name{CommonName: name, SerialNumber: serialNumber},
		NotBefore:    now.AddDate(-1, 0, 0),
		NotAfter:     last,
	}
	change(template)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// text is the error's text, "" without an error.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
