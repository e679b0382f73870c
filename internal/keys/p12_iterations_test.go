package keys

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

// patient fails a test that computes for hours, as it would without the limit.
func patient(t *testing.T, open func() error) error {
	t.Helper()
	result := make(chan error, 1)
	go func() { result <- open() }()
	select {
	case err := <-result:
		return err
	case <-time.After(5 * time.Second):
		t.Fatal("still computing")
		return nil
	}
}

// der writes what a test needs and gives up on what cannot be written.
func der(t *testing.T, value any) []byte {
	t.Helper()
	out, err := asn1.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func oid(t *testing.T, text string) (id asn1.ObjectIdentifier) {
	t.Helper()
	var n int
	for _, c := range text + "." {
		if c == '.' {
			id, n = append(id, n), 0
		} else {
			n = 10*n + int(c-'0')
		}
	}
	return id
}

const huge = 1<<31 - 1

// MAC, certificates and key count, in all encryptions that the module writes.
func TestIterationsOfAFileAreAllCounted(t *testing.T) {
	const password = "correct-horse"
	key := newKey(t)
	certificate := newCertificate(t, key, "merchant", "1", now)
	for name, encoder := range map[string]*pkcs12.Encoder{
		"PBES2": pkcs12.Modern2023, "PBES2 and PBMAC1": pkcs12.Modern2026, "triple DES": pkcs12.LegacyDES, "RC2": pkcs12.LegacyRC2,
	} {
		t.Run(name, func(t *testing.T) {
			file, err := encoder.WithIterations(1000).Encode(key, certificate, nil, password)
			if err != nil {
				t.Fatal(err)
			}
			for limit, want := range map[iterations]error{3000: nil, 2999: errIterations} {
				if err := limit.spendOnFile(file, password); !errors.Is(err, want) {
					t.Errorf("error %v, want %v", err, want)
				}
			}
			if _, err := ParseP12(file, password); err != nil {
				t.Error(err)
			}
		})
	}
}

// p12 is a file with a valid MAC around the given parts.
func p12(t *testing.T, password string, macIterations int, parts ...[]byte) []byte {
	t.Helper()
	safes := []byte{}
	for _, part := range parts {
		safes = append(safes, part...)
	}
	content := der(t, asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: safes})
	macKey, err := pbkdf2.Key(sha256.New, password, []byte("salt"), 1, 32)
	if err != nil {
		t.Fatal(err)
	}
	mac := hmac.New(sha256.New, macKey)
	mac.Write(content)
	prf := pkix.AlgorithmIdentifier{Algorithm: oid(t, "1.2.840.113549.2.9")}
	derivation := derivedBy(t, macIterations, 32, prf)
	parameters := der(t, struct{ Derivation, MAC pkix.AlgorithmIdentifier }{derivation, prf})
	return der(t, struct {
		Version int
		Safe    any
		MAC     any
	}{3, part(t, oidData, der(t, content)), struct {
		Digest     any
		Salt       []byte
		Iterations int
	}{struct {
		Algorithm pkix.AlgorithmIdentifier
		Value     []byte
	}{pkix.AlgorithmIdentifier{Algorithm: oid(t, oidPBMAC1), Parameters: asn1.RawValue{FullBytes: parameters}}, mac.Sum(nil)}, []byte("x"), 1}})
}

func derivedBy(t *testing.T, iterations, size int, prf pkix.AlgorithmIdentifier) pkix.AlgorithmIdentifier {
	t.Helper()
	parameters := der(t, struct {
		Salt       []byte
		Iterations int
		KeyLength  int
		Hash       pkix.AlgorithmIdentifier
	}{[]byte("salt"), iterations, size, prf})
	return pkix.AlgorithmIdentifier{Algorithm: oid(t, oidPBKDF2), Parameters: asn1.RawValue{FullBytes: parameters}}
}

// explicit wraps der into the tag [0].
func explicit(der []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, IsCompound: true, Bytes: der}
}

// part is one part of a file, and a bag in a part as well: a type and its content.
func part(t *testing.T, kind string, content []byte) asn1.RawValue {
	t.Helper()
	return asn1.RawValue{FullBytes: der(t, struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue
	}{oid(t, kind), explicit(content)})}
}

// encryptedPart is a part that holds bags, encrypted with PBES2.
func encryptedPart(t *testing.T, password string, iterations int, bags ...[]byte) []byte {
	t.Helper()
	plain := der(t, asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: bytes.Join(bags, nil)})
	algorithm, data := pbes2(t, password, iterations, plain)
	return part(t, oidEncryptedData, der(t, struct {
		Version int
		Content any
	}{0, struct {
		Type      asn1.ObjectIdentifier
		Algorithm pkix.AlgorithmIdentifier
		Data      asn1.RawValue
	}{oid(t, oidData), algorithm, asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 0, Bytes: data}}})).FullBytes
}

// pbes2 encrypts with one iteration, and says that it was more.
func pbes2(t *testing.T, password string, iterations int, plain []byte) (pkix.AlgorithmIdentifier, []byte) {
	t.Helper()
	key, err := pbkdf2.Key(sha256.New, password, []byte("salt"), min(iterations, 1000), 32)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	pad := 16 - len(plain)%16
	plain = append(bytes.Clone(plain), bytes.Repeat([]byte{byte(pad)}, pad)...)
	iv := make([]byte, 16)
	_, _ = rand.Read(iv)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(plain, plain)
	parameters := der(t, struct{ Derivation, Cipher pkix.AlgorithmIdentifier }{
		derivedBy(t, iterations, 32, pkix.AlgorithmIdentifier{Algorithm: oid(t, "1.2.840.113549.2.9")}),
		pkix.AlgorithmIdentifier{Algorithm: oid(t, "2.16.840.1.101.3.4.1.42"), Parameters: asn1.RawValue{FullBytes: der(t, iv)}},
	})
	return pkix.AlgorithmIdentifier{Algorithm: oid(t, oidPBES2), Parameters: asn1.RawValue{FullBytes: parameters}}, plain
}

// keyBag is a private key, encrypted by itself.
func keyBag(t *testing.T, password string, iterations int) []byte {
	t.Helper()
	block, _ := pem.Decode(vectors.Key(t, "respmle.pkcs8.pem"))
	algorithm, data := pbes2(t, password, iterations, block.Bytes)
	return part(t, oidEncryptedKey, der(t, encryptedPKCS8{algorithm, data})).FullBytes
}

func certificateBag(t *testing.T) []byte {
	t.Helper()
	block, _ := pem.Decode(vectors.Key(t, "respmle.cert.pem"))
	return part(t, "1.2.840.113549.1.12.10.1.3", part(t, "1.2.840.113549.1.9.22.1", der(t, block.Bytes)).FullBytes).FullBytes
}

// plainPart is a part that holds bags in the clear.
func plainPart(t *testing.T, bags ...[]byte) []byte {
	t.Helper()
	content := der(t, asn1.RawValue{Tag: asn1.TagSequence, IsCompound: true, Bytes: bytes.Join(bags, nil)})
	return part(t, oidData, der(t, content)).FullBytes
}

// Wherever a file asks for iterations, it is refused at once if they are too many.
func TestHugeIterationCountsAreSeenWhereverTheyStand(t *testing.T) {
	for _, password := range []string{"correct-horse", ""} {
		for _, tc := range []struct {
			name string
			file []byte
			want error
		}{
			{"good", p12(t, password, 1, encryptedPart(t, password, 1000, certificateBag(t)), plainPart(t, keyBag(t, password, 1000))), nil},
			{"good, key within an encrypted part", p12(t, password, 1, encryptedPart(t, password, 1000, keyBag(t, password, 1000), certificateBag(t))), nil},
			{"MAC", p12(t, password, huge, plainPart(t, keyBag(t, password, 1000), certificateBag(t))), errIterations},
			{"encrypted part", p12(t, password, 1, encryptedPart(t, password, huge, certificateBag(t)), plainPart(t, keyBag(t, password, 1000))), errIterations},
			{"key", p12(t, password, 1, plainPart(t, keyBag(t, password, huge), certificateBag(t))), errIterations},
			{"key within an encrypted part", p12(t, password, 1, encryptedPart(t, password, 1000, keyBag(t, password, huge), certificateBag(t))), errIterations},
		} {
			t.Run(tc.name, func(t *testing.T) {
				err := patient(t, func() error {
					_, err := ParseP12(tc.file, password)
					return err
				})
				if !errors.Is(err, tc.want) {
					t.Errorf("error %v, want %v", err, tc.want)
				}
			})
		}
	}
}

// What our own decryption shows of an older file has to be what is in it: else a count
// within would not be seen.
func TestEncryptedPartsAreSeenThrough(t *testing.T) {
	password := vectors.ReadInventory(t).Password
	for name, bags := range map[string]int{"merchant.single-safe.p12": 4, "merchant.rc2.p12": 2, "merchant.pbes2.p12": 2} {
		t.Run(name, func(t *testing.T) {
			seen := 0
			for _, encrypted := range encryptedParts(t, vectors.Key(t, name)) {
				plain, err := decryptP12(encrypted.Content.Algorithm, encrypted.Content.Data, password, p12Passwords(password)[0])
				if err != nil {
					t.Fatal(err)
				}
				var found []p12Bag
				if err := whole(plain, &found); err != nil {
					t.Fatal(err)
				}
				seen += len(found)
			}
			if seen != bags {
				t.Errorf("%d bags, want %d", seen, bags)
			}
		})
	}
}

func encryptedParts(t *testing.T, data []byte) (parts []p12Encrypted) {
	t.Helper()
	var file p12File
	var octets asn1.RawValue
	var safes []p12Content
	if whole(data, &file) != nil || whole(file.Safes.Content.Bytes, &octets) != nil || whole(octets.Bytes, &safes) != nil {
		t.Fatal("not a PKCS#12 file")
	}
	for _, safe := range safes {
		var encrypted p12Encrypted
		if safe.Type.String() == oidEncryptedData && whole(safe.Content.Bytes, &encrypted) == nil {
			parts = append(parts, encrypted)
		}
	}
	return parts
}

func TestPEMWithTooManyIterations(t *testing.T) {
	block, _ := pem.Decode(vectors.Key(t, "respmle.pkcs8.pem"))
	for count, want := range map[int]error{1000: nil, maxIterations + 1: errIterations, huge: errIterations} {
		algorithm, data := pbes2(t, "correct-horse", count, block.Bytes)
		text := pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: der(t, encryptedPKCS8{algorithm, data})})
		err := patient(t, func() error {
			_, err := ParsePrivateKey(text, "correct-horse")
			return err
		})
		if !errors.Is(err, want) {
			t.Errorf("%d iterations: error %v, want %v", count, err, want)
		}
	}
}
