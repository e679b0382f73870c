package cybersourcetest

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// This file leads a call through the gateway: route, fault, body, authentication,
// decryption, override, outcome, answer.
//
// Guesses: everything about 403, 404, 405, 413 and 415, which are unpublished for
// these operations; the order in which they are checked; the limit of 1 MiB.
//
// Not simulated: the Accept header, content encodings of requests, rate limits.

// call is one request on its way.
type call struct {
	gateway *Gateway
	wire    *wire
	record  *Request
	route   route
	body    []byte // as received
	plain   []byte // decrypted
	scheme  verify.Identity
}

// serve answers everything that arrives. Only the three operations leave a record.
func (g *Gateway) serve(w http.ResponseWriter, r *http.Request) {
	started := g.options.Now()
	c := &wire{
		w: w, r: r, closing: g.closing, now: g.options.Now, started: started,
		correlationID: g.identifier(), traceID: g.identifier(),
	}
	defer g.release(c)
	defer g.survive(c)
	target := g.target(r)
	if target == "/" && (r.Method == http.MethodGet || r.Method == http.MethodHead) {
		g.servePage(w)
		return
	}
	found, refused := findRoute(r.Method, target)
	if refused != nil {
		g.logRefusal(refused.status, c.correlationID)
		_ = whole(c, *refused) // the client left: nothing to keep
		return
	}
	g.handle(&call{gateway: g, wire: c, route: found, record: &Request{
		Entry:  Entry{Time: started.UTC(), Operation: found.operation.String(), CorrelationID: c.correlationID},
		Method: r.Method, Path: r.RequestURI, Header: publicHeader(r.Header),
	}}, target)
}

// release counts a connection off that the server has handed over to a fault.
func (g *Gateway) release(c *wire) {
	if c.taken {
		g.connections.Done()
	}
}

// survive answers for a mistake of our own, so that one call cannot end the program.
func (g *Gateway) survive(c *wire) {
	switch mistake := recover(); mistake {
	case nil:
	case http.ErrAbortHandler:
		panic(mistake)
	default:
		g.logger.Error("the gateway failed", "correlation_id", c.correlationID, "stack", string(debug.Stack()))
		_ = whole(c, refusal(http.StatusInternalServerError, "the offline gateway failed; see its log"))
	}
}

// handle plays one call of an operation, faults included.
func (g *Gateway) handle(x *call, target string) {
	g.ledger.arrive(x.record)
	defer g.logCall(x)
	step, used := g.plan.takeFault()
	f := step.fault
	if f == nil {
		f = &fault{process: true, intact: true, send: whole}
	}
	x.set(func(r *Request) { r.Fault = step.faultName() })
	var a answer
	if !f.early {
		a = x.read()
	}
	if f.process && a.status == 0 {
		a = x.process(target, !used)
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
	x.set(func(r *Request) { r.HTTPStatus, r.Answered = a.status, f.intact })
	if err := f.send(x.wire, a); err != nil {
		x.set(func(r *Request) { r.Answered = false })
	}
}

func (x *call) set(change func(*Request)) { x.gateway.ledger.update(x.record, change) }

// read takes the body. The answer is set if it cannot be taken.
func (x *call) read() (a answer) {
	r := x.wire.r
	body, err := io.ReadAll(http.MaxBytesReader(x.wire.w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return problem(http.StatusRequestEntityTooLarge, "requestTooLarge", "the body is larger than 1 MiB")
	case err != nil:
		return problem(http.StatusBadRequest, "invalidRequest", "the body ended early")
	}
	x.body = body
	x.gateway.ledger.setBody(x.record, body)
	return answer{}
}

// process authenticates, decrypts and carries out the call.
func (x *call) process(target string, scripted bool) answer {
	if kind, _, err := mime.ParseMediaType(x.wire.r.Header.Get("Content-Type")); err != nil || kind != "application/json" {
		return problem(http.StatusUnsupportedMediaType, "unsupportedMediaType", "Content-Type is not application/json")
	}
	if refused := x.authenticate(target); refused != nil {
		return *refused
	}
	if refused := x.decrypt(); refused != nil {
		return *refused
	}
	a := x.carryOut(scripted)
	if x.scheme.ResponseKeyID == "" {
		return a
	}
	sealed, err := x.gateway.seal(a.body, x.scheme.ResponseKeyID)
	if err != nil {
		return refusal(http.StatusInternalServerError, "the answer cannot be encrypted: "+err.Error())
	}
	a.body = sealed
	return a
}

func (x *call) authenticate(target string) *answer {
	r := x.wire.r
	if x.gateway.options.NoAuthentication {
		x.scheme.MerchantID = r.Header.Get("V-C-Merchant-Id")
		if x.scheme.MerchantID == "" {
			x.scheme.MerchantID = x.gateway.Account().ID
		}
		x.set(func(rec *Request) { rec.MerchantID = x.scheme.MerchantID })
		return nil
	}
	id, refused := x.gateway.verifier.Verify(&verify.Request{
		Method: r.Method, Host: r.Host, Target: target, Header: r.Header, Body: x.body,
	})
	if refused != nil {
		return x.refuse(http.StatusUnauthorized, refused.Message(), refused.Hint)
	}
	x.scheme = id
	x.set(func(rec *Request) { rec.MerchantID, rec.Scheme = id.MerchantID, string(id.Scheme) })
	return nil
}

func (x *call) decrypt() *answer {
	scheme := x.scheme.Scheme
	if x.gateway.options.NoAuthentication {
		scheme = verify.JWT // the one that may be encrypted
	}
	plain, hint := x.gateway.open(x.body, scheme)
	if hint != "" {
		return x.refuse(http.StatusBadRequest, "The encrypted message cannot be processed", hint)
	}
	x.plain = plain
	x.gateway.ledger.setBody(x.record, plain)
	code, transactionID := references(plain)
	x.set(func(r *Request) { r.Code, r.TransactionID = code, transactionID })
	return nil
}

// refuse answers in the shape of an authentication failure and keeps the reason.
func (x *call) refuse(status int, message, hint string) *answer {
	x.set(func(r *Request) { r.Refusal = hint })
	a := refusal(status, message)
	if x.gateway.options.Hints {
		a.header = http.Header{"v-c-gateway-hint": {hint}}
	}
	return &a
}

// carryOut gives the call to the caller's override, else to the simulator.
func (x *call) carryOut(scripted bool) answer {
	if override := x.gateway.options.Override; override != nil {
		if response := override(x.gateway.ledger.snapshot(x.record)); response != nil {
			status := response.Status
			if status == 0 {
				status = http.StatusOK
			}
			return answer{status: status, header: response.Header, body: response.Body}
		}
	}
	result := x.simulate(scripted)
	x.set(func(r *Request) { r.fill(result) })
	a := answer{status: result.Status, body: result.Body}
	if result.Entry != nil {
		a.id = result.Entry.ID
	}
	return a
}

func (x *call) simulate(scripted bool) simulator.Answer {
	g := x.gateway
	request := simulator.Request{
		Operation: x.route.operation, PaymentID: x.route.paymentID, MerchantID: x.scheme.MerchantID, Body: x.plain,
	}
	g.scriptMu.Lock()
	defer g.scriptMu.Unlock()
	if !scripted {
		return g.simulator.Handle(request)
	}
	if outcome := g.plan.takeOutcome(request.Operation, request.PaymentID); outcome != nil {
		if err := g.simulator.Script(*outcome); err != nil {
			panic("cybersourcetest: " + err.Error()) // Script has checked it
		}
	}
	return g.simulator.Handle(request)
}

// references reads the two members that a lost call is found by.
func references(body []byte) (code, transactionID string) {
	var request struct {
		Reference struct {
			Code          any `json:"code"`
			TransactionID any `json:"transactionId"`
		} `json:"clientReferenceInformation"`
	}
	_ = json.Unmarshal(body, &request) // what cannot be read stays empty
	code, _ = request.Reference.Code.(string)
	transactionID, _ = request.Reference.TransactionID.(string)
	return code, transactionID
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

// fill copies what the simulator recorded, or why it refused.
func (r *Request) fill(result simulator.Answer) {
	e := result.Entry
	if e == nil {
		r.Status, r.Reason = refusalOf(result.Body)
		return
	}
	r.Processed = true
	r.ID, r.OriginalID, r.Status, r.Reason = e.ID, e.OriginalID, e.Status, e.Reason
	r.Code, r.TransactionID = e.Code, e.TransactionID
	r.Amount, r.AuthorizedAmount, r.TotalAmount, r.Currency = e.Amount, e.AuthorizedAmount, e.TotalAmount, e.Currency
	r.CardType, r.CardLastFour = e.CardType, e.CardLastFour
}

// refusalOf reads an answer of the simulator's.
func refusalOf(body []byte) (status, reason string) {
	var refused struct {
		Status string `json:"status"`
		Reason string `json:"reason"`
	}
	_ = json.Unmarshal(body, &refused) // it is ours
	return refused.Status, refused.Reason
}
