package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

// walk does over HTTP what the browsers of some customers would do.
func walk(s *shop, watch *clock) {
	server := httptest.NewServer(s.handler())
	defer server.Close()

	b := browser{server.URL, ""}
	demo.Step("A customer pays, and clicks twice")
	b.buy()
	form := b.form()
	b.post(form)
	b.post(form)

	if demo.Offline == nil {
		return // the rest needs a gateway that fails on request
	}
	demo.Step("The bank declines; the customer takes another card")
	demo.Offline.Next(cybersourcetest.Decline("EXPIRED_CARD"))
	b.buy()
	b.post(b.form())
	b.post(b.form())

	demo.Step("The service cannot be reached, not even at the third try; later it can")
	demo.Offline.Script(cybersourcetest.RefuseConnection(), cybersourcetest.RefuseConnection(), cybersourcetest.RefuseConnection())
	b.buy()
	b.post(b.form())
	b.post(b.form())

	demo.Step("The answer is lost; the shop looks the payment up")
	demo.Offline.Next(cybersourcetest.DropAnswer())
	b.buy()
	b.post(b.form())
	s.settle(context.Background(), 0)
	b.open()

	demo.Step("The payment is lost on its way; after a while the shop makes sure that none is made, and the customer pays again")
	demo.Offline.Next(cybersourcetest.CloseBeforeReading())
	b.buy()
	b.post(b.form())
	for range 6 {
		watch.forward(undoAfter / 2)
		s.settle(context.Background(), 0)
	}
	b.open()
	b.post(b.form())

	demo.Step("What the service says")
	for order, times := range charges(demo.Offline) {
		demo.Line(order, fmt.Sprintf("charges: %d", times))
	}
}

// charges counts the payments of each order that stand: reversed ones do not.
func charges(gateway *cybersourcetest.Gateway) map[string]int {
	orders := map[string]int{}
	for _, p := range gateway.Payments() {
		if p.Held != "0.00" {
			orders[orderOf(p.Code)]++
		}
	}
	return orders
}

// orderOf is the order of an attempt with a reference code.
func orderOf(code string) string { return code[:max(strings.LastIndex(code, "-"), 0)] }

// browser has the shop's address and the page of the latest order.
type browser struct{ shop, page string }

// buy makes an order and prints nothing.
func (b *browser) buy() {
	response, err := http.PostForm(b.shop+"/orders", nil)
	demo.Check(err)
	defer response.Body.Close()
	b.page = response.Request.URL.String() // where the redirect led
}

var (
	attemptField = regexp.MustCompile(`name="attempt" value="(\d+)"`)
	facts        = regexp.MustCompile(`(?s)<p id="state">(.*?)</p>.*<p id="message">(.*?)</p>`)
)

// form fills in the form on the order's page.
func (b *browser) form() url.Values {
	values := url.Values{"token": {"demo"}}
	if match := attemptField.FindStringSubmatch(b.read(http.Get(b.page))); match != nil {
		values.Set("attempt", match[1])
	}
	return values
}

// post sends the form and shows the page that it leads to.
func (b *browser) post(form url.Values) {
	b.show(b.read(http.PostForm(b.page+"/payments", form)))
}

// open shows the order's page.
func (b *browser) open() { b.show(b.read(http.Get(b.page))) }

func (b *browser) read(response *http.Response, err error) string {
	demo.Check(err)
	defer response.Body.Close()
	page, err := io.ReadAll(response.Body)
	demo.Check(err)
	return string(page)
}

func (b *browser) show(page string) {
	match := facts.FindStringSubmatch(page)
	if match == nil {
		demo.Check(fmt.Errorf("unexpected page: %q", page))
	}
	demo.Line(match[1], match[2])
}
