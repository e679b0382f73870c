package cybersourcetest

import (
	"cmp"
	"errors"
	"io"
	"mime"
	"net/http"
	"os"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/verify"
)

// This file is what the service does with a call: take its body, authenticate it,
// decrypt it and carry it out.
//
// Guesses: the answers 413 and 415 and the limit of 1 MiB, which are unpublished; that
// the content type is looked at before the credentials.
//
// Not simulated: the Accept header, content encodings of requests.

// call is one request on its way.
type call struct {
	gateway *Gateway
	wire    *wire
	record  *Request
	target  string       // path and query, as they were signed
	found   routes.Match // the operation and the ids of the path
	body    []byte       // as received
	plain   []byte       // decrypted
	sender  verify.Identity

	accounts *accountsInUse // when it was authenticated
	account  Account        // of the merchant

	findings  verify.Findings
	encrypted bool            // the body was
	clear     []byte          // the answer before it was encrypted
	work      *simulator.Work // of a call that was accepted before
	at        time.Time       // when it takes effect, if that is not the time it is processed
	in        *tally          // that counts it while it is processed
}

func (x *call) set(change func(*Request)) { x.gateway.ledger.update(x.record, change) }

// read takes the body. The answer is set if it cannot be taken.
func (x *call) read() answer {
	r := x.wire.r
	body, err := io.ReadAll(http.MaxBytesReader(x.wire.w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return problem(http.StatusRequestEntityTooLarge, "requestTooLarge", "the body is larger than 1 MiB")
	case errors.Is(err, os.ErrDeadlineExceeded) && x.wire.isClosing():
		return problem(http.StatusRequestTimeout, "requestTimeout", "the gateway stopped before the body had arrived")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return problem(http.StatusRequestTimeout, "requestTimeout", "the body took too long")
	case err != nil:
		return problem(http.StatusBadRequest, "invalidRequest", "the body ended early")
	}
	x.wire.limitBody(0)
	x.body = body
	x.gateway.ledger.setBody(x.record, body)
	return answer{}
}

// process authenticates, decrypts and carries out the call.
func (x *call) process(scripted bool) answer {
	if refused := x.admit(); refused != nil {
		return *refused
	}
	return x.perform(scripted)
}

// admit authenticates and decrypts the call. The answer is set if it is refused.
func (x *call) admit() *answer {
	if !x.contentTypeFits() {
		return new(problem(http.StatusUnsupportedMediaType, "unsupportedMediaType", "Content-Type is not application/json"))
	}
	x.accounts = x.gateway.accounts.Load()
	if refused := x.authenticate(); refused != nil {
		return refused
	}
	x.account = x.accounts.of(x.sender.MerchantID, x.sender.Owner)
	if refused := x.tooMany(); refused != nil {
		return refused
	}
	return x.decrypt()
}

// perform carries the call out, and encrypts the answer if the call asks for it.
func (x *call) perform(scripted bool) answer {
	a := x.carryOut(scripted)
	if x.sender.ResponseKeyID == "" {
		return a
	}
	x.clear = a.body
	sealed, err := x.seal(a.body, x.sender.ResponseKeyID)
	if err != nil {
		return refusal(http.StatusInternalServerError, explain.CannotEncrypt, "the answer cannot be encrypted: "+err.Error())
	}
	a.body = sealed
	a.header = a.header.Clone()
	a.header.Del("Content-Type") // what is sealed stands in JSON, whatever it is
	return a
}

// contentTypeFits asks for JSON where there is a body, or has to be one.
func (x *call) contentTypeFits() bool {
	if len(x.body) == 0 && (x.found.Route == nil || x.found.Route.Request == "") {
		return true
	}
	kind, _, err := mime.ParseMediaType(x.wire.r.Header.Get("Content-Type"))
	return err == nil && kind == "application/json"
}

func (x *call) authenticate() *answer {
	r := x.wire.r
	if x.gateway.options.NoAuthentication {
		if !x.gateway.expects(r.Host) {
			return x.refuse(http.StatusMisdirectedRequest, unexpectedHost, unexpectedHost, explain.UnexpectedHost)
		}
		x.sender.MerchantID = r.Header.Get("V-C-Merchant-Id")
		if id := x.sender.MerchantID; id == "" || len(id) > longestMerchantID {
			x.sender.MerchantID = x.accounts.list[0].ID
		}
		x.set(func(rec *Request) { rec.MerchantID = x.sender.MerchantID })
		return nil
	}
	signed := &verify.Request{
		Method: r.Method, Host: r.Host, Target: x.target, Prefix: x.gateway.options.PathPrefix, Header: r.Header, Body: x.body,
	}
	id, findings, refused := x.verifier().Verify(signed)
	x.findings = findings
	if refused != nil {
		return x.refuse(http.StatusUnauthorized, refused.Message(), refused.Hint, string(refused.Cause))
	}
	x.sender = id
	x.set(func(rec *Request) { rec.MerchantID, rec.KeyID, rec.Scheme = id.MerchantID, id.KeyID, string(id.Scheme) })
	return nil
}

// verifier judges the call by the time at which it takes effect.
func (x *call) verifier() *verify.Verifier {
	v := *x.gateway.verifier
	v.Directory = x.accounts.directory
	if !x.at.IsZero() {
		v.Now = func() time.Time { return x.at }
	}
	return &v
}

func (x *call) decrypt() *answer {
	scheme := x.sender.Scheme
	if x.gateway.options.NoAuthentication {
		scheme = verify.JWT // the one that may be encrypted
	}
	plain, hint, cause := x.gateway.open(x.body, scheme, x.encryptionDemanded())
	if hint != "" {
		return x.refuse(http.StatusBadRequest, "The encrypted message cannot be processed", hint, cause)
	}
	x.plain, x.encrypted = plain, !same(plain, x.body) && len(x.body) > 0
	x.gateway.ledger.setBody(x.record, plain)
	code, transactionID := references(plain)
	x.set(func(r *Request) { r.Code, r.TransactionID = code, transactionID })
	return nil
}

// encryptionDemanded reports whether the body has to be encrypted. Those of some operations
// never are.
func (x *call) encryptionDemanded() bool {
	return x.gateway.options.RequireEncryption && (x.found.Route == nil || !x.found.Route.Plain)
}

// refuse answers in the shape of an authentication failure and keeps the reason.
func (x *call) refuse(status int, message, hint, cause string) *answer {
	x.set(func(r *Request) { r.Refusal = hint })
	if !x.gateway.options.Hints {
		return new(refusal(status, cause, message))
	}
	if hint != message {
		message += ": " + hint // where the client's errors show it
	}
	a := refusal(status, cause, message)
	a.header = http.Header{"v-c-gateway-hint": {hint}}
	return &a
}

// snapshot is the record with all that the call brought, whatever the ledger still keeps.
func (x *call) snapshot() Request {
	r := x.gateway.ledger.snapshot(x.record)
	r.Path, r.Header, r.body = x.wire.r.RequestURI, publicHeader(x.wire.r.Header), x.plain
	return r
}

// carryOut gives the call to the caller's override, else to the simulator.
func (x *call) carryOut(scripted bool) answer {
	if response := x.override(); response != nil {
		return ownAnswer(response)
	}
	if x.found.Route == nil {
		return noOperation(x.found)
	}
	if !x.simulated() {
		return problem(http.StatusNotImplemented, "notImplemented", "the offline gateway does not simulate this operation")
	}
	result := x.simulate(scripted)
	x.set(func(r *Request) { r.fill(result) })
	x.notify()
	a := tokenReply(result)
	if result.Entry != nil {
		a.id = result.Entry.ID
	}
	return a
}

// ownAnswer is what an override has said.
func ownAnswer(response *Response) answer {
	a := answer{status: cmp.Or(response.Status, http.StatusOK), header: response.Header, body: response.Body}
	if a.status >= http.StatusBadRequest {
		a.cause = explain.OwnAnswer
	}
	return a
}

// override asks the caller's, if there is one. Nothing waits for that: it may close the gateway.
func (x *call) override() (response *Response) {
	if override := x.gateway.options.Override; override != nil {
		x.in.without(func() { response = override(x.snapshot()) })
	}
	return response
}

// simulated reports whether the call is one of an operation that the simulator knows.
func (x *call) simulated() bool {
	return x.found.Route != nil && simulator.Known(simulator.Operation(x.found.Route.Operation))
}

// request is the call as the simulator takes it.
func (x *call) request() simulator.Request {
	return simulator.Request{
		Operation: simulator.Operation(x.found.Route.Operation), IDs: x.found.IDs,
		MerchantID: x.sender.MerchantID, Pages: x.gateway.url, Body: x.plain, Time: x.gateway.clock.of(x.at),
		CorrelationID: x.wire.correlationID, CardTypes: x.account.CardTypes, Currencies: x.account.Currencies, PageScript: x.gateway.script(),
	}
}

func (x *call) simulate(scripted bool) simulator.Answer {
	g := x.gateway
	g.scriptMu.Lock()
	defer g.scriptMu.Unlock()
	if scripted {
		defer x.script()()
	}
	if x.work != nil {
		return x.work.Finish(x.gateway.clock.of(x.at))
	}
	return g.simulator.Handle(x.request())
}

// script hands a scripted outcome for the call to the simulator. What it returns is to be
// done after the call: an instruction whose outcome the call did not take waits for another.
func (x *call) script() (after func()) {
	g := x.gateway
	outcome, after := g.plan.takeOutcome(x.request()), func() {}
	if outcome == nil {
		order := g.orders.take(x, true)
		if order == nil {
			return after
		}
		outcome = order.step.outcome
		after = func() {
			if g.simulator.Unscript(*outcome) {
				g.orders.giveBack(order)
				return
			}
			x.met(order)
		}
	}
	if err := g.simulator.Script(*outcome); err != nil {
		panic("cybersourcetest: " + err.Error()) // it was checked before
	}
	return after
}
