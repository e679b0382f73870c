package lean

import (
	"crypto/rsa"
	"encoding/json"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource/test/bench/work"
)

// Cipher is message-level encryption with one key for both ways.
type Cipher struct {
	key    *rsa.PrivateKey
	public *rsa.PublicKey
}

// NewCipher returns the cipher of a job, nil if it encrypts nothing.
func NewCipher(job *work.Job) (*Cipher, error) {
	if job.Scheme != work.SchemeEncrypted {
		return nil, nil
	}
	key, err := job.PrivateKey()
	if err != nil {
		return nil, err
	}
	return &Cipher{key, &key.PublicKey}, nil
}

// Request wraps the body of a request. Its time of issue makes an encrypter good for one.
func (c *Cipher) Request(body []byte) ([]byte, error) {
	text, err := seal(c.public, body)
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		Encrypted string `json:"encryptedRequest"`
	}{text})
}

// Answer unwraps the body of an answer.
func (c *Cipher) Answer(body []byte) ([]byte, error) {
	var wrapped struct {
		Encrypted string `json:"encryptedResponse"`
	}
	if err := json.Unmarshal(body, &wrapped); err != nil {
		return nil, err
	}
	object, err := jose.ParseEncryptedCompact(wrapped.Encrypted,
		[]jose.KeyAlgorithm{jose.RSA_OAEP_256}, []jose.ContentEncryption{jose.A256GCM})
	if err != nil {
		return nil, err
	}
	return object.Decrypt(c.key)
}

// Sealed is an answer as the service encrypts it.
func Sealed(key *rsa.PublicKey, body string) (string, error) {
	text, err := seal(key, []byte(body))
	if err != nil {
		return "", err
	}
	wrapped, err := json.Marshal(map[string]string{"encryptedResponse": text})
	return string(wrapped), err
}

func seal(key *rsa.PublicKey, body []byte) (string, error) {
	options := (&jose.EncrypterOptions{}).WithHeader("iat", time.Now().Unix())
	encrypter, err := jose.NewEncrypter(jose.A256GCM, jose.Recipient{
		Algorithm: jose.RSA_OAEP_256, Key: key, KeyID: work.CertificateKeyID,
	}, options)
	if err != nil {
		return "", err
	}
	object, err := encrypter.Encrypt(body)
	if err != nil {
		return "", err
	}
	return object.CompactSerialize()
}
