package main

import (
	"sync"

	"github.com/cybersource-go/cybersource"
)

// clients makes one client per merchant when it is first needed, and keeps it. They
// differ in their credentials only and share one pool of connections.
type clients struct {
	base  cybersource.Configuration
	keyOf func(merchant string) (cybersource.Credentials, error)

	mu    sync.Mutex
	known map[string]*cybersource.APIClient
}

func newClients(base cybersource.Configuration, keyOf func(string) (cybersource.Credentials, error)) *clients {
	if base.Transport == nil {
		base.Transport = cybersource.NewTransport() // else each client would make its own
	}
	return &clients{base: base, keyOf: keyOf, known: map[string]*cybersource.APIClient{}}
}

// of returns the client of a merchant.
func (c *clients) of(merchant string) (*cybersource.APIClient, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if client := c.known[merchant]; client != nil {
		return client, nil
	}
	cfg := c.base
	var err error
	if cfg.Credentials, err = c.keyOf(merchant); err != nil {
		return nil, err
	}
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		return nil, err
	}
	c.known[merchant] = client
	return client, nil
}
