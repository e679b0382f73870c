package cybersource_test

import (
	"errors"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/cybersource-go/cybersource"
)

// Settings from the environment, checked like any others.
func ExampleConfigurationFromEnv() {
	gateway, _ := offline()
	defer gateway.Close()
	key := gateway.Account().SharedSecrets[0]
	defer setEnvironment(map[string]string{
		"CYBERSOURCE_BASE_URL":      gateway.URL(), // not in production
		"CYBERSOURCE_MERCHANT_ID":   gateway.Account().ID,
		"CYBERSOURCE_KEY_ID":        key.KeyID,
		"CYBERSOURCE_SHARED_SECRET": key.Secret,
	})()

	cfg, err := cybersource.ConfigurationFromEnv()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pay(clientFor(cfg), cardPayment("102.21")).Status)
	// Output: AUTHORIZED
}

// A configuration of which a part is missing is an error of its own, other than none at all.
func ExampleConfigurationFromEnv_notConfigured() {
	defer setEnvironment(nil)()

	_, err := cybersource.ConfigurationFromEnv()
	if errors.Is(err, cybersource.ErrNotConfigured) {
		fmt.Println("nothing is set: use the offline gateway")
	}
	// Output: nothing is set: use the offline gateway
}

// setEnvironment sets these variables and none of ours besides, until the function that
// it returns is called.
func setEnvironment(variables map[string]string) (restore func()) {
	before := map[string]string{}
	for _, variable := range os.Environ() {
		if name, value, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "CYBERSOURCE_") {
			before[name] = value
			_ = os.Unsetenv(name)
		}
	}
	for name, value := range variables {
		_ = os.Setenv(name, value)
	}
	return func() {
		for name := range variables {
			_ = os.Unsetenv(name)
		}
		for name, value := range before {
			_ = os.Setenv(name, value)
		}
	}
}
