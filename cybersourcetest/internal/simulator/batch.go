package simulator

// Control from outside: what happens to payments without a call of the client. Guess:
// one batch a day for all merchants, where the options name its time.

import (
	"errors"
	"time"
)

// SendBatch sends all queued captures, refunds and credits to the processor: from now on
// they cannot be voided. It returns how many there were.
func (s *Simulator) SendBatch() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.sendBatch(s.today())
}

// sendBatch lets a batch happen to every payment that has something queued.
func (m *memory) sendBatch(at time.Time) int {
	total := 0
	for _, p := range m.payments {
		stands, queued := p.standing(at), 0
		for _, t := range stands.transfers {
			if !t.sent && !t.voided {
				queued++
			}
		}
		if queued > 0 {
			p.add(event{Kind: eventSent, At: at})
			m.keep(p)
		}
		total += queued
	}
	return total
}

// Reset forgets everything that was processed or scripted. Ids go on.
func (s *Simulator) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory = s.memory.emptied(s.options)
	s.steps, s.reads, s.lastBatch = nil, readWindow{}, time.Time{}
	clear(s.inWork)
	for card, b := range s.balances {
		s.memory.lose(b)
		delete(s.balances, card)
	}
	s.hosted.sessions = aging[hostedSession]{limit: s.options.MaxPayments}
	s.hosted.tokens = aging[hostedToken]{limit: s.options.MaxPayments}
}

// CatchUp sends the daily batch if its time has come.
func (s *Simulator) CatchUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.today()
}

// today is the time, with the daily batch that was due before it sent.
func (s *Simulator) today() time.Time {
	now := s.options.Now().UTC()
	s.dailyBatch(now)
	return now
}

// dailyBatch sends the batch whose time has come since it was last looked at.
func (s *Simulator) dailyBatch(now time.Time) {
	if s.options.BatchAt == "" || now.Before(s.lastBatch) {
		return
	}
	clock, _ := time.Parse("15:04", s.options.BatchAt) // New has checked it
	due := time.Date(now.Year(), now.Month(), now.Day(), clock.Hour(), clock.Minute(), 0, 0, time.UTC)
	if due.After(now) {
		due = due.AddDate(0, 0, -1)
	}
	if !s.lastBatch.IsZero() && due.After(s.lastBatch) {
		s.memory.sendBatch(due)
	}
	s.lastBatch = now
}

// Settle marks an open authorization as captured, as a capture elsewhere would: it
// cannot be incremented any more.
func (s *Simulator) Settle(id string) error { return s.happen(id, eventCaptured, (*standing).open) }

// Reverse marks an open authorization as reversed: the hold is gone.
func (s *Simulator) Reverse(id string) error { return s.happen(id, eventReversed, (*standing).open) }

// Expire marks an open authorization as expired: the hold is gone.
func (s *Simulator) Expire(id string) error { return s.happen(id, eventExpired, (*standing).open) }

// AcceptReview ends the review of a payment: it can be captured.
func (s *Simulator) AcceptReview(id string) error {
	return s.happen(id, eventAccepted, func(stands *standing) bool { return stands.open() && stands.review })
}

// happen lets something happen to all that is held of a payment, if that is possible.
func (s *Simulator) happen(id string, k kind, possible func(*standing) bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.memory.payments[id]
	if !known {
		return errUnknownPayment
	}
	now := s.today()
	stands := p.standing(now)
	if !possible(&stands) {
		return errors.New("simulator: the payment has no authorization that is open for it")
	}
	p.add(event{Kind: k, At: now, Amount: stands.held(), Last: k == eventCaptured})
	s.memory.keep(p)
	return nil
}
