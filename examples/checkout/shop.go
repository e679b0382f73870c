package main

import (
	"crypto/rand"
	"embed"
	"html/template"
	"io"
	"log/slog"
	"net/http"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/checkout"
	"github.com/cybersource-go/cybersource/webhook"
)

// shop has one product, a page to enter a card for an order, and a page that tells how
// the order stands.
type shop struct {
	address  string // where browsers find it
	client   *cybersource.APIClient
	checks   *checkout.Verifier
	webhooks http.Handler
	orders   orders
	seal     seal
	log      *slog.Logger
}

func newShop(client *cybersource.APIClient, address string, scriptOrigins []string, log *slog.Logger) (*shop, error) {
	checks, err := checkout.NewVerifier(client, checkout.Options{ScriptOrigins: scriptOrigins})
	if err != nil {
		return nil, err
	}
	key := make([]byte, 32) // in production the same for all processes, from where the shop keeps its secrets
	rand.Read(key)          // never fails
	return &shop{
		address: address, client: client, checks: checks, webhooks: &webhook.Handler{},
		orders: orders{byCode: map[string]*order{}}, seal: key, log: log,
	}, nil
}

// handler serves the shop. Forms of other sites are refused, but for the one by which the
// payer comes back from a challenge.
func (s *shop) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) { s.render(w, "home", nil) })
	mux.HandleFunc("POST /orders", s.postOrder)
	mux.HandleFunc("GET /card", s.ofOrder(s.getCard))
	mux.HandleFunc("POST /token", s.ofOrder(s.postToken))
	mux.HandleFunc("POST /payment", s.ofOrder(s.postPayment))
	mux.HandleFunc("POST /return", s.postReturn)
	mux.HandleFunc("GET /order", s.ofOrder(func(w http.ResponseWriter, _ *http.Request, o order) { s.render(w, "order", o) }))
	mux.HandleFunc("/webhooks", func(w http.ResponseWriter, r *http.Request) { s.webhooks.ServeHTTP(w, r) })
	mux.Handle("GET /pages/", http.FileServerFS(files))
	guard := http.NewCrossOriginProtection()
	guard.AddInsecureBypassPattern("POST /return") // what comes back is trusted for nothing
	return guard.Handler(http.MaxBytesHandler(mux, 1<<20))
}

const cookie = "order"

// postOrder makes an order, which is the browser's own: its cookie says which.
func (s *shop) postOrder(w http.ResponseWriter, r *http.Request) {
	o := s.orders.create("102.21", "USD") // the price is the shop's, never the browser's
	http.SetCookie(w, &http.Cookie{       //nolint:gosec // G124: on loopback there is no TLS; elsewhere it is Secure, too
		Name: cookie, Value: s.seal.close("browser", o.Code), Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
	http.Redirect(w, r, "/card", http.StatusSeeOther)
}

// ofOrder finds the order of the browser's cookie.
func (s *shop) ofOrder(serve func(http.ResponseWriter, *http.Request, order)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		c, _ := r.Cookie(cookie) // nil without one
		if c != nil {
			if code, genuine := s.seal.open("browser", c.Value); genuine {
				if o, found := s.orders.get(code); found {
					serve(w, r, o)
					return
				}
			}
		}
		http.Error(w, "There is no such order.", http.StatusNotFound)
	}
}

// read is the body of a request; "" if it did not arrive whole.
func read(r *http.Request) string {
	text, err := io.ReadAll(r.Body)
	if err != nil {
		return ""
	}
	return string(text)
}

//go:embed pages
var files embed.FS

var pages = template.Must(template.ParseFS(files, "pages/*.html"))

func (s *shop) render(w http.ResponseWriter, name string, view any) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	if err := pages.ExecuteTemplate(w, name, view); err != nil {
		s.log.Error("page", "name", name, "error", err)
	}
}
