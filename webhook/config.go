package webhook

import (
	"crypto"
	"time"
)

// Defaults of [Config].
const (
	DefaultMaxAge   = time.Hour
	DefaultMaxAhead = 5 * time.Minute
)

// Config is what a [Verifier] is made of.
type Config struct {
	// Keys verify signatures. At least one is required. A new key replaces the old one
	// at the service: keep both here until what was signed with the old one has arrived.
	Keys []Key

	// PrivateKeys open encrypted deliveries. Each subscription may have its own; they
	// are tried in order. nil: encrypted deliveries are refused as [ErrNoPrivateKey].
	PrivateKeys []PrivateKey

	// PayloadSignatures also accepts deliveries whose signature covers the payload member
	// alone, byte by byte. Set it if a product signs that way, which some integrations
	// expect of tokens (tms.networktoken). Nothing else in such a delivery can be relied
	// on, its event type included: see [Event.Signed].
	PayloadSignatures bool

	// MaxAge is how long ago a delivery may have been sent. 0 means [DefaultMaxAge], an
	// hour. It is not published whether a retry states the time of the first delivery:
	// let it be longer than the retries of the subscription take.
	MaxAge time.Duration

	// MaxAhead is how far the time of sending may lie in the future. 0 means
	// [DefaultMaxAhead], five minutes.
	MaxAhead time.Duration

	// Now tells the time. nil means [time.Now]. Safe for concurrent use.
	Now func() time.Time
}

// Key is a symmetric key for signatures, as the service hands it out once when it is
// made.
type Key struct {
	ID     string // keyId, which deliveries name
	Secret string // key: standard base64 with padding; 32 bytes, at least 8
}

// PrivateKey is the RSA key of a certificate that the service was given to encrypt to.
// One of PEM and Key is set.
type PrivateKey struct {
	// PEM is the key as PKCS #1 or PKCS #8, plain or encrypted with Password. The key has
	// at least 2048 bits.
	PEM      []byte
	Password string

	// Key is a key in memory, an HSM or a key management service. It does RSA-OAEP given
	// [crypto/rsa.OAEPOptions], and is safe for concurrent use.
	Key crypto.Decrypter
}
