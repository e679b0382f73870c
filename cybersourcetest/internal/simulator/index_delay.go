package simulator

// The time until look-ups find a record. No figure is published but that it may be
// minutes. All of it follows from the seed and the order of the requests.

import (
	"errors"
	"math"
	"math/rand/v2"
	"time"
)

// IndexDelay is how long it takes, by Options.Now, until look-ups and searches find a
// request. The zero value is no time at all.
type IndexDelay struct {
	Least        time.Duration // every record takes at least this long
	Median, Most time.Duration // and a time on top of it: exponential with this median, never more than Most; 0 = no bound

	// A share of the records, 0 to 1, is late instead: evenly between the two times.
	LateShare        float64
	LateFrom, LateTo time.Duration

	Apart bool // searches have a delay of their own; else they find what look-ups find
}

func (d IndexDelay) check() error {
	switch {
	case d.Least < 0 || d.Median < 0 || d.Most < 0 || d.LateFrom < 0:
		return errors.New("simulator: IndexDelay has a negative time")
	case !(0 <= d.LateShare && d.LateShare <= 1):
		return errors.New("simulator: IndexDelay.LateShare is not between 0 and 1")
	case d.LateTo < d.LateFrom:
		return errors.New("simulator: IndexDelay.LateTo is before LateFrom")
	}
	return nil
}

// Draw is the delay of one record. It takes two numbers whatever the options are.
func (d IndexDelay) Draw(random *rand.Rand) time.Duration {
	which, place := random.Float64(), random.Float64()
	if which < d.LateShare {
		return d.LateFrom + time.Duration(place*float64(d.LateTo-d.LateFrom))
	}
	return d.Least + d.exponential(place)
}

// exponential is the time below which a share of all times lies.
func (d IndexDelay) exponential(share float64) time.Duration {
	if d.Median == 0 {
		return 0
	}
	if d.Most > 0 {
		share *= 1 - math.Exp2(-float64(d.Most)/float64(d.Median))
	}
	return time.Duration(-math.Log2(1-share) * float64(d.Median))
}

// Lookups are what else is not known of look-ups and searches, or differs between accounts.
type Lookups struct {
	NotFoundBody    bool // HTTP 404 has a body; else it is empty
	EmptyNotFound   bool // a search that finds nothing is HTTP 404 with a count of 0, as it was in 2019; else 201
	FailuresShow    bool // the record of an HTTP 502 shows what became of the request; else a system error
	VoidsAreCancels bool // a void is the service ics_payment_cancel; else ics_void
	NumericCodes    bool // reasonCode is a JSON number; else text
	AnyCase         bool // searches compare texts whatever their case
	PerMinute       int  // look-ups of a merchant in a minute, beyond which they are HTTP 429; 0 = no limit
}

// readWindow counts the look-ups of one minute by merchant.
type readWindow struct {
	minute time.Time
	counts map[string]int
}

// tooMany counts a look-up and reports whether it is one too many.
func (s *Simulator) tooMany(c *call) bool {
	limit := s.options.Lookups.PerMinute
	if limit == 0 {
		return false
	}
	if minute := c.now.Truncate(time.Minute); s.reads.counts == nil || !minute.Equal(s.reads.minute) {
		s.reads = readWindow{minute, map[string]int{}}
	}
	s.reads.counts[c.MerchantID]++
	return s.reads.counts[c.MerchantID] > limit
}
