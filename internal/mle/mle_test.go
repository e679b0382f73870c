package mle

import (
	"bytes"
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/internal/keys"
	"github.com/cybersource-go/cybersource/internal/vectors"
)

// now is a day on which the recordings' certificates are valid.
var now = time.Date(2027, 6, 1, 0, 0, 0, 0, time.UTC)

func TestRequestsOpenWithThePlatformsKey(t *testing.T) {
	encrypter, err := NewEncrypter(list(certificate(t, "sjc.cert.pem")), now)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []string{`{"id":"1"}`, `{"name":"Zoë 東京 \u2028"}`, "", strings.Repeat("x", 100_000)} {
		sent, err := encrypter.Encrypt([]byte(body), now)
		if err != nil {
			t.Fatal(err)
		}
		var envelope map[string]string
		if err := json.Unmarshal(sent, &envelope); err != nil || len(envelope) != 1 {
			t.Fatalf("body sent is no object with one member: %v", err)
		}
		header, plain := open(t, envelope["encryptedRequest"], privateKey(t, "sjc.key.pem"))
		want := map[string]any{
			"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "1665000000000000000003", "iat": float64(now.Unix()),
		}
		if !reflect.DeepEqual(header, want) {
			t.Errorf("header\n got %v\nwant %v", header, want)
		}
		if string(plain) != body {
			t.Errorf("%d bytes came out, %d went in", len(plain), len(body))
		}
	}
}

// open decrypts a compact JWE with the standard library alone.
func open(t *testing.T, compact string, key *rsa.PrivateKey) (header map[string]any, plain []byte) {
	t.Helper()
	parts := strings.Split(compact, ".")
	if len(parts) != 5 {
		t.Fatalf("%d parts", len(parts))
	}
	var raw [5][]byte
	for i, part := range parts {
		var err error
		if raw[i], err = base64.RawURLEncoding.DecodeString(part); err != nil {
			t.Fatal(err)
		}
	}
	if err := json.Unmarshal(raw[0], &header); err != nil {
		t.Fatal(err)
	}
	contentKey, err := rsa.DecryptOAEP(sha256.New(), nil, key, raw[1], nil)
	if err != nil {
		t.Fatal(err)
	}
	block, err := aes.NewCipher(contentKey)
	if err != nil || len(contentKey) != 32 {
		t.Fatalf("content key of %d bytes: %v", len(contentKey), err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		t.Fatal(err)
	}
	plain, err = gcm.Open(nil, raw[2], append(raw[3], raw[4]...), []byte(parts[0]))
	if err != nil {
		t.Fatal(err)
	}
	return header, plain
}

func TestRequestEncryptedTwiceNeverLooksTheSame(t *testing.T) {
	encrypter, err := NewEncrypter(list(certificate(t, "sjc.cert.pem")), now)
	if err != nil {
		t.Fatal(err)
	}
	first, _ := encrypter.Encrypt([]byte("{}"), now)
	second, _ := encrypter.Encrypt([]byte("{}"), now)
	if len(first) == 0 || bytes.Equal(first, second) {
		t.Error("key or nonce is used twice")
	}
}

func TestRecordedRequestsOpen(t *testing.T) {
	for _, r := range vectors.All(t, func(r *vectors.Recording) bool { return r.MLERequest != nil }) {
		t.Run(r.Name, func(t *testing.T) { wantPlain(t, r.MLERequest, r.MLERequest.Compact) })
	}
}

func TestRecordedAnswersOpen(t *testing.T) {
	for _, r := range vectors.All(t, func(r *vectors.Recording) bool { return r.MLEResponse != nil }) {
		t.Run(r.Name, func(t *testing.T) {
			compact, ok := EncryptedResponse([]byte(r.Response.Body))
			if !ok {
				t.Fatal("not recognised by its shape")
			}
			wantPlain(t, r.MLEResponse, compact)
		})
	}
}

func wantPlain(t *testing.T, want *vectors.JWE, compact string) {
	t.Helper()
	decrypter, err := NewDecrypter(privateKey(t, want.DecryptWith), want.Header["kid"].(string))
	if err != nil {
		t.Fatal(err)
	}
	plain, err := decrypter.Decrypt(compact)
	if err != nil || string(plain) != want.Plaintext {
		t.Errorf("error %v\n got %s\nwant %s", err, plain, want.Plaintext)
	}
}

func TestRequestCertificateMustBeUsable(t *testing.T) {
	sjc := certificate(t, "sjc.cert.pem")
	ec := *sjc
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	ec.PublicKey = key.Public()
	for _, tc := range []struct {
		name        string
		certificate *x509.Certificate
		now         time.Time
		want        string
	}{
		{"expired", sjc, sjc.NotAfter.Add(time.Second), "holds a certificate that expired on 2036-11-20"},
		{"no key id", certificate(t, "certauth.cert.pem"), now, "holds a certificate without serialNumber in its subject, the key id of the service"},
		{"not RSA", &ec, now, "holds a certificate that is not of an RSA key"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := NewEncrypter(list(tc.certificate), tc.now); text(err) != tc.want {
				t.Errorf("error %v, want %q", err, tc.want)
			}
		})
	}
}

func list(certificates ...*x509.Certificate) []*x509.Certificate { return certificates }

func TestWeakResponseKeyIsRefused(t *testing.T) {
	for want, key := range map[string]rsa.PublicKey{
		"is an RSA key of less than 2048 bits": {N: new(big.Int).Lsh(big.NewInt(1), 1023), E: 65537},
		"is an RSA key that cannot be used":    {N: new(big.Int).SetBit(big.NewInt(1), 2047, 1), E: 1},
	} {
		if _, err := NewDecrypter(&rsa.PrivateKey{PublicKey: key}, "1"); text(err) != want {
			t.Errorf("error %v, want %q", err, want)
		}
	}
}

func TestResponseKeyMustBeRSA(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []any{nil, key, "key", notRSA{key}} {
		if _, err := NewDecrypter(key, "1"); text(err) != "is not an RSA key" {
			t.Errorf("%T: error %v", key, err)
		}
	}
}

type notRSA struct{ crypto.Signer }

func (notRSA) Decrypt(io.Reader, []byte, crypto.DecrypterOpts) ([]byte, error) { return nil, nil }

func TestAlgorithmsOfAnswers(t *testing.T) {
	const refused = "encrypted answer uses an algorithm that is not accepted"
	for _, tc := range []struct {
		key     jose.KeyAlgorithm
		content jose.ContentEncryption
		want    string
	}{
		{jose.RSA_OAEP_256, jose.A256GCM, ""},
		{jose.RSA_OAEP_256, jose.A128GCM, ""},
		{jose.RSA_OAEP, jose.A256GCM, ""},
		{jose.RSA_OAEP, jose.A128GCM, ""},
		{jose.RSA_OAEP_256, jose.A192GCM, refused},
		{jose.RSA_OAEP_256, jose.A256CBC_HS512, refused},
		{jose.RSA1_5, jose.A256GCM, refused},
		{jose.A256KW, jose.A256GCM, refused},
		{jose.DIRECT, jose.A256GCM, refused},
	} {
		t.Run(string(tc.key)+" "+string(tc.content), func(t *testing.T) {
			var key any = &privateKey(t, "respmle.key.pem").PublicKey
			if tc.key == jose.A256KW || tc.key == jose.DIRECT {
				key = make([]byte, 32)
			}
			plain, err := responseDecrypter(t).Decrypt(encrypt(t, tc.key, tc.content, key, "1712"))
			if text(err) != tc.want || err == nil && string(plain) != "{}" {
				t.Errorf("%q, error %v, want %q", plain, err, tc.want)
			}
		})
	}
}

// Deliveries are opened whatever key they name, and with one content algorithm only.
func TestAlgorithmsOfDeliveries(t *testing.T) {
	mine := privateKey(t, "respmle.key.pem")
	decrypter, err := NewDeliveryDecrypter(mine)
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		key     jose.KeyAlgorithm
		content jose.ContentEncryption
		refused bool
	}{
		{jose.RSA_OAEP_256, jose.A256GCM, false},
		{jose.RSA_OAEP, jose.A256GCM, false},
		{jose.RSA_OAEP_256, jose.A128GCM, true},
		{jose.RSA_OAEP, jose.A128GCM, true},
		{jose.RSA1_5, jose.A256GCM, true},
	} {
		t.Run(string(tc.key)+" "+string(tc.content), func(t *testing.T) {
			plain, err := decrypter.Decrypt(encrypt(t, tc.key, tc.content, &mine.PublicKey, "any"))
			if errors.Is(err, ErrAlgorithm) != tc.refused || !tc.refused && string(plain) != "{}" {
				t.Errorf("%q, error %v", plain, err)
			}
		})
	}
}

func TestAnswersThatDoNotOpen(t *testing.T) {
	mine := &privateKey(t, "respmle.key.pem").PublicKey
	other := &privateKey(t, "sjc.key.pem").PublicKey
	good := encrypt(t, jose.RSA_OAEP_256, jose.A256GCM, mine, "1712")
	for _, tc := range []struct{ name, compact, want string }{
		{"for another key", encrypt(t, jose.RSA_OAEP_256, jose.A256GCM, other, "9"), "encrypted answer is for another key than the response key"},
		{"for another key under our id", encrypt(t, jose.RSA_OAEP_256, jose.A256GCM, other, "1712"), "encrypted answer does not open with the response key: crypto/rsa: decryption error"},
		{"content changed", flip(good, 3), "encrypted answer was damaged on its way"},
		{"tag changed", flip(good, 4), "encrypted answer was damaged on its way"},
		{"content key changed", flip(good, 1), "encrypted answer does not open with the response key: crypto/rsa: decryption error"},
		{"empty", "", "encrypted answer is malformed"},
		{"plain text", "AUTHORIZED", "encrypted answer is malformed"},
		{"a part missing", good[:strings.LastIndexByte(good, '.')], "encrypted answer is malformed"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if plain, err := responseDecrypter(t).Decrypt(tc.compact); text(err) != tc.want || plain != nil {
				t.Errorf("%q, error %v, want %q", plain, err, tc.want)
			}
		})
	}
}

func TestKeyInARemoteService(t *testing.T) {
	mine := privateKey(t, "respmle.key.pem")
	compact := encrypt(t, jose.RSA_OAEP_256, jose.A256GCM, &mine.PublicKey, "1712")
	down := errors.New("key service unreachable")
	for _, failure := range []error{nil, down} {
		decrypter, err := NewDecrypter(remoteKey{mine, failure}, "1712")
		if err != nil {
			t.Fatal(err)
		}
		plain, err := decrypter.Decrypt(compact)
		if !errors.Is(err, failure) || err == nil && string(plain) != "{}" {
			t.Errorf("%q, error %v, want %v", plain, err, failure)
		}
	}
}

// remoteKey is a decrypter that is not an *rsa.PrivateKey.
type remoteKey struct {
	key *rsa.PrivateKey
	err error
}

func (k remoteKey) Public() crypto.PublicKey { return k.key.Public() }

func (k remoteKey) Decrypt(random io.Reader, message []byte, options crypto.DecrypterOpts) ([]byte, error) {
	if k.err != nil {
		return nil, k.err
	}
	return k.key.Decrypt(random, message, options)
}

func responseDecrypter(t testing.TB) *Decrypter {
	t.Helper()
	decrypter, err := NewDecrypter(privateKey(t, "respmle.key.pem"), "1712")
	if err != nil {
		t.Fatal(err)
	}
	return decrypter
}

func encrypt(t testing.TB, algorithm jose.KeyAlgorithm, content jose.ContentEncryption, key any, keyID string) string {
	t.Helper()
	encrypter, err := jose.NewEncrypter(content, jose.Recipient{Algorithm: algorithm, Key: key, KeyID: keyID}, nil)
	if err != nil {
		t.Fatal(err)
	}
	message, err := encrypter.Encrypt([]byte("{}"))
	if err != nil {
		t.Fatal(err)
	}
	compact, err := message.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return compact
}

// flip changes one character of one part.
func flip(compact string, part int) string {
	parts := strings.Split(compact, ".")
	first := byte('A')
	if parts[part][0] == first {
		first = 'B'
	}
	parts[part] = string(first) + parts[part][1:]
	return strings.Join(parts, ".")
}

func certificate(t testing.TB, name string) *x509.Certificate {
	t.Helper()
	certificates, err := keys.ParseCertificates(vectors.Key(t, name))
	if err != nil {
		t.Fatalf("%s %v", name, err)
	}
	return certificates[0]
}

func privateKey(t testing.TB, name string) *rsa.PrivateKey {
	t.Helper()
	key, err := keys.ParsePrivateKey(vectors.Key(t, name), "")
	if err != nil {
		t.Fatalf("%s %v", name, err)
	}
	return key.(*rsa.PrivateKey)
}

// text is the error's text, "" without an error.
func text(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
