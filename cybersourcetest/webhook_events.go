package cybersourcetest

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/notify"
)

// This file says what of the gateway's calls is notified.
//
// Guesses: the payload of payment events, which is not published: it has the id, the
// status, the reference code and the amount where the answers of the calls have them. That
// a sale is an authorization and a capture.

// subscriptions are those of a gateway.
type subscriptions struct {
	mu      sync.Mutex
	all     []*Subscription
	closed  bool
	ends    []context.CancelFunc // of what delivers in the background
	running sync.WaitGroup       // likewise
}

// add reports whether the gateway still runs.
func (l *subscriptions) add(s *Subscription) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return false
	}
	l.all = append(l.all, s)
	if s.webhook.Background {
		ctx, end := context.WithCancel(context.Background())
		l.ends = append(l.ends, end)
		l.running.Go(func() { s.deliverInBackground(ctx) })
	}
	return true
}

// close returns when nothing is delivered in the background any more.
func (l *subscriptions) close() {
	l.mu.Lock()
	l.closed = true
	for _, end := range l.ends {
		end()
	}
	l.mu.Unlock()
	l.running.Wait()
}

// notify tells all subscribers what became of a call.
func (x *call) notify() {
	subscribed := x.gateway.subscriptions.list()
	if len(subscribed) == 0 {
		return
	}
	e := x.gateway.ledger.snapshot(x.record).Entry
	for _, eventType := range eventTypes(e) {
		for _, s := range subscribed {
			s.happened(e, eventType)
		}
	}
}

// eventTypes are the events of a processed call.
func eventTypes(e Entry) []string {
	const accepted = ".status.accepted"
	switch {
	case !e.Processed:
		return nil
	case e.Operation == CreatePayment:
		return paymentEvents(e)
	}
	subjects := map[string]string{
		CapturePayment: "capture", RefundPayment: "refund", RefundCapture: "refund", CreateCredit: "credit",
		AuthReversal: "reversal", MitReversal: "reversal",
		VoidPayment: "void", VoidCapture: "void", VoidRefund: "void", VoidCredit: "void", MitVoid: "void",
	}
	subject := subjects[e.Operation]
	switch {
	case subject == "":
		return nil
	case e.Status == "PENDING" || e.Status == "REVERSED" || e.Status == "VOIDED":
		return []string{"payments." + subject + accepted}
	case subject == "void" || subject == "reversal":
		return []string{"payments." + subject + ".status.rejected"}
	}
	return nil // the others have no event of a refusal
}

// paymentEvents are those of a payment; of a sale there are two.
func paymentEvents(e Entry) []string {
	const authorization = "payments.authorization.status."
	switch e.Status {
	case "PARTIAL_AUTHORIZED":
		return []string{authorization + "partiallyApproved"}
	case "AUTHORIZED_PENDING_REVIEW", "PENDING_REVIEW":
		return []string{authorization + "reviewed"}
	case "AUTHORIZED":
		if strings.Trim(e.CapturedAmount, "0.") != "" {
			return []string{authorization + "accepted", "payments.capture.status.accepted"}
		}
		return []string{authorization + "accepted"}
	case "DECLINED", "AUTHORIZED_RISK_DECLINED":
		return []string{authorization + "rejected"}
	}
	return nil
}

// happened lets an event of one of the subscribed types wait.
func (s *Subscription) happened(e Entry, eventType string) {
	if s.webhook.EventTypes == nil || slices.Contains(s.webhook.EventTypes, eventType) {
		s.wait(pending{notification: s.notification(eventType, payloadOf(e), e.MerchantID)})
	}
}

// notification is the first attempt to tell of an event.
func (s *Subscription) notification(eventType string, payload json.RawMessage, organization string) notify.Notification {
	return notify.Notification{
		EventType:      eventType,
		WebhookID:      s.id,
		ProductID:      "payments",
		OrganizationID: cmp.Or(organization, s.gateway.Account().ID),
		EventDate:      notify.DateOf(s.gateway.options.Now()),
		Payload:        payload,
	}
}

// payloadOf is what a payment event states: no card data.
func payloadOf(e Entry) json.RawMessage {
	type object map[string]any
	text, err := json.Marshal(object{"data": object{
		"id":                         e.ID,
		"status":                     e.Status,
		"clientReferenceInformation": object{"code": e.Code},
		"orderInformation":           object{"amountDetails": object{"totalAmount": e.Amount, "currency": e.Currency}},
	}, "organizationId": e.MerchantID})
	if err != nil {
		panic("cybersourcetest: " + err.Error()) // texts always have a JSON form
	}
	return text
}
