package cybersource

import (
	"strings"

	"github.com/cybersource-go/cybersource/internal/auth"
)

// CallOption changes one call.
type CallOption func(*givenOptions)

// givenOptions is what the options of one call add up to; nil is what none of them says.
type givenOptions struct {
	merchantID      *string
	encryptRequest  *bool
	encryptResponse *bool
}

// WithMerchantID makes one call transact for another merchant of the portfolio that
// the key of the credentials belongs to (a meta key). One client so serves a whole
// portfolio, from any number of goroutines. With an [OAuthToken], which names its
// merchant itself, another one is refused.
func WithMerchantID(id string) CallOption {
	return func(o *givenOptions) { o.merchantID = &id }
}

// WithRequestEncryption switches the encryption of the request body on or off for
// one call. On needs [Configuration.MessageEncryption] with a request certificate.
func WithRequestEncryption(enabled bool) CallOption {
	return func(o *givenOptions) { o.encryptRequest = &enabled }
}

// WithResponseEncryption asks for an encrypted answer, or for a plain one, for one
// call. On needs [Configuration.MessageEncryption] with a response key.
func WithResponseEncryption(enabled bool) CallOption {
	return func(o *givenOptions) { o.encryptResponse = &enabled }
}

// callOptions is what applies to one call: the configuration, as its options change it.
type callOptions struct {
	merchantID      string // "" = that of the credentials
	encryptRequest  bool
	encryptResponse bool
}

// resolve applies the options and finds what this client cannot do.
func (c *APIClient) resolve(options []CallOption) (callOptions, []FieldProblem) {
	o := collect(options)
	var chosen callOptions
	var problems []FieldProblem
	if o.merchantID != nil {
		chosen.merchantID = *o.merchantID
		if reason := c.merchantProblem(*o.merchantID); reason != "" {
			problems = append(problems, FieldProblem{Field: "WithMerchantID", Reason: reason})
		}
	}
	cipher := c.set().cipher
	chosen.encryptRequest = switched(o.encryptRequest, cipher.encryptsRequests())
	if chosen.encryptRequest && !cipher.canEncrypt() {
		problems = append(problems, FieldProblem{Field: "WithRequestEncryption", Reason: "needs MessageEncryption with a request certificate"})
	}
	chosen.encryptResponse = switched(o.encryptResponse, cipher.encryptsResponses())
	if chosen.encryptResponse && !cipher.canDecrypt() {
		problems = append(problems, FieldProblem{Field: "WithResponseEncryption", Reason: "needs MessageEncryption with a response key"})
	}
	return chosen, problems
}

// collect adds the options up.
func collect(options []CallOption) givenOptions {
	if len(options) == 0 {
		return givenOptions{} // without the allocation that a call through a function value needs
	}
	o := new(givenOptions)
	for _, option := range options {
		if option != nil {
			option(o)
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
