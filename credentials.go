package cybersource

import (
	"cmp"
	"context"
	"crypto"
	"time"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/keys"
)

// Credentials say who signs the requests, and how: [JWTSharedSecret],
// [JWTKeySource], [JWTCertificate], [HTTPSignature] or [OAuthToken]. The interface is sealed.
//
// Everything is parsed and checked once, by [NewAPIClient]. Printing credentials,
// with fmt, slog or JSON, shows who they belong to and masks the rest.
type Credentials interface {
	// build parses the credentials. Its scheme is nil after a problem.
	build(now time.Time, p *problems) signer
}

// JWTSharedSecret signs each request with a token (JWT, HS256) and the shared
// secret of a REST key from the merchant portal. It is recommended, and takes the same key id and secret as [HTTPSignature].
type JWTSharedSecret struct {
	MerchantID   string // transacting merchant; a call may name another one of the portfolio
	KeyID        string // id of the key, usually a UUID
	SharedSecret string // as the portal shows it: standard base64, padded; at least 16 bytes decoded
	PortfolioID  string // owner of a meta key; "" = the key is the merchant's own
}

// JWTCertificate signs each request with a token (JWT, RS256) and the private key
// of a certificate that the platform issued. The key comes in one of three forms:
//
//   - P12 and Password: the file from the merchant portal, read with [os.ReadFile],
//     or with [io/fs.ReadFile] from any file system, an embedded one too.
//   - CertificatePEM and PrivateKeyPEM: the same, unpacked. The key is PKCS #1 or
//     PKCS #8, plain or encrypted with Password.
//   - CertificatePEM and Signer: the key does not leave an HSM or a key
//     management service. Signer must hold an RSA key, sign PKCS #1 v1.5 with
//     SHA-256 and be safe for concurrent use.
//
// Of the certificates given, the one counts whose subject has the owner (PortfolioID
// or else MerchantID) as common name, ignoring the case of A to Z, and which belongs to
// the private key; of several, the one that can be used and is valid longest. The
// serialNumber attribute of its subject is the key id. It must be valid when the
// client is made, and if it limits the use of its key, allow signatures. The key must
// have 2048 bits or more (RFC 7518).
type JWTCertificate struct {
	MerchantID     string // transacting merchant; a call may name another one of the portfolio
	P12            []byte // PKCS#12 file
	Password       string // of P12 or PrivateKeyPEM
	PortfolioID    string // owner of a meta key; "" = the key is the merchant's own
	CertificatePEM []byte // one certificate or more
	PrivateKeyPEM  []byte
	Signer         crypto.Signer
}

// HTTPSignature signs each request with an HMAC over some of its headers. It
// cannot be used with [MessageEncryption].
//
// Deprecated: the service retires HTTP Signature; merchants are told to be off it
// by September 2026, its newest text says March 2027. Use [JWTSharedSecret], which
// takes the same key id and secret:
//
//	cybersource.HTTPSignature{MerchantID: m, KeyID: k, SharedSecret: s}   // before
//	cybersource.JWTSharedSecret{MerchantID: m, KeyID: k, SharedSecret: s} // after
type HTTPSignature struct {
	MerchantID   string // transacting merchant; a call may name another one of the portfolio
	KeyID        string // id of the key, usually a UUID
	SharedSecret string // as the portal shows it: standard base64, padded; at least 16 bytes decoded
	PortfolioID  string // owner of a meta key; "" = the key is the merchant's own
}

// OAuthToken sends an access token. The service takes those on its OAuth hosts only
// (api-ma.cybersource.com, api-matest.cybersource.com), usually with a client
// certificate. It cannot be used with [MessageEncryption].
type OAuthToken struct {
	MerchantID string // whose token it is; required

	// Token returns the access token to send now. It is called for every attempt,
	// with the context of the call and possibly by many calls at once: keep the
	// token, refresh it when it is due.
	Token func(context.Context) (string, error)
}

// signer is what credentials are once parsed. Immutable.
type signer struct {
	scheme     auth.Scheme // nil if unauthenticated, and after problems
	merchantID string      // transacting merchant, unless the call names another
	ownerID    string      // whom the key belongs to: the portfolio with a meta key, else the merchant
	key        Key         // what signs
	signsHost  bool        // so the Host header is the run environment, also on the way to an intermediate host
	jwt        bool        // tokens can ask for an encrypted answer, so that MessageEncryption is possible
	p12        *keys.Store // the content of JWTCertificate.P12; nil without one

	oneMerchant bool // nothing that is sent could name another merchant
}

func (c JWTSharedSecret) build(_ time.Time, p *problems) signer {
	s := newSigner(c.MerchantID, c.PortfolioID)
	s.jwt, s.key = true, Key{ID: c.KeyID, Kind: KeySharedSecret}
	secret := p.sharedSecret(c.MerchantID, c.PortfolioID, c.KeyID, c.SharedSecret)
	if secret == nil {
		return s
	}
	scheme, err := auth.NewSecretToken(s.identity(), c.KeyID, secret)
	if err != nil {
		p.add("Credentials.KeyID", err.Error())
		return s
	}
	s.scheme = scheme
	return s
}

func (c HTTPSignature) build(_ time.Time, p *problems) signer {
	s := newSigner(c.MerchantID, c.PortfolioID)
	s.signsHost, s.key = true, Key{ID: c.KeyID, Kind: KeySharedSecret}
	if secret := p.sharedSecret(c.MerchantID, c.PortfolioID, c.KeyID, c.SharedSecret); secret != nil {
		s.scheme = auth.NewHTTPSignature(s.identity(), c.KeyID, secret)
	}
	return s
}

func (c OAuthToken) build(_ time.Time, p *problems) signer {
	s := newSigner(c.MerchantID, "")
	s.oneMerchant, s.key = true, Key{Kind: KeyToken}
	before := len(*p)
	p.merchant(c.MerchantID, "")
	if c.Token == nil {
		p.add("Credentials.Token", "is nil")
	}
	if len(*p) == before {
		s.scheme = auth.NewBearer(c.Token)
	}
	return s
}

func (c JWTCertificate) build(now time.Time, p *problems) signer {
	s := newSigner(c.MerchantID, c.PortfolioID)
	s.jwt = true
	before := len(*p)
	p.merchant(c.MerchantID, c.PortfolioID)
	store, keyField, certificateField := c.store(p)
	if len(*p) > before {
		return s
	}
	certificate, err := store.Certificate(s.ownerID, keys.ForSigning, now)
	if err != nil {
		p.add(certificateField, err.Error())
		return s
	}
	s.key = keyOf(certificate)
	scheme, err := auth.NewSignerToken(s.identity(), s.key.ID, store.Key)
	if err != nil {
		p.add(keyField, err.Error())
		return s
	}
	s.scheme = scheme
	if c.P12 != nil {
		s.p12 = store
	}
	return s
}

// store reads key and certificates out of the one form that is set, and says which
// fields they are from.
func (c JWTCertificate) store(p *problems) (store *keys.Store, keyField, certificateField string) {
	keyField, certificateField = "Credentials.PrivateKeyPEM", "Credentials.CertificatePEM"
	switch forms := countSet(c.P12 != nil, c.PrivateKeyPEM != nil, c.Signer != nil); {
	case forms == 0:
		p.add("Credentials", "have no private key: set P12, PrivateKeyPEM or Signer")
	case forms > 1:
		p.add("Credentials", "have more than one private key: set only one of P12, PrivateKeyPEM and Signer")
	case c.P12 != nil && c.CertificatePEM != nil:
		p.add(certificateField, "is set beside P12, which holds the certificate")
	case c.P12 != nil:
		keyField, certificateField = "Credentials.P12", "Credentials.P12"
		store = p.p12(keyField, c.P12, c.Password)
	case c.PrivateKeyPEM != nil:
		key := p.privateKey(keyField, c.PrivateKeyPEM, c.Password)
		store = &keys.Store{Key: key, Certificates: p.certificates(certificateField, c.CertificatePEM)}
	case isNil(c.Signer):
		p.add("Credentials.Signer", "is a nil pointer")
	default:
		keyField = "Credentials.Signer"
		store = &keys.Store{Key: c.Signer, Certificates: p.certificates(certificateField, c.CertificatePEM)}
	}
	return store, keyField, certificateField
}

// newSigner returns a signer without a scheme: who signs, not how. Without a portfolio, a merchant signs
// for itself.
func newSigner(merchantID, portfolioID string) signer {
	return signer{merchantID: merchantID, ownerID: cmp.Or(portfolioID, merchantID)}
}

func (s signer) identity() auth.Identity {
	return auth.Identity{OwnerID: s.ownerID, MerchantID: s.merchantID}
}
