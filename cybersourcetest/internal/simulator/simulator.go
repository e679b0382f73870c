package simulator

import (
	"fmt"
	"sync"
	"time"
)

// Simulator is the state of one offline gateway. It is safe for concurrent use;
// calls take effect one after the other.
type Simulator struct {
	options Options

	mu      sync.Mutex
	entries []Entry
	steps   []Step
}

// New checks the options and returns a gateway without payments.
func New(options Options) (*Simulator, error) {
	switch options.Profile {
	case "":
		options.Profile = ProfileDefault
	case ProfileDefault, ProfileVisaPlatformConnect, ProfileTSYS:
	default:
		return nil, fmt.Errorf("simulator: Profile is none of %q, %q, %q", ProfileDefault, ProfileVisaPlatformConnect, ProfileTSYS)
	}
	if options.MaxPayments < 0 {
		return nil, fmt.Errorf("simulator: MaxPayments is negative")
	}
	if options.MaxPayments == 0 {
		options.MaxPayments = 10_000
	}
	if options.Now == nil {
		options.Now = time.Now
	}
	return &Simulator{options: options}, nil
}

// Handle plays one call. It never panics and always answers with a JSON object.
func (s *Simulator) Handle(Request) Answer {
	return Answer{Status: 502, Body: []byte(`{"status":"SERVER_ERROR","reason":"SYSTEM_ERROR","message":"Error - General system failure."}`)}
}

// Entries is what was processed, oldest first, as copies. Only the newest
// Options.MaxPayments entries are kept.
func (s *Simulator) Entries() []Entry {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Entry(nil), s.entries...)
}

// Lookup finds the entry that an id was given to: a payment, an increment or a refresh.
func (s *Simulator) Lookup(id string) (Entry, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, entry := range s.entries {
		if entry.ID == id {
			return entry, true
		}
	}
	return Entry{}, false
}

// Script queues steps that override the outcome of the next calls.
func (s *Simulator) Script(steps ...Step) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.steps = append(s.steps, steps...)
	return nil
}

// RefreshStatuses sets what the coming refreshes of a payment answer, in order;
// the last one stays. Instead of PENDING, PENDING, SETTLED.
func (s *Simulator) RefreshStatuses(id string, statuses ...string) error { return nil }

// Settle marks an open authorization as captured, as a capture elsewhere would:
// it cannot be incremented any more.
func (s *Simulator) Settle(id string) error { return nil }

// Reverse marks an open authorization as reversed: the hold is gone.
func (s *Simulator) Reverse(id string) error { return nil }

// Expire marks an open authorization as expired: the hold is gone.
func (s *Simulator) Expire(id string) error { return nil }
