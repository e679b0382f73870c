package auth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
)

// SourcedKey is the key of one attempt: a shared secret, or what signs with one elsewhere.
type SourcedKey struct {
	ID     string
	Secret string // as the portal shows it; "" with Sign
	Sign   func(ctx context.Context, text []byte) (hmac []byte, err error)
}

// Sourced signs tokens (HS256) with the key that somebody names for each attempt, so that a
// key can be replaced while requests are under way.
type Sourced struct {
	identity Identity
	source   func(context.Context) (SourcedKey, error)
	last     atomic.Pointer[parsedKey] // used last, since the next is usually the same
}

// parsedKey is a token scheme for a secret. It is never changed.
type parsedKey struct {
	id, secret string
	token      *Token
}

// NewSourced takes keys from source, which must be safe for concurrent use.
func NewSourced(identity Identity, source func(context.Context) (SourcedKey, error)) *Sourced {
	return &Sourced{identity: identity, source: source}
}

// Apply asks for the key and signs with it.
func (s *Sourced) Apply(header http.Header, req Request) error {
	ctx := req.Context
	if ctx == nil {
		ctx = context.Background()
	}
	key, err := s.source(ctx)
	if err != nil {
		return fmt.Errorf("get key: %w", err)
	}
	token, err := s.token(ctx, key)
	if err != nil {
		return err
	}
	return token.Apply(header, req)
}

func (s *Sourced) token(ctx context.Context, key SourcedKey) (*Token, error) {
	switch {
	case !Printable(key.ID):
		return nil, errors.New("id of the key is empty or has a character that no header can carry")
	case key.Sign != nil && key.Secret != "":
		return nil, errors.New("key has both a secret and a function that signs")
	case key.Sign != nil:
		return newToken(s.identity, "HS256", key.ID, &remoteKey{ctx, key.Sign})
	}
	if last := s.last.Load(); last != nil && last.id == key.ID && last.secret == key.Secret {
		return last.token, nil
	}
	secret, err := ParseSecret(key.Secret)
	if err != nil {
		return nil, fmt.Errorf("secret of the key %w", err)
	}
	token, err := NewSecretToken(s.identity, key.ID, secret)
	if err != nil {
		return nil, err
	}
	s.last.Store(&parsedKey{key.ID, key.Secret, token})
	return token, nil
}

// remoteKey signs one token with a secret that is kept elsewhere.
type remoteKey struct {
	ctx  context.Context //nolint:containedctx // the signature of one attempt
	hmac func(context.Context, []byte) ([]byte, error)
}

func (k *remoteKey) get() *scratch { return new(scratch) }
func (k *remoteKey) put(*scratch)  {}

func (k *remoteKey) sign(_ *scratch, text []byte) ([]byte, error) {
	signature, err := k.hmac(k.ctx, text)
	const size = 32 // of HMAC-SHA-256
	if err == nil && len(signature) != size {
		return nil, fmt.Errorf("signature has %d bytes, HMAC-SHA-256 has %d", len(signature), size)
	}
	return signature, err
}
