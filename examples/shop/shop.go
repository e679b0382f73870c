package main

import (
	"context"
	"html/template"
	"log/slog"
	"net/http"
	"strconv"

	"github.com/cybersource-go/cybersource"
)

// shop is a small web shop: one product, a page per order, a form to pay it.
type shop struct {
	client     *cybersource.APIClient
	orders     *orders
	log        *slog.Logger
	instrument func(req *cybersource.CreatePaymentRequest, token string)
}

// handler serves the shop. Forms from other sites are refused.
func (s *shop) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /orders", s.postOrder)
	mux.HandleFunc("GET /orders/{id}", s.getOrder)
	mux.HandleFunc("POST /orders/{id}/payments", s.postPayment)
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { s.render(w, "home", nil) })
	return http.NewCrossOriginProtection().Handler(http.MaxBytesHandler(mux, 64<<10))
}

// postOrder makes an order. The price is the shop's, never the browser's.
func (s *shop) postOrder(w http.ResponseWriter, r *http.Request) {
	amount, err := cybersource.FormatAmount(2499, "USD")
	if err != nil {
		http.Error(w, "no price", http.StatusInternalServerError)
		return
	}
	o := s.orders.create(amount, "USD")
	http.Redirect(w, r, "/orders/"+o.ID, http.StatusSeeOther)
}

func (s *shop) getOrder(w http.ResponseWriter, r *http.Request) {
	o, found := s.orders.get(r.PathValue("id"))
	if !found {
		http.NotFound(w, r)
		return
	}
	s.render(w, "order", o)
}

// postPayment records the attempt, pays, records the result and sends the browser to
// the order's page, whose reload sends nothing. Whoever posts the same form again gets
// to that page without a payment.
func (s *shop) postPayment(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	number, err := strconv.Atoi(r.FormValue("attempt"))
	if token := r.FormValue("token"); err == nil && token != "" {
		if o, a, ok := s.orders.begin(id, number); ok {
			s.orders.answered(id, a, s.pay(context.WithoutCancel(r.Context()), o, a, token))
		}
	}
	http.Redirect(w, r, "/orders/"+id, http.StatusSeeOther)
}

func (s *shop) render(w http.ResponseWriter, name string, data any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := pages.ExecuteTemplate(w, name, data); err != nil {
		s.log.Error("page", "name", name, "error", err)
	}
}

// pages are the shop's. The token's value comes from the hosted card fields, a script
// of the service that is left out here.
var pages = template.Must(template.New("").Parse(`
{{define "home"}}<!doctype html><title>Example shop</title>
<h1>Notes on the engine</h1>
<form method="post" action="/orders"><button>Buy for 24.99 USD</button></form>
{{end}}

{{define "order"}}<!doctype html><title>Order {{.ID}}</title>
<h1>Order {{.ID}}: {{.Amount}} {{.Currency}}</h1>
<p id="state">{{.State}}</p>
<p id="message">{{.Message}}</p>
{{if eq .State "open"}}<form method="post" action="/orders/{{.ID}}/payments">
<input type="hidden" name="attempt" value="{{.Tries}}">
<label>Token of the card fields <input name="token" value="demo"></label>
<button>Pay</button></form>{{end}}
{{end}}
`))
