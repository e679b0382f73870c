package idempotency

import (
	"context"
	"fmt"
	"slices"
	"strings"
)

// migrations are the statements that lead from each version of the schema to the next. They
// only add; none is changed once it is released. TEXT stands for the dialect's type.
var migrations = [][]string{{
	`CREATE TABLE IF NOT EXISTS cybersource_orders (
	host TEXT NOT NULL, merchant TEXT NOT NULL, ord TEXT NOT NULL,
	version BIGINT NOT NULL,
	PRIMARY KEY (host, merchant, ord)
)`,
	`CREATE TABLE IF NOT EXISTS cybersource_steps (
	host TEXT NOT NULL, merchant TEXT NOT NULL, ord TEXT NOT NULL, operation TEXT NOT NULL, step TEXT NOT NULL,
	state TEXT NOT NULL, due BIGINT, changed BIGINT NOT NULL, purged INTEGER NOT NULL, entry TEXT NOT NULL,
	PRIMARY KEY (host, merchant, ord, operation, step)
)`,
	`CREATE INDEX IF NOT EXISTS cybersource_steps_due ON cybersource_steps (due)`,
	`CREATE INDEX IF NOT EXISTS cybersource_steps_state ON cybersource_steps (state)`,
	`CREATE TABLE IF NOT EXISTS cybersource_schema (version INTEGER PRIMARY KEY)`,
	`INSERT INTO cybersource_schema (version) VALUES (1) ON CONFLICT DO NOTHING`,
}}

// schemaVersion is the version that this package needs.
var schemaVersion = len(migrations)

// Schema is what [SQL.Migrate] runs, for those who run migrations themselves. The statements
// can be run again: they only add what is missing.
func (d Dialect) Schema() string {
	var b strings.Builder
	for _, statements := range migrations {
		for _, statement := range statements {
			b.WriteString(d.typed(statement) + ";\n")
		}
	}
	return b.String()
}

func (d *Dialect) typed(statement string) string {
	return strings.ReplaceAll(statement, " TEXT", " "+d.text)
}

// Migrate makes the tables, or adds what those of an older version lack. Several processes
// may do so at once.
func (s *SQL) Migrate(ctx context.Context) error {
	var last error
	for try := range sqlTries {
		if last = s.migrate(ctx); last == nil || ctx.Err() != nil {
			return last
		}
		s.pause(ctx, try) // another process makes the same tables
	}
	return last
}

func (s *SQL) migrate(ctx context.Context) error {
	for _, statements := range migrations {
		for _, statement := range statements {
			if _, err := s.db.ExecContext(ctx, s.dialect.typed(statement)); err != nil {
				return fmt.Errorf("store: migrate: %w", err)
			}
		}
	}
	return nil
}

// Check implements [Store].
func (s *SQL) Check(ctx context.Context) error {
	var version int
	if err := s.db.QueryRowContext(ctx, "SELECT COALESCE(MAX(version), 0) FROM cybersource_schema").Scan(&version); err != nil {
		return fmt.Errorf("store: the schema cannot be read, which Migrate makes: %w", err)
	}
	if version != schemaVersion {
		return fmt.Errorf("store: the schema has version %d, and version %d is needed", version, schemaVersion)
	}
	for _, setting := range s.dialect.settings {
		var value string
		if err := s.db.QueryRowContext(ctx, setting.query).Scan(&value); err != nil {
			return fmt.Errorf("store: %s: %w", setting.query, err)
		}
		if !slices.Contains(setting.good, strings.ToLower(value)) {
			return fmt.Errorf("store: commits of this %s can be lost: %s, not %s", s.dialect.name, setting.must, value)
		}
	}
	return nil
}
