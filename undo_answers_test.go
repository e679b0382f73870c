package cybersource

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// undoRounds are rounds of Undo of one record, an hour apart, as it was stored by the round before.
type undoRounds struct {
	*testing.T
	service *undoReports
	now     time.Time
	stored  []byte
	client  *APIClient
	options []CallOption
}

func newUndoRounds(t *testing.T, record CallRecord, service *undoReports) *undoRounds {
	t.Helper()
	r := &undoRounds{T: t, service: service, now: recordTime, options: []CallOption{WithRefundAllowed()}}
	r.client = newResolver(t, nil, recordTime, func(c *Configuration) {
		c.Transport, c.Clock, c.TimeoutCalls = service, func() time.Time { return r.now }, true
	})
	r.store(record)
	return r
}

func (r *undoRounds) store(record CallRecord) {
	text, err := json.Marshal(record)
	if err != nil {
		r.Fatal(err)
	}
	r.stored = text
}

// next makes a round in which the calls that undo something are answered alike.
func (r *undoRounds) next(status int, body string) UndoResult {
	r.Helper()
	got, err := r.round(status, body)
	if err != nil {
		r.Fatal(err)
	}
	return got
}

func (r *undoRounds) round(status int, body string) (UndoResult, error) {
	r.Helper()
	r.now = r.now.Add(time.Hour)
	r.service.undo = func(string) (*http.Response, error) { return reply(status, body)() }
	var record CallRecord
	if err := json.Unmarshal(r.stored, &record); err != nil {
		r.Fatal(err)
	}
	return r.client.Undo(r.Context(), record, func(_ context.Context, saved CallRecord) error { r.store(saved); return nil }, r.options...)
}

// expect checks the state of a result, and that a person is told what is left, or nothing.
func (r *undoRounds) expect(got UndoResult, want UndoState, left string) {
	r.Helper()
	if got.State != want || !strings.Contains(got.Left, left) || (got.Left == "") != (left == "") {
		r.Errorf("got %v, left %q; want %v, left %q", got.State, got.Left, want, left)
	}
}

const (
	releasedAll  = `{"id":"21","status":"REVERSED","reversalAmountDetails":{"reversedAmount":"21.50","currency":"usd"}}`
	serverFailed = `{"status":"SERVER_ERROR","reason":"SYSTEM_ERROR"}`
)

// partReleased are answers of reversals that released not all of 21.50 USD, and what a person is told.
var partReleased = []struct{ name, answer, left string }{
	{"less", `{"id":"21","status":"REVERSED","reversalAmountDetails":{"reversedAmount":"1.00","currency":"USD"}}`, "said 1.00 USD"},
	{"another currency", `{"id":"21","status":"REVERSED","reversalAmountDetails":{"reversedAmount":"21.50","currency":"EUR"}}`, "said an amount in EUR"},
	{"a part", `{"id":"21","status":"PARTIALLY_REVERSED"}`, "said a part"},
	{"less in the order", `{"id":"21","status":"REVERSED","orderInformation":{"amountDetails":{"totalAmount":"1.00","currency":"USD"}}}`, "said 1.00 USD"},
	{"less in a list", `{"id":"21","status":"REVERSED","reversalAmountDetails":[{"reversedAmount":"1.00","currency":"USD"}]}`, "said 1.00 USD"},
	{"not submitted", strings.Replace(releasedAll, "{", `{"authorizationInformation":{"reversalSubmitted":"N"},`, 1), "said none of it"},
}

// A reversal is looked at for how much it released, also where it was found by nothing but
// the transaction id; what is refused afterwards as reversed already is the part.
func TestReversalOfAPartDoesNotEndAnUndo(t *testing.T) {
	authorized := map[string]string{"7": transactionOf("7", "C1", "ics_auth", okResult, "")}
	lostReversal := with(lostPayment(), func(r *CallRecord) { r.Operation, r.PaymentID = "AuthReversal", "7" })
	for _, tc := range []struct {
		name    string
		record  CallRecord
		records map[string]string
		path    string
	}{
		{"by id", with(lostPayment(), func(r *CallRecord) { r.ID = "7" }), authorized, "payments/7/reversals"},
		{"by transaction id", lostPayment(), nil, "reversals"},
		{"repeated", lostReversal, authorized, "payments/7/reversals"},
	} {
		for _, part := range partReleased {
			t.Run(tc.name+", "+part.name, func(t *testing.T) {
				rounds := newUndoRounds(t, tc.record, &undoReports{reports: reports{records: tc.records}})
				rounds.expect(rounds.next(201, part.answer), UndoForPerson, part.left)
				rounds.expect(rounds.next(400, wasReversed), UndoForPerson, part.left)
				rounds.expect(rounds.next(502, serverFailed), UndoForPerson, part.left)
				rounds.expect(rounds.next(400, wasReversed), UndoForPerson, part.left) // by the lost one
				rounds.expect(rounds.next(400, `{"status":"INVALID_REQUEST","reason":"INVALID_DATA"}`), UndoForPerson, part.left)
				rounds.expect(rounds.next(400, `{"status":"INVALID_REQUEST","reason":"INVALID_DATA"}`), UndoForPerson, part.left)
				got := rounds.next(201, releasedAll)
				rounds.expect(got, UndoDone, "")
				if got.Record.Undo.Partial != "" {
					t.Errorf("partial %q of what is done", got.Record.Undo.Partial)
				}
				if slices.ContainsFunc(rounds.service.sent, func(path string) bool { return path != tc.path }) {
					t.Errorf("sent %q", rounds.service.sent)
				}
			})
		}
	}
}

// queued is a record of what waits for the batch.
func queued(id, application string) string {
	return transactionOf(id, "C1", application, okResult+`,"status":"PENDING"`, "")
}

// A void is all or nothing: one whose answer names less, or another currency, does not show that
// all was called off, whatever is answered afterwards but that it was.
func TestVoidOfAPartDoesNotEndAnUndo(t *testing.T) {
	captured := map[string]string{"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "7"), "7": queued("7", "ics_bill")}
	sold := map[string]string{"7": strings.Replace(queued("7", "ics_bill"), `"applications":[`, `"applications":[{"name":"ics_auth",`+okResult+`},`, 1)}
	sale := with(lostPayment(), func(r *CallRecord) { r.Sale = true })
	for _, tc := range []struct {
		name    string
		record  CallRecord
		records map[string]string
		path    string
	}{
		{"capture", lostCapture(), captured, "captures/7/voids"},
		{"capture, by transaction id", lostCapture(), nil, "voids"},
		{"sale", with(sale, func(r *CallRecord) { r.ID = "7" }), sold, "payments/7/voids"},
		{"sale, by transaction id", sale, nil, "voids"},
		{"repeated", with(lostPayment(), func(r *CallRecord) { r.Operation, r.PaymentID, r.Amount, r.Currency = "VoidCapture", "7", "", "" }), captured, "captures/7/voids"},
	} {
		for _, part := range []struct{ name, amounts, left string }{
			{"less", `"voidAmount":"1.00","currency":"usd"`, "said 1.00 usd"},
			{"less in the order", `"currency":"usd"},"orderInformation":{"amountDetails":{"totalAmount":"1.00"}`, "said 1.00 usd"},
			{"another currency", `"voidAmount":"21.50","currency":"EUR"`, "said 21.50 EUR"},
		} {
			t.Run(tc.name+", "+part.name, func(t *testing.T) {
				rounds := newUndoRounds(t, tc.record, &undoReports{reports: reports{records: tc.records}})
				answer := `{"id":"20","status":"VOIDED","voidAmountDetails":{` + part.amounts + `}}`
				rounds.expect(rounds.next(201, answer), UndoForPerson, part.left)
				rounds.expect(rounds.next(400, notVoidable), UndoForPerson, part.left)
				rounds.expect(rounds.next(502, serverFailed), UndoForPerson, part.left)
				got := rounds.next(201, `{"id":"20","status":"REVERSED","voidAmountDetails":{"voidAmount":"21.50","currency":"usd"}}`) // the hold too
				rounds.expect(got, UndoDone, "")
				if got.Record.Undo.Partial != "" {
					t.Errorf("partial %q of what is done", got.Record.Undo.Partial)
				}
				if slices.ContainsFunc(rounds.service.sent, func(path string) bool { return path != tc.path }) {
					t.Errorf("sent %q", rounds.service.sent)
				}
			})
		}
	}
}

// The record of a void may state no more than what was to be voided: it does not outweigh an answer
// that said less. That of what was voided does.
func TestRecordOfAVoidDoesNotOutweighAnAnswerThatSaidLess(t *testing.T) {
	void := transactionOf("8", "C1", "ics_void", okResult, "")
	for _, tc := range []struct {
		name   string
		record CallRecord
	}{
		{"found", lostCapture()},
		{"repeated", with(lostPayment(), func(r *CallRecord) { r.Operation, r.PaymentID = "VoidCapture", "7" })},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &undoReports{reports: reports{records: map[string]string{
				"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "7"), "7": relatedTo(queued("7", "ics_bill"), "9"),
			}}}
			rounds := newUndoRounds(t, tc.record, service)
			rounds.expect(rounds.next(201, `{"id":"8","status":"VOIDED","voidAmountDetails":{"voidAmount":"1.00"}}`), UndoForPerson, "said 1.00")
			service.records["7"], service.records["8"] = relatedTo(queued("7", "ics_bill"), "9", "8"), void
			rounds.expect(rounds.next(400, notVoidable), UndoForPerson, "said 1.00")
			service.records["7"] = strings.ReplaceAll(service.records["7"], "PENDING", "VOIDED")
			rounds.expect(rounds.next(400, notVoidable), UndoDone, "")
		})
	}
}

// What was approved for less is voided for that; its record shows that this was all.
func TestVoidOfASaleThatWasApprovedForLessIsDoneOnceItsRecordShowsIt(t *testing.T) {
	rounds := newUndoRounds(t, with(lostPayment(), func(r *CallRecord) { r.Sale, r.Amount = true, "99.00" }), &undoReports{})
	rounds.expect(rounds.next(201, `{"id":"20","status":"VOIDED","voidAmountDetails":{"voidAmount":"21.50","currency":"usd"}}`), UndoForPerson, "said 21.50 usd")
	sold := transactionOf("7", "C1", "ics_bill", okResult+`,"status":"VOIDED"`, "")
	rounds.service.rows = []string{strings.Replace(sold, `"applications":[`, `"applications":[{"name":"ics_auth",`+okResult+`},`, 1)}
	rounds.service.records = map[string]string{"7": rounds.service.rows[0]}
	rounds.expect(rounds.next(201, releasedAll), UndoDone, "")
	if !slices.Equal(rounds.service.sent, []string{"voids", "payments/7/reversals"}) {
		t.Errorf("sent %q", rounds.service.sent)
	}
}

// The sale is undone without the release of the hold behind it, which a person is told about.
func TestReversalOfAPartOfTheHoldBehindASaleIsReported(t *testing.T) {
	voided := with(lostPayment(), func(r *CallRecord) { r.Sale = true; begun(r); r.Undo.Voided = true })
	for _, part := range partReleased {
		t.Run(part.name, func(t *testing.T) {
			rounds := newUndoRounds(t, voided, &undoReports{})
			rounds.expect(rounds.next(201, part.answer), UndoForPerson, part.left)
			got := rounds.next(400, wasReversed)
			rounds.expect(got, UndoDone, part.left)
			if got.Record.Undo.Released {
				t.Error("the hold counts as released")
			}
		})
	}
}

// sentCapture is a service with a capture of payment 9 that has gone to the processor.
func sentCapture() *undoReports {
	return &undoReports{reports: reports{records: map[string]string{
		"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "7"),
		"7": relatedTo(transactionOf("7", "C1", "ics_bill", okResult+`,"status":"TRANSMITTED"`, ""), "9"),
	}}}
}

const refundedAll = `{"id":"89","status":"PENDING","refundAmountDetails":{"refundAmount":"21.50","currency":"USD"}}`

// What a person was told about a refund stays until the undo is done, and the refund is not
// made again.
func TestRefundOfAPartDoesNotEndAnUndo(t *testing.T) {
	for _, tc := range []struct{ name, answer, left string }{
		{"less", strings.Replace(refundedAll, "21.50", "1.00", 1), "said 1.00 USD"},
		{"another currency", strings.Replace(refundedAll, "USD", "EUR", 1), "said an amount in EUR"},
		{"less in the order", strings.Replace(refundedAll, "{", `{"orderInformation":{"amountDetails":{"totalAmount":"1.00"}},`, 1), "said 1.00 USD"},
		{"less as a credit", strings.Replace(refundedAll, "{", `{"creditAmountDetails":{"creditAmount":"1.00"},`, 1), "said 1.00 USD"},
		{"declined", `{"id":"89","status":"DECLINED","errorInformation":{"reason":"PROCESSOR_DECLINED"}}`, "its refund is declined"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rounds := newUndoRounds(t, lostCapture(), sentCapture())
			rounds.expect(rounds.next(201, tc.answer), UndoForPerson, tc.left)
			rounds.expect(rounds.next(201, refundedAll), UndoForPerson, tc.left)
			if tc.name != "declined" { // the record states what was asked for
				var record CallRecord
				_ = json.Unmarshal(rounds.stored, &record)
				rounds.service.records["89"] = transactionOf("89", record.Undo.Refund.ReferenceCode, "ics_credit", okResult+`,"status":"PENDING"`, "")
				rounds.expect(rounds.next(201, refundedAll), UndoForPerson, tc.left)
			}
			rounds.now = rounds.now.Add(48 * time.Hour)
			got := rounds.next(201, refundedAll)
			rounds.expect(got, UndoForPerson, tc.left)
			if !got.AskAgainAt.IsZero() && tc.name == "declined" || !slices.Equal(rounds.service.sent, []string{"captures/7/refunds"}) {
				t.Errorf("again at %v, sent %q", got.AskAgainAt, rounds.service.sent)
			}
		})
	}
}

// A refusal that may be about an earlier request is no reason to pay back again: the refund
// is looked for.
func TestRefundIsNotSentAgainWhileAnEarlierOneMayStand(t *testing.T) {
	for _, tc := range []struct {
		status int
		answer string
	}{
		{400, `{"status":"INVALID_REQUEST","reason":"DUPLICATE_REQUEST"}`},
		{400, `{"status":"INVALID_REQUEST","reason":"INVALID_DATA","details":[{"field":"transactionId","reason":"INVALID_DATA"}]}`},
		{400, `{"status":"INVALID_REQUEST","reason":"REASON_OF_TOMORROW"}`},
		{401, `{"status":"INVALID_REQUEST","reason":"DUPLICATE_REQUEST"}`},
	} {
		t.Run(tc.answer, func(t *testing.T) {
			rounds := newUndoRounds(t, lostCapture(), sentCapture())
			for range 3 {
				rounds.expect(rounds.next(tc.status, tc.answer), UndoOpen, "")
			}
			rounds.now = rounds.now.Add(48 * time.Hour)
			got := rounds.next(201, refundedAll)
			rounds.expect(got, UndoOpen, "refund only if there is none")
			refund := got.Record.Undo.Refund
			if !got.AskAgainAt.IsZero() || refund == nil || refund.NotProcessed || !slices.Equal(rounds.service.sent, []string{"captures/7/refunds"}) {
				t.Fatalf("%+v, sent %q", got, rounds.service.sent)
			}
			rounds.service.rows = []string{transactionOf("89", refund.ReferenceCode, "ics_credit", okResult+`,"status":"PENDING"`, "")}
			rounds.service.records["89"] = rounds.service.rows[0]
			rounds.expect(rounds.next(201, refundedAll), UndoDone, "")
			if len(rounds.service.sent) != 1 {
				t.Errorf("sent %q", rounds.service.sent)
			}
		})
	}
}

func TestRefundThatMovedNothingIsSentAgainWithItsReferences(t *testing.T) {
	for _, operation := range []string{"CapturePayment", "CreatePayment"} {
		t.Run(operation, func(t *testing.T) {
			record, service := lostCapture(), sentCapture()
			if operation == "CreatePayment" {
				record = with(lostPayment(), func(r *CallRecord) { r.Sale, r.ID = true, "7" })
				sale := transactionOf("7", "C1", "ics_auth", okResult, "")
				service.records["7"] = strings.Replace(sale, `"applications":[`, `"applications":[{"name":"ics_bill",`+okResult+`,"status":"TRANSMITTED"},`, 1)
			}
			rounds := newUndoRounds(t, record, service)
			refused := `{"status":"INVALID_REQUEST","reason":"MISSING_FIELD","details":[{"field":"orderInformation.amountDetails.currency","reason":"MISSING_FIELD"}]}`
			first := rounds.next(400, refused)
			rounds.expect(first, UndoForPerson, "its refund was refused (MISSING_FIELD)")
			second := rounds.next(502, serverFailed)
			rounds.expect(second, UndoForPerson, "whether its refund was made is not known")
			third := rounds.next(201, refundedAll)
			rounds.expect(third, UndoForPerson, "whether its refund was made is not known")
			if len(service.bodies) != 2 || service.bodies[0] != service.bodies[1] || !strings.Contains(service.bodies[0], `"transactionId"`) {
				t.Errorf("sent %q", service.bodies)
			}
			if a, b := first.Record.Undo.Refund, second.Record.Undo.Refund; a.ReferenceCode != b.ReferenceCode || a.TransactionID != b.TransactionID || !b.CodeIsUnique || b.NotProcessed {
				t.Errorf("first %+v, second %+v", a, b)
			}
		})
	}
}

// Who reads that the refund was refused must not make it too, while Undo sends it again.
func TestPersonIsToldThatARefusedRefundIsSentAgain(t *testing.T) {
	const left = "a later Undo sends it again; before a refund by hand make sure that no Undo with WithRefundAllowed follows"
	rounds := newUndoRounds(t, lostCapture(), sentCapture())
	first := rounds.next(400, `{"status":"INVALID_REQUEST","reason":"MISSING_FIELD"}`)
	rounds.expect(first, UndoForPerson, "its refund was refused (MISSING_FIELD): "+left)
	if first.AskAgainAt.IsZero() {
		t.Error("no next round")
	}
	second, err := rounds.round(403, "")
	rounds.expect(second, UndoForPerson, "its refund was not made: "+left)
	if !errors.Is(err, ErrForbidden) || !second.Record.Undo.Refund.NotProcessed || second.Record.Undo.Left != second.Left {
		t.Errorf("%v, %+v", err, second.Record.Undo)
	}
	rounds.expect(rounds.next(201, refundedAll), UndoDone, "")
	if len(rounds.service.sent) != 3 {
		t.Errorf("sent %q", rounds.service.sent)
	}
}

// Whatever else a person may do about it by hand, a refund of Undo may follow where it is allowed.
func TestPersonIsToldThatUndoMayRefundToo(t *testing.T) {
	const warning = "before a refund by hand make sure that no Undo with WithRefundAllowed follows"
	captured := map[string]string{"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "7"), "7": queued("7", "ics_bill")}
	authorized := map[string]string{"7": transactionOf("7", "C1", "ics_auth", okResult, "")}
	refused := `{"status":"INVALID_REQUEST","reason":"INVALID_DATA","details":[{"field":"x","reason":"INVALID_DATA"}]}`
	for _, tc := range []struct {
		name    string
		record  CallRecord
		records map[string]string
		options []CallOption
		warned  bool
	}{
		{"a void is refused", lostCapture(), captured, []CallOption{WithRefundAllowed()}, true},
		{"a void is refused, no refund is allowed", lostCapture(), captured, nil, false},
		{"a reversal is refused", lostPayment(), authorized, []CallOption{WithRefundAllowed()}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			rounds := newUndoRounds(t, with(tc.record, func(r *CallRecord) { r.ID = "7" }), &undoReports{reports: reports{records: tc.records}})
			rounds.options = tc.options
			got := rounds.next(400, refused)
			rounds.expect(got, UndoForPerson, "was refused (INVALID_DATA)")
			if strings.Contains(got.Left, warning) != tc.warned {
				t.Error(got.Left)
			}
		})
	}
}

// What was voided in part is not paid back as a whole.
func TestVoidOfAPartIsFollowedByNoRefund(t *testing.T) {
	service := sentCapture()
	sent := service.records["7"]
	service.records["7"] = relatedTo(queued("7", "ics_bill"), "9")
	rounds := newUndoRounds(t, lostCapture(), service)
	rounds.expect(rounds.next(201, `{"id":"20","status":"VOIDED","voidAmountDetails":{"voidAmount":"1.00","currency":"usd"}}`), UndoForPerson, "said 1.00 usd")
	service.records["7"] = sent
	rounds.expect(rounds.next(201, refundedAll), UndoForPerson, "said 1.00 usd")
	if !slices.Equal(service.sent, []string{"captures/7/voids"}) {
		t.Errorf("sent %q", service.sent)
	}
}

// A refund whose answer was lost is looked at for how much it gave back, as its record says.
func TestRefundThatItsRecordShowsInPartDoesNotEndAnUndo(t *testing.T) {
	rounds := newUndoRounds(t, lostCapture(), sentCapture())
	lost := rounds.next(502, serverFailed)
	rounds.expect(lost, UndoOpen, "")
	whole := transactionOf("89", lost.Record.Undo.Refund.ReferenceCode, "ics_credit", okResult+`,"status":"PENDING"`, "")
	rounds.service.rows = []string{strings.Replace(whole, "21.50", "1.00", 1)}
	rounds.service.records["89"] = rounds.service.rows[0]
	rounds.expect(rounds.next(201, refundedAll), UndoForPerson, "said 1.00 USD")
	if len(rounds.service.sent) != 1 {
		t.Errorf("sent %q", rounds.service.sent)
	}
}

// What a person is told to pay back takes into account what went back already, also where Undo is
// not to pay anything back itself.
func TestPersonIsNotToldToRefundWhatWasRefunded(t *testing.T) {
	refund := func(amount string) string {
		return strings.ReplaceAll(transactionOf("8", "R-1", "ics_credit", okResult+`,"status":"PENDING"`, ""), "21.50", amount)
	}
	for _, tc := range []struct {
		name, refund string
		want         UndoState
		left         string
	}{
		{"nothing", "", UndoForPerson, "it was sent to the processor: refund 21.50 USD, by Undo with WithRefundAllowed or"},
		{"a part", refund("10.00"), UndoForPerson, "10.00 USD of its payment were refunded since: refund what is left"},
		{"all", refund("21.50"), UndoDone, ""},
		{"not known", strings.ReplaceAll(refund("1.00"), `"totalAmount":"1.00"`, `"totalAmount":"?"`), UndoForPerson, "its records do not say how much of it was refunded"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := sentCapture()
			if tc.refund != "" {
				service.records["7"] = strings.Replace(service.records["7"], `"relatedTransactions":[`, `"relatedTransactions":[{"href":"/tss/v2/transactions/8"},`, 1)
				service.records["8"] = tc.refund
			}
			rounds := newUndoRounds(t, lostCapture(), service)
			rounds.options = nil
			got := rounds.next(201, refundedAll)
			rounds.expect(got, tc.want, tc.left)
			if !got.AskAgainAt.IsZero() || len(rounds.service.sent) > 0 || tc.want == UndoDone && got.Done != UndoRefund {
				t.Errorf("done by %s, again at %v, sent %q", got.Done, got.AskAgainAt, rounds.service.sent)
			}
		})
	}
}

// An authorization that was captured and paid back since holds nothing that a person should pay back.
func TestPersonIsToldHowMuchOfWhatWasCapturedSinceWasRefunded(t *testing.T) {
	service := &undoReports{reports: reports{records: map[string]string{
		"7": relatedTo(transactionOf("7", "C1", "ics_auth", okResult, ""), "8", "9"),
		"8": transactionOf("8", "O-1", "ics_bill", okResult+`,"status":"TRANSMITTED"`, ""),
		"9": strings.ReplaceAll(transactionOf("9", "O-1", "ics_credit", okResult+`,"status":"PENDING"`, ""), "21.50", "10.00"),
	}}}
	rounds := newUndoRounds(t, with(lostPayment(), func(r *CallRecord) { r.ID = "7" }), service)
	rounds.expect(rounds.next(201, releasedAll), UndoForPerson, "it was captured since, 21.50 USD, and of that 10.00 USD were refunded: void or refund what stands of that")
}

// A round that may not refund does not hide that one before it tried to, and a later one goes on.
func TestWarningOfARefundByUndoStaysInRoundsThatMayNotRefund(t *testing.T) {
	const warning = "before a refund by hand make sure that no Undo with WithRefundAllowed follows"
	rounds := newUndoRounds(t, lostCapture(), sentCapture())
	rounds.expect(rounds.next(400, `{"status":"INVALID_REQUEST","reason":"MISSING_FIELD"}`), UndoForPerson, warning)
	rounds.options = nil
	rounds.expect(rounds.next(201, refundedAll), UndoForPerson, warning)
	rounds.options = []CallOption{WithRefundAllowed()}
	rounds.expect(rounds.next(201, refundedAll), UndoDone, "")
}
