// Command checkout is a small web shop in a browser: hosted card fields, payer
// authentication (3-D Secure) with a challenge in a frame, payment, and notification.
//
//	go run ./examples/checkout    # then open the address that it prints
//
// Without CYBERSOURCE_ environment variables it talks to the offline gateway, whose
// card fields, challenge and notifications work in a browser. The test system cannot
// notify a server on this machine, so there the shop does without.
//
// What it leaves out is in the example shop: a record of each attempt before it is paid,
// and the search for payments whose outcome is unknown.
package main

import (
	"flag"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/examples/internal/demo"
	"github.com/cybersource-go/cybersource/webhook"
)

func main() {
	port := flag.String("port", "0", "to listen on, of localhost; 0 is a free one")
	flag.Parse()

	client := demo.Client()
	listener, err := net.Listen("tcp", "localhost:"+*port)
	demo.Check(err)
	s, err := newShop(client, address(listener), scriptOrigins(), slog.New(slog.NewTextHandler(os.Stderr, nil)))
	demo.Check(err)
	if demo.Offline != nil {
		_, err := s.subscribe(demo.Offline, true)
		demo.Check(err)
	}
	demo.Step("Shop at %s", s.address)
	server := &http.Server{Handler: s.handler(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
	demo.Check(server.Serve(listener))
}

// address is where browsers find the shop. The service takes http for localhost only.
func address(listener net.Listener) string {
	_, port, err := net.SplitHostPort(listener.Addr().String())
	demo.Check(err)
	return "http://localhost:" + port
}

// scriptOrigins are where the script of the card fields may come from, besides the
// service's own hosts.
func scriptOrigins() []string {
	if demo.Offline == nil {
		return nil
	}
	return []string{demo.Offline.URL()}
}

// subscribe lets the gateway notify the shop.
func (s *shop) subscribe(gateway *cybersourcetest.Gateway, background bool) (*cybersourcetest.Subscription, error) {
	// The handler needs the key, which only the subscription has: it cannot answer a health check yet.
	subscription, err := gateway.Subscribe(cybersourcetest.Webhook{
		URL: s.address + "/webhooks", NoHealthCheck: true, Background: background, RetryDelay: time.Second,
	})
	if err != nil {
		return nil, err
	}
	key := subscription.Key()
	verifier, err := webhook.NewVerifier(webhook.Config{Keys: []webhook.Key{{ID: key.KeyID, Secret: key.Secret}}})
	s.webhooks = &webhook.Handler{Verifier: verifier, Handle: s.notified, Logger: s.log}
	return subscription, err
}
