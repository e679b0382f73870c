package databases

import (
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite"

	"github.com/cybersource-go/cybersource/idempotency"
	"github.com/cybersource-go/cybersource/idempotency/storetest"
)

func TestSQLite(t *testing.T) {
	storetest.Run(t, func(t *testing.T) (one, other idempotency.Store) {
		source := sqliteSource(t, "WAL", "FULL")
		return open(t, "sqlite", source, idempotency.SQLite()), open(t, "sqlite", source, idempotency.SQLite())
	})
}

// sqliteSource is an empty database, with two settings.
func sqliteSource(t testing.TB, journal, synchronous string) string {
	return fmt.Sprintf("file:%s?_pragma=busy_timeout(10000)&_pragma=journal_mode(%s)&_pragma=synchronous(%s)",
		filepath.Join(t.TempDir(), "shop.db"), journal, synchronous)
}

func TestSQLiteThatMayLoseCommitsIsRefused(t *testing.T) {
	for _, tc := range []struct{ journal, synchronous, want string }{
		{"WAL", "FULL", ""},
		{"WAL", "EXTRA", ""},
		{"WAL", "NORMAL", "synchronous must be FULL or EXTRA, not 1"},
		{"WAL", "OFF", "synchronous must be FULL or EXTRA, not 0"},
		{"DELETE", "FULL", "journal_mode must be WAL, not delete"},
		{"MEMORY", "FULL", "journal_mode must be WAL, not memory"},
		{"OFF", "FULL", "journal_mode must be WAL, not off"},
	} {
		t.Run(tc.journal+" "+tc.synchronous, func(t *testing.T) {
			err := open(t, "sqlite", sqliteSource(t, tc.journal, tc.synchronous), idempotency.SQLite()).Check(t.Context())
			if got := fmt.Sprint(err); tc.want == "" && err != nil || !strings.Contains(got, tc.want) {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

func TestMissingSchemaIsReported(t *testing.T) {
	db, err := sql.Open("sqlite", sqliteSource(t, "WAL", "FULL"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	store := idempotency.NewSQL(db, idempotency.SQLite())
	if err := store.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "which Migrate makes") {
		t.Errorf("without tables: %v", err)
	}
	if _, err := db.Exec(idempotency.SQLite().Schema()); err != nil {
		t.Fatal(err)
	}
	if err := store.Check(t.Context()); err != nil {
		t.Errorf("with the printed schema: %v", err)
	}
	if _, err := db.Exec("INSERT INTO cybersource_schema (version) VALUES (99)"); err != nil {
		t.Fatal(err)
	}
	if err := store.Check(t.Context()); err == nil || !strings.Contains(err.Error(), "version 99") {
		t.Errorf("with a newer schema: %v", err)
	}
}

// A repeat only reads: a commit would wait for the disk, each time that a caller looks whether
// a step still runs.
func TestRepeatWritesNothing(t *testing.T) {
	inEach(t, func(t *testing.T, driver, source string) {
		w := newWorld(t)
		store := open(t, driver, source, dialects[driver]())
		keys := w.keys(store)
		w.wantPay(keys, "1", "pay-1", paid)
		before := versionOf(t, driver, source)
		w.wantPay(keys, "1", "pay-1", replayed)
		w.wantPay(keys, "1", "pay-2", busy)
		if after := versionOf(t, driver, source); after != before {
			t.Errorf("%d transactions were committed", after-before)
		}
	})
}

// versionOf counts the committed transactions of the only order.
func versionOf(t *testing.T, driver, source string) (version int) {
	t.Helper()
	db, err := sql.Open(driver, source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow("SELECT version FROM cybersource_orders").Scan(&version); err != nil {
		t.Fatal(err)
	}
	return version
}
