package auth

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"strings"
	"sync"
)

// Secret is a decoded shared secret, ready to authenticate text with HMAC-SHA-256.
// It keeps keyed hash states for reuse: keying one costs two blocks of SHA-256
// and six allocations.
type Secret struct {
	states sync.Pool // of *scratch
}

// scratch is the working memory of one signature. It holds digests, claims and
// tokens, never a body.
type scratch struct {
	mac  hash.Hash // nil for schemes that sign with a key pair
	text []byte
	out  []byte
	sum  [sha256.Size]byte
	id   [16]byte
}

// ParseSecret reads a shared secret as the merchant portal shows it.
func ParseSecret(encoded string) (*Secret, error) {
	key, err := DecodeSecret(encoded, minSecretBytes)
	if err != nil {
		return nil, err
	}
	return newSecret(key), nil
}

// DecodeSecret decodes the key of an HMAC as the service hands it out: standard base64
// with padding, of at least so many bytes. Unlike the standard decoder it does not step
// over line breaks: what else was copied along with them?
func DecodeSecret(encoded string, atLeast int) ([]byte, error) {
	if encoded == "" {
		return nil, errors.New("is empty")
	}
	if strings.ContainsAny(encoded, " \t\r\n") {
		return nil, errors.New("contains white space")
	}
	key, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if err != nil {
		return nil, errors.New("is not base64") // the decoder's error has an offset, which tells about the value
	}
	if len(key) < atLeast {
		return nil, fmt.Errorf("is too short: less than %d bytes after base64 decoding", atLeast)
	}
	return key, nil
}

// minSecretBytes is half of what the portal's secrets have. What is shorter was cut off
// while copying, or could be found by trying from a single signature.
const minSecretBytes = 16

func newSecret(key []byte) *Secret {
	s := new(Secret)
	s.states.New = func() any { return &scratch{mac: hmac.New(sha256.New, key)} }
	return s
}

func (s *Secret) get() *scratch { return s.states.Get().(*scratch) }

func (s *Secret) put(w *scratch) { s.states.Put(w) }

// authenticate leaves the HMAC of text in w.sum and returns it.
func (w *scratch) authenticate(text []byte) []byte {
	w.mac.Reset()
	w.mac.Write(text)
	return w.mac.Sum(w.sum[:0])
}
