package cybersource

import (
	"errors"
	"strings"
	"testing"
)

func TestLostCallSaysWhatCanBeDoneAboutIt(t *testing.T) {
	for _, tc := range []struct {
		operation string
		undo      timeoutUndo
		says      []string
		notSays   string
	}{
		{"CreatePayment", timeoutOfPayment, []string{"Resolve finds out, Undo takes it back", "do not repeat it"}, "Mit"},
		{"CapturePayment", timeoutVoid, []string{"Resolve finds out, Undo takes it back", "do not repeat it"}, "Mit"},
		{"RefundPayment", timeoutVoid, []string{"Resolve finds out, Undo takes it back", "do not repeat it"}, "Mit"},
		{"RefundCapture", timeoutVoid, []string{"Resolve finds out, Undo takes it back", "do not repeat it"}, "Mit"},
		{"CreateCredit", timeoutVoid, []string{"Resolve finds out, Undo takes it back", "do not repeat it"}, "Mit"},
		{"IncrementAuth", timeoutNone, []string{"Resolve finds out", "nothing undoes an increment"}, "Undo"},
		{"AuthReversal", timeoutNone, []string{"Resolve finds out", "do not repeat it", "Undo repeats a full one"}, "Mit"},
		{"VoidPayment", timeoutNone, []string{"Resolve finds out", "Undo repeats it", "NOT_VOIDABLE"}, "Mit"},
		{"VoidCapture", timeoutNone, []string{"Resolve finds out", "Undo repeats it", "NOT_VOIDABLE"}, "Mit"},
		{"VoidRefund", timeoutNone, []string{"Resolve finds out", "Undo repeats it", "NOT_VOIDABLE"}, "Mit"},
		{"VoidCredit", timeoutNone, []string{"Resolve finds out", "Undo repeats it", "NOT_VOIDABLE"}, "Mit"},
		{"MitReversal", timeoutNone, []string{"ask about the call", "does not prove"}, "60 s"},
		{"MitVoid", timeoutNone, []string{"ask about the call", "does not prove"}, "60 s"},
		{"CreateSessionRequest", timeoutNone, []string{"Resolve finds out", "do not repeat it", "a person decides"}, "Undo"},
		{"UpdateSessionRequest", timeoutNone, []string{"Resolve finds out", "do not repeat it", "a person decides"}, "Undo"},
		{"CreateOrderRequest", timeoutNone, []string{"Resolve finds out", "do not repeat it", "a person decides"}, "Undo"},
		{"Do", timeoutNone, []string{"Resolve finds out"}, "Undo"},
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

func TestLostCallNamesEverythingItCanBeFoundBy(t *testing.T) {
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
