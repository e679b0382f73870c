package cybersourcetest

import (
	"net/http"
	"net/url"

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
func (g *Gateway) payerPage(path string) func(form url.Values) (int, payerpage.Page) {
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
func servePayerPage(c *wire, page func(form url.Values) (int, payerpage.Page)) answer {
	if c.r.Method != http.MethodPost {
		a := htmlAnswer(http.StatusMethodNotAllowed, payerpage.ProblemPage("A form has to post the access token to this address, as JWT."))
		a.header["Allow"] = []string{http.MethodPost}
		return a
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, maxBody)
	if err := c.r.ParseForm(); err != nil {
		return htmlAnswer(http.StatusBadRequest, payerpage.ProblemPage("What was posted is no form that can be read."))
	}
	return htmlAnswer(page(c.r.PostForm))
}

func (g *Gateway) collectionPage(form url.Values) (int, payerpage.Page) {
	id, known := g.simulator.Collection(form.Get("JWT"))
	if !known {
		return http.StatusBadRequest, payerpage.ProblemPage("JWT is not the access token of a set-up, or it is older than an hour.")
	}
	return http.StatusOK, payerpage.CollectionPage(id)
}

func (g *Gateway) challengePage(form url.Values) (int, payerpage.Page) {
	begun, known := g.simulator.StepUp(form.Get("JWT"))
	switch {
	case !known:
		return http.StatusBadRequest, payerpage.ProblemPage("JWT is not the access token of a challenge, or it is older than an hour.")
	case !isWebAddress(begun.ReturnURL):
		return http.StatusBadRequest, payerpage.ProblemPage("The browser could not come back: the returnUrl of the enrolment check is no http or https address.")
	}
	merchantData := "null"
	if form.Has("MD") {
		merchantData = form.Get("MD")
	}
	return http.StatusOK, payerpage.ChallengePage(payerpage.Challenge{
		Merchant: begun.MerchantID, Amount: begun.Amount, Currency: begun.Currency, CardLastFour: begun.CardLastFour,
		ReturnURL: begun.ReturnURL, TransactionID: begun.TransactionID, MerchantData: merchantData,
	})
}

// isWebAddress reports whether a browser can post a form there.
func isWebAddress(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && (u.Scheme == "http" || u.Scheme == "https")
}

func htmlAnswer(status int, page payerpage.Page) answer {
	return answer{status: status, body: page.HTML, header: http.Header{
		"Content-Type":            {"text/html; charset=utf-8"},
		"Content-Security-Policy": {page.Policy},
		"X-Content-Type-Options":  {"nosniff"},
	}}
}
