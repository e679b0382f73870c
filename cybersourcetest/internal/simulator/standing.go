package simulator

// How a payment stands: the sum of its events. Guess: an authorization is kept for 180
// days. What is left of a hold is given up when the last capture goes to the processor.

import "time"

// kept is how long an authorization can be used, and a capture refunded.
const kept = 180 * 24 * time.Hour

// standing is how a payment stands at a time.
type standing struct {
	authorized money // approved by the issuer, increments included, what was reversed taken off
	transfers  []transfer
	increments int
	approved   bool // there is an authorization, whatever became of it
	review     bool // the merchant has to accept it first
	refused    bool // a check failed although the issuer approved
	pending    bool
	reversed   bool // something of the hold was reversed
	expired    bool // the authorization, which matters as far as it was not captured
}

// transfer is money on its way, or in the queue for it: a capture, refund or credit.
type transfer struct {
	event
	sent, voided bool
	sentAt       time.Time
	refunded     money // of a capture: what has gone back
}

// standing adds the events up.
func (p *payment) standing(now time.Time) standing {
	var s standing
	for _, e := range p.Events {
		s.include(e)
		if e.Kind == eventAuthorized && now.Sub(e.At) >= kept {
			s.expired = true
		}
	}
	return s
}

func (s *standing) include(e event) {
	switch e.Kind {
	case eventAuthorized:
		s.approved, s.authorized = true, e.Amount
	case eventIncremented:
		s.increments++
		s.authorized = s.authorized.plus(e.Amount)
	case eventReauthorized:
		s.authorized = s.authorized.plus(e.Amount)
	case eventReview:
		s.review = true
	case eventAccepted:
		s.review = false
	case eventSoftDeclined:
		s.refused = true
	case eventPending:
		s.pending = true
	case eventReversed:
		s.reversed = true
		s.authorized = s.authorized.minus(e.Amount)
	case eventExpired:
		s.expired = true
	case eventDeclined:
	default:
		s.includeTransfer(e)
	}
}

// includeTransfer takes what concerns captures, refunds and credits into account.
func (s *standing) includeTransfer(e event) {
	switch e.Kind {
	case eventRefunded:
		if of := s.find(e.Of); of != nil {
			of.refunded = of.refunded.plus(e.Amount)
		}
		s.transfers = append(s.transfers, transfer{event: e})
	case eventVoided:
		of := s.find(e.Of)
		of.voided = true
		if capture := s.find(of.Of); capture != nil {
			capture.refunded = capture.refunded.minus(of.Amount)
		}
	case eventSent:
		for i := range s.transfers {
			s.transfers[i].send(e.At)
		}
	default:
		s.transfers = append(s.transfers, transfer{event: e})
	}
}

// send marks what was queued. What was voided is marked too, which then matters no more.
func (t *transfer) send(at time.Time) {
	if !t.sent {
		t.sent, t.sentAt = true, at
	}
}

// find is the capture, refund or credit with an id; nil if there is none.
func (s *standing) find(id string) *transfer {
	for i := range s.transfers {
		if id != "" && s.transfers[i].ID == id {
			return &s.transfers[i]
		}
	}
	return nil
}

// sum adds up the transfers of a kind that were not voided.
func (s *standing) sum(k kind) money {
	var total money
	for _, t := range s.transfers {
		if t.Kind == k && !t.voided {
			total = total.plus(t.Amount)
		}
	}
	return total
}

func (s *standing) captured() money { return s.sum(eventCaptured) }
func (s *standing) refunded() money { return s.sum(eventRefunded) }
func (s *standing) credited() money { return s.sum(eventCredited) }

// captures reports whether something was captured that was not voided.
func (s *standing) captures() bool { return s.last() != nil || !s.captured().isZero() }

// last is the capture that ended the authorization; nil as long as it goes on.
func (s *standing) last() *transfer {
	for i := range s.transfers {
		if t := &s.transfers[i]; t.Kind == eventCaptured && t.Last && !t.voided {
			return t
		}
	}
	return nil
}

// remainder is what of the authorization was neither captured nor reversed.
func (s *standing) remainder() money { return s.authorized.minus(s.captured()) }

// held is what the issuer still holds.
func (s *standing) held() money {
	rest := s.remainder()
	if last := s.last(); s.expired || last != nil && last.sent || rest.minor != nil && rest.minor.Sign() < 0 {
		return rest.minus(rest)
	}
	return rest
}

// total is what is on hold or captured; no sum at all if nothing was approved.
func (s *standing) total() money { return s.captured().plus(s.held()) }

// over reports whether the hold was reversed to its end.
func (s *standing) over() bool { return s.reversed && s.remainder().isZero() }

// open reports whether an authorization waits for what is to become of it.
func (s *standing) open() bool {
	return s.approved && s.last() == nil && !s.over() && !s.expired
}

// settle takes the money of an alternative payment that waited for it.
func (p *payment) settle(now time.Time) {
	stands := p.standing(now)
	if stands.pending && stands.transfers == nil {
		p.add(event{Kind: eventCaptured, At: now, ID: p.ID, Amount: p.Events[0].Amount, Last: true}, event{Kind: eventSent, At: now})
	}
}

// released reports whether a hold is gone without money having been taken.
func (s *standing) released() bool {
	return s.approved && !s.captures() && (s.expired || s.over())
}
