package cybersource

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
)

// sent is what was found and has gone to the processor: a sale or capture can be paid
// back, a refund or credit cannot be called back.
func (x *undoing) sent(f foundRecord) error {
	switch family := familyOf(x.record.Operation); {
	case family&(familyPayment|familyCapture) == 0:
		return x.forPerson(x.text(f, "it was sent to the processor, and nothing calls it back: agree with the payer about it"))
	case x.record.Undo.Partial != "": // voided in part, as an answer said
		return x.stuck(x.text(f, "it was sent to the processor, or a part of it: look at how much was, and refund that"))
	default:
		return x.refund(f)
	}
}

// refund pays back what was found, once, or tells a person to, unless its records show that this was
// done: the record of the refund is stored before it is sent, and decides from then on.
func (x *undoing) refund(f foundRecord) error {
	state, err := x.client.PaymentState(x.ctx, f.id, x.options...)
	switch {
	case err != nil:
		return err
	case len(state.Uncertain) > 0 || !isPositiveAmount(f.amount) || f.currency == "":
		return x.refundRest(f, x.open, "its records do not say how much of it was refunded: look at it, and refund the rest")
	case isPositiveAmount(state.Refunded) && compareAmounts(state.Refunded, state.Captured) == 0:
		return x.end(UndoDone, UndoRefund)
	case isPositiveAmount(state.Refunded):
		return x.refundRest(f, x.stuck, state.Refunded+" "+state.Currency+" of its payment were refunded since: refund what is left")
	case !x.refundAllowed:
		return x.forPerson(x.text(f, wasSentText+": refund "+f.amount+" "+f.currency+
			", by Undo with WithRefundAllowed or by Refund in the merchant portal"))
	}
	answer, err := x.sendRefund(f)
	return x.refunded(f, answer, err)
}

// wasSentText begins what is left of a capture or sale that cannot be voided.
const wasSentText = "it was sent to the processor"

// refundRest leaves to a person what may have been refunded in part: at once, if no round is to make
// the refund.
func (x *undoing) refundRest(f foundRecord, otherwise func(left string) error, left string) error {
	left = x.text(f, wasSentText+", and "+left)
	if !x.refundAllowed {
		return x.forPerson(left)
	}
	return otherwise(left)
}

// sendRefund stores the record of the refund and makes it. One that moved nothing is sent
// again with the references that it had: they are the refund's own.
func (x *undoing) sendRefund(f foundRecord) (*RefundResponse, error) {
	u := x.record.Undo
	var references *RefundClientReferenceInformation
	if u.Refund != nil {
		references = &RefundClientReferenceInformation{Code: u.Refund.ReferenceCode, TransactionID: u.Refund.TransactionID}
	}
	options := append(slices.Clip(x.options), WithUniqueCode(), WithRecord(func(ctx context.Context, r CallRecord) error {
		u.Refund = &r
		if u.Left != "" {
			u.Left = x.refundText(f)
		}
		return x.store(ctx)
	}))
	order := &RefundOrderInformation{AmountDetails: &FollowOnOrderInformationAmountDetails{TotalAmount: f.amount, Currency: f.currency}}
	if x.record.Operation == capturePayment.name {
		return x.client.RefundApi.RefundCapture(x.ctx, f.id, &RefundCaptureRequest{ClientReferenceInformation: references, OrderInformation: order}, options...)
	}
	return x.client.RefundApi.RefundPayment(x.ctx, f.id, &RefundPaymentRequest{ClientReferenceInformation: references, OrderInformation: order}, options...)
}

// refunded concludes a refund by its answer. A refusal that may be about an earlier request
// leaves open whether it was made, as a lost answer does.
func (x *undoing) refunded(f foundRecord, answer *RefundResponse, err error) error {
	u := x.record.Undo
	var lost *OutcomeUnknownError
	var refused *APIError
	switch {
	case errors.As(err, &lost):
		u.Refund = new(lost.Record())
		return x.open(x.refundText(f))
	case err != nil && u.Refund != nil && !SafeToRetry(err):
		return x.open(x.refundText(f))
	case err != nil && u.Refund != nil: // it moved nothing
		u.Refund.NotProcessed = true
		if u.Left != "" {
			u.Left = x.refundAgainText(f, "")
		}
	}
	switch {
	case errors.As(err, &refused) && refused.HTTPStatus == http.StatusBadRequest:
		return x.stuck(x.refundAgainText(f, refused.Reason))
	case err != nil:
		return x.failed(err)
	}
	u.Refund.ID = answer.ID
	return x.refundCame(f, answer.Outcome())
}

// refundCame concludes a refund by its outcome.
func (x *undoing) refundCame(f foundRecord, o Outcome) error {
	u := x.record.Undo
	switch {
	case o.coversAll(u.Refund.Amount, u.Refund.Currency) && u.Partial == "":
		return x.end(UndoDone, UndoRefund)
	case u.Partial != "", x.notePartial(o, u.Refund.Amount, u.Refund.Currency):
		return x.stuck(x.text(f, "its refund did not give back all of it: look at how much was, and refund the rest"))
	case o.Undecided():
		return x.refundOpen(f)
	default:
		return x.stuck(x.text(f, "its refund is "+o.Kind.String()+" "+safeText(string(o.Reason))+": pay it back in another way"))
	}
}

// refundOpen is a refund whose end does not show. What its answer said before stays.
func (x *undoing) refundOpen(f foundRecord) error {
	return x.open(cmp.Or(x.record.Undo.Left, x.refundText(f)))
}

// settleRefund finds out what became of a refund that was begun, before anything else is
// done: a second one would pay back twice.
func (x *undoing) settleRefund() error {
	u := x.record.Undo
	if u.Refund == nil || u.Refund.NotProcessed {
		return nil
	}
	found, err := x.client.Resolve(x.ctx, *u.Refund, x.options...)
	if err != nil {
		return err
	}
	u.Refund = &found.Record
	f := foundRecord{}
	if x.look.adopted != nil {
		f = *x.look.adopted
	}
	if found.Verdict == VerdictHappened {
		return x.refundCame(f, found.Outcome)
	}
	return x.refundOpen(f)
}
