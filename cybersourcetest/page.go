package cybersourcetest

import (
	"bytes"
	"cmp"
	"net/http"
	"slices"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
	"github.com/cybersource-go/cybersource/internal/redact"
)

// pageRows is how many processed calls the page shows.
const pageRows = 200

// servePage answers GET / for people with a browser.
func (g *Gateway) servePage(w http.ResponseWriter, r *http.Request) {
	if !g.expects(r.Host) {
		http.Error(w, unexpectedHost, http.StatusMisdirectedRequest)
		return
	}
	var html bytes.Buffer
	if err := page.Write(&html, g.view()); err != nil {
		http.Error(w, "the page failed", http.StatusInternalServerError)
		return
	}
	header := w.Header()
	header.Set("Content-Type", "text/html; charset=utf-8")
	header.Set("Cache-Control", "no-store")
	header.Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
	w.Write(html.Bytes()) //nolint:errcheck // the reader left
}

func (g *Gateway) view() page.View {
	entries := g.Ledger()
	view := page.View{
		URL:       g.url,
		Merchant:  g.Account().ID,
		Profile:   cmp.Or(g.options.Profile, ProfileDefault),
		Processed: len(entries),
	}
	if pairs := g.Account().SharedSecrets; len(pairs) > 0 {
		view.KeyID = pairs[0].KeyID
	}
	for _, e := range slices.Backward(entries[max(0, len(entries)-pageRows):]) {
		view.Payments = append(view.Payments, e.row())
	}
	payments := g.Payments()
	for _, p := range slices.Backward(payments[max(0, len(payments)-pageRows):]) {
		view.Lives = append(view.Lives, p.life())
	}
	for _, t := range g.simulator.Triggers() {
		view.Triggers = append(view.Triggers, page.Trigger{Condition: t.Condition, Result: t.Result, Known: t.Known})
	}
	return view
}

func (p Payment) life() page.Life {
	life := page.Life{ID: p.ID, Code: redact.Text(p.Code), Currency: p.Currency, Held: p.Held, Captured: p.Captured, Refunded: p.Refunded}
	for _, e := range p.Events {
		life.Events = append(life.Events, page.Event{Time: e.Time, Kind: e.Kind, Amount: e.Amount})
	}
	return life
}

func (e Entry) row() page.Payment {
	return page.Payment{
		Sequence: e.Sequence, Time: e.Time, Operation: e.Operation, ID: e.ID, Code: redact.Text(e.Code),
		HTTPStatus: e.HTTPStatus, Status: e.Status, Reason: e.Reason, Amount: e.Amount, Currency: e.Currency,
		AuthorizedAmount: e.AuthorizedAmount, Card: mask(e.CardLastFour), Fault: e.Fault, Answered: e.Answered,
	}
}
