package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// subscribe delivers notifications to a server, if there is an address, and prints the key
// that it verifies them with. The server need not be up yet: it may have to be told the key
// first, and what it does not take comes again.
func subscribe(stdout io.Writer, gateway *cybersourcetest.Gateway, address, key string) error {
	if address == "" {
		if key != "" {
			return errors.New("-webhook-key is given without -webhook")
		}
		return nil
	}
	w := cybersourcetest.Webhook{URL: address, AnyHost: true, NoHealthCheck: true, Background: true}
	w.Key.KeyID, w.Key.Secret, _ = strings.Cut(key, ":")
	subscription, err := gateway.Subscribe(w)
	if err != nil {
		return err
	}
	w.Key = subscription.Key()
	_, err = fmt.Fprintf(stdout, "\nNotifications go to %s, signed with\n\n  key id          %s\n  shared secret   %s\n\n", address, w.Key.KeyID, w.Key.Secret)
	return err
}
