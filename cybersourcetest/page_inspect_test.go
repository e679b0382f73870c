package cybersourcetest_test

import (
	"encoding/json"
	"html"
	"net/http"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestMisuseIsToldOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.Decline("STOLEN_LOST_CARD"))
	mustPost(t, gateway, payment("stolen"))
	again := mustPost(t, gateway, payment("again 4111111111111111")).fields(t).ID
	var seen struct {
		Misuse []struct{ Kind, ID, Code, Text string }
		Total  int
	}
	got := see(t, gateway, "/-/misuse")
	got.into(t, &seen)
	want := gateway.Misuse()
	if len(want) != 2 || seen.Total != 2 || len(seen.Misuse) != 2 {
		t.Fatalf("%s", got.body)
	}
	for i, m := range want { // the newest of a list comes first
		if s := seen.Misuse[1-i]; s.Kind != string(m.Kind) || s.ID != again || s.Code != "again ****1111" || s.Text == "" {
			t.Errorf("%+v, want %+v", s, m)
		}
	}
	page := string(see(t, gateway, "/-/payment/").body)
	if !strings.Contains(page, "sent again after never retry</a>: payment "+again) || strings.Contains(page, "hold left behind") {
		t.Errorf("the page of payments says\n%s", page)
	}
	if strings.Contains(page+string(got.body), "4111111111111111") {
		t.Error("a card number is shown")
	}
}

func TestForgottenIsCountedOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{MaxEntries: 2})
	for _, code := range []string{"a", "b", "c", "d", "e"} {
		mustPost(t, gateway, payment(code))
	}
	var seen cybersourcetest.Forgotten
	see(t, gateway, "/-/forgotten").into(t, &seen)
	if want := gateway.Forgotten(); seen != want || want.Entries != 3 || want.Payments == 0 {
		t.Errorf("%+v, want %+v", seen, want)
	}
	if page := string(see(t, gateway, "/-/payment/").body); !strings.Contains(page, "Forgotten, for want of room: 3 of them and 3 entries of the ledger.") {
		t.Errorf("the page of payments says\n%s", page)
	}
}

func TestLedgerOfOneCodeIsReadOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, code := range []string{"b", "a", "a", "a"} {
		mustPost(t, gateway, payment(code))
	}
	var seen struct {
		Ledger []struct {
			Number uint64
			Code   string
		}
		Total int
		Next  string
	}
	see(t, gateway, "/-/ledger?code=a&limit=2").into(t, &seen)
	if len(seen.Ledger) != 2 || seen.Total != 3 || seen.Ledger[0].Number != 4 || seen.Ledger[1].Number != 3 {
		t.Fatalf("%+v", seen)
	}
	next := seen.Next
	seen.Next = ""
	see(t, gateway, next).into(t, &seen)
	if len(seen.Ledger) != 1 || seen.Ledger[0].Number != 2 || seen.Next != "" {
		t.Errorf("%s: %+v", next, seen)
	}
	see(t, gateway, "/-/ledger?code=none").into(t, &seen)
	if seen.Total != 0 {
		t.Errorf("of no code: %+v", seen)
	}
}

func TestScriptIsReadOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Script(cybersourcetest.DropAnswer().On(cybersourcetest.CapturePayment), cybersourcetest.Decline("EXPIRED_CARD"))
	var seen struct{ Script []string }
	see(t, gateway, "/-/script").into(t, &seen)
	if got := strings.Join(seen.Script, "|"); got != names(gateway.Pending()) || len(seen.Script) != 2 {
		t.Errorf("%q", got)
	}
	if page := string(see(t, gateway, "/-/control").body); !strings.Contains(page, "<li><code>drop-answer on CapturePayment</code></li>") {
		t.Errorf("the page of controls says\n%s", page)
	}
}

func TestInstructionsOfAStateAreListed(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustControl(t, gateway, "instructions", `{"do":"decline","reason":"EXPIRED_CARD"}`)
	mustControl(t, gateway, "instructions", `{"do":"decline","reason":"EXPIRED_CARD","reference":"never"}`)
	mustPost(t, gateway, payment("met"))
	for state, want := range map[string]uint64{"pending": 2, "used": 1} {
		var seen struct{ Instructions []instructed }
		see(t, gateway, "/-/instructions?state="+state).into(t, &seen)
		if len(seen.Instructions) != 1 || seen.Instructions[0].ID != want {
			t.Errorf("%s: %+v", state, seen)
		}
	}
	if got := see(t, gateway, "/-/instructions?state=waiting"); got.StatusCode != http.StatusBadRequest || !strings.Contains(string(got.body), "in no list") {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

// A misspelt parameter would choose everything.
func TestParametersThatMeanNothingAreRefused(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for path, want := range map[string]string{
		"ledger?cod=x": "code", "calls?referenc=x": "reference", "har?merchnt=x": "merchant", "instructions?stat=x": "state",
		"misuse?limt=1": "limit", "payments?befor=1": "before", "deliveries?code=x": "before", "subscriptions?code=x": "before",
		"har?wait=1s": "limit", "payment/?limt=1": "limit", "?outcom=x": "outcome",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+"/-/"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		var refused struct{ Error string }
		got := mustDo(t, gateway, r)
		got.into(t, &refused)
		if got.StatusCode != http.StatusBadRequest || !strings.HasSuffix(refused.Error, `the nearest is "`+want+`"`) {
			t.Errorf("%s: HTTP %d %s", path, got.StatusCode, got.body)
		}
	}
}

// A test in JavaScript asks for the length of a list.
func TestListsWithoutEntriesAreNotNull(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, name := range []string{"calls", "payments", "ledger", "misuse", "instructions", "script", "subscriptions", "deliveries"} {
		var seen map[string]json.RawMessage
		see(t, gateway, "/-/"+name).into(t, &seen)
		if string(seen[name]) != "[]" {
			t.Errorf("%s is %s", name, seen[name])
		}
	}
}

// A word that no call can have would choose none: a test that waits for a decline, or for none, would test nothing.
func TestValuesOfParametersThatMeanNothingAreRefused(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	const words = "; it is approved, declined, refused, failed, lost or running, a status or reason such as EXPIRED_CARD, the name of a fault, or an HTTP status"
	for query, want := range map[string]string{
		"calls?outcome=aproved":               `the outcome "aproved" is in no list, the nearest is "approved"` + words,
		"calls?outcome=decline":               `the outcome "decline" is in no list, the nearest is "declined"` + words,
		"calls?outcome=EXPIRD_CRD":            `the outcome "EXPIRD_CRD" is in no list, the nearest is "EXPIRED_CARD"` + words,
		"calls?outcome=Declined&wait=10s":     `the outcome "Declined" is in no list, the nearest is "declined"` + words,
		"calls?outcome=99":                    words,
		"calls?outcome=4040":                  words,
		"har?outcome=drop-answers":            `the outcome "drop-answers" is in no list, the nearest is "drop-answer"` + words,
		"?outcome=aproved":                    `the nearest is "approved"` + words,
		"calls?operation=CreatePaymnt":        `the operation "CreatePaymnt" is in no list, the nearest is "CreatePayment"; it is one of AuthReversal, `,
		"instructions?state=waiting":          `"; it is one of pending, used, withdrawn`,
		"calls?outcome=lost&outcome=approved": "outcome is there more than once",
		"calls?reference=%zz":                 "the query cannot be read",
		"calls?reference=a;b":                 "the query cannot be read",
		"clock?advance=1h":                    "this address has no parameters",
		"forgotten?limit=1":                   "this address has no parameters",
		"calls/1?operation=x":                 "this address has no parameters",
		"call/1?x":                            "this address has no parameters",
		"payments?before=x":                   "before is not a number",
		"payments?limit=0":                    "limit is not a number from 1 to 1000",
	} {
		got := see(t, gateway, "/-/"+query)
		text := strings.ReplaceAll(html.UnescapeString(string(got.body)), `\"`, `"`) // a page or JSON
		if got.StatusCode != http.StatusBadRequest || !strings.Contains(text, want) {
			t.Errorf("%s: HTTP %d %s, want %s", query, got.StatusCode, got.body, want)
		}
	}
	if got := control(t, gateway, http.MethodPost, "reset?all=true", "{}"); got.StatusCode != http.StatusBadRequest || !strings.Contains(string(got.body), "has no parameters") {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

func TestOutcomesThatCallsCanHaveAreTaken(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	mustControl(t, gateway, "instructions", `{"do":"answer","status":"SEEN_BEFORE","reason":"MADE_UP"}`)
	mustPost(t, gateway, payment("made-up"))
	mustControl(t, gateway, "instructions", `{"do":"answer","status":"YET_TO_COME","reason":"NOT_YET"}`)
	for _, outcome := range []string{
		"", "approved", "running", "AUTHORIZED", "DECLINED", "EXPIRED_CARD", "INVALID_DATA", "CAPTURE_CONTEXT_EXPIRED", "AUTHENTICATION_FAILED",
		"drip", "drop-answer", "refuse-connection", "html-502", "201", "404", "0", "SEEN_BEFORE", "MADE_UP", "YET_TO_COME", "NOT_YET",
	} {
		if got := see(t, gateway, "/-/calls?outcome="+outcome); got.StatusCode != http.StatusOK {
			t.Errorf("%s: HTTP %d %s", outcome, got.StatusCode, got.body)
		}
	}
	for _, name := range cybersourcetest.FaultNames() {
		if got := see(t, gateway, "/-/calls?outcome="+name); got.StatusCode != http.StatusOK {
			t.Errorf("%s: HTTP %d %s", name, got.StatusCode, got.body)
		}
	}
}
