// Package databases tests the stores of package idempotency with the databases that they
// are for. It is a module of its own, so that no driver becomes a requirement of users.
package databases

import (
	"database/sql"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"

	"github.com/cybersource-go/cybersource/idempotency"
	"github.com/cybersource-go/cybersource/idempotency/storetest"
)

func TestPostgreSQL(t *testing.T) {
	server := sharedPostgreSQL(t)
	storetest.Run(t, func(t *testing.T) (one, other idempotency.Store) {
		source := server.database(t)
		return open(t, "pgx", source, idempotency.PostgreSQL()), open(t, "pgx", source, idempotency.PostgreSQL())
	})
}

// open makes a store over a database of its own pool, as a process has it.
func open(t testing.TB, driver, source string, d idempotency.Dialect) *idempotency.SQL {
	t.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	store := idempotency.NewSQL(db, d)
	if err := store.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	return store
}

func TestPostgreSQLThatMayLoseCommitsIsRefused(t *testing.T) {
	server := sharedPostgreSQL(t)
	store := open(t, "pgx", server.database(t)+" options='-c synchronous_commit=off'", idempotency.PostgreSQL())
	if err := store.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "synchronous_commit must not be off") {
		t.Errorf("got %v", err)
	}
}
