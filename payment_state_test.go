package cybersource

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
)

// recordStore answers GetTransaction from records by their ids, and 404 for all others.
type recordStore map[string]string

func (s recordStore) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Host != "apitest.cybersource.com" {
		return nil, errors.New("asked of another host")
	}
	status, body := http.StatusOK, s[path.Base(r.URL.Path)]
	if body == "" {
		status = http.StatusNotFound
	}
	return &http.Response{
		StatusCode: status, Header: http.Header{}, Request: r, ContentLength: int64(len(body)),
		ProtoMajor: 1, ProtoMinor: 1, Body: io.NopCloser(strings.NewReader(body)),
	}, nil
}

// keep adds a record of one service of the payment 1, with links to the others that are there.
func (s recordStore) keep(id, name, status, amount, more string) {
	related := []string{`{"href":"https://elsewhere.example/tss/v2/transactions/1"}`}
	for other := range s {
		related = append(related, fmt.Sprintf(`{"href":"https://elsewhere.example/tss/v2/transactions/%s","method":"GET"}`, other))
	}
	slices.Sort(related)
	var services []string
	for one := range strings.SplitSeq(name, " ") {
		services = append(services, ran(one))
	}
	record := recordText(recordOK, status, more+`,"rootId":"1","_links":{"relatedTransactions":[`+strings.Join(related, ",")+`]}`, services...)
	s[id] = strings.NewReplacer(`"id":"7"`, fmt.Sprintf(`"id":%q`, id), "102.21", amount).Replace(record)
}

func (s recordStore) read(t *testing.T, id string) (*PaymentState, error) {
	t.Helper()
	client := newTestClient(t, func(cfg *Configuration) { cfg.Transport, cfg.Retry.MaxAttempts = s, 1 })
	return client.PaymentState(t.Context(), id)
}

// step is one record: id, services, status, amount, and what else it has.
type step [5]string

func TestPaymentStateIsTheSumOfItsRecords(t *testing.T) {
	auth := step{"1", "ics_auth", "", "100.00", ""}
	part := func(id, amount, number, of string) step {
		return step{id, "ics_bill", "PENDING", amount, `,"processingInformation":{"captureOptions":{"captureSequenceNumber":` + number + `,"totalCaptureCount":` + of + `}}`}
	}
	declined := strings.NewReplacer(`"7"`, `"1"`).Replace(recordText("203 0 DCARDREFUSED", "", "", application("ics_auth", "203", "0", "DCARDREFUSED")))
	for _, tc := range []struct {
		name  string
		steps []step
		want  string // authorized, held, captured, voided, reversed, refunded
	}{
		{"authorized", []step{auth}, "100.00 100.00 0.00 0.00 0.00 0.00"},
		{"incremented", []step{auth, {"2", "ics_incremental_auth", "", "20.5", ""}}, "120.50 120.50 0.00 0.00 0.00 0.00"},
		{"captured", []step{auth, {"2", "ics_bill", "PENDING", "100.00", ""}}, "100.00 0.00 100.00 0.00 0.00 0.00"},
		{"captured in part, which releases the rest", []step{auth, {"2", "ics_bill", "TRANSMITTED", "60.00", ""}}, "100.00 0.00 60.00 0.00 0.00 0.00"},
		{"captured in part, others to follow", []step{auth, part("2", "60.00", "1", "3")}, "100.00 40.00 60.00 0.00 0.00 0.00"},
		{"captured in parts", []step{auth, part("2", "60.00", "1", "3"), part("3", "10.00", "2", "3")}, "100.00 30.00 70.00 0.00 0.00 0.00"},
		{"captured in parts, the last", []step{auth, part("2", "60.00", "1", "2"), part("3", "10.00", "2", "2")}, "100.00 0.00 70.00 0.00 0.00 0.00"},
		{"capture voided, which restores the hold", []step{auth, {"2", "ics_bill", "VOIDED", "60.00", ""}, {"3", "ics_void", "VOIDED", "60.00", ""}}, "100.00 100.00 0.00 60.00 0.00 0.00"},
		{"voided and reversed", []step{auth, {"2", "ics_bill", "VOIDED", "60.00", ""}, {"3", "ics_void", "VOIDED", "60.00", ""}, {"4", "ics_auth_reversal", "REVERSED", "100.00", ""}}, "100.00 0.00 0.00 60.00 100.00 0.00"},
		{"reversed", []step{auth, {"2", "ics_auth_reversal", "REVERSED", "100.00", ""}}, "100.00 0.00 0.00 0.00 100.00 0.00"},
		{"reversed in part", []step{auth, {"2", "ics_auth_reversal", "PARTIALLY_REVERSED", "30.00", ""}}, "100.00 70.00 0.00 0.00 30.00 0.00"},
		{"sale", []step{{"1", "ics_auth ics_bill", "PENDING", "100.00", ""}}, "100.00 0.00 100.00 0.00 0.00 0.00"},
		{"sale, voided", []step{{"1", "ics_auth ics_bill", "VOIDED", "100.00", ""}, {"2", "ics_void", "VOIDED", "100.00", ""}}, "100.00 100.00 0.00 100.00 0.00 0.00"},
		{"refunded in parts, one called off", []step{
			{"1", "ics_auth ics_bill", "TRANSMITTED", "100.00", ""}, {"2", "ics_credit", "PENDING", "10.00", ""},
			{"3", "ics_credit", "TRANSMITTED", "5.00", ""}, {"4", "ics_credit", "VOIDED", "7.00", ""},
		}, "100.00 0.00 100.00 0.00 0.00 15.00"},
		{"captured above the authorization", []step{auth, {"2", "ics_bill", "PENDING", "115.00", ""}}, "100.00 0.00 115.00 0.00 0.00 0.00"},
		{"after an authentication", []step{{"1", "ics_pa_enroll", "", "100.00", ""}, {"2", "ics_auth", "", "100.00", ""}}, "100.00 100.00 0.00 0.00 0.00 0.00"},
		{"declined", nil, "0.00 0.00 0.00 0.00 0.00 0.00"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			store, last := recordStore{"1": declined}, "1"
			for _, s := range tc.steps {
				store.keep(s[0], s[1], s[2], s[3], s[4])
				last = s[0]
			}
			s, err := store.read(t, last)
			if err != nil {
				t.Fatal(err)
			}
			got := strings.Join([]string{s.Authorized, s.Held, s.Captured, s.Voided, s.Reversed, s.Refunded}, " ")
			if got != tc.want || len(s.Uncertain) > 0 || s.Currency != "USD" || s.ID != "1" && tc.steps != nil || len(s.Records) != max(1, len(tc.steps)) {
				t.Errorf("%s, want %s: %+v", got, tc.want, s)
			}
		})
	}
}

func TestPaymentStateSaysWhyItIsUncertain(t *testing.T) {
	for _, tc := range []struct {
		name string
		step step
		want string
	}{
		{"not found", step{"", "", "", "", `,"rootId":"9"`}, "record 9 is not found"},
		{"unknown record", step{"2", "ics_bill", "", "60.00", ""}, "the outcome of record 2 is unknown"},
		{"unknown service", step{"2", "ics_new", "", "60.00", ""}, "record 2 is of a service that is not known"},
		{"another currency", step{"2", "ics_bill", "PENDING", `60.00","currency":"EUR"}},"x":{"y":{"z":"`, ""}, "record 1 has another currency"},
		{"an amount that is none", step{"2", "ics_bill", "PENDING", "sixty", ""}, "the outcome of record 2 is unknown"},
		{"no amount", step{"2", "ics_bill", "PENDING", "", ""}, "record 2 has no amount that can be added up"},
		{"an amount that is too large", step{"2", "ics_bill", "PENDING", "9999999999999999.99", ""}, "record 2 has no amount that can be added up"},
		{"a void without what it voided", step{"2", "ics_void", "VOIDED", "60.00", ""}, "a void is there"},
		{"reversed too much", step{"2", "ics_auth_reversal", "REVERSED", "160.00", ""}, "more is reversed"},
		{"a link without an id", step{"", "", "", "", `,"_links":{"relatedTransactions":[{"href":"https://x.example/?id=2"}]}`}, "a record has a link that names no id"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			store := recordStore{}
			store.keep("1", "ics_auth", "", "100.00", "")
			last := "1"
			if tc.step[0] == "" {
				text := recordText(recordOK, "", tc.step[4], ran("ics_auth"))
				store["1"] = strings.Replace(text, `"id":"7"`, `"id":"1"`, 1)
			} else {
				last = tc.step[0]
				store.keep(last, tc.step[1], tc.step[2], tc.step[3], tc.step[4])
			}
			s, err := store.read(t, last)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(strings.Join(s.Uncertain, "; "), tc.want) || s.Held != "" || s.Captured != "" {
				t.Errorf("%+v", s)
			}
		})
	}
}

// What a record links to can be of another payment or merchant, of which nothing is added.
func TestPaymentStateLeavesOutOtherPaymentsAndMerchants(t *testing.T) {
	const first = `,"merchantId":"acme_eu","rootId":"1"`
	for _, tc := range []struct {
		name, first, second string
		want                string // what is uncertain
		records             int
		id                  string
	}{
		{"another payment", first, `,"rootId":"2"`, "record 2 is of another payment", 1, "1"},
		{"of a payment elsewhere", first, `,"rootId":"9"`, "record 2 is of another payment", 1, "1"},
		{"another merchant", first, `,"merchantId":"other","rootId":"1"`, "record 2 is of another merchant", 1, "1"},
		{"its merchant in other letters", first, `,"merchantId":"ACME_EU","rootId":"1"`, "", 2, "1"},
		{"without either", first, ``, "", 2, "1"},
		{"a merchant that only one names", `,"rootId":"1"`, `,"merchantId":"other","rootId":"1"`, "", 2, "1"},
		{"the id of a later request", `,"rootId":"2"`, `,"rootId":"2"`, "", 2, "2"},
		{"the first request of the one before", `,"rootId":"2"`, `,"rootId":"3"`, "record 3 is not found", 2, "3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			record := func(id, more string, links ...string) string {
				return relatedTo(strings.Replace(recordText(recordOK, "", more, ran("ics_auth")), `"id":"7"`, fmt.Sprintf(`"id":%q`, id), 1), links...)
			}
			store := recordStore{"1": record("1", tc.first, "2"), "2": record("2", tc.second, "4")}
			if tc.records == 2 {
				store["2"] = record("2", tc.second)
			}
			s, err := store.read(t, "1")
			if err != nil || strings.Join(s.Uncertain, "; ") != tc.want || len(s.Records) != tc.records || s.ID != tc.id {
				t.Errorf("%v, %+v", err, s)
			}
		})
	}
}

// The reversal of a payment is for what is held of it, whatever its record links to.
func TestUndoReversesNothingOfAnotherPayment(t *testing.T) {
	own := transactionOf("7", "C1", "ics_auth", okResult, "")
	service := &undoReports{undo: reversedAnswer}
	service.rows = []string{own}
	service.records = map[string]string{"7": `{"rootId":"7",` + relatedTo(own, "8")[1:], "8": `{"rootId":"8",` + transactionOf("8", "C2", "ics_auth", okResult, "")[1:]}
	var body []byte
	client := newResolver(t, nil, recordTime.Add(time.Hour), func(c *Configuration) {
		c.Transport = transport(func(r *http.Request) (*http.Response, error) {
			if strings.HasSuffix(r.URL.Path, "/reversals") {
				body, _ = io.ReadAll(r.Body)
			}
			return service.RoundTrip(r)
		})
	})
	got, err := client.Undo(t.Context(), lostPayment(), func(context.Context, CallRecord) error { return nil })
	if err != nil || got.State != UndoDone || !strings.Contains(string(body), `"totalAmount":"21.50"`) {
		t.Errorf("%v, %+v, sent %s", err, got, body)
	}
}

func TestPaymentStateOfARecordThatIsNotItsOwnIsAnError(t *testing.T) {
	_, err := recordStore{}.read(t, "1")
	if !errors.Is(err, ErrNotFound) {
		t.Errorf("%v", err)
	}
	store := recordStore{}
	store.keep("2", "ics_auth", "", "100.00", "")
	store["1"] = store["2"]
	if _, err := store.read(t, "1"); !errors.Is(err, errOtherRecord) {
		t.Errorf("%v", err)
	}
	if _, err := store.read(t, ""); !errors.Is(err, ErrInvalidRequest) {
		t.Errorf("%v", err)
	}
}

func TestPaymentStateReadsSoManyRecordsAndNoMore(t *testing.T) {
	store := recordStore{}
	for i := range mostRecords + 5 {
		store.keep(fmt.Sprint(i+1), "ics_auth", "", "1.00", "")
	}
	s, err := store.read(t, fmt.Sprint(mostRecords+5))
	if err != nil || len(s.Records) != mostRecords || !slices.Contains(s.Uncertain, "there are more records than are read") {
		t.Errorf("%d records, %q, error %v", len(s.Records), s.Uncertain, err)
	}
}
