package simulator

// The frame of every call: checks that need no memory run first and in parallel, then
// one call at a time takes effect. Guess: an unreadable body is refused as INVALID_DATA
// without details. Not simulated: processing time.

import (
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"
)

// Simulator is the state of one offline gateway. It is safe for concurrent use; calls
// take effect one after the other.
type Simulator struct {
	options  Options
	profile  profile
	triggers []trigger
	ending   string // last digits of every id
	hashKey  []byte // of card fingerprints

	mu      sync.Mutex // guards what follows
	rand    *rand.Rand
	counter int64 // of ids
	memory  memory
	steps   []Step
}

// New checks the options and returns a gateway without payments.
func New(options Options) (*Simulator, error) {
	if options.Profile == "" {
		options.Profile = ProfileDefault
	}
	i := slices.IndexFunc(profileTable, func(p profile) bool { return p.name == options.Profile })
	if i < 0 {
		return nil, fmt.Errorf("simulator: Profile is none of %q, %q, %q", ProfileDefault, ProfileVisaPlatformConnect, ProfileTSYS)
	}
	if options.MaxPayments < 0 {
		return nil, errors.New("simulator: MaxPayments is negative")
	}
	if options.MaxPayments == 0 {
		options.MaxPayments = 10_000
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	return newSimulator(options, profileTable[i])
}

func newSimulator(options Options, p profile) (*Simulator, error) {
	hashKey := make([]byte, 32) // the only thing that the seed does not decide: it shows nowhere
	if _, err := crand.Read(hashKey); err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	random := rand.New(rand.NewPCG(options.Seed, 0x9e3779b97f4a7c15)) //nolint:gosec // G404: ids of a simulator must repeat
	return &Simulator{
		options:  options,
		profile:  p,
		triggers: triggersOf(p),
		ending:   endings[random.IntN(len(endings))],
		hashKey:  hashKey,
		rand:     random,
		counter:  random.Int64N(900_000_000),
		memory:   newMemory(options.MaxPayments),
	}, nil
}

// Handle carries out one call. It never panics and always answers with a JSON object.
func (s *Simulator) Handle(r Request) Answer {
	op := operationOf(r.Operation)
	if op == nil {
		op = &unknownOperation
	}
	r.Operation = op.name
	body, refusal := s.examine(op, r.Body)
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.begin(op, r, body)
	if refusal == nil {
		refusal = c.refuseDuplicate()
	}
	if refusal != nil {
		return c.refuse(*refusal)
	}
	return op.effect(c)
}

// unknownOperation answers a name that [Known] does not know.
var unknownOperation = operation{
	effect: func(c *call) Answer { return c.refuse(*refusal("INVALID_DATA")) },
}

// call is one call while it takes effect.
type call struct {
	*Simulator
	Request
	operation     *operation
	body          document
	id            string // of the answer
	now           time.Time
	code          string
	transactionID string
}

func (s *Simulator) begin(op *operation, r Request, body document) *call {
	now := s.options.Now().UTC()
	c := &call{Simulator: s, Request: r, operation: op, body: body, id: s.newID(now), now: now}
	c.transactionID = body.text("clientReferenceInformation.transactionId")
	c.code = body.text("clientReferenceInformation.code")
	if c.code == "" {
		c.code = strconv.FormatInt(now.UnixMilli(), 10)
	}
	return c
}

// refuseDuplicate refuses references that were used before.
func (c *call) refuseDuplicate() *outcome {
	if c.operation.ownID && c.transactionID != "" && c.memory.usedBefore(c.MerchantID, c.transactionID) {
		return refusal("INVALID_DATA", "clientReferenceInformation.transactionId")
	}
	if c.options.DuplicateCodeCheck && c.operation.code && c.memory.repeats(c.MerchantID, c.code, c.now) {
		return refusal("DUPLICATE_REQUEST")
	}
	return nil
}

// pathID is the first id of the path; "" if there is none.
func (r Request) pathID() string {
	if len(r.IDs) == 0 {
		return ""
	}
	return r.IDs[0]
}

// Entries is what was processed, oldest first, as copies. Only the newest
// Options.MaxPayments entries are kept.
func (s *Simulator) Entries() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.options.Now()
	entries := s.memory.all()
	for i := range entries {
		entries[i] = s.memory.complete(entries[i], now)
	}
	return entries
}

// Lookup finds the entry that an id was given to: a payment, an increment or a refresh.
func (s *Simulator) Lookup(id string) (Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry := s.memory.entry(s.memory.entries[id])
	if entry == nil {
		return Entry{}, false
	}
	return s.memory.complete(*entry, s.options.Now()), true
}

// Settle marks an open authorization as captured, as a capture elsewhere would: it
// cannot be incremented any more.
func (s *Simulator) Settle(id string) error { return s.happen(id, eventCaptured) }

// Reverse marks an open authorization as reversed: the hold is gone.
func (s *Simulator) Reverse(id string) error { return s.happen(id, eventReversed) }

// Expire marks an open authorization as expired: the hold is gone.
func (s *Simulator) Expire(id string) error { return s.happen(id, eventExpired) }

// happen lets something happen to all that is held of a payment, as if from outside.
func (s *Simulator) happen(id string, k kind) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.memory.payments[id]
	if !known {
		return errUnknownPayment
	}
	now := s.options.Now().UTC()
	stands := p.standing(now)
	if !stands.open() {
		return errors.New("simulator: the payment has no open authorization")
	}
	p.add(event{kind: k, at: now, amount: stands.held()})
	return nil
}
