package main

import (
	"bufio"
	"errors"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

// otherProcess is one more process of the shop, on the same database.
type otherProcess struct{ file, digestKey string }

// dieWhilePaying has another process pay an order, and kills it when the service has made the
// payment and not answered yet.
func (o *otherProcess) dieWhilePaying(order string) error {
	program := exec.Command(os.Args[0], "-listen", "127.0.0.1:0", "-db", o.file, "-postgres", *postgres, "-test-card")
	key := demo.Offline.Account().SharedSecrets[0]
	program.Env = append(os.Environ(), digestVariable+"="+o.digestKey, "CYBERSOURCE_BASE_URL="+demo.Offline.URL(),
		"CYBERSOURCE_MERCHANT_ID="+demo.Offline.Account().ID, "CYBERSOURCE_KEY_ID="+key.KeyID, "CYBERSOURCE_SHARED_SECRET="+key.Secret)
	address, err := startProgram(program)
	if err != nil {
		return err
	}
	defer func() { _, _ = program.Process.Kill(), program.Wait() }()

	made := charges() + 1
	demo.Offline.Next(cybersourcetest.Delay(time.Minute))
	go func() {
		response, err := http.PostForm(address+"/orders/"+order+"/payments", form{"try": "1", "token": "demo"}.values())
		if err == nil {
			response.Body.Close()
		}
	}()
	for deadline := time.Now().Add(time.Minute); charges() < made; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			return errors.New("the other process did not pay")
		}
	}
	return nil
}

// startProgram starts a shop and returns where it serves customers.
func startProgram(program *exec.Cmd) (address string, err error) {
	output, err := program.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := program.Start(); err != nil {
		return "", err
	}
	for lines := bufio.NewScanner(output); lines.Scan(); {
		if address, found := strings.CutPrefix(lines.Text(), "customers: "); found {
			return address, nil
		}
	}
	return "", errors.Join(errors.New("the other process does not serve"), program.Wait())
}
