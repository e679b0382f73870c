package exchange

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// This file puts into words how a context ended a call: whose limit it was, after how
// long, and what the call was doing.

// timeLimit is the cause of a context that ended because the time of its call was over.
// It is a deadline for whoever looks for one.
type timeLimit time.Duration

// TimeLimit is the cause with which the context of the call ends at its Timeout. It is memory
// of its own, and no part of the request: the runtime keeps a timer for a while after it was
// stopped, the timer keeps the cause, and that would keep the call with all its texts.
func (r *Request) TimeLimit() error {
	if r.limit == nil {
		r.limit = new(timeLimit(r.Timeout))
	}
	return r.limit
}

func (l *timeLimit) Error() string {
	return fmt.Sprintf("the Timeout of %s passed", time.Duration(*l))
}
func (l *timeLimit) Is(target error) bool { return target == context.DeadlineExceeded }
func (l *timeLimit) Timeout() bool        { return true }
func (l *timeLimit) Temporary() bool      { return true }

// lateError is the end of a call that has too little time left for an attempt: it would most
// likely end without an answer, and leave the outcome unknown. It is a deadline for whoever
// looks for one.
type lateError struct {
	limit string // whose time it is
	least time.Duration
}

func (e *lateError) Error() string {
	return fmt.Sprintf("too little time left %s for an attempt, which needs %s (MinAttemptTime)", e.limit, e.least)
}
func (e *lateError) Is(target error) bool { return target == context.DeadlineExceeded }
func (e *lateError) Timeout() bool        { return true }
func (e *lateError) Temporary() bool      { return true }

// tooLate says which limit leaves a request too little time: the nearer one of its own Timeout
// and of the deadline of its context.
func (c *Client) tooLate(remaining time.Duration, request *Request) *lateError {
	const unsharp = 5 * time.Millisecond // the two are read one after the other
	limit := "until the deadline of the caller"
	if own := request.Timeout - c.settings().Clock.Now().Sub(request.Begun); remaining > own-unsharp {
		limit = fmt.Sprintf("of the Timeout of %s", request.Timeout)
	}
	return &lateError{limit, request.MinTime.Round(time.Millisecond)}
}

// endedError is the end of a call by its context. It matches the error of the context, its
// cause, and what the call met when it ended.
type endedError struct {
	text   string
	causes []error
}

func (e *endedError) Error() string   { return e.text }
func (e *endedError) Unwrap() []error { return e.causes }

// ended describes the end of a context under a request; nil if it has not ended.
func (c *Client) ended(ctx context.Context, request *Request) *endedError {
	end := ctx.Err()
	if end == nil {
		return nil
	}
	cause := context.Cause(ctx)
	if cause == request.TimeLimit() { //nolint:errorlint // that of this very call
		return &endedError{cause.Error(), []error{end, cause}}
	}
	what := "the context of the caller was canceled"
	if errors.Is(end, context.DeadlineExceeded) {
		what = "the deadline of the caller passed"
	}
	after := max(c.settings().Clock.Now().Sub(request.Begun), 0).Round(time.Millisecond)
	text := fmt.Sprintf("%s after %s", what, after)
	if cause != end { //nolint:errorlint // only a cause that says more than the end itself
		text += " (" + cause.Error() + ")"
	}
	return &endedError{text, []error{end, cause}}
}

// endedDuring adds to the end of a context what an attempt was doing and what it met.
func (s *sending) endedDuring(end *endedError, met error) error {
	end.causes = append(end.causes, met)
	if stage := s.stage(); stage != "" {
		end.text += " " + stage
	}
	if isUnsent(met) || !errors.Is(met, end.causes[0]) && !errors.Is(met, end.causes[1]) {
		end.text += ": " + met.Error()
	}
	return end
}

// stage says what the attempt is doing, as far as that is seen.
func (s *sending) stage() string {
	t := &s.trace
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case s.Status != 0:
		return "while reading the answer"
	case t.given > 0:
		return "while waiting for the answer"
	case t.shaking:
		return "in the TLS handshake"
	case len(t.asked) > 0:
		return "while connecting"
	default:
		return "" // before sending, or in a transport that does not report its connections
	}
}

// noteHandshake notes that a connection for the attempt of a context has come to TLS.
func noteHandshake(ctx context.Context) {
	if s, ok := ctx.Value(sendingKey{}).(*sending); ok {
		s.trace.mu.Lock()
		defer s.trace.mu.Unlock()
		s.trace.shaking = true
	}
}
