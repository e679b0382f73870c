package idempotency

import (
	"context"
	"time"

	"github.com/cybersource-go/cybersource"
)

// once makes a call of a step, or returns what it came to before.
func once[A, R any](ctx context.Context, k *Keys, key Key, operation, pathID string, req *R, opts []cybersource.CallOption, send call[R, A]) (Result[A], error) {
	s, err := k.newStep(ctx, key, operation, pathID, req)
	if err != nil {
		return Result[A]{}, notRead(operation, key, err)
	}
	var fresh *A
	s.send = func(ctx context.Context, own ...cybersource.CallOption) (answered, error) {
		// The step is claimed before the caller stores a record.
		answer, err := send(ctx, withReferences(req, s.again), append(own, opts...)...)
		if err != nil {
			return nil, err
		}
		fresh = answer
		return any(answer).(answered), nil //nolint:forcetypeassert // all answers of operations.go have an Outcome
	}
	e, err := s.run(ctx)
	r := resultOf[A](s, &e)
	if !s.replayed {
		r.Answer = fresh
	}
	return r, err
}

// step is one use of a key.
type step struct {
	keys      *Keys
	key       Key
	operation string
	content   []byte // what the digest of the request covers
	send      func(ctx context.Context, opts ...cybersource.CallOption) (answered, error)

	again     *cybersource.CallRecord // of the submission that is sent once more; else nil
	replayed  bool                    // what the record says is returned
	unchecked bool
}

func (k *Keys) newStep(ctx context.Context, key Key, operation, pathID string, req any) (*step, error) {
	refuse := func(field, reason string) error {
		return &cybersource.InvalidRequestError{Operation: operation, Problems: []cybersource.FieldProblem{{Field: field, Reason: reason}}}
	}
	switch {
	case k == nil || k.client == nil:
		return nil, refuse("Keys", "was not made by New")
	case ctx == nil:
		return nil, refuse("ctx", "is nil")
	case isNilPointer(req):
		return nil, refuse("req", "is nil")
	}
	if err := key.check(operation); err != nil {
		return nil, err
	}
	content, err := k.digests.content(operation, pathID, req)
	if err != nil {
		return nil, err
	}
	return &step{keys: k, key: key, operation: operation, content: content}, nil
}

// run tries to claim the step until it was carried out or cannot be.
func (s *step) run(ctx context.Context) (Entry, error) {
	for wait := firstPoll; ; wait = min(2*wait, longestPoll) {
		c, again := &claim{step: s}, s.again
		answer, err := s.send(ctx, cybersource.WithRecord(c.save), uniqueCode(s.again))
		switch {
		case c.owned:
			return s.conclude(ctx, c, answer, err)
		case c.refused != nil:
			return Entry{}, c.refused
		case c.found == nil:
			return Entry{}, notRead(s.operation, s.key, err)
		}
		e, ended, err := s.react(ctx, c)
		if ended || err != nil {
			s.replayed = true
			return e, err
		}
		if s.again != again {
			continue // at once
		}
		if err := s.keys.clock.Sleep(ctx, wait); err != nil {
			return e, s.stillRunning(c, err)
		}
	}
}

const (
	firstPoll   = 20 * time.Millisecond
	longestPoll = time.Second
)

// uniqueCode declares the code of a submission that is sent once more, which the caller
// seems to have chosen.
func uniqueCode(again *cybersource.CallRecord) cybersource.CallOption {
	if again == nil {
		return nil
	}
	return cybersource.WithUniqueCode()
}

// react decides what to do about a step that is there already. It reports whether the step
// has ended; if it has not, the claim is to be tried again.
func (s *step) react(ctx context.Context, c *claim) (Entry, bool, error) {
	e := *c.found
	same, known := s.keys.digests.matches(e.Digest, s.content)
	s.unchecked = !known
	if known && !same {
		return e, false, &StepError{Operation: s.operation, Key: s.key, Kind: ErrKeyReused, State: e.State}
	}
	switch {
	case e.State == StateRunning && e.Due.After(c.now):
		return e, false, s.ifStopped(ctx, c)
	case !e.State.isUnsettled():
		return e, true, errorOf(&e, time.Time{})
	}
	return s.settle(ctx, c)
}

// settle finds out what became of a step whose caller has died or does not know. After one
// round that did not, the caller is told when to ask again.
func (s *step) settle(ctx context.Context, c *claim) (Entry, bool, error) {
	e, until, looked, err := s.keys.settle(ctx, c.found.ID)
	if err != nil {
		return e, false, &StepError{Operation: s.operation, Key: s.key, Kind: ErrOpen, State: c.found.State, Cause: err, Left: c.found.Left}
	}
	switch {
	case e.State == StateRefused:
		return e, false, nil // it is free: claim it
	case e.SendAgain && looked && !s.unchecked && s.again == nil:
		s.again = &e.Record
		return e, false, nil
	}
	return e, true, errorOf(&e, until)
}

// ifStopped is the error of a context that ended while the step runs elsewhere; nil if it
// has not.
func (s *step) ifStopped(ctx context.Context, c *claim) error {
	if err := ctx.Err(); err != nil {
		return s.stillRunning(c, err)
	}
	return nil
}

func (s *step) stillRunning(c *claim, cause error) error {
	until := s.keys.clock.Now().Add(c.found.Due.Sub(c.now))
	return &StepError{Operation: s.operation, Key: s.key, Kind: ErrRunning, State: c.found.State, Until: until, Cause: cause}
}
