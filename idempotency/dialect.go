package idempotency

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"
)

// Dialect is a database that [SQL] can use: [PostgreSQL] or [SQLite].
type Dialect struct {
	name      string
	now       string // the database's time as whole microseconds since 1970
	text      string // type of a text that is compared byte by byte
	isolation sql.IsolationLevel
	numbered  bool // parameters are $1, $2 and so on instead of ?
	settings  []setting
	repeats   func(err error) bool // whether the transaction is to be tried again
}

// setting is a statement whose result has to be one of some values, for commits to last.
type setting struct {
	query string
	good  []string
	must  string // in words
}

// PostgreSQL is for any number of machines: version 12 or later.
func PostgreSQL() Dialect {
	return Dialect{
		name:      "PostgreSQL",
		now:       "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)",
		text:      `TEXT COLLATE "C"`,
		isolation: sql.LevelReadCommitted, // each statement sees what was committed before it; the row of the order is locked first
		numbered:  true,
		settings: []setting{
			{"SHOW synchronous_commit", []string{"on", "local", "remote_write", "remote_apply"}, "synchronous_commit must not be off"},
			{"SHOW fsync", []string{"on"}, "fsync must be on"},
			{"SHOW full_page_writes", []string{"on"}, "full_page_writes must be on"},
		},
		repeats: hasSQLState("40001", "40P01"), // serialization, deadlock
	}
}

// SQLite is for the processes of one machine: version 3.35 or later, in a file, with
// journal_mode=WAL, synchronous=FULL and a busy_timeout of some seconds. Set them in the data
// source name, which each connection is opened with: [SQL.Check] sees one connection only.
func SQLite() Dialect {
	return Dialect{
		name: "SQLite",
		now:  "(CAST(strftime('%s', 'now') AS INTEGER) * 1000000 + CAST(substr(strftime('%f', 'now'), 4) AS INTEGER) * 1000)",
		text: "TEXT COLLATE BINARY",
		settings: []setting{
			{"PRAGMA synchronous", []string{"2", "3"}, "synchronous must be FULL or EXTRA"},
			{"PRAGMA journal_mode", []string{"wal"}, "journal_mode must be WAL"}, // with DELETE a commit can be undone by a power failure
		},
		repeats: func(err error) bool {
			text := err.Error() // drivers have nothing else in common
			return strings.Contains(text, "SQLITE_BUSY") || strings.Contains(text, "database is locked")
		},
	}
}

// hasSQLState looks for the codes of the SQL standard, which drivers return by this method.
func hasSQLState(codes ...string) func(error) bool {
	return func(err error) bool {
		var coded interface{ SQLState() string }
		if !errors.As(err, &coded) {
			return false
		}
		for _, code := range codes {
			if coded.SQLState() == code {
				return true
			}
		}
		return false
	}
}

// bind writes the parameters of a statement as the database wants them.
func (d *Dialect) bind(query string) string {
	if !d.numbered {
		return query
	}
	var b strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			b.WriteString("$" + strconv.Itoa(i))
		}
		b.WriteString(part)
	}
	return b.String()
}
