package idempotency

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// Memory is a [Store] for tests. What it holds ends with the process: nothing that moves
// real money may rely on it.
type Memory struct {
	now func() time.Time

	mu      sync.Mutex
	entries map[ID][]byte // as JSON, as in a database
}

var _ Store = (*Memory)(nil)

// NewMemory makes an empty store. Its clock is now; nil is the system's.
func NewMemory(now func() time.Time) *Memory {
	if now == nil {
		now = time.Now
	}
	return &Memory{now: now, entries: map[ID][]byte{}}
}

// Check implements [Store]. There is nothing to check.
func (m *Memory) Check(ctx context.Context) error { return ended(ctx) }

// Change implements [Store]. All changes wait for each other, whatever their order.
func (m *Memory) Change(ctx context.Context, order OrderID, change func(ctx context.Context, v View) ([]Entry, error)) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ended(ctx); err != nil {
		return err
	}
	entries, err := m.read(func(id ID) bool { return id.OrderID == order })
	if err != nil {
		return err
	}
	writes, err := change(ctx, View{Now: storeTime(m.now()), Entries: entries})
	if err != nil {
		return err
	}
	return m.write(order, writes)
}

// write stores all entries, or none.
func (m *Memory) write(order OrderID, writes []Entry) error {
	if err := checkWrites(order, writes); err != nil {
		return err
	}
	texts := make([][]byte, len(writes))
	for i := range writes {
		text, err := json.Marshal(writes[i])
		if err != nil {
			return fmt.Errorf("store: write an entry: %w", err)
		}
		texts[i] = text
	}
	for i := range writes {
		m.entries[writes[i].ID] = texts[i]
	}
	return nil
}

// Read implements [Store].
func (m *Memory) Read(ctx context.Context, order OrderID) ([]Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ended(ctx); err != nil {
		return nil, err
	}
	return m.read(func(id ID) bool { return id.OrderID == order })
}

// Find implements [Store].
func (m *Memory) Find(ctx context.Context, f Filter) ([]Entry, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ended(ctx); err != nil {
		return nil, err
	}
	found, err := m.read(func(id ID) bool { return compareIDs(id, f.After) > 0 })
	if err != nil {
		return nil, err
	}
	now := storeTime(m.now())
	found = slices.DeleteFunc(found, func(e Entry) bool { return !f.lets(&e, now) })
	if f.Limit > 0 && len(found) > f.Limit {
		found = found[:f.Limit]
	}
	return found, nil
}

// lets reports whether the filter lets an entry through at a time of the store's clock.
func (f *Filter) lets(e *Entry, now time.Time) bool {
	switch {
	case f.Host != "" && e.Host != f.Host,
		len(f.States) > 0 && !slices.Contains(f.States, e.State),
		f.DueOnly && (e.Due.IsZero() || e.Due.After(now)),
		f.NotPurged && e.Purged,
		f.Age > 0 && now.Sub(e.Changed) < f.Age:
		return false
	default:
		return true
	}
}

// read returns copies of entries, ordered.
func (m *Memory) read(wanted func(ID) bool) ([]Entry, error) {
	var found []Entry
	for id, text := range m.entries {
		if !wanted(id) {
			continue
		}
		var e Entry
		if err := json.Unmarshal(text, &e); err != nil {
			return nil, fmt.Errorf("store: read an entry: %w", err)
		}
		found = append(found, e)
	}
	slices.SortFunc(found, func(a, b Entry) int { return compareIDs(a.ID, b.ID) })
	return found, nil
}
