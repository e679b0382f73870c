package cybersourcetest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/pprof"
	"strings"
	"sync"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// TestLedgerIsExactUnderLoad makes many payments from 64 clients, some of which never
// hear of them, and compares the ledger with the answers one by one.
func TestLedgerIsExactUnderLoad(t *testing.T) {
	total := loadCalls
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Faults(1, cybersourcetest.DropAnswer().Chance(0.02), cybersourcetest.CloseBeforeReading().Chance(0.02))
	codes := make(chan int)
	var (
		mu       sync.Mutex
		answered = make(map[string]string) // code -> id
		clients  sync.WaitGroup
	)
	for range 64 {
		clients.Go(func() {
			for n := range codes {
				code := fmt.Sprintf("load-%d", n)
				got, err := post(t, gateway, payment(code))
				if err != nil {
					continue
				}
				id := got.fields(t).ID
				mu.Lock()
				answered[code] = id
				mu.Unlock()
			}
		})
	}
	for n := range total {
		codes <- n
	}
	close(codes)
	clients.Wait()
	checkLoad(t, gateway, total, answered)
}

func checkLoad(t *testing.T, gateway *cybersourcetest.Gateway, total int, answered map[string]string) {
	t.Helper()
	ids, codes, lost := make(map[string]bool), make(map[string]bool), 0
	before := uint64(0)
	for _, e := range gateway.Ledger() {
		if ids[e.ID] || codes[e.Code] || e.Sequence <= before {
			t.Fatalf("an id, a code or a place is there twice: %+v", e)
		}
		ids[e.ID], codes[e.Code], before = true, true, e.Sequence
		id, heard := answered[e.Code]
		if heard != e.Answered || heard && id != e.ID || e.Answered == (e.Fault == "drop-answer") {
			t.Errorf("answered %v with %q, ledger %+v", heard, id, e)
		}
		if !heard {
			lost++
		}
	}
	injected := gateway.Injected()
	if lost != injected["drop-answer"] || len(ids) != total-injected["close-before-reading"] || lost == 0 || len(ids) == total {
		t.Errorf("%d processed of %d, %d of them unheard; injected %v", len(ids), total, lost, injected)
	}
	t.Logf("%d sent, %d processed, %d answered, injected %v", total, len(ids), len(answered), injected)
}

func TestLedgerKeepsTheNewest(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{MaxEntries: 10})
	for n := range 35 {
		mustPost(t, gateway, payment(fmt.Sprint(n)))
	}
	ledger := gateway.Ledger()
	if len(ledger) != 10 || ledger[0].Code != "25" || ledger[9].Code != "34" || ledger[9].Sequence != 35 {
		t.Errorf("%d entries, from %s to %s", len(ledger), ledger[0].Code, last(ledger).Code)
	}
	if got, want := gateway.Forgotten(), (cybersourcetest.Forgotten{Payments: 25, Entries: 25}); got != want {
		t.Errorf("forgotten %+v, want %+v", got, want)
	}
	for range 1000 - 35 + 1 {
		mustDo(t, gateway, newRequest(t, gateway, payments, "{}"))
	}
	if got := gateway.Forgotten().Requests; got != 1 {
		t.Errorf("%d requests forgotten, want 1", got)
	}
	gateway.Reset()
	if got := gateway.Forgotten(); got != (cybersourcetest.Forgotten{}) {
		t.Errorf("forgotten after a reset: %+v", got)
	}
}

func TestRequestsShowWhatArrived(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustPost(t, gateway, body)
	r := gateway.Requests()[0]
	if r.Method != http.MethodPost || r.Path != payments || r.Code != "TC-1" || r.TransactionID != "T-1" || string(r.Body()) != body {
		t.Errorf("request %+v", r)
	}
	if masked := r.Masked(); !strings.Contains(masked, `"code":"TC-1"`) || strings.Contains(masked, "4111111111111111") || strings.Contains(masked, "Lovelace") {
		t.Errorf("masked: %s", masked)
	}
	for _, name := range []string{"Authorization", "Signature"} {
		if r.Header.Get(name) != "" {
			t.Errorf("%s is kept", name)
		}
	}
	if r.Header.Get("Content-Type") == "" {
		t.Error("other headers are not kept")
	}
	r.Body()[0] = 'x'
	if string(gateway.Requests()[0].Body()) != body {
		t.Error("a caller can change the record")
	}
}

func TestReferencesOfCallsThatWereNotProcessed(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustPost(t, gateway, `{"clientReferenceInformation":{"code":"C","transactionId":"T"}}`)
	mustPost(t, gateway, `{"clientReferenceInformation":{"code":5,"transactionId":[]}}`)
	mustPost(t, gateway, `no json`)
	requests := gateway.Requests()
	if requests[0].Code != "C" || requests[0].TransactionID != "T" || requests[1].Code != "" || requests[2].Code != "" {
		t.Errorf("requests %+v", requests)
	}
	if len(gateway.Ledger()) != 0 {
		t.Errorf("ledger %+v", gateway.Ledger())
	}
}

// TestSecretsAreNotPrinted fills every place a client controls with canaries.
func TestSecretsAreNotPrinted(t *testing.T) {
	var log bytes.Buffer
	gateway := newGateway(t, cybersourcetest.Options{Logger: slog.New(slog.NewJSONHandler(&log, nil))})
	mustPost(t, gateway, body)
	gateway.Next(cybersourcetest.DropAnswer())
	if _, err := post(t, gateway, payment("dropped")); err == nil {
		t.Error("answered")
	}
	for _, path := range []string{"/4111111111111111?canary", payments + "?canary=canary", payments + "/4111111111111111"} {
		r := newRequest(t, gateway, path, `{"canary":"canary"}`)
		r.Header.Set("Authorization", "Bearer canary")
		r.Header.Set("V-C-Merchant-Id", "canary")
		r.Header.Set("User-Agent", "canary")
		mustDo(t, gateway, r)
	}
	gateway.Close() // the last line is written
	secret := gateway.Account().SharedSecrets[0].Secret
	for _, found := range []string{"canary", "4111111111111111", "Lovelace", "ada@", "Bearer", secret} {
		if strings.Contains(log.String(), found) {
			t.Errorf("the log holds %q", found)
		}
	}
	for _, wanted := range []string{`"call":1`, `"card":"****1111"`, `"status":"AUTHORIZED"`, `"fault":"drop-answer"`, `"answered":false`, `"httpStatus":404`, `"path":"/pts/v2/payments/****************"`} {
		if !strings.Contains(log.String(), wanted) {
			t.Errorf("the log lacks %s: %s", wanted, log.String())
		}
	}
	for _, entry := range gateway.Ledger() {
		if text := fmt.Sprintf("%+v", entry); strings.Contains(text, "4111111111111111") {
			t.Errorf("an entry holds a card number: %s", text)
		}
	}
}

// TestCloseLeavesNothing closes gateways in the middle of everything, and looks for
// goroutines in their code.
func TestCloseLeavesNothing(t *testing.T) {
	for _, secure := range []bool{false, true} {
		gateway := cybersourcetest.NewGateway(cybersourcetest.Options{TLS: secure})
		mustPost(t, gateway, body) // a connection kept alive
		gateway.Script(cybersourcetest.Hang(), cybersourcetest.Hang().AfterProcessing(), cybersourcetest.Drip(1<<40))
		var calls sync.WaitGroup
		for range 3 {
			calls.Go(func() {
				if got, err := post(t, gateway, payment("waiting")); err == nil {
					t.Errorf("answered with HTTP %d", got.StatusCode)
				}
			})
		}
		await(t, func() bool { return len(gateway.Requests()) == 4 })
		gateway.Close()
		gateway.Close()
		calls.Wait()
		if got, err := post(t, gateway, body); err == nil {
			t.Errorf("HTTP %d after Close", got.StatusCode)
		}
	}
	await(t, func() bool {
		var stacks bytes.Buffer
		if err := pprof.Lookup("goroutine").WriteTo(&stacks, 1); err != nil {
			t.Fatal(err)
		}
		return !strings.Contains(stacks.String(), "cybersourcetest.(*Gateway)")
	})
}

func TestShutdownLetsCallsEnd(t *testing.T) {
	arrived, goOn := make(chan bool), make(chan bool)
	gateway := newGateway(t, cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response {
		arrived <- true
		<-goOn
		return nil
	}})
	done := make(chan int, 1)
	go func() {
		got, err := post(t, gateway, body)
		if err != nil {
			t.Error(err)
		}
		done <- got.StatusCode
	}()
	<-arrived
	stopped := make(chan error, 1)
	go func() { stopped <- gateway.Shutdown(t.Context()) }()
	await(t, func() bool { // new connections are refused already
		_, err := http.Get(gateway.URL())
		return err != nil
	})
	goOn <- true
	if status, err := <-done, <-stopped; status != http.StatusCreated || err != nil {
		t.Errorf("HTTP %d, %v", status, err)
	}
}

// FuzzCalls sends bodies and headers of all kinds: every answer is a JSON object.
func FuzzCalls(f *testing.F) {
	gateway := newGateway(f, cybersourcetest.Options{NoAuthentication: true, Hints: true})
	guarded := newGateway(f, cybersourcetest.Options{})
	f.Add(body, payments, "", "application/json")
	f.Add(`{"encryptedRequest":"a.b.c.d.e"}`, payments, "Bearer a.b.c", "application/json;charset=utf-8")
	f.Add(`[]`, payments+"/%2e%2e", `keyid="", algorithm="", headers="", signature=""`, "")
	f.Fuzz(func(t *testing.T, text, path, credentials, contentType string) {
		for _, g := range []*cybersourcetest.Gateway{gateway, guarded} {
			for _, name := range []string{"Authorization", "Signature"} {
				r, err := http.NewRequest(http.MethodPost, g.URL()+path, strings.NewReader(text))
				if err != nil {
					t.Skip()
				}
				r.Header.Set(name, credentials)
				r.Header.Set("Content-Type", contentType)
				r.Header.Set("V-C-Merchant-Id", credentials)
				got, err := do(t, g, r)
				if err != nil {
					t.Skip() // not a request that HTTP can carry
				}
				var object map[string]any
				if json.Unmarshal(got.body, &object) != nil || object == nil || got.StatusCode == 500 {
					t.Errorf("HTTP %d %q", got.StatusCode, got.body)
				}
			}
		}
	})
}
