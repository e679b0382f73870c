package shop

import (
	"cmp"
	"context"
	"database/sql"
	"fmt"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/idempotency"
)

// Operations of the shop, as the steps name them.
const (
	payment  = "CreatePayment"
	capture  = "CapturePayment"
	refund   = "RefundCapture"
	reversal = "AuthReversal"
)

// Line is what a step came to.
type Line struct {
	Operation string            `json:"operation"` // such as "CreatePayment"
	Step      string            `json:"step"`      // such as "pay-1"
	State     idempotency.State `json:"state"`
	Cents     int64             `json:"cents"` // that it moved: authorized, captured, refunded or reversed
	ServiceID string            `json:"id"`    // of the service, by which it is followed up
}

// enter writes the line of a step in the transaction in which the step ends: both are there
// after a crash, or neither is. It may run again for a step that a person closes later.
func (*Database) enter(ctx context.Context, tx *sql.Tx, e idempotency.Entry) error {
	cents, err := moved(&e)
	if err != nil {
		return fmt.Errorf("books: %s: %w", e.Key(), err)
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO shop_books (order_id, operation, step, state, cents, service_id) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (order_id, operation, step) DO UPDATE SET state = excluded.state, cents = excluded.cents, service_id = excluded.service_id`,
		e.Order, e.Operation, e.Step, string(e.State), cents, e.Record.ID)
	if err != nil {
		return fmt.Errorf("books: %w", err)
	}
	return nil
}

// moved is how much money a step moved, in cents.
func moved(e *idempotency.Entry) (int64, error) {
	switch {
	case e.State == idempotency.StateStanding,
		e.State == idempotency.StateReview && e.Outcome.HoldsFunds,
		e.State == idempotency.StateClosed && e.Closure.Paid:
		return cybersource.ParseAmount(cmp.Or(e.Outcome.Amount, e.Record.Amount), currency)
	default:
		return 0, nil
	}
}
