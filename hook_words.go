package cybersource

import (
	"errors"

	"github.com/cybersource-go/cybersource/internal/retry"
	"github.com/cybersource-go/cybersource/internal/withheld"
)

// CallEnding sorts the ends of a call into a few words, fit for a metric.
type CallEnding string

const (
	// EndingAnswered: there is an answer, which may be a decline.
	EndingAnswered CallEnding = "answered"
	// EndingRefused: the service refused the request ([*APIError]).
	EndingRefused CallEnding = "refused"
	// EndingNotSent: this client refused the request before sending anything ([*InvalidRequestError]).
	EndingNotSent CallEnding = "not sent"
	// EndingNotProcessed: there is no answer, and nothing was moved ([*NotProcessedError]).
	EndingNotProcessed CallEnding = "not processed"
	// EndingWithheld: nothing was sent, since package idempotency has a record of the step already,
	// or another payment of its order.
	EndingWithheld CallEnding = "withheld"
	// EndingUnknown: the request may have been processed ([*OutcomeUnknownError]).
	EndingUnknown CallEnding = "unknown"
)

// endingOf is the one word for what a call returns.
func endingOf(err error) CallEnding {
	switch {
	case err == nil:
		return EndingAnswered
	case errors.Is(err, ErrOutcomeUnknown):
		return EndingUnknown
	case errors.Is(err, withheld.Err):
		return EndingWithheld
	case errors.Is(err, ErrNotProcessed):
		return EndingNotProcessed
	}
	if _, ok := errors.AsType[*InvalidRequestError](err); ok {
		return EndingNotSent
	}
	return EndingRefused
}

// RetryCause is why a request is sent again, in a few words that are fit for a metric.
type RetryCause string

const (
	// RetryNotSent: nothing of the request was written.
	RetryNotSent RetryCause = retry.ReasonNotSent
	// RetryInvited: HTTP 429 with Retry-After.
	RetryInvited RetryCause = retry.ReasonInvited
	// RetryRateLimited: HTTP 429 without Retry-After, to a request that may be repeated.
	RetryRateLimited RetryCause = retry.ReasonRateLimited
	// RetryServerError: HTTP 5xx, to a request that may be repeated.
	RetryServerError RetryCause = retry.ReasonServerError
	// RetryAnswerLost: no answer, to a request that may be repeated.
	RetryAnswerLost RetryCause = retry.ReasonAnswerLost
)
