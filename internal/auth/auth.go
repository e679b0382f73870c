// Package auth holds the authentication schemes: what each of them writes into
// the headers of a request. A Scheme is built once, at construction of the
// client, with its keys parsed; applying it to a request parses nothing, keeps
// no state and is safe for concurrent use.
package auth

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"strings"
	"time"
)

// Request is what a scheme signs: the request exactly as it goes out.
type Request struct {
	Context    context.Context // for schemes that fetch a token; nil = background
	Method     string          // upper case
	Host       string          // run environment, with its port when it has one
	Target     string          // escaped path and query, without the path prefix of an intermediate host
	Body       []byte          // the bytes sent
	MerchantID string          // transacting merchant; "" = the merchant of the credentials
	Time       time.Time       // moment of signing

	// ResponseKeyClaim and ResponseKeyID ask for an encrypted answer: the claim's
	// name and the id of the key to encrypt to. Both "" = a plain answer.
	ResponseKeyClaim string
	ResponseKeyID    string

	KeyID *string // takes the id of the key that signs; nil for nobody who asks
}

// signedWith says which key signs the request.
func (r *Request) signedWith(keyID string) {
	if r.KeyID != nil {
		*r.KeyID = keyID
	}
}

// Scheme writes the headers that authenticate a request. Headers are set, never
// added, so that a value of the caller's cannot survive beside them.
type Scheme interface {
	Apply(header http.Header, req Request) error
}

// Identity is who signs and for whom.
type Identity struct {
	OwnerID    string // whom the key belongs to: the portfolio with a meta key, else the merchant
	MerchantID string // transacting merchant, unless the request names another
}

// transacting is the merchant that a request is for: the one it names, if it does. A value
// that could break out of its header line is refused, since it may come with every call.
func (id Identity) transacting(named string) (string, error) {
	merchant := cmp.Or(named, id.MerchantID)
	if !Printable(merchant) {
		return "", errors.New("merchant id is empty or has a character that no header can carry")
	}
	return merchant, nil
}

// Printable reports whether s can stand in a header value, a quoted header
// parameter and a line of signed text: at least one character, all of them
// visible ASCII, no quote and no backslash.
func Printable(s string) bool { return visible(s) && !strings.ContainsAny(s, `"\`) }

// wellFormed refuses what would let one signed line run into the next.
func (r *Request) wellFormed() error {
	switch {
	case !visible(r.Method):
		return errors.New("method is empty or has a character outside of visible ASCII")
	case !visible(r.Host):
		return errors.New("host is empty or has a character outside of visible ASCII")
	case !visible(r.Target) || r.Target[0] != '/':
		return errors.New("request target is not an escaped path")
	}
	return nil
}

// visible reports whether s is visible ASCII, and some.
func visible(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] > '~' {
			return false
		}
	}
	return s != ""
}

// hasDigest reports whether requests with this method carry the digest of their
// body. The service wants none for GET and DELETE.
func hasDigest(method string) bool {
	return method == http.MethodPost || method == http.MethodPatch || method == http.MethodPut
}
