package idempotency

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"
)

// deliverAgain is when a step is delivered again that the books have not confirmed.
const deliverAgain = time.Minute

// deliver tells the books of a step that has ended, and notes that they have it. If either
// fails Recover does it again; both are in the log.
func (k *Keys) deliver(ctx context.Context, e *Entry) error {
	if k.options.Deliver == nil || e.State.isUnsettled() || e.State == StateRefused || e.Delivered {
		return nil
	}
	if err := guarded(func() error { return k.options.Deliver(ctx, *e) }); err != nil {
		k.logger.Warn("a step was not delivered", "step", e.Key().String(), "error", err)
		return fmt.Errorf("%s %s: deliver: %w", e.Operation, e.Key(), err)
	}
	delivered, err := k.write(ctx, e.ID, e.Epoch, func(_ View, e *Entry) { e.Delivered, e.Due = true, time.Time{} })
	if err != nil {
		k.logger.Warn("that a step was delivered is not recorded", "step", e.Key().String(), "error", err)
		return err
	}
	*e = delivered
	return nil
}

// guarded makes an error of a panic of the merchant's books: in a call it must not cost the
// answer, and in Recover it would end every process that takes the step up. The value of the
// panic is left out, as it may be anything; the stack shows where it came from.
func guarded(books func() error) (err error) {
	defer func() {
		if value := recover(); value != nil {
			err = fmt.Errorf("the books panicked with a %T:\n%s", value, debug.Stack())
		}
	}()
	return books()
}
