package simulator

// Times in queries. Simulated: ISO times, epoch milliseconds, and NOW with a unit that it
// is rounded down to and spans that are added or taken off, such as NOW/DAY-7DAYS. Guess:
// ISO times without a zone are in that of the search, as are days and months.

import (
	"strconv"
	"strings"
	"time"
)

// isoLayouts are the ways to write a time; those without a zone are in that of the search.
var isoLayouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", time.DateOnly}

// moment reads a time of a query.
func (q *query) moment(text string) (time.Time, bool) {
	if math, isNow := strings.CutPrefix(text, "NOW"); isNow {
		return calculate(q.now.In(q.zone), math)
	}
	if text != "" && digits(text) {
		milliseconds, err := strconv.ParseInt(text, 10, 64)
		return time.UnixMilli(milliseconds), err == nil
	}
	for _, layout := range isoLayouts {
		if at, err := time.ParseInLocation(layout, text, q.zone); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}

// calculate carries out date math such as "/DAY-7DAYS".
func calculate(at time.Time, math string) (time.Time, bool) {
	for math != "" {
		sign := math[0]
		end := strings.IndexAny(math[1:], "/+-") + 1
		if end == 0 {
			end = len(math)
		}
		step := math[1:end]
		math = math[end:]
		ok := false
		if sign == '/' {
			at, ok = roundDown(at, step)
		} else {
			at, ok = shift(at, sign, step)
		}
		if !ok {
			return time.Time{}, false
		}
	}
	return at, true
}

// roundDown is the beginning of the minute, hour, day or month.
func roundDown(at time.Time, unit string) (time.Time, bool) {
	year, month, day := at.Date()
	hour, minute := at.Hour(), at.Minute()
	switch unit {
	case "MINUTE":
	case "HOUR":
		minute = 0
	case "DAY":
		hour, minute = 0, 0
	case "MONTH":
		day, hour, minute = 1, 0, 0
	default:
		return time.Time{}, false
	}
	return time.Date(year, month, day, hour, minute, 0, 0, at.Location()), true
}

// shift adds a span such as "7DAYS", or takes it off.
func shift(at time.Time, sign byte, span string) (time.Time, bool) {
	unit := strings.TrimLeft(span, "0123456789")
	n, err := strconv.ParseInt(span[:len(span)-len(unit)], 10, 32)
	if err != nil || n > 10_000 || sign != '+' && sign != '-' {
		return time.Time{}, false
	}
	if sign == '-' {
		n = -n
	}
	switch strings.TrimSuffix(unit, "S") {
	case "MINUTE":
		return at.Add(time.Duration(n) * time.Minute), true
	case "HOUR":
		return at.Add(time.Duration(n) * time.Hour), true
	case "DAY":
		return at.AddDate(0, 0, int(n)), true
	case "MONTH":
		return at.AddDate(0, int(n), 0), true
	default:
		return time.Time{}, false
	}
}
