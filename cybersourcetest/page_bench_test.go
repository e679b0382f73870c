//go:build unix

package cybersourcetest_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// BenchmarkOpenPage compares what calls cost the gateway, in processor time, while somebody
// looks at its page and while nobody does: in turns, so that both meet the same load of the
// machine. There is no network in it, so that the page's share is as large as it can be.
//
// The page is looked at as its script does, every half second: of processor time, since a busy
// machine would else show the page to fewer calls.
func BenchmarkOpenPage(b *testing.B) {
	calls := newCaller(b, newGateway(b, cybersourcetest.Options{}))
	calls.make(20_000, nil) // so that what is kept, and the garbage collector's work, grows no more
	var closed, open, ratios []float64
	for turn := 0; b.Loop(); turn++ {
		var cost [2]float64 // closed, open
		for _, isOpen := range []int{turn % 2, 1 - turn%2} {
			var page *openedPage
			if isOpen == 1 {
				page = openPage(b, calls.gateway)
			}
			cost[isOpen] = calls.make(4_000, page)
			page.leave()
		}
		closed, open, ratios = append(closed, cost[0]), append(open, cost[1]), append(ratios, cost[1]/cost[0])
	}
	b.ReportMetric(median(closed), "µs-closed/call")
	b.ReportMetric(median(open), "µs-open/call")
	b.ReportMetric(median(ratios), "open/closed")
	b.ReportMetric(0, "ns/op") // says nothing here
}

func median(all []float64) float64 {
	slices.Sort(all)
	return all[len(all)/2]
}

// caller makes calls of a gateway.
type caller struct {
	testing.TB

	gateway *cybersourcetest.Gateway
	signer  signer
	number  int
}

func newCaller(b *testing.B, gateway *cybersourcetest.Gateway) *caller {
	b.Helper()
	return &caller{TB: b, gateway: gateway, signer: signerOf(b, gateway)}
}

// make makes n calls, and returns the processor time of each in microseconds, with that of the
// page. Making and signing the requests is not in it.
func (c *caller) make(n int, page *openedPage) float64 {
	c.Helper()
	requests := c.requests(n)
	runtime.GC()
	before := processorTime(c)
	looked := before
	for i, r := range requests {
		c.serve(r, http.StatusCreated)
		if page == nil || i%50 != 0 {
			continue
		}
		if now := processorTime(c); now-looked >= 500*time.Millisecond {
			looked = now
			c.serve(pageRequest(c.Context(), "/-/"), http.StatusOK)
		}
	}
	return float64((processorTime(c) - before).Nanoseconds()) / 1000 / float64(n)
}

func (c *caller) serve(r *http.Request, want int) {
	c.Helper()
	answer := &sink{}
	if c.gateway.Serve(answer, r); answer.status != want {
		c.Fatalf("%s: HTTP %d", r.URL, answer.status)
	}
}

func (c *caller) requests(n int) []*http.Request {
	requests := make([]*http.Request, n)
	for i := range requests {
		c.number++
		text := payment(fmt.Sprint("BENCH-", c.number))
		requests[i] = httptest.NewRequest(http.MethodPost, payments, strings.NewReader(text))
		requests[i].Header.Set("Content-Type", "application/json")
		c.signer.token(requests[i], text, nil)
	}
	return requests
}

// processorTime is what the process has used.
func processorTime(t testing.TB) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func pageRequest(ctx context.Context, path string) *http.Request {
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, path, nil)
	r.Host = "localhost"
	r.Header.Set("Accept", "text/html")
	return r
}

// openedPage is the stream that an open page listens to.
type openedPage struct {
	cancel context.CancelFunc
	done   chan struct{}
}

func openPage(t testing.TB, gateway *cybersourcetest.Gateway) *openedPage {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	page := &openedPage{cancel, make(chan struct{})}
	go func() {
		defer close(page.done)
		gateway.Serve(&sink{}, pageRequest(ctx, "/-/events"))
	}()
	return page
}

func (p *openedPage) leave() {
	if p == nil {
		return
	}
	p.cancel()
	<-p.done
}

// sink takes an answer and keeps its status.
type sink struct {
	status int
	header http.Header
}

func (s *sink) Header() http.Header {
	if s.header == nil {
		s.header = http.Header{}
	}
	return s.header
}

func (s *sink) WriteHeader(status int)           { s.status = status }
func (s *sink) Write(piece []byte) (int, error)  { return len(piece), nil }
func (s *sink) Flush()                           {}
func (s *sink) SetReadDeadline(time.Time) error  { return nil }
func (s *sink) SetWriteDeadline(time.Time) error { return nil }
