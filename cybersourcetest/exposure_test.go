package cybersourcetest_test

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestSlowBodyEnds sends the head of a request and then one byte at a time.
func TestSlowBodyEnds(t *testing.T) {
	for _, path := range []string{payments, "/nowhere", "/pts/v2/payments/1"} {
		t.Run(path, func(t *testing.T) {
			t.Parallel()
			gateway := newGateway(t, cybersourcetest.Options{BodyTimeout: 200 * time.Millisecond})
			connection, err := net.Dial("tcp", strings.TrimPrefix(gateway.URL(), "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer connection.Close()
			if err := connection.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n", path)
			begun := time.Now()
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				for time.Since(begun) < 5*time.Second {
					if _, err := connection.Write([]byte(" ")); err != nil {
						return
					}
					time.Sleep(20 * time.Millisecond)
				}
			}()
			response, err := http.ReadResponse(bufio.NewReader(connection), nil)
			if err == nil {
				response.Body.Close()
			}
			<-ended
			if took := time.Since(begun); took > 3*time.Second {
				t.Errorf("the connection lasted %s", took)
			}
		})
	}
}

func TestSlowBodyIsAnsweredAsSuch(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{BodyTimeout: 100 * time.Millisecond})
	connection, err := net.Dial("tcp", strings.TrimPrefix(gateway.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	if err := connection.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(connection, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n", payments)
	got, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil || got.StatusCode != http.StatusRequestTimeout {
		t.Errorf("got %+v, %v, want HTTP 408", got, err)
	}
}

// A body that arrived in time leaves the faults that wait all the time they take.
func TestBodyInTimeEndsNoFault(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{BodyTimeout: 100 * time.Millisecond})
	gateway.Next(cybersourcetest.Drip(30 * time.Millisecond))
	if got := mustPost(t, gateway, body); got.fields(t).Status != "AUTHORIZED" {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	time.Sleep(150 * time.Millisecond) // the connection outlives the time for a body
	if got := mustPost(t, gateway, payment("second")); got.fields(t).Status != "AUTHORIZED" {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

// TestUnknownHostsAreRefusedWithoutCredentials keeps a web page elsewhere, whose name
// was pointed at the loopback address, from reading the ledger or making payments.
func TestUnknownHostsAreRefusedWithoutCredentials(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true, Hosts: []string{"gateway.test:8090", "sandbox.test"}})
	for host, known := range map[string]bool{
		"": true, "localhost": true, "LOCALHOST:1": true, "127.0.0.1:8090": true, "127.9.9.9": true, "[::1]:80": true, "[::1]": true,
		"apitest.cybersource.com": true, "gateway.test:8090": true, "sandbox.test": true, "Sandbox.Test": true,
		"attacker.example": false, "attacker.example:8090": false, "localhost.attacker.example": false, "127.0.0.1.attacker.example": false,
		"gateway.test": false, "192.0.2.1": false, "0.0.0.0:80": false,
	} {
		page, err := http.NewRequest(http.MethodGet, gateway.URL()+"/-/", nil)
		if err != nil {
			t.Fatal(err)
		}
		for name, r := range map[string]*http.Request{"page": page, "call": newRequest(t, gateway, payments, payment(host))} {
			r.Host = host
			got := mustDo(t, gateway, r)
			if refused := got.StatusCode == http.StatusMisdirectedRequest; refused == known || known && got.StatusCode >= 300 {
				t.Errorf("%s for host %q: HTTP %d", name, host, got.StatusCode)
			}
		}
	}
	for _, entry := range gateway.Ledger() {
		if strings.Contains(entry.Code, "attacker") {
			t.Errorf("processed: %+v", entry)
		}
	}
}

// elsewhere says that it listens on another address than the loopback one it has.
type elsewhere struct {
	net.Listener
	address net.IP
}

func (l elsewhere) Addr() net.Addr { return &net.TCPAddr{IP: l.address, Port: 8090} }

func TestDefaultSecretIsGuessableOnLoopbackOnly(t *testing.T) {
	secret := func(address string) string {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		gateway := newGateway(t, cybersourcetest.Options{Seed: 7, Listener: elsewhere{listener, net.ParseIP(address)}})
		return gateway.Account().SharedSecrets[0].Secret
	}
	for _, address := range []string{"127.0.0.1", "::1"} {
		if secret(address) != newGateway(t, cybersourcetest.Options{Seed: 7}).Account().SharedSecrets[0].Secret {
			t.Errorf("%s: the seed does not decide the secret", address)
		}
	}
	for _, address := range []string{"0.0.0.0", "::", "192.0.2.1"} {
		if first := secret(address); first == secret(address) || first == secret("127.0.0.1") || len(first) != 44 {
			t.Errorf("%s: the secret is %q every time", address, first)
		}
	}
}

// A shop may use anything as its reference code.
func TestPageMasksCardNumbersInReferenceCodes(t *testing.T) {
	const code = "4111111111111111"
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	if answer := mustPost(t, gateway, payment(code)); answer.StatusCode != http.StatusCreated {
		t.Fatal(answer.StatusCode)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+"/-/", nil)
	if err != nil {
		t.Fatal(err)
	}
	shown := string(mustDo(t, gateway, r).body)
	if strings.Count(shown, "****1111") < 2 || strings.Contains(shown, code) {
		t.Errorf("the reference code is shown: %v", strings.Contains(shown, code))
	}
}
