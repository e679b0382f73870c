package retry

import (
	"math"
	"testing"
	"time"
)

func TestParseRetryAfter(t *testing.T) {
	for _, tc := range []struct {
		name, header string
		want         time.Duration
		ok           bool
	}{
		{"seconds", "120", 2 * time.Minute, true},
		{"zero", "0", 0, true},
		{"leading zeros", "007", 7 * time.Second, true},
		{"white space around", " \t5 ", 5 * time.Second, true},
		{"preferred date", "Tue, 24 Nov 2026 12:01:30 GMT", 90 * time.Second, true},
		{"RFC 850 date", "Tuesday, 24-Nov-26 12:01:30 GMT", 90 * time.Second, true},
		{"asctime date", "Tue Nov 24 12:01:30 2026", 90 * time.Second, true},
		{"date gone by", "Tue, 24 Nov 2026 11:59:59 GMT", 0, true},
		{"the longest duration", "9223372036", 9223372036 * time.Second, true},
		{"past the longest duration", "9223372037", math.MaxInt64, true},
		{"past any integer", "99999999999999999999", math.MaxInt64, true},
		{"date past any duration", "Fri, 31 Dec 9999 23:59:59 GMT", math.MaxInt64, true},
		{"empty", "", 0, false},
		{"blank", "  ", 0, false},
		{"negative", "-1", 0, false},
		{"signed", "+1", 0, false},
		{"fraction", "1.5", 0, false},
		{"with a unit", "5s", 0, false},
		{"two values", "5, 10", 0, false},
		{"digits of another script", "٣", 0, false},
		{"date in another zone", "Tue, 24 Nov 2026 12:01:30 +0100", 0, false},
		{"date with words behind", "Tue, 24 Nov 2026 12:01:30 GMT or so", 0, false},
		{"words", "soon", 0, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, ok := ParseRetryAfter(tc.header, noon)
			if got != tc.want || ok != tc.ok {
				t.Errorf("ParseRetryAfter(%q) = %v, %t; want %v, %t", tc.header, got, ok, tc.want, tc.ok)
			}
		})
	}
}

func FuzzParseRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "5", "Tue, 24 Nov 2026 12:01:30 GMT", "99999999999999999999", "-1"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		if d, ok := ParseRetryAfter(header, noon); d < 0 || !ok && d != 0 {
			t.Errorf("ParseRetryAfter(%q) = %v, %t", header, d, ok)
		}
	})
}

// A machine whose clock is wrong waits as long as any other: the date is one of the
// service's clock, as is the Date header.
func TestRetryAfterDateCountsFromTheAnswersOwnDate(t *testing.T) {
	const at, in3 = "Tue, 24 Nov 2026 12:00:00 GMT", "Tue, 24 Nov 2026 12:00:03 GMT"
	for _, tc := range []struct {
		name       string
		now        time.Time
		date, when string
		want       time.Duration
	}{
		{"clocks agree", noon, at, in3, 3 * time.Second},
		{"the local clock is an hour ahead", noon.Add(time.Hour), at, in3, 3 * time.Second},
		{"the local clock is an hour behind", noon.Add(-time.Hour), at, in3, 3 * time.Second},
		{"no Date", noon.Add(time.Second), "", in3, 2 * time.Second},
		{"no date at all", noon.Add(time.Second), "today", in3, 2 * time.Second},
		{"another format", noon.Add(time.Hour), "Tuesday, 24-Nov-26 12:00:00 GMT", in3, 3 * time.Second},
		{"a Date of the wrong century", noon.Add(time.Second), "Thu, 01 Jan 1970 00:00:00 GMT", in3, 2 * time.Second},
		{"seconds need no clock", noon.Add(time.Hour), at, "3", 3 * time.Second},
	} {
		t.Run(tc.name, func(t *testing.T) {
			a := Attempt{Number: 1, Evidence: Answered, HTTPStatus: 429, RetryAfter: tc.when, Date: tc.date, Now: tc.now}
			got := Policy{Rand: func() float64 { return 0 }}.Decide(a, time.Minute)
			if !got.Retry || got.Wait != tc.want {
				t.Errorf("got %+v, want a wait of %v", got, tc.want)
			}
		})
	}
}
