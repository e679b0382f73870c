package keys

import (
	"bytes"
	"crypto/x509"
	"errors"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

func TestP12OpensWithItsPasswordOnly(t *testing.T) {
	inventory := vectors.ReadInventory(t)
	for name := range inventory.P12 {
		for _, password := range []string{"", "wrong", inventory.Password + " "} {
			if _, err := ParseP12(vectors.Key(t, name), password); !errors.Is(err, ErrPassword) {
				t.Errorf("%s with another password: %v", name, err)
			}
		}
	}
}

func trustStore(t *testing.T) []byte {
	t.Helper()
	certificate := newCertificate(t, newKey(t), "merchant", "1", now)
	data, err := pkcs12.Modern.EncodeTrustStore([]*x509.Certificate{certificate}, vectors.ReadInventory(t).Password)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Damage in any place never panics and never opens as something else: the file is
// under a MAC. (Fuzzing shows nothing here: it finds huge iteration counts and then
// computes.)
func TestDamagedP12GivesNoOtherKeyID(t *testing.T) {
	password := vectors.ReadInventory(t).Password
	good := vectors.Key(t, "merchant.p12")
	for i := range good {
		damaged := bytes.Clone(good)
		damaged[i] ^= 0x55
		if store, err := ParseP12(damaged, password); err == nil {
			if id, err := keyIDIn(store, "vecmerchant_a1", ForSigning, now); id != "1700000000000000000001" {
				t.Errorf("byte %d damaged: key id %q, error %v", i, id, err)
			}
		}
	}
}
