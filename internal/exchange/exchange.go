// Package exchange takes a request to the service and brings back its answer, or the
// evidence of what became of the request. It signs and sends, reads, and sends again
// where that is safe. It knows bytes, headers, attempts and evidence, and neither
// models nor the errors that callers see.
package exchange

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/go-resty/resty/v2"

	"github.com/cybersource-go/cybersource/internal/auth"
	"github.com/cybersource-go/cybersource/internal/clock"
	"github.com/cybersource-go/cybersource/internal/retry"
)

// Settings are what all requests of a client have in common.
type Settings struct {
	Transport http.RoundTripper
	Wrap      func(http.RoundTripper) http.RoundTripper // what sends, made of Transport; nil for Transport itself
	Clock     clock.Clock
	Policy    retry.Policy
	Header    http.Header // of every request; never changed
	Scheme    auth.Scheme // signs each attempt; nil sends it unsigned
	Host      string      // that requests are signed for
	SendHost  bool        // sends Host as the Host header, also to an intermediate host
	Prefix    string      // path of an intermediate host, in front of the signed path

	ServerNames []string // hosts that the server's certificate may be verified for
	PlainHTTP   bool     // connections without TLS may leave this machine
}

// Client sends requests. It never changes, and is safe for concurrent use.
type Client struct {
	// settings is a function, because fmt prints what pointers lead to under some verbs,
	// and never what a function holds: keys and headers.
	settings func() *Settings
	resty    *resty.Client
}

// New returns a client with these settings, nil if Wrap returned nil.
func New(s Settings) *Client {
	sender := s.Transport
	if s.Wrap != nil {
		if sender = s.Wrap(&observedTransport{s.Transport}); sender == nil {
			return nil
		}
	}
	return &Client{func() *Settings { return &s }, newResty(sender)}
}

// Request is what is sent. It is the same for all attempts.
type Request struct {
	Method      string
	URL         string // query included
	Accept      string
	ContentType string      // of Body
	Body        []byte      // nil sends none
	Header      http.Header // of this request alone, in place of those of the settings

	MerchantID       string // transacting merchant; "" for that of the scheme
	ResponseKeyClaim string // with ResponseKeyID: asks for an encrypted answer; "" for a plain one
	ResponseKeyID    string
	Unsigned         bool // sent without credentials

	Repeatable  bool  // sending it again is harmless, whatever became of an earlier attempt
	MaxAttempts int   // 0 for that of the policy
	MaxBytes    int64 // of the answer's body, decompressed

	MinTime time.Duration // no attempt begins with less time left than this

	Begun   time.Time     // when the call began
	Timeout time.Duration // from Begun on; no attempt is signed later, by the wall clock too
	limit   *timeLimit    // the same, once TimeLimit was asked for

	Reader   Reader   // of complete answers
	Observer Observer // hears of each attempt; nil for nobody
}

// Reader judges answers.
type Reader interface {
	// ReadAnswer takes over what a complete answer says. Repeated: an earlier attempt was
	// written too, so that a refusal may be about that one.
	ReadAnswer(status int, header http.Header, body []byte, repeated bool) Reading
}

// Reading is what a complete answer proves.
type Reading struct {
	Body []byte // in plain text
	Said any    // what the reader makes of it, kept with the attempt

	// Err says why the answer proves nothing: it cannot be understood, or is another
	// request's. It is then no answer.
	Err error

	// Success: the answer is one that was asked for. Nothing is sent again.
	Success bool

	// Foreign: the answer is another request's. Its connection is not used again.
	Foreign bool

	// Open: the request may have been processed, or was. It is then not sent again,
	// whatever the HTTP status says.
	Open bool
}

// Observer hears how a call proceeds. Its methods run on the goroutine of the call.
type Observer interface {
	AttemptStarts(ctx context.Context, number int) context.Context
	AttemptEnded(ctx context.Context, attempt *Attempt)
	Retries(ctx context.Context, next int, decision retry.Decision)
}

// Result is what became of a request.
type Result struct {
	Attempts int      // that were begun
	Last     *Attempt // never nil; it says nothing if none was begun

	// Lost is the last attempt that may have been processed and was followed by another, or
	// by the wait for one; nil if there was none. Only repeatable requests have one. It is
	// not made up for by what a later attempt proves of itself, unless that is a success.
	Lost *Attempt

	// Interrupted says why the next attempt was not made: the context ended before it,
	// or during the wait for it.
	Interrupted error
}

// NothingSent is the result of a request of which no attempt was begun.
func NothingSent() Result { return Result{Last: noAttempt} }

var noAttempt = new(Attempt) // never changed

// Send makes attempts until one is final. What is sent again, and when, is the decision
// of the retry policy.
func (c *Client) Send(ctx context.Context, request *Request) Result {
	r := NothingSent()
	repeated := false
	for {
		if err := c.mayBegin(ctx, request); err != nil {
			r.Interrupted = err
			return r
		}
		repeated = repeated || r.Attempts > 0 && r.Last.Evidence != retry.NotSent
		r.Attempts++
		r.Last = c.attempt(ctx, request, r.Attempts, repeated)
		decision := c.decide(ctx, request, r.Last)
		r.Last.Decision = decision
		if !decision.Retry {
			return r
		}
		r.noteLost()
		if request.Observer != nil {
			request.Observer.Retries(ctx, r.Attempts+1, decision)
		}
		if err := c.settings().Clock.Sleep(ctx, decision.Wait); err != nil {
			r.Interrupted = err
			if end := c.ended(ctx, request); end != nil {
				r.Interrupted = end
			}
			return r
		}
	}
}

// errPastTimeout is the end of a call whose time limit has passed by the wall clock, though
// its deadline has not: the machine slept.
var errPastTimeout = fmt.Errorf("the time limit of the call has passed by the clock: %w", context.DeadlineExceeded)

// mayBegin says why nothing may be sent under ctx any more.
func (c *Client) mayBegin(ctx context.Context, request *Request) error {
	if end := c.ended(ctx, request); end != nil {
		return end
	}
	if err := request.maySign(c.settings().Clock.Now()); err != nil {
		return err
	}
	if remaining, limited := c.settings().Clock.Remaining(ctx); limited && remaining < request.MinTime {
		return c.tooLate(remaining, request)
	}
	return nil
}

// maySign says why the request may not be signed at that time.
func (r *Request) maySign(now time.Time) error {
	if now.Round(0).After(r.Begun.Round(0).Add(r.Timeout)) {
		return errPastTimeout
	}
	return nil
}

// noteLost keeps an attempt that is repeated although it may have been processed.
func (r *Result) noteLost() {
	if r.Last.Evidence == retry.Unanswered || r.Last.Open {
		r.Lost = r.Last
	}
}

// decide asks the retry policy what to do after an attempt.
func (c *Client) decide(ctx context.Context, request *Request, a *Attempt) retry.Decision {
	if a.Succeeded() || a.final {
		return retry.Decision{Reason: retry.ReasonFinal}
	}
	remaining, _ := c.settings().Clock.Remaining(ctx)
	remaining -= request.MinTime // which the next attempt needs
	policy := c.settings().Policy
	policy.MaxAttempts = cmp.Or(request.MaxAttempts, policy.MaxAttempts)
	return policy.Decide(retry.Attempt{
		Number:     a.Number,
		Evidence:   a.Evidence,
		HTTPStatus: a.Status,
		Open:       a.Open,
		RetryAfter: a.Header.Get("Retry-After"),
		Date:       a.Header.Get("Date"),
		Now:        c.settings().Clock.Now(),
		Repeatable: request.Repeatable,
	}, remaining)
}

// CloseIdleConnections closes the connections that no request is using.
func (c *Client) CloseIdleConnections() { closeIdle(c.settings().Transport) }

// newResty returns a resty client reduced to what is safe with money: no retries of its
// own, no redirects, no cookies, no log. Each request is completed and signed in its
// pre-request hook, of which there is one, so that a mocked transport sees what would be sent.
func newResty(transport http.RoundTripper) *resty.Client {
	client := resty.NewWithClient(&http.Client{
		Transport:     transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	})
	client.SetLogger(silent{})
	client.SetRetryCount(0)
	client.SetDoNotParseResponse(true)
	client.SetPreRequestHook(func(_ *resty.Client, r *http.Request) error {
		s, ok := r.Context().Value(sendingKey{}).(*sending)
		if !ok {
			return &unsentError{"sign request", errors.New("a request that is no attempt of a call")}
		}
		return s.complete(r)
	})
	return client
}

// silent is a logger for resty that says nothing: its lines would hold URLs.
type silent struct{}

func (silent) Errorf(string, ...any) {}
func (silent) Warnf(string, ...any)  {}
func (silent) Debugf(string, ...any) {}
