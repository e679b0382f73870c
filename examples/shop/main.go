// Command shop is the part of a web shop that takes money: it records each attempt
// before it pays, so that a payment is known of even if its answer is lost; pays an order
// once, however often the form is posted; distinguishes declines from failures; and looks
// up payments whose outcome is unknown.
//
//	go run ./examples/shop                  # with simulated customers
//	go run ./examples/shop -listen :8080    # try it in a browser
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway, which
// then simulates a decline, an outage and a lost answer.
package main

import (
	"context"
	"errors"
	"flag"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
)

func main() {
	listen := flag.String("listen", "", "serve on this address instead of simulating a customer")
	tokens := flag.Bool("tokens", false, "pay with tokens of the hosted card fields instead of a test card")
	flag.Parse()

	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	s := &shop{
		api:        demo.Client().PaymentsApi,
		orders:     newOrders(time.Now),
		log:        log,
		lookUp:     search,
		instrument: testCard,
	}
	if *tokens { // as in production
		s.instrument = transientToken
	}
	if *listen == "" {
		walk(s)
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

// search stands in for a transaction search: it asks the offline gateway's ledger. This
// client has no search; with real money use the service's own, a report or the portal.
func search(_ context.Context, a attempt) (result, bool, error) {
	if demo.Offline == nil {
		return result{}, false, errors.New("look it up in the merchant portal, transaction id " + a.TransactionID)
	}
	for _, entry := range demo.Offline.Ledger() {
		if entry.TransactionID == a.TransactionID && entry.Processed {
			return found(entry), true, nil
		}
	}
	return result{}, false, nil
}

func found(entry cybersourcetest.Entry) result {
	switch entry.Status {
	case "AUTHORIZED":
		return result{paid, entry.ID, thanks}
	case "DECLINED":
		return result{open, "", "Your payment did not go through. You have not been charged."}
	default:
		return result{waiting, entry.ID, underReview}
	}
}

// testCard replaces the hosted card fields, so that the program runs without them:
// whatever the token, the payment is made with a test card.
func testCard(req *cybersource.CreatePaymentRequest, _ string) {
	req.PaymentInformation = &cybersource.PaymentInformation{
		Card: &cybersource.PaymentInformationCard{
			Number: "4111111111111111", ExpirationMonth: "12", ExpirationYear: "2031", Type: "001",
		},
	}
	req.OrderInformation.BillTo = &cybersource.OrderInformationBillTo{
		FirstName: "Ada", LastName: "Lovelace", Email: "ada@example.com",
		Address1: "1 Test Way", Locality: "San Francisco", AdministrativeArea: "CA", PostalCode: "94105", Country: "US",
	}
}
