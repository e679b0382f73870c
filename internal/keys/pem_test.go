package keys

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

func TestPrivateKeyInEveryForm(t *testing.T) {
	password := vectors.ReadInventory(t).Password
	certificates, err := ParseCertificates(vectors.Key(t, "respmle.cert.pem"))
	if err != nil {
		t.Fatal(err)
	}
	rsaKey := certificates[0].PublicKey
	for _, name := range []string{"respmle.pkcs1.pem", "respmle.pkcs1.enc.pem", "respmle.pkcs8.pem", "respmle.pkcs8.enc.pem"} {
		t.Run(name, func(t *testing.T) { wantKey(t, vectors.Key(t, name), password, rsaKey) })
	}
	ecKey := mustKey(t, file(t, "ec.sec1.pem"), "").Public()
	for _, name := range []string{
		"ec.pkcs8.pem", "ec.sec1.enc.pem", "ec.pkcs8.aes128-sha1.pem",
		"ec.pkcs8.aes192-sha384.pem", "ec.pkcs8.aes256-sha512.pem", "ec.pkcs8.des3.pem",
	} {
		t.Run(name, func(t *testing.T) { wantKey(t, file(t, name), "correct-horse", ecKey) })
	}
}

// The padding has to come off too, although the key parser does not mind it.
func TestDecryptedKeyIsThePlainOne(t *testing.T) {
	plain, _ := pem.Decode(file(t, "ec.pkcs8.pem"))
	sealed, _ := pem.Decode(file(t, "ec.pkcs8.des3.pem"))
	if got, err := decryptPKCS8(sealed.Bytes, []byte("correct-horse")); !bytes.Equal(got, plain.Bytes) {
		t.Errorf("%d bytes (%v), want %d", len(got), err, len(plain.Bytes))
	}
}

func TestPaddingIsCheckedWhole(t *testing.T) {
	cipherBlock, err := aes.NewCipher(make([]byte, 16))
	if err != nil {
		t.Fatal(err)
	}
	for padding, want := range map[string]error{
		"\x04\x04\x04\x04": nil, "\x04\x03\x04\x04": ErrPassword, "\x04\x04\x04\x00": ErrPassword, "\x11\x11\x11\x11": ErrPassword,
	} {
		iv, data := make([]byte, 16), []byte("twelve bytes"+padding)
		cipher.NewCBCEncrypter(cipherBlock, iv).CryptBlocks(data, data)
		plain, err := decryptCBC(cipherBlock, iv, data)
		if !errors.Is(err, want) || err == nil && string(plain) != "twelve bytes" {
			t.Errorf("padding %x: %q, error %v", padding, plain, err)
		}
	}
}

func wantKey(t *testing.T, text []byte, password string, want crypto.PublicKey) {
	t.Helper()
	if !samePublicKey(want, mustKey(t, text, password).Public()) {
		t.Error("another key came out")
	}
}

func TestEncryptedKeyOpensWithItsPasswordOnly(t *testing.T) {
	files := map[string][]byte{
		"respmle.pkcs1.enc.pem": vectors.Key(t, "respmle.pkcs1.enc.pem"),
		"respmle.pkcs8.enc.pem": vectors.Key(t, "respmle.pkcs8.enc.pem"),
		"ec.sec1.enc.pem":       file(t, "ec.sec1.enc.pem"),
		"ec.pkcs8.des3.pem":     file(t, "ec.pkcs8.des3.pem"),
	}
	for name, text := range files {
		for _, password := range []string{"", "wrong", "correct-horse "} {
			if _, err := ParsePrivateKey(text, password); !errors.Is(err, ErrPassword) {
				t.Errorf("%s with another password: %v", name, err)
			}
		}
	}
}

// Now and then a wrong password decrypts to something with right padding, one time
// in 256 or so. That has to read as a wrong password too.
func TestWrongPasswordWithRightPadding(t *testing.T) {
	text := file(t, "ec.pkcs8.aes128-sha1.pem")
	block, _ := pem.Decode(text)
	for i := range 3000 {
		password := "wrong" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676))
		if _, err := decryptPKCS8(block.Bytes, []byte(password)); err != nil {
			continue
		}
		if _, err := ParsePrivateKey(text, password); !errors.Is(err, ErrPassword) {
			t.Errorf("error %v", err)
		}
		return
	}
	t.Error("no password had right padding: the test shows nothing")
}

func TestPrivateKeyThatCannotBeRead(t *testing.T) {
	const unsupported = "is encrypted in an unsupported way (want PBES2 with PBKDF2 and AES-CBC or triple DES)"
	for _, tc := range []struct {
		name string
		text []byte
		want string
	}{
		{"empty", nil, "holds no PEM private key"},
		{"a certificate", vectors.Key(t, "merchant.cert.pem"), "holds no PEM private key"},
		{"binary", vectors.Key(t, "merchant.p12"), "is binary (DER or PKCS#12) and not PEM text"},
		{"no key inside", block("PRIVATE KEY", "abc"), "holds a private key that cannot be read"},
		{"no PKCS #1 key inside", block("RSA PRIVATE KEY", "abc"), "holds a private key that cannot be read"},
		{"no encryption inside", block("ENCRYPTED PRIVATE KEY", "abc"), unsupported},
		{"scrypt", file(t, "ec.pkcs8.scrypt.pem"), unsupported},
		{"PBES1", file(t, "ec.pkcs8.pbes1.pem"), unsupported},
		{"SHA-224", file(t, "ec.pkcs8.sha224.pem"), unsupported},
	} {
		t.Run(tc.name, func(t *testing.T) {
			_, err := ParsePrivateKey(tc.text, "correct-horse")
			if text(err) != tc.want {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

func TestPrivateKeyBesideItsCertificate(t *testing.T) {
	both := append(vectors.Key(t, "merchant.cert.pem"), vectors.Key(t, "merchant.key.pem")...)
	certificates, err := ParseCertificates(both)
	if err != nil || len(certificates) != 1 {
		t.Fatalf("%d certificates, error %v", len(certificates), err)
	}
	wantKey(t, both, "", certificates[0].PublicKey)
}

func TestParseCertificates(t *testing.T) {
	bundle, err := ParseCertificates(vectors.Key(t, "mle-bundle.pem"))
	if err != nil || len(bundle) != 2 || bundle[1].Subject.CommonName != "CyberSource_SJC_US" {
		t.Errorf("%d certificates, error %v", len(bundle), err)
	}
	for _, tc := range []struct {
		name string
		text []byte
		want string
	}{
		{"empty", nil, "holds no PEM certificate"},
		{"a private key", vectors.Key(t, "merchant.key.pem"), "holds no PEM certificate"},
		{"no certificate inside", block("CERTIFICATE", "abc"), "holds a certificate that cannot be read"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := ParseCertificates(tc.text); text(err) != tc.want {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

// FuzzParsePrivateKey feeds the decryption directly: in PEM, mutations of base64
// would seldom get there.
func FuzzParsePrivateKey(f *testing.F) {
	for _, name := range []string{"ec.pkcs8.des3.pem", "ec.pkcs8.scrypt.pem", "ec.pkcs8.pbes1.pem"} {
		block, _ := pem.Decode(file(f, name))
		f.Add(block.Bytes)
	}
	f.Fuzz(func(t *testing.T, der []byte) {
		block := &pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der}
		key, err := decryptAndParse(block, []byte("correct-horse"), x509.ParsePKCS8PrivateKey)
		if (err == nil) != (key != nil) {
			t.Errorf("key %v with error %v", key, err)
		}
	})
}

func block(kind, content string) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: []byte(content)})
}

// file reads a key that openssl wrote, password "correct-horse".
func file(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func mustKey(t testing.TB, text []byte, password string) crypto.Signer {
	t.Helper()
	key, err := ParsePrivateKey(text, password)
	if err != nil {
		t.Fatalf("private key %v", err)
	}
	return key
}
