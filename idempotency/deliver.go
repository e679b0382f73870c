package idempotency

import (
	"context"
	"time"
)

// deliverAgain is when a step is delivered again that the books have not confirmed.
const deliverAgain = time.Minute

// deliver tells the books of a step that has ended, and notes that they have it. If either
// fails Recover does it again.
func (k *Keys) deliver(ctx context.Context, e *Entry) {
	if k.options.Deliver == nil || e.State.isUnsettled() || e.State == StateRefused || e.Delivered {
		return
	}
	if err := k.options.Deliver(ctx, *e); err != nil {
		k.logger.Warn("a step was not delivered", "step", e.Key().String(), "error", err)
		return
	}
	delivered, err := k.write(ctx, e.ID, e.Epoch, func(_ View, e *Entry) { e.Delivered, e.Due = true, time.Time{} })
	if err != nil {
		k.logger.Warn("that a step was delivered is not recorded", "step", e.Key().String(), "error", err)
		return
	}
	*e = delivered
}
