package cybersourcetest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"slices"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/notify"
)

// This file delivers notifications.
//
// Simulates: the default of three retries, a minute apart. An answer of 2xx is a delivery.

const (
	deliveryRetries = 3
	keptPending     = 1_000 // events that wait; the oldest are dropped first
)

// Delivery is one attempt to deliver an event.
type Delivery struct {
	EventType string      // what the event is about
	Retry     int         // 0 for the first attempt
	Header    http.Header // as sent, the signature included
	Status    int         // HTTP status of the answer; 0 without one
	Err       error       // why there was no answer, or nothing to send

	notification notify.Notification
	body         []byte
}

// Body is what was sent, byte by byte.
func (d Delivery) Body() []byte { return slices.Clone(d.body) }

// attributes are what may be shown of it.
func (d Delivery) attributes() []slog.Attr {
	attributes := []slog.Attr{slog.String("eventType", d.EventType), slog.Int("retry", d.Retry), slog.Int("httpStatus", d.Status)}
	if d.Err != nil {
		attributes = append(attributes, slog.String("error", d.Err.Error()))
	}
	return attributes
}

// Taken reports whether the server took the event: it answered with 2xx.
func (d Delivery) Taken() bool { return d.Status/100 == 2 }

// pending is an event that waits to be delivered.
type pending struct {
	notification notify.Notification
	attempts     int // so far
}

// wait adds an event.
func (s *Subscription) wait(p pending) {
	s.mu.Lock()
	s.waiting = append(s.waiting, p)
	if extra := len(s.waiting) - keptPending; extra > 0 {
		s.waiting = slices.Delete(s.waiting, 0, extra)
	}
	s.mu.Unlock()
	select {
	case s.arrived <- struct{}{}:
	default: // it is signalled already
	}
}

// Deliver sends each event that waits once, in order, and returns the attempts. What
// is not taken waits for the next Deliver, which is its retry, until it was retried three
// times.
func (s *Subscription) Deliver(ctx context.Context) []Delivery {
	s.sending.Lock()
	defer s.sending.Unlock()
	s.mu.Lock()
	batch := s.waiting
	s.waiting = nil
	s.mu.Unlock()
	var deliveries []Delivery
	for i, p := range batch {
		if ctx.Err() != nil {
			s.putBack(batch[i:])
			break
		}
		d := s.attempt(ctx, p.notification, p.attempts)
		deliveries = append(deliveries, d)
		if p.attempts++; !d.Taken() && p.attempts <= deliveryRetries {
			s.putBack([]pending{p})
		}
	}
	return deliveries
}

// putBack lets events wait again, behind those that came meanwhile: no order is promised.
func (s *Subscription) putBack(events []pending) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, events...)
}

// Waiting is how many events wait to be delivered.
func (s *Subscription) Waiting() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.waiting)
}

// Send delivers an event of the test's own at once, of whatever type, such as
// "uc.orders.transactionresults". The payload is JSON.
func (s *Subscription) Send(ctx context.Context, eventType string, payload json.RawMessage) Delivery {
	s.sending.Lock()
	defer s.sending.Unlock()
	return s.attempt(ctx, s.notification(eventType, payload, ""), 0)
}

// Repeat delivers an event once more, taken or not, as the service may: as a retry, with
// a trace id and a signature of its own.
func (s *Subscription) Repeat(ctx context.Context, d Delivery) Delivery {
	s.sending.Lock()
	defer s.sending.Unlock()
	return s.attempt(ctx, d.notification, d.Retry+1)
}

// attempt sends an event once.
func (s *Subscription) attempt(ctx context.Context, n notify.Notification, retry int) Delivery {
	n.TraceID, n.Retry, n.RequestType = s.gateway.identifier(), retry, "NEW"
	if retry > 0 {
		n.RequestType = "RETRY"
	}
	d := Delivery{EventType: n.EventType, Retry: retry, notification: n}
	d.body, d.Header, d.Err = s.sender.Make(n, s.gateway.options.Now())
	if d.Err == nil {
		d.Status, d.Err = s.send(ctx, http.MethodPost, s.webhook.URL, d.Header, d.body)
	}
	s.gateway.logger.LogAttrs(ctx, slog.LevelInfo, "webhook", d.attributes()...)
	s.gateway.delivered.add(s, d)
	s.gateway.journal.Tell()
	return d
}

// send makes a request, and reads of the answer only the status.
func (s *Subscription) send(ctx context.Context, method, address string, header http.Header, body []byte) (status int, err error) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	if header != nil {
		r.Header = header.Clone()
	}
	answer, err := s.client.Do(r)
	if err != nil {
		return 0, err
	}
	answer.Body.Close()
	return answer.StatusCode, nil
}

// deliverInBackground delivers events as they come, until ctx ends.
func (s *Subscription) deliverInBackground(ctx context.Context) {
	for ctx.Err() == nil {
		var again <-chan time.Time
		if s.Waiting() > 0 { // what was not taken
			again = time.After(cmp.Or(s.webhook.RetryDelay, time.Minute))
		}
		select {
		case <-ctx.Done():
		case <-s.arrived:
			s.Deliver(ctx)
		case <-again:
			s.Deliver(ctx)
		}
	}
}
