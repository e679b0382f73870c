package databases

import (
	"context"
	"database/sql/driver"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"modernc.org/sqlite"
)

// scale is a clock that runs faster than the system's by a factor, the same in all processes,
// the gateway and the databases. What the product waits for is divided by the factor.
type scale struct {
	Base   time.Time // where both clocks agree
	Factor int64

	ahead atomic.Int64 // by which the test's own process puts it forward, once it is the only one
}

func newScale(factor int64) *scale {
	return &scale{Base: time.Now().Round(0).Truncate(time.Microsecond), Factor: factor}
}

func (s *scale) now() time.Time {
	return s.Base.Add(time.Duration(s.Factor)*time.Since(s.Base) + time.Duration(s.ahead.Load()))
}

// real is how long a time by this clock is by the system's.
func (s *scale) real(d time.Duration) time.Duration { return d / time.Duration(s.Factor) }

// leastSleep keeps processes that wait for each other from keeping the machine busy with it.
const leastSleep = 5 * time.Millisecond

func (s *scale) sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(max(s.real(d), min(d, leastSleep)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// statement makes the clock of PostgreSQL, in a schema that comes before the system's own.
func (s *scale) statement(schema string) string {
	return fmt.Sprintf(`CREATE OR REPLACE FUNCTION %s.clock_timestamp() RETURNS timestamptz LANGUAGE sql AS $$
		SELECT TIMESTAMPTZ '%s' + (pg_catalog.clock_timestamp() - TIMESTAMPTZ '%[2]s') * %d + INTERVAL '%d microseconds' $$`,
		schema, s.Base.UTC().Format("2006-01-02 15:04:05.000000Z07:00"), s.Factor, time.Duration(s.ahead.Load()).Microseconds())
}

// sqliteClock is the scale by which SQLite tells the time in this process; nil is the system's.
var (
	sqliteClock   atomic.Pointer[scale]
	overrideClock sync.Once
)

// useInSQLite makes the clock that of the connections to SQLite that are opened from now on.
func (s *scale) useInSQLite() {
	sqliteClock.Store(s)
	overrideClock.Do(func() { sqlite.MustRegisterScalarFunction("strftime", 2, strftime) })
}

// strftime writes the time as the dialect asks for it: whole seconds since 1970, or the
// seconds of the minute.
func strftime(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
	now := time.Now()
	if s := sqliteClock.Load(); s != nil {
		now = s.now()
	}
	switch now = now.UTC(); args[0] {
	case "%s":
		return fmt.Sprint(now.Unix()), nil
	case "%f":
		return now.Format("05.000"), nil
	default:
		return nil, fmt.Errorf("strftime: %v is not simulated", args[0])
	}
}
