package envelope

import (
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/internal/vectors"
)

var (
	key = newKey(2048)
	now = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
)

func newKey(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

func seal(t *testing.T, plain string) string {
	t.Helper()
	compact, err := Seal([]byte(plain), "key-1", &key.PublicKey, now)
	if err != nil {
		t.Fatal(err)
	}
	return compact
}

func TestSealedMessagesOpen(t *testing.T) {
	for _, plain := range []string{"", "{}", strings.Repeat("Zoë 東京 ", 1000)} {
		got, err := Open(seal(t, plain), "key-1", key)
		if err != nil || string(got) != plain {
			t.Errorf("opened %d bytes, %v; want the %d that were sealed", len(got), err, len(plain))
		}
	}
	if seal(t, "{}") == seal(t, "{}") {
		t.Error("two messages were sealed alike")
	}
}

func TestSealedHeaderIsThatOfTheService(t *testing.T) {
	raw, err := b64.DecodeString(strings.Split(seal(t, "{}"), ".")[0])
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": "key-1", "iat": "1772600767"}
	var got map[string]any
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	for name, value := range want {
		if got[name] != value || len(got) != len(want) {
			t.Errorf("header %v, want %v", got, want)
		}
	}
}

func TestChangedMessagesDoNotOpen(t *testing.T) {
	parts := strings.Split(seal(t, `{"a":1}`), ".")
	header := func(text string) []string {
		return append([]string{b64.EncodeToString([]byte(text))}, parts[1:]...)
	}
	changed := func(i int) []string {
		raw, err := b64.DecodeString(parts[i])
		if err != nil {
			t.Fatal(err)
		}
		raw[0] ^= 1
		other := b64.EncodeToString(raw)
		all := append([]string(nil), parts...)
		all[i] = other
		return all
	}
	for _, tc := range []struct {
		name  string
		parts []string
		want  error
	}{
		{"untouched", parts, nil},
		{"four parts", parts[:4], ErrShape},
		{"six parts", append(append([]string(nil), parts...), ""), ErrShape},
		{"not base64url", append(append([]string(nil), parts[:4]...), "*"), ErrShape},
		{"header no object", header("[]"), ErrHeader},
		{"header without kid", header(`{"alg":"RSA-OAEP-256","enc":"A256GCM"}`), ErrHeader},
		{"header with a numeric kid", header(`{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":1}`), ErrHeader},
		{"the older algorithm", header(`{"alg":"RSA-OAEP","enc":"A256GCM","kid":"key-1"}`), ErrAlgorithm},
		{"a shorter content key", header(`{"alg":"RSA-OAEP-256","enc":"A128GCM","kid":"key-1"}`), ErrAlgorithm},
		{"another key", header(`{"alg":"RSA-OAEP-256","enc":"A256GCM","kid":"key-2"}`), ErrKeyID},
		{"the same header written otherwise", header(`{"enc":"A256GCM","alg":"RSA-OAEP-256","kid":"key-1"}`), ErrDecrypt},
		{"content key changed", changed(1), ErrDecrypt},
		{"IV changed", changed(2), ErrDecrypt},
		{"ciphertext changed", changed(3), ErrDecrypt},
		{"tag changed", changed(4), ErrDecrypt},
		{"IV too short", append(append(append([]string(nil), parts[:2]...), "AAAA"), parts[3:]...), ErrDecrypt},
		{"tag too short", append(append([]string(nil), parts[:4]...), "AAAA"), ErrDecrypt},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if _, err := Open(strings.Join(tc.parts, "."), "key-1", key); !errors.Is(err, tc.want) {
				t.Errorf("got %v, want %v", err, tc.want)
			}
		})
	}
	if _, err := Open(strings.Join(parts, "."), "key-1", newKey(2048)); !errors.Is(err, ErrDecrypt) {
		t.Errorf("another private key: %v", err)
	}
}

func TestUnwrapGoesByShape(t *testing.T) {
	for _, tc := range []struct {
		body, want string
		ok         bool
	}{
		{`{"encryptedRequest":"a.b"}`, "a.b", true},
		{` { "encryptedRequest" : "a.b" } `, "a.b", true},
		{`{"encryptedRequest":"a.b","more":1}`, "", false},
		{`{"EncryptedRequest":"a.b"}`, "", false},
		{`{"encryptedRequest":{"a":1}}`, "", false},
		{`{"encryptedRequest":null}`, "", false},
		{`{}`, "", false},
		{`[]`, "", false},
		{`{"encryptedRequest":"a`, "", false},
		{``, "", false},
	} {
		if got, ok := Unwrap([]byte(tc.body), "encryptedRequest"); got != tc.want || ok != tc.ok {
			t.Errorf("%s: %q, %v", tc.body, got, ok)
		}
	}
	if compact, ok := Unwrap(Wrap("encryptedResponse", "a.b"), "encryptedResponse"); !ok || compact != "a.b" {
		t.Errorf("wrapped and unwrapped: %q, %v", compact, ok)
	}
}

// TestRecordingsOpen opens what an official SDK sealed, and what it could open.
func TestRecordingsOpen(t *testing.T) {
	sealed := func(r *vectors.Recording) bool { return r.MLERequest != nil || r.MLEResponse != nil }
	for _, recording := range vectors.All(t, sealed) {
		for name, message := range map[string]*vectors.JWE{"request": recording.MLERequest, "response": recording.MLEResponse} {
			if message == nil {
				continue
			}
			t.Run(recording.Name+" "+name, func(t *testing.T) {
				keyID, _ := message.Header["kid"].(string)
				plain, err := Open(message.Compact, keyID, recordedKey(t, message.DecryptWith))
				if err != nil || string(plain) != message.Plaintext {
					t.Errorf("opened %d bytes, %v; want %d", len(plain), err, len(message.Plaintext))
				}
			})
		}
	}
}

func recordedKey(t *testing.T, name string) *rsa.PrivateKey {
	t.Helper()
	block, _ := pem.Decode(vectors.Key(t, name))
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return key.(*rsa.PrivateKey)
}

func FuzzOpen(f *testing.F) {
	f.Add("a.b.c.d.e")
	f.Add(noise)
	f.Fuzz(func(t *testing.T, compact string) {
		if plain, err := Open(compact, "key-1", key); err == nil {
			t.Fatalf("opened %d bytes of noise", len(plain))
		}
	})
}

// noise is a message without a valid key, to start from.
const noise = "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIiwia2lkIjoia2V5LTEifQ.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA"
