package cybersourcetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/hostedpage"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// This file answers hosted payment pages: what their browsers ask the service for, and what
// a test does in their place. None of it needs credentials.
//
// Guesses: the call by which a page gets its token.

// Card is a card as a payer types it into a hosted page. It prints its last four digits.
type Card struct {
	Number          string // digits
	ExpirationMonth string // two digits
	ExpirationYear  string // four digits
	SecurityCode    string // "" if the page does not ask for it
}

// TransientToken makes the token that a browser gets for a card in the page of a capture
// context: of any of the three operations, made by this gateway, and not expired. A payment
// of the same merchant can be made with it once.
func (g *Gateway) TransientToken(captureContext string, card Card) (string, error) {
	return tokenIn(g.simulator.MakeToken(captureContext, "", simulator.HostedCard(card), g.identifier()))
}

// CheckoutResult pays with a card in the page of a Unified Checkout session that has a
// completeMandate, and returns the signed result that the browser gets. The payment stands in
// the ledger like any other, declined ones too.
func (g *Gateway) CheckoutResult(captureContext string, card Card) (string, error) {
	record := &Request{
		Entry:  Entry{Time: g.options.Now().UTC(), CorrelationID: g.identifier()},
		Method: http.MethodPost, Path: "/pts/v2/payments",
	}
	g.ledger.arrive(record)
	result := g.simulator.CompleteCheckout(captureContext, simulator.HostedCard(card), record.CorrelationID)
	g.ledger.update(record, func(r *Request) {
		r.Operation, r.HTTPStatus, r.Answered = CreatePayment, result.Status, true
		r.fill(result)
	})
	r := g.ledger.snapshot(record)
	g.journal.Set(r.Sequence, nil, func(c *journal.Call) {
		r.summarize(c)
		c.Operation, c.Ended, c.Sent, c.Cause = r.Operation, true, r.HTTPStatus, causeOf(&r)
	})
	return tokenIn(result)
}

// tokenIn is the token of a success, or an error with the reason and the places of a refusal.
func tokenIn(a simulator.Answer) (string, error) {
	if a.MediaType != "" {
		return string(a.Body), nil
	}
	var refused struct {
		Reason  string
		Details []struct{ Location, Message string }
	}
	if json.Unmarshal(a.Body, &refused) != nil {
		return "", errors.New("gateway: no token")
	}
	var text strings.Builder
	text.WriteString("gateway: " + refused.Reason)
	for _, d := range refused.Details {
		fmt.Fprintf(&text, ": %s %s", d.Location, d.Message)
	}
	return "", errors.New(text.String())
}

// script is what hosted pages of this gateway load.
func (g *Gateway) script() simulator.Script {
	return simulator.Script{URL: g.url + hostedpage.Path, Integrity: hostedpage.Integrity()}
}

// servePublic answers what needs no credentials, and reports whether it was that.
func (g *Gateway) servePublic(x *call, path string) bool {
	method := x.wire.r.Method
	id, isKey := strings.CutPrefix(path, "/flex/v2/public-keys/")
	page := g.payerPage(path)
	var reply func() answer
	switch {
	case page != nil:
		reply = func() answer { return servePayerPage(x, page) }
	case isKey && method == http.MethodGet:
		reply = func() answer { return g.publicKey(id) }
	case path == "/flex/v2/tokens" && method == http.MethodPost:
		reply = func() answer { return g.makeToken(x) }
	case path == hostedpage.Path && method == http.MethodGet:
		reply = func() answer { return scriptAnswer() }
	default:
		return false
	}
	g.ledger.number(x.record)
	a := refusal(http.StatusMisdirectedRequest, explain.UnexpectedHost, unexpectedHost)
	if g.expects(x.wire.r.Host) {
		a = reply()
	}
	x.conclude(a)
	return true
}

func (g *Gateway) publicKey(id string) answer {
	key := g.simulator.PublicKey(id)
	if key == nil {
		a := problem(http.StatusNotFound, "notFound", "there is no such key")
		a.cause = explain.KeyNotFound
		return a
	}
	return answer{status: http.StatusOK, body: key, header: http.Header{"Content-Type": {"application/json"}}}
}

// makeToken makes a token for a page in a browser, which may be of any origin: the capture
// context says of which.
func (g *Gateway) makeToken(x *call) answer {
	var asked struct {
		CaptureContext string
		Card           simulator.HostedCard
	}
	if unread := x.read(); unread.status != 0 {
		return unread
	}
	if json.Unmarshal(x.body, &asked) != nil {
		return refusal(http.StatusBadRequest, explain.TokenRequestForm, "the body is no request for a token")
	}
	result := g.simulator.MakeToken(asked.CaptureContext, x.wire.r.Header.Get("Origin"), asked.Card, x.wire.correlationID)
	a := tokenReply(result)
	a.header.Set("Access-Control-Allow-Origin", "*")
	return a
}

// tokenReply is an answer of the simulator with the media type that it has.
func tokenReply(result simulator.Answer) answer {
	a := answer{status: result.Status, body: result.Body, header: http.Header{}}
	if result.MediaType != "" {
		a.header.Set("Content-Type", result.MediaType)
	}
	return a
}

func scriptAnswer() answer {
	return answer{status: http.StatusOK, body: []byte(hostedpage.Source()), header: http.Header{
		"Content-Type":                {"text/javascript; charset=utf-8"},
		"Access-Control-Allow-Origin": {"*"}, // a page that checks the integrity of a script asks for it
	}}
}
