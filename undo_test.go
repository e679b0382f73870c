package cybersource

import (
	"context"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// undoReports is a service as far as look-ups see it, which also answers the calls that
// undo something.
type undoReports struct {
	reports

	undo func(path string) (*http.Response, error)
	sent []string

	bodies []string // of what was sent
}

func (s *undoReports) RoundTrip(r *http.Request) (*http.Response, error) {
	if path, undoes := strings.CutPrefix(r.URL.Path, "/pts/v2/"); undoes {
		body, _ := io.ReadAll(r.Body)
		s.sent, s.bodies = append(s.sent, path), append(s.bodies, string(body))
		return s.undo(path)
	}
	return s.reports.RoundTrip(r)
}

// lostCapture is the record of a capture of payment 9.
func lostCapture() CallRecord {
	return with(lostPayment(), func(r *CallRecord) { r.Operation, r.PaymentID = "CapturePayment", "9" })
}

// A processor may show a void by its own record only.
func TestCaptureIsShownVoidedByItsOwnVoidOnly(t *testing.T) {
	capture := transactionOf("7", "C1", "ics_bill", okResult+`,"status":"PENDING"`, "")
	for _, tc := range []struct {
		name, void string
		change     func(*CallRecord)
		want       UndoState
	}{
		{"a void with its code", transactionOf("8", "C1", "ics_void", okResult, ""), func(*CallRecord) {}, UndoDone},
		{"a cancel with its code", transactionOf("8", "C1", "ics_payment_cancel", okResult, ""), func(*CallRecord) {}, UndoDone},
		{"the void of another capture", transactionOf("8", "C2", "ics_void", okResult, ""), func(*CallRecord) {}, UndoOpen},
		{"a void with its code, of another merchant", `{"merchantId":"other",` + transactionOf("8", "C1", "ics_void", okResult, "")[1:], func(*CallRecord) {}, UndoOpen},
		{"a void of less, with its code", strings.Replace(transactionOf("8", "C1", "ics_void", okResult, ""), "21.50", "1.00", 1), func(*CallRecord) {}, UndoOpen},
		{"a void in another currency, with its code", strings.Replace(transactionOf("8", "C1", "ics_void", okResult, ""), "USD", "EUR", 1), func(*CallRecord) {}, UndoOpen},
		{"a void that was refused", transactionOf("8", "C1", "ics_void", declinedCard, ""), func(*CallRecord) {}, UndoOpen},
		{"a void that failed", transactionOf("8", "C1", "ics_void", systemFailure, ""), func(*CallRecord) {}, UndoOpen},
		{"another capture with its code", transactionOf("8", "C1", "ics_bill", declinedCard, ""), func(*CallRecord) {}, UndoOpen},
		{"a code that others may have", transactionOf("8", "C1", "ics_void", okResult, ""), func(r *CallRecord) { r.CodeIsUnique, r.ID = false, "7" }, UndoOpen},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &undoReports{undo: func(string) (*http.Response, error) { return reply(400, `{"reason":"NOT_VOIDABLE"}`)() }}
			service.records = map[string]string{"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "7", "8"), "7": relatedTo(capture, "9", "8"), "8": tc.void}
			client := newResolver(t, nil, recordTime.Add(time.Hour), func(c *Configuration) { c.Transport = service })
			got, err := client.Undo(t.Context(), with(lostCapture(), tc.change), func(context.Context, CallRecord) error { return nil })
			if err != nil || got.State != tc.want || !slices.Equal(service.sent, []string{"captures/7/voids"}) {
				t.Errorf("%v, %+v, sent %q", err, got, service.sent)
			}
			if (got.State == UndoDone) != got.AskAgainAt.IsZero() || got.Left != "" {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestUndoThatCannotBeMadeEndsInItsError(t *testing.T) {
	for _, tc := range []struct {
		name  string
		reply func() (*http.Response, error)
		again bool
	}{
		{"unauthorized", reply(401, ""), false},
		{"rate limited", reply(429, ""), true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &undoReports{undo: func(string) (*http.Response, error) { return tc.reply() }}
			service.records = map[string]string{"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "7"), "7": transactionOf("7", "C1", "ics_bill", okResult+`,"status":"PENDING"`, "")}
			client := newResolver(t, nil, recordTime.Add(time.Hour), func(c *Configuration) { c.Transport = service })
			got, err := client.Undo(t.Context(), lostCapture(), func(context.Context, CallRecord) error { return nil })
			if err == nil || got.State != UndoOpen || got.AskAgainAt.IsZero() == tc.again || got.Record.Undo.Call != nil {
				t.Errorf("%v, %+v", err, got)
			}
		})
	}
}

// A round does not change the record that it was given.
func TestUndoLeavesTheRecordOfTheCallerAlone(t *testing.T) {
	service := &undoReports{undo: func(string) (*http.Response, error) { return lostAnswer() }}
	service.records = map[string]string{"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "7"), "7": transactionOf("7", "C1", "ics_bill", okResult+`,"status":"PENDING"`, "")}
	client := newResolver(t, nil, recordTime.Add(time.Hour), func(c *Configuration) { c.Transport = service })
	given := with(lostCapture(), func(r *CallRecord) { begun(r, 1) })
	var stored []CallRecord
	got, err := client.Undo(t.Context(), given, func(_ context.Context, r CallRecord) error { stored = append(stored, r); return nil })
	if err != nil || got.Record.Undo.Call == nil || given.Undo.Call != nil || len(given.Undo.Absent) != 1 {
		t.Fatalf("%v, %+v", err, got)
	}
	for _, r := range stored {
		if r.Undo == got.Record.Undo || r.Undo.Call != nil && r.Undo.Call == got.Record.Undo.Call {
			t.Error("what was stored changes afterwards")
		}
	}
}

// A service may go on counting more than it shows. That ends in a person, or in a call by the transaction id.
func TestUndoEndsThoughTheSearchCountsMoreThanItShows(t *testing.T) {
	refused := transactionOf("8", "C1", "ics_auth", declinedCard, "")
	for _, tc := range []struct {
		name    string
		timeout bool
		after   time.Duration
		state   UndoState
		again   bool
		left    string
		sent    []string
	}{
		{"an hour later", false, time.Hour, UndoOpen, true, "", nil},
		{"after a day", false, 25 * time.Hour, UndoOpen, false, "search for its code in the merchant portal", nil},
		{"with timeout calls", true, time.Hour, UndoDone, false, "", []string{"reversals"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &undoReports{undo: reversedAnswer}
			service.records, service.rows, service.counted = map[string]string{"8": refused}, []string{refused}, `"count":2,"totalCount":2,`
			client := newResolver(t, nil, recordTime.Add(tc.after), func(c *Configuration) { c.Transport, c.TimeoutCalls = service, tc.timeout })
			got, err := client.Undo(t.Context(), with(lostPayment(), func(r *CallRecord) { begun(r) }), func(context.Context, CallRecord) error { return nil })
			if err != nil || got.State != tc.state || got.AskAgainAt.IsZero() == tc.again || !strings.Contains(got.Left, tc.left) || !slices.Equal(service.sent, tc.sent) {
				t.Errorf("%v, %+v, sent %q", err, got, service.sent)
			}
		})
	}
}
