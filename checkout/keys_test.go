package checkout

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/cybersource-go/cybersource"
)

func TestKeyIsAskedForWithoutCredentials(t *testing.T) {
	f := newFixture(t)
	if _, err := f.keys.get(t.Context(), serviceKeyID, byContext); err != nil {
		t.Fatal(err)
	}
	r := f.last.Load()
	if r.Method != http.MethodGet || r.URL.String() != "/flex/v2/public-keys/t1" || !strings.HasPrefix(r.Header.Get("Accept"), "application/json") {
		t.Errorf("%s %s, Accept %q", r.Method, r.URL, r.Header.Get("Accept"))
	}
	for name := range r.Header {
		if strings.Contains("Authorization Signature Digest V-C-Merchant-Id Date", name) {
			t.Errorf("header %s is sent", name)
		}
	}
}

func TestKeyIsKeptForAnHour(t *testing.T) {
	f := newFixture(t)
	for _, step := range []struct {
		pass    time.Duration
		fetched int64
	}{{0, 1}, {0, 1}, {59 * time.Minute, 1}, {time.Minute, 2}, {time.Second, 2}} {
		f.pass(step.pass)
		if _, err := f.keys.get(t.Context(), serviceKeyID, byContext); err != nil || f.fetched.Load() != step.fetched {
			t.Errorf("after %s: fetched %d times, want %d: %v", step.pass, f.fetched.Load(), step.fetched, err)
		}
	}
}

func TestUnknownKeyIsAskedForOnceAMinute(t *testing.T) {
	f := newFixture(t)
	for _, step := range []struct {
		pass    time.Duration
		fetched int64
	}{{0, 1}, {0, 1}, {59 * time.Second, 1}, {time.Second, 2}} {
		f.pass(step.pass)
		if _, err := f.keys.get(t.Context(), "t9", byContext); !errors.Is(err, ErrUnknownKey) || f.fetched.Load() != step.fetched {
			t.Errorf("after %s: fetched %d times, want %d: %v", step.pass, f.fetched.Load(), step.fetched, err)
		}
	}
	if _, err := f.keys.get(t.Context(), serviceKeyID, byContext); err != nil {
		t.Errorf("another key: %v", err)
	}
}

func TestKeysThatAreKeptAreFew(t *testing.T) {
	f := newFixture(t)
	f.answer = func(w http.ResponseWriter, r *http.Request) {
		_ = json.NewEncoder(w).Encode(jwk(strings.TrimPrefix(r.URL.Path, keyPath), serviceKey()))
	}
	for i := range 40 {
		f.pass(time.Second)
		if _, err := f.keys.get(t.Context(), fmt.Sprint("k", i), byContext); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(f.keys.known.values); n != maxKept {
		t.Errorf("%d keys are kept", n)
	}
	if _, _ = f.keys.get(t.Context(), "k39", byContext); f.fetched.Load() != 40 {
		t.Error("the newest key was dropped")
	}
	f.answer = nil
	for i := range 40 {
		f.pass(time.Second)
		_, _ = f.keys.get(t.Context(), fmt.Sprint("u", i), byContext)
	}
	if known, unknown := len(f.keys.known.values), len(f.keys.queue[byContext].unknown.values); known != maxKept || unknown != maxKept {
		t.Errorf("%d keys and %d ids are kept: what does not exist takes no key's place", known, unknown)
	}
}

func TestKeysAreFetchedOneAtATime(t *testing.T) {
	f := newFixture(t)
	var running, most atomic.Int64
	f.answer = func(w http.ResponseWriter, r *http.Request) {
		if n := running.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer running.Add(-1)
		time.Sleep(5 * time.Millisecond) // so that others come meanwhile
		serveKey(w, r)
	}
	token := sign(serviceKey(), rs256(serviceKeyID), contextOf(nil))
	var calls sync.WaitGroup
	for i := range 60 {
		calls.Go(func() {
			if i%3 == 0 {
				_, _ = f.keys.get(t.Context(), fmt.Sprint("u", i%4), byContext)
				return
			}
			if _, err := f.CaptureContext(t.Context(), token); err != nil {
				t.Error(err)
			}
		})
	}
	calls.Wait()
	if most.Load() != 1 || f.fetched.Load() != 5 {
		t.Errorf("%d at once, %d in all; want 1 and 5", most.Load(), f.fetched.Load())
	}
}

func TestKeyThatCannotBeUsedIsNoVerdictOnTheToken(t *testing.T) {
	elliptic256, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader) // never fails
	write := func(v any) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _ = json.NewEncoder(w).Encode(v) }
	}
	short := jwk(serviceKeyID, serviceKey())
	short["n"] = short["n"].(string)[:120]
	long := jwk(serviceKeyID, serviceKey())
	long["more"] = strings.Repeat("a", maxKeyBytes)
	for name, answer := range map[string]http.HandlerFunc{
		"a failure":             func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) },
		"no access":             func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
		"too many requests":     func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTooManyRequests) },
		"no JSON":               func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
		"another key":           write(jwk("t2", serviceKey())),
		"a key of another kind": write(jose.JSONWebKey{Key: &elliptic256.PublicKey, KeyID: serviceKeyID}),
		"a short key":           write(short),
		"a set of keys":         write(object{"keys": []any{jwk(serviceKeyID, serviceKey())}}),
		"more than 64 KiB":      write(long),
		"a redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "https://keys.example/t1", http.StatusFound)
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			f.answer = answer
			_, err := f.keys.get(t.Context(), serviceKeyID, byContext)
			if !errors.Is(err, ErrKeyUnavailable) || errors.Is(err, ErrUnknownKey) {
				t.Errorf("got %v", err)
			}
			f.answer = nil
			if _, err := f.keys.get(t.Context(), serviceKeyID, byContext); err != nil {
				t.Errorf("afterwards: %v", err)
			}
		})
	}
}

func TestKeyIsNotWaitedForWithoutEnd(t *testing.T) {
	f := newFixture(t)
	f.keys.limit = 20 * time.Millisecond
	ended := make(chan struct{})
	f.answer = func(_ http.ResponseWriter, r *http.Request) {
		select {
		case <-r.Context().Done():
		case <-ended:
		}
	}
	defer close(ended)
	var calls sync.WaitGroup
	for range 5 {
		calls.Go(func() {
			if _, err := f.keys.get(t.Context(), serviceKeyID, byContext); !errors.Is(err, ErrKeyUnavailable) || !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("got %v", err)
			}
		})
	}
	calls.Wait()
	if fetchLimit != 5*time.Second {
		t.Errorf("a key may take %s", fetchLimit)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := f.keys.get(canceled, serviceKeyID, byContext); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestVerifierReportsAClientThatWasNotMade(t *testing.T) {
	v, err := NewVerifier(new(cybersource.APIClient), Options{})
	if err != nil {
		return // as good
	}
	if _, err := v.CaptureContext(t.Context(), sign(serviceKey(), rs256(serviceKeyID), contextOf(nil))); !errors.Is(err, cybersource.ErrInvalidRequest) {
		t.Errorf("got %v", err)
	}
}
