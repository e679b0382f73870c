package databases

import (
	"testing"

	"github.com/cybersource-go/cybersource/idempotency"
)

// A disk that is full: what cannot be recorded is not sent, and what was sent is found.
func TestSQLiteThatIsFull(t *testing.T) {
	w := newWorld(t)
	source := sqliteSource(t, "WAL", "FULL")
	store := open(t, "sqlite", source, idempotency.SQLite())
	const orders = 40
	full := open(t, "sqlite", source+"&_pragma=max_page_count(20)", idempotency.SQLite()) // of which the tables take some
	all := names("order", orders)
	ends := w.payAll(w.keys(full), all)
	t.Logf("of %d orders: %v", orders, ends)
	if ends[paid] == 0 || ends[notSent] == 0 || ends[paid]+ends[notSent]+ends[notRecorded] != orders {
		t.Errorf("got %v", ends)
	}
	w.wantCharges(ends[paid] + ends[notRecorded])
	w.finish(store, all)
}

// fullPostgreSQL refuses every so many writes as a full disk does.
const fullPostgreSQL = `CREATE SEQUENCE writes;
CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
	IF (nextval('writes') / 7) % 2 = 1 THEN RAISE EXCEPTION 'could not extend file' USING ERRCODE = 'disk_full'; END IF;
	RETURN NEW;
END $$;
CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE ON cybersource_steps FOR EACH ROW EXECUTE FUNCTION full_disk()`

func TestPostgreSQLThatIsFullAtTimes(t *testing.T) {
	w := newWorld(t)
	source := sharedPostgreSQL(t).database(t)
	store := open(t, "pgx", source, idempotency.PostgreSQL())
	execute(t, source, fullPostgreSQL)
	const orders = 40
	all := names("order", orders)
	ends := w.payAll(w.keys(store), all)
	t.Logf("of %d orders: %v", orders, ends)
	if ends[paid] == 0 || ends[notSent] == 0 || ends[notRecorded] == 0 || ends[paid]+ends[notSent]+ends[notRecorded] != orders {
		t.Errorf("got %v", ends)
	}
	w.wantCharges(ends[paid] + ends[notRecorded])
	execute(t, source, "DROP TRIGGER full_disk ON cybersource_steps")
	w.finish(store, all)
}
