package idempotency

import (
	"encoding/json"

	"github.com/cybersource-go/cybersource"
)

// Result is what a step came to.
type Result[T any] struct {
	// Answer is what the service answered. It is nil if the call ended in an error, and
	// where the outcome was found by look-up: read Outcome, which is there in each case. In
	// a replay members that are not stored are absent: secrets, account numbers, what the
	// models do not know, and all of Meta.
	Answer *T

	Outcome cybersource.Outcome    // of the answer, or as found by look-up
	State   State                  // of the step
	Status  cybersource.Status     // of the answer or of the record that was found
	Record  cybersource.CallRecord // what the call is found by; Record.ID is for its follow-ups

	// Released: of a payment, that a step of its order has taken it back since, as a whole:
	// Outcome and Answer are from before that, and there is nothing to ship.
	Released bool

	// Replayed: nothing was sent. This is what was answered then, not how things stand now.
	Replayed bool

	// Unchecked: of a replay, that it could not be seen whether the request is the same, since
	// its digest was made with a key or in a way that is not known here.
	Unchecked bool
}

// answered is a model of an answer.
type answered interface{ Outcome() cybersource.Outcome }

// resultOf is the result as an entry has it.
func resultOf[T any](s *step, e *Entry) Result[T] {
	r := Result[T]{
		Outcome: e.Outcome, State: e.State, Status: e.Status, Record: e.Record,
		Released: e.Released, Replayed: s.replayed, Unchecked: s.unchecked,
	}
	if s.replayed && len(e.Answer) > 0 {
		answer := new(T)
		if json.Unmarshal(e.Answer, answer) == nil {
			r.Answer = answer
		}
	}
	return r
}
