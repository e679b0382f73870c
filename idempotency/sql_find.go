package idempotency

import (
	"context"
	"strings"
)

// Find implements [Store].
func (s *SQL) Find(ctx context.Context, f Filter) ([]Entry, error) {
	if err := ended(ctx); err != nil {
		return nil, err
	}
	q := selection{}
	q.and("(host, merchant, ord, operation, step) > (?, ?, ?, ?, ?)", f.After.Host, f.After.MerchantID, f.After.Order, f.After.Operation, f.After.Step)
	if f.Host != "" {
		q.and("host = ?", f.Host)
	}
	if len(f.States) > 0 {
		states := make([]any, len(f.States))
		for i, state := range f.States {
			states[i] = string(state)
		}
		q.and("state IN (?"+strings.Repeat(", ?", len(states)-1)+")", states...)
	}
	if f.DueOnly {
		q.and("due <= " + s.dialect.now) // which null is not
	}
	if f.Age > 0 {
		q.and("changed <= "+s.dialect.now+" - ?", f.Age.Microseconds())
	}
	if f.NotPurged {
		q.and("purged = 0")
	}
	condition := "WHERE " + strings.Join(q.conditions, " AND ") + " ORDER BY host, merchant, ord, operation, step"
	if f.Limit > 0 {
		condition += " LIMIT ?"
		q.args = append(q.args, f.Limit)
	}
	return s.query(ctx, s.db, condition, q.args...)
}

// selection is the conditions of a statement, and the values in them.
type selection struct {
	conditions []string
	args       []any
}

func (q *selection) and(condition string, args ...any) {
	q.conditions = append(q.conditions, condition)
	q.args = append(q.args, args...)
}
