package cybersource

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// reports is a service as far as look-ups see it, and notes what it is asked.
type reports struct {
	records map[string]string // answers by id; what is not there is 404
	rows    []string          // of every search, from their first page on
	counted string            // what a search states; "" for what its rows are
	answer  func(path string) (*http.Response, error)
	calls   []string // path, of a search the query
}

func (s *reports) RoundTrip(r *http.Request) (*http.Response, error) {
	path := strings.TrimPrefix(r.URL.Path, "/tss/v2/")
	var request CreateSearchRequest
	if path == "searches" {
		body, _ := io.ReadAll(r.Body)
		if err := json.Unmarshal(body, &request); err != nil {
			return nil, err
		}
		path = request.Query
	}
	s.calls = append(s.calls, path)
	if s.answer != nil {
		return s.answer(path)
	}
	if id, ok := strings.CutPrefix(path, "transactions/"); ok {
		if record, found := s.records[id]; found {
			return reply(200, record)()
		}
		return reply(404, "")()
	}
	if !strings.Contains(path, "clientReferenceInformation.code:") {
		return nil, fmt.Errorf("a call that moves money: %s", path)
	}
	counted := cmp.Or(s.counted, fmt.Sprintf(`"count":%d,"totalCount":%[1]d,`, len(s.rows)))
	if *orEmpty(request.Offset) > 0 {
		return reply(201, `{`+counted+`"_links":{}}`)()
	}
	return reply(201, fmt.Sprintf(`{%s"_embedded":{"transactionSummaries":[%s]}}`, counted, strings.Join(s.rows, ",")))()
}

const (
	okResult      = `"rCode":"1","rFlag":"SOK","reasonCode":"100"`
	declinedCard  = `"rCode":"0","rFlag":"DCARDREFUSED","reasonCode":"203"`
	systemFailure = `"rCode":"-1","rFlag":"ESYSTEM","reasonCode":"150"`
)

// transactionOf is a record, or a row of a search, of a request that ran one service.
func transactionOf(id, code, application, result, more string) string {
	return fmt.Sprintf(`{"id":%[1]q,"submitTimeUtc":"2026-03-04T05:06:08Z","submitTimeUTC":"2026-03-04T05:06:08Z","clientReferenceInformation":{"code":%[2]q%[5]s},`+
		`"applicationInformation":{%[4]s,"applications":[{"name":%[3]q,%[4]s}]},"orderInformation":{"amountDetails":{"totalAmount":"21.50","currency":"USD"}}}`, id, code, application, result, more)
}

func relatedTo(record string, ids ...string) string {
	links := make([]string, len(ids))
	for i, id := range ids {
		links[i] = fmt.Sprintf(`{"href":"https://elsewhere.example.com/tss/v2/transactions/%s"}`, id)
	}
	return strings.TrimSuffix(record, "}") + `,"_links":{"relatedTransactions":[` + strings.Join(links, ",") + `]}}`
}

// lostPayment is the record of a payment with a code of the client's.
func lostPayment() CallRecord {
	return CallRecord{
		Version: 1, Operation: "CreatePayment", Host: HostTest, MerchantID: goodCredentials.MerchantID,
		ReferenceCode: "C1", CodeIsUnique: true, TransactionID: "T1", Amount: "21.50", Currency: "USD",
		Time: recordTime, SendBy: recordTime.Add(65 * time.Second), QuietAt: recordTime.Add(65*time.Second + 6*time.Minute),
	}
}

func with(r CallRecord, change func(*CallRecord)) CallRecord {
	change(&r)
	return r
}

func newResolver(t *testing.T, s *reports, now time.Time, change func(*Configuration)) *APIClient {
	t.Helper()
	return newTestClient(t, func(c *Configuration) {
		c.Transport, c.Clock, c.Retry.MaxAttempts = s, func() time.Time { return now }, 1
		if change != nil {
			change(c)
		}
	})
}

const search = "clientReferenceInformation.code:C1 AND submitTimeUtc:[1772599867008 TO 1772601732008]"

func TestResolveAdoptsWhatIsCertainlyTheCallsAndNothingElse(t *testing.T) {
	shared := func(r *CallRecord) { r.CodeIsUnique = false }
	known := func(r *CallRecord) { r.ID = "7" }
	order := func(r *CallRecord) { r.Operation, r.PaymentID = "CreateOrderRequest", "9" }
	capture := func(r *CallRecord) { r.Operation, r.PaymentID = "CapturePayment", "9" }
	sale := func(r *CallRecord) { r.Sale = true }
	more := func(r *CallRecord) { r.Amount = "99.00" }
	euros := func(r *CallRecord) { r.Currency = "EUR" }
	ofMerchant := func(id, record string) string { return fmt.Sprintf(`{"merchantId":%q,`, id) + record[1:] }
	captured := transactionOf("7", "C1", "ics_bill", okResult+`,"status":"PENDING"`, "")
	sold := strings.Replace(captured, `"applications":[`, `"applications":[{"name":"ics_auth",`+okResult+`},`, 1)
	approved := transactionOf("7", "C1", "ics_auth", okResult, "")
	for _, tc := range []struct {
		name     string
		record   CallRecord
		records  map[string]string
		rows     []string
		verdict  Verdict
		evidence Evidence
		kind     OutcomeKind
		id       string // adopted
		others   []string
		calls    []string
	}{
		{"by its id", with(lostPayment(), known), map[string]string{"7": approved}, nil,
			VerdictHappened, EvidenceID, OutcomeApproved, "7", nil, []string{"transactions/7"}},
		{"by its id, declined", with(lostPayment(), known), map[string]string{"7": transactionOf("7", "C1", "ics_auth", declinedCard, "")}, nil,
			VerdictHappened, EvidenceID, OutcomeDeclined, "7", nil, []string{"transactions/7"}},
		{"its id is not found, nor is its code", with(lostPayment(), known), nil, nil,
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{"transactions/7", search}},
		{"its id leads to another's record", with(lostPayment(), known), map[string]string{"7": transactionOf("7", "C2", "ics_auth", okResult, "")}, nil,
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{"transactions/7", search}},
		{"its record is a system error", with(lostPayment(), known), map[string]string{"7": transactionOf("7", "C1", "ics_auth", systemFailure, "")}, nil,
			VerdictNotFound, EvidenceNone, 0, "", []string{"7"}, []string{"transactions/7", search}},

		{"by its own code", lostPayment(), map[string]string{"7": approved}, []string{approved},
			VerdictHappened, EvidenceCode, OutcomeApproved, "7", nil, []string{search, "transactions/7"}},
		{"by its own code, approved for less", with(lostPayment(), more), map[string]string{"7": approved}, []string{approved},
			VerdictHappened, EvidenceCode, OutcomePartiallyApproved, "7", nil, []string{search, "transactions/7"}},
		{"by its id, approved for less", with(with(lostPayment(), more), known), map[string]string{"7": approved}, nil,
			VerdictHappened, EvidenceID, OutcomePartiallyApproved, "7", nil, []string{"transactions/7"}},
		{"by its own code, in another currency", with(lostPayment(), euros), map[string]string{"7": approved}, []string{approved},
			VerdictHappened, EvidenceCode, OutcomeUnknown, "7", nil, []string{search, "transactions/7"}},
		{"its id, a refund", with(lostPayment(), known), map[string]string{"7": transactionOf("7", "C1", "ics_credit", okResult+`,"status":"PENDING"`, "")}, nil,
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{"transactions/7", search}},
		{"its id, an increment", with(lostPayment(), known), map[string]string{"7": transactionOf("7", "C1", "ics_incremental_auth", okResult, "")}, nil,
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{"transactions/7", search}},
		{"its id, an authorization for a refund", with(lostPayment(), func(r *CallRecord) { r.Operation, r.ID = "CreateCredit", "7" }), map[string]string{"7": approved}, nil,
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{"transactions/7", search}},
		{"its id, an authentication that failed", with(lostPayment(), known), map[string]string{"7": transactionOf("7", "C1", "ics_pa_enroll", `"rCode":"0","rFlag":"DAUTHENTICATIONFAILED","reasonCode":"476"`, "")}, nil,
			VerdictHappened, EvidenceID, OutcomeDeclined, "7", nil, []string{"transactions/7"}},
		{"its id, a service that is not known", with(lostPayment(), known), map[string]string{"7": transactionOf("7", "C1", "ics_new", okResult+`,"status":"AUTHORIZED"`, "")}, nil,
			VerdictNotFound, EvidenceNone, 0, "", []string{"7"}, []string{"transactions/7", search}},
		{"its id is not found, and a row has it", with(lostPayment(), known), nil, []string{approved},
			VerdictNotFound, EvidenceNone, 0, "", []string{"7"}, []string{"transactions/7", search}},
		{"a sale in another currency", with(with(lostPayment(), euros), sale), map[string]string{"7": sold}, []string{sold},
			VerdictHappened, EvidenceCode, OutcomeUnknown, "7", nil, []string{search, "transactions/7"}},
		{"a record in another currency that leaves it open", with(lostPayment(), euros), map[string]string{"7": transactionOf("7", "C1", "ics_auth", systemFailure, "")}, []string{approved},
			VerdictNotFound, EvidenceNone, 0, "", []string{"7"}, []string{search, "transactions/7"}},
		{"its own code, of another merchant", lostPayment(), map[string]string{"7": ofMerchant("other", approved)}, []string{ofMerchant("other", approved)},
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{search}},
		{"its own code, of another merchant by the record alone", lostPayment(), map[string]string{"7": ofMerchant("other", approved)}, []string{approved},
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{search, "transactions/7"}},
		{"its id, of another merchant", with(lostPayment(), known), map[string]string{"7": ofMerchant("other", approved)}, nil,
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{"transactions/7", search}},
		{"its own code, its merchant in other letters", lostPayment(), map[string]string{"7": ofMerchant("ACME_EU", approved)}, []string{ofMerchant("ACME_EU", approved)},
			VerdictHappened, EvidenceCode, OutcomeApproved, "7", nil, []string{search, "transactions/7"}},
		{"its own code, a capture alone", lostPayment(), map[string]string{"7": captured}, []string{captured},
			VerdictAmbiguous, EvidenceNone, 0, "", []string{"7"}, []string{search, "transactions/7"}},
		{"its transaction id, a capture alone", lostPayment(), map[string]string{"7": transactionOf("7", "C1", "ics_bill", okResult+`,"status":"PENDING"`, `,"transactionId":"T1"`)}, []string{captured},
			VerdictAmbiguous, EvidenceNone, 0, "", []string{"7"}, []string{search, "transactions/7"}},
		{"its id, a capture alone", with(lostPayment(), known), map[string]string{"7": captured}, nil,
			VerdictAmbiguous, EvidenceNone, 0, "", []string{"7"}, []string{"transactions/7", search}},
		{"its own code, and a capture with it", lostPayment(), map[string]string{"7": captured, "8": transactionOf("8", "C1", "ics_auth", okResult, "")}, []string{
			captured, transactionOf("8", "C1", "ics_auth", okResult, "")}, VerdictHappened, EvidenceCode, OutcomeApproved, "8", nil, []string{search, "transactions/7", "transactions/8"}},
		{"a sale by its own code", with(lostPayment(), sale), map[string]string{"7": sold}, []string{captured},
			VerdictHappened, EvidenceCode, OutcomeApproved, "7", nil, []string{search, "transactions/7"}},
		{"a row with null for an id", lostPayment(), nil, []string{transactionOf("null", "C1", "ics_auth", okResult, "")},
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{search}},
		{"a row with an id that is none", lostPayment(), nil, []string{transactionOf("..", "C1", "ics_auth", okResult, "")},
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{search}},
		{"by its own code, its record is on its way", lostPayment(), nil, []string{approved},
			VerdictNotFound, EvidenceNone, 0, "", []string{"7"}, []string{search, "transactions/7"}},
		{"its reversal has its code too", lostPayment(), map[string]string{"7": approved}, []string{transactionOf("8", "C1", "ics_auth_reversal", okResult, ""), approved, transactionOf("6", "C1", "ics_void", okResult, "")},
			VerdictHappened, EvidenceCode, OutcomeApproved, "7", nil, []string{search, "transactions/7"}},
		{"only its reversal is found", lostPayment(), nil, []string{transactionOf("8", "C1", "ics_auth_reversal", okResult, "")},
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{search}},
		{"services that are not known", lostPayment(), map[string]string{"7": transactionOf("7", "C1", "ics_new", okResult, "")}, []string{transactionOf("7", "C1", "ics_new", okResult, "")},
			VerdictAmbiguous, EvidenceNone, 0, "", []string{"7"}, []string{search, "transactions/7"}},
		{"made once and refused once", lostPayment(), map[string]string{"7": approved, "8": transactionOf("8", "C1", "ics_auth", declinedCard, "")},
			[]string{transactionOf("8", "C1", "ics_auth", declinedCard, ""), approved},
			VerdictHappened, EvidenceCode, OutcomeApproved, "7", nil, []string{search, "transactions/8", "transactions/7"}},
		{"made twice", lostPayment(), map[string]string{"7": approved, "8": transactionOf("8", "C1", "ics_auth", okResult, "")},
			[]string{approved, transactionOf("8", "C1", "ics_auth", okResult, "")},
			VerdictAmbiguous, EvidenceNone, 0, "", []string{"7", "8"}, []string{search, "transactions/7", "transactions/8"}},
		{"refused once and open once", lostPayment(), map[string]string{"7": transactionOf("7", "C1", "ics_auth", systemFailure, ""), "8": transactionOf("8", "C1", "ics_auth", declinedCard, "")},
			[]string{transactionOf("7", "C1", "ics_auth", systemFailure, ""), transactionOf("8", "C1", "ics_auth", declinedCard, "")},
			VerdictNotFound, EvidenceNone, 0, "", []string{"7", "8"}, []string{search, "transactions/7", "transactions/8"}},

		{"a single hit of a shared code", with(lostPayment(), shared), map[string]string{"7": approved}, []string{approved},
			VerdictAmbiguous, EvidenceNone, 0, "", []string{"7"}, []string{search, "transactions/7"}},
		{"a shared code, the transaction id shows", with(lostPayment(), shared), map[string]string{"7": transactionOf("7", "C1", "ics_auth", okResult, `,"transactionId":"T1"`)}, []string{approved},
			VerdictHappened, EvidenceTransactionID, OutcomeApproved, "7", nil, []string{search, "transactions/7"}},
		{"a shared code, another's transaction id shows", with(lostPayment(), shared), map[string]string{"7": transactionOf("7", "C1", "ics_auth", okResult, `,"transactionId":"T2"`)}, []string{approved},
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{search, "transactions/7"}},
		{"a shared code, a capture", with(lostPayment(), shared), nil, []string{transactionOf("7", "C1", "ics_bill", okResult, ""), transactionOf("6", "C1", "ics_credit", okResult, "")},
			VerdictAmbiguous, EvidenceNone, 0, "", []string{"7"}, []string{search, "transactions/7"}},

		{"a capture among the related records", with(lostPayment(), capture), map[string]string{
			"9": relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), "8", "7"), "8": transactionOf("8", "O-2", "ics_bill", okResult, ""), "7": transactionOf("7", "C1", "ics_bill", okResult+`,"status":"PENDING"`, ""),
		}, nil, VerdictHappened, EvidenceCode, OutcomeApproved, "7", nil, []string{"transactions/9", "transactions/8", "transactions/7"}},
		{"a void among the related records", with(lostPayment(), func(r *CallRecord) {
			*r = CallRecord{Version: 1, Operation: "VoidCapture", Host: r.Host, MerchantID: r.MerchantID, PaymentID: "9", Time: r.Time, SendBy: r.SendBy, QuietAt: r.QuietAt}
		}), map[string]string{
			"9": relatedTo(transactionOf("9", "O-1", "ics_bill", okResult, ""), "8", "7"), "8": transactionOf("8", "O-1", "ics_void", okResult, ""), "7": transactionOf("7", "O-1", "ics_auth", okResult, ""),
		}, nil, VerdictAmbiguous, EvidenceNone, 0, "", []string{"8"}, []string{"transactions/9", "transactions/8", "transactions/7"}},

		{"its id leads to a record that does not say whose it is", with(lostPayment(), known), map[string]string{"7": strings.Replace(approved, `"id":"7",`, "", 1)}, []string{
			transactionOf("8", "C1", "ics_auth", okResult, "")}, VerdictNotFound, EvidenceNone, 0, "", []string{"8"}, []string{"transactions/7", search, "transactions/8"}},
		{"its id leads to a record with another id", with(lostPayment(), known), map[string]string{"7": strings.Replace(approved, `"7"`, `"9"`, 1), "8": transactionOf("8", "C1", "ics_auth", okResult, "")}, []string{
			transactionOf("8", "C1", "ics_auth", okResult, "")}, VerdictHappened, EvidenceCode, OutcomeApproved, "8", nil, []string{"transactions/7", search, "transactions/8"}},
		{"a repeated reversal that was refused", with(lostPayment(), func(r *CallRecord) {
			r.Operation, r.ID, r.PaymentID, r.CodeIsUnique, r.TransactionID = "AuthReversal", "8", "7", false, ""
		}), map[string]string{"8": transactionOf("8", "C1", "ics_auth_reversal", `"rCode":"0","rFlag":"DINVALIDDATA","reasonCode":"237"`, "")}, nil,
			VerdictHappened, EvidenceID, OutcomeFailed, "8", nil, []string{"transactions/8"}},
		{"an order by its own code", with(lostPayment(), order), map[string]string{
			"9": transactionOf("9", "O-1", "ics_ap_sessions", okResult, ""), "7": transactionOf("7", "C1", "ics_ap_order", okResult+`,"status":"CREATED"`, ""),
		}, []string{transactionOf("7", "C1", "ics_ap_order", okResult, "")}, VerdictHappened, EvidenceCode, OutcomePending, "7", nil, []string{"transactions/9", search, "transactions/7"}},
		{"an order, and what is found is the payment", with(lostPayment(), order), nil, []string{transactionOf("7", "C1", "ics_ap_auth", okResult, "")},
			VerdictNotFound, EvidenceNone, 0, "", nil, []string{"transactions/9", search}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &reports{records: tc.records, rows: tc.rows}
			got, err := newResolver(t, service, recordTime.Add(time.Minute), nil).Resolve(t.Context(), tc.record)
			if err != nil || got.Verdict != tc.verdict || got.Evidence != tc.evidence || got.ID != tc.id || got.Outcome.Kind != tc.kind {
				t.Errorf("%v\n%+v", err, got)
			}
			if (got.Verdict == VerdictHappened) != got.AskAgainAt.IsZero() || got.Record.Looks != 1 || tc.id != "" && got.Record.ID != tc.id {
				t.Errorf("ask again at %v, %+v", got.AskAgainAt, got.Record)
			}
			var others []string
			for _, candidate := range got.Candidates {
				others = append(others, candidate.ID)
			}
			if !slices.Equal(others, tc.others) || !slices.Equal(service.calls, tc.calls) {
				t.Errorf("candidates %q, want %q\ncalls %q\nwant  %q", others, tc.others, service.calls, tc.calls)
			}
		})
	}
}

// A sum that was converted for the payer has two currencies, and its record one of them.
func TestResolveComparesAConvertedSumInTheCurrencyOfTheRecord(t *testing.T) {
	converted := func(amount, currency, otherAmount, otherCurrency string) CallRecord {
		return with(lostPayment(), func(r *CallRecord) {
			r.Amount, r.Currency, r.OtherAmount, r.OtherCurrency = amount, currency, otherAmount, otherCurrency
		})
	}
	approved := transactionOf("7", "C1", "ics_auth", okResult, "") // of 21.50 USD
	inNone := strings.Replace(approved, `,"currency":"USD"`, "", 1)
	for _, tc := range []struct {
		name   string
		call   CallRecord
		record string
		want   OutcomeKind
	}{
		{"the first", converted("21.50", "USD", "20.00", "EUR"), approved, OutcomeApproved},
		{"the first, approved for less", converted("99.00", "USD", "21.50", "EUR"), approved, OutcomePartiallyApproved},
		{"the second", converted("20.00", "EUR", "21.50", "usd"), approved, OutcomeApproved},
		{"the second, approved for less", converted("20.00", "EUR", "99.00", "USD"), approved, OutcomePartiallyApproved},
		{"the second, without an amount", converted("99.00", "EUR", "", "USD"), approved, OutcomeUnknown},
		{"the second, of zero", converted("99.00", "EUR", "0.00", "USD"), approved, OutcomeUnknown},
		{"the first, beside one without an amount", converted("21.50", "USD", "", "EUR"), approved, OutcomeApproved},
		{"a third", converted("21.50", "EUR", "21.50", "GBP"), approved, OutcomeUnknown},
		{"none", converted("99.00", "EUR", "20.00", "GBP"), inNone, OutcomeApproved},
		{"none, approved for less than either", converted("99.00", "EUR", "90.00", "GBP"), inNone, OutcomePartiallyApproved},
		{"none, beside one without an amount", converted("21.50", "EUR", "", "GBP"), inNone, OutcomeUnknown},
	} {
		service := &reports{records: map[string]string{"7": tc.record}, rows: []string{tc.record}}
		got, err := newResolver(t, service, recordTime.Add(time.Hour), nil).Resolve(t.Context(), tc.call)
		if err != nil || got.Verdict != VerdictHappened || got.Outcome.Kind != tc.want || !got.Outcome.HoldsFunds {
			t.Errorf("%s: %v, %v, %+v", tc.name, err, got.Verdict, got.Outcome)
		}
	}
}

// What cannot be read of the second sum of a request leaves out that sum, and not its currency.
func TestResolveApprovesNoConvertedSumThatTheRequestDoesNotName(t *testing.T) {
	for _, foreign := range []string{"", "0.00", "abc", "-90.00", "90,00"} {
		order := orderOf("100.00", "EUR")
		order.AmountDetails.ForeignAmount, order.AmountDetails.ForeignCurrency = foreign, "USD"
		body, err := json.Marshal(&CreatePaymentRequest{OrderInformation: order})
		if err != nil {
			t.Fatal(err)
		}
		call, b := lostPayment(), readRequestBody(body)
		call.take(&b)
		approved := transactionOf("7", "C1", "ics_auth", okResult, "")
		service := &reports{records: map[string]string{"7": approved}, rows: []string{approved}}
		got, err := newResolver(t, service, recordTime.Add(time.Hour), nil).Resolve(t.Context(), call)
		if err != nil || got.Verdict != VerdictHappened || got.Outcome.Kind != OutcomeUnknown || !got.Outcome.HoldsFunds {
			t.Errorf("%q: %v, %v, %+v", foreign, err, got.Verdict, got.Outcome)
		}
	}
}

// The money of a payment in another currency is held, however little is known of it.
func TestResolveOfAnotherCurrencyPresumesMoneyHeld(t *testing.T) {
	approved := transactionOf("7", "C1", "ics_auth", okResult, "")
	service := &reports{records: map[string]string{"7": approved}, rows: []string{approved}}
	euros := with(lostPayment(), func(r *CallRecord) { r.Currency = "EUR" })
	got, err := newResolver(t, service, recordTime.Add(time.Minute), nil).Resolve(t.Context(), euros)
	want := Outcome{HoldsFunds: true, Amount: "21.50", Requested: "21.50", Currency: "USD"}
	if err != nil || got.Outcome != want || got.Amount != "21.50" || got.Currency != "USD" {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, got.Outcome, want)
	}
}

// An id that cannot be one is kept as evidence of an answer. The call is looked up by its code.
func TestResolveAndUndoPassOverAnIDThatIsNone(t *testing.T) {
	approved := transactionOf("7", "C1", "ics_auth", okResult, "")
	for _, id := range []string{"77\x00", " ", "..", "7\n8", "null"} {
		lost := with(lostPayment(), func(r *CallRecord) { r.ID = id })
		service := &undoReports{undo: reversedAnswer}
		service.records, service.rows = map[string]string{"7": approved}, []string{approved}
		client := newResolver(t, nil, recordTime.Add(time.Hour), func(c *Configuration) { c.Transport = service })
		got, err := client.Resolve(t.Context(), lost)
		if err != nil || got.Verdict != VerdictHappened || got.Record.ID != "7" || !slices.Equal(service.calls, []string{search, "transactions/7"}) {
			t.Errorf("%q: %v, %+v, calls %q", id, err, got, service.calls)
		}
		undone, err := client.Undo(t.Context(), lost, func(context.Context, CallRecord) error { return nil })
		if err != nil || undone.State != UndoDone || !slices.Equal(service.sent, []string{"payments/7/reversals"}) {
			t.Errorf("%q: %v, %+v, sent %q", id, err, undone, service.sent)
		}
		service.records, service.rows = nil, nil
		begun(&lost, 1, 6)
		client = newResolver(t, nil, recordTime.Add(time.Hour), func(c *Configuration) { c.TimeoutCalls, c.Transport = true, service })
		if got, err := client.Resolve(t.Context(), lost); err != nil || got.Verdict != VerdictNotFound || got.Record.ID != id {
			t.Errorf("%q: %v, %+v", id, err, got)
		}
	}
}

func reversedAnswer(string) (*http.Response, error) {
	return reply(201, `{"id":"10","status":"REVERSED","reversalAmountDetails":{"reversedAmount":"21.50","currency":"USD"}}`)()
}

// A row whose record cannot be read is no look that found nothing.
func TestRowWithoutAUsableIDConfirmsNoAbsence(t *testing.T) {
	lost := with(lostPayment(), func(r *CallRecord) { begun(r, 1, 6); r.Undo.Absent[1].EmptyLook = false })
	service := &reports{rows: []string{transactionOf("null", "C1", "ics_auth", okResult, "")}}
	got, err := newResolver(t, service, recordTime.Add(time.Hour), func(c *Configuration) { c.TimeoutCalls = true }).Resolve(t.Context(), lost)
	if err != nil || got.Verdict != VerdictNotFound || got.Record.Undo.Absent[1].EmptyLook {
		t.Errorf("%v, %+v, %+v", err, got, got.Record.Undo)
	}
}

// A sale that was approved for less and sent is like one that was approved as asked for.
func TestUndoOfASaleApprovedForLessThatWasSentIsForAPerson(t *testing.T) {
	sent := transactionOf("7", "C1", "ics_bill", okResult+`,"status":"TRANSMITTED"`, "")
	sent = strings.Replace(sent, `"applications":[`, `"applications":[{"name":"ics_auth",`+okResult+`},`, 1)
	service := &undoReports{undo: func(string) (*http.Response, error) { return reply(400, `{"reason":"NOT_VOIDABLE"}`)() }}
	service.records, service.rows = map[string]string{"7": sent}, []string{sent}
	client := newResolver(t, nil, recordTime.Add(time.Hour), func(c *Configuration) { c.Transport = service })
	lost := with(lostPayment(), func(r *CallRecord) { r.Amount, r.Sale = "99.00", true })
	got, err := client.Undo(t.Context(), lost, func(context.Context, CallRecord) error { return nil })
	if err != nil || got.State != UndoForPerson || len(service.sent) > 0 || !strings.Contains(got.Left, "refund 21.50 USD") {
		t.Errorf("%v, %+v, sent %q", err, got, service.sent)
	}
}

// A search without end is left, and what it did not show is no evidence of absence.
func TestResolveLeavesASearchThatNeverEnds(t *testing.T) {
	of := func(code, result string) func(id string) string {
		return func(id string) string { return transactionOf(id, code, "ics_auth", result, "") }
	}
	same := transactionOf("7", "C1", "ics_auth", systemFailure, "")
	for _, tc := range []struct {
		name    string
		code    string
		row     func(id string) string // one on each page
		verdict Verdict
		err     error
		most    int // requests
	}{
		{"the same row again", "C1", func(string) string { return same }, VerdictNotFound, nil, mostIdlePages + 2},
		{"rows of another code", "C1", of("C2", okResult), VerdictNotFound, errEndlessSearch, mostIdlePages},
		{"ever new refusals of the call", "C1", of("C1", declinedCard), VerdictNotFound, errEndlessSearch, 2 * mostLookPages},
		{"ever new payments", "C1", of("C1", okResult), VerdictAmbiguous, nil, 2 * mostLookPages},
		{"rows of others that the client compares", "C 1", of("C2", okResult), VerdictNotFound, errEndlessSearch, mostSearchPages},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service, pages := new(reports), 0
			service.answer = func(path string) (*http.Response, error) {
				if id, ok := strings.CutPrefix(path, "transactions/"); ok {
					return reply(200, tc.row(id))()
				}
				pages++
				return reply(201, fmt.Sprintf(`{"count":1,"totalCount":%d,"_embedded":{"transactionSummaries":[%s]}}`, (pages+1)*searchPage, tc.row(fmt.Sprint(pages))))()
			}
			lost := with(lostPayment(), func(r *CallRecord) { r.ReferenceCode = tc.code; begun(r, 1, 6); r.Undo.Absent[1].EmptyLook = false })
			got, err := newResolver(t, service, recordTime.Add(time.Hour), func(c *Configuration) { c.TimeoutCalls = true }).Resolve(t.Context(), lost)
			if got.Verdict != tc.verdict || !errors.Is(err, tc.err) || errors.Is(err, ErrInvalidRequest) || len(service.calls) > tc.most {
				t.Errorf("%v, %v, %d requests", got.Verdict, err, len(service.calls))
			}
			if got.Record.Undo.Absent[1].EmptyLook || tc.err != nil && !mayLookAgain(err) {
				t.Errorf("%+v, %v", got.Record.Undo, err)
			}
		})
	}
}

// The payment that stands may be what was not seen beside a refusal, or not recognized.
func TestResolveAdoptsNoRefusalBesideWhatMayStand(t *testing.T) {
	refused := func(application string) string { return transactionOf("8", "C1", application, declinedCard, "") }
	bare := strings.Replace(transactionOf("7", "C1", "", "", ""), `"applicationInformation":{,"applications":[{"name":"",}]}`, `"status":"AUTHORIZED"`, 1)
	unnamed := strings.Replace(transactionOf("7", "C1", "", okResult, ""), `"applications":[{"name":"",`+okResult+`}]`, `"applications":[]`, 1)
	capture := func(r *CallRecord) { r.Operation, r.PaymentID = "CapturePayment", "9" }
	payment := func(related ...string) string {
		return relatedTo(transactionOf("9", "O-1", "ics_auth", okResult, ""), related...)
	}
	const counted = `"count":2,"totalCount":2,`
	for _, tc := range []struct {
		name       string
		record     CallRecord
		records    map[string]string
		counted    string // of the search; "" for what its rows are
		rows       []string
		verdict    Verdict
		candidates int
	}{
		{"a row whose id is none", lostPayment(), map[string]string{"8": refused("ics_auth")}, "",
			[]string{refused("ics_auth"), transactionOf("null", "C1", "ics_auth", okResult, "")}, VerdictNotFound, 1},
		{"a row that is counted and not shown", lostPayment(), map[string]string{"8": refused("ics_auth")}, counted,
			[]string{refused("ics_auth")}, VerdictNotFound, 1},
		{"a search that does not say that it has ended", lostPayment(), map[string]string{"8": refused("ics_auth")}, " ",
			[]string{refused("ics_auth")}, VerdictNotFound, 1},
		{"a service that is not known", lostPayment(), map[string]string{"8": refused("ics_auth"), "7": transactionOf("7", "C1", "ics_new", okResult, "")}, "",
			[]string{refused("ics_auth"), transactionOf("7", "C1", "ics_new", okResult, "")}, VerdictAmbiguous, 2},
		{"no service named", lostPayment(), map[string]string{"8": refused("ics_auth"), "7": unnamed}, "", []string{refused("ics_auth"), unnamed}, VerdictAmbiguous, 2},
		{"a status alone", lostPayment(), map[string]string{"8": refused("ics_auth"), "7": bare}, "", []string{refused("ics_auth"), bare}, VerdictAmbiguous, 2},
		{"a capture with its code", lostPayment(), map[string]string{"8": refused("ics_auth"), "7": transactionOf("7", "C1", "ics_bill", okResult, "")}, "",
			[]string{refused("ics_auth"), transactionOf("7", "C1", "ics_bill", okResult, "")}, VerdictAmbiguous, 2},
		{"its id is not found", with(lostPayment(), func(r *CallRecord) { r.ID = "7" }), map[string]string{"8": refused("ics_auth")}, "",
			[]string{refused("ics_auth")}, VerdictNotFound, 1},
		{"its id leads to another operation", with(lostPayment(), func(r *CallRecord) { r.ID = "7" }), map[string]string{"8": refused("ics_auth"), "7": transactionOf("7", "C1", "ics_credit", okResult, "")}, "",
			[]string{refused("ics_auth")}, VerdictNotFound, 1},
		{"a related record that is not found", with(lostPayment(), capture), map[string]string{"9": payment("8", "7"), "8": refused("ics_bill")}, "",
			[]string{refused("ics_bill")}, VerdictNotFound, 1},
		{"a related record that is not found, and its row", with(lostPayment(), capture), map[string]string{"9": payment("8", "7"), "8": refused("ics_bill")}, "",
			[]string{refused("ics_bill"), transactionOf("7", "C1", "ics_bill", okResult, "")}, VerdictNotFound, 2},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &reports{records: tc.records, rows: tc.rows, counted: tc.counted}
			got, err := newResolver(t, service, recordTime.Add(time.Hour), nil).Resolve(t.Context(), tc.record)
			if err != nil || got.Verdict != tc.verdict || len(got.Candidates) != tc.candidates || got.AskAgainAt.IsZero() != (tc.verdict == VerdictAmbiguous) {
				t.Errorf("%v, %+v", err, got)
			}
		})
	}
}

// A candidate that moved nothing changes nothing about a refusal of the call.
func TestResolveAdoptsARefusalBesideACandidateThatMovedNothing(t *testing.T) {
	refused := transactionOf("8", "C1", "ics_auth", declinedCard, `,"transactionId":"T1"`)
	other := transactionOf("7", "C1", "ics_auth", declinedCard, "")
	service := &reports{records: map[string]string{"8": refused, "7": other}, rows: []string{other, refused}}
	got, err := newResolver(t, service, recordTime.Add(time.Hour), nil).Resolve(t.Context(), with(lostPayment(), func(r *CallRecord) { r.CodeIsUnique = false }))
	if err != nil || got.Verdict != VerdictHappened || got.ID != "8" || got.Outcome.Kind != OutcomeDeclined {
		t.Errorf("%v, %+v", err, got)
	}
}

// Only a search that says that there is nothing, and a look at all that is named, confirm an absence.
func TestLookThatMayNotHaveSeenAllConfirmsNoAbsence(t *testing.T) {
	capture := func(r *CallRecord) { r.Operation, r.PaymentID = "CapturePayment", "9" }
	codeless := func(r *CallRecord) { capture(r); r.ReferenceCode, r.CodeIsUnique = "", false }
	payment := transactionOf("9", "O-1", "ics_auth", okResult, "")
	for _, tc := range []struct {
		name      string
		record    CallRecord
		records   map[string]string
		status    int
		search    string
		confirmed bool
	}{
		{"count and total of 0", lostPayment(), nil, 201, `{"count":0,"totalCount":0}`, true},
		{"a count of 0", lostPayment(), nil, 201, `{"count":0}`, true},
		{"a count of 0 under 404", lostPayment(), nil, 404, `{"count":0}`, true},
		{"a total of 0", lostPayment(), nil, 201, `{"totalCount":0}`, true},
		{"a total of 1", lostPayment(), nil, 201, `{"totalCount":1}`, false},
		{"a count and a total of 1", lostPayment(), nil, 201, `{"count":1,"totalCount":1,"_embedded":{"transactionSummaries":null}}`, false},
		{"a count of 0 and a total of 5 under 404", lostPayment(), nil, 404, `{"count":0,"totalCount":5}`, false},
		{"nothing stated", lostPayment(), nil, 201, `{}`, false},
		{"not answered yet", lostPayment(), nil, 202, `{"status":"PENDING"}`, false},
		{"a failure", lostPayment(), nil, 201, `{"status":"SERVER_ERROR","reason":"SYSTEM_ERROR"}`, false},
		{"errors", lostPayment(), nil, 200, `{"errors":[{"type":"internalError"}]}`, false},
		{"the answer to another search", lostPayment(), nil, 201, `{"count":0,"totalCount":0,"query":"clientReferenceInformation.code:C2"}`, false},
		{"no related records", with(lostPayment(), capture), map[string]string{"9": payment}, 201, `{"count":0}`, true},
		{"a related record that is not found", with(lostPayment(), capture), map[string]string{"9": relatedTo(payment, "7")}, 201, `{"count":0}`, false},
		{"no related records, and no code", with(lostPayment(), codeless), map[string]string{"9": payment}, 201, "", true},
		{"a payment that is not found, and no code", with(lostPayment(), codeless), nil, 201, "", false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &reports{}
			service.answer = func(path string) (*http.Response, error) {
				if id, ok := strings.CutPrefix(path, "transactions/"); !ok {
					return reply(tc.status, tc.search)()
				} else if record, found := tc.records[id]; found {
					return reply(200, record)()
				}
				return reply(404, "")()
			}
			client := newResolver(t, service, recordTime.Add(time.Hour), func(c *Configuration) { c.TimeoutCalls = true })
			lost := with(tc.record, func(r *CallRecord) { begun(r, 1, 6); r.Undo.Absent[1].EmptyLook = false })
			got, err := client.Resolve(t.Context(), lost)
			if err != nil || got.Record.Undo.Absent[1].EmptyLook != tc.confirmed || (got.Verdict == VerdictNone) != tc.confirmed || got.AskAgainAt.IsZero() != tc.confirmed {
				t.Errorf("%v, %+v, %+v", err, got, got.Record.Undo)
			}
			begun(&lost, 1, 6) // both were confirmed before
			if got, err = client.Resolve(t.Context(), lost); err != nil || (got.Verdict == VerdictNone) != tc.confirmed {
				t.Errorf("confirmed before: %v, %+v", err, got)
			}
		})
	}
}

func TestResolveOfACallThatWasNeverSentAsksNobody(t *testing.T) {
	service := &reports{}
	got, err := newResolver(t, service, recordTime, nil).Resolve(t.Context(), with(lostPayment(), func(r *CallRecord) { r.NotProcessed = true }))
	if err != nil || got.Verdict != VerdictNeverSent || len(service.calls) > 0 || !got.AskAgainAt.IsZero() {
		t.Errorf("%+v, %v, %q", got, err, service.calls)
	}
}

func TestResolveRefusesARecordThatCannotBeItsOwn(t *testing.T) {
	for _, tc := range []struct {
		want   string
		change func(*CallRecord)
	}{
		{"Version is 0 or less, as in no record that this library has written", func(r *CallRecord) { r.Version = 0 }},
		{"Version is 0 or less, as in no record that this library has written", func(r *CallRecord) { r.Version = -1 }},
		{"Version is newer than this library reads", func(r *CallRecord) { r.Version = 3 }},
		{"Operation is empty", func(r *CallRecord) { r.Operation = "" }},
		{"Host is empty", func(r *CallRecord) { r.Host = "" }},
		{"Host is not the host of this client: api.cybersource.com", func(r *CallRecord) { r.Host = HostProduction }},
		{"MerchantID is not the merchant of this call, which WithMerchantID can name: other", func(r *CallRecord) { r.MerchantID = "other" }},
		{"ReferenceCode is empty, and so is everything else that the call could be found by; CodeIsUnique is true without a ReferenceCode",
			func(r *CallRecord) { r.ReferenceCode, r.TransactionID = "", "" }},
		{"ID is not an id, and there is nothing else that the call could be found by", func(r *CallRecord) {
			r.ID, r.ReferenceCode, r.CodeIsUnique, r.TransactionID = "..", "", false, ""
		}},
		{"PaymentID has white space at an end", func(r *CallRecord) { r.PaymentID = "7 " }},
		{"Amount is not an amount; Currency is not a currency", func(r *CallRecord) { r.Amount, r.Currency = "1,50", "Euro" }},
		{"OtherAmount is not an amount; OtherCurrency is not a currency", func(r *CallRecord) { r.OtherAmount, r.OtherCurrency = "1,50", "Euro" }},
		{"Time is empty", func(r *CallRecord) { r.Time = time.Time{} }},
		{"Time is in the future", func(r *CallRecord) {
			r.Time, r.SendBy, r.QuietAt = r.Time.AddDate(1, 0, 0), r.Time.AddDate(1, 0, 0), r.Time.AddDate(1, 0, 0)
		}},
		{"SendBy is before Time", func(r *CallRecord) { r.SendBy = r.Time.Add(-1) }},
		{"QuietAt is before SendBy", func(r *CallRecord) { r.QuietAt = r.SendBy.Add(-1) }},
		{"Undo.Begun is empty; Undo.Absent[1].At is empty; Undo.Absent[2].At is in the future", func(r *CallRecord) {
			r.Undo = &UndoRecord{Absent: []AbsentAnswer{{At: recordTime}, {}, {At: recordTime.AddDate(1, 0, 0)}}}
		}},
		{"Undo.Refund.Operation is not that of a refund", func(r *CallRecord) {
			r.Undo = &UndoRecord{Begun: recordTime, Refund: &CallRecord{Operation: "CreatePayment"}}
		}},
		{"Undo.Begun is in the future", func(r *CallRecord) { r.Undo = &UndoRecord{Begun: recordTime.AddDate(1, 0, 0)} }},
	} {
		service := &reports{}
		_, err := newResolver(t, service, recordTime, nil).Resolve(t.Context(), with(lostPayment(), tc.change))
		if err == nil || err.Error() != "resolve: invalid request: "+tc.want || !errors.Is(err, ErrInvalidRequest) || len(service.calls) > 0 {
			t.Errorf("%v\nwant %s", err, tc.want)
		}
	}
	for _, client := range []*APIClient{nil, {}} {
		if _, err := client.Resolve(t.Context(), lostPayment()); !errors.Is(err, ErrInvalidRequest) {
			t.Error(err)
		}
	}
}

func TestResolveUntilDecidedWaitsAsTheServiceAdvises(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	now, service := recordTime, &reports{}
	var waits []time.Duration
	var stored []int
	client := newResolver(t, service, now, func(c *Configuration) {
		c.Clock = func() time.Time { return now }
		c.Retry.Sleep = func(ctx context.Context, d time.Duration) error {
			if now = now.Add(d); len(waits) == 8 {
				cancel()
			}
			waits = append(waits, d)
			return ctx.Err()
		}
	})
	got, err := client.ResolveUntilDecided(ctx, lostPayment(), func(_ context.Context, r CallRecord) error {
		stored = append(stored, r.Looks)
		return nil
	})
	five := 5 * time.Minute
	if want := []time.Duration{6 * time.Second, five, five, five, five, five, time.Hour, time.Hour, time.Hour}; !slices.Equal(waits, want) {
		t.Errorf("waits %v", waits)
	}
	if !errors.Is(err, context.Canceled) || got.Verdict != VerdictNotFound || !slices.Equal(stored, []int{1, 2, 3, 4, 5, 6, 7, 8, 9}) || !got.Record.FirstLook.Equal(recordTime) {
		t.Errorf("%+v, %v, stored %v", got, err, stored)
	}
}

func TestResolveUntilDecidedEndsWhenItIsDecidedOrCannotLook(t *testing.T) {
	full := errors.New("disk full")
	approved := transactionOf("7", "C1", "ics_auth", okResult, "")
	for _, tc := range []struct {
		name    string
		answers []func() (*http.Response, error)
		save    error
		verdict Verdict
		err     error
		calls   int
	}{
		{"no answer, then found", []func() (*http.Response, error){lostAnswer, reply(502, ""), reply(404, ""), reply(201, `{"count":0}`), reply(200, approved)}, nil, VerdictHappened, nil, 5},
		{"another record, then its own", []func() (*http.Response, error){reply(200, strings.Replace(approved, `"7"`, `"8"`, 1)), reply(201, `{"count":0}`), reply(200, approved)}, nil, VerdictHappened, nil, 3},
		{"not allowed to look", []func() (*http.Response, error){reply(403, "")}, nil, VerdictNotFound, ErrForbidden, 1},
		{"the record cannot be stored", []func() (*http.Response, error){reply(200, approved)}, full, VerdictHappened, full, 1},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &reports{}
			service.answer = func(string) (*http.Response, error) {
				if len(service.calls) > len(tc.answers) {
					return reply(403, "")()
				}
				return tc.answers[len(service.calls)-1]()
			}
			got, err := newResolver(t, service, recordTime, nil).ResolveUntilDecided(t.Context(), with(lostPayment(), func(r *CallRecord) { r.ID = "7" }),
				func(context.Context, CallRecord) error { return tc.save })
			if got.Verdict != tc.verdict || !errors.Is(err, tc.err) || len(service.calls) != tc.calls {
				t.Errorf("%+v, %v, calls %q", got, err, service.calls)
			}
		})
	}
}

func TestVerdictsAndEvidenceAreTextInJSON(t *testing.T) {
	type both struct {
		V Verdict
		E Evidence
	}
	want := both{VerdictAmbiguous, EvidenceCode}
	text, err := json.Marshal(want)
	var again both
	if err != nil || string(text) != `{"V":"ambiguous","E":"reference code"}` || json.Unmarshal(text, &again) != nil || again != want {
		t.Errorf("%s, %v, %v", text, err, again)
	}
	if err := json.Unmarshal([]byte(`{"V":"paid"}`), &again); err == nil {
		t.Error("a verdict that is none was read")
	}
}
