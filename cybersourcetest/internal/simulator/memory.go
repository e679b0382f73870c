package simulator

// Memory. Simulated: payments and what was done to them, bounded by a ring; the oldest
// is forgotten with all that belongs to it. Not simulated: the 180 days for which a
// transaction id stays taken (it is taken for as long as its payment is remembered).

import (
	"errors"
	"slices"
	"time"
)

// challenge is a payer authentication that waits for its completion.
type challenge struct {
	merchant  string
	card      card
	version   string // of 3-D Secure
	validated string // paresStatus after its completion
}

// reference is a code, transaction id or token, which means something to its merchant only.
type reference struct{ merchant, text string }

// identity is a card number at a merchant.
type identity struct {
	merchant string
	number   fingerprint
}

// memory is everything that is remembered. A ring of entries decides what is forgotten.
type memory struct {
	ring     []Entry // grows to its limit, then the oldest is overwritten
	limit    int
	sequence uint64

	entries        map[string]uint64 // id -> sequence
	payments       map[string]*payment
	transactionIDs map[reference]uint64 // sequence of the last user
	codes          map[reference]uint64
	challenges     map[string]challenge // by authentication transaction id
	vault          map[reference]card   // by token
	identifiers    map[identity]string  // instrument identifier by card number
}

func newMemory(limit int) memory {
	return memory{
		limit:          limit,
		entries:        map[string]uint64{},
		payments:       map[string]*payment{},
		transactionIDs: map[reference]uint64{},
		codes:          map[reference]uint64{},
		challenges:     map[string]challenge{},
		vault:          map[reference]card{},
		identifiers:    map[identity]string{},
	}
}

// add keeps an entry of an operation and returns it with its number filled in.
func (m *memory) add(e Entry, op *operation) Entry {
	m.sequence++
	e.Sequence = m.sequence
	if len(m.ring) < m.limit {
		m.ring = append(m.ring, e)
	} else {
		m.forget(m.ring[m.slot(e.Sequence)])
		m.ring[m.slot(e.Sequence)] = e
	}
	if _, taken := m.entries[e.ID]; !taken { // an increment may answer with the payment's id
		m.entries[e.ID] = e.Sequence
	}
	if op.ownID && e.TransactionID != "" {
		m.transactionIDs[reference{e.MerchantID, e.TransactionID}] = e.Sequence
	}
	if op.code && e.succeeded() {
		m.codes[codeOf(e.MerchantID, e.Operation, e.Code)] = e.Sequence
	}
	return e
}

// all is the entries, oldest first.
func (m *memory) all() []Entry {
	if len(m.ring) < m.limit {
		return slices.Clone(m.ring)
	}
	oldest := m.slot(m.sequence + 1)
	return slices.Concat(m.ring[oldest:], m.ring[:oldest])
}

// slot is where the entry with a number lies.
func (m *memory) slot(sequence uint64) int { return int((sequence - 1) % uint64(m.limit)) }

// entry is the entry with a number, nil if it is forgotten.
func (m *memory) entry(sequence uint64) *Entry {
	if sequence == 0 || sequence > m.sequence || m.sequence-sequence >= uint64(m.limit) {
		return nil
	}
	return &m.ring[m.slot(sequence)]
}

// forget drops an entry's references, its payment and whatever else came with it.
func (m *memory) forget(e Entry) {
	if key := (reference{e.MerchantID, e.TransactionID}); m.transactionIDs[key] == e.Sequence {
		delete(m.transactionIDs, key)
	}
	if key := codeOf(e.MerchantID, e.Operation, e.Code); m.codes[key] == e.Sequence {
		delete(m.codes, key)
	}
	if m.entries[e.ID] != e.Sequence {
		return
	}
	delete(m.entries, e.ID)
	if p := m.payments[e.ID]; p != nil {
		delete(m.payments, e.ID)
		delete(m.challenges, p.challenge)
		m.forgetTokens(p)
	}
}

func (m *memory) forgetTokens(p *payment) {
	for _, token := range p.tokens {
		delete(m.vault, reference{p.merchant, token})
		if key := (identity{p.merchant, p.card.number}); m.identifiers[key] == token {
			delete(m.identifiers, key)
		}
	}
}

// usedBefore reports whether a merchant's transaction id is taken.
func (m *memory) usedBefore(merchant, transactionID string) bool {
	_, taken := m.transactionIDs[reference{merchant, transactionID}]
	return taken
}

// codeOf is a code of one operation: a capture may have that of its payment.
func codeOf(merchant string, op Operation, code string) reference {
	return reference{merchant, string(op) + " " + code}
}

// repeats reports whether the code succeeded within the last 15 minutes.
func (m *memory) repeats(merchant string, op Operation, code string, now time.Time) bool {
	last := m.entry(m.codes[codeOf(merchant, op, code)])
	return last != nil && now.Sub(last.Time) < 15*time.Minute
}

// errUnknownPayment is returned for ids that no payment has, or no longer.
var errUnknownPayment = errors.New("simulator: no such payment")

// complete fills in what has become of an entry's payment since.
func (m *memory) complete(e Entry, now time.Time) Entry {
	if p := m.payments[e.PaymentID]; p != nil {
		s := p.standing(now)
		e.Captured, e.Released = s.captures(), s.released()
	}
	return e
}
