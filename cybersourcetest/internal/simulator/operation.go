package simulator

// Operations. Each is one value in a file of its own: the model of its body, the members
// that it cannot do without, and its effect. Everything else here works on any of them.

import "slices"

// Operation names a call as the client's methods do. "" stands for CreatePayment.
type Operation string

// The operations.
const (
	CreatePayment        Operation = "CreatePayment"
	IncrementAuth        Operation = "IncrementAuth"
	RefreshPaymentStatus Operation = "RefreshPaymentStatus"
	CapturePayment       Operation = "CapturePayment"
	RefundPayment        Operation = "RefundPayment"
	RefundCapture        Operation = "RefundCapture"
	AuthReversal         Operation = "AuthReversal"
	MitReversal          Operation = "MitReversal" // by transaction id, after a timeout
	VoidPayment          Operation = "VoidPayment"
	VoidCapture          Operation = "VoidCapture"
	VoidRefund           Operation = "VoidRefund"
	VoidCredit           Operation = "VoidCredit"
	MitVoid              Operation = "MitVoid" // by transaction id, after a timeout
	CreateCredit         Operation = "CreateCredit"
	CreateSessionRequest Operation = "CreateSessionRequest"
	UpdateSessionRequest Operation = "UpdateSessionRequest"
	CreateOrderRequest   Operation = "CreateOrderRequest"
	GetTransaction       Operation = "GetTransaction"
	CreateSearch         Operation = "CreateSearch"
	GetSearch            Operation = "GetSearch"

	PayerAuthSetup                Operation = "PayerAuthSetup"
	CheckPayerAuthEnrollment      Operation = "CheckPayerAuthEnrollment"
	ValidateAuthenticationResults Operation = "ValidateAuthenticationResults"

	GenerateCaptureContext                Operation = "GenerateCaptureContext"
	GenerateUnifiedCheckoutCaptureContext Operation = "GenerateUnifiedCheckoutCaptureContext"
	CreateUnifiedCheckoutSession          Operation = "CreateUnifiedCheckoutSession"
)

// operation is what the simulator knows of a call.
type operation struct {
	name     Operation
	model    string                              // of the body in the spec; "" for a call without one
	required func(*Simulator, document) []string // dotted paths of the members that a body must have
	effect   func(*call) Answer                  // what a valid call does
	services func(*call) []string                // names of the older API for what it runs, in their order
	ownID    bool                                // the transaction id it carries is its own, and is used up by it
	code     bool                                // its code is compared, where that is switched on
	reads    bool                                // it changes nothing and has no record
	refuse   func(*call, outcome) Answer         // writes refusals; nil for the usual shape
}

// operations are all of them.
var operations = []*operation{
	&createPayment, &incrementAuth, &refreshPaymentStatus,
	&capturePayment, &refundPayment, &refundCapture, &authReversal, &mitReversal,
	&voidPayment, &voidCapture, &voidRefund, &voidCredit, &mitVoid, &createCredit,
	&createSessionRequest, &updateSessionRequest, &createOrderRequest,
	&getTransaction, &createSearch, &getSearch,
	&payerAuthSetup, &checkPayerAuthEnrollment, &validateAuthenticationResults,
	&generateCaptureContext, &generateUnifiedCheckoutCaptureContext, &createUnifiedCheckoutSession,
}

// Known reports whether an operation is simulated.
func Known(name Operation) bool { return operationOf(name) != nil }

// operationOf finds an operation by its name; nil if there is none.
func operationOf(name Operation) *operation {
	if name == "" {
		return &createPayment
	}
	if i := slices.IndexFunc(operations, func(op *operation) bool { return op.name == name }); i >= 0 {
		return operations[i]
	}
	return nil
}

// begins reports whether an operation is about no earlier call.
func (op *operation) begins() bool {
	return slices.Contains([]Operation{CreatePayment, CreateCredit, CreateSessionRequest}, op.name)
}

// always is the required members of an operation that needs the same ones every time.
func always(paths ...string) func(*Simulator, document) []string {
	return func(*Simulator, document) []string { return slices.Clone(paths) }
}

// runs is the services of an operation that runs the same ones every time.
func runs(names ...string) func(*call) []string {
	return func(*call) []string { return names }
}

// examine reads a body and finds what can be said about it without memory.
func (s *Simulator) examine(op *operation, raw []byte) (document, *outcome) {
	if op.model == "" {
		return nil, nil
	}
	body, readable := parse(raw)
	if !readable {
		return nil, refusal("INVALID_DATA")
	}
	found := s.inspect(op.model, body)
	if found.malformed {
		return nil, refusal("INVALID_DATA")
	}
	if fields := missing(body, op.required(s, body)); len(fields) > 0 {
		return body, refusal("MISSING_FIELD", fields...)
	}
	if len(found.invalid) > 0 {
		return body, refusal("INVALID_DATA", found.invalid...)
	}
	return body, nil
}
