// Command durable-shop is a web shop that takes the money of an order once, whatever
// crashes: its payments go through package idempotency, and its books are written in the
// transaction in which a payment ends. It is a module of its own, so that the client does
// not depend on drivers of databases.
//
//	cd examples/durable-shop && go run .    # shows itself, against the offline gateway
//	go run . -listen :8080 -db shop.db      # serves, with SQLite
//	go run . -listen :8080 -postgres "$URL" # serves, with PostgreSQL, on any number of machines
package main

import (
	"context"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/durable-shop/internal/ahead"
	"github.com/cybersource-go/cybersource/examples/durable-shop/shop"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
	"github.com/cybersource-go/cybersource/idempotency"
)

var (
	listen   = flag.String("listen", "", "serve customers on this address instead of showing what the shop does")
	staff    = flag.String("staff", "127.0.0.1:0", "serve the staff on this address, with -listen")
	file     = flag.String("db", "", "SQLite file; a new one if empty")
	postgres = flag.String("postgres", "", "PostgreSQL to use instead, as a URL")
	testCard = flag.Bool("test-card", false, "pay with a test card, whatever the token")
)

// digestVariable names the key of the digests of requests: 32 random bytes or more, in
// base64, the same for all processes, kept like a password.
const digestVariable = "SHOP_DIGEST_KEY"

func main() {
	flag.Parse()
	watch := new(ahead.Clock)
	cfg := demo.Configuration(cybersourcetest.Options{Now: watch.Now})
	if demo.Offline != nil {
		cfg.TimeoutCalls = true // whether your processor supports them is for the service's support to say
		cfg.Clock = watch.Now
	}
	if *listen == "" {
		demo.Check(walk(cfg, watch))
		return
	}
	key, err := base64.StdEncoding.DecodeString(os.Getenv(digestVariable))
	if err != nil || len(key) == 0 {
		demo.Check(errors.New("set " + digestVariable + " to 32 random bytes in base64, such as those of: openssl rand -base64 32"))
	}
	database, err := openDatabase(*file)
	demo.Check(err)
	s, err := newShop(cfg, database, key, watch)
	demo.Check(err)
	demo.Check(serve(s))
}

func openDatabase(file string) (*shop.Database, error) {
	switch {
	case *postgres != "":
		return shop.OpenPostgreSQL(*postgres)
	case file == "":
		return nil, errors.New("name the file of the database by -db, or a PostgreSQL by -postgres")
	default:
		return shop.OpenSQLite(file)
	}
}

// newShop makes a shop by a clock that a demonstration puts forward.
func newShop(cfg cybersource.Configuration, database *shop.Database, key []byte, watch *ahead.Clock) (*shop.Shop, error) {
	parts := shop.Parts{
		Client: demo.NewClient(cfg), Database: database, Steps: watch.Store(database.Steps()),
		Log: slog.New(slog.NewTextHandler(os.Stderr, nil)),
		Keys: idempotency.Options{
			DigestKeys: []idempotency.DigestKey{{ID: "1", Key: key}},
			Undo:       cfg.TimeoutCalls,
			Now:        watch.Now,
		},
	}
	if *testCard || demo.Offline != nil {
		parts.Instrument = payByTestCard
	}
	return shop.New(context.Background(), parts)
}

// serve prints its addresses and serves until it is stopped.
func serve(s *shop.Shop) error {
	go s.Recover(context.Background())
	failed := make(chan error)
	for _, part := range []struct {
		name, address string
		handler       http.Handler
	}{{"customers", *listen, s.Customers()}, {"staff", *staff, s.Staff()}} {
		listener, err := net.Listen("tcp", part.address)
		if err != nil {
			return err
		}
		fmt.Printf("%s: http://%s\n", part.name, listener.Addr())
		server := &http.Server{Handler: part.handler, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
		go func() { failed <- server.Serve(listener) }()
	}
	return <-failed
}

// payByTestCard replaces the hosted card fields, so that the program runs without them.
func payByTestCard(req *cybersource.CreatePaymentRequest, _ string) {
	card := demo.Authorization("", "")
	req.PaymentInformation, req.OrderInformation.BillTo = card.PaymentInformation, card.OrderInformation.BillTo
}
