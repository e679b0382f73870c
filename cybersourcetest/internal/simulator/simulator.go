package simulator

// The frame of every call: checks that need no memory run first and in parallel, then
// one call at a time takes effect. Guess: an unreadable body is refused as INVALID_DATA
// without details. Not simulated: processing time.

import (
	"cmp"
	crand "crypto/rand"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
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

	mu      guard // of what follows
	source  *rand.PCG
	rand    *rand.Rand // of source
	counter int64      // of ids
	memory  memory
	steps   []Step
	inWork  map[reference]*Work // calls that were accepted and not yet processed, by transaction id
	reads   readWindow
	hosted  hosted

	delaySource *rand.PCG
	delays      *rand.Rand // of records; numbers of their own, so that delays change no id

	balances  map[fingerprint]balance // of prepaid cards
	lastBatch time.Time               // when it was last looked at whether one is due
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
	if err := options.check(); err != nil {
		return nil, err
	}
	if options.MaxPayments == 0 {
		options.MaxPayments = 10_000
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	return newSimulator(options, profileTable[i])
}

// check reports what New does not look at itself.
func (o Options) check() error {
	if _, err := time.Parse("15:04", o.BatchAt); o.BatchAt != "" && err != nil {
		return errors.New("simulator: BatchAt is not a time such as \"02:00\"")
	}
	if !slices.Contains([]string{"", UnknownIDInvalidPayment, UnknownIDInvalidData, UnknownIDNotFound}, o.UnknownID) {
		return fmt.Errorf("simulator: UnknownID is none of %q, %q, %q", UnknownIDInvalidPayment, UnknownIDInvalidData, UnknownIDNotFound)
	}
	if !slices.Contains([]string{"", "INVALID_DATA", "DUPLICATE_REQUEST"}, o.DuplicateIDReason) {
		return errors.New("simulator: DuplicateIDReason is none of \"INVALID_DATA\", \"DUPLICATE_REQUEST\"")
	}
	if !slices.Contains([]string{"", "INVALID_DATA", "NOT_SUPPORTED"}, o.TimeoutCallReason) {
		return errors.New("simulator: TimeoutCallReason is none of \"INVALID_DATA\", \"NOT_SUPPORTED\"")
	}
	if o.TransactionIDLife < 0 || o.Lookups.PerMinute < 0 {
		return errors.New("simulator: TransactionIDLife or Lookups.PerMinute is negative")
	}
	return o.IndexDelay.check()
}

func newSimulator(options Options, p profile) (*Simulator, error) {
	hashKey := make([]byte, 32) // the only thing that the seed does not decide: it shows nowhere
	if _, err := crand.Read(hashKey); err != nil {
		return nil, fmt.Errorf("simulator: %w", err)
	}
	source, delaySource := rand.NewPCG(options.Seed, 0x9e3779b97f4a7c15), rand.NewPCG(options.Seed, 0x6a09e667f3bcc909)
	random := rand.New(source) //nolint:gosec // G404: ids of a simulator must repeat
	s := &Simulator{
		options:  options,
		profile:  p,
		triggers: triggersOf(p),
		ending:   endings[random.IntN(len(endings))],
		hashKey:  hashKey,
		source:   source,
		rand:     random,
		counter:  random.Int64N(900_000_000),
		memory:   newMemory(options.MaxPayments, options.DuplicateCodeAcross),
		inWork:   make(map[reference]*Work),
		hosted:   newHosted(options.MaxPayments),
		balances: map[fingerprint]balance{},

		delaySource: delaySource,
		delays:      rand.New(delaySource), //nolint:gosec // G404: as above
	}
	return s, s.restore()
}

// Handle carries out one call. It never panics and always answers with a JSON object, or
// with a token where Answer.MediaType says so; only a look-up that finds nothing may have an
// empty body.
func (s *Simulator) Handle(r Request) Answer {
	op, body, refusal := s.read(r)
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.takeEffect(op, r, body, refusal)
}

// read finds the operation of a call and what is wrong with its body.
func (s *Simulator) read(r Request) (*operation, document, *outcome) {
	op := operationOf(r.Operation)
	if op == nil {
		return &unknownOperation, nil, nil
	}
	body, refusal := s.examine(op, r.Body)
	return op, body, refusal
}

// takeEffect carries out a call that has been read.
func (s *Simulator) takeEffect(op *operation, r Request, body document, refusal *outcome) Answer {
	r.Operation = op.name
	c := s.begin(op, r, body)
	if op.reads && s.tooMany(c) {
		return Answer{Status: 429, Body: []byte(`{"response":{"rmsg":"Too Many Requests"}}`)}
	}
	if refusal == nil {
		refusal = c.refuseDuplicate()
	}
	if refusal != nil {
		return c.refuse(*refusal)
	}
	answer := op.effect(c)
	answer.Trigger = c.decidedBy
	return answer
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
	about         *payment // the earlier payment or credit that it concerns, as soon as that is found
	processor     object   // what the processor has said
	decidedBy     string   // the trigger of the outcome
}

func (s *Simulator) begin(op *operation, r Request, body document) *call {
	now := r.Time.UTC()
	if r.Time.IsZero() {
		now = s.options.Now().UTC()
	}
	s.dailyBatch(now)
	c := &call{Simulator: s, Request: r, operation: op, body: body, now: now}
	if !op.reads {
		c.id = s.newID(now)
	}
	c.transactionID = body.text("clientReferenceInformation.transactionId")
	c.code = body.text("clientReferenceInformation.code")
	if c.code == "" {
		c.code = strconv.FormatInt(now.UnixMilli(), 10)
	}
	return c
}

// refuseDuplicate refuses references that were used before.
func (c *call) refuseDuplicate() *outcome {
	life := cmp.Or(c.options.TransactionIDLife, 60*24*time.Hour)
	if c.operation.ownID && c.transactionID != "" && c.memory.usedBefore(c.MerchantID, c.transactionID, c.now, life) {
		if c.options.DuplicateIDReason == "DUPLICATE_REQUEST" {
			o := refusal("DUPLICATE_REQUEST")
			o.message = "Declined - The transaction identifier sent with this request has already been used in the last 60 days"
			return o
		}
		return refusal("INVALID_DATA", "clientReferenceInformation.transactionId")
	}
	if c.options.DuplicateCodeCheck && c.operation.code && c.memory.repeats(c.MerchantID, c.Operation, c.code, c.now) {
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
	now := s.today()
	entries := s.memory.all()
	for i := range entries {
		entries[i] = s.memory.complete(entries[i], now)
	}
	return entries
}

// Forgotten is how many payments and credits are known no more, for want of room.
func (s *Simulator) Forgotten() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.memory.forgotten
}

// Lookup finds the entry that an id was given to: a payment, an increment or a refresh.
func (s *Simulator) Lookup(id string) (Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.today()
	entry := s.memory.entry(id)
	if entry == nil {
		return Entry{}, false
	}
	return s.memory.complete(*entry, now), true
}
