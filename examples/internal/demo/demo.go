// Package demo gives the example programs a client: against the host that the
// CYBERSOURCE_ environment variables name, or against the offline gateway when
// there are none. It also prints what they do.
package demo

import (
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// Offline is the gateway of this program, nil if it talks to a real host.
var Offline *cybersourcetest.Gateway

// Client returns a client and prints whom it talks to. Settings that cannot be
// used end the program.
func Client() *cybersource.APIClient {
	cfg := configuration()
	client, err := cybersource.NewAPIClient(cfg)
	Check(err)
	return client
}

func configuration() cybersource.Configuration {
	if configured() {
		cfg, err := cybersource.ConfigurationFromEnv()
		Check(err)
		fmt.Printf("Host %s, merchant %s\n\n", host(cfg), os.Getenv("CYBERSOURCE_MERCHANT_ID"))
		return cfg
	}
	Offline = cybersourcetest.NewGateway(cybersourcetest.Options{})
	fmt.Printf("OFFLINE GATEWAY at %s: no money, no network. Set CYBERSOURCE_MERCHANT_ID,\nCYBERSOURCE_KEY_ID and CYBERSOURCE_SHARED_SECRET to use the test system.\n\n", Offline.URL())
	return Offline.Configuration()
}

// configured reports whether the environment names anything of ours.
func configured() bool {
	for _, variable := range os.Environ() {
		if strings.HasPrefix(variable, "CYBERSOURCE_") {
			return true
		}
	}
	return false
}

func host(cfg cybersource.Configuration) string {
	if cfg.Host == "" {
		return cybersource.HostTest
	}
	return cfg.Host
}

// Check ends the program with one line if err is not nil.
func Check(err error) {
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "error:", err)
	if errors.Is(err, cybersource.ErrUnauthorized) {
		fmt.Fprintln(os.Stderr, "check CYBERSOURCE_MERCHANT_ID, CYBERSOURCE_KEY_ID, CYBERSOURCE_SHARED_SECRET and the clock")
	}
	os.Exit(1)
}

// Step prints the heading of one step.
func Step(format string, values ...any) { fmt.Printf(format+"\n", values...) }

// Line prints one fact under a step, and nothing if there is none.
func Line(name, value string) {
	if value != "" {
		fmt.Printf("  %-15s%s\n", name, value)
	}
}
