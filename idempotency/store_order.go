package idempotency

import (
	"cmp"
	"context"
	"fmt"
	"time"
)

// compareIDs orders ids member by member.
func compareIDs(a, b ID) int {
	return cmp.Or(
		cmp.Compare(a.Host, b.Host), cmp.Compare(a.MerchantID, b.MerchantID), cmp.Compare(a.Order, b.Order),
		cmp.Compare(a.Operation, b.Operation), cmp.Compare(a.Step, b.Step),
	)
}

// checkWrites refuses entries that do not belong to the order that is locked.
func checkWrites(order OrderID, writes []Entry) error {
	for i := range writes {
		if writes[i].OrderID != order {
			return fmt.Errorf("store: an entry of order %s among those of order %s", writes[i].Order, order.Order)
		}
	}
	return nil
}

// storeTime is a time as stores keep it: stores differ in what is below a microsecond.
func storeTime(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// ended is the error of a context that has ended.
func ended(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("store: %w", err)
	}
	return nil
}
