// Package auth holds the authentication schemes: what each of them writes into
// the headers of a request. A Scheme is built once, at construction of the
// client, with its keys parsed; applying it to a request parses nothing, keeps
// no state and is safe for concurrent use.
package auth

import (
	"net/http"
	"time"
)

// Request is what a scheme signs: the request exactly as it goes out.
type Request struct {
	Method     string    // upper case
	Host       string    // run environment, with its port when it has one
	Target     string    // escaped path and query, without the path prefix of an intermediate host
	Body       []byte    // the bytes sent
	MerchantID string    // transacting merchant; "" = the merchant of the credentials
	Time       time.Time // moment of signing

	// ResponseKeyClaim and ResponseKeyID ask for an encrypted answer: the claim's
	// name and the id of the key to encrypt to. Both "" = a plain answer.
	ResponseKeyClaim string
	ResponseKeyID    string
}

// Scheme writes the headers that authenticate a request. Headers are set, never
// added, so that a value of the caller's cannot survive beside them.
type Scheme interface {
	Apply(header http.Header, req *Request) error
}
