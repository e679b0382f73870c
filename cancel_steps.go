package cybersource

import (
	"context"
	"errors"
	"fmt"
)

// cancellation is one use of Cancel.
type cancellation struct {
	client  *APIClient
	request CancelRequest
	options []CallOption
	result  CancelResult
}

// reverse calls off an authorization.
func (x *cancellation) reverse(ctx context.Context) error {
	if err := x.release(ctx); err != nil {
		return err
	}
	x.result.Done = UndoReversal
	return nil
}

// release gives back the hold, all of it. One that was released before is released.
func (x *cancellation) release(ctx context.Context) error {
	r := &x.request
	answer, err := x.client.ReversalApi.AuthReversal(ctx, r.PaymentID,
		newAuthReversalRequest(r.Code, r.AuthorizedAmount, r.Currency), x.options...)
	x.result.Reversal = answer
	switch {
	case errors.Is(err, ErrAlreadyReversed):
		return nil
	case err != nil:
		return err
	case answer.Outcome().Money == MoneyBack && answer.Outcome().coversAll(r.AuthorizedAmount, r.Currency):
		return nil
	default:
		return notUndone("AuthReversal", answer.ID, answer.Meta, answer.Outcome())
	}
}

// void calls off what is queued, and releases the hold behind it.
func (x *cancellation) void(ctx context.Context) error {
	operation, answer, err := x.sendVoid(ctx)
	x.result.Void = answer
	if errors.Is(err, ErrNotVoidable) {
		x.result.Next = UndoRefund
	}
	if err != nil {
		return err
	}
	o := answer.Outcome()
	switch {
	case !o.coversAll(x.request.voided(), x.request.Currency):
		return notUndone(operation, answer.ID, answer.Meta, o)
	case o.Money == MoneyBack: // the hold too
		x.result.Done = UndoVoid
	case o.Money == MoneyStopped:
		x.result.Done = UndoVoid
		x.releaseBehindVoid(ctx)
	default:
		return notUndone(operation, answer.ID, answer.Meta, o)
	}
	return nil
}

// voided is how much a void has to call off; "" if the request does not say. A sale is captured as
// it was authorized.
func (r *CancelRequest) voided() string {
	if r.CapturedAmount == "" && r.CaptureID == "" {
		return r.AuthorizedAmount
	}
	return r.CapturedAmount
}

func (x *cancellation) sendVoid(ctx context.Context) (operation string, answer *VoidResponse, err error) {
	r := &x.request
	if r.CaptureID != "" {
		answer, err = x.client.VoidApi.VoidCapture(ctx, r.CaptureID,
			&VoidCaptureRequest{ClientReferenceInformation: referencesOf(r.Code)}, x.options...)
		return "VoidCapture", answer, err
	}
	answer, err = x.client.VoidApi.VoidPayment(ctx, r.PaymentID,
		&VoidPaymentRequest{ClientReferenceInformation: referencesOf(r.Code)}, x.options...)
	return "VoidPayment", answer, err
}

// releaseBehindVoid gives back the hold that a void leaves. The payment is called off
// without it, so a failure is none of the whole.
func (x *cancellation) releaseBehindVoid(ctx context.Context) {
	if x.request.AuthorizedAmount != "" {
		x.result.HoldError = x.release(ctx)
		if x.result.HoldError == nil {
			return
		}
	}
	if !errors.Is(x.result.HoldError, ErrOutcomeUnknown) {
		x.result.Next = UndoReversal
	}
}

// refund pays back what was sent.
func (x *cancellation) refund(ctx context.Context) error {
	operation, answer, err := x.sendRefund(ctx)
	x.result.Refund = answer
	if err != nil {
		return err
	}
	if o := answer.Outcome(); !o.Approved() {
		return notUndone(operation, answer.ID, answer.Meta, o)
	}
	x.result.Done = UndoRefund
	return nil
}

func (x *cancellation) sendRefund(ctx context.Context) (operation string, answer *RefundResponse, err error) {
	r := &x.request
	order := &RefundOrderInformation{
		AmountDetails: &FollowOnOrderInformationAmountDetails{TotalAmount: r.CapturedAmount, Currency: r.Currency},
	}
	if r.CaptureID != "" {
		answer, err = x.client.RefundApi.RefundCapture(ctx, r.CaptureID, &RefundCaptureRequest{OrderInformation: order}, x.options...)
		return "RefundCapture", answer, err
	}
	answer, err = x.client.RefundApi.RefundPayment(ctx, r.PaymentID, &RefundPaymentRequest{OrderInformation: order}, x.options...)
	return "RefundPayment", answer, err
}

var (
	// errNotUndone is an answer that does not say that the payment is called off.
	errNotUndone = errors.New("the answer does not say that it was undone")
	// errDeclinedUndo is an answer that moved nothing.
	errDeclinedUndo = errors.New("declined")
)

// notUndone is the error of an answer without success: an unknown outcome, unless the
// answer decides that nothing was moved.
func notUndone(operation, id string, meta Meta, o Outcome) error {
	if o.Kind == OutcomeDeclined && !o.Undecided() {
		return fmt.Errorf("%s: %w", operationText(operation), errDeclinedUndo)
	}
	meta.ID = id
	return newOutcomeUnknownError(operation, meta, errNotUndone)
}
