package cybersource

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"net/http"
	"time"

	"github.com/cybersource-go/cybersource/internal/exchange"
)

// Hosts of the payments API. [Configuration.Host] is free text, so that a host
// that is not listed here works too.
const (
	HostTest            = "apitest.cybersource.com"
	HostProduction      = "api.cybersource.com"
	HostProductionIndia = "api.in.cybersource.com" // its test system is HostTest
)

// Defaults of a [Configuration], used where a field is zero.
const (
	DefaultTimeout          = 65 * time.Second // longer than the 60 s after which an unanswered payment may be reversed
	DefaultMaxResponseBytes = 1 << 20          // the largest payment answer known is under 200 KB
	DefaultMaxListBytes     = 8 << 20          // for Do and for answers that list transactions: twice 2,500 rows of 1.5 KB
)

// Configuration is what a client is made of. The zero value of each optional
// field means its documented default. [NewAPIClient] checks all of it at once and
// copies what it keeps, so that later changes have no effect on a client.
//
// Printing a Configuration shows no key, secret or header value.
type Configuration struct {
	// Host is the run environment: the host that requests are signed for and, unless
	// BaseURL says otherwise, sent to. A host name with an optional port, without
	// scheme or path. "" means [HostTest].
	Host string

	// BaseURL is where connections go if not to https://Host: an intermediate host
	// of your own, or the offline gateway. A path is put in front of the request
	// path on the wire and is not signed. https is assumed without a scheme; http
	// is accepted for loopback addresses, for others only with AllowPlainHTTP, and never
	// goes through a proxy.
	BaseURL string

	// AllowPlainHTTP accepts a BaseURL of http that is no loopback address: a service of the
	// same container network, such as the offline gateway under docker compose. Whoever can
	// read that network sees card numbers. The hosts of the service itself are refused.
	AllowPlainHTTP bool

	// Credentials authenticate each request: [JWTSharedSecret], [JWTKeySource],
	// [JWTCertificate], [HTTPSignature] or [OAuthToken]. nil sends no authentication headers; with a
	// production host (*.cybersource.com without "test") it is refused as forgotten,
	// unless NoCredentials says that it is meant.
	Credentials Credentials

	// NoCredentials declares that Credentials are nil on purpose: a client certificate or an
	// intermediate host authenticates the requests.
	NoCredentials bool

	// MessageEncryption encrypts bodies on top of TLS. nil sends plain JSON.
	MessageEncryption *MessageEncryption

	// Transport sends the requests. nil means one made by [NewTransport] for this
	// client. Give the same transport to many clients to share its connections, or a
	// mock to test without a network.
	//
	// Only of an [http.Transport] the client can tell that a request was not sent. With
	// any other type every failed attempt to pay is an unknown outcome, whatever its
	// error says, unless it failed before the transport was called: the transport may
	// have sent the request in another way before. To trace, sign or count what an
	// http.Transport sends, use WrapTransport.
	//
	// It is refused, now and before each request, if its TLSClientConfig skips the
	// verification of the server's certificate, allows TLS below 1.2 or weak cipher
	// suites, writes keys to a KeyLogWriter, or has a ServerName other than the host of
	// BaseURL or Host; and with plain http, if its Proxy names a proxy. A
	// connection that it reports through [net/http/httptrace] is closed unused if it
	// leaves this machine without TLS, was not verified, or has the certificate of
	// another host. A transport that shows and reports nothing, or a protocol registered
	// with one, cannot be checked.
	Transport http.RoundTripper

	// WrapTransport is called once, and returns what sends the requests of the client: a
	// wrapper of the transport that it is given. What the wrapper sends is counted, so
	// that its failures prove as much as those of the transport: an attempt for which
	// the wrapper sent nothing was not processed, and one that was sent twice may have
	// been, also if the second was refused. So may one whose lost answer the wrapper
	// replaced by a refusal of its own.
	//
	// A wrapper sends requests through the transport that it is given and through no
	// other, with the context of the call or one derived from it: any other context is
	// refused. It returns the error of the transport, or one that wraps it. nil wraps
	// nothing.
	WrapTransport func(http.RoundTripper) http.RoundTripper

	// ClientCertificate is presented to the server (mutual TLS), with any Credentials.
	// RootCAs replaces the system's trusted roots. Both are for the transport that the
	// client makes itself: with Transport set, configure them there.
	ClientCertificate *tls.Certificate
	RootCAs           *x509.CertPool

	// Timeout bounds a whole call: all attempts and the waits between them. The
	// context of the call can only shorten it. 0 means [DefaultTimeout].
	Timeout time.Duration

	// MinAttemptTime is how much of the call's time must be left for an attempt to begin.
	// With less it would most likely end without an answer, and leave the outcome
	// unknown; the call ends as not processed instead. 0 means 500 ms, or a tenth of the
	// call's whole time where that is less.
	MinAttemptTime time.Duration

	// Retry says how often and how soon a request is sent again when it is certain
	// that it was not processed. The zero value is the safe default.
	Retry RetryPolicy

	// Validation says how much of a request is checked before it is sent. The zero
	// value refuses only what the service is certain to refuse.
	Validation Validation

	// Logger receives one line per call and per retry, without card data, and once a day one per
	// certificate of the client that ends within 30 days. nil logs nothing.
	Logger *slog.Logger

	// Hooks are called along each call, for metrics and traces.
	Hooks Hooks

	// DefaultHeaders are added to every request. Headers of the authentication,
	// that are signed, or that this client sets itself are refused.
	DefaultHeaders http.Header

	// UserAgent is put in front of this client's own User-Agent, such as "shop/2.1".
	UserAgent string

	// DeveloperID and SolutionID are sent as clientReferenceInformation.partner.developerId
	// and .solutionId with payments and increments that do not have their own. At
	// most 8 characters each. "" sends nothing: there is no built-in value.
	DeveloperID string
	SolutionID  string

	// OmitTransactionID switches off the transaction id that the client makes for payments,
	// increments, captures, refunds and credits without one. Without it an unanswered
	// request cannot be undone by the merchant's own reference.
	OmitTransactionID bool

	// OmitReferenceCode switches off the reference code (clientReferenceInformation.code) that
	// the client makes for payments, increments, captures, refunds and credits without one.
	// Without it the service invents one, and a request whose answer is lost cannot be
	// searched for.
	OmitReferenceCode bool

	// TimeoutCalls declares that the account's processor supports MitReversal and MitVoid,
	// which undo a call by its transaction id where no answer gave an id. [APIClient.Undo]
	// then uses them, and their answers that there is no such call count as evidence. Only
	// some processors do, Visa Platform Connect among them; ask the service's support. Do not
	// declare it for another processor: its refusals would be taken for evidence.
	TimeoutCalls bool

	// MaxResponseBytes caps the body of an answer, decompressed and decrypted, for every
	// operation. 0 means [DefaultMaxResponseBytes], and [DefaultMaxListBytes] for
	// [APIClient.Do] and for answers that list transactions. A larger answer counts as
	// no answer: what became of a payment is then unknown.
	MaxResponseBytes int64

	// Clock returns the time that signatures and tokens carry. nil means [time.Now].
	Clock func() time.Time
}

// RetryPolicy bounds the repetition of a call. What may be repeated at all is not
// a setting: a payment or increment only if nothing of it was written, or if the
// service answered 429 with a Retry-After header and a body that says nothing else;
// RefreshPaymentStatus, which only reads, also after a lost answer or a 5xx.
type RetryPolicy struct {
	// MaxAttempts counts the first attempt too. 0 means 3; 1 switches retries off.
	MaxAttempts int

	// BaseDelay bounds the random wait before the second attempt, and doubles from
	// one attempt to the next up to MaxDelay. 0 means 200 ms and 5 s.
	BaseDelay time.Duration
	MaxDelay  time.Duration

	// MaxRetryAfter is the longest wait that the service may ask for; the call ends
	// at once when it asks for more. 0 means 30 s.
	MaxRetryAfter time.Duration

	// Sleep replaces the wait between attempts, for tests. It returns the context's
	// error if that ends first. nil waits.
	Sleep func(ctx context.Context, d time.Duration) error
}

// NewTransport returns a transport tuned for the payments service: TLS 1.2 or
// later with verification, HTTP/1.1, connections kept for reuse, proxies from the
// environment variables HTTPS_PROXY and NO_PROXY, for https only. Change its Proxy or
// TLSClientConfig as needed before the first call, and share it between the
// clients of one process. Where connections to the host have brought answers, another one
// without a proxy is begun once none of them has become free for 5 ms.
//
// On this transport, and on no other, the client can tell that nothing was
// written to a connection which the other side had closed while it was idle, and
// so send the request again. Its connections deliver nothing but answers: what a server
// sends without having been asked ends them. Through a proxy that holds for what arrives
// by itself, not for what arrives in one piece with an answer.
//
// Its TLS connections are made by its DialTLSContext, with its DialContext and
// TLSClientConfig. A DialContext of your own that wraps what the original returns has to
// give its connections a method NetConn() net.Conn that returns it, or nothing can be
// told. A Clone with another TLSClientConfig can be used as [Configuration.Transport]; for
// anything else set its DialTLSContext to nil.
func NewTransport() *http.Transport { return exchange.NewTransport() }
