package test

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// said is what the client said about one call.
type said struct {
	code   string // its reference code, which no other call has
	read   bool   // it changes nothing
	id     string // of the answer
	status cybersource.Status
	err    error
}

// verify holds it against what was processed under the call's code.
func (s *said) verify(t assert.TestingT, processed []cybersourcetest.Entry, c *counts) {
	c.calls++
	if !s.read && len(processed) > 1 {
		assert.Failf(t, "processed more than once", "%s: %d times", s.code, len(processed))
	}
	switch {
	case s.err == nil:
		s.verifyAnswer(t, processed, c)
	case errors.Is(s.err, cybersource.ErrOutcomeUnknown):
		s.verifyUnknown(t, processed, c)
	default:
		s.verifyError(t, processed, c)
	}
}

// verifyAnswer: an answer matches the ledger.
func (s *said) verifyAnswer(t assert.TestingT, processed []cybersourcetest.Entry, c *counts) {
	c.answered++
	if s.status == cybersource.StatusDeclined {
		c.declined++
	}
	for _, entry := range processed {
		if entry.ID == s.id && entry.Status == string(s.status) && entry.Answered {
			return
		}
	}
	assert.Failf(t, "an answer that the ledger does not know", "%s: %s %s", s.code, s.id, s.status)
}

// verifyUnknown: both are possible; an id out of a cut answer is the true one.
func (s *said) verifyUnknown(t assert.TestingT, processed []cybersourcetest.Entry, c *counts) {
	c.unknown++
	assert.False(t, s.read, "%s: a read cannot leave anything open", s.code)
	assert.False(t, cybersource.SafeToRetry(s.err), "%s: unknown and safe: %v", s.code, s.err)
	if len(processed) == 0 {
		return
	}
	c.unknownProcessed++
	var lost *cybersource.OutcomeUnknownError
	if assert.ErrorAs(t, s.err, &lost) && lost.ID != "" && lost.HTTPStatus == http.StatusCreated {
		c.recovered++
		assert.Equal(t, processed[0].ID, lost.ID, "%s: the id to look up", s.code)
	}
}

// verifyError: whatever is neither an answer nor unknown was not processed.
func (s *said) verifyError(t assert.TestingT, processed []cybersourcetest.Entry, c *counts) {
	switch s.err.(type) {
	case *cybersource.APIError:
		c.refused++
	case *cybersource.NotProcessedError:
		c.notProcessed++
		assert.True(t, cybersource.SafeToRetry(s.err), "%s: %v", s.code, s.err)
	default:
		assert.Failf(t, "an error of no known kind", "%s: %T", s.code, s.err)
	}
	if !s.read {
		assert.Empty(t, processed, "%s: processed, and yet the client said %v", s.code, s.err)
	}
}

// counts sums up a soak.
type counts struct {
	calls, answered, declined, refused, notProcessed int
	unknown, unknownProcessed, recovered             int
	attempts                                         int64
	faults                                           map[string]int
}

// String is one line.
func (c *counts) String() string {
	return fmt.Sprintf("%d calls in %d attempts met %d faults: %d answered (%d declined), %d refused, %d certainly not processed, "+
		"%d unknown (%d of them processed, %d with the id to look up)", c.calls, c.attempts, c.sum(), c.answered, c.declined, c.refused, c.notProcessed,
		c.unknown, c.unknownProcessed, c.recovered)
}

func (c *counts) sum() (n int) {
	for _, played := range c.faults {
		n += played
	}
	return n
}

// requireVariety fails a soak that proved nothing because nothing happened.
func (c *counts) requireVariety(t *testing.T) {
	t.Helper()
	for name, n := range map[string]int{
		"answered": c.answered, "declined": c.declined, "refused": c.refused, "not processed": c.notProcessed,
		"unknown and processed": c.unknownProcessed, "unknown and not processed": c.unknown - c.unknownProcessed, "with an id": c.recovered,
		"second attempts": int(c.attempts) - c.calls,
	} {
		assert.Positive(t, n, name)
	}
	for _, chance := range misbehaviour {
		assert.Positive(t, c.faults[chance.Step.String()], chance.Step.String())
	}
}

// openConnections counts the connections of a server that are open.
type openConnections struct {
	net.Listener
	now atomic.Int64
}

// Accept implements [net.Listener].
func (l *openConnections) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.now.Add(1)
	return &countedConnection{TCPConn: c.(*net.TCPConn), closed: sync.OnceFunc(func() { l.now.Add(-1) })}, nil
}

type countedConnection struct {
	*net.TCPConn
	closed func()
}

// Close implements [net.Conn].
func (c *countedConnection) Close() error {
	c.closed()
	return c.TCPConn.Close()
}

func TestSoakChecksCanFail(t *testing.T) {
	entry := cybersourcetest.Entry{Code: "a", ID: "1", Status: "AUTHORIZED", Processed: true, Answered: true}
	unanswered := entry
	unanswered.Answered = false
	unknown := &cybersource.OutcomeUnknownError{ID: "2", HTTPStatus: http.StatusCreated, Cause: errors.New("reset")}
	unsent := &cybersource.NotProcessedError{Cause: errors.New("refused")}
	for _, tc := range []struct {
		name      string
		said      said
		processed []cybersourcetest.Entry
		complains string // "" = all is well
	}{
		{"an answer as in the ledger", said{id: "1", status: "AUTHORIZED"}, []cybersourcetest.Entry{entry}, ""},
		{"an answer out of thin air", said{id: "1", status: "AUTHORIZED"}, nil, "does not know"},
		{"another id", said{id: "2", status: "AUTHORIZED"}, []cybersourcetest.Entry{entry}, "does not know"},
		{"another status", said{id: "1", status: "DECLINED"}, []cybersourcetest.Entry{entry}, "does not know"},
		{"an answer that was never sent", said{id: "1", status: "AUTHORIZED"}, []cybersourcetest.Entry{unanswered}, "does not know"},
		{"processed twice", said{id: "1", status: "AUTHORIZED"}, []cybersourcetest.Entry{entry, entry}, "more than once"},
		{"a read processed twice", said{read: true, id: "1", status: "AUTHORIZED"}, []cybersourcetest.Entry{entry, entry}, ""},
		{"unknown and processed, with another id", said{err: unknown}, []cybersourcetest.Entry{unanswered}, "the id to look up"},
		{"unknown and not processed", said{err: unknown}, nil, ""},
		{"an unknown read", said{read: true, err: unknown}, nil, "cannot leave anything open"},
		{"certainly not, and not", said{err: unsent}, nil, ""},
		{"certainly not, and yet", said{err: unsent}, []cybersourcetest.Entry{unanswered}, "and yet"},
		{"refused, and yet", said{err: &cybersource.APIError{HTTPStatus: 400}}, []cybersourcetest.Entry{unanswered}, "and yet"},
		{"an error of no kind", said{err: errors.New("some error")}, nil, "no known kind"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var complaints complaints
			tc.said.verify(&complaints, tc.processed, new(counts))
			text := strings.Join(complaints.all, "\n")
			if tc.complains == "" {
				assert.Empty(t, text)
			} else {
				assert.Contains(t, text, tc.complains)
			}
		})
	}
}

// complaints collects what a check has to say.
type complaints struct{ all []string }

// Errorf implements [assert.TestingT].
func (c *complaints) Errorf(format string, args ...any) {
	c.all = append(c.all, fmt.Sprintf(format, args...))
}
