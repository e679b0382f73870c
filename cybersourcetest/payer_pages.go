package cybersourcetest

import (
	"bytes"
	"io"
	"net/http"
	"net/url"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/payerpage"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// This file answers the payer's browser during payer authentication: it posts the access
// token (JWT) of the set-up or the enrolment check to a page in a frame, and comes back to the
// merchant from a challenge. None of it needs credentials: the token is enough.
//
// Simulates: the return to the merchant, a POST with TransactionId and MD, which is "null" if
// the merchant sent none.
//
// Guesses: that a token that opens nothing is answered with HTTP 400.

// payerPage is the page at a path; nil if there is none.
func (g *Gateway) payerPage(path string) func(form url.Values) answer {
	switch path {
	case simulator.CollectionPath:
		return g.collectionPage
	case simulator.StepUpPath:
		return g.challengePage
	default:
		return nil
	}
}

// servePayerPage answers what a browser posts to a page, with the page.
func servePayerPage(x *call, page func(form url.Values) answer) answer {
	r := x.wire.r
	if r.Method != http.MethodPost {
		a := problemPage("methodNotAllowed", "A form has to post the access token to this address, as JWT.")
		a.status, a.header["Allow"] = http.StatusMethodNotAllowed, []string{http.MethodPost}
		return a
	}
	if unread := x.read(); unread.status != 0 {
		return problemPage(unread.cause, "What was posted is no form that can be read, or it is larger than 1 MiB.")
	}
	r.Body = io.NopCloser(bytes.NewReader(x.body))
	if err := r.ParseForm(); err != nil {
		return problemPage(explain.PageForm, "What was posted is no form that can be read.")
	}
	return page(r.PostForm)
}

func (g *Gateway) collectionPage(form url.Values) answer {
	id, known := g.simulator.Collection(form.Get("JWT"))
	if !known {
		return problemPage(explain.PageTokenUnknown, "JWT is not the access token of a set-up, or it is older than an hour.")
	}
	return htmlAnswer(http.StatusOK, payerpage.CollectionPage(id))
}

func (g *Gateway) challengePage(form url.Values) answer {
	begun, known := g.simulator.StepUp(form.Get("JWT"))
	switch {
	case !known:
		return problemPage(explain.PageTokenUnknown, "JWT is not the access token of a challenge, or it is older than an hour.")
	case !isWebAddress(begun.ReturnURL):
		return problemPage(explain.PageReturnURL, "The browser could not come back: the returnUrl of the enrolment check is no http or https address.")
	}
	merchantData := "null"
	if form.Has("MD") {
		merchantData = form.Get("MD")
	}
	return htmlAnswer(http.StatusOK, payerpage.ChallengePage(payerpage.Challenge{
		Merchant: begun.MerchantID, Amount: begun.Amount, Currency: begun.Currency, CardLastFour: begun.CardLastFour,
		ReturnURL: begun.ReturnURL, TransactionID: begun.TransactionID, MerchantData: merchantData,
	}))
}

// isWebAddress reports whether a browser can post a form there.
func isWebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

// problemPage tells the person at the browser what is wrong. The cause is the key of its
// explanation.
func problemPage(cause, text string) answer {
	a := htmlAnswer(http.StatusBadRequest, payerpage.ProblemPage(text))
	a.cause = cause
	return a
}

func htmlAnswer(status int, page payerpage.Page) answer {
	return answer{status: status, body: page.HTML, header: http.Header{
		"Content-Type":            {"text/html; charset=utf-8"},
		"Content-Security-Policy": {page.Policy},
		"X-Content-Type-Options":  {"nosniff"},
	}}
}
