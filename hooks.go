package cybersource

import (
	"context"
	"time"
)

// Hooks are functions called along each call, for metrics and traces. A nil
// function is skipped and costs nothing. They run on the goroutine of the call,
// so they must be quick; several calls may run them at once. Everything they are
// given has few distinct values or is an id: no card data, no bodies.
//
// A panic of a hook does not end the call, which may have made a payment: it is
// recovered and written to [Configuration.Logger].
type Hooks struct {
	// CallStart runs before anything is sent. The context it returns is used for the
	// rest of the call, so that a trace can put its span there; nil keeps the old one.
	CallStart func(ctx context.Context, call CallInfo) context.Context

	// AttemptStart runs before each attempt. The context it returns is used for this attempt.
	AttemptStart func(ctx context.Context, attempt AttemptInfo) context.Context

	// AttemptEnd runs after each attempt.
	AttemptEnd func(ctx context.Context, attempt AttemptResult)

	// Retry runs before the wait for another attempt.
	Retry func(ctx context.Context, retry RetryInfo)

	// CallEnd runs when the call returns, whatever its outcome, and also if something in
	// it panics. Its context has not ended, even if that of the call has.
	CallEnd func(ctx context.Context, call CallResult)
}

// CallInfo names a call.
type CallInfo struct {
	Operation  string // name of the method, such as "CreatePayment" or "Do"
	Method     string // HTTP method
	Route      string // path pattern, such as "/pts/v2/payments/{id}"; "" for Do
	Host       string // run environment
	MerchantID string // transacting merchant; "" without credentials
}

// AttemptInfo names an attempt of a call.
type AttemptInfo struct {
	CallInfo
	Number int // 1 for the first
}

// AttemptResult is how an attempt ended.
type AttemptResult struct {
	AttemptInfo
	HTTPStatus    int    // 0 without an answer
	CorrelationID string // "" without an answer
	Sent          bool   // false: certainly nothing was written
	Duration      time.Duration
	Err           error // why there is no answer; nil with one, whatever its status
}

// RetryInfo announces another attempt.
type RetryInfo struct {
	CallInfo
	Next   int           // number of the attempt to come
	Wait   time.Duration // before it
	Reason string        // few fixed words, such as "not sent"
}

// CallResult is how a call ended.
type CallResult struct {
	CallInfo
	ReferenceCode string // clientReferenceInformation.code of the request
	TransactionID string // clientReferenceInformation.transactionId that was sent
	Attempts      int
	HTTPStatus    int // of the last answer; 0 without one
	CorrelationID string
	Status        Status // of the payment, such as AUTHORIZED; "" on errors
	Outcome       string // "answered", "refused", "not processed" or "unknown"
	Duration      time.Duration
	Err           error // what the call returns
}
