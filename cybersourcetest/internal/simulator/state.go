package simulator

// The state beyond the end of the program, where Options.State names a file. Its values are
// the types that memory is made of, as encoding/json writes them, so that a new field is kept
// as soon as it is there; a test reports one that is not exported. Where memory changes, it
// says so with keep or lose; the lock writes all that a call has changed before anybody can
// hear of it. What leads to records and payments by something else than their id is no part
// of the file: it is built as it was when they were new.
//
// Not kept: scripted steps; calls that were accepted and not processed, which their owner
// accepts again; counts of look-ups within a minute; hosted pages, whose sessions and tokens
// live for 15 minutes and would put numbers of cards and private keys into the file.

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/statefile"
)

// stored is a value of the file.
type stored interface{ key() string }

func (r *record) key() string    { return "record/" + strconv.FormatUint(r.Number, 10) }
func (p *payment) key() string   { return "payment/" + p.ID }
func (b *challenge) key() string { return "challenge/" + b.ID }
func (s search) key() string     { return "search/" + s.ID }

func (b balance) key() string {
	card, _ := b.Card.MarshalText() // never fails
	return "balance/" + string(card)
}

// progress is the one value of the file that is no list: what every call changes.
type progress struct {
	Counter         int64  // of ids
	Random, Delays  []byte // states of the generators
	HashKey         []byte
	LastBatch       time.Time
	Number, Entries uint64 // of the newest record or use, and of the newest entry
	Forgotten       int
}

const progressKey = "simulator"

// guard is a lock that lets what was changed under it be written before it is given back.
type guard struct {
	sync.Mutex
	write func() // nil = nothing to be done
}

// Unlock writes what was changed and gives the lock back.
func (g *guard) Unlock() {
	if g.write != nil {
		g.write()
	}
	g.Mutex.Unlock()
}

// keep says that a value is new or has changed: it is written as it is at the end of the call.
func (m *memory) keep(v stored) {
	if m.changed != nil {
		m.changed[v.key()] = v
	}
}

// lose says that a value is remembered no more.
func (m *memory) lose(v stored) {
	if m.changed != nil {
		m.changed[v.key()] = nil
	}
}

// emptied is a memory without anything in it, whose numbers go on.
func (m *memory) emptied(options Options) memory {
	empty := newMemory(options.MaxPayments, options.DuplicateCodeAcross)
	empty.changed, empty.number = m.changed, m.number
	for _, v := range m.values() {
		empty.lose(v)
	}
	return empty
}

// values are all values of the file that a reset forgets.
func (m *memory) values() (all []stored) {
	for r := range m.processed.all() {
		all = append(all, r)
	}
	for r := range m.refused.all() {
		all = append(all, r)
	}
	for _, p := range m.payments {
		all = append(all, p)
	}
	for _, begun := range m.challenges {
		all = append(all, begun)
	}
	for _, wanted := range m.searches.byID {
		all = append(all, wanted)
	}
	return all
}

// write commits what was changed since the last time, with the lock held.
func (s *Simulator) write() {
	var change statefile.Change
	for _, key := range slices.Sorted(maps.Keys(s.memory.changed)) {
		if v := s.memory.changed[key]; v != nil {
			change.Set(key, v)
		} else {
			change.Delete(key)
		}
	}
	clear(s.memory.changed)
	change.Set(progressKey, s.progress())
	s.options.State.Commit(&change)
}

func (s *Simulator) progress() progress {
	random, _ := s.source.MarshalBinary() // never fails
	delays, _ := s.delaySource.MarshalBinary()
	return progress{
		Counter: s.counter, Random: random, Delays: delays, HashKey: s.hashKey, LastBatch: s.lastBatch,
		Number: s.memory.number, Entries: s.memory.processed.count, Forgotten: s.memory.forgotten,
	}
}

// restore takes everything from the file, if there is one, and lets it be written from then on.
func (s *Simulator) restore() error {
	f := s.options.State
	if f == nil {
		return nil
	}
	err := statefile.Each(f, progressKey, s.proceed)
	var records []*record
	var searches []search
	for _, read := range []func() error{
		func() error { return statefile.Each(f, "payment/", s.memory.restorePayment) },
		func() error { return statefile.Each(f, "record/", func(r record) { records = append(records, &r) }) },
		func() error {
			return statefile.Each(f, "challenge/", func(b challenge) { s.memory.challenges[b.ID] = &b })
		},
		func() error {
			return statefile.Each(f, "search/", func(one search) { searches = append(searches, one) })
		},
		func() error { return statefile.Each(f, "balance/", func(b balance) { s.balances[b.Card] = b }) },
	} {
		if err == nil {
			err = read()
		}
	}
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.memory.changed, s.mu.write = map[string]stored{}, s.write
	slices.SortFunc(searches, func(a, b search) int { return cmp.Compare(a.Number, b.Number) })
	for _, one := range searches {
		s.memory.searches.add(one)
	}
	return s.restoreRecords(records)
}

// proceed goes on where another simulator has stopped.
func (s *Simulator) proceed(p progress) {
	_ = s.source.UnmarshalBinary(p.Random) // what is no state leaves the seed's
	_ = s.delaySource.UnmarshalBinary(p.Delays)
	s.counter, s.hashKey, s.lastBatch = p.Counter, p.HashKey, p.LastBatch
	s.memory.number, s.memory.processed.count, s.memory.forgotten = p.Number, p.Entries, p.Forgotten
}

// restorePayment remembers a payment and the tokens that it created.
func (m *memory) restorePayment(p payment) {
	m.payments[p.ID] = &p
	for _, token := range p.Tokens {
		m.vault[reference{p.Merchant, token}] = p.Card
	}
	if p.Identifier != "" {
		m.identifiers[identity{p.Merchant, p.Card.Number}] = p.Identifier
	}
}

// restoreRecords remembers records in the order in which they were new, then forgets what
// there is no room for any more.
func (s *Simulator) restoreRecords(records []*record) error {
	m := &s.memory
	slices.SortFunc(records, func(a, b *record) int { return cmp.Compare(a.Number, b.Number) })
	for _, r := range records {
		if !r.processed() {
			m.forget(m.refused.add(r))
		}
		m.index(r)
		if r.UsesID {
			m.usesID(r)
		}
		if r.UsesCode {
			m.codes[m.codeOf(r.MerchantID, r.Operation, r.Code)] = r
		}
	}
	for id := range m.payments {
		if m.byID[id] == nil {
			return fmt.Errorf("%s: payment %s has no record", s.options.State.Name(), id)
		}
	}
	slices.SortStableFunc(records, func(a, b *record) int { return cmp.Compare(m.lastUse(a), m.lastUse(b)) })
	for _, r := range records {
		if r.processed() {
			m.processed.append(r)
		}
	}
	for m.processed.length > m.processed.limit {
		m.forget(m.processed.dropOldest())
	}
	return nil
}

// lastUse is the number that a record has its place among those used last by.
func (m *memory) lastUse(r *record) uint64 {
	if p := m.payments[r.PaymentID]; p != nil {
		return p.Used
	}
	return r.Number
}
