package cybersource

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"
)

// undoReply is what a call that undoes another came to.
type undoReply struct {
	outcome Outcome   // of its answer; zero without one
	refused *APIError // an answer of HTTP 400; else nil
	lost    bool      // its own outcome is unknown
	at      time.Time // when it was sent
	repeats bool      // one before it may have been accepted
}

// reason is why the call was refused, "" if it was not.
func (r *undoReply) reason() Reason {
	if r.refused == nil {
		return ""
	}
	return r.refused.Reason
}

// err is the refusal as an error; nil if there is none.
func (r *undoReply) err() error {
	if r.refused == nil {
		return nil
	}
	return r.refused
}

// released reports whether the answer says that all of an amount was released.
func (r *undoReply) released(amount, currency string) bool {
	return r.outcome.Money == MoneyBack && r.outcome.coversAll(amount, currency)
}

// voided reports whether the answer says that all of an amount was taken out of the queue.
func (r *undoReply) voided(amount, currency string) bool {
	return (r.outcome.Money == MoneyStopped || r.outcome.Money == MoneyBack) && r.outcome.coversAll(amount, currency)
}

// coversAll reports whether a call that gives money back did so with all of an amount. What
// the answer does not state is as it was asked for.
func (o Outcome) coversAll(amount, currency string) bool {
	less := isPositiveAmount(o.Amount) && isPositiveAmount(amount) && compareAmounts(o.Amount, amount) < 0
	return o.Approved() && !less && !o.isInOther(currency)
}

// isInOther reports whether an answer states another currency.
func (o Outcome) isInOther(currency string) bool {
	return o.Currency != "" && currency != "" && !strings.EqualFold(o.Currency, currency)
}

// notePartial reports whether an answer says that less than an amount was given back, or in
// another currency, whose outcome is unknown, and keeps what it says. One that moved nothing,
// since what it was about had failed, says nothing of an amount.
func (x *undoing) notePartial(o Outcome, amount, currency string) bool {
	said := cmp.Or(o.Amount, "a part") // an unknown outcome has no amount
	switch o.Kind {
	case OutcomeApproved:
		if o.Money == MoneyUntouched || o.coversAll(amount, currency) && o.Money != MoneyHeld {
			return false
		}
	case OutcomePartiallyApproved:
	case OutcomeUnknown:
		if !o.isInOther(currency) {
			return false
		}
		said = cmp.Or(o.Amount, "an amount in")
	default:
		return false
	}
	x.record.Undo.Partial = safeText(strings.TrimSpace(said + " " + o.Currency))
	return true
}

// noteNotReleased is notePartial for a reversal, whose answer may say beside its status that the
// money is held: then a refusal of the next one as reversed already does not show that it is not.
func (x *undoing) noteNotReleased(o Outcome, amount, currency string) bool {
	if o.Kind == OutcomeUnknown && o.HoldsFunds && !o.isInOther(currency) {
		x.record.Undo.Partial = "none of it"
		return true
	}
	return x.notePartial(o, amount, currency)
}

// undoCall makes a reversal or void with a reference code.
type undoCall func(code string, options []CallOption) (Outcome, error)

// send makes a call, with the reference code of what it undoes. The check on codes that
// are used twice can be across operations: then the call goes without a code.
func (x *undoing) send(call undoCall) (undoReply, error) {
	reply, err := x.sendOnce(call, x.record.ReferenceCode)
	if err == nil && reply.reason() == ReasonDuplicateRequest && x.record.ReferenceCode != "" {
		return x.sendOnce(call, "")
	}
	return reply, err
}

// sendOnce stores the record of a call, makes it, and keeps the record as long as its
// outcome is not known. An error is that of a call which was not accepted.
func (x *undoing) sendOnce(call undoCall, code string) (undoReply, error) {
	undo, before := x.record.Undo, x.record.Undo.Call
	reply := undoReply{at: x.now(), repeats: before != nil && !before.NotProcessed}
	options := append(slices.Clip(x.options), notUnique, WithRecord(func(ctx context.Context, r CallRecord) error {
		undo.Call = &r
		return x.store(ctx)
	}))
	outcome, err := call(code, options)
	var lost *OutcomeUnknownError
	switch {
	case errors.As(err, &lost):
		undo.Call, reply.lost = new(lost.Record()), true
		return reply, nil
	case before.mayArrive(reply.at):
		undo.Call = before
	default:
		undo.Call = nil
	}
	if errors.As(err, &reply.refused) && reply.refused.HTTPStatus == http.StatusBadRequest {
		return reply, nil
	}
	reply.outcome = outcome
	return reply, err
}

// notUnique says that the reference code of a call is that of another, which it undoes.
var notUnique = callOption(func(o *givenOptions) { o.uniqueCode = false })

// reversalOf releases the hold of an authorization.
func (x *undoing) reversalOf(id, amount, currency string) undoCall {
	return func(code string, options []CallOption) (Outcome, error) {
		answer, err := x.client.ReversalApi.AuthReversal(x.ctx, id, newAuthReversalRequest(code, amount, currency), options...)
		return answer.Outcome(), err
	}
}

// timeoutReversal releases the hold of a payment by the transaction id that it was sent
// with. It has no reason: with one INVALID_DATA could be about that.
func (x *undoing) timeoutReversal(code string, options []CallOption) (Outcome, error) {
	r := &x.record
	answer, err := x.client.ReversalApi.MitReversal(x.ctx, &MitReversalRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: code, TransactionID: r.TransactionID},
		ReversalInformation:        &ReversalInformation{AmountDetails: &ReversalAmountDetails{TotalAmount: r.Amount, Currency: r.Currency}},
	}, options...)
	return answer.Outcome(), err
}

// timeoutVoid voids a sale, capture, refund or credit by the transaction id that it was
// sent with.
func (x *undoing) timeoutVoid(code string, options []CallOption) (Outcome, error) {
	answer, err := x.client.VoidApi.MitVoid(x.ctx, &MitVoidRequest{
		ClientReferenceInformation: &ClientReferenceInformation{Code: code, TransactionID: x.record.TransactionID},
	}, options...)
	return answer.Outcome(), err
}

// voidOf takes what an operation queued out of the queue.
func (x *undoing) voidOf(operation, id string) undoCall {
	void := x.client.VoidApi
	return func(code string, options []CallOption) (Outcome, error) {
		var answer *VoidResponse
		var err error
		references := referencesOf(code)
		switch operation {
		case createPayment.name, voidPayment.name:
			answer, err = void.VoidPayment(x.ctx, id, &VoidPaymentRequest{ClientReferenceInformation: references}, options...)
		case capturePayment.name, voidCapture.name:
			answer, err = void.VoidCapture(x.ctx, id, &VoidCaptureRequest{ClientReferenceInformation: references}, options...)
		case createCredit.name, voidCredit.name:
			answer, err = void.VoidCredit(x.ctx, id, &VoidCreditRequest{ClientReferenceInformation: references}, options...)
		default:
			answer, err = void.VoidRefund(x.ctx, id, &VoidRefundRequest{ClientReferenceInformation: references}, options...)
		}
		return answer.Outcome(), err
	}
}
