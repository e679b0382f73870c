package retry

import (
	"fmt"
	"math"
	"testing"
	"time"
)

var noon = time.Date(2026, time.November, 24, 12, 0, 0, 0, time.UTC)

// upper makes every jitter the largest possible.
func upper() float64 { return 1 }

// TestDecideEveryCase spells out what each attempt leads to: by evidence and
// status, for a payment and for a read, and by the Retry-After that came along.
func TestDecideEveryCase(t *testing.T) {
	// The columns. "past" is a date that has gone by, "long" is over the cap.
	retryAfters := []struct{ name, header string }{
		{"none", ""},
		{"2 seconds", "2"},
		{"past date", "Mon, 01 Jan 2024 00:00:00 GMT"},
		{"malformed", "soon"},
		{"too long", "31"},
	}
	type row [5]string
	const (
		notSent, invited, limited = ReasonNotSent, ReasonInvited, ReasonRateLimited
		failed, lost              = ReasonServerError, ReasonAnswerLost
		final, maybe, long        = ReasonFinal, ReasonUncertain, ReasonWaitTooLong
	)
	finalRow := row{final, final, final, final, final}
	maybeRow := row{maybe, maybe, maybe, maybe, maybe}
	failedRow := row{failed, failed, failed, failed, long}

	type test struct {
		evidence      Evidence
		status        int
		payment, read row
	}
	tests := []test{
		{Answered, 429, row{final, invited, invited, final, long}, row{limited, invited, invited, limited, long}},
	}
	for _, status := range []int{500, 501, 502, 503, 504, 520, 599} {
		tests = append(tests, test{Answered, status, maybeRow, failedRow})
	}
	for _, status := range []int{0, 200, 201, 202, 204, 301, 307, 400, 401, 403, 404, 405, 408, 409, 413, 415, 422, 425, 428, 430, 499} {
		tests = append(tests, test{Answered, status, finalRow, finalRow})
	}
	// Without an answer, status and Retry-After are not looked at.
	for _, status := range []int{0, 201, 400, 429, 502, 503} {
		tests = append(tests,
			test{NotSent, status, row{notSent, notSent, notSent, notSent, notSent}, row{notSent, notSent, notSent, notSent, notSent}},
			test{Unanswered, status, maybeRow, row{lost, lost, lost, lost, lost}},
		)
	}

	repeats := map[string]bool{notSent: true, invited: true, limited: true, failed: true, lost: true}
	for _, tc := range tests {
		for i, ra := range retryAfters {
			for _, repeatable := range []bool{false, true} {
				want := tc.payment[i]
				if repeatable {
					want = tc.read[i]
				}
				t.Run(fmt.Sprintf("%s %d, read %t, retry-after %s", tc.evidence, tc.status, repeatable, ra.name), func(t *testing.T) {
					got := Policy{}.Decide(Attempt{
						Number: 1, Evidence: tc.evidence, HTTPStatus: tc.status,
						RetryAfter: ra.header, Now: noon, Repeatable: repeatable,
					}, time.Minute)
					if got.Reason != want || got.Retry != repeats[want] {
						t.Errorf("got %+v, want %q (repeated: %t)", got, want, repeats[want])
					}
					if !got.Retry && got.Wait != 0 {
						t.Errorf("a wait of %v without a retry", got.Wait)
					}
				})
			}
		}
	}
}

func TestAttemptOfUnknownEvidenceIsNotRepeated(t *testing.T) {
	for _, e := range []Evidence{0, 99} {
		if got := (Policy{}).Decide(Attempt{Number: 1, Evidence: e}, time.Minute); got.Retry || got.Reason != ReasonUncertain {
			t.Errorf("evidence %d: %+v", e, got)
		}
	}
}

func TestAttemptsAreCounted(t *testing.T) {
	for _, tc := range []struct {
		name          string
		max, attempts int
	}{
		{"three by default", 0, 3},
		{"one switches retries off", 1, 1},
		{"negative switches retries off", -1, 1},
		{"as many as allowed", 5, 5},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := Policy{MaxAttempts: tc.max}
			n := 1
			for p.Decide(Attempt{Number: n, Evidence: NotSent}, time.Hour).Retry {
				n++
			}
			if n != tc.attempts {
				t.Errorf("%d attempts, want %d", n, tc.attempts)
			}
			if got := p.Decide(Attempt{Number: n, Evidence: NotSent}, time.Hour).Reason; got != ReasonAttempts {
				t.Errorf("ended because %q", got)
			}
		})
	}
}

func TestWaitDoublesUpToTheMaximum(t *testing.T) {
	for _, tc := range []struct {
		name    string
		policy  Policy
		attempt int
		want    time.Duration
	}{
		{"default, after the first", Policy{}, 1, 200 * time.Millisecond},
		{"default, after the second", Policy{}, 2, 400 * time.Millisecond},
		{"default, after the fifth", Policy{}, 5, 3200 * time.Millisecond},
		{"default, at the maximum", Policy{}, 6, 5 * time.Second},
		{"default, far past the maximum", Policy{}, 90, 5 * time.Second},
		{"own base and maximum", Policy{BaseDelay: time.Second, MaxDelay: 3 * time.Second}, 2, 2 * time.Second},
		{"maximum below the base", Policy{BaseDelay: time.Second, MaxDelay: time.Millisecond}, 1, time.Millisecond},
		{"negative means default", Policy{BaseDelay: -1, MaxDelay: -1}, 1, 200 * time.Millisecond},
		{"no overflow", Policy{MaxDelay: math.MaxInt64 - 1<<20}, 90, math.MaxInt64 - 1<<20},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.policy.Rand, tc.policy.MaxAttempts = upper, 100
			got := tc.policy.Decide(Attempt{Number: tc.attempt, Evidence: NotSent}, math.MaxInt64)
			if !got.Retry || got.Wait != tc.want {
				t.Errorf("got %+v, want a wait of %v", got, tc.want)
			}
		})
	}
}

func TestWaitIsSpreadOverItsWholeRange(t *testing.T) {
	for random, want := range map[float64]time.Duration{
		0: 0, 0.25: 50 * time.Millisecond, 0.5: 100 * time.Millisecond, -7: 0, 7: 200 * time.Millisecond,
	} {
		p := Policy{Rand: func() float64 { return random }}
		if got := p.Decide(Attempt{Number: 1, Evidence: NotSent}, time.Minute); !got.Retry || got.Wait != want {
			t.Errorf("random %v: got %+v, want a wait of %v", random, got, want)
		}
	}
	// The built-in source stays in range and varies.
	seen := map[time.Duration]bool{}
	for range 100 {
		d := Policy{}.Decide(Attempt{Number: 1, Evidence: NotSent}, time.Minute)
		if d.Wait < 0 || d.Wait > DefaultBaseDelay {
			t.Fatalf("wait %v out of range", d.Wait)
		}
		seen[d.Wait] = true
	}
	if len(seen) < 50 {
		t.Errorf("only %d different waits in 100", len(seen))
	}
}

// A proxy that has forwarded the request may answer with any status.
func TestAnswerThatShowsProcessingInvitesNobody(t *testing.T) {
	for status := 200; status < 600; status++ {
		a := Attempt{Number: 1, Evidence: Answered, HTTPStatus: status, Open: true, RetryAfter: "1", Now: noon}
		if got := (Policy{}).Decide(a, time.Minute); got.Retry {
			t.Errorf("HTTP %d: %+v", status, got)
		}
	}
}

func TestRetryAfterIsWaitedForInFull(t *testing.T) {
	for _, tc := range []struct {
		name   string
		policy Policy
		header string
		want   time.Duration
		reason string
	}{
		{"seconds, and half of them on top", Policy{}, "2", 3 * time.Second, ReasonInvited},
		{"zero seconds leave the jitter", Policy{}, "0", 200 * time.Millisecond, ReasonInvited},
		{"a date", Policy{}, "Tue, 24 Nov 2026 12:00:03 GMT", 4500 * time.Millisecond, ReasonInvited},
		{"the cap itself", Policy{}, "30", 45 * time.Second, ReasonInvited},
		{"over the cap", Policy{}, "31", 0, ReasonWaitTooLong},
		{"over a cap of one's own", Policy{MaxRetryAfter: time.Second}, "2", 0, ReasonWaitTooLong},
		{"a date over the cap", Policy{}, "Tue, 24 Nov 2026 13:00:00 GMT", 0, ReasonWaitTooLong},
		{"an absurd number", Policy{}, "99999999999999999999", 0, ReasonWaitTooLong},
		{"an absurd number without a cap", Policy{MaxRetryAfter: math.MaxInt64}, "99999999999999999999", 0, ReasonBudget},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.policy.Rand = upper
			a := Attempt{Number: 1, Evidence: Answered, HTTPStatus: 429, RetryAfter: tc.header, Now: noon}
			got := tc.policy.Decide(a, time.Minute)
			if got.Wait != tc.want || got.Reason != tc.reason {
				t.Errorf("got %+v, want %v because %q", got, tc.want, tc.reason)
			}
		})
	}
}

func TestRetryAfterOfALostAnswerIsNotWaitedFor(t *testing.T) {
	p := Policy{Rand: upper}
	for _, e := range []Evidence{NotSent, Unanswered} {
		a := Attempt{Number: 1, Evidence: e, HTTPStatus: 503, RetryAfter: "10", Now: noon, Repeatable: true}
		if got := p.Decide(a, time.Minute); !got.Retry || got.Wait != DefaultBaseDelay {
			t.Errorf("%s: got %+v, want a wait of %v", e, got, DefaultBaseDelay)
		}
	}
}

func TestWaitThatUsesUpTheBudgetIsNotBegun(t *testing.T) {
	p := Policy{Rand: upper}
	refused := Attempt{Number: 1, Evidence: NotSent}
	limited := Attempt{Number: 1, Evidence: Answered, HTTPStatus: 429, RetryAfter: "10", Now: noon}
	for _, tc := range []struct {
		name      string
		attempt   Attempt
		remaining time.Duration
		retry     bool
	}{
		{"time to spare", refused, 201 * time.Millisecond, true},
		{"exactly used up", refused, 200 * time.Millisecond, false},
		{"nothing left", refused, 0, false},
		{"overdrawn", refused, -time.Second, false},
		{"overdrawn beyond measure", limited, math.MinInt64, false},
		{"retry-after fits, and some of its jitter", limited, 12 * time.Second, true},
		{"retry-after fits with the least jitter", limited, 10201 * time.Millisecond, true},
		{"retry-after fits, its jitter does not", limited, 10200 * time.Millisecond, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := p.Decide(tc.attempt, tc.remaining)
			if got.Retry != tc.retry || !tc.retry && got.Reason != ReasonBudget {
				t.Errorf("got %+v, want retry %t", got, tc.retry)
			}
		})
	}
}

// All clients that were turned away are told the same time. They do not return at once.
func TestClientsThatWereToldTheSameSpreadOut(t *testing.T) {
	const callers, slots = 500, 10
	for _, told := range []struct {
		seconds string
		within  time.Duration // the spread that is expected
	}{{"1", 500 * time.Millisecond}, {"2", time.Second}, {"20", 10 * time.Second}} {
		arrivals := map[time.Duration]int{}
		for range callers {
			a := Attempt{Number: 1, Evidence: Answered, HTTPStatus: 429, RetryAfter: told.seconds, Now: noon}
			arrivals[Policy{}.Decide(a, time.Minute).Wait/(told.within/slots)]++
		}
		for at, n := range arrivals {
			if n > 2*callers/slots {
				t.Errorf("told %s s, %d of %d return in slot %d", told.seconds, n, callers, at)
			}
		}
	}
}
