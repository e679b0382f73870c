package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// process is the program in a process of its own.
type process struct {
	command *exec.Cmd
	url     string
}

func startProcess(t *testing.T, args ...string) *process {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Args[0], append([]string{"-addr", "127.0.0.1:0", "-no-auth", "-quiet"}, args...)...)
	command.Env = append(os.Environ(), "GATEWAY_OF_TEST=1")
	command.Stderr = os.Stderr
	printed, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(printed)
	first, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, lines) // it ends with the process
	_, rest, _ := strings.Cut(first, "http")
	url, _, _ := strings.Cut("http"+rest, " ")
	p := &process{command, url}
	t.Cleanup(p.kill)
	return p
}

// kill ends the process as a loss of power would.
func (p *process) kill() {
	_ = p.command.Process.Kill() // it may have ended
	_ = p.command.Wait()
}

// do makes a call. The id is "" unless it was answered whole.
func (p *process) do(ctx context.Context, client *http.Client, method, path, text string) (status int, id string) {
	r, err := http.NewRequestWithContext(ctx, method, p.url+path, strings.NewReader(text))
	if err != nil {
		return 0, ""
	}
	r.Header.Set("Content-Type", "application/json")
	got, err := client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer got.Body.Close()
	var answer struct{ ID string }
	if json.NewDecoder(got.Body).Decode(&answer) != nil {
		return 0, ""
	}
	return got.StatusCode, answer.ID
}

// TestStateFileSurvivesKills kills the program in the middle of calls, again and again: every
// payment that was answered is known afterwards, and no id is given twice.
func TestStateFileSurvivesKills(t *testing.T) {
	const kills, payers = 8, 4
	state := filepath.Join(t.TempDir(), "state")
	client := &http.Client{Timeout: 10 * time.Second}
	defer client.CloseIdleConnections()
	var mu sync.Mutex
	answered := map[string]bool{}
	for range kills {
		due, enough := len(answered)+1+rand.IntN(40), make(chan struct{})
		p := startProcess(t, "-state", state)
		var paying sync.WaitGroup
		for range payers {
			paying.Go(func() {
				for range 10_000 {
					status, id := p.do(t.Context(), client, http.MethodPost, "/pts/v2/payments", payment)
					if status == 0 {
						return
					}
					mu.Lock()
					if status != http.StatusCreated || answered[id] {
						t.Errorf("HTTP %d with id %s", status, id)
					}
					answered[id] = true
					if len(answered) == due {
						close(enough)
					}
					mu.Unlock()
				}
			})
		}
		select {
		case <-enough:
		case <-time.After(time.Minute):
			t.Error("too few payments are answered")
		}
		p.kill()
		paying.Wait()
	}
	p := startProcess(t, "-state", state)
	for id := range answered {
		if status, found := p.do(t.Context(), client, http.MethodGet, "/tss/v2/transactions/"+id, ""); status != http.StatusOK || found != id {
			t.Errorf("payment %s: HTTP %d", id, status)
		}
	}
	for id := range answered {
		capture := `{"orderInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}},"clientReferenceInformation":{"code":"ORDER-1"}}`
		for _, want := range []int{http.StatusCreated, http.StatusBadRequest} {
			if status, _ := p.do(t.Context(), client, http.MethodPost, "/pts/v2/payments/"+id+"/captures", capture); status != want {
				t.Errorf("capture of %s: HTTP %d, want %d", id, status, want)
			}
		}
		break
	}
	t.Logf("%d payments", len(answered))
}

func TestStateFileOfTheProgramIsNamedAndClosed(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state")
	for _, known := range []string{"0 payments", "1 payments"} {
		printed, stop := program(t, "-no-auth", "-state", state)
		if !strings.Contains(printed.String(), "state file      "+state+", which knows "+known) {
			t.Errorf("printed:\n%s", printed)
		}
		answer, err := http.Post(address(t, printed)+"/pts/v2/payments", "application/json", strings.NewReader(payment))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		err = run(ctx, []string{"-addr", "127.0.0.1:0", "-state", state}, io.Discard, io.Discard)
		cancel()
		if err == nil || err.Error() != "gateway options: StateFile: "+state+": another gateway uses it" {
			t.Errorf("error %v of a second program", err)
		}
		stop()
	}
}
