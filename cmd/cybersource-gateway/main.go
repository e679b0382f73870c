// Command cybersource-gateway is the offline gateway as a program. It simulates the test
// system of the payments service, for people and for clients in any language.
//
//	go run ./cmd/cybersource-gateway
//
// It prints its address, a merchant to sign with and a command that makes a payment,
// then one line per call. A browser finds every call, payments and all triggers
// at the address, and the link that is printed lets it send the batch, lose the next answer
// and the like. Point an official SDK at it with its intermediate host setting.
//
// It is made for tests: it listens on the loopback interface, stores nothing
// unless -state names a file, and should be given test cards and test keys only.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once: nobody may read what it prints
	defer stop()
	switch err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "cybersource-gateway:", err)
		os.Exit(1)
	}
}

// settings are the flags.
type settings struct {
	address, tlsFolder, profile, faults, accounts, prefix, requestCertificate string
	controlToken                                                              string
	seed                                                                      uint64
	noAuth, quiet                                                             bool
	indexDelay                                                                time.Duration
	batchAt                                                                   string
	hosts, balances                                                           []string
	maxEntries                                                                int
	stateFile                                                                 string
	latency                                                                   time.Duration
	webhook, webhookKey                                                       string
}

func parseFlags(args []string, stderr io.Writer) (settings, error) {
	var s settings
	flags := flag.NewFlagSet("cybersource-gateway", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&s.address, "addr", "127.0.0.1:8090", "`address` to listen on; port 0 is a free one, and :8090 without a host is reached from other machines too")
	flags.StringVar(&s.tlsFolder, "tls", "", "serve HTTPS and write the CA's certificate, ca.pem, to this `folder`")
	flags.StringVar(&s.profile, "profile", "", "whose triggers to simulate: default, visa-platform-connect or tsys")
	flags.Uint64Var(&s.seed, "seed", 0, "decides ids, the merchant's keys and which calls meet faults")
	flags.StringVar(&s.faults, "fault", "", "faults and their probabilities, such as `drop-answer=0.05,html-502=0.1`; known are "+strings.Join(cybersourcetest.FaultNames(), ", "))
	flags.StringVar(&s.accounts, "accounts", "", "JSON `file` with merchants and their keys, instead of one made from the seed; read again when it changes")
	flags.StringVar(&s.prefix, "prefix", "", "`path` of an intermediate host in front of the API's own, such as /gw/v1")
	flags.StringVar(&s.requestCertificate, "mle-certificate", "", "`file` to write the certificate to that requests can be encrypted to (message-level encryption)")
	flags.StringVar(&s.controlToken, "control-token", "", "`token` that changes through the page and its HTTP interface need; a random one unless given")
	flags.BoolVar(&s.noAuth, "no-auth", false, "let everybody in without checking credentials")
	flags.DurationVar(&s.indexDelay, "index-delay", 0, "how much later look-ups and searches find a request")
	flags.DurationVar(&s.latency, "latency", 0, "how long a call takes as a rule, such as 400ms: half of all take longer, up to ten times as long")
	flags.StringVar(&s.batchAt, "batch-at", "", "`time` in UTC, such as 02:00, at which what is queued is sent to the processor every day; never unless given")
	flags.StringVar(&s.webhook, "webhook", "", "`URL` to deliver notifications of what is processed to, as far away as it may be")
	flags.StringVar(&s.webhookKey, "webhook-key", "", "`id:secret` to sign notifications with, the secret in base64; a new one at each start unless given")
	flags.IntVar(&s.maxEntries, "max-entries", 0, "how many calls and payments are remembered, 20,000 unless given; of payments those are forgotten first that no call was about for longest")
	flags.StringVar(&s.stateFile, "state", "", "`file` to keep payments and the rest of the state in: a gateway that is started with it again knows what was processed before, also after it was killed; nothing is stored unless given")
	flags.BoolVar(&s.quiet, "quiet", false, "do not print a line per call")
	flags.Func("host", "further `host` that requests may be signed for, besides apitest.cybersource.com and the address, and that the page and -no-auth calls are answered to, besides loopback, and a name in the certificate of -tls; may be repeated", func(host string) error {
		s.hosts = append(s.hosts, host)
		return nil
	})
	flags.Func("balance", "a prepaid `card` and what is on it, such as 4111111111111111=50.00USD; may be repeated", func(balance string) error {
		s.balances = append(s.balances, balance)
		return nil
	})
	if err := flags.Parse(args); err != nil {
		return s, err
	}
	if flags.NArg() > 0 {
		return s, fmt.Errorf("there is no argument %q; see -help", flags.Arg(0))
	}
	if s.address == "" {
		return s, errors.New("-addr is empty: 127.0.0.1:8090 is the usual address")
	}
	return s, nil
}

// everywhere reports whether the address is that of all interfaces.
func (s settings) everywhere() bool {
	host, _, err := net.SplitHostPort(s.address)
	address := net.ParseIP(host)
	return err == nil && (host == "" || address != nil && address.IsUnspecified())
}

// run serves until the context ends.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	s, err := parseFlags(args, stderr)
	if err != nil {
		return err
	}
	gateway, err := start(ctx, s, stdout)
	if err != nil {
		return err
	}
	defer gateway.Close()
	ca, err := writeCA(s.tlsFolder, gateway.AuthorityPEM())
	if err != nil {
		return err
	}
	if s.requestCertificate != "" {
		if err := writeFile(s.requestCertificate, gateway.RequestCertificatePEM()); err != nil {
			return err
		}
	}
	if err := printBanner(stdout, gateway, s, ca); err != nil {
		return err
	}
	if err := subscribe(stdout, gateway, s.webhook, s.webhookKey); err != nil {
		return err
	}
	if s.accounts != "" {
		var watching sync.WaitGroup
		watching.Go(func() { watchAccounts(ctx, stdout, gateway, s.accounts, gateway.Accounts()) })
		defer watching.Wait()
	}
	<-ctx.Done()
	fmt.Fprintln(stdout, "Stopping: calls on their way may end. A second signal ends at once.")
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err = gateway.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("some calls were cut off: %w", err)
	}
	return err
}

// start makes the gateway that the flags describe.
func start(ctx context.Context, s settings, stdout io.Writer) (*cybersourcetest.Gateway, error) {
	accounts, err := readAccounts(s.accounts)
	if err != nil {
		return nil, err
	}
	var chances []cybersourcetest.Chance
	if s.faults != "" {
		if chances, err = cybersourcetest.ParseFaults(s.faults); err != nil {
			return nil, err
		}
	}
	var logger *slog.Logger
	if !s.quiet {
		logger = slog.New(newLineHandler(stdout))
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", s.address)
	if err != nil {
		return nil, err
	}
	gateway, err := cybersourcetest.StartGateway(cybersourcetest.Options{
		Profile: s.profile, Seed: s.seed, Accounts: accounts, NoAuthentication: s.noAuth, Hints: true, ControlToken: s.controlToken,
		Hosts: s.hosts, PathPrefix: s.prefix, TLS: s.tlsFolder != "", Listener: listener, Logger: logger,
		IndexDelay: cybersourcetest.IndexDelay{Least: s.indexDelay}, BatchAt: s.batchAt, MaxEntries: s.maxEntries,
		StateFile: s.stateFile,
		Latency:   cybersourcetest.Latency{Median: s.latency, Most: 10 * s.latency},
	})
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	gateway.Faults(s.seed, chances...)
	for _, balance := range s.balances {
		if err := setBalance(gateway, balance); err != nil {
			gateway.Close()
			return nil, fmt.Errorf("-balance: %w", err)
		}
	}
	return gateway, nil
}

// setBalance reads a card, an amount and its currency. The card's number is in no error.
func setBalance(gateway *cybersourcetest.Gateway, text string) error {
	number, sum, ok := strings.Cut(text, "=")
	if !ok || len(sum) < len("0USD") {
		return errors.New("it is no card number, = and an amount with its currency, such as 4111111111111111=50.00USD")
	}
	end := len(sum) - len("USD")
	return gateway.SetBalance(number, sum[:end], sum[end:])
}

// writeCA stores the CA's certificate for clients to trust, and returns its path.
func writeCA(folder string, certificate []byte) (string, error) {
	if folder == "" {
		return "", nil
	}
	path := filepath.Join(folder, "ca.pem")
	return path, writeFile(path, certificate)
}

// writeFile stores a certificate, which is public, and makes the folder for it.
func writeFile(path string, certificate []byte) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // G301: certificates are public
		return err
	}
	return os.WriteFile(path, certificate, 0o644) //nolint:gosec // G306: certificates are public
}
