package idempotency

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"time"
)

// SQL is a [Store] in a database. Its driver is the caller's choice.
type SQL struct {
	db      *sql.DB
	dialect Dialect
}

var _ Store = (*SQL)(nil)

// NewSQL makes a store in a database, whose tables [SQL.Migrate] makes. The database stays the
// caller's, to close and to set the limits of.
func NewSQL(db *sql.DB, d Dialect) *SQL { return &SQL{db: db, dialect: d} }

const (
	sqlTries = 20 // of a transaction that the database gave up for another one
	sqlPause = 5 * time.Millisecond
)

// Change implements [Store].
func (s *SQL) Change(ctx context.Context, order OrderID, change func(ctx context.Context, v View) ([]Entry, error)) error {
	for try := 0; ; try++ {
		if err := ended(ctx); err != nil {
			return err
		}
		err := s.changeOnce(ctx, order, change)
		if err == nil || try == sqlTries || !s.dialect.repeats(err) {
			return err
		}
		s.pause(ctx, try)
	}
}

// pause waits before a transaction is tried again.
func (*SQL) pause(ctx context.Context, try int) {
	timer := time.NewTimer(time.Duration(try+1) * sqlPause)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
}

func (s *SQL) changeOnce(ctx context.Context, order OrderID, change func(ctx context.Context, v View) ([]Entry, error)) error {
	tx, err := s.db.BeginTx(ctx, &sql.TxOptions{Isolation: s.dialect.isolation})
	if err != nil {
		return fmt.Errorf("store: begin: %w", err)
	}
	defer tx.Rollback() //nolint:errcheck // after a commit there is nothing to roll back, and after a failure its error counts
	view := View{SQL: tx}
	if view.Now, err = s.lock(ctx, tx, order); err != nil {
		return err
	}
	if view.Entries, err = s.entries(ctx, tx, order); err != nil {
		return err
	}
	writes, err := change(ctx, view)
	if err != nil || len(writes) == 0 {
		return err // a transaction without writes is rolled back: a commit would wait for the disk
	}
	if err := s.write(ctx, tx, order, writes); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("store: commit: %w", err)
	}
	return nil
}

// lock locks the row of an order, which it makes if there is none, and returns the time. It is
// the first statement of a transaction: what it waits for is committed when the next one reads.
func (s *SQL) lock(ctx context.Context, tx *sql.Tx, order OrderID) (time.Time, error) {
	var now int64
	err := tx.QueryRowContext(ctx, s.dialect.bind(`INSERT INTO cybersource_orders (host, merchant, ord, version) VALUES (?, ?, ?, 1)
		ON CONFLICT (host, merchant, ord) DO UPDATE SET version = cybersource_orders.version + 1
		RETURNING `+s.dialect.now), order.Host, order.MerchantID, order.Order).Scan(&now)
	if err != nil {
		return time.Time{}, fmt.Errorf("store: lock the order: %w", err)
	}
	return time.UnixMicro(now).UTC(), nil
}

// querier is a database or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// Read implements [Store].
func (s *SQL) Read(ctx context.Context, order OrderID) ([]Entry, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return s.entries(ctx, s.db, order)
}

func (s *SQL) entries(ctx context.Context, from querier, order OrderID) ([]Entry, error) {
	found, err := s.query(ctx, from, `WHERE host = ? AND merchant = ? AND ord = ? ORDER BY operation, step`, order.Host, order.MerchantID, order.Order)
	for i := range found {
		if found[i].unreadable != nil {
			return nil, fmt.Errorf("store: read an entry: %w", found[i].unreadable)
		}
	}
	return found, err
}

// query reads the entries that a condition selects.
func (s *SQL) query(ctx context.Context, from querier, condition string, args ...any) ([]Entry, error) {
	rows, err := from.QueryContext(ctx, s.dialect.bind(`SELECT host, merchant, ord, operation, step, state, entry FROM cybersource_steps `+condition), args...)
	if err != nil {
		return nil, fmt.Errorf("store: read: %w", err)
	}
	defer rows.Close()
	var found []Entry
	for rows.Next() {
		e, err := scanEntry(rows)
		if err != nil {
			return nil, fmt.Errorf("store: read: %w", err)
		}
		found = append(found, e)
	}
	if err := rows.Err(); err != nil {
		return nil, fmt.Errorf("store: read: %w", err)
	}
	return found, nil
}

// scanEntry reads a row. Of one whose text cannot be read there is what its columns say, so
// that it does not hide the others.
func scanEntry(rows *sql.Rows) (Entry, error) {
	var columns, e Entry
	var text string
	if err := rows.Scan(&columns.Host, &columns.MerchantID, &columns.Order, &columns.Operation, &columns.Step, &columns.State, &text); err != nil {
		return Entry{}, err
	}
	if err := json.Unmarshal([]byte(text), &e); err != nil {
		columns.unreadable = err
		columns.Left = "its entry in the store cannot be read: " + err.Error()
		return columns, nil //nolint:nilerr // the entry has the error, for those who need its text
	}
	return e, nil
}

func (s *SQL) write(ctx context.Context, tx *sql.Tx, order OrderID, writes []Entry) error {
	if err := checkWrites(order, writes); err != nil {
		return err
	}
	for i := range writes {
		e := &writes[i]
		text, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("store: write an entry: %w", err)
		}
		_, err = tx.ExecContext(ctx, s.dialect.bind(`INSERT INTO cybersource_steps
			(host, merchant, ord, operation, step, state, due, changed, purged, entry) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT (host, merchant, ord, operation, step) DO UPDATE SET
			state = excluded.state, due = excluded.due, changed = excluded.changed, purged = excluded.purged, entry = excluded.entry`),
			e.Host, e.MerchantID, e.Order, e.Operation, e.Step, string(e.State), microsOf(e.Due), e.Changed.UnixMicro(), flagOf(e.Purged), string(text))
		if err != nil {
			return fmt.Errorf("store: write: %w", err)
		}
	}
	return nil
}

// microsOf is a time in the database; null for zero.
func microsOf(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func flagOf(set bool) int {
	if set {
		return 1
	}
	return 0
}
