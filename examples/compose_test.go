package examples_test

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What compose.yaml says has to fit together: flags and accounts of the gateway, environment of
// the service. That shows without containers.
func TestComposeFileHoldsSettingsThatFitTogether(t *testing.T) {
	raw, err := os.ReadFile("docker-compose/compose.yaml")
	if err != nil {
		t.Fatal(err)
	}
	compose := string(raw)
	address := startGateway(t, strings.Fields(between(t, compose, "exec cybersource-gateway ", "\"\n")))

	var environment []string
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
	r := start(t, "payment", environment)
	if r.code != 0 || !strings.Contains(r.stdout, "merchant compose_shop") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

// startGateway runs the gateway's program with flags of compose.yaml, on a free port of
// loopback, and returns its address.
func startGateway(t *testing.T, flags []string) (url string) {
	t.Helper()
	for i, value := range flags {
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
	t.Cleanup(func() { _ = server.Process.Kill(); _ = server.Wait() })
	late := time.AfterFunc(time.Minute, func() { _ = server.Process.Kill() })
	defer late.Stop()
	lines := bufio.NewScanner(printed)
	for lines.Scan() {
		if _, after, found := strings.Cut(lines.Text(), "http://127.0.0.1:"); found && strings.Contains(lines.Text(), "Offline gateway at") {
			port, _, _ := strings.Cut(after, "/")
			return "http://127.0.0.1:" + strings.TrimRight(strings.Fields(port)[0], ".,")
		}
	}
	t.Fatalf("the gateway ended with %v before it printed its address", lines.Err())
	return ""
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
