package cybersource

import "context"

// PaymentStage says how far a payment has come, for [APIClient.Cancel].
type PaymentStage uint8

const (
	// StageAuthorized: the money is held, and nothing of it is captured.
	StageAuthorized PaymentStage = iota + 1
	// StageCaptured: a sale, or captured by a call of its own, and queued for the next
	// batch. So is everything that was captured since the last batch was sent, which
	// happens once a day.
	StageCaptured
	// StageSent: the batch with the capture or sale has gone to the processor.
	StageSent
)

// CancelRequest is the payment that [APIClient.Cancel] calls off.
type CancelRequest struct {
	Stage PaymentStage // required; if in doubt between the last two, StageCaptured

	PaymentID string // id of the authorization or sale; required
	CaptureID string // id of the capture; "" if the payment is a sale, captured in the same call

	// AuthorizedAmount is all that the payment holds: of a partial approval the approved
	// amount, after increments the new total. Required for [StageAuthorized]. With
	// [StageCaptured] it is the hold to release after the void; "" leaves it, as for
	// a capture of several of which others stand.
	AuthorizedAmount string

	// CapturedAmount is what the refund pays back. Required for [StageSent]. With
	// [StageCaptured] it is what the void has to call off; "" if that is not known, and for a
	// sale that was captured as it was authorized.
	CapturedAmount string

	Currency string // of the amounts
	Code     string // reference code of the payment, which reversal and void carry too
}

// CancelResult says what [APIClient.Cancel] did, call by call.
type CancelResult struct {
	// Done is the call that called the payment off; [UndoNone] if none did.
	Done UndoCall

	// Next is the call that is left: a refund after [ErrNotVoidable], if a look-up shows
	// that the capture was sent and neither voided nor refunded; a reversal where the hold
	// behind a void stands.
	Next UndoCall

	// HoldError says why the hold behind a void is not known to be released: it was
	// refused, as by processors that cannot, or its own outcome is unknown.
	HoldError error

	Reversal *ReversalResponse // the answers; nil for calls that were not made or not answered
	Void     *VoidResponse
	Refund   *RefundResponse
}

// Cancel calls a payment off, by the call that its stage allows: a reversal of an
// authorization; a void of what is captured, and then a reversal of the hold behind it;
// a refund of what was sent to the processor. The error is nil if, and only if, the
// payment is called off; the result says by which calls, also beside an error.
//
//	result, err := client.Cancel(ctx, cybersource.CancelRequest{
//		Stage: cybersource.StageCaptured, PaymentID: payment.ID, CaptureID: capture.ID,
//		AuthorizedAmount: payment.Outcome().Amount, Currency: payment.Outcome().Currency, Code: order,
//	})
//
// It does not try one call after another until one is accepted. After an error that
// matches [ErrOutcomeUnknown] it does nothing more: look up what became of the call. An
// answer that names less than the amount of the request, or another currency, is such an
// error. A void that is refused ([ErrNotVoidable]) may be refused because it was voided
// already, so a refund does not follow by itself. An authorization that was reversed before
// ([ErrAlreadyReversed]) is called off.
//
// The options apply to each call. For a part of a payment use the calls themselves.
func (c *APIClient) Cancel(ctx context.Context, request CancelRequest, options ...CallOption) (CancelResult, error) {
	if err := request.check(c); err != nil {
		return CancelResult{}, err
	}
	x := cancellation{client: c, request: request, options: options}
	var err error
	switch request.Stage {
	case StageAuthorized:
		err = x.reverse(ctx)
	case StageCaptured:
		err = x.void(ctx)
	case StageSent:
		err = x.refund(ctx)
	}
	return x.result, err
}

// check refuses what is incomplete before anything is sent.
func (r *CancelRequest) check(c *APIClient) error {
	var p problems
	if c == nil {
		p.add("client", "is nil")
	}
	if r.PaymentID == "" {
		p.add("PaymentID", "is empty")
	}
	switch r.Stage {
	case StageAuthorized:
		p.amount("AuthorizedAmount", r.AuthorizedAmount)
		if r.CaptureID != "" {
			p.add("CaptureID", "is given, which contradicts StageAuthorized")
		}
	case StageCaptured:
		if r.AuthorizedAmount != "" {
			p.amount("AuthorizedAmount", r.AuthorizedAmount)
		}
	case StageSent:
		p.amount("CapturedAmount", r.CapturedAmount)
	default:
		p.add("Stage", "is none of the stages of a payment")
	}
	if r.Currency == "" && (r.Stage != StageCaptured || r.AuthorizedAmount != "") {
		p.add("Currency", "is empty")
	}
	if len(p) == 0 {
		return nil
	}
	return &InvalidRequestError{Operation: "Cancel", Problems: p}
}

func (p *problems) amount(field, amount string) {
	switch {
	case amount == "":
		p.add(field, "is empty")
	case !isPositiveAmount(amount):
		p.add(field, "is not an amount")
	}
}
