package databases

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/idempotency"
)

// patience is that of a caller whose database is slow.
const patience = 300 * time.Millisecond

func TestCallThatEndsWhileItsClaimWaitsIsNotSent(t *testing.T) {
	w := newWorld(t)
	source := sqliteSource(t, "WAL", "FULL")
	store := open(t, "sqlite", source, idempotency.SQLite())
	keys := w.keys(store)
	lock := &lockedFile{source: source}
	lock.take(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	ends := make(chan string)
	go func() { ends <- pay(ctx, keys, idempotency.Key{Order: "1", Step: "pay-1"}) }()
	<-ctx.Done()
	lock.release(t)
	if got := <-ends; got != notSent {
		t.Errorf("got %s", got)
	}
	w.wantCharges(0)
	w.wantPay(keys, "1", "pay-1", paid)
	w.finish(store, []string{"1"})
}

func TestCallWaitsForItsSlowDatabase(t *testing.T) {
	w := newWorld(t)
	source := sqliteSource(t, "WAL", "FULL")
	store := open(t, "sqlite", source, idempotency.SQLite())
	keys := w.keys(store)
	lock := &lockedFile{source: source}
	lock.take(t)
	ends := make(chan string)
	go func() { ends <- w.pay(keys, "1", "pay-1") }()
	select {
	case got := <-ends:
		t.Errorf("it did not wait: %s", got)
	case <-time.After(patience): // for another connection, which has no clock of ours
	}
	lock.release(t)
	if got := <-ends; got != paid {
		t.Errorf("got %s", got)
	}
	w.finish(store, []string{"1"})
}

// A PostgreSQL that sleeps for two seconds when a step is written, until it is cancelled; or
// when that is committed, which a driver that gives up cannot stop any more.
const (
	slowly         = `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NEW; END $$`
	slowlyForSure  = `CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(2); RETURN NEW; EXCEPTION WHEN query_canceled THEN RETURN NEW; END $$`
	slowStatement  = `CREATE TRIGGER slow BEFORE INSERT ON cybersource_steps FOR EACH ROW EXECUTE FUNCTION slow()`
	slowCommit     = `CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON cybersource_steps DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()`
	fastPostgreSQL = `DROP TRIGGER slow ON cybersource_steps`
)

// A caller who gave up before the claim was committed sends nothing. Whether the claim is there
// or not: what is recorded is found to be not made.
func TestCallThatEndsBeforeItsClaimIsCommittedIsNotSent(t *testing.T) {
	server := sharedPostgreSQL(t)
	for _, tc := range []struct {
		name, function, trigger string
		claimed                 bool
		next                    string // another payment of the order
	}{
		{"statement", slowly, slowStatement, false, paid},
		{"commit", slowlyForSure, slowCommit, true, busy},
	} {
		t.Run(tc.name, func(t *testing.T) {
			w := newWorld(t)
			source := server.database(t)
			store := open(t, "pgx", source, idempotency.PostgreSQL())
			keys := w.keys(store)
			execute(t, source, tc.function, tc.trigger)
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			if got := pay(ctx, keys, idempotency.Key{Order: "1", Step: "pay-1"}); got != notSent {
				t.Errorf("got %s", got)
			}
			execute(t, source, fastPostgreSQL) // which waits for the transaction
			if n := len(w.entries(store)); n > 0 != tc.claimed {
				t.Errorf("%d records", n)
			}
			w.wantCharges(0)
			w.wantPay(keys, "1", "pay-2", tc.next)
			if tc.claimed {
				w.finish(store, []string{"1"})
			}
			w.wantCharges(1)
		})
	}
}

func execute(t testing.TB, source string, statements ...string) {
	t.Helper()
	db, err := sql.Open("pgx", source)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

// A caller who gives up while the answer is being recorded does not keep it from being so.
func TestCallThatEndsWhileItIsRecordedIsRecorded(t *testing.T) {
	inEach(t, func(t *testing.T, driver, source string) {
		w := newWorld(t)
		store := open(t, driver, source, dialects[driver]())
		ctx, cancel := context.WithCancel(t.Context())
		keys := w.keys(store, func(o *idempotency.Options) {
			o.OnClose = func(context.Context, *sql.Tx, idempotency.Entry) error { cancel(); return nil }
		})
		if got := pay(ctx, keys, idempotency.Key{Order: "1", Step: "pay-1"}); got != paid {
			t.Errorf("got %s", got)
		}
		if e := w.entries(store); len(e) != 1 || e[0].State != idempotency.StateStanding {
			t.Errorf("stored: %+v", e)
		}
	})
}
