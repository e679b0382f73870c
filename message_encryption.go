package cybersource

import (
	"cmp"
	"crypto"
	"crypto/x509"
	"errors"
	"time"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/keys"
	"github.com/cybersource-go/cybersource/internal/mle"
)

// Defaults of [MessageEncryption].
const (
	DefaultRequestCertificateAlias = "CyberSource_SJC_US"
	DefaultResponseKeyClaim        = "v-c-response-mle-kid"
)

// MessageEncryption encrypts the bodies of requests and answers on top of TLS
// (message-level encryption, JWE). It needs [JWTSharedSecret] or [JWTCertificate]:
// with other credentials the service would get plain text, so they are refused.
//
// The zero value encrypts requests, with the platform's certificate from
// [JWTCertificate].P12. With a response key it also asks for encrypted answers.
// Answers are decrypted whenever they come encrypted, errors too, and taken as
// they are when they come plain.
type MessageEncryption struct {
	// PlainRequests sends requests in plain JSON, except for calls that ask for
	// encryption.
	PlainRequests bool

	// RequestCertificatePEM holds the platform's certificate to encrypt requests to,
	// from the merchant portal. nil takes it from [JWTCertificate].P12. Of several,
	// the one counts whose subject has RequestCertificateAlias as common name,
	// ignoring the case of A to Z; of several with that name, the one that can be used
	// and is valid longest. It must be valid when the client is made, allow encryption,
	// and have an RSA key of 2048 bits or more, as the response key must.
	RequestCertificatePEM []byte

	// RequestCertificateAlias is a common name. "" means [DefaultRequestCertificateAlias].
	RequestCertificateAlias string

	// PlainResponses does not ask for encrypted answers, except for calls that want
	// them. Without a response key no answer is asked to be encrypted.
	PlainResponses bool

	// The private key that decrypts answers, in one of three forms: a P12 from the
	// merchant portal; PEM as PKCS #1 or PKCS #8, plain or encrypted; or a key in an
	// HSM or key management service, which must do RSA-OAEP given
	// [crypto/rsa.OAEPOptions] and be safe for concurrent use.
	ResponseP12           []byte
	ResponsePrivateKeyPEM []byte
	ResponseKey           crypto.Decrypter

	// ResponsePassword opens ResponseP12 or ResponsePrivateKeyPEM.
	ResponsePassword string

	// ResponseKeyID is the id under which the service knows the response key. "" takes
	// it from ResponseP12: the subject serialNumber of the certificate that has the
	// owner of the credentials as common name and belongs to the key. That one must
	// be valid when the client is made. Required with the other forms.
	ResponseKeyID string

	// ResponseKeyClaim names the claim that ResponseKeyID is sent in. "" means
	// [DefaultResponseKeyClaim]. For some accounts only v-c-api-response-mle-kid works.
	ResponseKeyClaim string
}

// messageCipher is a MessageEncryption once parsed. Immutable; nil encrypts and decrypts
// nothing.
type messageCipher struct {
	requests, responses bool // unless the call says otherwise
	responseKeyClaim    string
	responseKeyID       string
	responseNotAfter    time.Time      // when the certificate of the response key ends; zero if it came without one
	encrypter           *mle.Encrypter // nil without a request certificate
	decrypter           *mle.Decrypter // nil without a response key
}

func (m *MessageEncryption) build(s signer, now time.Time, p *problems) *messageCipher {
	if !s.jwt {
		p.add("MessageEncryption", "needs JWT credentials; HTTP Signature would send plain text")
		return nil
	}
	before := len(*p)
	c := &messageCipher{responseKeyClaim: cmp.Or(m.ResponseKeyClaim, DefaultResponseKeyClaim)}
	p.text("MessageEncryption.ResponseKeyClaim", c.responseKeyClaim)
	if auth.StandardClaim(c.responseKeyClaim) {
		p.add("MessageEncryption.ResponseKeyClaim", "is the name of another claim")
	}
	m.buildRequests(c, s, now, p)
	m.buildResponses(c, s.ownerID, now, p)
	if len(*p) > before {
		return nil
	}
	return c
}

// buildRequests makes the encrypter ready. When requests go out plain and no
// certificate is configured, one from the P12 is taken if it is there, for the
// calls that ask for encryption.
func (m *MessageEncryption) buildRequests(c *messageCipher, s signer, now time.Time, p *problems) {
	field, certificates := m.requestCertificates(s, p)
	if certificates == nil {
		return
	}
	encrypter, err := m.encrypter(certificates, now)
	if err != nil && (m.RequestCertificatePEM != nil || !m.PlainRequests) {
		p.add(field, err.Error())
	}
	c.requests, c.encrypter = !m.PlainRequests, encrypter
}

// requestCertificates returns nil after a fault, and when there are none and none
// are needed.
func (m *MessageEncryption) requestCertificates(s signer, p *problems) (field string, certificates []*x509.Certificate) {
	field = "MessageEncryption.RequestCertificatePEM"
	switch {
	case m.RequestCertificatePEM != nil:
		return field, p.certificates(field, m.RequestCertificatePEM)
	case s.p12 != nil:
		return "Credentials.P12", s.p12.Certificates
	case !m.PlainRequests && s.scheme != nil: // nil: the problem of the credentials is reported already
		p.add(field, "is missing, and there is no Credentials.P12 to take it from")
	}
	return field, nil
}

func (m *MessageEncryption) encrypter(certificates []*x509.Certificate, now time.Time) (*mle.Encrypter, error) {
	alias := cmp.Or(m.RequestCertificateAlias, DefaultRequestCertificateAlias)
	named := keys.Named(certificates, alias)
	if len(named) == 0 {
		return nil, errors.New("holds no certificate whose common name is the alias of the request certificate")
	}
	return mle.NewEncrypter(named, now)
}

// buildResponses makes the decrypter ready if there is a response key.
func (m *MessageEncryption) buildResponses(c *messageCipher, owner string, now time.Time, p *problems) {
	r := m.responseKey(owner, now, p)
	if r.key == nil {
		return
	}
	p.text("MessageEncryption.ResponseKeyID", r.id)
	decrypter, err := mle.NewDecrypter(r.key, r.id)
	if err != nil {
		p.add(r.field, err.Error())
	}
	c.responses, c.responseKeyID, c.decrypter, c.responseNotAfter = !m.PlainResponses, r.id, decrypter, r.notAfter
}

// A responseKey is a response key as it was configured.
type responseKey struct {
	field    string // that it is from
	key      crypto.PrivateKey
	id       string
	notAfter time.Time // of its certificate; zero if it came without one
}

// responseKey reads the response key out of the one form that is set. It has no key when
// there is none and after a fault.
func (m *MessageEncryption) responseKey(owner string, now time.Time, p *problems) responseKey {
	r := responseKey{id: m.ResponseKeyID}
	switch forms := countSet(m.ResponseP12 != nil, m.ResponsePrivateKeyPEM != nil, m.ResponseKey != nil); {
	case forms > 1:
		p.add("MessageEncryption", "has more than one response key: set only one of ResponseP12, ResponsePrivateKeyPEM and ResponseKey")
	case m.ResponseP12 != nil:
		r.field = "MessageEncryption.ResponseP12"
		m.openResponseP12(&r, owner, now, p)
	case m.ResponsePrivateKeyPEM != nil:
		r.field = "MessageEncryption.ResponsePrivateKeyPEM"
		r.key = p.privateKey(r.field, m.ResponsePrivateKeyPEM, m.ResponsePassword)
	case m.ResponseKey != nil && isNil(m.ResponseKey):
		p.add("MessageEncryption.ResponseKey", "is a nil pointer")
	case m.ResponseKey != nil:
		r.field, r.key = "MessageEncryption.ResponseKey", m.ResponseKey
	default:
		m.withoutResponseKey(p)
	}
	return r
}

// withoutResponseKey refuses settings that need a response key where there is none.
func (m *MessageEncryption) withoutResponseKey(p *problems) {
	if m.ResponseKeyID != "" {
		p.add("MessageEncryption.ResponseKeyID", "is set without a response key")
	}
	if m.ResponsePassword != "" {
		p.add("MessageEncryption.ResponsePassword", "is set without a response key")
	}
}

// openResponseP12 takes the key out, and the key id too unless one is configured.
func (m *MessageEncryption) openResponseP12(r *responseKey, owner string, now time.Time, p *problems) {
	store := p.p12(r.field, m.ResponseP12, m.ResponsePassword)
	if store == nil {
		return
	}
	if r.id == "" {
		certificate, err := store.Certificate(owner, keys.ForDecryption, now)
		if err != nil {
			p.add(r.field, err.Error())
			return
		}
		r.id, r.notAfter = certificate.Subject.SerialNumber, certificate.NotAfter
	}
	r.key = store.Key
}

// What happens unless a call says otherwise, and what a call may ask for.

func (c *messageCipher) encryptsRequests() bool  { return c != nil && c.requests }
func (c *messageCipher) encryptsResponses() bool { return c != nil && c.responses }
func (c *messageCipher) canEncrypt() bool        { return c != nil && c.encrypter != nil }
func (c *messageCipher) canDecrypt() bool        { return c != nil && c.decrypter != nil }

// responseKey is the claim that asks for an encrypted answer, and its value.
func (c *messageCipher) responseKey() (claim, id string) {
	return c.responseKeyClaim, c.responseKeyID
}

// encrypt returns the body to send in place of the plain one.
func (c *messageCipher) encrypt(body []byte, now time.Time) ([]byte, error) {
	if !c.canEncrypt() {
		return nil, errors.New("encrypt request: no request certificate")
	}
	return c.encrypter.Encrypt(body, now)
}

// decrypt returns the plain text of an answer that has the form of an encrypted one, or
// body itself. A nil cipher tells the two apart too, since an encrypted answer must
// not be taken for an empty one.
func (c *messageCipher) decrypt(body []byte) (plain []byte, encrypted bool, err error) {
	compact, encrypted := mle.EncryptedResponse(body)
	if !encrypted {
		return body, false, nil
	}
	if !c.canDecrypt() {
		return nil, true, errors.New("answer is encrypted, but the client has no response key")
	}
	plain, err = c.decrypter.Decrypt(compact)
	return plain, true, err
}
