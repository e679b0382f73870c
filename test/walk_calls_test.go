package test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	"github.com/cybersource-go/cybersource"
)

// ask makes a call and notes how it ended. One call in twenty is given up by its caller
// soon after it began.
func ask[Answer withOutcome](w *walker, code string, call func(ctx context.Context) (Answer, error)) heard {
	ctx := w.ctx
	if w.dice.IntN(20) == 0 {
		limited, cancel := context.WithTimeout(ctx, time.Duration(w.dice.IntN(3000))*time.Microsecond)
		defer cancel()
		ctx = limited
	}
	h := heardOf(call(ctx))
	h.code = code
	return h
}

// heardOf is how a call ended.
func heardOf[Answer withOutcome](answer Answer, err error) heard {
	h := heard{said: said{err: err}}
	if lost, unknown := errors.AsType[*cybersource.OutcomeUnknownError](err); unknown {
		h.transactionID = lost.TransactionID
		if lost.HTTPStatus/100 == 2 { // else the id is that of a refusal
			h.id = lost.ID
		}
	}
	if err != nil {
		return h
	}
	members := reflect.ValueOf(answer).Elem() // every type of answer has fields of these names
	h.id = members.FieldByName("ID").String()
	h.status = members.FieldByName("Status").Interface().(cybersource.Status)
	h.transactionID = members.FieldByName("Meta").Interface().(cybersource.Meta).TransactionID
	h.outcome = answer.Outcome()
	return h
}

// pay begins the life of a payment: an authorization, or a sale.
func (w *walker) pay() {
	b := w.begin()
	m := &movement{kind: eventAuthorized, code: b.code, amount: w.priceOf(b)}
	sale := w.dice.IntN(3) == 0
	request := payment()
	request.ClientReferenceInformation.Code = m.code
	request.ProcessingInformation.Capture = &sale
	if w.dice.IntN(15) == 0 {
		m.amount, m.upTo = b.minor("9960"), true // authorized for less
		request.ProcessingInformation.AuthorizationOptions = &cybersource.ProcessingInformationAuthorizationOptions{PartialAuthIndicator: new(true)}
	}
	request.OrderInformation.AmountDetails = &cybersource.OrderInformationAmountDetails{TotalAmount: b.text(m.amount), Currency: b.currency}
	h := ask(w, m.code, func(ctx context.Context) (*cybersource.CreatePaymentResponse, error) {
		return w.client().PaymentsApi.CreatePayment(ctx, request)
	})
	if b.post(m, h, w.read); sale && (m.belief == possible || h.outcome.Captured) {
		taken := *m
		taken.kind, taken.last = eventCaptured, true
		b.movements = append(b.movements, &taken)
	}
}

// credit begins the life of a credit.
func (w *walker) credit() {
	b := w.begin()
	m := &movement{kind: eventCredited, code: b.code, amount: w.priceOf(b)}
	request := credit()
	request.ClientReferenceInformation.Code = m.code
	request.OrderInformation.AmountDetails = b.details(m.amount)
	b.post(m, ask(w, m.code, func(ctx context.Context) (*cybersource.CreateCreditResponse, error) {
		return w.client().CreditApi.CreateCredit(ctx, request)
	}), w.read)
}

func (w *walker) increment(b *books, of *movement) {
	m := b.next(eventIncremented, nil)
	m.amount = w.partOf(b, b.minor("100"))
	request := increment()
	request.ClientReferenceInformation.Code = m.code
	request.OrderInformation.AmountDetails.AdditionalAmount = b.text(m.amount)
	request.OrderInformation.AmountDetails.Currency = b.currency
	h := ask(w, m.code, func(ctx context.Context) (*cybersource.IncrementAuthResponse, error) {
		return w.client().PaymentsApi.IncrementAuth(ctx, of.id, request)
	})
	if b.post(m, h, w.read); m.belief != certain {
		return
	}
	if total, err := cybersource.ParseAmount(h.outcome.Total, b.currency); err != nil || !b.totals()[total] && of.belief == certain {
		b.faults = append(b.faults, fmt.Sprintf("%s: a total of %q is not possible", m.code, h.outcome.Total))
	}
}

func (w *walker) capture(b *books, of *movement) {
	m := b.next(eventCaptured, nil)
	m.amount, m.last = w.partOf(b, b.held()), w.dice.IntN(3) == 0
	request := &cybersource.CapturePaymentRequest{
		ClientReferenceInformation: &cybersource.ClientReferenceInformation{Code: m.code},
		OrderInformation:           &cybersource.CaptureOrderInformation{AmountDetails: b.details(m.amount)},
	}
	if !m.last {
		request.ProcessingInformation = &cybersource.CaptureProcessingInformation{
			CaptureOptions: &cybersource.CaptureProcessingInformationCaptureOptions{CaptureSequenceNumber: new(int64(1)), TotalCaptureCount: new(int64(9))},
		}
	}
	b.post(m, ask(w, m.code, func(ctx context.Context) (*cybersource.CapturePaymentResponse, error) {
		return w.client().CaptureApi.CapturePayment(ctx, of.id, request)
	}), w.read)
}

// refund gives back a part of a sale or a capture. RefundPayment takes the ids of both.
func (w *walker) refund(b *books, of *movement) {
	m := b.next(eventRefunded, of)
	m.amount = w.partOf(b, of.amount)
	references := &cybersource.RefundClientReferenceInformation{Code: m.code}
	order := &cybersource.RefundOrderInformation{AmountDetails: b.details(m.amount)}
	b.post(m, ask(w, m.code, func(ctx context.Context) (*cybersource.RefundResponse, error) {
		if of.code == b.code || w.dice.IntN(4) == 0 {
			return w.client().RefundApi.RefundPayment(ctx, of.id, &cybersource.RefundPaymentRequest{ClientReferenceInformation: references, OrderInformation: order})
		}
		return w.client().RefundApi.RefundCapture(ctx, of.id, &cybersource.RefundCaptureRequest{ClientReferenceInformation: references, OrderInformation: order})
	}), w.read)
}

// reverse releases what is held, or tries to release a part of it.
func (w *walker) reverse(b *books, of *movement) {
	m := b.next(eventReversed, nil)
	m.amount = w.heldOrPart(b)
	request := &cybersource.AuthReversalRequest{ClientReferenceInformation: b.references(m), ReversalInformation: b.reversal(m.amount)}
	b.post(m, ask(w, m.code, func(ctx context.Context) (*cybersource.ReversalResponse, error) {
		return w.client().ReversalApi.AuthReversal(ctx, of.id, request)
	}), w.read)
}

// void takes something out of the queue by its id.
func (w *walker) void(b *books, of *movement) {
	m := b.next(eventVoided, b.taken(of))
	m.amount = of.amount
	references := b.references(m)
	b.post(m, ask(w, m.code, func(ctx context.Context) (*cybersource.VoidResponse, error) {
		switch {
		case of.kind == eventRefunded:
			return w.client().VoidApi.VoidRefund(ctx, of.id, &cybersource.VoidRefundRequest{ClientReferenceInformation: references})
		case of.kind == eventCredited:
			return w.client().VoidApi.VoidCredit(ctx, of.id, &cybersource.VoidCreditRequest{ClientReferenceInformation: references})
		case of.code == b.code: // a sale, or an authorization, which is refused
			return w.client().VoidApi.VoidPayment(ctx, of.id, &cybersource.VoidPaymentRequest{ClientReferenceInformation: references})
		default:
			return w.client().VoidApi.VoidCapture(ctx, of.id, &cybersource.VoidCaptureRequest{ClientReferenceInformation: references})
		}
	}), w.read)
}

// timeoutVoid does the same by the transaction id of the call, answered or not.
func (w *walker) timeoutVoid(b *books, of *movement) {
	m := b.next(eventVoided, of)
	m.amount = of.amount
	request := &cybersource.MitVoidRequest{ClientReferenceInformation: b.references(m)}
	request.ClientReferenceInformation.TransactionID = of.transactionID
	h := ask(w, m.code, func(ctx context.Context) (*cybersource.VoidResponse, error) {
		return w.client().VoidApi.MitVoid(ctx, request)
	})
	w.afterTimeout(b, m, of, h)
}

// timeoutReversal releases an authorization by its transaction id.
func (w *walker) timeoutReversal(b *books, of *movement) {
	m := b.next(eventReversed, nil)
	m.amount = of.amount
	if of.belief == certain {
		m.amount = w.heldOrPart(b)
	}
	request := &cybersource.MitReversalRequest{ClientReferenceInformation: b.references(m), ReversalInformation: b.reversal(m.amount)}
	request.ClientReferenceInformation.TransactionID = of.transactionID
	h := ask(w, m.code, func(ctx context.Context) (*cybersource.ReversalResponse, error) {
		return w.client().ReversalApi.MitReversal(ctx, request)
	})
	w.afterTimeout(b, m, of, h)
}

// afterTimeout posts a timeout call. One that was answered with money untouched says
// that the lost call had failed; one that was refused says nothing of it.
func (w *walker) afterTimeout(b *books, m, lost *movement, h heard) {
	h.transactionID = "" // it is the lost call's
	if h.err != nil || h.outcome.Money != cybersource.MoneyUntouched {
		b.post(m, h, w.read)
		return
	}
	b.said = append(b.said, h.said)
	if lost.belief == certain {
		b.faults = append(b.faults, m.code+": had failed, and yet it was answered: "+lost.String())
	}
	for _, of := range b.movements {
		if of.code == lost.code { // both of a sale
			of.belief = unmoved
		}
	}
}
