package shop_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/durable-shop/internal/ahead"
	"github.com/cybersource-go/cybersource/examples/durable-shop/shop"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
	"github.com/cybersource-go/cybersource/idempotency"
)

// world is a shop with a gateway and a database of its own, by a clock that tests put forward.
type world struct {
	*testing.T

	watch    *ahead.Clock
	gateway  *cybersourcetest.Gateway
	database *shop.Database
	shop     *shop.Shop

	beforePaying func() // between the reading of the order and the claim of the step
}

// newWorld makes one for an account that supports timeout calls, or does not.
func newWorld(t *testing.T, timeoutCalls bool) *world {
	t.Helper()
	w := &world{T: t, watch: new(ahead.Clock), beforePaying: func() {}}
	w.gateway = cybersourcetest.NewGateway(cybersourcetest.Options{
		Now: w.watch.Now, Features: cybersourcetest.Features{NoTimeoutCalls: !timeoutCalls},
	})
	t.Cleanup(w.gateway.Close)
	cfg := w.gateway.Configuration()
	cfg.Clock, cfg.TimeoutCalls, cfg.Retry.MaxAttempts = w.watch.Now, timeoutCalls, 1
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if w.database, err = shop.OpenSQLite(filepath.Join(t.TempDir(), "shop.db")); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.database.Close() })
	w.shop, err = shop.New(t.Context(), shop.Parts{
		Client: client, Database: w.database, Steps: w.watch.Store(w.database.Steps()),
		Keys: idempotency.Options{
			DigestKeys: []idempotency.DigestKey{{ID: "1", Key: bytes.Repeat([]byte{7}, 32)}},
			Undo:       timeoutCalls, Now: w.watch.Now, Pace: time.Millisecond,
		},
		Instrument: func(req *cybersource.CreatePaymentRequest, _ string) {
			w.beforePaying()
			card := demo.Authorization("", "")
			req.PaymentInformation, req.OrderInformation.BillTo = card.PaymentInformation, card.OrderInformation.BillTo
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// page is what the shop shows of an order.
type page struct {
	Order, Status, Message string
	NextTry, NextRefund    int
	Lines                  []shop.Line
}

type form map[string]string

// post sends a form, and wants a status of HTTP.
func (w *world) post(handler http.Handler, path string, f form, want int) (p page) {
	w.Helper()
	values := url.Values{}
	for name, value := range f {
		values.Set(name, value)
	}
	r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(values.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	answer := httptest.NewRecorder()
	handler.ServeHTTP(answer, r)
	if answer.Code != want {
		w.Errorf("%s: status %d, want %d: %s", path, answer.Code, want, answer.Body)
	}
	_ = json.Unmarshal(answer.Body.Bytes(), &p) // errors are plain text
	return p
}

func (w *world) buy(quantity string) string {
	w.Helper()
	return w.post(w.shop.Customers(), "/orders", form{"quantity": quantity}, http.StatusOK).Order
}

func (w *world) pay(order, try string, want int) page {
	w.Helper()
	return w.post(w.shop.Customers(), "/orders/"+order+"/payments", form{"try": try, "token": "x"}, want)
}

// paid is an order that is paid.
func (w *world) paid(quantity string) string {
	w.Helper()
	order := w.buy(quantity)
	w.wantStatus(w.pay(order, "1", http.StatusOK), "paid")
	return order
}

func (w *world) staff(order, path string, f form, want int) page {
	w.Helper()
	return w.post(w.shop.Staff(), "/orders/"+order+path, f, want)
}

// recover makes rounds, a time apart.
func (w *world) recover(rounds int, apart time.Duration) {
	w.Helper()
	for range rounds {
		w.watch.Forward(apart)
		if _, err := w.shop.Keys().Recover(w.Context()); err != nil {
			w.Fatal(err)
		}
	}
}

func (w *world) wantStatus(p page, want string) {
	w.Helper()
	if p.Status != want {
		w.Errorf("status %q, want %q", p.Status, want)
	}
}

// order reads the page of an order.
func (w *world) order(id string) (p page) {
	w.Helper()
	answer := httptest.NewRecorder()
	w.shop.Customers().ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "/orders/"+id, nil))
	if err := json.Unmarshal(answer.Body.Bytes(), &p); err != nil {
		w.Fatal(err)
	}
	return p
}

// wantProcessed counts the calls of an operation that the service has processed.
func (w *world) wantProcessed(operation string, want int) {
	w.Helper()
	n := 0
	for _, e := range w.gateway.Ledger() {
		if e.Operation == operation && e.Processed {
			n++
		}
	}
	if n != want {
		w.Errorf("the service processed %d calls of %s, want %d", n, operation, want)
	}
}

// wantCents wants the books and the service to agree about what an order moved.
func (w *world) wantCents(order, operation string, want int64) {
	w.Helper()
	o, err := w.shop.Order(w.Context(), order)
	if err != nil {
		w.Fatal(err)
	}
	if got := o.Sum(operation); got != want {
		w.Errorf("%s: the books have %d cents, want %d", operation, got, want)
	}
}
