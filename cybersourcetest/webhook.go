package cybersourcetest

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/notify"
)

// This file subscribes a server to notifications (webhooks).
//
// Guesses: that a health check is a GET and then an empty POST.
//
// Not simulated: the calls that manage subscriptions and their keys, suspended
// subscriptions, and events of other products than payments, which [Subscription.Send]
// delivers on demand.

// Webhook is a subscription: where notifications are delivered, and how.
type Webhook struct {
	// URL gets the deliveries. Required: http or https, and of loopback unless AnyHost
	// is set.
	URL            string
	HealthCheckURL string // "" = URL
	AnyHost        bool

	// NoHealthCheck subscribes a server that cannot answer yet, such as one that is
	// given the key of the subscription afterwards.
	NoHealthCheck bool

	// EventTypes are delivered by themselves, such as "payments.capture.status.accepted".
	// nil = all that the gateway knows. A decline is a "rejected" one. Increments, and what
	// is refused without an id, have none.
	EventTypes []string

	// Background delivers each event at once, and again after RetryDelay at the latest if
	// it was not taken, as the service does. Otherwise events wait for [Subscription.Deliver]: a
	// test knows when they arrive.
	Background bool
	RetryDelay time.Duration // 0 = a minute

	// Key signs the deliveries: its Secret is base64. The zero value is a new random one,
	// which [Subscription.Key] returns.
	Key SharedSecret

	// Signs is what signatures cover: "body", the default, "payload" (the payload member
	// alone) or "plaintext" (what was encrypted).
	Signs string

	// Certificate is a PEM certificate whose RSA key deliveries are encrypted to. ""
	// sends them plain. Form is what is encrypted, and where it is sent: "body" and
	// "encData" and "encryptedRequest" have all of it, "encryptedPayload", the default,
	// and "payload" the payload.
	Certificate string
	Form        string

	// Transport sends the deliveries. nil = a plain one. That of a test server with
	// TLS trusts its certificate.
	Transport http.RoundTripper
}

// Subscription delivers notifications to one server. Its methods are safe for concurrent
// use.
type Subscription struct {
	printable

	gateway *Gateway
	webhook Webhook
	id      string
	key     SharedSecret
	sender  notify.Sender
	client  *http.Client

	sending sync.Mutex // one delivery at a time, in order

	mu      sync.Mutex
	waiting []pending
	arrived chan struct{} // signals the background
}

// Subscribe checks the health of a server, as the service does first: it has to answer
// a GET and a POST without body with 200. From then on, what is processed is
// notified. The error names the setting that is wrong, or says what the server answered.
func (g *Gateway) Subscribe(w Webhook) (*Subscription, error) {
	s, err := g.newSubscription(w)
	if err != nil {
		return nil, fmt.Errorf("webhook: %w", err)
	}
	if !w.NoHealthCheck {
		if err := s.checkHealth(); err != nil {
			return nil, fmt.Errorf("webhook: health check: %w", err)
		}
	}
	if !g.subscriptions.add(s) {
		return nil, errors.New("webhook: the gateway is closed")
	}
	return s, nil
}

func (g *Gateway) newSubscription(w Webhook) (*Subscription, error) {
	s := &Subscription{gateway: g, webhook: w, id: g.identifier(), key: w.Key, arrived: make(chan struct{}, 1)}
	if s.key == (SharedSecret{}) {
		s.key = g.newWebhookKey()
	}
	s.shown = showing{"cybersourcetest.Subscription", []slog.Attr{slog.String("id", s.id)}}
	err := errors.Join(w.checkURL("URL", w.URL), s.setSender())
	if w.HealthCheckURL != "" {
		err = errors.Join(err, w.checkURL("HealthCheckURL", w.HealthCheckURL))
	}
	if w.RetryDelay < 0 {
		err = errors.Join(err, errors.New("RetryDelay is negative"))
	}
	s.client = &http.Client{
		Transport: w.transport(),
		Timeout:   deliveryTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error {
			return http.ErrUseLastResponse
		},
	}
	return s, err
}

// deliveryTimeout is how long a server may take. That of the service is not published.
const deliveryTimeout = 5 * time.Second

// transport is that of the test, or one without a proxy.
func (w Webhook) transport() http.RoundTripper {
	if w.Transport != nil {
		return w.Transport
	}
	return &http.Transport{DisableKeepAlives: true}
}

func (w Webhook) healthCheckURL() string {
	if w.HealthCheckURL == "" {
		return w.URL
	}
	return w.HealthCheckURL
}

func (w Webhook) checkURL(field, address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		return errors.New(field + " is not an http or https URL")
	case !w.AnyHost && !isLoopback(u.Hostname()):
		return errors.New(field + " is not of loopback: set AnyHost if it is to be")
	}
	return nil
}

// newWebhookKey is what the service hands out for a subscription.
func (g *Gateway) newWebhookKey() SharedSecret {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	return SharedSecret{KeyID: g.identifier(), Secret: base64.StdEncoding.EncodeToString(secret)}
}

func (s *Subscription) setSender() error {
	secret, err := base64.StdEncoding.DecodeString(s.key.Secret)
	switch {
	case s.key.KeyID == "":
		return errors.New("Key.KeyID is empty")
	case err != nil || len(secret) == 0:
		return errors.New("Key.Secret is not base64, or is empty")
	}
	s.sender = notify.Sender{KeyID: s.key.KeyID, Secret: secret, Signs: s.webhook.Signs, Form: s.webhook.Form}
	if s.webhook.Certificate != "" {
		key, id, err := publicKey(s.webhook.Certificate)
		if err != nil {
			return fmt.Errorf("Certificate %w", err)
		}
		s.sender.EncryptTo, s.sender.EncryptionKeyID = key, id
	}
	return s.sender.Check()
}

// ID is the webhook id that deliveries state.
func (s *Subscription) ID() string { return s.id }

// Key is the key that deliveries are signed with.
func (s *Subscription) Key() SharedSecret { return s.key }

// checkHealth asks the server as the service does.
func (s *Subscription) checkHealth() error {
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		status, err := s.send(context.Background(), method, s.webhook.healthCheckURL(), nil, nil)
		if err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		if status != http.StatusOK {
			return fmt.Errorf("%s was answered with HTTP %d, not 200", method, status)
		}
	}
	return nil
}
