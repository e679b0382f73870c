package databases

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/durable-shop/shop"
	"github.com/cybersource-go/cybersource/idempotency"
)

// This file is a process of the shop: the test's own program, run again.

// shopVariable holds what a process of the shop needs, in the environment of the test's program.
const shopVariable = "CYBERSOURCE_TEST_SHOP"

// shopChild is what a process of the shop needs.
type shopChild struct {
	SQLite, PostgreSQL      string // one of them
	URL                     string // of the gateway
	Merchant, KeyID, Secret string
	Account                 killAccount
	Scale                   *scale
	Saboteur                *saboteur
}

// killAccount is what differs between accounts, and what the shop makes of it.
type killAccount struct {
	TimeoutCalls   bool
	SendAgainAfter time.Duration
}

// runShop serves customers, and the staff below /staff, until it is killed.
func runShop(text string) error {
	var c shopChild
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		return err
	}
	s, err := c.open(context.Background(), c.Scale.sleep)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	go s.Recover(context.WithValue(context.Background(), recovering{}, true))
	fmt.Printf("http://%s\n", listener.Addr())
	return http.Serve(listener, shopHandler(s))
}

func shopHandler(s *shop.Shop) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/", s.Customers())
	mux.Handle("/staff/", http.StripPrefix("/staff", s.Staff()))
	return mux
}

// open makes the shop, in a process that may be sabotaged.
func (c *shopChild) open(ctx context.Context, sleep func(context.Context, time.Duration) error) (*shop.Shop, error) {
	client, err := c.client(sleep)
	if err != nil {
		return nil, err
	}
	database, err := c.database()
	if err != nil {
		return nil, err
	}
	return shop.New(ctx, shop.Parts{
		Client: client, Database: database, Steps: sabotagedStore{database.Steps(), c.Saboteur}, Instrument: instrumentOf,
		Keys: idempotency.Options{
			DigestKeys: []idempotency.DigestKey{{ID: "k1", Key: bytes.Repeat([]byte{7}, 32)}},
			Undo:       c.Account.TimeoutCalls, SendAgainAfter: c.Account.SendAgainAfter,
			Now: c.Scale.now, Sleep: sleep,
		},
	})
}

func (c *shopChild) database() (*shop.Database, error) {
	if c.SQLite == "" {
		return shop.OpenPostgreSQL(c.PostgreSQL)
	}
	c.Scale.useInSQLite()
	return shop.OpenSQLite(c.SQLite)
}

// client is one whose timers agree with its clock.
func (c *shopChild) client(sleep func(context.Context, time.Duration) error) (*cybersource.APIClient, error) {
	transport := cybersource.NewTransport()
	transport.ResponseHeaderTimeout = c.Scale.real(cybersource.DefaultTimeout)
	return cybersource.NewAPIClient(cybersource.Configuration{
		Host: cybersource.HostTest, BaseURL: c.URL,
		Credentials: cybersource.JWTSharedSecret{MerchantID: c.Merchant, KeyID: c.KeyID, SharedSecret: c.Secret},
		Transport:   transport, Clock: c.Scale.now, TimeoutCalls: c.Account.TimeoutCalls,
		Retry: cybersource.RetryPolicy{Sleep: sleep},
		WrapTransport: func(below http.RoundTripper) http.RoundTripper {
			return sabotagedTransport{below, c.Saboteur}
		},
	})
}

// instrumentOf pays by a test card. The token is the order, which the request carries, so that
// the ledger can be sorted by orders whatever the product has made of its references. A token
// that ends in decline is paid by a card that is declined.
func instrumentOf(req *cybersource.CreatePaymentRequest, token string) {
	card := payment()
	req.PaymentInformation, req.OrderInformation.BillTo = card.PaymentInformation, card.OrderInformation.BillTo
	order, declined := strings.CutSuffix(token, declinedCard)
	if declined {
		req.PaymentInformation.Card.Number = "42423482938483873"
	}
	req.MerchantDefinedInformation = []cybersource.MerchantDefinedInformation{{Key: "1", Value: order}}
}

const declinedCard = " declined"

// orderOf reads the order from a request.
func orderOf(r cybersourcetest.Request) string {
	var body struct {
		MerchantDefinedInformation []struct{ Value string }
	}
	if json.Unmarshal(r.Body(), &body) != nil || len(body.MerchantDefinedInformation) == 0 {
		return ""
	}
	return body.MerchantDefinedInformation[0].Value
}
