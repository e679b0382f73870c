package main

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"flag"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// output is what the program prints, read while it does.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// await waits for a text in the output.
func (o *output) await(t *testing.T, text string) {
	t.Helper()
	deadline := time.After(20 * time.Second)
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !strings.Contains(o.String(), text) {
		select {
		case <-deadline:
			t.Fatalf("%q was not printed, but:\n%s", text, o)
		case <-tick.C:
		}
	}
}

// program runs until the test ends, or until stop is called, which checks how it ended.
func program(t *testing.T, args ...string) (printed *output, stop func()) {
	t.Helper()
	printed = new(output)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), printed, io.Discard) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("ended with %v", err)
		}
	})
	t.Cleanup(stop)
	printed.await(t, "A payment")
	return printed, stop
}

// address is the URL in the banner.
func address(t *testing.T, printed *output) string {
	t.Helper()
	_, rest, _ := strings.Cut(printed.String(), "Offline gateway at ")
	url, _, ok := strings.Cut(rest, " ")
	if !ok {
		t.Fatalf("no address in:\n%s", printed)
	}
	return url
}

// TestPrintedCommandRuns pastes what the program prints into a shell.
func TestPrintedCommandRuns(t *testing.T) {
	for _, tool := range []string{"sh", "openssl", "curl"} {
		if _, err := exec.LookPath(tool); err != nil {
			t.Skipf("the printed command needs %s: %v", tool, err)
		}
	}
	for name, args := range map[string][]string{
		"signed":                    nil,
		"signed, over TLS":          {"-tls", filepath.Join(t.TempDir(), "a folder, and it's mine")},
		"signed, for a portfolio":   {"-accounts", accountsFile(t)},
		"without credentials":       {"-no-auth"},
		"behind a prefix":           {"-prefix", "/gw/v1"},
		"another seed, another key": {"-seed", "7", "-profile", "visa-platform-connect"},
	} {
		t.Run(name, func(t *testing.T) {
			printed, stop := program(t, args...)
			_, command, _ := strings.Cut(printed.String(), "A payment")
			_, command, _ = strings.Cut(command, ":\n\n")
			answer, err := exec.CommandContext(t.Context(), "sh", "-c", command).CombinedOutput()
			var got struct{ Status, ID string }
			if jsonErr := json.Unmarshal(answer, &got); err != nil || jsonErr != nil || got.Status != "AUTHORIZED" {
				t.Errorf("%v, answer %s", err, answer)
			}
			printed.await(t, got.ID)
			stop()
			if text := printed.String(); !strings.Contains(text, "#1  CreatePayment  201  AUTHORIZED  102.21  USD  ****1111") || !strings.Contains(text, "Stopping") {
				t.Errorf("printed:\n%s", text)
			}
		})
	}
}

// TestPrintedSettingsMakeAClient pastes the other thing that the program prints.
func TestPrintedSettingsMakeAClient(t *testing.T) {
	certificatesOnly := write(t, filepath.Join(t.TempDir(), "accounts.json"), []byte(`[{"id": "acme_eu"}]`))
	for name, args := range map[string][]string{
		"made from the seed":    nil,
		"over TLS":              {"-tls", t.TempDir()},
		"for a portfolio":       {"-accounts", accountsFile(t)},
		"behind a prefix":       {"-prefix", "/gw/v1"},
		"without credentials":   {"-no-auth"},
		"without shared secret": {"-no-auth", "-accounts", certificatesOnly},
	} {
		t.Run(name, func(t *testing.T) {
			printed, _ := program(t, args...)
			_, settings, _ := strings.Cut(printed.String(), "\nexport ")
			settings, _, _ = strings.Cut(settings, "\n")
			for _, setting := range slices.Concat(unset(), strings.Fields(settings)) {
				variable, value, _ := strings.Cut(setting, "=")
				t.Setenv(variable, strings.Trim(value, "'"))
			}
			cfg, err := cybersource.ConfigurationFromEnv()
			if err != nil {
				t.Fatal(err)
			}
			client, err := cybersource.NewAPIClient(cfg)
			if err != nil {
				t.Fatal(err)
			}
			defer client.CloseIdleConnections()
			var request cybersource.CreatePaymentRequest
			if err := json.Unmarshal([]byte(payment), &request); err != nil {
				t.Fatal(err)
			}
			answer, err := client.PaymentsApi.CreatePayment(t.Context(), &request)
			if err != nil || answer.Status != cybersource.StatusAuthorized {
				t.Errorf("answer %v, error %v, with %s", answer, err, settings)
			}
		})
	}
}

// unset are settings that unset what the environment of the test has set.
func unset() (settings []string) {
	for _, setting := range os.Environ() {
		if name, _, _ := strings.Cut(setting, "="); strings.HasPrefix(name, "CYBERSOURCE_") {
			settings = append(settings, name+"=")
		}
	}
	return settings
}

// accountsFile holds a portfolio whose certificate stands in a file of its own.
func accountsFile(t *testing.T) string {
	t.Helper()
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	defer gateway.Close()
	folder := t.TempDir()
	list, err := json.Marshal([]map[string]any{{ // an Account does not write its keys
		"id": "acme_group", "merchants": []string{"acme_eu"}, "certificates": []string{"certificate.pem"},
		"sharedSecrets": []any{map[string]string{"keyId": "key-1", "secret": base64.StdEncoding.EncodeToString([]byte("a secret for tests"))}},
		"responseKeys":  []any{map[string]string{"certificate": string(gateway.RequestCertificatePEM())}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(folder, "certificate.pem"), gateway.RequestCertificatePEM())
	return write(t, filepath.Join(folder, "accounts.json"), list)
}

func write(t *testing.T, name string, contents []byte) string {
	t.Helper()
	if err := os.WriteFile(name, contents, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestFilesForClients(t *testing.T) {
	folder := t.TempDir()
	program(t, "-tls", folder, "-mle-certificate", filepath.Join(folder, "new", "mle.pem"))
	for _, name := range []string{"ca.pem", "new/mle.pem"} {
		text, err := os.ReadFile(filepath.Join(folder, name))
		if block, _ := pem.Decode(text); err != nil || block == nil || block.Type != "CERTIFICATE" {
			t.Errorf("%s: %v, %s", name, err, text)
		}
	}
}

func TestHintsFaultsAndThePage(t *testing.T) {
	printed, _ := program(t, "-fault", "html-502=1", "-quiet")
	url := address(t, printed)
	got, err := http.Post(url+"/pts/v2/payments", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	got.Body.Close()
	if got.StatusCode != http.StatusBadGateway {
		t.Errorf("HTTP %d, want the fault", got.StatusCode)
	}
	page, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer page.Body.Close()
	if text, err := io.ReadAll(page.Body); err != nil || !bytes.Contains(text, []byte("fault: html-502")) {
		t.Errorf("%v, page %s", err, text)
	}
	if strings.Contains(printed.String(), "#1") {
		t.Error("not quiet")
	}
}

func TestSettingsErrorsSayWhatIsWrong(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	folder := t.TempDir()
	for _, tc := range []struct {
		name string
		args []string
		want string
	}{
		{"port in use", []string{"-addr", taken.Addr().String()}, "address already in use"},
		{"stray argument", []string{"start"}, `no argument "start"`},
		{"unknown flag", []string{"-port", "1"}, "-port"},
		{"profile", []string{"-profile", "other"}, "Profile"},
		{"fault", []string{"-fault", "drop-answers=1"}, `the fault "drop-answers" is in no list, the nearest is "drop-answer"`},
		{"time of the batch", []string{"-batch-at", "25:00"}, "BatchAt"},
		{"balance without a card", []string{"-balance", "50.00USD"}, "-balance: it is no card number, ="},
		{"balance without a currency", []string{"-balance", "4111111111111111=50.00"}, "-balance: currency is not three letters"},
		{"balance that is no amount", []string{"-balance", "4111111111111111=muchUSD"}, "-balance: amount is no amount"},
		{"room for nothing", []string{"-max-entries", "-1"}, "MaxEntries is negative"},
		{"delay", []string{"-index-delay", "-1s"}, "IndexDelay"},
		{"no address", []string{"-addr", ""}, "-addr is empty"},
		{"prefix", []string{"-prefix", "gw"}, "PathPrefix"},
		{"prefix with a query", []string{"-prefix", "/x?y"}, "PathPrefix"},
		{"prefix that leads up", []string{"-prefix", "/../x"}, "PathPrefix"},
		{"URL as host", []string{"-host", "https://x/y"}, "Hosts[0] is not a host name"},
		{"no host", []string{"-host", ""}, "Hosts[0] is not a host name"},
		{"null", []string{"-accounts", write(t, filepath.Join(folder, "null.json"), []byte("null"))}, "null.json: not a JSON list of accounts: it is null"},
		{"text after the list", []string{"-accounts", write(t, filepath.Join(folder, "two.json"), []byte(`[{"id":"a"}] [{"id":"b"}]`))}, "something after the list"},
		{"one id twice", []string{"-accounts", write(t, filepath.Join(folder, "twice.json"), []byte(`[{"id":"a"},{"id":"a"}]`))}, "Accounts[1].ID is that of Accounts[0]"},
		{"id that means something to a shell", []string{"-accounts", write(t, filepath.Join(folder, "quote.json"), []byte(`[{"id":"a'; id; '"}]`))}, "Accounts[0].ID has a character"},
		{"no such file", []string{"-accounts", filepath.Join(folder, "none.json")}, "none.json"},
		{"not JSON", []string{"-accounts", write(t, filepath.Join(folder, "a.json"), []byte("x"))}, "not a JSON list"},
		{"unknown member", []string{"-accounts", write(t, filepath.Join(folder, "b.json"), []byte(`[{"ID":"a","keys":[]}]`))}, "keys"},
		{"no such certificate", []string{"-accounts", write(t, filepath.Join(folder, "c.json"), []byte(`[{"id":"a","certificates":["c.pem"]}]`))}, "c.pem"},
		{"no such response certificate", []string{"-accounts", write(t, filepath.Join(folder, "d.json"), []byte(`[{"id":"a","responseKeys":[{"certificate":"d.pem"}]}]`))}, "d.pem"},
		{"no accounts", []string{"-accounts", write(t, filepath.Join(folder, "e.json"), []byte(`[]`))}, "Accounts is empty"},
		{"file in the way", []string{"-tls", filepath.Join(folder, "a.json")}, "a.json"},
		{"certificate in no place", []string{"-mle-certificate", folder}, "directory"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			err := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, tc.args...), io.Discard, io.Discard)
			if err == nil || !strings.Contains(err.Error(), tc.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("error %v, want one line with %q", err, tc.want)
			}
		})
	}
}

func TestHelpNamesTheFaults(t *testing.T) {
	var help bytes.Buffer
	if err := run(t.Context(), []string{"-help"}, io.Discard, &help); !errors.Is(err, flag.ErrHelp) || !strings.Contains(help.String(), "reset-halfway") {
		t.Errorf("%v: %s", err, help.String())
	}
}

func TestListOfAccountsMayBeginWithAByteOrderMark(t *testing.T) {
	list := write(t, filepath.Join(t.TempDir(), "accounts.json"), []byte("\ufeff"+`[{"id": "acme_eu"}]`))
	printed, _ := program(t, "-accounts", list, "-no-auth")
	if !strings.Contains(printed.String(), "A payment") || !strings.Contains(printed.String(), "Offline gateway") {
		t.Errorf("printed:\n%s", printed)
	}
}

func TestAddressOfAllInterfacesIsSaid(t *testing.T) {
	for address, everywhere := range map[string]bool{
		":0": true, "0.0.0.0:0": true, "[::]:0": true, "127.0.0.1:0": false, "localhost:0": false,
	} {
		if got := (settings{address: address}).everywhere(); got != everywhere {
			t.Errorf("%s: %t", address, got)
		}
	}
	printed, _ := program(t, "-addr", ":0")
	if !strings.Contains(printed.String(), "listens on all interfaces") {
		t.Errorf("printed:\n%s", printed)
	}
}

func TestListOfAccountsIsReadAgainWhenItChanges(t *testing.T) {
	list := write(t, filepath.Join(t.TempDir(), "accounts.json"), []byte(`[{"id": "acme_eu", "tokens": ["one"]}]`))
	printed, stop := program(t, "-accounts", list, "-no-auth")
	write(t, list, []byte(`[{"id": "acme_eu"`))
	printed.await(t, "Accounts stay as they were: "+list+": not a JSON list")
	write(t, list, []byte(`[{"id": "acme_eu"}, {"id": "acme_us"}]`))
	printed.await(t, "Accounts read again: 2.")
	stop()
	if n := strings.Count(printed.String(), "\nAccounts "); n != 2 {
		t.Errorf("%d lines about accounts:\n%s", n, printed)
	}
}

// TestLatencyDelaysAnswers knows the times that the seed 0 leads to.
func TestLatencyDelaysAnswers(t *testing.T) {
	printed, _ := program(t, "-no-auth", "-latency", "40ms")
	begun := time.Now()
	for range 4 {
		answer, err := http.Post(address(t, printed)+"/pts/v2/payments", "application/json", strings.NewReader(payment))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
	}
	if took := time.Since(begun); took < 100*time.Millisecond {
		t.Errorf("four calls took %s", took)
	}
}

func TestPrepaidCardHasABalance(t *testing.T) {
	printed, _ := program(t, "-no-auth", "-balance", "4111111111111111=100.00USD")
	answer, err := http.Post(address(t, printed)+"/pts/v2/payments", "application/json", strings.NewReader(payment)) // of 102.21
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if text, err := io.ReadAll(answer.Body); err != nil || !bytes.Contains(text, []byte("INSUFFICIENT_FUND")) {
		t.Errorf("%v, answer %s", err, text)
	}
}
