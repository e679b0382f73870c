package idempotency

import (
	"database/sql"
	"errors"
	"strconv"
	"strings"
)

// Dialect is a database that [SQL] can use: [PostgreSQL].
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
