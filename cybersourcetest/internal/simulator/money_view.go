package simulator

import (
	"cmp"
	"slices"
	"time"
)

// Payment is how a payment, or a credit, stands and what has happened to it. The sums are
// in its currency, "0.00" for nothing. At any time Authorized is Held, Captured and
// Released together, unless Options.NoSums lets more be captured; what needs no
// authorization, such as a check, is only captured.
type Payment struct {
	ID, MerchantID, Code string
	Currency             string // in capitals
	Authorized           string // by the issuer, increments included
	Held                 string // on hold still
	Released             string // reversed, expired, or given up with the last capture; "" if nothing was authorized
	Captured             string // taken or on its way, what was voided left out
	Refunded             string // gone back or on its way, what was voided left out
	Credited             string // by a credit
	Events               []Event
}

// Event is one thing that happened to a payment.
type Event struct {
	Time   time.Time // UTC
	Kind   string    // such as "captured"
	ID     string    // of the answer that reported it; "" for what happened from outside
	Of     string    // the capture that was refunded; the capture, refund or credit that was voided
	Amount string    // "" for what concerns no amount

	Held, Captured, Refunded string // of the payment after it
}

// Payments is every payment and credit that is remembered, oldest first.
func (s *Simulator) Payments() []Payment {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.today()
	payments := make([]Payment, 0, len(s.memory.payments))
	for _, p := range s.memory.payments {
		payments = append(payments, p.view(now))
	}
	slices.SortFunc(payments, func(a, b Payment) int {
		return cmp.Compare(s.memory.byID[a.ID].Sequence, s.memory.byID[b.ID].Sequence)
	})
	return payments
}

// Payment is the payment or credit with an id.
func (s *Simulator) Payment(id string) (Payment, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.today()
	p, known := s.memory.payments[id]
	if !known {
		return Payment{}, false
	}
	return p.view(now), true
}

// sum is a sum in the payment's currency, zero where there is none.
func (p *payment) sum(m money) money {
	zero, _ := parseMoney("0", exponent(p.Currency))
	return zero.plus(m)
}

func (p *payment) view(now time.Time) Payment {
	s := p.standing(now)
	approved, held, captured := p.sum(money{}), p.sum(s.held()), p.sum(s.captured())
	view := Payment{
		ID: p.ID, MerchantID: p.Merchant, Code: p.Code, Currency: p.Currency, Held: held.String(), Captured: captured.String(),
		Refunded: p.sum(s.refunded()).String(), Credited: p.sum(s.credited()).String(),
	}
	var after standing
	for _, e := range p.Events {
		after.include(e)
		if e.Kind == eventAuthorized || e.Kind == eventIncremented || e.Kind == eventReauthorized {
			approved = approved.plus(e.Amount)
		}
		view.Events = append(view.Events, Event{
			Time: e.At, Kind: string(e.Kind), ID: e.ID, Of: e.Of, Amount: e.Amount.String(),
			Held: p.sum(after.held()).String(), Captured: p.sum(after.captured()).String(), Refunded: p.sum(after.refunded()).String(),
		})
	}
	view.Authorized = approved.String()
	if !approved.isZero() {
		view.Released = approved.minus(held).minus(captured).String()
	}
	return view
}
