package retry

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// httpDates are the three date formats that RFC 9110, section 5.6.7, has
// recipients accept; all are in GMT.
var httpDates = [...]string{"Mon, 02 Jan 2006 15:04:05 GMT", "Monday, 02-Jan-06 15:04:05 GMT", time.ANSIC}

// largestSkew is how far the clocks of service and client may differ. A Date header
// further away is taken for nonsense.
const largestSkew = 24 * time.Hour

// answered is when the answer was made, by the clock of whoever made it: a Retry-After
// date is one of that clock too, so that a wrong clock here does not change the wait.
func (a *Attempt) answered() time.Time {
	date, ok := parseDate(strings.Trim(a.Date, " \t"))
	if !ok || date.Sub(a.Now).Abs() > largestSkew {
		return a.Now
	}
	return date
}

// parseDate reads an HTTP date.
func parseDate(v string) (time.Time, bool) {
	for _, layout := range httpDates {
		if t, err := time.Parse(layout, v); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// ParseRetryAfter reads a Retry-After header: whole seconds, or a date, which
// counts from now. It reports false for an empty or malformed value. A date in
// the past means now; a number past the range of a Duration, the longest one.
func ParseRetryAfter(v string, now time.Time) (time.Duration, bool) {
	v = strings.Trim(v, " \t")
	if v == "" {
		return 0, false
	}
	if isDigits(v) {
		return seconds(v), true
	}
	if t, ok := parseDate(v); ok {
		return max(t.Sub(now), 0), true
	}
	return 0, false
}

func seconds(digits string) time.Duration {
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || n > math.MaxInt64/int64(time.Second) {
		return math.MaxInt64
	}
	return time.Duration(n) * time.Second
}

func isDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
