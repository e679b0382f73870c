package databases

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// process is a child as its parent sees it.
type process struct {
	orders io.WriteCloser
	words  *bufio.Scanner
}

func TestProcessesChargeAnOrderOnce(t *testing.T) { inEach(t, raceProcesses) }

// inEach runs a test of processes with an empty SQLite and PostgreSQL.
func inEach(t *testing.T, run func(t *testing.T, driver, source string)) {
	t.Run("SQLite", func(t *testing.T) { run(t, "sqlite", sqliteSource(t, "WAL", "FULL")) })
	t.Run("PostgreSQL", func(t *testing.T) { run(t, "pgx", sharedPostgreSQL(t).database(t)) })
}

// raceProcesses has two processes pay the same orders at the same time, from the same
// database: with the same step, and with different ones.
func raceProcesses(t *testing.T, driver, source string) {
	gateway, racers := startRacers(t, driver, source)
	for _, race := range []struct {
		name  string
		steps [2]string
		want  []string // sorted
	}{
		{"same", [2]string{"pay-1", "pay-1"}, []string{paid, replayed}},
		{"different", [2]string{"pay-1", "pay-2"}, []string{busy, paid}},
	} {
		for round := range often(100, 1000) {
			order, before := fmt.Sprint(race.name, "-", round), charges(gateway)
			for i, p := range racers {
				p.pay(order, race.steps[i])
			}
			words := []string{racers[round%2].word(t), racers[1-round%2].word(t)}
			if slices.Sort(words); !slices.Equal(words, race.want) {
				t.Errorf("order %s: got %v, want %v", order, words, race.want)
			}
			if n := charges(gateway) - before; n != 1 {
				t.Fatalf("order %s has %d standing charges, want 1", order, n)
			}
		}
	}
}

// A merchant who retries with a new step, in another process, while the first one is open:
// what may stand is not paid again, and the first step finds it.
func TestNewStepDoesNotPayWhatIsOpen(t *testing.T) { inEach(t, retryOpen) }

func retryOpen(t *testing.T, driver, source string) {
	gateway, shops := startRacers(t, driver, source)
	for round := range often(20, 1000) {
		order, before := fmt.Sprint("open-", round), charges(gateway)
		gateway.Next(cybersourcetest.DropAnswer())
		for _, turn := range []struct {
			shop       int
			step, want string
		}{{0, "pay-1", unknown}, {1, "pay-2", busy}, {0, "pay-2", busy}, {1, "pay-1", replayed}, {0, "pay-3", busy}} {
			shops[turn.shop].pay(order, turn.step)
			if word := shops[turn.shop].word(t); word != turn.want {
				t.Errorf("order %s, step %s: got %s, want %s", order, turn.step, word, turn.want)
			}
		}
		if n := charges(gateway) - before; n != 1 {
			t.Fatalf("order %s has %d standing charges, want 1", order, n)
		}
	}
}

// startRacers starts two processes that pay from one database.
func startRacers(t *testing.T, driver, source string) (*cybersourcetest.Gateway, []*process) {
	t.Helper()
	open(t, driver, source, dialects[driver]())
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	secret := gateway.Account().SharedSecrets[0]
	c := child{Driver: driver, Source: source, URL: gateway.URL(), Merchant: gateway.Account().ID, KeyID: secret.KeyID, Secret: secret.Secret}
	return gateway, []*process{startChild(t, &c), startChild(t, &c)}
}

// pay has a process pay an order. It answers with a word.
func (p *process) pay(order, step string) { fmt.Fprintln(p.orders, order, step) }

// charges counts the payments that stand.
func charges(g *cybersourcetest.Gateway) (n int) {
	for _, e := range g.Ledger() {
		if e.Operation == "CreatePayment" && e.Processed {
			n++
		}
	}
	return n
}

// startChild runs the test's program as a process that pays, until the test ends.
func startChild(t testing.TB, c *child) *process {
	t.Helper()
	text, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	program := exec.Command(os.Args[0])
	program.Env = append(os.Environ(), childVariable+"="+string(text))
	program.Stderr = os.Stderr
	orders, err := program.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	output, err := program.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{orders: orders, words: bufio.NewScanner(output)}
	t.Cleanup(func() {
		orders.Close()
		if err := program.Wait(); err != nil {
			t.Errorf("child: %v", err)
		}
	})
	if word := p.word(t); word != "ready" {
		t.Fatalf("child: %s", word)
	}
	return p
}

// word is the next line of a child.
func (p *process) word(t testing.TB) string {
	t.Helper()
	if !p.words.Scan() {
		t.Fatal("the child ended")
	}
	return p.words.Text()
}
