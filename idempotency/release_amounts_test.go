package idempotency

import (
	"testing"

	"github.com/cybersource-go/cybersource"
)

func TestReversedByReadsTheAmountTakenBack(t *testing.T) {
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
		{"as a void, which leaves the hold", cybersource.StatusVoided, "100.00", "USD", ""},
	} {
		reversal := &Entry{
			Status: tc.status, Record: cybersource.CallRecord{Amount: "100.00"},
			Outcome: cybersource.Outcome{Kind: cybersource.OutcomeApproved, Money: cybersource.MoneyBack, Amount: tc.amount, Currency: tc.currency},
		}
		if tc.status == cybersource.StatusVoided {
			reversal.Outcome.Money = cybersource.MoneyStopped
		}
		amount, known := reversedBy(reversal, payment)
		if known != (tc.want != "") || known && amount.RatString() != tc.want {
			t.Errorf("%s: got %v, %t, want %q", tc.name, amount, known, tc.want)
		}
	}
}

// What is answered may be wrong; a payment is not given up because of that.
func TestPaymentIsFreedWhenNothingOfItIsLeft(t *testing.T) {
	payment := func(sale bool) Entry {
		return Entry{
			ID: ID{Operation: opCreatePayment, Step: "pay-1"}, State: StateStanding,
			Record: cybersource.CallRecord{ID: "1", TransactionID: "T", Amount: "100.00", Currency: "USD", Sale: sale},
		}
	}
	follow := func(operation, id, amount string) Entry {
		e := Entry{
			ID: ID{Operation: operation, Step: operation}, State: StateStanding,
			Record: cybersource.CallRecord{ID: id, PaymentID: "1", TransactionID: "F" + id, Amount: amount, Currency: "USD"},
		}
		if operation == opMitReversal || operation == opMitVoid {
			e.Record.PaymentID, e.Record.TransactionID = "", "T"
		}
		return e
	}
	answered := func(e Entry, amount, currency string) Entry {
		e.Outcome = cybersource.Outcome{Kind: cybersource.OutcomeApproved, Money: cybersource.MoneyStopped, Amount: amount, Currency: currency}
		return e
	}
	notMade := func(e Entry) Entry { e.State = StateNotMade; return e }
	for _, tc := range []struct {
		name    string
		entries []Entry
		free    bool
	}{
		{"a sale, voided", []Entry{payment(true), follow(opVoidPayment, "2", "")}, true},
		{"a sale, voided by a timeout call", []Entry{payment(true), follow(opMitVoid, "2", "")}, true},
		{"a sale, voided as a whole", []Entry{payment(true), answered(follow(opVoidPayment, "2", ""), "100.00", "usd")}, true},
		{"a sale, voided in part", []Entry{payment(true), answered(follow(opVoidPayment, "2", ""), "1.00", "USD")}, false},
		{"a sale, voided in another currency", []Entry{payment(true), answered(follow(opMitVoid, "2", ""), "100.00", "EUR")}, false},
		{"an authorization, voided", []Entry{payment(false), follow(opVoidPayment, "2", "")}, false},
		{"a sale with a capture, voided", []Entry{payment(true), follow(opCapturePayment, "3", "20.00"), follow(opVoidPayment, "2", "")}, false},
		{"captured, and reversed all the same", []Entry{payment(false), follow(opCapturePayment, "3", "20.00"), follow(opAuthReversal, "2", "100.00")}, false},
		{"reversed, and then a capture was not made", []Entry{payment(false), follow(opAuthReversal, "2", "100.00"), notMade(follow(opCapturePayment, "3", "20.00"))}, true},
		{"two reversals", []Entry{payment(false), follow(opAuthReversal, "3", "50.00"), follow(opAuthReversal, "2", "50.00")}, true},
		{"one reversal, answered twice", []Entry{payment(false), follow(opAuthReversal, "2", "50.00"), follow(opAuthReversal, "2", "50.00")}, false},
	} {
		by := &tc.entries[len(tc.entries)-1]
		if freed := len(release(tc.entries, by)) > 0; freed != tc.free {
			t.Errorf("%s: freed %t", tc.name, freed)
		}
	}
}
