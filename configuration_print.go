package cybersource

import (
	"fmt"
	"log/slog"
	"strings"
)

// plate shows where a configuration leads and who it speaks for. Header values and
// everything with a key in it stay hidden.
func (c Configuration) plate() nameplate {
	return nameplate{"cybersource.Configuration", []shown{
		{"Host", addressOnly(c.Host)},
		{"BaseURL", addressOnly(c.BaseURL)},
		{"Credentials", platesOf(c.Credentials)},
		{"MessageEncryption", secret(c.MessageEncryption != nil)},
		{"Transport", secret(c.Transport != nil)},
		{"ClientCertificate", secret(c.ClientCertificate != nil)},
		{"Timeout", c.Timeout.String()},
		{"DefaultHeaders", secret(len(c.DefaultHeaders) > 0)},
		{"UserAgent", c.UserAgent},
		{"DeveloperID", c.DeveloperID},
		{"SolutionID", c.SolutionID},
	}}
}

// platesOf is the one line of the credentials inside that of the configuration.
func platesOf(credentials Credentials) string {
	if isNil(credentials) {
		return ""
	}
	return fmt.Sprint(credentials)
}

// addressOnly hides an address that has more to it than scheme, host, port and path:
// user, password, query. [NewAPIClient] refuses it; it may be printed before.
func addressOnly(address string) string {
	if strings.ContainsFunc(address, func(r rune) bool { return !isAddressRune(r) }) {
		return "***"
	}
	return address
}

func isAddressRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-._~:/[]", r)
}

// Format implements [fmt.Formatter].
func (c Configuration) Format(f fmt.State, _ rune) { c.plate().format(f) }

// LogValue implements [slog.LogValuer].
func (c Configuration) LogValue() slog.Value { return c.plate().logValue() }

// MarshalJSON implements [encoding/json.Marshaler].
func (c Configuration) MarshalJSON() ([]byte, error) { return c.plate().json() }

func (c *APIClient) plate() nameplate {
	if c == nil {
		return nameplate{name: "cybersource.APIClient"}
	}
	return nameplate{"cybersource.APIClient", []shown{
		{"Host", c.set().host},
		{"BaseURL", c.set().base},
		{"MerchantID", c.set().signer.merchantID},
	}}
}

// Format implements [fmt.Formatter].
func (c *APIClient) Format(f fmt.State, _ rune) { c.plate().format(f) }

// LogValue implements [slog.LogValuer].
func (c *APIClient) LogValue() slog.Value { return c.plate().logValue() }

// MarshalJSON implements [encoding/json.Marshaler].
func (c *APIClient) MarshalJSON() ([]byte, error) { return c.plate().json() }
