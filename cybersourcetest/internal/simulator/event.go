package simulator

// The life of a payment: what happened to it, as a list that only grows. What is held,
// captured and refunded, and what may follow, is derived from the list and kept nowhere
// else, so that no two figures can disagree. Not simulated: reversals that an issuer
// ignores, captures that a bank declines after the batch.

import (
	"slices"
	"time"
)

// kind is what sort of thing happened.
type kind string

const (
	eventDeclined     kind = "declined"         // nothing came of it
	eventPending      kind = "pending"          // the customer or the bank has yet to act
	eventAuthorized   kind = "authorized"       // the issuer holds the amount
	eventReview       kind = "in review"        // the merchant has to accept it before it goes on
	eventSoftDeclined kind = "soft declined"    // a check failed after the issuer had approved
	eventAccepted     kind = "accepted"         // the merchant accepted it after a review
	eventIncremented  kind = "incremented"      // the issuer holds the amount besides
	eventReauthorized kind = "authorized again" // the service got another authorization for a later shipment
	eventCaptured     kind = "captured"         // the amount is queued for the processor
	eventRefunded     kind = "refunded"         // the amount is queued to go back
	eventCredited     kind = "credited"         // the amount is queued to go to somebody without a payment
	eventReversed     kind = "reversed"         // the hold of the amount is gone
	eventVoided       kind = "voided"           // a capture, refund or credit was taken out of the queue
	eventSent         kind = "batch sent"       // all that was queued went to the processor
	eventExpired      kind = "expired"          // the hold is gone by the passing of time
)

// event is one thing that happened to a payment.
type event struct {
	Kind   kind
	At     time.Time
	ID     string // of the answer that reported it; "" for what happened from outside
	Of     string // the capture that was refunded; the capture, refund or credit that was voided
	Amount money
	Last   bool // a capture after which no other is to come
}

// payment is what is remembered of a payment, or of a credit, for later calls.
type payment struct {
	ID               string
	Merchant         string
	Currency         string // in capitals
	Code             string
	ReconciliationID string
	ProviderID       string // the alternative payment provider's reference
	Card             card
	Events           []event
	Tokens           []string // that it created
	Identifier       string   // the token among them that stands for the card's number; "" if none does
	Refreshes        []string // statuses still to come, the last one is repeated
	Used             uint64   // the number of its newest record, or of a later call about it

	records []*record // of all requests about it
}

// add lets something happen to the payment.
func (p *payment) add(events ...event) { p.Events = append(p.Events, events...) }

// eventsOf is what the outcome of a payment does to it. asked is what was to be paid,
// authorized what the issuer approved.
func (c *call) eventsOf(o outcome, r order, authorized money) []event {
	one := func(k kind, amount money) event { return event{Kind: k, At: c.now, ID: c.id, Amount: amount} }
	captured := one(eventCaptured, authorized)
	captured.Last = true
	approved := o.status == "AUTHORIZED" || o.status == "PARTIAL_AUTHORIZED"
	switch {
	case approved && r.sale, o.moves():
		return []event{one(eventAuthorized, authorized), captured}
	case approved:
		return []event{one(eventAuthorized, authorized)}
	case o.authorizes() && o.reason == "DECISION_PROFILE_REVIEW":
		return []event{one(eventAuthorized, authorized), one(eventReview, money{})}
	case o.authorizes():
		return []event{one(eventAuthorized, authorized), one(eventSoftDeclined, money{})}
	case o.status == "PENDING" && r.means == byBank:
		captured.Amount = r.amount
		return []event{captured} // a check is debited without an authorization
	case slices.Contains([]string{"PENDING", "CREATED", "PENDING_REVIEW"}, o.status):
		return []event{one(eventPending, r.amount)}
	default:
		return []event{one(eventDeclined, r.amount)}
	}
}
