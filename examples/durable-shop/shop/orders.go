package shop

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/cybersource-go/cybersource/idempotency"
)

const (
	price    = 2499 // of the article, in cents
	currency = "USD"
)

// What was decided about an order that is paid. It is stored before the service is asked, so
// that an order is not captured by one process and reversed by another.
const (
	undecided = ""
	shipped   = "ship"
	cancelled = "cancel"
)

// Order is what was bought, and the lines of the books about it.
type Order struct {
	ID       string // its number, and the order of its keys
	Cents    int64  // its price
	Decision string // of the staff: ship or cancel, "" while there is none
	Lines    []Line // of the books, in the order in which they were written
}

// Create stores an order. The price is the shop's, never the browser's.
func (s *Shop) Create(ctx context.Context, quantity int) (Order, error) {
	if quantity < 1 || quantity > 100 {
		return Order{}, notNow("quantity is not 1 to 100")
	}
	o := Order{ID: "SHOP-" + rand.Text()[:12], Cents: price * int64(quantity)}
	_, err := s.database.ExecContext(ctx, `INSERT INTO shop_orders (id, cents, decision) VALUES ($1, $2, $3)`, o.ID, o.Cents, undecided)
	if err != nil {
		return Order{}, fmt.Errorf("create an order: %w", err)
	}
	return o, nil
}

// Order reads an order.
func (s *Shop) Order(ctx context.Context, id string) (Order, error) {
	o := Order{ID: id}
	err := s.database.QueryRowContext(ctx, `SELECT cents, decision FROM shop_orders WHERE id = $1`, id).Scan(&o.Cents, &o.Decision)
	if errors.Is(err, sql.ErrNoRows) {
		return o, ErrNoOrder
	}
	if err != nil {
		return o, fmt.Errorf("read an order: %w", err)
	}
	o.Lines, err = s.database.lines(ctx, id)
	return o, err
}

func (d *Database) lines(ctx context.Context, order string) ([]Line, error) {
	rows, err := d.QueryContext(ctx, `SELECT operation, step, state, cents, service_id FROM shop_books WHERE order_id = $1 ORDER BY operation, step`, order)
	if err != nil {
		return nil, fmt.Errorf("read the books: %w", err)
	}
	defer rows.Close()
	var found []Line
	for rows.Next() {
		var l Line
		if err := rows.Scan(&l.Operation, &l.Step, &l.State, &l.Cents, &l.ServiceID); err != nil {
			return nil, fmt.Errorf("read the books: %w", err)
		}
		found = append(found, l)
	}
	return found, rows.Err()
}

// decide stores what is to become of an order, unless something else was decided.
func (s *Shop) decide(ctx context.Context, o *Order, decision string) error {
	result, err := s.database.ExecContext(ctx, `UPDATE shop_orders SET decision = $1 WHERE id = $2 AND decision IN ($3, $4)`,
		decision, o.ID, undecided, decision)
	if err != nil {
		return fmt.Errorf("decide about an order: %w", err)
	}
	if changed, err := result.RowsAffected(); err != nil || changed == 0 {
		return errors.Join(err, notNow("it was decided otherwise"))
	}
	return nil
}

// Next is the number of the next step of an operation: each that ended has a line. It is the
// same after a crash, so that a repeat is the same step.
func (o *Order) Next(operation string) int {
	n := 1
	for _, l := range o.Lines {
		if l.Operation == operation {
			n++
		}
	}
	return n
}

// Sum is what the steps of an operation moved, in cents.
func (o *Order) Sum(operation string) (cents int64) {
	for _, l := range o.Lines {
		if l.Operation == operation {
			cents += l.Cents
		}
	}
	return cents
}

// last is the line of an operation that moved money.
func (o *Order) last(operation string) (found Line) {
	for _, l := range o.Lines {
		if l.Operation == operation && l.Cents > 0 {
			found = l
		}
	}
	return found
}

// isPaid reports whether a payment stands or is in review. Another one would be refused.
func (o *Order) isPaid() bool { return o.last(payment).Cents > 0 || o.isInReview() }

// isInReview reports whether the end of a payment is open, held or not.
func (o *Order) isInReview() bool {
	return slices.ContainsFunc(o.Lines, func(l Line) bool { return l.Operation == payment && l.State == idempotency.StateReview })
}

// unpaid is the status of an order whose payment has not ended well.
const unpaid = "unpaid"

// Status is how the order stands, for people.
func (o *Order) Status() string {
	switch paid := o.last(payment); {
	case paid.Cents == 0 && o.isInReview():
		return "in review"
	case paid.Cents == 0:
		return unpaid
	case o.Sum(reversal) >= paid.Cents:
		return "cancelled"
	case o.Sum(capture) > 0 && o.Sum(refund) == o.Sum(capture):
		return "refunded"
	case o.Sum(capture) > 0:
		return "shipped"
	case o.isInReview() || paid.Cents < o.Cents:
		return "in review"
	default:
		return "paid"
	}
}
