package cybersource

import (
	"errors"
	"strings"
	"testing"
)

func TestALostCallSaysWhatCanBeDoneAboutIt(t *testing.T) {
	for _, tc := range []struct {
		operation string
		undo      timeoutUndo
		says      []string
		notSays   string
	}{
		{"CreatePayment", timeoutOfPayment, []string{"look it up first", "60 s", "MitReversal undoes an authorization", "MitVoid a sale"}, ""},
		{"CapturePayment", timeoutVoid, []string{"look it up first", "60 s", "where the account supports it", "MitVoid"}, "MitReversal"},
		{"RefundPayment", timeoutVoid, []string{"look it up first", "60 s", "MitVoid"}, "MitReversal"},
		{"RefundCapture", timeoutVoid, []string{"look it up first", "60 s", "MitVoid"}, "MitReversal"},
		{"CreateCredit", timeoutVoid, []string{"look it up first", "60 s", "MitVoid"}, "MitReversal"},
		{"IncrementAuth", timeoutNone, []string{"look it up", "nothing undoes an increment"}, "Mit"},
		{"AuthReversal", timeoutNone, []string{"look it up", "do not repeat it"}, "Mit"},
		{"VoidPayment", timeoutNone, []string{"look it up", "NOT_VOIDABLE"}, "Mit"},
		{"VoidCapture", timeoutNone, []string{"look it up", "NOT_VOIDABLE"}, "Mit"},
		{"VoidRefund", timeoutNone, []string{"look it up", "NOT_VOIDABLE"}, "Mit"},
		{"VoidCredit", timeoutNone, []string{"look it up", "NOT_VOIDABLE"}, "Mit"},
		{"MitReversal", timeoutNone, []string{"look up the call", "does not prove"}, "60 s"},
		{"MitVoid", timeoutNone, []string{"look up the call", "does not prove"}, "60 s"},
		{"CreateSessionRequest", timeoutNone, []string{"look it up", "do not repeat it", "a person decides"}, "Mit"},
		{"UpdateSessionRequest", timeoutNone, []string{"look it up", "do not repeat it", "a person decides"}, "Mit"},
		{"CreateOrderRequest", timeoutNone, []string{"look it up", "do not repeat it", "a person decides"}, "Mit"},
		{"Do", timeoutNone, []string{"look it up"}, "Mit"},
	} {
		t.Run(tc.operation, func(t *testing.T) {
			if undo := lostCallOf(tc.operation).undo; undo != tc.undo {
				t.Errorf("undo %d, want %d", undo, tc.undo)
			}
			err := &OutcomeUnknownError{Operation: tc.operation, Cause: errors.New("EOF")}
			_, advice, _ := strings.Cut(err.Error(), "EOF; ")
			for _, text := range tc.says {
				if !strings.Contains(advice, text) {
					t.Errorf("%q does not say %q", advice, text)
				}
			}
			if tc.notSays != "" && strings.Contains(advice, tc.notSays) {
				t.Errorf("%q says %q", advice, tc.notSays)
			}
		})
	}
}

func TestALostCallNamesEverythingItCanBeFoundBy(t *testing.T) {
	for _, tc := range []struct {
		err  OutcomeUnknownError
		want string
	}{
		{OutcomeUnknownError{}, "capture payment: outcome unknown: EOF; "},
		{OutcomeUnknownError{TransactionID: "T1"}, "capture payment: outcome unknown (transaction id T1): EOF; "},
		{OutcomeUnknownError{ReferenceCode: "O-1", TransactionID: "T1", Attempts: 2}, "capture payment: outcome unknown (code O-1, transaction id T1) after 2 attempts: EOF; "},
		{OutcomeUnknownError{ID: "7", ReferenceCode: "O-1\nINFO forged", TransactionID: "T1"}, "capture payment: outcome unknown (id 7, code O-1 INFO forged, transaction id T1): EOF; "},
	} {
		tc.err.Operation, tc.err.Cause = "CapturePayment", errors.New("EOF")
		if got := tc.err.Error(); !strings.HasPrefix(got, tc.want) || strings.Contains(got, "\n") {
			t.Errorf("%q does not begin with %q, or is not one line", got, tc.want)
		}
	}
}
