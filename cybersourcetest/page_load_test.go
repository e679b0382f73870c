package cybersourcetest_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// A reader that follows the stream by number, as the page's documentation has it, sees every
// call once, however many come at a time.
func TestCallNumbersAreListedOnceWithThePageOpen(t *testing.T) {
	const workers = 64
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	reader := follow(t, gateway)
	share := loadCalls/workers + 1
	var making sync.WaitGroup
	for worker := range workers {
		making.Go(func() {
			for n := range share {
				got, err := do(t, gateway, newRequest(t, gateway, payments, payment(fmt.Sprintf("W%d-%d", worker, n))))
				if err != nil || got.StatusCode != http.StatusCreated {
					t.Errorf("HTTP %v %v", got.Response, err) // and go on: the reader waits for its number
				}
			}
		})
	}
	total := share * workers
	followed := reader.until(uint64(total))
	making.Wait()
	if followed.looks < 3 {
		t.Errorf("the reader looked %d times", followed.looks)
	}
	checkNumbers(t, "followed", followed.calls, total)
	checkNumbers(t, "listed", allCalls(t, gateway, "limit=1000"), total)
}

// checkNumbers wants every number and every code once, and every call ended.
func checkNumbers(t *testing.T, name string, calls []seenCall, total int) {
	t.Helper()
	numbers, codes := map[uint64]int{}, map[string]int{}
	for _, c := range calls {
		numbers[c.Number]++
		if c.Ended { // those that were followed may not have been answered yet
			codes[c.Code]++
		}
	}
	for n := range total {
		if times := numbers[uint64(n+1)]; times != 1 {
			t.Fatalf("%s: number %d is there %d times", name, n+1, times)
		}
	}
	if len(numbers) != total || name == "listed" && len(codes) != total {
		t.Errorf("%s: %d numbers, %d codes of %d calls", name, len(numbers), len(codes), total)
	}
}

// allCalls reads all pages behind a query.
func allCalls(t testing.TB, gateway *cybersourcetest.Gateway, query string) []seenCall {
	t.Helper()
	var all []seenCall
	for query != "" {
		page := seeCalls(t, gateway, query)
		all = append(all, page.Calls...)
		_, query, _ = strings.Cut(page.Next, "?")
	}
	return all
}

// follower reads the calls that a stream tells of.
type follower struct {
	*testing.T

	gateway *cybersourcetest.Gateway
	lines   *bufio.Scanner
	calls   []seenCall
	looks   int
}

// follow opens a stream. The first event says where the reader begins.
func follow(t *testing.T, gateway *cybersourcetest.Gateway) *follower {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+"/-/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := gateway.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stream.Body.Close() })
	f := &follower{T: t, gateway: gateway, lines: bufio.NewScanner(stream.Body)}
	if last := f.next(); last != 0 {
		t.Fatalf("the stream begins at %d", last)
	}
	return f
}

// next waits for an event, and returns the newest number.
func (f *follower) next() uint64 {
	f.Helper()
	for f.lines.Scan() {
		if data, isData := strings.CutPrefix(f.lines.Text(), "data: "); isData {
			var event struct{ Last uint64 }
			if err := json.Unmarshal([]byte(data), &event); err != nil {
				f.Fatal(err)
			}
			return event.Last
		}
	}
	f.Fatalf("the stream ended: %v", f.lines.Err())
	return 0
}

// until reads what is new after each event, up to a number. Between two events there may be
// any number of calls.
func (f *follower) until(number uint64) *follower {
	f.Helper()
	for seen := uint64(0); seen < number; f.looks++ {
		fresh := allCalls(f, f.gateway, fmt.Sprintf("after=%d&limit=1000", seen))
		f.calls = append(f.calls, fresh...)
		if len(fresh) > 0 {
			seen = fresh[0].Number
		}
		if seen < number {
			f.next()
		}
	}
	return f
}
