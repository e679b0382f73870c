// Command shop is the part of a web shop that takes money: it records each attempt
// before it pays, so that a payment is known of even if its answer is lost; pays an order
// once, however often the form is posted; distinguishes declines from failures; and finds
// out what became of payments whose outcome is unknown: it keeps what is found, undoes
// what is not found for long, and leaves the rest to the staff.
//
//	go run ./examples/shop                  # with simulated customers
//	go run ./examples/shop -listen :8080    # try it in a browser
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway, which
// then simulates a decline, an outage and lost answers.
package main

import (
	"context"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"sync/atomic"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	listen := flag.String("listen", "", "serve on this address instead of simulating a customer")
	tokens := flag.Bool("tokens", false, "pay with tokens of the hosted card fields instead of a test card")
	flag.Parse()

	watch := new(clock)
	cfg := demo.Configuration(cybersourcetest.Options{Now: watch.now})
	if demo.Offline != nil {
		cfg.TimeoutCalls = true // whether your processor supports them is for the service's support to say
	}
	s := &shop{
		client:     demo.NewClient(cfg),
		orders:     newOrders(watch.now),
		log:        slog.New(slog.NewTextHandler(os.Stderr, nil)),
		instrument: testCard,
	}
	if *tokens { // as in production
		s.instrument = transientToken
	}
	if *listen == "" {
		walk(s, watch)
		return
	}
	demo.Check(serve(s, *listen))
}

func serve(s *shop, address string) error {
	// The process of an attempt that has run longer than a call can take has ended.
	go s.settleEvery(context.Background(), time.Minute, cybersource.DefaultTimeout+time.Minute)
	server := &http.Server{Addr: address, Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
	demo.Step("Listening on %s", address)
	return server.ListenAndServe()
}

// clock is the system's, which a walk through the shop can put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) forward(d time.Duration) { c.ahead.Add(int64(d)) }

// testCard replaces the hosted card fields, so that the program runs without them:
// whatever the token, the payment is made with a test card.
func testCard(req *cybersource.CreatePaymentRequest, _ string) {
	req.PaymentInformation = &cybersource.PaymentInformation{
		Card: &cybersource.PaymentInformationCard{
			Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: cybersource.CardTypeVisa,
		},
	}
	req.OrderInformation.BillTo = &cybersource.OrderInformationBillTo{
		FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
		Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
	}
}
