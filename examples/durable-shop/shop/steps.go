package shop

import (
	"context"
	"fmt"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// This file has the four steps that move money. Each reads the order, makes a call with a
// key that follows from what it read, and leaves the rest to the keys: a repeat of the step,
// after a crash too, does no more than the first.

func key(o *Order, word string, number int) idempotency.Key {
	return idempotency.Key{Order: o.ID, Step: fmt.Sprint(word, "-", number)}
}

// patience is how long the shop waits for a call, and for the same one in another process.
const patience = cybersource.DefaultTimeout + 10*time.Second

// call makes a call about an amount. A closed browser must not cut it off half-way.
func call(ctx context.Context, cents int64, send func(ctx context.Context, total string) error) error {
	total, err := cybersource.FormatAmount(cents, currency)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), patience)
	defer cancel()
	return send(ctx, total)
}

// decided makes a call that ends an order, once that is what was decided about it.
func (s *Shop) decided(ctx context.Context, o *Order, decision string, cents int64, send func(ctx context.Context, total string) error) error {
	if err := s.decide(ctx, o, decision); err != nil {
		return err
	}
	return call(ctx, cents, send)
}

// Pay authorizes an order. Try is the number that the customer's form has, which is that of
// the next payment: a form that is posted again, or was overtaken, pays nothing.
func (s *Shop) Pay(ctx context.Context, id string, try int, token string) error {
	o, err := s.Order(ctx, id)
	if err != nil {
		return err
	}
	switch next := o.Next(payment); {
	case o.Decision == cancelled:
		return notNow("it is cancelled")
	case try == next && o.isPaid():
		return notNow("it is paid")
	case try < 1 || try > next:
		return notNow("its next payment is number %d", next)
	case try < next:
		return nil // it has ended: the order says how
	}
	return call(ctx, o.Cents, func(ctx context.Context, total string) error {
		req := paymentRequest(total)
		s.instrument(req, token)
		_, err := s.keys.CreatePayment(ctx, key(&o, "pay", try), req, s.unlessCancelled(id))
		return err
	})
}

// unlessCancelled reads the decision once more when the step is claimed and nothing is sent yet. A
// payment frees its order only after the cancellation was decided, so that none is made after it.
func (s *Shop) unlessCancelled(id string) cybersource.CallOption {
	return cybersource.WithRecord(func(ctx context.Context, _ cybersource.CallRecord) error {
		o, err := s.Order(ctx, id)
		if err == nil && o.Decision == cancelled {
			err = notNow("it is cancelled")
		}
		return err
	})
}

// Ship captures what was authorized. The parcel may leave when it returns nil and the order
// is shipped.
func (s *Shop) Ship(ctx context.Context, id string) error {
	o, err := s.Order(ctx, id)
	if err != nil {
		return err
	}
	paid := o.last(payment)
	switch {
	case o.Sum(capture) > 0:
		return nil
	case paid.State != idempotency.StateStanding && paid.State != idempotency.StateClosed || paid.Cents != o.Cents:
		return notNow("it is not paid")
	}
	return s.decided(ctx, &o, shipped, paid.Cents, func(ctx context.Context, total string) error {
		_, err := s.keys.CapturePayment(ctx, key(&o, "capture", o.Next(capture)), paid.ServiceID, captureRequest(total))
		return err
	})
}

// Refund gives back a part of what was captured, or all. Try is the number on the form, as
// of Pay: the number of the next refund.
func (s *Shop) Refund(ctx context.Context, id string, try int, cents int64) error {
	o, err := s.Order(ctx, id)
	if err != nil {
		return err
	}
	switch next := o.Next(refund); {
	case try < 1 || try > next:
		return notNow("its next refund is number %d", next)
	case try < next:
		return nil
	case cents < 1 || cents > o.Sum(capture)-o.Sum(refund):
		return notNow("so much was not captured")
	}
	return call(ctx, cents, func(ctx context.Context, total string) error {
		_, err := s.keys.RefundCapture(ctx, key(&o, "refund", try), o.last(capture).ServiceID, refundRequest(total))
		return err
	})
}

// Cancel reverses what was authorized of an order that was not shipped.
func (s *Shop) Cancel(ctx context.Context, id string) error {
	o, err := s.Order(ctx, id)
	if err != nil {
		return err
	}
	paid := o.last(payment)
	switch {
	case paid.Cents == 0:
		return notNow("it is not paid")
	case o.Sum(reversal) > 0:
		return nil
	}
	return s.decided(ctx, &o, cancelled, paid.Cents, func(ctx context.Context, total string) error {
		_, err := s.keys.AuthReversal(ctx, key(&o, "cancel", o.Next(reversal)), paid.ServiceID, reversalRequest(total))
		return err
	})
}
