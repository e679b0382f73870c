// Package envelope opens and seals the encrypted messages of the service (message-
// level encryption): JSON Web Encryption in its compact form with RSA-OAEP-256 and
// A256GCM. It is written against the standard library's cryptography alone, so that
// it does not agree with the client's library by accident.
//
// Simulates: the two algorithms that the service uses, the wrapping members
// encryptedRequest and encryptedResponse, and iat as text in answers, as the
// published example shows it.
//
// Not simulated: other algorithms, compression, and more than one recipient.
package envelope

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"strconv"
	"strings"
	"time"
)

const (
	keySize = 32 // of the content key, bytes
	ivSize  = 12
	tagSize = 16
)

// What can be wrong with a sealed message. The texts hold nothing of it.
var (
	ErrShape     = errors.New("not five base64url parts")
	ErrHeader    = errors.New("its header is not a JSON object with text in alg, enc and kid")
	ErrAlgorithm = errors.New("alg is not RSA-OAEP-256 or enc is not A256GCM")
	ErrKeyID     = errors.New("kid is not the request key of this gateway")
	ErrDecrypt   = errors.New("it does not decrypt: encrypted to another key, or changed on the way")
)

var b64 = base64.RawURLEncoding.Strict()

// Unwrap takes the sealed message out of a body by its shape: an object with one
// member of that name, which is a string.
func Unwrap(body []byte, member string) (compact string, ok bool) {
	var object map[string]json.RawMessage
	if json.Unmarshal(body, &object) != nil || len(object) != 1 {
		return "", false
	}
	raw, ok := object[member]
	if !ok || len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &compact) != nil {
		return "", false
	}
	return compact, true
}

// Wrap is the body with the sealed message in it.
func Wrap(member, compact string) []byte {
	return []byte(`{"` + member + `":"` + compact + `"}`)
}

// Open decrypts a sealed message that was encrypted to the key of the given id.
func Open(compact string, keyID string, key *rsa.PrivateKey) ([]byte, error) {
	parts, protected, err := split(compact)
	if err != nil {
		return nil, err
	}
	if err := checkHeader(parts[0], keyID); err != nil {
		return nil, err
	}
	contentKey, err := rsa.DecryptOAEP(sha256.New(), nil, key, parts[1], nil)
	if err != nil || len(contentKey) != keySize || len(parts[2]) != ivSize || len(parts[4]) != tagSize {
		return nil, ErrDecrypt
	}
	plain, err := gcm(contentKey).Open(nil, parts[2], append(parts[3], parts[4]...), []byte(protected))
	if err != nil {
		return nil, ErrDecrypt
	}
	return plain, nil
}

// split decodes the five parts: header, content key, IV, ciphertext, tag. The
// header is also authenticated as it stands.
func split(compact string) (parts [5][]byte, protected string, err error) {
	texts := strings.Split(compact, ".")
	if len(texts) != len(parts) {
		return parts, "", ErrShape
	}
	for i, text := range texts {
		if parts[i], err = b64.DecodeString(text); err != nil {
			return parts, "", ErrShape
		}
	}
	return parts, texts[0], nil
}

func checkHeader(raw []byte, keyID string) error {
	var header map[string]any
	if json.Unmarshal(raw, &header) != nil {
		return ErrHeader
	}
	alg, algOK := header["alg"].(string)
	enc, encOK := header["enc"].(string)
	kid, kidOK := header["kid"].(string)
	switch {
	case !algOK || !encOK || !kidOK:
		return ErrHeader
	case alg != "RSA-OAEP-256" || enc != "A256GCM":
		return ErrAlgorithm
	case kid != keyID:
		return ErrKeyID
	}
	return nil
}

// Seal encrypts a message to a public key. The only error is a key too small for
// the algorithm.
func Seal(plain []byte, keyID string, key *rsa.PublicKey, now time.Time) (string, error) {
	header, err := json.Marshal(map[string]string{
		"alg": "RSA-OAEP-256", "enc": "A256GCM", "kid": keyID, "iat": strconv.FormatInt(now.Unix(), 10),
	})
	if err != nil {
		return "", err
	}
	var random [keySize + ivSize]byte
	rand.Read(random[:]) // never fails
	contentKey, iv := random[:keySize], random[keySize:]
	sealedKey, err := rsa.EncryptOAEP(sha256.New(), rand.Reader, key, contentKey, nil)
	if err != nil {
		return "", err
	}
	protected := b64.EncodeToString(header)
	sealed := gcm(contentKey).Seal(nil, iv, plain, []byte(protected))
	ciphertext, tag := sealed[:len(plain)], sealed[len(plain):]
	parts := []string{protected, b64.EncodeToString(sealedKey), b64.EncodeToString(iv), b64.EncodeToString(ciphertext), b64.EncodeToString(tag)}
	return strings.Join(parts, "."), nil
}

// gcm is the cipher for a content key, whose size has been checked.
func gcm(contentKey []byte) cipher.AEAD {
	block, err := aes.NewCipher(contentKey)
	if err != nil {
		panic("envelope: " + err.Error())
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		panic("envelope: " + err.Error())
	}
	return aead
}
