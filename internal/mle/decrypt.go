package mle

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/internal/keys"
)

// The algorithms accepted in answers. The service documents RSA-OAEP-256 with
// A256GCM; its own clients also take the other three combinations, and none of
// them is weak. Everything else is refused, RSA1_5 and plain symmetric keys above
// all.
var (
	keyAlgorithms     = []jose.KeyAlgorithm{jose.RSA_OAEP_256, jose.RSA_OAEP}
	contentAlgorithms = []jose.ContentEncryption{jose.A256GCM, jose.A128GCM}
)

// ErrAlgorithm is within the error of a message that names other algorithms than
// those that are accepted.
var ErrAlgorithm = errors.New("uses an algorithm that is not accepted")

// Decrypter decrypts answers, or webhook deliveries. It is immutable and safe for
// concurrent use.
type Decrypter struct {
	key      crypto.Decrypter
	keyID    string                   // "" if messages need not name it
	message  string                   // what errors call it,
	keyName  string                   // and the key
	contents []jose.ContentEncryption // accepted
}

// NewDecrypter decrypts answers with the private key that the service knows as keyID. A
// key in hardware or in a remote service is a [crypto.Decrypter] that does RSA-OAEP,
// given *rsa.OAEPOptions, and is safe for concurrent use.
func NewDecrypter(key crypto.PrivateKey, keyID string) (*Decrypter, error) {
	decrypter, err := decrypterOf(key)
	if err != nil {
		return nil, err
	}
	return &Decrypter{decrypter, keyID, "encrypted answer", "response key", contentAlgorithms}, nil
}

// NewDeliveryDecrypter decrypts webhook deliveries with a private key like that of
// [NewDecrypter]. All that is known of them has A256GCM, and nothing is known of a key
// id in them.
func NewDeliveryDecrypter(key crypto.PrivateKey) (*Decrypter, error) {
	decrypter, err := decrypterOf(key)
	if err != nil {
		return nil, err
	}
	return &Decrypter{decrypter, "", "encrypted delivery", "private key", []jose.ContentEncryption{jose.A256GCM}}, nil
}

func decrypterOf(key crypto.PrivateKey) (crypto.Decrypter, error) {
	decrypter, ok := key.(crypto.Decrypter)
	if !ok {
		return nil, errors.New("is not an RSA key")
	}
	public, ok := decrypter.Public().(*rsa.PublicKey)
	if !ok {
		return nil, errors.New("is not an RSA key")
	}
	return decrypter, keys.CheckRSA(public)
}

// Decrypt opens a compact JWE. The error says what is wrong, not what was in it.
func (d *Decrypter) Decrypt(compact string) ([]byte, error) {
	message, err := jose.ParseEncryptedCompact(compact, keyAlgorithms, d.contents)
	if err != nil {
		return nil, d.unreadable(compact)
	}
	key := keyDecrypter{key: d.key}
	plain, err := message.Decrypt(&key)
	switch {
	case err == nil:
		return plain, nil
	case d.keyID != "" && message.Header.KeyID != d.keyID:
		return nil, fmt.Errorf("%s is for another key than the %s", d.message, d.keyName)
	case key.err != nil:
		return nil, fmt.Errorf("%s does not open with the %s: %w", d.message, d.keyName, key.err)
	}
	return nil, errors.New(d.message + " was damaged on its way")
}

// unreadable is the error of a message that the JOSE library refuses to read. That one
// does not tell a wrong algorithm from a wrong form.
func (d *Decrypter) unreadable(compact string) error {
	protected, _, _ := strings.Cut(compact, ".")
	text, err := base64.RawURLEncoding.DecodeString(protected)
	var header struct {
		Key     jose.KeyAlgorithm      `json:"alg"`
		Content jose.ContentEncryption `json:"enc"`
	}
	if err != nil || json.Unmarshal(text, &header) != nil || slices.Contains(keyAlgorithms, header.Key) && slices.Contains(d.contents, header.Content) {
		return errors.New(d.message + " is malformed")
	}
	return fmt.Errorf("%s %w", d.message, ErrAlgorithm)
}

// keyDecrypter takes the content key out of one answer. Private keys in memory go
// through it too: one path for all. It keeps the error, which says whether a
// remote key was out of reach; the JOSE library drops it.
type keyDecrypter struct {
	key crypto.Decrypter
	err error
}

// DecryptKey implements [jose.OpaqueKeyDecrypter].
func (k *keyDecrypter) DecryptKey(encrypted []byte, header jose.Header) (content []byte, err error) {
	hash := crypto.SHA256
	if header.Algorithm == string(jose.RSA_OAEP) {
		hash = crypto.SHA1
	}
	content, k.err = k.key.Decrypt(rand.Reader, encrypted, &rsa.OAEPOptions{Hash: hash})
	return content, k.err
}
