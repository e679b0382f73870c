package test

import (
	"maps"
	"os"
	"regexp"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/cybersource-go/cybersource"
)

// statusClass is what a status says about a payment or an increment, as the oracle
// sees it. The oracle keeps its own lists: a wrong mark in the table of the client
// must not agree with itself.
type statusClass struct {
	kind cybersource.OutcomeKind
	held bool // money is reserved or taken
	open bool // the end is open
	past bool // something was taken back
	mute bool // it says nothing about a payment
}

var (
	approvedStatus = statusClass{kind: cybersource.OutcomeApproved, held: true}
	deniedStatus   = statusClass{kind: cybersource.OutcomeDeclined}
	failedStatus   = statusClass{kind: cybersource.OutcomeFailed}
	pendingStatus  = statusClass{kind: cybersource.OutcomePending, open: true}
	undoneStatus   = statusClass{kind: cybersource.OutcomeUndone, past: true}
	muteStatus     = statusClass{kind: cybersource.OutcomeUnknown, mute: true}
)

var statusClasses = map[string]statusClass{
	"AUTHORIZED": approvedStatus, "TRANSMITTED": approvedStatus, "FUNDED": approvedStatus, "SETTLED": approvedStatus,
	"COMPLETED": approvedStatus, "SUCCEEDED": approvedStatus,
	"PARTIAL_AUTHORIZED":        {kind: cybersource.OutcomePartiallyApproved, held: true},
	"AUTHORIZED_PENDING_REVIEW": {kind: cybersource.OutcomeReview, held: true},
	"AUTHORIZED_RISK_DECLINED":  {kind: cybersource.OutcomeDeclined, held: true},
	"PENDING_AUTHENTICATION":    {kind: cybersource.OutcomeAuthenticationRequired, open: true},
	"PENDING_REVIEW":            {kind: cybersource.OutcomeReview, open: true},
	"AUTHENTICATION_SUCCESSFUL": pendingStatus, "PENDING": pendingStatus, "CREATED": pendingStatus, "SAVED": pendingStatus,
	"APPROVED": pendingStatus, "PAYER_ACTION_REQUIRED": pendingStatus, "PAYER_ACTION_REQUIRE": pendingStatus,
	"DECLINED": deniedStatus, "AUTHENTICATION_FAILED": deniedStatus, "REJECT": deniedStatus, "REJECTED": deniedStatus,
	"INVALID_REQUEST": failedStatus, "FAILED": failedStatus, "ABANDONED": failedStatus, "CANCELLED": failedStatus,
	"REFUNDED": undoneStatus, "VOIDED": undoneStatus, "REVERSED": undoneStatus, "AUTH_REVERSED": undoneStatus,
	"PARTIALLY_REVERSED": {kind: cybersource.OutcomeUnknown, open: true},
	"SERVER_ERROR":       {kind: cybersource.OutcomeUnknown, open: true},
	"ACCEPTED":           muteStatus, "CHALLENGE": muteStatus, "SUCCESS": muteStatus,
}

// reasonClass is what a reason proves.
type reasonClass int

const (
	unknownReason  reasonClass = iota
	certainRefusal             // this call moved nothing, and no earlier one can be meant
	invalidData                // certain unless it is about an id
	seenBefore                 // an earlier request stands
	failedInside               // something failed after processing had begun
	approvedFirst              // the issuer had approved
	processorError             // the processor reported an error
	followUp                   // about a payment that was made before: an earlier call may stand
	declinedReason             // a decline: refused after processing, nothing held
	heldDecline                // a decline that may stand beside a status that holds money
	authentication             // the payer was not authenticated
)

var reasonClasses = map[string]reasonClass{
	"MISSING_FIELD": certainRefusal, "INVALID_CARD": certainRefusal, "INVALID_CARD_TYPE": certainRefusal,
	"CARD_TYPE_NOT_ACCEPTED": certainRefusal, "INVALID_MERCHANT_CONFIGURATION": certainRefusal, "INVALID_AMOUNT": certainRefusal,
	"NOT_SUPPORTED": certainRefusal, "DEBIT_CARD_USEAGE_EXCEEDD_LIMIT": certainRefusal, "DEBIT_CARD_USAGE_EXCEEDED_LIMIT": certainRefusal,
	"INVALID_OR_MISSING_CONFIG": certainRefusal, "ACCOUNT_NOT_ALLOWED_CREDIT": certainRefusal,
	"INVALID_DATA": invalidData, "DUPLICATE_REQUEST": seenBefore,
	"SYSTEM_ERROR": failedInside, "SERVER_TIMEOUT": failedInside, "SERVICE_TIMEOUT": failedInside, "SYSTEM_TIMEOUT": failedInside,
	"PROCESSOR_UNAVAILABLE": failedInside, "PROCESSOR_ERROR": processorError,
	"AVS_FAILED": approvedFirst, "CV_FAILED": approvedFirst,
	"INVALID_PAYMENT_ID": followUp, "MISSING_AUTH": followUp, "EXCEEDS_AUTH_AMOUNT": followUp, "AUTH_ALREADY_REVERSED": followUp,
	"TRANSACTION_ALREADY_SETTLED": followUp, "TRANSACTION_ALREADY_REVERSED_OR_SETTLED": followUp, "NOT_VOIDABLE": followUp,
	"CAPTURE_ALREADY_VOIDED": followUp,
	"CONTACT_PROCESSOR":      heldDecline, "SCORE_EXCEEDS_THRESHOLD": heldDecline, "DECISION_PROFILE_REJECT": heldDecline,
	"DECISION_PROFILE_REVIEW": heldDecline, "DECISION_PROFILE_CHALLENGE": heldDecline, "CONSUMER_AUTHENTICATION_REQUIRED": heldDecline,
	"PENDING_AUTHENTICATION": heldDecline, "CUSTOMER_WATCHLIST_MATCH": heldDecline, "ADDRESS_COUNTRY_WATCHLIST_MATCH": heldDecline,
	"EMAIL_COUNTRY_WATCHLIST_MATCH": heldDecline, "IP_COUNTRY_WATCHLIST_MATCH": heldDecline,
	"CONSUMER_AUTHENTICATION_FAILED": authentication, "AUTHENTICATION_FAILED": authentication,
	"EXPIRED_CARD": declinedReason, "PROCESSOR_DECLINED": declinedReason, "INSUFFICIENT_FUND": declinedReason,
	"STOLEN_LOST_CARD": declinedReason, "ISSUER_UNAVAILABLE": declinedReason, "UNAUTHORIZED_CARD": declinedReason,
	"CVN_NOT_MATCH": declinedReason, "EXCEEDS_CREDIT_LIMIT": declinedReason, "INVALID_CVN": declinedReason,
	"DECLINED_CHECK": declinedReason, "BLACKLISTED_CUSTOMER": declinedReason, "SUSPENDED_ACCOUNT": declinedReason,
	"BLOCKED_BY_CARDHOLDER": declinedReason, "PAYMENT_REFUSED": declinedReason, "INVALID_ACCOUNT": declinedReason,
	"GENERAL_DECLINE": declinedReason, "ALLOWABLE_PIN_RETRIES_EXCEEDED": declinedReason, "ACCOUNT_NOT_ALLOWED_CNP": declinedReason,
	"AUTH_DECLINE_CAPTURE_POSSIBLE": declinedReason, "ACH_VERIFICATION_FAILED": declinedReason,
	"DAGGREJECTED": declinedReason, "DAGGDENIED": declinedReason, "DSYSREJECTED": declinedReason,
}

var (
	statusWords = sortedKeys(statusClasses)
	reasonWords = sortedKeys(reasonClasses)
)

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// A word that the spec learns has to be judged by the oracle too.
func TestOracleKnowsEveryWord(t *testing.T) {
	spec, err := os.ReadFile("../spec/outcomes.yaml")
	require.NoError(t, err)
	for name, known := range map[string][]string{"status": statusWords, "reason": reasonWords} {
		var words []string
		for _, row := range regexp.MustCompile(`(?m)^  - \{`+name+`: (\w+)`).FindAllSubmatch(spec, -1) {
			words = append(words, string(row[1]))
		}
		slices.Sort(words)
		assert.Equal(t, known, slices.Compact(words), name)
	}
}
