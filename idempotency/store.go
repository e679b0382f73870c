package idempotency

import (
	"context"
	"database/sql"
	"time"
)

// Store keeps the entries. All rules are in [Keys]; a store has one duty, to make the
// changes of an order one after the other, durably. It is safe for concurrent use, by many
// processes where its database is. Package storetest holds what each has to pass.
//
// A store keeps an entry as its JSON, and beside it what is searched for: the five members
// of [ID], which are compared byte by byte, State, Due, Changed and Purged. Entries are
// written and replaced, never removed.
type Store interface {
	// Check reports why the store cannot be relied on: no connection, a schema that is
	// missing, older or newer, a database that may lose commits when its machine fails.
	Check(ctx context.Context) error

	// Change reads the entries of an order and writes those that change returns, in one
	// transaction. From the reading to the commit no other Change of that order runs, in any
	// process: the row of the order is locked first.
	//
	// If change fails, nothing is written, and its error comes back as it is. If it returns no
	// entries nothing is written either, also of what it did by View.SQL. Any other
	// error leaves open whether the transaction was committed; the caller reads again.
	// Where a database asks for it, such as after a deadlock, the transaction begins anew
	// and change runs once more: it has no effects but through its result and View.SQL. If
	// change panics, nothing is written.
	//
	// Change does not begin when ctx has ended. Once it returns nil, the entries survive a
	// failure of the machine.
	Change(ctx context.Context, order OrderID, change func(ctx context.Context, v View) ([]Entry, error)) error

	// Read returns the committed entries of an order, in the order of their operation and
	// step. After a connection failed it uses another one.
	Read(ctx context.Context, order OrderID) ([]Entry, error)

	// Find returns the committed entries that a filter lets through, in the order of their
	// [ID], member by member, compared byte by byte.
	Find(ctx context.Context, f Filter) ([]Entry, error)
}

// View is an order inside of a transaction.
type View struct {
	// Now is the time of the store's clock, read after the transaction began, in UTC and
	// whole microseconds. All machines that share a store share this clock; their own
	// clocks are only ever used for durations.
	Now time.Time

	// Entries are those of the order, in the order of their operation and step. They are
	// the caller's to change.
	Entries []Entry

	// SQL is the transaction, where the store has such a one.
	SQL *sql.Tx
}

// Filter says which entries to find. Its zero value lets all through.
type Filter struct {
	Host   string  // of the entries; "" for any
	States []State // one of these; none for any

	// DueOnly: those whose Due is set and not after the store's time.
	DueOnly bool

	// Age is the least time that has to have passed since the last change, by the store's clock.
	Age time.Duration

	// NotPurged leaves tombstones out.
	NotPurged bool

	After ID  // only those behind it in the order of ids; zero for the beginning
	Limit int // at most so many; 0 for all
}
