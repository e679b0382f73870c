// Package examples_test builds and runs every example program, so that each keeps working.
package examples_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// lines are what each program prints when it runs offline, in this order, with
// anything between.
var lines = map[string][]string{
	"payment": {
		"OFFLINE GATEWAY", "1. Authorize", "status         AUTHORIZED", "new total      122.21",
		"reason         GENERAL_DECLINE", "reason         MISSING_FIELD", "state          PENDING",
	},
	"sale": {"authorized     24.99 USD", "captured       yes", "status         DECLINED", "next           ask cardholder"},
	"hotel": {
		"authorized     387.00 USD", "added          129.00 USD", "held in total  516.00 USD",
		"held in total  533.50 USD", "Check-out: the bill is 522.00 USD", "money          on its way", "amount         522.00 USD",
	},
	"capture": {"authorized     80.00 USD", "status         PENDING", "means          approved", "amount         65.50 USD"},
	"capture-job": {
		"round 1", "1              open: the next round looks it up", "2              captured 24.50 USD", "3              for the staff: capture payment: HTTP 400",
		"round 2", "1              captured 80.00 USD", "Captures that were made: 2",
	},
	"shipments": {
		"authorized     80.00 USD", "amount         40.00 USD", "amount         25.50 USD", "amount         14.50 USD",
		"Captured in total: 80.00 USD",
	},
	"refund": {"captured       yes", "amount         15.00 USD", "amount         20.00 USD", "status         VOIDED", "amount         20.00"},
	"cancel": {
		"called off by  reversal", "called off by  void", "left to do     none", "called off by  void",
		"called off by  none", "left to do     refund", "NOT_VOIDABLE", "called off by  refund",
	},
	"partial-authorization": {
		"status         PARTIAL_AUTHORIZED", "the rest of 3001.50", "status         AUTHORIZED", "Paid in full: true",
		"capture        3001.50 USD", "capture        3001.50 USD",
	},
	"threeds": {
		"status         COMPLETED", "status         PENDING_AUTHENTICATION", "result         challenge required", "result         authenticated",
		"liability      shifted", "indicator      vbv", "status         AUTHORIZED",
	},
	"wallet":              {"Apple Pay", "status         AUTHORIZED", "Google Pay", "status         AUTHORIZED"},
	"stored-credential":   {"captured       yes", "token          ", "network id     ", "3. A month later", "captured       yes"},
	"level3":              {"3490.60 in total", "authorized     3490.60 USD"},
	"echeck":              {"status         PENDING", "state          PENDING", "status         DECLINED"},
	"alternative-payment": {"Send the payer to https://", "PENDING        pending", "SETTLED        approved", "Paid: deliver"},
	"many-merchants":      {"acme_eu        AUTHORIZED", "acme_us        AUTHORIZED", "acme_jp        AUTHORIZED", "globex         AUTHORIZED"},
	"message-encryption": {
		`request        {"encryptedRequest":"`, `answer         {"encryptedResponse":"`, "status         AUTHORIZED",
		`request        {"encryptedRequest":"`, `answer         {"_links"`, "status         AUTHORIZED",
	},
	"shop": {
		"paid           Thank you", "paid           Thank you", "open           Your bank declined", "paid           Thank you",
		"open           We could not process", "paid           Thank you", "unknown        We are checking", "paid           Thank you",
		"unknown        We are checking", "open           You have not been charged", "paid           Thank you",
		"charges: 1", "charges: 1", "charges: 1", "charges: 1", "charges: 1",
	},
}

// binaries is where the programs are, built once.
var binaries string

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	var err error
	if binaries, err = os.MkdirTemp("", "examples"); err != nil {
		panic(err)
	}
	defer func() { _ = os.RemoveAll(binaries) }()
	build := exec.Command("go", "build", "-o", binaries+string(filepath.Separator), "./...", "../cmd/cybersource-gateway")
	if output, err := build.CombinedOutput(); err != nil {
		panic("examples do not build: " + err.Error() + "\n" + string(output))
	}
	return m.Run()
}

func TestProgramsRunOffline(t *testing.T) {
	for name, want := range lines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, name, nil)
			if r.code != 0 {
				t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
			}
			wantInOrder(t, r.stdout, want)
			for _, number := range []string{"4111111111111111", "5555555555554444", "4000000000002503"} {
				if strings.Contains(r.stdout+r.stderr, number) {
					t.Errorf("a card number was printed:\n%s%s", r.stdout, r.stderr)
				}
			}
		})
	}
}

func TestProgramsRunWithCredentialsOfTheEnvironment(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	encryption := requestCertificate(t, gateway)
	for name := range lines {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			environment := credentials(gateway)
			if name == "message-encryption" {
				environment = append(environment, encryption)
			}
			r := start(t, name, environment)
			if r.code != 0 {
				t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
			}
			wantInOrder(t, r.stdout, []string{"Host apitest.cybersource.com through " + gateway.URL() + ", merchant gateway_merchant"})
			if strings.Contains(r.stdout, "OFFLINE") {
				t.Errorf("it did not use the environment:\n%s", r.stdout)
			}
		})
	}
}

func TestWrongCredentialsEndAProgramWithOneClearError(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	const secret = "c29tZWJvZHkgZWxzZSdzIHNlY3JldCwgbm90IG91cnM="
	environment := append(credentials(gateway), "CYBERSOURCE_SHARED_SECRET="+secret, requestCertificate(t, gateway))
	for name := range lines {
		if name == "shop" {
			continue // it is not closed: see below
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := start(t, name, environment)
			if r.code != 1 {
				t.Errorf("exit code %d, want 1", r.code)
			}
			problem, remedy, _ := strings.Cut(r.stderr, "\n")
			call := "create payment"
			if name == "threeds" {
				call = "payer auth setup" // its first call
			}
			if !strings.HasPrefix(problem, "error: "+call+": HTTP 401") || !strings.HasPrefix(remedy, "check CYBERSOURCE_MERCHANT_ID") || strings.Count(r.stderr, "\n") != 2 {
				t.Errorf("standard error:\n%s", r.stderr)
			}
			if strings.Contains(r.stdout+r.stderr, secret) {
				t.Error("the secret was printed")
			}
		})
	}
}

func TestShopWithWrongCredentialsTellsCustomersTheyWereNotCharged(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	r := start(t, "shop", append(credentials(gateway), "CYBERSOURCE_SHARED_SECRET=c29tZWJvZHkgZWxzZSdzIHNlY3JldA=="))
	wantInOrder(t, r.stdout, []string{"open           We could not process your payment. You have not been charged."})
	wantInOrder(t, r.stderr, []string{"safeToRetry=true", "HTTP 401"})
}

func TestSettingsThatCannotBeUsedEndAProgramWithOneLine(t *testing.T) {
	for _, tc := range []struct{ name, program, environment, want string }{
		{"half configured", "payment", "CYBERSOURCE_MERCHANT_ID=acme_eu", "error: configuration: "},
		{"no encryption", "message-encryption", "", "error: set CYBERSOURCE_MLE_REQUESTS=true"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
			t.Cleanup(gateway.Close)
			environment := []string{tc.environment}
			if tc.environment == "" {
				environment = credentials(gateway)
			}
			r := start(t, tc.program, environment)
			if r.code != 1 || !strings.HasPrefix(r.stderr, tc.want) || strings.Count(r.stderr, "\n") != 1 {
				t.Errorf("exit code %d, standard error:\n%s", r.code, r.stderr)
			}
		})
	}
}

// apart have tests of their own: two modules, and a shop that waits for browsers.
var apart = []string{"opentelemetry", "durable-shop", "checkout"}

func TestProgramsAreTestedAndListed(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	mains, err := filepath.Glob("*/main.go")
	if err != nil {
		t.Fatal(err)
	}
	if len(mains) != len(lines)+len(apart) {
		t.Errorf("%d programs, %d of them tested here", len(mains), len(lines))
	}
	for _, path := range mains {
		name := filepath.Dir(path)
		if _, tested := lines[name]; !tested && !slices.Contains(apart, name) {
			t.Errorf("%s is not run by any test", name)
		}
		if !bytes.Contains(readme, []byte("examples/"+name)) {
			t.Errorf("%s is not in the README", name)
		}
	}
}

// The go command keeps the result of a test as long as the files that the test reads
// stay the same; it does not see what the go command that we start reads.
func TestChangedProgramIsTestedAgain(t *testing.T) {
	read := 0
	err := filepath.WalkDir(".", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".go" {
			return err
		}
		read++
		_, err = os.ReadFile(path)
		return err
	})
	if err != nil || read <= len(lines) {
		t.Errorf("%d files read: %v", read, err)
	}
}

// outcome is how a program ended.
type outcome struct {
	stdout, stderr string
	code           int
}

// start runs a program with these variables and none of ours besides.
func start(t *testing.T, name string, environment []string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, filepath.Join(binaries, name))
	command.Env = append(slices.DeleteFunc(os.Environ(), func(variable string) bool {
		return strings.HasPrefix(variable, "CYBERSOURCE_")
	}), environment...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return outcome{stdout.String(), stderr.String(), command.ProcessState.ExitCode()}
}

// credentials are variables that lead to a gateway.
func credentials(gateway *cybersourcetest.Gateway) []string {
	key := gateway.Account().SharedSecrets[0]
	return []string{
		"CYBERSOURCE_BASE_URL=" + gateway.URL(),
		"CYBERSOURCE_MERCHANT_ID=" + gateway.Account().ID,
		"CYBERSOURCE_KEY_ID=" + key.KeyID,
		"CYBERSOURCE_SHARED_SECRET=" + key.Secret,
	}
}

// requestCertificate is a variable that switches the encryption of requests on.
func requestCertificate(t *testing.T, gateway *cybersourcetest.Gateway) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "mle.pem")
	if err := os.WriteFile(path, gateway.RequestCertificatePEM(), 0o600); err != nil {
		t.Fatal(err)
	}
	return "CYBERSOURCE_MLE_REQUEST_CERTIFICATE_FILE=" + path
}

func wantInOrder(t *testing.T, output string, want []string) {
	t.Helper()
	rest := output
	for _, text := range want {
		_, after, found := strings.Cut(rest, text)
		if !found {
			t.Fatalf("%q is missing, or in the wrong place, in:\n%s", text, output)
		}
		rest = after
	}
}
