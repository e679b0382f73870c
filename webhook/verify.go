package webhook

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/cybersource-go/cybersource/internal/mle"
)

// Verify verifies a delivery and reads it: header is that of the request, of which only
// v-c-signature is looked at, in any case; body is the bytes of the request as they
// arrived. The error is one of those of this package, for [errors.Is].
//
// A verified body that is no notification, or one in an unknown form, is no error: the
// members of the event that are not found stay empty.
func (v *Verifier) Verify(header http.Header, body []byte) (Event, error) {
	if v == nil || v.set == nil {
		return Event{}, errNotMade
	}
	s, err := v.set().admit(header)
	if err != nil {
		return Event{}, err
	}
	return v.set().open(s, body)
}

// open verifies and reads the body of a delivery that was admitted. The bytes that
// arrived are verified first, then what they decrypt to, since it is not published which
// of them the service signs.
func (c *settings) open(s signature, body []byte) (Event, error) {
	m := readMessage(body)
	signed := c.signedPart(s, m)
	compact, encrypted := m.compact()
	if encrypted {
		plain, err := c.decrypt(compact)
		if err != nil {
			return Event{}, err
		}
		if m, err = m.decrypted(plain); err != nil {
			return Event{}, err
		}
		if signed == "" {
			signed = c.signedPlaintext(s, m, plain)
		}
	}
	if signed == "" {
		return Event{}, ErrWrongSignature
	}
	e := m.event()
	e.Signed, e.Encrypted, e.KeyID, e.SentAt = signed, encrypted, s.keyID, s.sent
	return e, nil
}

// signedPart says what of a message as it arrived the signature covers; "" is nothing.
func (c *settings) signedPart(s signature, m message) Signed {
	key := c.keys[s.keyID]
	switch {
	case s.matches(key, m.body):
		return SignedBody
	case c.payloadSignatures && m.payload != nil && s.matches(key, m.payload):
		return SignedPayload
	}
	return ""
}

// signedPlaintext is the same for what was decrypted.
func (c *settings) signedPlaintext(s signature, m message, plain []byte) Signed {
	key := c.keys[s.keyID]
	switch {
	case !s.matches(key, plain):
		if c.payloadSignatures && m.payload != nil && s.matches(key, m.payload) {
			return SignedPayload
		}
		return ""
	case m.isPlaintext:
		return SignedPlaintext
	}
	return SignedPayload
}

// decrypt opens an encrypted message with the first key that fits.
func (c *settings) decrypt(compact string) (plain []byte, err error) {
	if len(c.decrypters) == 0 {
		return nil, ErrNoPrivateKey
	}
	for _, d := range c.decrypters {
		if plain, err = d.Decrypt(compact); err == nil {
			return plain, nil
		}
	}
	if errors.Is(err, mle.ErrAlgorithm) {
		return nil, ErrAlgorithm
	}
	return nil, fmt.Errorf("%w: %w", ErrDecryption, err)
}
