package shop

import (
	"context"
	"database/sql"
	"fmt"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver of PostgreSQL
	_ "modernc.org/sqlite"             // and that of SQLite

	"github.com/cybersource-go/cybersource/idempotency"
)

// Database has the orders, the books and the steps. They are in one, so that they agree
// after a crash.
type Database struct {
	*sql.DB

	dialect idempotency.Dialect
}

// OpenSQLite opens a file, for the processes of one machine. Its settings are those by which
// commits survive a failure of the machine.
func OpenSQLite(file string) (*Database, error) {
	return open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)", idempotency.SQLite())
}

// OpenPostgreSQL opens a database for any number of machines. Source is a URL or a data source
// name of the driver pgx.
func OpenPostgreSQL(source string) (*Database, error) {
	return open("pgx", source, idempotency.PostgreSQL())
}

func open(driver, source string, dialect idempotency.Dialect) (*Database, error) {
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	return &Database{DB: db, dialect: dialect}, nil
}

// Steps are where the keys keep their steps.
func (d *Database) Steps() *idempotency.SQL { return idempotency.NewSQL(d.DB, d.dialect) }

// tables are the shop's own. Both databases understand them, and parameters such as $1.
var tables = []string{
	`CREATE TABLE IF NOT EXISTS shop_orders (
	id TEXT PRIMARY KEY, cents BIGINT NOT NULL, decision TEXT NOT NULL
)`,
	// A line for each step that ended. What it moved is 0 after a decline.
	`CREATE TABLE IF NOT EXISTS shop_books (
	order_id TEXT NOT NULL, operation TEXT NOT NULL, step TEXT NOT NULL,
	state TEXT NOT NULL, cents BIGINT NOT NULL, service_id TEXT NOT NULL,
	PRIMARY KEY (order_id, operation, step)
)`,
}

func (d *Database) migrate(ctx context.Context) error {
	if err := d.Steps().Migrate(ctx); err != nil {
		return err
	}
	var err error
	for range 5 { // of processes that start together one fails, and finds the tables the next time
		if err = d.makeTables(ctx); err == nil {
			return nil
		}
	}
	return fmt.Errorf("make the tables: %w", err)
}

func (d *Database) makeTables(ctx context.Context) error {
	for _, table := range tables {
		if _, err := d.ExecContext(ctx, table); err != nil {
			return err
		}
	}
	return nil
}
