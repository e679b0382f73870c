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

func TestTwoProcessesChargeAnOrderOnce(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { raceProcesses(t, "sqlite", sqliteSource(t, "WAL", "FULL")) })
	t.Run("PostgreSQL", func(t *testing.T) { raceProcesses(t, "pgx", startPostgreSQL(t).database(t, "shop")) })
}

// raceProcesses has two processes pay the same orders at the same time, from the same
// database: with the same step, and with different ones.
func raceProcesses(t *testing.T, driver, source string) {
	const rounds = 100
	open(t, driver, source, dialects[driver]())
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	secret := gateway.Account().SharedSecrets[0]
	c := child{Driver: driver, Source: source, URL: gateway.URL(), Merchant: gateway.Account().ID, KeyID: secret.KeyID, Secret: secret.Secret}
	racers := []*process{startChild(t, &c), startChild(t, &c)}
	for _, race := range []struct {
		name  string
		steps [2]string
		want  []string // sorted
	}{
		{"same", [2]string{"pay-1", "pay-1"}, []string{paid, replayed}},
		{"different", [2]string{"pay-1", "pay-2"}, []string{busy, paid}},
	} {
		for round := range rounds {
			order, before := fmt.Sprint(race.name, "-", round), charges(gateway)
			for i, p := range racers {
				fmt.Fprintln(p.orders, order, race.steps[i])
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
func startChild(t *testing.T, c *child) *process {
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
func (p *process) word(t *testing.T) string {
	t.Helper()
	if !p.words.Scan() {
		t.Fatal("the child ended")
	}
	return p.words.Text()
}
