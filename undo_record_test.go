package cybersource

import (
	"encoding/json"
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
)

// begun gives a record the intent to undo it, with answers that the service has none at
// minutes after QuietAt.
func begun(r *CallRecord, minutes ...int) {
	r.Undo = &UndoRecord{Begun: r.Time}
	for _, m := range minutes {
		r.Undo.Absent = append(r.Undo.Absent, AbsentAnswer{At: r.QuietAt.Add(time.Duration(m) * time.Minute), EmptyLook: true})
	}
}

func TestServiceHasNoneOnlyUnderAllConditions(t *testing.T) {
	for _, tc := range []struct {
		name   string
		change func(*CallRecord)
		rows   []string
		want   Verdict
	}{
		{"two answers, five minutes apart", func(r *CallRecord) { begun(r, 1, 6) }, nil, VerdictNone},
		{"of three, two that are far enough apart", func(r *CallRecord) { begun(r, 1, 3, 6) }, nil, VerdictNone},
		{"a record of it was refused", func(r *CallRecord) { begun(r, 1, 6) },
			[]string{transactionOf("7", "C1", "ics_auth", `"rCode":"0","rFlag":"DINVALIDDATA","reasonCode":"102"`, "")}, VerdictNone},
		{"no answer", func(r *CallRecord) { begun(r) }, nil, VerdictNotFound},
		{"one answer", func(r *CallRecord) { begun(r, 1) }, nil, VerdictNotFound},
		{"less than five minutes apart", func(r *CallRecord) { begun(r, 1, 5) }, nil, VerdictNotFound},
		{"one of them before the call was quiet", func(r *CallRecord) { begun(r, -1, 6) }, nil, VerdictNotFound},
		{"one of them when the call was quiet to the moment", func(r *CallRecord) { begun(r, 0, 6) }, nil, VerdictNotFound},
		{"a timeout call whose answer was lost may arrive yet", func(r *CallRecord) { begun(r, 1, 6); r.Undo.Call = &CallRecord{QuietAt: r.QuietAt.Add(3 * time.Hour)} }, nil, VerdictNotFound},
		{"a timeout call whose answer was lost is quiet", func(r *CallRecord) { begun(r, 1, 6); r.Undo.Call = &CallRecord{QuietAt: r.QuietAt.Add(time.Hour)} }, nil, VerdictNone},
		{"an id is known", func(r *CallRecord) { begun(r, 1, 6); r.ID = "7" }, nil, VerdictNotFound},
		{"a call that no timeout call finds", func(r *CallRecord) { begun(r, 1, 6); r.Operation = "IncrementAuth" }, nil, VerdictNotFound},
		{"it is there after all", func(r *CallRecord) { begun(r, 1, 6) }, []string{transactionOf("7", "C1", "ics_auth", okResult, "")}, VerdictHappened},
		{"another one may be it", func(r *CallRecord) { begun(r, 1, 6); r.CodeIsUnique = false },
			[]string{transactionOf("7", "C1", "ics_auth", okResult, "")}, VerdictAmbiguous},
		{"no look-up found nothing after one of them", func(r *CallRecord) {
			begun(r, 1, 6)
			r.Undo.Absent[1] = AbsentAnswer{At: r.QuietAt.Add(time.Hour * 2)} // asked after this look
		}, nil, VerdictNotFound},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &reports{rows: tc.rows, records: map[string]string{}}
			for _, row := range tc.rows {
				service.records["7"] = row
			}
			record := with(lostPayment(), tc.change)
			record.Time = record.Time.Add(-time.Second)
			client := newResolver(t, service, record.QuietAt.Add(2*time.Hour-time.Minute), func(c *Configuration) { c.TimeoutCalls = true })
			got, err := client.Resolve(t.Context(), record)
			if err != nil || got.Verdict != tc.want || (tc.want == VerdictNotFound) == got.AskAgainAt.IsZero() {
				t.Errorf("%v\n%+v", err, got)
			}
			without := newResolver(t, service, record.QuietAt.Add(2*time.Hour-time.Minute), nil)
			if got, err := without.Resolve(t.Context(), record); err != nil || got.Verdict == VerdictNone {
				t.Errorf("of an account without timeout calls: %v, %+v", err, got)
			}
		})
	}
}

func TestLookUpThatFoundNothingConfirmsEarlierAnswersOnly(t *testing.T) {
	record := with(lostPayment(), func(r *CallRecord) {
		begun(r, 1, 3)
		r.Undo.Absent[0].EmptyLook = false
		r.Undo.Absent[1].EmptyLook = false
	})
	for _, tc := range []struct {
		name   string
		change func(*CallRecord)
		answer func(string) (*http.Response, error)
		want   bool
	}{
		{"found nothing", func(*CallRecord) {}, nil, true},
		{"cannot search", func(r *CallRecord) { r.ReferenceCode, r.CodeIsUnique = "", false }, nil, false},
		{"was answered by another's record", func(r *CallRecord) { r.ID = "7" }, func(path string) (*http.Response, error) {
			if strings.HasPrefix(path, "transactions/") {
				return reply(200, transactionOf("8", "C1", "ics_auth", okResult, ""))()
			}
			return reply(201, `{"count":0}`)()
		}, false},
		{"was answered by nobody's record", func(r *CallRecord) { r.ID = "7" }, func(path string) (*http.Response, error) {
			if strings.HasPrefix(path, "transactions/") {
				return reply(200, `{}`)()
			}
			return reply(201, `{"count":0}`)()
		}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got, _ := newResolver(t, &reports{answer: tc.answer}, record.QuietAt.Add(2*time.Minute), nil).Resolve(t.Context(), with(record.clone(), tc.change))
			if absent := got.Record.Undo.Absent; absent[0].EmptyLook != tc.want || absent[1].EmptyLook {
				t.Errorf("%+v", absent)
			}
		})
	}
	if record.Undo.Absent[0].EmptyLook {
		t.Error("the record of the caller was changed")
	}
}

func TestCallThatIsBeingUndoneIsNeverPaid(t *testing.T) {
	approved := transactionOf("7", "C1", "ics_auth", okResult, "")
	undoneBy := func(call UndoCall) func(*CallRecord) {
		return func(r *CallRecord) { begun(r); r.Undo.Ended, r.Undo.Done = UndoDone, call }
	}
	for _, tc := range []struct {
		name   string
		record string
		change func(*CallRecord)
		want   Outcome
	}{
		{"not yet undone", approved, func(r *CallRecord) { begun(r) }, Outcome{HoldsFunds: true, Amount: "21.50", Requested: "21.50", Currency: "USD"}},
		{"arrived after it was given up", approved, func(r *CallRecord) { begun(r, 1, 6); r.Undo.Ended = UndoNothing },
			Outcome{HoldsFunds: true, Amount: "21.50", Requested: "21.50", Currency: "USD"}},
		{"reversed", approved, undoneBy(UndoReversal), Outcome{Kind: OutcomeUndone, Money: MoneyBack, Advice: AdviceNone, Amount: "21.50", Requested: "21.50", Currency: "USD"}},
		{"voided", approved, undoneBy(UndoVoid), Outcome{Kind: OutcomeUndone, Money: MoneyStopped, Advice: AdviceNone, Amount: "21.50", Requested: "21.50", Currency: "USD"}},
		{"declined", transactionOf("7", "C1", "ics_auth", declinedCard, ""), func(r *CallRecord) { begun(r) }, Outcome{Kind: OutcomeDeclined, Reason: "GENERAL_DECLINE", Money: MoneyUntouched, Requested: "21.50", Currency: "USD"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			service := &reports{records: map[string]string{"7": tc.record}, rows: []string{tc.record}}
			got, err := newResolver(t, service, recordTime.Add(time.Hour), nil).Resolve(t.Context(), with(lostPayment(), tc.change))
			got.Outcome.Reason, tc.want.Reason = "", ""
			if tc.want.Kind == OutcomeDeclined {
				tc.want.Advice = got.Outcome.Advice
			}
			if err != nil || got.Verdict != VerdictHappened || got.ID != "7" || got.Outcome != tc.want {
				t.Errorf("%v, %v\ngot  %+v\nwant %+v", err, got.Verdict, got.Outcome, tc.want)
			}
		})
	}
}

// What is stored today is read in a year, and what was stored by the version before too.
func TestVoidThatUndoHasRepeatedIsShownAsItIs(t *testing.T) {
	void := transactionOf("7", "C1", "ics_void", okResult, "")
	lost := with(lostPayment(), func(r *CallRecord) { r.Operation, r.PaymentID = "VoidPayment", "6" })
	service := &reports{records: map[string]string{"6": relatedTo(transactionOf("6", "C0", "ics_auth", okResult, ""), "7"), "7": void}}
	client := newResolver(t, service, recordTime.Add(time.Hour), nil)
	before, err := client.Resolve(t.Context(), lost)
	if err != nil || before.Verdict != VerdictHappened {
		t.Fatalf("%v, %+v", err, before)
	}
	begun(&lost)
	lost.Undo.Ended, lost.Undo.Done = UndoDone, UndoVoid
	if after, err := client.Resolve(t.Context(), lost); err != nil || after.Outcome != before.Outcome {
		t.Errorf("%v\ngot  %+v\nwant %+v", err, after.Outcome, before.Outcome)
	}
}

func TestJSONOfAnUndoIsStable(t *testing.T) {
	at := recordTime
	record := CallRecord{
		Version: 2, Operation: "CreatePayment", Host: HostTest, ReferenceCode: "C", Time: at, SendBy: at, QuietAt: at,
		Undo: &UndoRecord{
			Begun: at, Ended: UndoForPerson, Done: UndoVoid, Voided: true, Released: true,
			Call:   &CallRecord{Version: 2, Operation: "VoidPayment", Host: HostTest, PaymentID: "7", Time: at, SendBy: at, QuietAt: at},
			Absent: []AbsentAnswer{{At: at, EmptyLook: true}, {At: at}},
		},
	}
	const call = `,"host":"apitest.cybersource.com"`
	const times = `"time":"2026-03-04T05:06:07.008Z","sendBy":"2026-03-04T05:06:07.008Z","quietAt":"2026-03-04T05:06:07.008Z"`
	const want = `{"version":2,"operation":"CreatePayment"` + call + `,"referenceCode":"C",` + times + `,"undo":{"begun":"2026-03-04T05:06:07.008Z",` +
		`"ended":"for a person","done":"void","voided":true,"released":true,"call":{"version":2,"operation":"VoidPayment"` + call + `,"paymentId":"7",` + times +
		`},"absent":[{"at":"2026-03-04T05:06:07.008Z","emptyLook":true},{"at":"2026-03-04T05:06:07.008Z","emptyLook":false}]}}`
	text, err := json.Marshal(record)
	if err != nil || string(text) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, text, want)
	}
	var again CallRecord
	if err := json.Unmarshal(text, &again); err != nil || !reflect.DeepEqual(again, record) || !reflect.DeepEqual(record.clone(), record) {
		t.Errorf("%v, %+v", err, again)
	}
	open, _ := json.Marshal(CallRecord{Undo: &UndoRecord{Begun: at}})
	if !strings.Contains(string(open), `"undo":{"begun":"2026-03-04T05:06:07.008Z"}`) {
		t.Errorf("%s", open)
	}
}

func TestRecordsOfTheFormatBeforeAreRead(t *testing.T) {
	var record CallRecord
	const first = `{"version":1,"operation":"CreatePayment","host":"apitest.cybersource.com","merchantId":"acme_eu","referenceCode":"C1","codeIsUnique":true,` +
		`"transactionId":"T1","amount":"21.50","currency":"USD","time":"2026-03-04T05:06:07.008Z","sendBy":"2026-03-04T05:07:12.008Z","quietAt":"2026-03-04T05:13:12.008Z","looks":2}`
	if err := json.Unmarshal([]byte(first), &record); err != nil {
		t.Fatal(err)
	}
	got, err := newResolver(t, &reports{}, recordTime.Add(time.Hour), nil).Resolve(t.Context(), record)
	if err != nil || got.Verdict != VerdictNotFound || got.Record.Looks != 3 {
		t.Errorf("%v, %+v", err, got)
	}
}

func TestStatesOfAnUndoAreTextInJSON(t *testing.T) { mustReadWords[UndoState](t, len(undoStateWords)) }

func TestUndoRefusesWhatItCannotDo(t *testing.T) {
	client := newResolver(t, &reports{}, recordTime, nil)
	for _, tc := range []struct {
		want   string
		change func(*CallRecord)
	}{
		{"undo: invalid request: save is nil", func(*CallRecord) {}},
		{"undo: invalid request: Host is not the host of this client: api.cybersource.com", func(r *CallRecord) { r.Host = HostProduction }},
		{"undo: invalid request: Version is newer than this library reads", func(r *CallRecord) { r.Version = 3 }},
	} {
		if _, err := client.Undo(t.Context(), with(lostPayment(), tc.change), nil); err == nil || err.Error() != tc.want || !errors.Is(err, ErrInvalidRequest) {
			t.Errorf("%v, want %s", err, tc.want)
		}
	}
}
