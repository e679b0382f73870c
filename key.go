package cybersource

import (
	"context"
	"crypto/x509"
	"time"
)

// Key is the key that a client signs with, for a health check or a reminder. It holds no secret.
type Key struct {
	// ID is the key id: that of the shared secret, or the serialNumber in the subject of the
	// certificate. "" where a function names the key of each attempt, for a token and for no
	// credentials. [CallResult.KeyID] is the id that signed a call.
	ID string

	// Kind is what sort of key it is.
	Kind KeyKind

	// NotAfter is the last moment at which the certificate of the key is valid, in UTC. Zero
	// without a certificate: the service tells nobody when a shared secret ends, so note the
	// date that the portal shows.
	NotAfter time.Time
}

// KeyKind is a sort of key.
type KeyKind string

// The sorts of keys, by the credentials of the client.
const (
	KeyNone         KeyKind = ""              // no credentials
	KeySharedSecret KeyKind = "shared secret" // [JWTSharedSecret], [HTTPSignature]
	KeyCertificate  KeyKind = "certificate"   // [JWTCertificate]
	KeySource       KeyKind = "key source"    // [JWTKeySource]
	KeyToken        KeyKind = "access token"  // [OAuthToken]
)

// Key returns what the client signs with. Nothing is asked of the service:
// [APIClient.CheckCredentials] does.
func (c *APIClient) Key() Key {
	if c == nil || c.set == nil {
		return Key{}
	}
	return c.set().signer.key
}

func keyOf(certificate *x509.Certificate) Key {
	return Key{ID: certificate.Subject.SerialNumber, Kind: KeyCertificate, NotAfter: certificate.NotAfter.UTC()}
}

// noTransaction is a transaction id in the form of the service's that it never gives: ids begin
// with the time.
const noTransaction = "0000000000000000000000"

var checkCredentials = operation{
	name:       "CheckCredentials",
	method:     getTransaction.method,
	path:       getTransaction.path,
	accept:     getTransaction.accept,
	repeatable: true,
	provesKey:  true,
}

// CheckCredentials asks the service whether it takes the credentials, at the start of a program
// or after a key was replaced, before a payment finds out. nil means that it takes them.
//
// It looks up a transaction that cannot exist. That the service finds none proves that it knows
// the key, that merchant, key id and key belong together, and that the local clock is near
// enough. It is one request, repeated as look-ups are after a lost answer, which counts toward
// the rate limit, moves no money and leaves no record. With [WithMerchantID] it is asked
// for that merchant of the portfolio.
//
// It does not prove that the merchant may take payments, in which currencies and cards, nor that
// certificates for message-level encryption fit: nothing is sent that could be encrypted.
//
// An error that matches [ErrUnauthorized] or [ErrForbidden] says that the credentials were
// refused; keys that may pay and may not read records have been refused too. Every other error,
// such as [ErrNotProcessed] or [ErrServer], proves nothing about them. A 404 without the
// service's correlation id, from a proxy for instance, is such an error: it matches [ErrNotFound].
func (c *APIClient) CheckCredentials(ctx context.Context, opts ...CallOption) error {
	made, err := c.service().begin(ctx, &checkCredentials, opts, nil)
	if err != nil {
		return err
	}
	made.sent.URL = checkCredentials.url(c.set().base, []string{noTransaction})
	made.answer = new(rawAnswer)
	return made.run(ctx)
}
