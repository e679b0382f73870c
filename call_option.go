package cybersource

import (
	"context"
	"net/http"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/internal/auth"
)

// CallOption changes one call. The functions of this package whose names begin with With
// make all of them; nil changes nothing.
type CallOption interface{ apply(o *givenOptions) }

type callOption func(*givenOptions)

func (f callOption) apply(o *givenOptions) { f(o) }

// givenOptions is what the options of one call add up to; nil is what none of them says.
type givenOptions struct {
	merchantID      *string
	encryptRequest  *bool
	encryptResponse *bool
	header          http.Header
	timeout         *time.Duration
	maxAttempts     *int
	record          func(ctx context.Context, r CallRecord) error
	uniqueCode      bool
	refundAllowed   bool
}

// WithMerchantID makes one call transact for another merchant of the portfolio that
// the key of the credentials belongs to (a meta key). One client so serves a whole
// portfolio, from any number of goroutines. With an [OAuthToken], which names its
// merchant itself, another one is refused.
func WithMerchantID(id string) CallOption {
	return callOption(func(o *givenOptions) { o.merchantID = &id })
}

// WithRequestEncryption switches the encryption of the request body on or off for
// one call. On needs [Configuration.MessageEncryption] with a request certificate.
func WithRequestEncryption(enabled bool) CallOption {
	return callOption(func(o *givenOptions) { o.encryptRequest = &enabled })
}

// WithResponseEncryption asks for an encrypted answer, or for a plain one, for one
// call. On needs [Configuration.MessageEncryption] with a response key.
func WithResponseEncryption(enabled bool) CallOption {
	return callOption(func(o *givenOptions) { o.encryptResponse = &enabled })
}

// WithHeader sends a header with one call, in place of one of that name in
// [Configuration.DefaultHeaders]. Of several values for one name the last is sent. What
// DefaultHeaders cannot hold is refused: headers that are signed or that this client sets.
func WithHeader(name, value string) CallOption {
	return callOption(func(o *givenOptions) {
		if o.header == nil {
			o.header = http.Header{}
		}
		o.header.Set(name, value)
	})
}

// WithTimeout bounds one call in place of [Configuration.Timeout]: all attempts and the
// waits between them. It can be longer than that one, while the context of the call can
// only shorten it. Less than a millisecond, and what leaves no attempt the time that
// [Configuration.MinAttemptTime] asks for, is refused.
func WithTimeout(d time.Duration) CallOption {
	return callOption(func(o *givenOptions) { o.timeout = &d })
}

// WithMaxAttempts bounds the attempts of one call in place of [RetryPolicy.MaxAttempts].
// The first attempt counts: 1 sends nothing again.
func WithMaxAttempts(n int) CallOption {
	return callOption(func(o *givenOptions) { o.maxAttempts = &n })
}

// callOptions is what applies to one call, as its options change the configuration. What
// else they change goes into the request that is sent.
type callOptions struct {
	encryptRequest  bool
	encryptResponse bool
	uniqueCode      bool
	record          func(ctx context.Context, r CallRecord) error
}

// apply settles what the options change, and returns what this client cannot do.
func (c *call) apply(options []CallOption) (p problems) {
	o := collect(options)
	c.options.record, c.options.uniqueCode = o.record, o.uniqueCode
	if o.merchantID != nil {
		c.sent.MerchantID = *o.merchantID
		if reason := c.client.merchantProblem(*o.merchantID); reason != "" {
			p.add("WithMerchantID", reason)
		}
	}
	if o.header != nil {
		c.sent.Header = http.Header{}
		p.headers("WithHeader", c.sent.Header, o.header)
	}
	if o.maxAttempts != nil {
		if c.sent.MaxAttempts = *o.maxAttempts; c.sent.MaxAttempts < 1 {
			p.add("WithMaxAttempts", "is less than 1")
		}
	}
	c.applyTimeout(o.timeout, &p)
	c.applyEncryption(&o, &p)
	return p
}

func (c *call) applyTimeout(timeout *time.Duration, p *problems) {
	if timeout == nil {
		return
	}
	c.sent.Timeout = *timeout
	before := len(*p)
	p.timeout("WithTimeout", *timeout)
	if len(*p) == before && *timeout <= c.client.minAttemptTime {
		p.add("WithTimeout", "is not more than MinAttemptTime: no attempt would ever begin")
	}
}

func (c *call) applyEncryption(o *givenOptions, p *problems) {
	cipher := c.client.set().cipher
	c.options.encryptRequest = switched(o.encryptRequest, cipher.encryptsRequests() && !c.op.plain)
	if c.options.encryptRequest && !cipher.canEncrypt() {
		p.add("WithRequestEncryption", "needs MessageEncryption with a request certificate")
	}
	c.options.encryptResponse = switched(o.encryptResponse, cipher.encryptsResponses() && !c.op.plain)
	if c.options.encryptResponse && !cipher.canDecrypt() {
		p.add("WithResponseEncryption", "needs MessageEncryption with a response key")
	}
}

// collect adds the options up.
func collect(options []CallOption) givenOptions {
	if len(options) == 0 {
		return givenOptions{} // without the allocation that a call through an interface needs
	}
	o := new(givenOptions)
	for _, option := range options {
		if option != nil {
			option.apply(o)
		}
	}
	return *o
}

// switched is what an option says, or else the configuration.
func switched(option *bool, configured bool) bool {
	if option != nil {
		return *option
	}
	return configured
}

func (c *APIClient) merchantProblem(id string) string {
	switch {
	case strings.TrimSpace(id) == "":
		return "is empty"
	case !auth.Printable(id):
		return "holds characters that no merchant id has"
	case c.set().signer.scheme == nil:
		return "needs Credentials"
	case c.set().signer.oneMerchant && id != c.set().signer.merchantID:
		return "is not the merchant of the access token, which alone decides"
	default:
		return ""
	}
}
