package cybersourcetest

import (
	"cmp"
	"net/http"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
)

// This file hands the gateway over to its page. Nothing here is the service's.

// servePage answers what is the page's, and reports whether it was that. It leaves no record.
func (g *Gateway) servePage(c *wire, path string) bool {
	isRead := c.r.Method == http.MethodGet || c.r.Method == http.MethodHead
	prefix := ""
	if strings.HasPrefix(c.r.URL.Path, g.options.PathPrefix) {
		prefix = g.options.PathPrefix
	}
	switch {
	case strings.HasPrefix(path, page.Prefix):
		g.page.Serve(c.w, c.r, prefix)
	case (strings.Trim(path, "/") == "" || path+"/" == page.Prefix) && isRead:
		g.toPage(c, prefix)
	default:
		return false
	}
	return true
}

// toPage leads a browser to the page.
func (g *Gateway) toPage(c *wire, prefix string) {
	if !g.expects(c.r.Host) {
		http.Error(c.w, unexpectedHost, http.StatusMisdirectedRequest)
		return
	}
	http.Redirect(c.w, c.r, prefix+page.Prefix, http.StatusSeeOther)
}

// ControlToken is the token that changes through the gateway's page need: that of
// Options.ControlToken, or a random one.
func (g *Gateway) ControlToken() string { return g.options.ControlToken }

// ControlURL is the address of the gateway's page for a browser that may change something.
// [Gateway.URL] leads to the same page for reading.
func (g *Gateway) ControlURL() string {
	return g.url + g.options.PathPrefix + page.Prefix + "?token=" + g.options.ControlToken
}

// pageGateway is the gateway as its page sees it.
type pageGateway struct{ *Gateway }

func (g pageGateway) About() page.About {
	about := page.About{URL: g.url, Merchant: g.Account().ID, Profile: cmp.Or(g.options.Profile, ProfileDefault)}
	if pairs := g.Account().SharedSecrets; len(pairs) > 0 {
		about.KeyID = pairs[0].KeyID
	}
	return about
}

func (g pageGateway) Expects(host string) bool { return g.expects(host) }

func (g pageGateway) Malformed() uint64 { return g.readings.malformed.Load() }

func (g pageGateway) Payments() []page.Payment {
	payments := g.Gateway.Payments()
	shown := make([]page.Payment, len(payments))
	for i, p := range payments {
		shown[i] = p.onPage()
	}
	return shown
}

func (g pageGateway) Payment(id string) (page.Payment, bool) {
	p, known := g.Gateway.Payment(id)
	return p.onPage(), known
}

func (p Payment) onPage() page.Payment {
	shown := page.Payment{
		ID: p.ID, MerchantID: p.MerchantID, Code: p.Code, Currency: p.Currency, Authorized: p.Authorized, Held: p.Held,
		Released: p.Released, Captured: p.Captured, Refunded: p.Refunded, Credited: p.Credited, Events: []page.Event{},
	}
	for _, e := range p.Events {
		shown.Events = append(shown.Events, page.Event{
			Time: e.Time, Kind: e.Kind, ID: e.ID, Of: e.Of, Amount: e.Amount, Held: e.Held, Captured: e.Captured, Refunded: e.Refunded,
		})
	}
	return shown
}

func (g pageGateway) Triggers() []page.Trigger {
	var shown []page.Trigger
	for _, t := range g.simulator.Triggers() {
		shown = append(shown, page.Trigger{Condition: t.Condition, Result: t.Result, Known: t.Known})
	}
	return shown
}
