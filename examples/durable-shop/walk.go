package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/durable-shop/internal/ahead"
	"github.com/cybersource-go/cybersource/examples/durable-shop/shop"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

// walk does over HTTP what customers and staff would do, and lets happen what nobody wants.
func walk(cfg cybersource.Configuration, watch *ahead.Clock) error {
	folder, err := os.MkdirTemp("", "durable-shop")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	path := *file
	if path == "" {
		path = filepath.Join(folder, "shop.db")
	}
	database, err := openDatabase(path)
	if err != nil {
		return err
	}
	defer database.Close()
	key := make([]byte, 32)
	rand.Read(key) // never fails
	s, err := newShop(cfg, database, key, watch)
	if err != nil {
		return err
	}
	customers, staff := httptest.NewServer(s.Customers()), httptest.NewServer(s.Staff())
	defer customers.Close()
	defer staff.Close()
	w := &walker{
		shop: s, watch: watch, customers: customers.URL, staff: staff.URL,
		other: otherProcess{path, base64.StdEncoding.EncodeToString(key)},
	}
	return w.walk()
}

// walker has the addresses of a shop.
type walker struct {
	shop             *shop.Shop
	watch            *ahead.Clock
	customers, staff string
	other            otherProcess
}

func (w *walker) walk() error {
	demo.Step("A customer pays, and clicks twice")
	sent := w.buy()
	w.pay(sent, 1)
	w.pay(sent, 1)
	if demo.Offline != nil { // the rest needs a gateway that fails on request
		if err := w.misfortunes(); err != nil {
			return err
		}
	}
	demo.Step("The staff ships it, twice, and gives back 10.00")
	w.post(w.staff, sent, "/shipment", nil)
	w.post(w.staff, sent, "/shipment", nil)
	w.post(w.staff, sent, "/refunds", form{"try": "1", "cents": "1000"})
	demo.Step("An order is cancelled before it is shipped")
	sent = w.buy()
	w.pay(sent, 1)
	w.post(w.staff, sent, "/cancellation", nil)
	return nil
}

// misfortunes are what the shop is made for.
func (w *walker) misfortunes() error {
	demo.Step("The bank declines; the customer takes another card")
	demo.Offline.Next(cybersourcetest.Decline("EXPIRED_CARD"))
	order := w.buy()
	w.pay(order, 1)
	w.pay(order, 2)

	demo.Step("The process is killed while it waits for the answer; another one finds the payment")
	order = w.buy()
	if err := w.other.dieWhilePaying(order); err != nil {
		return err
	}
	w.show("before", order)
	w.recover(10 * time.Minute) // the step belongs to the dead one for some seven minutes
	w.show("after", order)
	w.pay(order, 1)

	demo.Step("A payment is lost on its way; it is made sure that none is made, and the customer pays again")
	demo.Offline.Next(cybersourcetest.CloseBeforeReading())
	order = w.buy()
	w.pay(order, 1)
	for range 4 {
		w.recover(10 * time.Minute)
	}
	w.show("after", order)
	w.pay(order, 2)

	demo.Step("What the service says")
	demo.Line("orders", "4")
	demo.Line("charges", fmt.Sprint(charges()))
	return nil
}

// recover does what Shop.Recover does every minute.
func (w *walker) recover(later time.Duration) {
	w.watch.Forward(later)
	_, err := w.shop.Keys().Recover(context.Background())
	demo.Check(err)
}

// charges counts the payments at the service that stand.
func charges() (n int) {
	for _, p := range demo.Offline.Payments() {
		if p.Held != "0.00" || p.Captured != "0.00" {
			n++
		}
	}
	return n
}

// buy makes an order.
func (w *walker) buy() string {
	return w.read(http.PostForm(w.customers+"/orders", form{"quantity": "1"}.values())).Order
}

func (w *walker) pay(order string, try int) {
	w.post(w.customers, order, "/payments", form{"try": fmt.Sprint(try), "token": "demo"})
}
