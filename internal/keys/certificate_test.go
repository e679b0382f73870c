package keys

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"math/big"
	"testing"
	"time"
)

func newRSAKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func TestUsableCertificateIsChosen(t *testing.T) {
	key := newRSAKey(t)
	year := func(n int) time.Time { return now.AddDate(n, 0, 0) }
	certificate := func(id string, last time.Time, change func(*x509.Certificate)) *x509.Certificate {
		return changedCertificate(t, key, "merchant", id, last, change)
	}
	usage := func(u x509.KeyUsage) func(*x509.Certificate) {
		return func(c *x509.Certificate) { c.KeyUsage = u }
	}
	current := newCertificate(t, key, "merchant", "1", year(1))
	tomorrow := certificate("2", year(2), func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) })
	nameless := newCertificate(t, key, "merchant", "", year(3))
	signs, encrypts := certificate("3", year(2), usage(x509.KeyUsageDigitalSignature)), certificate("4", year(3), usage(x509.KeyUsageKeyEncipherment))
	elliptic := newCertificate(t, newKey(t), "merchant", "5", year(5))
	const otherUse = "holds a certificate whose key is meant for another use"
	for _, tc := range []struct {
		name         string
		use          Use
		certificates []*x509.Certificate
		want, err    string
	}{
		{"one from tomorrow beside today's", ForSigning, list(tomorrow, current), "1", ""},
		{"one without an id beside another", ForSigning, list(current, nameless), "1", ""},
		{"expired beside current", ForSigning, list(newCertificate(t, key, "merchant", "0", year(-1)), current), "1", ""},
		{"for signing", ForSigning, list(signs, encrypts), "3", ""},
		{"for encryption", ForEncryption, list(signs, encrypts), "4", ""},
		{"for decryption", ForDecryption, list(signs), "3", ""},
		{"of another kind of key beside RSA", ForEncryption, list(elliptic, current), "1", ""},
		{"first of two that are valid equally long", ForSigning, list(current, newCertificate(t, key, "merchant", "9", year(1))), "1", ""},
		{"from tomorrow only", ForSigning, list(tomorrow), "", "holds a certificate that is not valid before 2027-06-02T00:00:00Z"},
		{"for encryption only", ForSigning, list(encrypts), "", otherUse},
		{"for signing only", ForEncryption, list(signs), "", otherUse},
		{"for certificates only", ForEncryption, list(certificate("6", year(1), usage(x509.KeyUsageCertSign))), "", otherUse},
		{"elliptic only", ForEncryption, list(elliptic), "", "holds a certificate that is not of an RSA key"},
		{"none usable: the longest-lived says why", ForSigning, list(tomorrow, nameless), "", "holds a certificate without serialNumber in its subject, the key id of the service"},
		{"none", ForSigning, nil, "", "holds no certificate"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			c, id, err := Usable(tc.certificates, tc.use, now)
			if id != tc.want || text(err) != tc.err || (c == nil) != (err != nil) {
				t.Errorf("got %q, error %q; want %q, error %q", id, text(err), tc.want, tc.err)
			}
		})
	}
}

func TestWeakRSAKeysAreRefused(t *testing.T) {
	modulus := func(bits int, odd uint) *big.Int {
		return new(big.Int).SetBit(new(big.Int).Lsh(big.NewInt(1), uint(bits-1)), 0, odd)
	}
	const short, unusable = "is an RSA key of less than 2048 bits", "is an RSA key that cannot be used"
	for _, tc := range []struct {
		name string
		key  *rsa.PublicKey
		want string
	}{
		{"2,048 bits", &rsa.PublicKey{N: modulus(2048, 1), E: 65537}, ""},
		{"4,096 bits, e=3", &rsa.PublicKey{N: modulus(4096, 1), E: 3}, ""},
		{"2,047 bits", &rsa.PublicKey{N: modulus(2047, 1), E: 65537}, short},
		{"1,024 bits", &rsa.PublicKey{N: modulus(1024, 1), E: 65537}, short},
		{"768 bits", &rsa.PublicKey{N: modulus(768, 1), E: 65537}, short},
		{"e=1", &rsa.PublicKey{N: modulus(2048, 1), E: 1}, unusable},
		{"even e", &rsa.PublicKey{N: modulus(2048, 1), E: 65536}, unusable},
		{"even modulus", &rsa.PublicKey{N: modulus(2048, 0), E: 65537}, unusable},
		{"no modulus", &rsa.PublicKey{E: 65537}, "is empty"},
		{"nil", nil, "is empty"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if err := CheckRSA(tc.key); text(err) != tc.want {
				t.Errorf("error %q, want %q", text(err), tc.want)
			}
		})
	}
	weak := *newCertificate(t, newKey(t), "merchant", "1", now.AddDate(1, 0, 0))
	weak.PublicKey = &rsa.PublicKey{N: modulus(1024, 1), E: 65537}
	if _, _, err := Usable(list(&weak), ForSigning, now); text(err) != "holds a certificate whose key "+short {
		t.Errorf("certificate: error %v", err)
	}
}

func TestNamesAreComparedLetterByLetter(t *testing.T) {
	certificate := newCertificate(t, newKey(t), "CyberSource_SJC_US", "1", now)
	for name, want := range map[string]int{
		"CyberSource_SJC_US": 1, "cybersource_sjc_us": 1, "CyberSource_\u017fJC_US": 0, "CyberSource_SJC_U\u017f": 0, "CyberSource_SJC_US ": 0, "": 0,
	} {
		if got := Named(list(certificate), name); len(got) != want {
			t.Errorf("%q names %d certificates, want %d", name, len(got), want)
		}
		if reverse := Named(list(newCertificate(t, newKey(t), name, "1", now)), "CyberSource_SJC_US"); len(reverse) != want {
			t.Errorf("a certificate of %q is named %d times, want %d", name, len(reverse), want)
		}
	}
}
