package cybersourcetest

import (
	"bytes"
	"net/http"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

func sequences(q *ring) []uint64 {
	var all []uint64
	for r := range q.all() {
		all = append(all, r.Sequence)
	}
	return all
}

func TestRingKeepsTheNewestInOrder(t *testing.T) {
	q := ring{size: 3}
	for n := range uint64(100) {
		dropped := q.push(&Request{Entry: Entry{Sequence: n}})
		if n < 3 != (dropped == nil) || dropped != nil && dropped.Sequence != n-3 {
			t.Fatalf("push %d dropped %+v", n, dropped)
		}
		if len(q.items) > 8 {
			t.Fatalf("%d places for 3 records", len(q.items))
		}
	}
	if got := sequences(&q); !slices.Equal(got, []uint64{97, 98, 99}) {
		t.Errorf("kept %v", got)
	}
	if got := q.pop().Sequence; got != 97 || q.count() != 2 {
		t.Errorf("popped %d, %d left", got, q.count())
	}
}

func TestLedgerBoundsTheBodiesItKeeps(t *testing.T) {
	l := newLedger(10, func(*Request) {})
	body := bytes.Repeat([]byte{' '}, maxBody)
	var all []*Request
	for range 3 * keptBytes / maxBody {
		r := &Request{}
		l.arrive(r)
		l.setBody(r, body)
		all = append(all, r)
	}
	kept := l.requests()
	if len(kept) != keptBytes/maxBody || l.bytes != keptBytes || len(kept[0].body) != maxBody {
		t.Errorf("%d requests with %d bytes kept", len(kept), l.bytes)
	}
	if all[0].body != nil || !all[0].dropped {
		t.Error("the body of a dropped request is held on to")
	}
	l.setBody(all[0], body) // a slow call gets its body when it is kept no longer
	if l.bytes != keptBytes || all[0].body != nil {
		t.Errorf("%d bytes after the body of a dropped request", l.bytes)
	}
	l.setBody(all[len(all)-1], nil)
	if l.bytes != keptBytes-maxBody {
		t.Errorf("%d bytes after a body was replaced", l.bytes)
	}
}

func TestLedgerBoundsTheRequestsItKeeps(t *testing.T) {
	l := newLedger(10, func(*Request) {})
	for range 3 * keptRequests {
		r := &Request{}
		l.arrive(r)
		l.setBody(r, []byte("{}"))
		l.update(r, func(r *Request) { r.Processed = true })
		l.update(r, func(r *Request) { r.Answered = true })
	}
	if len(l.requests()) != keptRequests || len(l.entries()) != 10 || l.bytes != 2*keptRequests {
		t.Errorf("%d requests, %d entries, %d bytes kept", len(l.requests()), len(l.entries()), l.bytes)
	}
	if entry := l.entries()[9]; entry.Sequence != 3*keptRequests || !entry.Answered {
		t.Errorf("the newest entry is %+v", entry)
	}
}

// TestLedgerBoundsWhatCallsOfTinyHeadersTake measures the heap: a map of many short
// texts takes many times the bytes that were sent.
func TestLedgerBoundsWhatCallsOfTinyHeadersTake(t *testing.T) {
	l := newLedger(10, func(*Request) {})
	before := heap()
	for range 50 {
		header := http.Header{}
		for n := range 16_000 {
			header[strconv.Itoa(n)] = []string{""}
		}
		l.arrive(&Request{Header: header})
	}
	if took := heap() - before; took > 2*keptBytes {
		t.Errorf("%d MiB are kept for 50 calls", took>>20)
	}
	if len(l.requests()) == 0 {
		t.Error("no call is kept")
	}
}

func TestLedgerCountsEveryTextOfACall(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	for name, change := range map[string]func(*Request){
		"path": func(r *Request) { r.Path = long }, "code": func(r *Request) { r.Code = long },
		"transaction id": func(r *Request) { r.TransactionID = long }, "merchant": func(r *Request) { r.MerchantID = long },
		"method": func(r *Request) { r.Method = long },
	} {
		l := newLedger(10, func(*Request) {})
		for range 100 {
			r := &Request{}
			l.arrive(r)
			l.update(r, change)
		}
		if kept := len(l.requests()); kept > keptBytes>>20 || kept == 0 {
			t.Errorf("%s: %d calls of 1 MiB are kept", name, kept)
		}
	}
}

func heap() int {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int(stats.HeapAlloc)
}
