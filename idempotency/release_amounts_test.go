package idempotency

import (
	"testing"

	"github.com/cybersource-go/cybersource"
)

func TestWhatAReversalTookBack(t *testing.T) {
	payment := &Entry{Record: cybersource.CallRecord{Amount: "100.00", Currency: "USD"}}
	for _, tc := range []struct {
		name             string
		status           cybersource.Status
		amount, currency string // answered
		want             string // "" if it is not known
	}{
		{"all", cybersource.StatusReversed, "100.00", "USD", "100"},
		{"another case", cybersource.StatusReversed, "100.00", "usd", "100"},
		{"less than asked for", cybersource.StatusReversed, "1.00", "USD", "1"},
		{"no amount", cybersource.StatusReversed, "", "", "100"},
		{"found by look-up", "", "", "", "100"},
		{"partial", cybersource.StatusPartiallyReversed, "60.00", "USD", "60"},
		{"partial, no amount", cybersource.StatusPartiallyReversed, "", "", ""},
		{"another currency", cybersource.StatusReversed, "100.00", "EUR", ""},
	} {
		reversal := &Entry{
			Status: tc.status, Record: cybersource.CallRecord{Amount: "100.00"},
			Outcome: cybersource.Outcome{Kind: cybersource.OutcomeApproved, Amount: tc.amount, Currency: tc.currency},
		}
		amount, known := reversedBy(reversal, payment)
		if known != (tc.want != "") || known && amount.RatString() != tc.want {
			t.Errorf("%s: got %v, %t, want %q", tc.name, amount, known, tc.want)
		}
	}
}
