package cybersourcetest

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"slices"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/page"
)

// This file carries out what was asked for through the gateway's page.

func (g pageGateway) Instructions() []page.Instruction { return g.orders.list() }

func (g pageGateway) Instruct(i page.Instruction) (page.Instruction, error) {
	defer g.journal.Tell()
	return g.orders.add(i)
}

func (g pageGateway) Withdraw(id uint64) bool {
	defer g.journal.Tell()
	return g.orders.withdraw(id)
}

func (g pageGateway) Clock() page.Clock {
	return page.Clock{Now: g.options.Now().UTC(), Payments: g.clock.Now().UTC(), Ahead: g.clock.Ahead().String()}
}

// Act lets something happen to a payment from outside.
func (g pageGateway) Act(id, action string) error {
	act, known := map[string]func(string) error{
		"expire": g.Expire, "settle": g.Settle, "reverse": g.Reverse, "accept-review": g.AcceptReview,
	}[action]
	if !known {
		return errors.New("the action is none of expire, settle, reverse, accept-review")
	}
	defer g.journal.Tell()
	return act(id)
}

func (g pageGateway) SendBatch() int {
	defer g.journal.Tell()
	return g.Gateway.SendBatch()
}

func (g pageGateway) Deliver() int {
	defer g.journal.Tell()
	return g.deliver(&g.connections) // a call of the page is on a connection
}

func (g pageGateway) Deliveries() []page.Delivery { return g.delivered.list() }

// Resend delivers once more what was delivered before.
func (g pageGateway) Resend(ctx context.Context, id uint64) (page.Delivery, bool) {
	a, known := g.delivered.find(id)
	if !known {
		return page.Delivery{}, false
	}
	a.subscription.Repeat(ctx, a.delivery)
	return g.newest(), true
}

// newest is the attempt that was made last.
func (g pageGateway) newest() page.Delivery {
	all := g.delivered.list()
	if len(all) == 0 { // forgotten by a reset meanwhile
		return page.Delivery{}
	}
	return all[len(all)-1]
}

// Notify delivers an event of the asker's own to a subscription, "" = the first.
func (g pageGateway) Notify(ctx context.Context, subscription, eventType string, payload json.RawMessage) (page.Delivery, error) {
	all := g.subscriptions.list()
	i := slices.IndexFunc(all, func(s *Subscription) bool { return subscription == "" || s.id == subscription })
	if i < 0 {
		return page.Delivery{}, errors.New("there is no such subscription")
	}
	all[i].Send(ctx, eventType, payload)
	return g.newest(), nil
}

// Subscribe lets the gateway deliver what happens from now on, in the background. Only to
// loopback: the page must not make the gateway call anybody.
func (g pageGateway) Subscribe(address string, types []string, checkHealth bool) (page.Subscription, error) {
	if len(g.subscriptions.list()) >= mostSubscriptions {
		return page.Subscription{}, errors.New("there are 20 subscriptions already")
	}
	s, err := g.Gateway.Subscribe(Webhook{URL: address, EventTypes: types, Background: true, NoHealthCheck: !checkHealth})
	if err != nil {
		return page.Subscription{}, err
	}
	return s.onPage(), nil
}

const mostSubscriptions = 20

func (g pageGateway) Subscriptions() []page.Subscription {
	var shown []page.Subscription
	for _, s := range g.subscriptions.list() {
		shown = append(shown, s.onPage())
	}
	return shown
}

func (s *Subscription) onPage() page.Subscription {
	return page.Subscription{
		ID: s.id, URL: shownAddress(s.webhook.URL), EventTypes: s.webhook.EventTypes, Waiting: s.Waiting(), KeyID: s.key.KeyID, Secret: s.key.Secret,
	}
}

// shownAddress is an address without user, password and query.
func shownAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host + u.EscapedPath()
}

func (l *subscriptions) list() []*Subscription {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}
