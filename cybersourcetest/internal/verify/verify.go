// Package verify authenticates requests as the service does: HTTP signatures,
// JSON Web Tokens and bearer tokens, from the raw request and the keys of a
// [Directory]. It is written against the standard library's cryptography alone and
// shares nothing with the client's signer, so that a mistake there cannot agree
// with itself here.
//
// Simulates: the three schemes with every claim and header that the service
// documents, meta keys, clock windows and the refusal of replayed tokens.
//
// Guesses: the widths of the clock windows (no figure is published; see [Window]),
// the text of a refusal that names a missing header, and that a response key must
// belong to the owner of the signing key.
//
// Not simulated: tokens of version 1 (x5c header), mutual TLS, permissions of
// single keys, revocation and expiry of certificates.
package verify

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// Request is a request as it arrived.
type Request struct {
	Method string      // upper case
	Host   string      // the Host header, with its port if it had one
	Target string      // path and query of the request line, still escaped, without an intermediate host's prefix
	Prefix string      // that prefix, which is not signed; "" = none
	Header http.Header // without Host
	Body   []byte      // exactly the bytes received
}

// Scheme is how a request authenticated itself.
type Scheme string

// The schemes.
const (
	HTTPSignature Scheme = "HTTP Signature"
	JWT           Scheme = "JWT"
	Bearer        Scheme = "bearer token"
)

// Identity is who sent a request.
type Identity struct {
	Scheme        Scheme
	Owner         string // whose key it was: a merchant, or a portfolio with a meta key
	KeyID         string // of the key; "" for a bearer token
	MerchantID    string // for whom: the transacting merchant
	ResponseKeyID string // the registered key that the answer is to be encrypted to; "" = in the clear
}

// Refusal is why a request was not let in.
type Refusal struct {
	Cause   Cause
	Missing string // the header that is not there; "" for every other cause
	Hint    string // one line for the developer; holds no secret, token or signature
	Mistake Mistake
}

// Error is the hint.
func (r *Refusal) Error() string { return r.Hint }

// Message is the text the service answers with. It names a missing header and
// tells nothing else.
func (r *Refusal) Message() string {
	if r.Missing != "" {
		return "Authentication Failed: missing header " + r.Missing
	}
	return "Authentication Failed"
}

func refuse(cause Cause, hint string) *Refusal { return &Refusal{Cause: cause, Hint: hint} }

func missing(header string) *Refusal {
	return &Refusal{Cause: SignatureHeaderMissing, Missing: header, Hint: "header " + header + " is missing"}
}

// Verifier checks requests against a directory of keys. It is safe for concurrent
// use as long as its fields are not changed.
type Verifier struct {
	Directory         *Directory
	Hosts             []string         // the hosts a request may be signed for
	Now               func() time.Time // nil = time.Now
	Tolerance         time.Duration    // added to every clock window
	ResponseKeyClaims []string         // claims that may name the response key
	Replays           *Replays         // nil = replayed tokens are let in
}

// Verify tells who sent a request, or why it is refused; and what its credentials look like,
// whether or not it is let in.
func (v *Verifier) Verify(r *Request) (Identity, Findings, *Refusal) {
	t := readToken(r.Header.Get("Authorization"))
	id, refusal := v.identify(r, t)
	return id, v.examine(r, t), refusal
}

// identify tells who sent a request, with the token of its Authorization header, if that has one.
func (v *Verifier) identify(r *Request, t *webToken) (Identity, *Refusal) {
	authorization := r.Header.Values("Authorization")
	switch {
	case len(authorization) > 1:
		return Identity{}, refuse(AuthorizationTwice, "header Authorization is there more than once")
	case len(authorization) == 1:
		return v.authorization(r, authorization[0], t)
	case r.Header.Get("Signature") != "":
		return v.signature(r)
	default:
		return Identity{}, refuse(CredentialsMissing, "neither an Authorization nor a Signature header is there")
	}
}

func (v *Verifier) authorization(r *Request, value string, t *webToken) (Identity, *Refusal) {
	kind, opaque, _ := strings.Cut(value, " ")
	if !strings.EqualFold(kind, "Bearer") || opaque == "" {
		return Identity{}, refuse(AuthorizationForm, "header Authorization is not of the form \"Bearer <token>\"")
	}
	if t != nil {
		return v.token(r, t)
	}
	merchant, known := v.Directory.token(opaque)
	if !known {
		return Identity{}, refuse(BearerUnknown, "the bearer token is not registered")
	}
	return Identity{Scheme: Bearer, Owner: merchant, MerchantID: merchant}, nil
}

func (v *Verifier) now() time.Time {
	if v.Now == nil {
		return time.Now()
	}
	return v.Now()
}

// KnownHost tells whether the service answers for a host. Host names have no case.
func (v *Verifier) KnownHost(host string) bool {
	return slices.ContainsFunc(v.Hosts, func(known string) bool { return strings.EqualFold(known, host) })
}

// hasBody tells whether requests of a method carry a digest of their body.
func hasBody(method string) bool {
	return method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch
}
