package examples_test

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// What compose.yaml says has to fit together: flags and accounts of the gateway, environment of
// the service. That shows without containers.
func TestComposeFileHoldsSettingsThatFitTogether(t *testing.T) {
	compose := composeFile(t)
	address, _ := startGateway(t, compose, filepath.Join(t.TempDir(), "state"))
	r := start(t, "payment", environmentOf(t, compose, address))
	if r.code != 0 || !strings.Contains(r.stdout, "merchant compose_shop") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

// The state has to lie in a volume: what a container writes elsewhere is lost with it.
func TestComposeFileKeepsPaymentsOverRestarts(t *testing.T) {
	compose := composeFile(t)
	mounted := between(t, between(t, compose, "  gateway:\n", "\n\n"), "volumes: [", "]")
	if !strings.Contains(compose, "\n  state:") || !strings.Contains(mounted, `"state:`+path.Dir(stateOf(t, compose))+`"`) {
		t.Fatalf("the state is kept in %s, and mounted is %s", stateOf(t, compose), mounted)
	}

	state := filepath.Join(t.TempDir(), "state")
	address, kill := startGateway(t, compose, state)
	r := start(t, "payment", environmentOf(t, compose, address))
	id := between(t, r.stdout, "  id             ", "\n")
	kill()
	address, _ = startGateway(t, compose, state)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address+"/-/payments/"+id, nil)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("payment %s after a restart: %s", id, answer.Status)
	}
}

func composeFile(t *testing.T) string {
	t.Helper()
	raw, err := os.ReadFile("docker-compose/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// stateOf is where the gateway keeps its state.
func stateOf(t *testing.T, compose string) string {
	t.Helper()
	return strings.Fields(between(t, compose, "-state ", "\"\n"))[0]
}

// environmentOf is that of the service, for a gateway at an address of loopback.
func environmentOf(t *testing.T, compose, address string) (environment []string) {
	t.Helper()
	for line := range strings.Lines(between(t, compose, "environment:\n", "\n\n")) {
		name, value, _ := strings.Cut(strings.TrimSpace(line), ": ")
		value, _, _ = strings.Cut(value, " #")
		switch value = strings.Trim(value, `"`); name {
		case "CYBERSOURCE_BASE_URL":
			if !strings.Contains(compose, "-host "+strings.TrimPrefix(value, "http://")) {
				t.Errorf("the gateway is reached at %s, and accepts another host", value)
			}
			value = address
		case "CYBERSOURCE_SHARED_SECRET_FILE":
			secret := between(t, compose, "secrets: [", "]")
			if value != "/run/secrets/"+secret {
				t.Errorf("the service reads the secret %s, and has %s", value, secret)
			}
			value = filepath.Join("docker-compose", between(t, compose, secret+": {file: ", "}"))
		}
		environment = append(environment, name+"="+value)
	}
	return environment
}

// startGateway runs the gateway's program with the flags of compose.yaml, on a free port of
// loopback and with the state in a file of the test's. It returns its address, and what kills it.
func startGateway(t *testing.T, compose, state string) (url string, kill func()) {
	t.Helper()
	flags := strings.Fields(between(t, compose, "exec cybersource-gateway ", "\"\n"))
	for i, value := range flags {
		value = strings.Replace(value, stateOf(t, compose), state, 1)
		flags[i] = strings.TrimPrefix(strings.Replace(value, "0.0.0.0:8090", "127.0.0.1:0", 1), "examples/")
	}
	server := exec.CommandContext(t.Context(), filepath.Join(binaries, "cybersource-gateway"), flags...)
	printed, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	server.Stderr = os.Stderr
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	kill = sync.OnceFunc(func() { _ = server.Process.Kill(); _ = server.Wait() })
	t.Cleanup(kill)
	late := time.AfterFunc(time.Minute, func() { _ = server.Process.Kill() })
	defer late.Stop()
	lines := bufio.NewScanner(printed)
	for lines.Scan() {
		if _, after, found := strings.Cut(lines.Text(), "http://127.0.0.1:"); found && strings.Contains(lines.Text(), "Offline gateway at") {
			port, _, _ := strings.Cut(after, "/")
			return "http://127.0.0.1:" + strings.TrimRight(strings.Fields(port)[0], ".,"), kill
		}
	}
	t.Fatalf("the gateway ended with %v before it printed its address", lines.Err())
	return "", kill
}

func between(t *testing.T, text, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(text, before)
	if !found {
		t.Fatalf("%q is not in the file", before)
	}
	inside, _, _ := strings.Cut(rest, after)
	return inside
}
