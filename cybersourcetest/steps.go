package cybersourcetest

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// This file lets a test choose outcomes.
//
// Simulates: any status and reason, with the HTTP status the service gives it.
//
// Guesses: the status of a reason where the pairing is unpublished.
//
// Not simulated: outcomes that become known later, such as a capture that a bank declines.

// Step decides about one call: what its outcome is, or which fault it meets.
type Step struct {
	name      string
	operation string          // of the call that it waits for; "" = of any, or of a payment for an outcome
	outcome   *simulator.Step // scripted outcome of a valid call
	fault     *fault
}

// String is a fault's name, as [Entry.Fault] and the program's -fault flag spell it, or the
// outcome, and the operation that [Step.On] has named.
func (s Step) String() string {
	words := []string{s.name}
	if o := s.outcome; o != nil {
		words = append(words, o.Status, o.Reason, o.Scenario)
	}
	if s.operation != "" {
		words = append(words, "on", s.operation)
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// On lets the step wait for a call of an operation, such as [CapturePayment]: an outcome else
// is for the next payment, a fault for whatever call arrives next. On panics on an operation
// that is none or cannot have the outcome, which is a mistake in the test.
func (s Step) On(operation string) Step {
	mustKnow("operation", operation, operations(), "")
	s.operation = operation
	if s.outcome != nil {
		changed := *s.outcome
		changed.Operation = simulator.Operation(operation)
		s.outcome = &changed
	}
	if err := s.check(); err != nil {
		panic("cybersourcetest: " + err.Error())
	}
	return s
}

// Operations, as in [Entry.Operation] and [Outcome.Operation]. They have the names of
// the client's methods, as in its errors and hooks.
const (
	CreatePayment        = "CreatePayment"
	IncrementAuth        = "IncrementAuth"
	RefreshPaymentStatus = "RefreshPaymentStatus"
	CapturePayment       = "CapturePayment"
	RefundPayment        = "RefundPayment"
	RefundCapture        = "RefundCapture"
	AuthReversal         = "AuthReversal"
	MitReversal          = "MitReversal"
	VoidPayment          = "VoidPayment"
	VoidCapture          = "VoidCapture"
	VoidRefund           = "VoidRefund"
	VoidCredit           = "VoidCredit"
	MitVoid              = "MitVoid"
	CreateCredit         = "CreateCredit"
	CreateSessionRequest = "CreateSessionRequest"
	UpdateSessionRequest = "UpdateSessionRequest"
	CreateOrderRequest   = "CreateOrderRequest"
	GetTransaction       = "GetTransaction"
	CreateSearch         = "CreateSearch"
	GetSearch            = "GetSearch"

	PayerAuthSetup                = "PayerAuthSetup"
	CheckPayerAuthEnrollment      = "CheckPayerAuthEnrollment"
	ValidateAuthenticationResults = "ValidateAuthenticationResults"

	GenerateCaptureContext                = "GenerateCaptureContext"
	GenerateUnifiedCheckoutCaptureContext = "GenerateUnifiedCheckoutCaptureContext"
	CreateUnifiedCheckoutSession          = "CreateUnifiedCheckoutSession"
)

// Outcome is what a valid call of an operation comes to.
type Outcome struct {
	Operation string // "" = CreatePayment; no look-up, whose answer follows from what was processed
	PaymentID string // calls whose path has this id only; "" = of any

	// Status and Reason are those of the answer, such as "DECLINED" and
	// "EXPIRED_CARD". With one of them the other follows. Reasons that the service
	// gives with HTTP 400 or 502 do so here; an unknown status is answered as it is.
	Status, Reason string

	// Scenario is the name of a row of the 3-D Secure cards in docs/gateway-triggers.md, such
	// as "attempt": what CheckPayerAuthEnrollment, or the check bundled with a payment, finds
	// whatever the card. In place of Status and Reason.
	Scenario string

	Message      string // errorInformation.message; "" = the usual text
	ResponseCode string // processorInformation.responseCode; "" = the profile's
	Authorized   string // amount put on hold, for PARTIAL_AUTHORIZED; "" = half
	HTTPStatus   int    // 0 = follows from status and reason
}

// Answer gives the next call of an operation an outcome. It waits for a call that
// is authenticated and valid.
func Answer(o Outcome) Step {
	return Step{name: "answer", outcome: &simulator.Step{
		Operation:    simulator.Operation(cmp.Or(o.Operation, CreatePayment)),
		PaymentID:    o.PaymentID,
		Status:       o.Status,
		Reason:       o.Reason,
		Scenario:     o.Scenario,
		Message:      o.Message,
		ResponseCode: o.ResponseCode,
		Authorized:   o.Authorized,
		HTTPStatus:   o.HTTPStatus,
	}}
}

// Decline declines the next payment, or the next call of the operation that [Step.On] names,
// for a reason: a string such as "EXPIRED_CARD", or a [cybersource.Reason]. A reason of HTTP
// 400, such as "DUPLICATE_REQUEST", refuses it so. A reason in no list panics, since it is a
// mistake in the test, and the text names the nearest one; [Answer] takes any.
func Decline[Reason ~string](reason Reason) Step {
	mustKnow("reason", string(reason), knownReasons(), "; Answer(Outcome{Reason: ...}) takes any")
	return Answer(Outcome{Reason: string(reason)})
}

// Status gives the next payment, or the next call of the operation that [Step.On] names, a
// status and its usual reason: a string such as "AUTHORIZED_PENDING_REVIEW", or a
// [cybersource.Status]. A status in no list panics as a reason of [Decline] does.
func Status[Status ~string](status Status) Step {
	mustKnow("status", string(status), knownStatuses(), "; Answer(Outcome{Status: ...}) takes any")
	return Answer(Outcome{Status: string(status)})
}

// Pass lets one call through as it is.
func Pass() Step { return Step{name: "pass"} }
