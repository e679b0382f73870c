package cybersourcetest

import (
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
)

// This file leads every request to its answer: page, refusal, fault or call.
//
// Guesses: that path and method are looked at before anything else.
//
// Not simulated: HTTP/2, and the service's answers 403 and 500.

// serve answers everything that arrives. What needs no credentials, and a path without an
// operation unless an override may answer it, leaves a record on the page only.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request) {
	started := g.options.Now()
	c := &wire{
		w: w, r: r, closing: g.closing, now: g.options.Now, started: started, arrived: time.Now(),
		correlationID: g.identifier(), traceID: g.identifier(),
	}
	defer g.release(c)
	c.limitBody(g.options.BodyTimeout)
	arrivedWhole(r.Context())
	target := g.target(r)
	path, _, _ := strings.Cut(target, "?")
	if g.servePage(c, path) {
		return
	}
	found := routes.Find(r.Method, path)
	x := &call{gateway: g, wire: c, target: target, found: found, in: &g.connections, record: newRequest(r, found.Route, started, c.correlationID)}
	defer x.survive()
	switch {
	case g.servePublic(x, path):
	case found.Route == nil && g.options.Override == nil:
		g.refuseUnknown(x, path)
	default:
		g.handle(x)
	}
}

// refuseUnknown answers a path that leads nowhere.
func (g *Gateway) refuseUnknown(x *call, path string) {
	refused := noOperation(x.found)
	g.ledger.number(x.record)
	g.logRefusal(refused.status, x.wire.r.Method, path, x.wire.correlationID)
	x.conclude(refused)
}

// conclude answers a call that has a number and no other record than the page's.
func (x *call) conclude(a answer) {
	x.set(func(r *Request) {
		r.HTTPStatus, r.Answered = a.status, true
		if a.status >= http.StatusBadRequest {
			r.Status, r.Reason = refusalOf(a.body)
		}
	})
	x.keep(a, "")
	if whole(x.wire, a) != nil {
		x.lost()
	}
}

// newRequest is the record of a call that has just arrived.
func newRequest(r *http.Request, route *routes.Route, at time.Time, correlationID string) *Request {
	record := &Request{
		Entry:  Entry{Time: at.UTC(), CorrelationID: correlationID},
		Method: r.Method, Path: r.RequestURI, Header: publicHeader(r.Header),
	}
	if route != nil {
		record.Operation, record.model = route.Operation, route.Request
	}
	return record
}

// release counts a connection off that the server has handed over to a fault.
func (g *Gateway) release(c *wire) {
	if c.taken {
		g.connections.add(-1)
	}
}

// survive answers for a mistake of our own, so that one call cannot end the program.
func (x *call) survive() {
	switch mistake := recover(); mistake {
	case nil:
	case http.ErrAbortHandler:
		panic(mistake)
	default:
		x.gateway.logger.Error("the gateway failed", "correlationId", x.wire.correlationID, "stack", string(debug.Stack()))
		x.conclude(refusal(http.StatusInternalServerError, explain.GatewayFailed, "the offline gateway failed; see its log"))
	}
}

// handle carries out one call, with the fault that it meets.
func (g *Gateway) handle(x *call) {
	if g.late.clock != nil {
		g.deliverDue(x.in)
	}
	g.ledger.arrive(x.record)
	defer g.logCall(x)
	step, used := g.plan.takeFault(x.record.Operation)
	var a answer
	if step.fault == nil || !step.fault.early {
		a = x.read()
	}
	if !used && a.status == 0 {
		step, used = x.instructed(step)
	}
	f := step.fault
	if f == nil {
		f = &fault{process: true, intact: true, send: whole}
	}
	x.set(func(r *Request) { r.Fault = step.faultName() })
	switch {
	case a.status != 0:
	case f.late != nil:
		a = f.late(x, !used)
	case f.process:
		a = x.process(!used)
	}
	x.reply(f, a)
}

func (s Step) faultName() string {
	if s.fault == nil {
		return ""
	}
	return s.name
}

// reply sends the answer or the fault. Answered is set beforehand, since the client
// may look at the ledger the moment it has the last byte.
func (x *call) reply(f *fault, a answer) {
	x.set(func(r *Request) {
		r.Answered = f.intact
		if a.status != 0 { // a late call may have been processed by now
			r.HTTPStatus = a.status
		}
	})
	if x.record.Fault != "" {
		x.wire.sending = x.sent
	}
	x.keep(a, explain.Fault(x.record.Fault))
	begun := time.Now()
	err := x.latency(f)
	if err == nil {
		err = f.send(x.wire, a)
	}
	if err != nil {
		x.set(func(r *Request) { r.Answered = false })
		x.lost()
	} else if time.Since(begun) > slowAnswer {
		x.took()
	}
}

// target is path and query of the request line without the intermediate host's prefix.
func (g *Gateway) target(r *http.Request) string {
	target := r.RequestURI
	if parsed, err := url.ParseRequestURI(target); err == nil && parsed.IsAbs() { // sent as to a proxy
		target = strings.TrimPrefix(target, parsed.Scheme+"://"+parsed.Host)
	}
	return strings.TrimPrefix(target, g.options.PathPrefix)
}

// publicHeader is a header without credentials.
func publicHeader(header http.Header) http.Header {
	public := header.Clone()
	for _, name := range []string{"Authorization", "Signature", "Cookie", "Proxy-Authorization"} {
		public.Del(name)
	}
	return public
}
