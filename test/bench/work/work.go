// Package work is what the programs of the benchmarks have in common: each of them is one
// client, in a process of its own, that makes calls when it is told to and says what they
// cost. So a client has the memory, the garbage collector and the code of a program that
// contains it and no other.
package work

import (
	"context"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/test/bench/answers"
)

// Keys made for the benchmarks.
const (
	MerchantID = "bench_merchant"
	KeyID      = "5f0a9c3e-1d2b-4c3d-8e4f-a1b2c3d4e5f6"
	Secret     = "dGhpcnR5LXR3byBieXRlcyBmb3IgYmVuY2htYXJrcyE=" // Base64

	// CertificateKeyID names the certificate in tokens and encrypted bodies.
	CertificateKeyID = "1772600767000000001"
)

// Job is the calls that a program is to make.
type Job struct {
	Task   Task
	Scheme Scheme
	Items  int  // line items of a payment
	Reuse  bool // sends one request again and again instead of building each

	URL  string // of the server, without a path
	CAs  []byte // PEM: who vouches for it
	Stub string // the body of every answer: nothing is sent then

	Key         []byte // PEM, for SchemeCertificate and SchemeEncrypted
	Certificate []byte // PEM

	// Clients is how many clients of different merchants take turns. They share their connections.
	Clients int

	Cold           bool // makes a client for each call
	HTTP2          bool
	DisabledLogger bool // has a logger that logs nothing
	Reconnect      bool // closes connections after each call
	NoResumption   bool // keeps no TLS sessions
}

// Task is a kind of call.
type Task string

// The kinds of calls.
const (
	Payment Task = "payment"
	Capture Task = "capture"
	LookUp  Task = "look-up"
	Search  Task = "search"
)

// Scheme is how calls are authenticated.
type Scheme string

// The schemes.
const (
	SchemeSignature   Scheme = "signature"
	SchemeSecret      Scheme = "jwt-secret"
	SchemeCertificate Scheme = "jwt-certificate"
	SchemeEncrypted   Scheme = "jwt-certificate-encrypted" // request and answer
)

// Call makes one call, and fails unless it is answered as it should be.
type Call func() error

// PaymentID is the payment that is captured and looked up.
const PaymentID = "7641502314786780104953"

// Deadline is the context of a call by hand: the time that the library gives a call too.
func Deadline() (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), 65*time.Second)
}

// Host is the host of the server, with its port.
func (j *Job) Host() string { return strings.TrimPrefix(j.URL, "https://") }

// RootCAs are those of the server, nil for a stub.
func (j *Job) RootCAs() *x509.CertPool {
	if j.Stub != "" {
		return nil
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(j.CAs)
	return pool
}

// PrivateKey reads Key.
func (j *Job) PrivateKey() (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(j.Key)
	if block == nil {
		return nil, errors.New("the job has no key")
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	private, ok := key.(*rsa.PrivateKey)
	if !ok {
		return nil, errors.New("the key of the job is not an RSA key")
	}
	return private, nil
}

// Transport is what a careful engineer makes for a client by hand, or the stub.
func (j *Job) Transport() http.RoundTripper {
	if j.Stub != "" {
		return stub(j.Stub)
	}
	t := &http.Transport{
		DialContext:         (&net.Dialer{Timeout: 10 * time.Second}).DialContext,
		TLSClientConfig:     &tls.Config{RootCAs: j.RootCAs()},
		MaxIdleConnsPerHost: 256,
		IdleConnTimeout:     30 * time.Second,
		DisableCompression:  true,
	}
	if j.HTTP2 {
		t.Protocols = new(http.Protocols)
		t.Protocols.SetHTTP2(true)
	}
	return t
}

// What all clients send.
const (
	Browser     = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
	SearchQuery = "submitTimeUtc:[NOW/DAY-1DAY TO NOW/HOUR+1HOUR}"
	SearchSort  = "submitTimeUtc:desc"
	SearchLimit = 100
)

// ItemNames are the names of line items: a merchant has them from a catalogue.
var ItemNames = func() []string {
	names := make([]string, 1000)
	for i := range names {
		names[i] = fmt.Sprintf("Item %04d", i)
	}
	return names
}()

// ServerJob is what the server is to do.
type ServerJob struct {
	Certificate, Key []byte // PEM
	Answers          answers.Set
}
