package simulator

// The life of a payment: what happened to it, as a list that only grows. What is held,
// captured and refunded, and what may follow, is derived from the list and kept nowhere
// else, so that no two figures can disagree. Guess: an authorization is kept for 180
// days. Not simulated: hours until a capture is settled, reversals that an issuer ignores.

import (
	"slices"
	"time"
)

// kind is what sort of thing happened.
type kind string

const (
	eventDeclined    kind = "declined"        // nothing came of it
	eventPending     kind = "pending"         // the customer or the bank has yet to act
	eventAuthorized  kind = "authorized"      // the issuer holds the amount
	eventReview      kind = "review"          // the merchant has to decide before it goes on
	eventRiskRefused kind = "refused by risk" // risk rules refused it after the issuer had approved
	eventIncremented kind = "incremented"     // the issuer holds the amount besides
	eventCaptured    kind = "captured"        // the amount is queued for the processor
	eventReversed    kind = "reversed"        // the hold of the amount is gone
	eventExpired     kind = "expired"         // the hold is gone by the passing of time
)

// kept is how long an authorization can be used.
const kept = 180 * 24 * time.Hour

// event is one thing that happened to a payment.
type event struct {
	kind   kind
	at     time.Time
	id     string // of the answer that reported it; "" for what happened from outside
	amount money
}

// payment is what is remembered of a payment for later calls.
type payment struct {
	id               string
	merchant         string
	currency         string // in capitals
	code             string
	reconciliationID string
	providerID       string // the alternative payment provider's reference
	card             card
	events           []event
	challenge        string   // the payer authentication it asked for
	tokens           []string // that it created
	refreshes        []string // statuses still to come, the last one is repeated
}

// add lets something happen to the payment.
func (p *payment) add(events ...event) { p.events = append(p.events, events...) }

// standing is how a payment stands: the sum of its events.
type standing struct {
	authorized money // approved by the issuer, increments included, what was reversed taken off
	captured   money // taken, or on its way
	increments int
	captures   int
	approved   bool // there is an authorization, whatever became of it
	blocked    bool // review or risk rules stand in the way of what an approved payment allows
	pending    bool
	reversed   bool // nothing of the hold is left to reverse
	expired    bool
}

// standing adds the events up, as things are at a time.
func (p *payment) standing(now time.Time) standing {
	var s standing
	for _, e := range p.events {
		s.add(e)
		if e.kind == eventAuthorized && now.Sub(e.at) >= kept {
			s.expired = true
		}
	}
	return s
}

func (s *standing) add(e event) {
	switch e.kind {
	case eventAuthorized:
		s.approved, s.authorized = true, e.amount
	case eventIncremented:
		s.increments++
		s.authorized = s.authorized.plus(e.amount)
	case eventReview, eventRiskRefused:
		s.blocked = true
	case eventPending:
		s.pending = true
	case eventCaptured:
		s.captures++
		s.captured = s.captured.plus(e.amount)
	case eventReversed:
		s.authorized = s.authorized.minus(e.amount)
		s.reversed = s.authorized.compare(s.captured) == 0
	case eventExpired:
		s.expired = true
	case eventDeclined:
	}
}

// held is the part of the authorization that the issuer still holds.
func (s standing) held() money {
	if s.expired || s.reversed {
		return s.captured.minus(s.captured)
	}
	return s.authorized.minus(s.captured)
}

// total is what is on hold or captured; no sum at all if nothing was approved.
func (s standing) total() money { return s.captured.plus(s.held()) }

// open reports whether an authorization waits for what is to become of it.
func (s standing) open() bool {
	return s.approved && s.captures == 0 && !s.reversed && !s.expired
}

// eventsOf is what an outcome does to a payment.
func (c *call) eventsOf(o outcome, amount money, sale bool) []event {
	one := func(k kind) event { return event{kind: k, at: c.now, id: c.id, amount: amount} }
	approved := o.status == "AUTHORIZED" || o.status == "PARTIAL_AUTHORIZED"
	switch {
	case approved && sale, o.moves():
		return []event{one(eventAuthorized), one(eventCaptured)}
	case approved:
		return []event{one(eventAuthorized)}
	case o.authorizes() && o.status == "AUTHORIZED_RISK_DECLINED":
		return []event{one(eventAuthorized), one(eventRiskRefused)}
	case o.authorizes():
		return []event{one(eventAuthorized), one(eventReview)}
	case slices.Contains([]string{"PENDING", "CREATED", "PENDING_REVIEW"}, o.status):
		return []event{one(eventPending)}
	default:
		return []event{one(eventDeclined)}
	}
}
