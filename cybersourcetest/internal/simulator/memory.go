package simulator

// Memory. Simulated: payments, what was done to them, and the records of all requests,
// bounded both for those that were processed and for those that were refused. What was used
// least recently is forgotten, with all that belongs to it: every call about a payment uses
// it. A transaction id stays used for 60
// days, unless the options say otherwise, or until its user is forgotten. Guess: a
// request that was refused uses its transaction id too.

import (
	"cmp"
	"errors"
	"slices"
	"time"
)

// challenge is a payer authentication that waits for its completion.
type challenge struct {
	ID               string
	Merchant         string
	Card             card
	Amount, Currency string // as in the request
	ReturnURL        string // of the shop, for the browser
	Version          string // of 3-D Secure
	Validated        string // paresStatus after its completion, or E
	Result           object // once it has been validated
	Failed           bool   // with result: the payer was not authenticated
}

// reference is a code, transaction id or token, which means something to its merchant only.
type reference struct{ merchant, text string }

// identity is a card number at a merchant.
type identity struct {
	merchant string
	number   fingerprint
}

// memory is everything that is remembered.
type memory struct {
	processed   recency
	refused     ring
	forgotten   int    // payments
	number      uint64 // of the newest record, search or use of a payment
	codesAcross bool   // a code is one whatever its operation

	byID        map[string]*record      // the first with an id
	byCode      map[reference][]*record // oldest first
	payments    map[string]*payment
	users       map[reference]*record // the last user of a transaction id
	codes       map[reference]*record // the last success with a code
	challenges  map[string]*challenge // by authentication transaction id
	vault       map[reference]card    // by token
	identifiers map[identity]string   // instrument identifier by card number
	searches    savedSearches

	changed map[string]stored // since it was written to the file, by key, nil for what was forgotten; nil without a file
}

func newMemory(limit int, codesAcross bool) memory {
	return memory{
		processed:   recency{limit: limit},
		refused:     ring{limit: limit},
		codesAcross: codesAcross,
		byID:        map[string]*record{},
		byCode:      map[reference][]*record{},
		payments:    map[string]*payment{},
		users:       map[reference]*record{},
		codes:       map[reference]*record{},
		challenges:  map[string]*challenge{},
		vault:       map[reference]card{},
		identifiers: map[identity]string{},
	}
}

// add keeps the record of a request that was processed, and numbers its entry.
func (m *memory) add(r *record, op *operation) {
	r.Number = m.next()
	m.forget(m.processed.add(r))
	r.Sequence = m.processed.count
	m.keep(r)
	m.index(r)
	if op.ownID && r.TransactionID != "" {
		m.usesID(r)
	}
	if op.code && r.succeeded() {
		r.UsesCode, m.codes[m.codeOf(r.MerchantID, r.Operation, r.Code)] = true, r
	}
	if p := m.payments[r.PaymentID]; p != nil { // the call has used the payment, so its other records are the newest too
		p.Used = r.Number
		m.keep(p)
	}
}

// addRefused keeps the record of a request that was refused. It may use its transaction
// id up, unless another request has.
func (m *memory) addRefused(r *record, usesID bool) {
	r.Number = m.next()
	m.forget(m.refused.add(r))
	m.keep(r)
	m.index(r)
	if usesID && r.TransactionID != "" && m.users[reference{r.MerchantID, r.TransactionID}] == nil {
		m.usesID(r)
	}
}

// usesID makes a record the last user of its transaction id. The one before it is none, even
// when this one has been forgotten.
func (m *memory) usesID(r *record) {
	key := reference{r.MerchantID, r.TransactionID}
	if before := m.users[key]; before != nil {
		before.UsesID = false
		m.keep(before)
	}
	r.UsesID, m.users[key] = true, r
}

// index makes a record known by its id and its code, and to its payment.
func (m *memory) index(r *record) {
	if m.byID[r.ID] == nil { // an increment may answer with the payment's id
		m.byID[r.ID] = r
	}
	code := reference{r.MerchantID, r.Code}
	m.byCode[code] = append(m.byCode[code], r)
	if p := m.payments[r.PaymentID]; p != nil {
		p.records = append(p.records, r)
	}
}

// all is the entries of what was processed, oldest first.
func (m *memory) all() []Entry {
	entries := make([]Entry, 0, m.processed.length)
	for r := range m.processed.all() {
		entries = append(entries, r.Entry)
	}
	slices.SortFunc(entries, func(a, b Entry) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return entries
}

// use says that a call is about a payment, which is kept the longer for it.
func (m *memory) use(p *payment) {
	p.Used = m.next()
	m.keep(p)
	for _, r := range p.records {
		if r.processed() {
			m.processed.use(r)
		}
	}
}

// entry is the entry of the processed call with an id; nil if there is none.
func (m *memory) entry(id string) *Entry {
	if r := m.byID[id]; r != nil && r.processed() {
		return &r.Entry
	}
	return nil
}

// forget drops a record's references, its payment and whatever else came with it.
func (m *memory) forget(r *record) {
	if r == nil {
		return
	}
	m.lose(r)
	drop(m.users, reference{r.MerchantID, r.TransactionID}, r)
	drop(m.codes, m.codeOf(r.MerchantID, r.Operation, r.Code), r)
	m.forgetCode(r)
	if p := m.payments[r.PaymentID]; p != nil {
		p.records = without(p.records, r)
	}
	m.forgetChallenge(r.Challenge)
	if !drop(m.byID, r.ID, r) {
		return
	}
	if p := m.payments[r.ID]; p != nil {
		delete(m.payments, r.ID)
		m.lose(p)
		m.forgotten++
		m.forgetTokens(p)
	}
}

func (m *memory) forgetChallenge(id string) {
	if begun := m.challenges[id]; begun != nil {
		delete(m.challenges, id)
		m.lose(begun)
	}
}

func (m *memory) forgetCode(r *record) {
	code := reference{r.MerchantID, r.Code}
	if m.byCode[code] = without(m.byCode[code], r); len(m.byCode[code]) == 0 {
		delete(m.byCode, code)
	}
}

// without is a list without one of its records, which is most often the first.
func without(records []*record, r *record) []*record {
	if i := slices.Index(records, r); i >= 0 {
		return slices.Delete(records, i, i+1)
	}
	return records
}

// drop deletes a key that leads to a record, and reports whether it did.
func drop[K comparable](from map[K]*record, key K, r *record) bool {
	if from[key] != r {
		return false
	}
	delete(from, key)
	return true
}

func (m *memory) forgetTokens(p *payment) {
	for _, token := range p.Tokens {
		delete(m.vault, reference{p.Merchant, token})
		if key := (identity{p.Merchant, p.Card.Number}); m.identifiers[key] == token {
			delete(m.identifiers, key)
		}
	}
}

// usedBefore reports whether a merchant's transaction id has been used within a time.
func (m *memory) usedBefore(merchant, transactionID string, now time.Time, within time.Duration) bool {
	user := m.users[reference{merchant, transactionID}]
	return user != nil && now.Sub(user.Time) < within
}

// codeOf is a code of one operation, since a capture may have that of its payment.
func (m *memory) codeOf(merchant string, op Operation, code string) reference {
	if m.codesAcross {
		op = ""
	}
	return reference{merchant, string(op) + " " + code}
}

// repeats reports whether the code succeeded within the last 15 minutes.
func (m *memory) repeats(merchant string, op Operation, code string, now time.Time) bool {
	last := m.codes[m.codeOf(merchant, op, code)]
	return last != nil && now.Sub(last.Time) < 15*time.Minute
}

// begin remembers a new payment or credit.
func (m *memory) begin(p *payment) {
	m.payments[p.ID] = p
	m.keep(p)
}

// save remembers a search, so that it can be run again.
func (m *memory) save(wanted search) {
	wanted.Number = m.next()
	m.keep(wanted)
	if dropped := m.searches.add(wanted); dropped.ID != "" {
		m.lose(dropped)
	}
}

// next is a new number.
func (m *memory) next() uint64 {
	m.number++
	return m.number
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
