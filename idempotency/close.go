package idempotency

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/cybersource-go/cybersource"
)

// Open returns the steps of this client's host, and of [Options.Merchants], whose end is not
// known: open or being undone.
// Those that nothing looks at any more have no Due, and Left says what a person has to do.
func (k *Keys) Open(ctx context.Context) iter.Seq2[Entry, error] {
	return k.all(ctx, Filter{Host: k.client.Host(), States: []State{StateOpen, StateUndoing}})
}

// InReview returns the steps that were answered and whose end is open: the service reviews them, or a
// payer or provider is waited for. Their money may be held. A person, or what a webhook or
// [cybersource.APIClient.PaymentState] says, decides what follows: a capture, a reversal, or [Keys.Close].
func (k *Keys) InReview(ctx context.Context) iter.Seq2[Entry, error] {
	return k.all(ctx, Filter{Host: k.client.Host(), States: []State{StateReview}})
}

// all walks what a filter lets through, page by page.
func (k *Keys) all(ctx context.Context, f Filter) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for f.Limit = recoverPage; ; {
			page, err := k.store.Find(ctx, f)
			if err != nil {
				yield(Entry{}, err)
				return
			}
			for i := range page {
				if !k.isOthers(page[i]) && !yield(page[i], nil) {
					return
				}
			}
			if len(page) < f.Limit {
				return
			}
			f.After = page[len(page)-1].ID
		}
	}
}

// isOthers reports whether a step is of a merchant whose steps are left to others.
func (k *Keys) isOthers(e Entry) bool { return k.options.leaves(e.MerchantID) }

// Close records what a person found out about a step that is open, being undone or in
// review, or about a payment that stood and was taken back by other means than a key of its
// order, such as from the portal. The step then is closed for good: it is not looked up any
// more and never sent again. A step that is being looked at at this moment has to be tried again.
//
// Until [cybersource.CallRecord.QuietAt] nothing shows that a call was not made, as it may still
// arrive: closing one as not paid before that is an [ErrOpen] with the time from when. One that
// was answered is closed by Recover, once the books take it, and is an [ErrNotRecorded] until
// then. Nor is one not paid of which a capture stands or may: that is an [ErrOrderBusy] which
// names it.
func (k *Keys) Close(ctx context.Context, id ID, c Closure) error {
	if err := c.check(); err != nil {
		return err
	}
	var e Entry
	err := k.change(ctx, id.OrderID, func(ctx context.Context, v View) ([]Entry, error) {
		found := entryOf(v.Entries, id)
		if err := k.refuseClosing(id, found, v, &c); err != nil {
			return nil, err
		}
		before := found.State
		c.At = v.Now
		found.State, found.Closure, found.Epoch, found.Changed = StateClosed, &c, found.Epoch+1, v.Now
		found.Due, found.Left, found.SendAgain, found.Delivered = time.Time{}, "", false, false
		if c.ID != "" {
			found.Record.ID = c.ID
		}
		writes, err := k.closing(ctx, v, before, found)
		e = *found
		return writes, err
	})
	if err != nil {
		return err
	}
	_ = k.deliver(ctx, &e) // Recover does it again
	return nil
}

// refuseClosing is why a person cannot close a step as they say; nil if they can.
func (k *Keys) refuseClosing(id ID, e *Entry, v View, c *Closure) error {
	refused := &StepError{Operation: id.Operation, Key: id.Key(), Kind: ErrNothingToClose}
	if e == nil {
		return refused
	}
	refused.State = e.State
	until, capture, mayBe := k.mayArriveUntil(e, v.Now), standingCapture(v.Entries, e), e.mayBeClosed(v.Now, c)
	switch {
	case mayBe && !until.IsZero() && !c.Paid:
		refused.Kind, refused.Until = ErrOpen, until
	case e.isAnswered():
		refused.Kind, refused.Left = ErrNotRecorded, e.Left
	case mayBe && capture != nil && !c.Paid:
		refused.Kind, refused.State, refused.Blocking = ErrOrderBusy, capture.State, capture.Step
	case mayBe:
		return nil
	}
	return refused
}

// mayBeClosed reports whether a person may close the step: not while it is sent or looked at.
func (e *Entry) mayBeClosed(now time.Time, c *Closure) bool {
	switch e.State {
	case StateStanding, StateClosed:
		return paysOrder(e.Operation) && !c.Paid && e.occupiesOrder()
	case StateReview:
		return true
	case StateOpen, StateUndoing:
		return e.Leased.IsZero() || !e.Leased.After(now)
	default:
		return false
	}
}

// mayArriveUntil is until when a call without an answer may still be processed; zero once it
// cannot.
func (k *Keys) mayArriveUntil(e *Entry, now time.Time) time.Time {
	if quiet := k.quietAt(e, now); e.State.isUnsettled() && !k.clock.Now().After(quiet) {
		return quiet
	}
	return time.Time{}
}

func (c *Closure) check() error {
	var problems []cybersource.FieldProblem
	for _, text := range []struct{ field, value string }{{"Closure.By", c.By}, {"Closure.Why", c.Why}} {
		if strings.TrimSpace(text.value) == "" {
			problems = append(problems, cybersource.FieldProblem{Field: text.field, Reason: "is empty"})
		}
	}
	if len(problems) == 0 {
		return nil
	}
	return &cybersource.InvalidRequestError{Operation: "Close", Problems: problems}
}
