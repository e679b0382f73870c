// Package page is the gateway's page and its HTTP control interface, all of it under one
// prefix: what people see in a browser, and the same as JSON for scripts. HTML is made here,
// reads without script, loads nothing from elsewhere, and masks what the schema says.
package page

import (
	"context"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/journal"
)

// Prefix is the path below which everything is. No operation of the service begins so.
const Prefix = "/-/"

// TokenHeader is the header in which scripts send the control token.
const TokenHeader = "Gateway-Control-Token"

// Gateway is what the page asks of the gateway, and orders.
type Gateway interface {
	About() About
	Expects(host string) bool // whether a Host header is one of ours
	Payments() []Payment      // oldest first
	Payment(id string) (Payment, bool)
	Ledger(code string) []any // its entries, oldest first, as they are written in JSON; "" = of all codes
	Misuse() []Misuse
	Forgotten() Forgotten
	Accounts() []Account
	Script() []string // the steps that wait, in their order
	Faults() Faults
	Triggers() []Trigger
	Malformed() uint64 // requests that were no HTTP
	Words() []string   // statuses, reasons and faults that calls may have

	Controls
}

// Controls are what can be changed.
type Controls interface {
	Instructions() []Instruction // oldest first
	Instruct(Instruction) (Instruction, error)
	Withdraw(id uint64) bool // whether it waited
	Clock() Clock
	Advance(time.Duration) error
	SendBatch() int
	Deliver() int // calls that a fault holds back
	Act(paymentID, action string) error
	Subscriptions() []Subscription
	Subscribe(address string, eventTypes []string, checkHealth bool) (Subscription, error)
	Deliveries() []Delivery // oldest first
	Resend(ctx context.Context, id uint64) (Delivery, bool)
	Notify(ctx context.Context, subscription, eventType string, payload json.RawMessage) (Delivery, error)
	SetAccounts(read func(any) error) error // with what reads the list
	SetBalance(number, amount, currency string) error
	SetFaults(faults string, seed uint64) error
	RefreshStatuses(paymentID string, statuses ...string) error
	CheckoutResult(captureContext string, card Card) (string, error)
	Reset()
}

// Options are those of a [Server].
type Options struct {
	Journal *journal.Journal
	Gateway Gateway
	Token   string          // that changes need
	Closing <-chan struct{} // ends streams and waits
}

// Server answers everything below Prefix.
type Server struct {
	Options
	mux     *http.ServeMux
	streams chan struct{} // a place for each
	guard   *http.CrossOriginProtection
}

// MaxStreams is how many streams of events there are at most.
const MaxStreams = 32

// New returns a server.
func New(options Options) *Server {
	s := &Server{Options: options, mux: http.NewServeMux(), streams: make(chan struct{}, MaxStreams), guard: http.NewCrossOriginProtection()}
	s.routes()
	return s
}

// routes are all paths, without the prefix of an intermediate host.
func (s *Server) routes() {
	for pattern, handler := range map[string]func(*visit){
		"GET /-/{$}":                   (*visit).listPage,
		"GET /-/call/{number}":         (*visit).callPage,
		"GET /-/payment/{$}":           (*visit).paymentsPage,
		"GET /-/payment/{id}":          (*visit).paymentPage,
		"GET /-/triggers":              (*visit).triggersPage,
		"GET /-/calls":                 (*visit).calls,
		"GET /-/calls/{number}":        (*visit).call,
		"GET /-/calls/{number}/{form}": (*visit).copyText,
		"GET /-/har":                   (*visit).har,
		"GET /-/payments":              (*visit).payments,
		"GET /-/payments/{id}":         (*visit).payment,
		"GET /-/ledger":                (*visit).ledger,
		"GET /-/misuse":                (*visit).misuse,
		"GET /-/forgotten":             (*visit).forgotten,
		"GET /-/accounts":              (*visit).accounts,
		"GET /-/script":                (*visit).script,
		"GET /-/faults":                (*visit).faults,
		"GET /-/control":               (*visit).controlPage,
		"GET /-/instructions":          (*visit).instructions,
		"GET /-/clock":                 (*visit).clock,
		"GET /-/subscriptions":         (*visit).subscriptions,
		"GET /-/deliveries":            (*visit).deliveries,

		"POST /-/instructions":               change((*visit).instruct),
		"DELETE /-/instructions/{id}":        change((*visit).withdraw),
		"POST /-/instructions/{id}/withdraw": change((*visit).withdraw),
		"POST /-/clock":                      change((*visit).advance),
		"POST /-/batch":                      change((*visit).sendBatch),
		"POST /-/deliver":                    change((*visit).deliver),
		"POST /-/payments/{id}/{action}":     change((*visit).act),
		"POST /-/payments/{id}/refreshes":    change((*visit).setRefreshes),
		"PUT /-/accounts":                    change((*visit).setAccounts),
		"POST /-/balances":                   change((*visit).setBalance),
		"PUT /-/faults":                      change((*visit).setFaults),
		"POST /-/checkout-results":           change((*visit).checkoutResult),
		"POST /-/subscriptions":              change((*visit).subscribe),
		"POST /-/deliveries":                 change((*visit).notify),
		"POST /-/deliveries/{id}/resend":     change((*visit).resend),
		"POST /-/reset":                      change((*visit).reset),

		"GET /-/events":        (*visit).events,
		"GET /-/assets/{name}": (*visit).asset,
		"/-/":                  (*visit).unmatched,
	} {
		s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
			root, _ := r.Context().Value(rootKey{}).(string)
			v := &visit{Server: s, w: w, r: r, Root: root}
			if err := checkQuery(r.URL.RawQuery, parameters[pattern]); err != nil && pattern != Prefix {
				v.refuse(http.StatusBadRequest, err.Error())
				return
			}
			handler(v)
		})
	}
}

// visit is one request, while it is answered.
type visit struct {
	*Server
	w    http.ResponseWriter
	r    *http.Request
	Root string // what stands before every path: the prefix of an intermediate host, and Prefix
}

type rootKey struct{}

// unexpectedHost is why a request is not answered.
const unexpectedHost = "the gateway's page answers to loopback and to the hosts that it was told of only"

// Serve answers a request. The prefix is that of an intermediate host which the client used.
func (s *Server) Serve(w http.ResponseWriter, r *http.Request, prefix string) {
	protect(w.Header())
	if !s.Gateway.Expects(r.Host) {
		http.Error(w, unexpectedHost, http.StatusMisdirectedRequest)
		return
	}
	if err := s.guard.Check(r); err != nil {
		http.Error(w, "this was asked by a page of somebody else", http.StatusForbidden)
		return
	}
	s.mux.ServeHTTP(w, withRoot(r, prefix))
}

// protect sets what keeps a page from loading, sending or becoming anything else.
func protect(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

// cookie is the name of the cookie with the token: browsers share cookies between all ports
// of a host, and so between gateways.
func (s *Server) cookie() string {
	sum := sha256.Sum256([]byte(s.Token))
	return "gateway-control-" + hex.EncodeToString(sum[:4])
}

// isToken compares in the same time however much of it is right.
func (s *Server) isToken(text string) bool {
	return subtle.ConstantTimeCompare([]byte(text), []byte(s.Token)) == 1
}

// mayChange reports whether the request has the token.
func (v *visit) mayChange() bool {
	if v.isToken(v.r.Header.Get(TokenHeader)) {
		return true
	}
	cookie, err := v.r.Cookie(v.cookie())
	return err == nil && v.isToken(cookie.Value)
}

// admit sets the cookie for the link that is printed at start, and leads to the address
// without the token.
func (v *visit) admit(token string) {
	if !v.isToken(token) {
		v.refuse(http.StatusForbidden, "this is not the token that the gateway printed at its start")
		return
	}
	http.SetCookie(v.w, &http.Cookie{ //nolint:gosec // G124: Secure over TLS only: the gateway also speaks plain http on loopback
		Name: v.cookie(), Value: v.Token, Path: v.Root, HttpOnly: true, Secure: v.r.TLS != nil, SameSite: http.SameSiteStrictMode,
	})
	http.Redirect(v.w, v.r, v.Root, http.StatusSeeOther)
}

// nothing answers what is not there.
func (v *visit) nothing() { v.refuse(http.StatusNotFound, "there is nothing at this address") }

// unmatched answers an address that there is not, or not with this method.
func (v *visit) unmatched() {
	allowed := v.allowed()
	if len(allowed) == 0 {
		v.nothing()
		return
	}
	v.w.Header().Set("Allow", strings.Join(allowed, ", "))
	v.refuse(http.StatusMethodNotAllowed, "this address takes "+strings.Join(allowed, ", ")+" only")
}

// allowed are the methods that the address has.
func (v *visit) allowed() (methods []string) {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodDelete} {
		other := v.r.Clone(v.r.Context())
		other.Method = method
		if _, pattern := v.mux.Handler(other); pattern != Prefix {
			methods = append(methods, method)
		}
	}
	return methods
}

// refuse answers a person with a page, and a script with JSON.
func (v *visit) refuse(status int, why string) {
	if v.wantsHTML() {
		v.html(status, "error", errorView{Status: status, Text: http.StatusText(status), Why: why})
		return
	}
	v.json(status, map[string]any{"error": why})
}

// wantsHTML reports whether the request comes from a browser.
func (v *visit) wantsHTML() bool { return strings.Contains(v.r.Header.Get("Accept"), "text/html") }
