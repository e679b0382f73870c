package cybersource

import (
	"context"
	"time"

	"github.com/cybersource-go/cybersource/internal/auth"
)

// JWTKeySource signs each request as [JWTSharedSecret] does, with the key that a function
// names for each attempt: a secret that is fetched, or one that never leaves a key service.
// A key is replaced without a new client, and an attempt that waits for its turn is signed
// with the new one.
//
// A function that fails, or a key that cannot be used, ends the call before anything is
// sent, in a [*NotProcessedError].
type JWTKeySource struct {
	MerchantID  string // transacting merchant; a call may name another one of the portfolio
	PortfolioID string // owner of a meta key; "" = the key is the merchant's own

	// Key returns the key to sign with now. It is called for every attempt, with the
	// context of the call and possibly by many calls at once: keep the key, and ask for it
	// again from time to time.
	Key func(context.Context) (SigningKey, error)
}

// SigningKey is a key id with one of two: the secret, or what signs with it.
type SigningKey struct {
	KeyID        string // id of the key, usually a UUID
	SharedSecret string // as the portal shows it: standard base64, padded; at least 16 bytes decoded; "" with Sign

	// Sign returns the HMAC-SHA-256 of text under the decoded secret, 32 bytes: the work of a
	// key service that keeps the secret. Its context is that of the call.
	Sign func(ctx context.Context, text []byte) ([]byte, error)
}

func (c JWTKeySource) build(_ time.Time, p *problems) signer {
	s := newSigner(c.MerchantID, c.PortfolioID)
	s.jwt, s.key = true, Key{Kind: KeySource}
	before := len(*p)
	p.merchant(c.MerchantID, c.PortfolioID)
	if c.Key == nil {
		p.add("Credentials.Key", "is nil")
	}
	if len(*p) == before {
		source := c.Key
		s.scheme = auth.NewSourced(s.identity(), func(ctx context.Context) (auth.SourcedKey, error) {
			key, err := source(ctx)
			return auth.SourcedKey{ID: key.KeyID, Secret: key.SharedSecret, Sign: key.Sign}, err
		})
	}
	return s
}
