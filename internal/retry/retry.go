// Package retry decides whether a call may be sent again, and when. It knows
// neither HTTP nor a clock: the client tells it what happened, it answers.
//
// The service has no idempotency key, so a payment sent twice is a payment made
// twice. An operation that moves money is therefore repeated only when it is
// certain that the attempt was not processed: nothing of it was written, or it was
// answered with 429, a time to come back, and nothing that says otherwise. A 5xx
// proves nothing, with Retry-After or without: proxies answer so after they have
// forwarded the request. A request that may be repeated whatever became of it is also
// repeated after a lost answer, a 5xx or a 429.
package retry

import (
	"math/rand/v2"
	"time"
)

// Defaults of a [Policy], used for each field that is zero.
const (
	DefaultMaxAttempts   = 3
	DefaultBaseDelay     = 200 * time.Millisecond
	DefaultMaxDelay      = 5 * time.Second
	DefaultMaxRetryAfter = 30 * time.Second
)

// Policy says how often and how soon to repeat. The zero value is the default
// policy. A Policy holds no state; it is safe for concurrent use if Rand is.
type Policy struct {
	// MaxAttempts counts the first attempt too: 1, or anything negative, means no retries.
	MaxAttempts int
	// BaseDelay bounds the random wait before the second attempt. The bound
	// doubles for each further one. Zero or less means [DefaultBaseDelay].
	BaseDelay time.Duration
	// MaxDelay is where the bound stops growing. Zero or less means [DefaultMaxDelay].
	MaxDelay time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for. If the service
	// asks for more, the call ends at once. Zero or less means [DefaultMaxRetryAfter].
	MaxRetryAfter time.Duration
	// Rand returns the next random number in [0, 1). Nil means math/rand/v2.
	Rand func() float64
}

// Evidence is what the client knows of an attempt. The zero value is the
// cautious one: the request may have been processed.
type Evidence uint8

const (
	// Unanswered: something may have been written, and no answer could be read.
	// An answer cut short or past the size limit counts as unanswered.
	Unanswered Evidence = iota
	// NotSent: no byte of the request was written. It was certainly not processed.
	NotSent
	// Answered: the service sent a complete answer.
	Answered
)

// String returns the evidence in words, such as "not sent".
func (e Evidence) String() string {
	switch e {
	case NotSent:
		return "not sent"
	case Answered:
		return "answered"
	default:
		return "unanswered"
	}
}

// Attempt is what became of one attempt.
type Attempt struct {
	Number     int       // 1 for the first
	Evidence   Evidence  // what is known of it
	HTTPStatus int       // of the answer; looked at only if it was answered
	Open       bool      // the answer leaves open, or shows, that the request was processed
	RetryAfter string    // the answer's Retry-After header as received; "" = none
	Date       string    // the answer's Date header as received; Retry-After dates count from it
	Now        time.Time // the moment the attempt ended, for answers without a usable Date
	Repeatable bool      // sending the request once more is harmless, whatever became of this one
}

// Decision is the answer to an [Attempt].
type Decision struct {
	Retry  bool
	Wait   time.Duration // before the next attempt; zero if there is none
	Reason string        // one of the Reason constants: few, fixed, fit for a metric
	Asked  time.Duration // the wait that the answer asked for, whether it is granted or not; zero for none
}

// Why a call is repeated, and why it is not.
const (
	ReasonNotSent     = "not sent"           // repeated: nothing was written
	ReasonInvited     = "asked to come back" // repeated: 429 with Retry-After
	ReasonRateLimited = "rate limited"       // repeatable, repeated: 429 without Retry-After
	ReasonServerError = "server error"       // repeatable, repeated: 5xx
	ReasonAnswerLost  = "answer lost"        // repeatable, repeated: no answer
	ReasonFinal       = "final answer"       // ended: asking again would not change it
	ReasonUncertain   = "may be processed"   // ended: asking again could act twice
	ReasonAttempts    = "no attempts left"   // ended: MaxAttempts reached
	ReasonWaitTooLong = "wait too long"      // ended: Retry-After over MaxRetryAfter
	ReasonBudget      = "no time left"       // ended: the wait would outlast the call
)

// Decide says whether to send again after attempt a, and after what wait. The
// time the whole call has left is remaining: a wait that would use it up is not
// begun, since the call could only end in a timeout. Waiting, and giving up when
// the caller's context ends, is the client's part.
func (p Policy) Decide(a Attempt, remaining time.Duration) Decision {
	after, asked := askedWait(a)
	d := p.decide(a, remaining, after, asked)
	d.Asked = after
	return d
}

func (p Policy) decide(a Attempt, remaining, after time.Duration, asked bool) Decision {
	reason, ok := mayRepeat(a, asked)
	switch {
	case !ok:
		return Decision{Reason: reason}
	case a.Number >= p.maxAttempts():
		return Decision{Reason: ReasonAttempts}
	case asked && after > orDefault(p.MaxRetryAfter, DefaultMaxRetryAfter):
		return Decision{Reason: ReasonWaitTooLong}
	}

	jitter := p.jitter(a.Number, after, remaining)
	if remaining <= 0 || jitter >= remaining-after {
		return Decision{Reason: ReasonBudget}
	}
	// The sum, not the larger: the service asked for a wait, and jitter is not part of it.
	return Decision{Retry: true, Wait: after + jitter, Reason: reason}
}

// askedWait returns the wait the service asked for, which only an answer can do.
func askedWait(a Attempt) (time.Duration, bool) {
	if a.Evidence != Answered {
		return 0, false
	}
	return ParseRetryAfter(a.RetryAfter, a.answered())
}

// mayRepeat reports whether sending a again is safe and of use, and why.
func mayRepeat(a Attempt, asked bool) (reason string, ok bool) {
	switch {
	case a.Evidence == NotSent:
		return ReasonNotSent, true
	case a.Evidence != Answered:
		return choose(a.Repeatable, ReasonAnswerLost, ReasonUncertain)
	case a.HTTPStatus >= 500:
		return choose(a.Repeatable, ReasonServerError, ReasonUncertain)
	case a.HTTPStatus == 429 && asked && !a.Open:
		return ReasonInvited, true
	case a.HTTPStatus == 429 && a.Open:
		return choose(a.Repeatable, ReasonRateLimited, ReasonUncertain)
	case a.HTTPStatus == 429:
		return choose(a.Repeatable, ReasonRateLimited, ReasonFinal)
	default:
		return ReasonFinal, false
	}
}

func choose(repeatable bool, repeat, end string) (string, bool) {
	if repeatable {
		return repeat, true
	}
	return end, false
}

// jitter returns a random wait between zero and a bound ("full jitter"), so that clients
// that failed together do not return together. The bound doubles with each attempt. After
// a wait that the service asked for it is at least half of that wait, as far as the call
// has time: all clients were told the same, and the longer the wait the more they are.
func (p Policy) jitter(attempt int, after, remaining time.Duration) time.Duration {
	bound := p.backoff(attempt)
	if spread := min(after/2, remaining-after-1); after > 0 && spread > bound {
		bound = spread
	}
	random := rand.Float64 // jitter, not a secret
	if p.Rand != nil {
		random = p.Rand
	}
	return min(max(time.Duration(random()*float64(bound)), 0), bound)
}

// backoff is the bound of the wait after an attempt, which doubles with each one.
func (p Policy) backoff(attempt int) time.Duration {
	bound := orDefault(p.BaseDelay, DefaultBaseDelay)
	limit := orDefault(p.MaxDelay, DefaultMaxDelay)
	for i := 1; i < attempt && bound < limit; i++ {
		bound += min(bound, limit-bound) // doubled, without overflow
	}
	return min(bound, limit)
}

func (p Policy) maxAttempts() int {
	if p.MaxAttempts == 0 {
		return DefaultMaxAttempts
	}
	return p.MaxAttempts
}

func orDefault(d, standard time.Duration) time.Duration {
	if d <= 0 {
		return standard
	}
	return d
}
