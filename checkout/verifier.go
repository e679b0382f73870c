package checkout

import (
	"context"
	"net"
	"net/url"
	"time"

	"github.com/cybersource-go/cybersource"
)

// Verifier verifies tokens with the keys of the service that its client talks to. It is
// made by [NewVerifier] and safe for concurrent use: make one for each client, and keep it,
// for it keeps the keys.
type Verifier struct {
	keys          *keys
	now           func() time.Time
	scriptOrigins []string
}

// Options change how a [Verifier] works. The zero value is for the service itself.
type Options struct {
	// Now is the clock by which tokens expire. nil means [time.Now].
	Now func() time.Time

	// ScriptOrigins are origins that the script of a page may come from besides the
	// service's own, such as the address of the offline gateway: https, or http on a
	// loopback address.
	ScriptOrigins []string
}

// leeway is how much the clocks of service and server may differ.
const leeway = time.Minute

// NewVerifier returns a verifier that fetches keys with client: from its host, over its
// transport. Errors are [*cybersource.ConfigurationError]. Nothing is sent.
func NewVerifier(client *cybersource.APIClient, options Options) (*Verifier, error) {
	var problems []cybersource.FieldProblem
	if client == nil {
		problems = append(problems, cybersource.FieldProblem{Field: "client", Reason: "is nil"})
	}
	for _, origin := range options.ScriptOrigins {
		if !isOrigin(origin) {
			problems = append(problems, cybersource.FieldProblem{
				Field: "Options.ScriptOrigins", Reason: "has one that is not https://host, nor http:// with a loopback address",
			})
		}
	}
	if len(problems) > 0 {
		return nil, &cybersource.ConfigurationError{Problems: problems}
	}
	now := options.Now
	if now == nil {
		now = time.Now
	}
	return &Verifier{keys: newKeys(client, now), now: now, scriptOrigins: options.ScriptOrigins}, nil
}

// isOrigin reports whether a text is scheme and host, and safe to load a script from.
func isOrigin(text string) bool {
	u, err := url.Parse(text)
	if err != nil || originOf(u) != text || u.Host == "" {
		return false
	}
	return u.Scheme == "https" || u.Scheme == "http" && isLoopback(u.Hostname())
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// originOf is scheme, host and port of an address.
func originOf(u *url.URL) string { return u.Scheme + "://" + u.Host }

// open returns what a token says that is signed with a key of the service.
func (v *Verifier) open(ctx context.Context, token string, by cause) (payload []byte, err error) {
	if ctx == nil {
		return nil, &cybersource.InvalidRequestError{
			Operation: "VerifyToken", Problems: []cybersource.FieldProblem{{Field: "ctx", Reason: "is nil"}},
		}
	}
	signed, err := parse(token)
	if err != nil {
		return nil, err
	}
	key, err := v.keys.get(ctx, signed.keyID, by)
	if err != nil {
		return nil, err
	}
	return signed.verify(key)
}
