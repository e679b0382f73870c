package simulator

// What is remembered of hosted payment pages: their sessions, and the transient tokens that
// payers made in them, each for as long as it lives. Guesses: the page's key has an id of its
// own for each session, but the key itself is one of two that take turns.

import (
	"sync"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/jws"
)

// pageLife is how long capture contexts and transient tokens live.
const pageLife = 15 * time.Minute

// hosted is the memory of all pages. Its keys are made when they are first needed.
type hosted struct {
	service  func() *jws.Key // signs capture contexts and results
	page     [2]func() *jws.Key
	turn     int // of the page's keys
	sessions aging[hostedSession]
	tokens   aging[hostedToken]
}

// hostedSession is a capture context that was handed out.
type hostedSession struct {
	merchant, id, kind string
	key                *jws.Key // that signs its transient tokens
	request            document // the body that it was made of
}

// hostedToken is a transient token: the one place where a card's number is remembered.
type hostedToken struct {
	merchant string
	key      *jws.Key
	card     HostedCard
	used     bool // a payment with it was approved
}

func newHosted(limit int) hosted {
	lazily := func(id string) func() *jws.Key {
		return sync.OnceValue(func() *jws.Key { return jws.NewKey(id) })
	}
	return hosted{
		service:  lazily("t1"),
		page:     [2]func() *jws.Key{lazily(""), lazily("")},
		sessions: aging[hostedSession]{limit: limit},
		tokens:   aging[hostedToken]{limit: limit},
	}
}

// nextKey is the key of a new page.
func (h *hosted) nextKey(id string) *jws.Key {
	h.turn++
	return h.page[h.turn%len(h.page)]().Named(id)
}

// tokenTime is a time of payments by the clock of tokens, which clients compare with theirs.
func (s *Simulator) tokenTime(now time.Time) time.Time {
	if s.options.Ahead == nil {
		return now
	}
	return now.Add(-s.options.Ahead())
}

// aging keeps values by id for as long as a page lives; the oldest go first, also where
// there are too many.
type aging[V any] struct {
	limit  int
	values map[string]aged[V]
	order  []string
}

type aged[V any] struct {
	value *V
	until time.Time
}

func (a *aging[V]) add(id string, value V, now time.Time) {
	if a.values == nil {
		a.values = make(map[string]aged[V])
	}
	for len(a.order) > 0 && (len(a.order) >= a.limit || a.ended(a.order[0], now)) {
		delete(a.values, a.order[0])
		a.order = a.order[1:]
	}
	a.values[id] = aged[V]{&value, now.Add(pageLife)}
	a.order = append(a.order, id)
}

// get is the value of an id; nil if there is none, or no longer.
func (a *aging[V]) get(id string, now time.Time) *V {
	if a.ended(id, now) {
		return nil
	}
	return a.values[id].value
}

func (a *aging[V]) ended(id string, now time.Time) bool { return !now.Before(a.values[id].until) }
