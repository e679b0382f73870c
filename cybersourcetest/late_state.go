package cybersourcetest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// This file keeps late calls in Options.StateFile: the one thing there that has card numbers and
// credentials, since they are needed to process a call. A call leaves the file before it is
// processed, so that one is lost, as in a network, and not processed twice, if the gateway is
// killed in between.

// keptLate is a call that waits to be processed.
type keptLate struct {
	Entry   Entry // so far
	Due     time.Time
	Started time.Time // it arrived, by the gateway's clock
	TraceID string

	Method, Target, Host string // as received
	Header               http.Header
	Body                 []byte

	// Of a call that the service has taken in:
	Accepted  bool
	Plain     []byte // decrypted
	Encrypted bool
	Sender    verify.Identity

	Scripted bool // it may take an outcome of the script
}

const lateKey = "late/"

func (k keptLate) key() string { return lateKey + strconv.FormatUint(k.Entry.Sequence, 10) }

// kept is a call as the file has it.
func (x *call) kept(due time.Time, accepted, scripted bool) keptLate {
	r := x.wire.r
	return keptLate{
		Entry: x.gateway.ledger.snapshot(x.record).Entry, Due: due, Started: x.wire.started, TraceID: x.wire.traceID,
		Method: r.Method, Target: r.RequestURI, Host: r.Host, Header: r.Header, Body: x.body,
		Accepted: accepted, Plain: x.plain, Encrypted: x.encrypted, Sender: x.sender, Scripted: scripted,
	}
}

// write changes the file.
func (l *lateCalls) write(what func(*statefile.Change)) {
	if l.state == nil {
		return
	}
	var change statefile.Change
	what(&change)
	l.state.Commit(&change)
}

// readLate is the late calls of the file, in the order in which they arrived.
func readLate(f *statefile.File) ([]keptLate, error) {
	var calls []keptLate
	err := statefile.Each(f, lateKey, func(k keptLate) { calls = append(calls, k) })
	slices.SortFunc(calls, func(a, b keptLate) int { return cmp.Compare(a.Entry.Sequence, b.Entry.Sequence) })
	return calls, err
}

// wait lets a call of the file wait again. What cannot be a request is in no file of ours.
func (g *Gateway) wait(k keptLate) {
	address, err := url.ParseRequestURI(k.Target)
	if err != nil {
		address = &url.URL{}
	}
	r := &http.Request{Method: k.Method, URL: address, RequestURI: k.Target, Host: k.Host, Header: k.Header}
	target := g.target(r)
	path, _, _ := strings.Cut(target, "?")
	found := routes.Find(k.Method, path)
	x := &call{
		gateway: g, target: target, found: found, body: k.Body, plain: k.Plain, encrypted: k.Encrypted, sender: k.Sender,
		wire:   &wire{r: r, closing: g.closing, now: g.options.Now, started: k.Started, arrived: time.Now(), correlationID: k.Entry.CorrelationID, traceID: k.TraceID},
		record: newRequest(r, found.Route, k.Entry.Time, k.Entry.CorrelationID),
	}
	x.record.Entry, x.record.Scheme, x.record.dropped = k.Entry, string(k.Sender.Scheme), true
	if k.Accepted {
		x.accounts = g.accounts.Load()
		x.account = x.accounts.of(k.Sender.MerchantID, k.Sender.Owner)
		if x.simulated() {
			x.work = g.simulator.Accept(x.request())
		}
	}
	x.later(k.Due, k.Accepted, k.Scripted)
}
