package cybersourcetest

import (
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/explain"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/routes"
	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
	"github.com/cybersource-go/cybersource/internal/spelling"
)

// This file knows the words that a script may use. A misspelt one would let a test pass that
// tests nothing: no program knows what to do about a reason that does not exist.

// mustKnow panics on a word in no list, and names the nearest.
func mustKnow(kind, word string, known []string, other string) {
	if err := spelling.Check(kind, word, known); err != nil {
		panic("cybersourcetest: " + err.Error() + other)
	}
}

// operations are the names of all calls.
func operations() []string {
	var names []string
	for _, route := range routes.All() {
		names = append(names, route.Operation)
	}
	return names
}

// knownReasons are those of the triggers, and those that the client has constants for.
func knownReasons() []string {
	reasons := simulator.Reasons()
	for _, reason := range []cybersource.Reason{
		cybersource.ReasonAuthenticationFailed, cybersource.ReasonAuthDeclineCapturePossible, cybersource.ReasonDebitCardUsageExceededLimit,
	} {
		reasons = append(reasons, string(reason))
	}
	return reasons
}

// knownStatuses are likewise.
func knownStatuses() []string {
	statuses := simulator.Statuses()
	for _, status := range []cybersource.Status{
		cybersource.StatusAuthorized, cybersource.StatusPartialAuthorized, cybersource.StatusAuthorizedPendingReview,
		cybersource.StatusAuthorizedRiskDeclined, cybersource.StatusPendingAuthentication, cybersource.StatusPendingReview,
		cybersource.StatusDeclined, cybersource.StatusInvalidRequest, cybersource.StatusPending, cybersource.StatusTransmitted,
		cybersource.StatusAuthenticationSuccessful, cybersource.StatusAuthenticationFailed, cybersource.StatusCreated,
		cybersource.StatusCompleted, cybersource.StatusSucceeded, cybersource.StatusSettled, cybersource.StatusFailed,
		cybersource.StatusCancelled, cybersource.StatusRejected, cybersource.StatusReversed, cybersource.StatusVoided,
		cybersource.StatusAccepted, cybersource.StatusChallenge, cybersource.StatusSuccess, cybersource.StatusServerError,
		cybersource.StatusPayerActionRequired, cybersource.StatusPayerActionRequire, cybersource.StatusFunded,
		cybersource.StatusRefunded, cybersource.StatusReject, cybersource.StatusAbandoned, cybersource.StatusPartiallyReversed,
		cybersource.StatusAuthReversed, cybersource.StatusSaved, cybersource.StatusApproved,
	} {
		statuses = append(statuses, string(status))
	}
	return statuses
}

// Words are the statuses, reasons and faults that calls may have.
func (g pageGateway) Words() []string {
	words := slices.Concat(knownStatuses(), knownReasons(), FaultNames(), []string{RefuseConnection().name})
	for _, cause := range explain.Causes() {
		if cause == strings.ToUpper(cause) { // those in small letters are the gateway's own, and stand in no answer
			words = append(words, cause)
		}
	}
	return words
}
