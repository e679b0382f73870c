// Package demo gives the example programs a client: against the host that the
// CYBERSOURCE_ environment variables name, or against the offline gateway when
// there are none. It also prints what they do.
package demo

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Offline is the gateway of this program, nil if it talks to a real host.
var Offline *cybersourcetest.Gateway

// Client returns a client and prints whom it talks to. Settings that cannot be
// used end the program.
func Client() *cybersource.APIClient {
	return NewClient(Configuration(cybersourcetest.Options{}))
}

// NewClient returns a client for a configuration that a program has changed.
func NewClient(cfg cybersource.Configuration) *cybersource.APIClient {
	client, err := cybersource.NewAPIClient(cfg)
	Check(err)
	return client
}

// Configuration returns the one of the environment, or that of an offline gateway
// with these options, and prints whom it talks to.
func Configuration(options cybersourcetest.Options) cybersource.Configuration {
	cfg, err := cybersource.ConfigurationFromEnv()
	if !errors.Is(err, cybersource.ErrNotConfigured) {
		Check(err)
		fmt.Printf("Host %s%s, merchant %s\n\n", cmp.Or(cfg.Host, cybersource.HostTest), through(cfg.BaseURL), os.Getenv("CYBERSOURCE_MERCHANT_ID"))
		return cfg
	}
	Offline = cybersourcetest.NewGateway(options)
	fmt.Printf("OFFLINE GATEWAY at %s: no money, no network. Set CYBERSOURCE_MERCHANT_ID,\nCYBERSOURCE_KEY_ID and CYBERSOURCE_SHARED_SECRET to use the test system.\n\n", Offline.URL())
	return Offline.Configuration()
}

// through names an intermediate host, which may be a gateway that runs elsewhere.
func through(baseURL string) string {
	if baseURL == "" {
		return ""
	}
	return " through " + baseURL
}

// Check ends the program if err is not nil: one line with the error, and one with
// what to do about it.
func Check(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "error:", err)
	if text := remedy(err); text != "" {
		fmt.Fprintln(os.Stderr, text)
	}
	os.Exit(1)
}

// remedy is what to do about an error. A service that keeps running does these things
// instead of printing them; see the shop.
func remedy(err error) string {
	var refused *cybersource.APIError
	switch {
	case errors.Is(err, cybersource.ErrOutcomeUnknown): // it may have happened
		return "money may have moved: keep the record, and resolve it before sending anything; see the shop"
	case cybersource.SafeToRetry(err): // this call moved nothing, and no earlier one can stand
		return correction(err)
	case errors.As(err, &refused): // this call moved nothing, but an earlier one may stand
		return fmt.Sprintf("an earlier payment may stand: look up %q before sending anything", refused.ReferenceCode)
	default:
		return ""
	}
}

// correction is what to change before a request that moved nothing is sent again.
func correction(err error) string {
	switch {
	case errors.Is(err, cybersource.ErrUnauthorized):
		return "check CYBERSOURCE_MERCHANT_ID, CYBERSOURCE_KEY_ID, CYBERSOURCE_SHARED_SECRET and the clock"
	case errors.Is(err, cybersource.ErrInvalidRequest):
		return "" // the error names the fields
	default:
		return "certainly not processed: run it again"
	}
}

// Step prints the heading of one step.
func Step(format string, values ...any) { fmt.Printf(format+"\n", values...) }

// Line prints one fact under a step, and nothing if there is none.
func Line(name, value string) {
	if value != "" {
		fmt.Printf("  %-15s%s\n", name, value)
	}
}

// refusal is the answer of a service that does not accept a request (HTTP 400).
func refusal(err error) (*cybersource.APIError, bool) {
	var refused *cybersource.APIError
	ok := errors.As(err, &refused) && errors.Is(refused, cybersource.ErrInvalidRequest)
	return refused, ok
}
