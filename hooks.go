package cybersource

import (
	"context"
	"strconv"
	"time"
)

// Hooks are functions called along each call, for metrics and traces. A nil
// function is skipped and costs nothing. They run on the goroutine of the call,
// so they must be quick; several calls may run them at once. Everything they are
// given has few distinct values or is an id: no card data, no bodies.
//
// The request must stay as it is until the call returns, also in a hook: it may be sent
// again. A hook that blocks holds the call, past its Timeout too. [JoinHooks] makes one of
// several.
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
	Operation   string // name of the method, such as "CreatePayment" or "Do"
	Method      string // HTTP method
	Route       string // path pattern, such as "/pts/v2/payments/{id}"; "" for Do
	Host        string // run environment
	Destination string // where connections go, such as "https://apitest.cybersource.com": that of BaseURL if it is set, without its path
	MerchantID  string // transacting merchant; "" without credentials

	PaymentID     string // the id that a follow-up or look-up is about; "" for what begins something
	ReferenceCode string // clientReferenceInformation.code that is sent, the caller's or the client's
	TransactionID string // clientReferenceInformation.transactionId, likewise
}

// AttemptInfo names an attempt of a call.
type AttemptInfo struct {
	CallInfo
	Number int // 1 for the first
}

// AttemptResult is how an attempt ended.
type AttemptResult struct {
	AttemptInfo
	KeyID         string // id of the key that signed it; "" if none did, and for access tokens
	HTTPStatus    int    // 0 without an answer
	CorrelationID string // "" without an answer
	Sent          bool   // false: certainly nothing was written
	Duration      time.Duration
	Err           error // why there is no answer; nil with one, whatever its status
}

// HTTPClass is the class of the HTTP status, such as "4xx", fit for a metric; "" without an answer.
func (r AttemptResult) HTTPClass() string { return httpClass(r.HTTPStatus) }

// RetryInfo announces another attempt.
type RetryInfo struct {
	CallInfo
	Next  int           // number of the attempt to come
	Wait  time.Duration // before it
	Cause RetryCause    // why it is made
}

// CallResult is how a call ended.
type CallResult struct {
	CallInfo
	KeyID         string // id of the key that signed the last attempt
	Attempts      int
	HTTPStatus    int // of the last answer; 0 without one
	CorrelationID string
	ID            string // the service's id of the request, such as that of a new payment; "" if no answer has it
	Status        Status // of the payment, such as AUTHORIZED; "" on errors
	Ending        CallEnding
	Duration      time.Duration
	Err           error // what the call returns

	// Outcome is what became of a call that moves money: kind, reason, advice and whether
	// funds are held, of an answer and of an error. nil where the answer has none: for
	// [APIClient.Do], look-ups, sessions and payer authentication, and for [EndingWithheld].
	Outcome *Outcome
}

// HTTPClass is the class of the HTTP status, such as "4xx", fit for a metric; "" without an answer.
func (r CallResult) HTTPClass() string { return httpClass(r.HTTPStatus) }

func httpClass(status int) string {
	if status == 0 {
		return ""
	}
	return strconv.Itoa(status/100) + "xx"
}
