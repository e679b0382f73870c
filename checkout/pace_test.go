package checkout

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"
)

// flood verifies results that somebody made up, each of which names another key.
func (f *fixture) flood(t *testing.T, results int) {
	t.Helper()
	for i := range results {
		id := fmt.Sprint("f", f.flooded.Add(1))
		_, err := f.Result(t.Context(), sign(nobodysKey(), rs256(id), resultOf(nil)), order())
		if !errors.Is(err, ErrUnknownKey) && !errors.Is(err, ErrKeyUnavailable) {
			t.Fatalf("result %d: %v", i, err)
		}
	}
}

func TestTokensThatAreMadeUpCostFewRequests(t *testing.T) {
	f := newFixture(t)
	for _, step := range []struct {
		pass    time.Duration
		results int
		fetched int64
	}{{0, 50, 10}, {0, 10, 10}, {time.Second, 10, 11}, {3 * time.Second, 10, 14}, {time.Hour, 50, 24}} {
		f.pass(step.pass)
		f.flood(t, step.results)
		if n := f.fetched.Load(); n != step.fetched {
			t.Errorf("after %s: fetched %d times, want %d", step.pass, n, step.fetched)
		}
	}
}

func TestKeyThatIsNotAskedForIsNotSaidToBeUnknown(t *testing.T) {
	f := newFixture(t)
	f.flood(t, 10)
	genuine := sign(serviceKey(), rs256(serviceKeyID), resultOf(nil))
	if _, err := f.Result(t.Context(), genuine, order()); !errors.Is(err, ErrKeyUnavailable) || errors.Is(err, ErrUnknownKey) {
		t.Errorf("got %v", err)
	}
	f.pass(time.Second)
	if _, err := f.Result(t.Context(), genuine, order()); err != nil {
		t.Errorf("a second later: %v", err)
	}
}

func TestResultsThatAreMadeUpKeepNothingElseFromItsKey(t *testing.T) {
	f := newFixture(t)
	f.flood(t, 50)
	if _, err := f.CaptureContext(t.Context(), sign(serviceKey(), rs256(serviceKeyID), contextOf(nil))); err != nil {
		t.Errorf("a capture context: %v", err)
	}
	genuine := sign(serviceKey(), rs256(serviceKeyID), resultOf(nil))
	if _, err := f.Result(t.Context(), genuine, order()); err != nil {
		t.Errorf("a result of a key that is known: %v", err)
	}
	f.pass(time.Hour)
	f.flood(t, 50)
	before := f.fetched.Load()
	if _, err := f.Result(t.Context(), genuine, order()); err != nil || f.fetched.Load() != before+1 {
		t.Errorf("a result of a key that was known: %v", err)
	}
}

// A result may name a key that the service does not have yet.
func TestKeyThatAResultNamedTooEarlyIsFoundByAContext(t *testing.T) {
	f := newFixture(t)
	f.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNotFound) }
	if _, err := f.Result(t.Context(), sign(nobodysKey(), rs256(serviceKeyID), resultOf(nil)), order()); !errors.Is(err, ErrUnknownKey) {
		t.Fatal(err)
	}
	f.answer = nil
	genuine := sign(serviceKey(), rs256(serviceKeyID), resultOf(nil))
	if _, err := f.Result(t.Context(), genuine, order()); !errors.Is(err, ErrUnknownKey) || f.fetched.Load() != 1 {
		t.Errorf("a result, within the minute: fetched %d times: %v", f.fetched.Load(), err)
	}
	if _, err := f.CaptureContext(t.Context(), sign(serviceKey(), rs256(serviceKeyID), contextOf(nil))); err != nil {
		t.Errorf("a capture context: %v", err)
	}
	if _, err := f.Result(t.Context(), genuine, order()); err != nil {
		t.Errorf("a result of the key that the context brought: %v", err)
	}
}

func TestContextDoesNotWaitForTheKeysOfResults(t *testing.T) {
	f := newFixture(t)
	asked, ended := make(chan struct{}, 1), make(chan struct{})
	f.answer = func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasSuffix(r.URL.Path, "/"+serviceKeyID) {
			asked <- struct{}{}
			<-ended
		}
		serveKey(w, r)
	}
	var results sync.WaitGroup
	results.Go(func() { f.flood(t, 1) })
	<-asked
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := f.CaptureContext(ctx, sign(serviceKey(), rs256(serviceKeyID), contextOf(nil))); err != nil {
		t.Error(err)
	}
	close(ended)
	results.Wait()
}

func TestKeyThatCannotBeHadAgainCostsFewRequests(t *testing.T) {
	f := newFixture(t)
	genuine := sign(serviceKey(), rs256(serviceKeyID), resultOf(nil))
	if _, err := f.Result(t.Context(), genuine, order()); err != nil {
		t.Fatal(err)
	}
	f.pass(time.Hour)
	f.answer = func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }
	for range 50 {
		if _, err := f.Result(t.Context(), genuine, order()); !errors.Is(err, ErrKeyUnavailable) {
			t.Fatal(err)
		}
	}
	if n := f.fetched.Load(); n != 1+10 {
		t.Errorf("fetched %d times", n)
	}
	f.answer = nil
	f.pass(time.Second)
	if _, err := f.Result(t.Context(), genuine, order()); err != nil {
		t.Errorf("a second later: %v", err)
	}
}

func TestClockThatIsSetBackKeepsNothingFromItsKey(t *testing.T) {
	f := newFixture(t)
	f.flood(t, 10)
	f.pass(-time.Hour)
	if _, err := f.Result(t.Context(), sign(serviceKey(), rs256(serviceKeyID), resultOf(nil)), order()); err != nil {
		t.Error(err)
	}
}
