// Package journal keeps the calls that a gateway got: a summary of the newest 20,000, and
// all of the newest that fit into 64 MiB. It tells readers that there is something new,
// and never waits for them.
package journal

import "sync"

// Bounds of what is kept.
const (
	MaxCalls = 20_000
	MaxBytes = 64 << 20
)

// Journal is safe for concurrent use.
type Journal struct {
	mu        sync.Mutex
	calls     []kept // that of a number is at (number-1) % size
	size      int    // how many are kept
	limit     int    // bytes that the exchanges may take
	bytes     int
	before    uint64 // the number of the last call of another journal that this one follows
	forgotten uint64 // the number up to which nothing is kept
	oldest    uint64 // the exchanges before this number are gone
	last      uint64 // number
	change    uint64
	listeners map[*Listener]struct{}
	byID      map[string]uint64 // the newest call whose answer has an id
}

type kept struct {
	call     Call
	exchange *Exchange
	size     int
}

// New returns an empty journal for some number of calls, whose exchanges take so many bytes
// at most.
func New(size, limit int) *Journal {
	return &Journal{size: size, limit: limit, oldest: 1, listeners: make(map[*Listener]struct{}), byID: make(map[string]uint64)}
}

// Follow lets the numbers of a journal that is empty still go on after the last one of
// another.
func (j *Journal) Follow(last uint64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.before, j.forgotten, j.last, j.oldest = last, last, last, last+1
}

// Begin opens the record of a call. Its number must be the next one.
func (j *Journal) Begin(c Call) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.last = c.Number
	j.change++
	c.Change = j.change
	if len(j.calls) < j.size {
		j.calls = append(j.calls, kept{call: c})
	} else {
		slot := &j.calls[j.slot(c.Number)]
		j.bytes -= slot.size
		j.forget(&slot.call)
		*slot = kept{call: c}
	}
	j.tell()
}

// Set changes the record of a call. What is not kept any more is not changed. A nil exchange
// leaves that which is there.
func (j *Journal) Set(number uint64, exchange *Exchange, change func(*Call)) {
	j.mu.Lock()
	defer j.mu.Unlock()
	slot := j.find(number)
	if slot == nil {
		return
	}
	change(&slot.call)
	j.change++
	slot.call.Change = j.change
	if slot.call.ID != "" {
		j.byID[slot.call.ID] = number
	}
	if exchange != nil && number >= j.oldest {
		size := exchange.size()
		j.bytes += size - slot.size
		slot.exchange, slot.size = exchange, size
		j.drop()
	}
	j.tell()
}

// forget takes a call out of the index.
func (j *Journal) forget(c *Call) {
	if c.ID != "" && j.byID[c.ID] == c.Number {
		delete(j.byID, c.ID)
	}
}

// drop forgets the oldest exchanges until the rest fits.
func (j *Journal) drop() {
	for ; j.bytes > j.limit && j.oldest < j.last; j.oldest++ {
		if slot := j.find(j.oldest); slot != nil {
			j.bytes -= slot.size
			slot.exchange, slot.size = nil, 0
		}
	}
}

func (j *Journal) slot(number uint64) int { return int((number - j.before - 1) % uint64(j.size)) } //nolint:gosec // smaller than size

// find is the record of a number; nil if it is not kept.
func (j *Journal) find(number uint64) *kept {
	if number <= j.first() || number > j.last {
		return nil
	}
	return &j.calls[j.slot(number)]
}

// first is the number up to which nothing is kept.
func (j *Journal) first() uint64 {
	return max(j.forgotten, j.last-min(j.last, uint64(j.size))) //nolint:gosec // size is positive
}

// Reset forgets all calls. Numbers go on.
func (j *Journal) Reset() {
	j.mu.Lock()
	defer j.mu.Unlock()
	for i := range j.calls {
		j.calls[i] = kept{}
	}
	clear(j.byID)
	j.forgotten, j.oldest, j.bytes = j.last, j.last+1, 0
	j.change++
	j.tell()
}

// Call is the record of a number. The exchange is nil if it is no longer kept.
func (j *Journal) Call(number uint64) (Call, *Exchange, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	slot := j.find(number)
	if slot == nil {
		return Call{}, nil, false
	}
	return slot.call, slot.exchange, true
}

// Page are calls, newest first.
type Page struct {
	Calls  []Call
	Last   uint64 // number of the newest call of all
	First  uint64 // number of the oldest that is kept; Last+1 if none is
	Change uint64 // of the newest change
	More   bool   // there are older ones that fit
}

// Calls are the newest calls that fit a filter, at most limit.
func (j *Journal) Calls(f Filter, limit int) Page {
	j.mu.Lock()
	defer j.mu.Unlock()
	page := Page{Last: j.last, First: j.first() + 1, Change: j.change}
	from := j.last
	if f.Before > 0 {
		from = min(from, f.Before-1)
	}
	for n := from; n > max(j.first(), f.After); n-- {
		c := &j.calls[j.slot(n)].call
		if !f.fits(c) {
			continue
		}
		if len(page.Calls) == limit {
			page.More = true
			break
		}
		page.Calls = append(page.Calls, *c)
	}
	return page
}

// NumberOf is the call whose answer had an id; 0 if none is kept.
func (j *Journal) NumberOf(id string) uint64 {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.byID[id]
}
