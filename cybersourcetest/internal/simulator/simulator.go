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

// Handle plays one call. It never panics and always answers with a JSON object.
func (s *Simulator) Handle(r Request) Answer {
	body, refusal := s.examine(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.begin(r, body)
	if refusal != nil {
		return c.refuse(*refusal)
	}
	switch r.Operation {
	case CreatePayment:
		return c.createPayment()
	case IncrementAuth:
		return c.incrementAuth()
	default:
		return c.refreshPaymentStatus()
	}
}

// examine reads a body and finds what can be said about it without memory.
func (s *Simulator) examine(r Request) (document, *outcome) {
	body, readable := parse(r.Body)
	if !readable || r.Operation > RefreshPaymentStatus {
		return nil, refusal("INVALID_DATA")
	}
	model, lacking := "CreatePaymentRequest", s.missingOfPayment
	switch r.Operation {
	case IncrementAuth:
		model, lacking = "IncrementAuthRequest", missingOfIncrement
	case RefreshPaymentStatus:
		model, lacking = "RefreshPaymentStatusRequest", missingOfRefresh
	}
	found := s.inspect(model, body)
	if found.malformed {
		return nil, refusal("INVALID_DATA")
	}
	if fields := lacking(body); len(fields) > 0 {
		return body, refusal("MISSING_FIELD", fields...)
	}
	if len(found.invalid) > 0 {
		return body, refusal("INVALID_DATA", found.invalid...)
	}
	return body, nil
}

// call is one call while it takes effect.
type call struct {
	*Simulator
	Request
	body          document
	id            string // of the answer
	now           time.Time
	code          string
	transactionID string
}

func (s *Simulator) begin(r Request, body document) *call {
	now := s.options.Now().UTC()
	c := &call{Simulator: s, Request: r, body: body, id: s.newID(now), now: now}
	c.transactionID = body.text("clientReferenceInformation.transactionId")
	c.code = body.text("clientReferenceInformation.code")
	if c.code == "" {
		c.code = strconv.FormatInt(now.UnixMilli(), 10)
	}
	return c
}

// refuseDuplicate refuses references that were used before.
func (c *call) refuseDuplicate() *outcome {
	if c.transactionID != "" && c.memory.usedBefore(c.MerchantID, c.transactionID) {
		return refusal("INVALID_DATA", "clientReferenceInformation.transactionId")
	}
	if c.options.DuplicateCodeCheck && c.Operation == CreatePayment && c.memory.repeats(c.MerchantID, c.code, c.now) {
		return refusal("DUPLICATE_REQUEST")
	}
	return nil
}

// Entries is what was processed, oldest first, as copies. Only the newest
// Options.MaxPayments entries are kept.
func (s *Simulator) Entries() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.all()
}

// Lookup finds the entry that an id was given to: a payment, an increment or a refresh.
func (s *Simulator) Lookup(id string) (Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	entry := s.memory.entry(s.memory.entries[id])
	if entry == nil {
		return Entry{}, false
	}
	return *entry, true
}

// Settle marks an open authorization as captured, as a capture elsewhere would: it
// cannot be incremented any more.
func (s *Simulator) Settle(id string) error { return s.move(id, captured) }

// Reverse marks an open authorization as reversed: the hold is gone.
func (s *Simulator) Reverse(id string) error { return s.move(id, released) }

// Expire marks an open authorization as expired: the hold is gone.
func (s *Simulator) Expire(id string) error { return s.move(id, released) }
