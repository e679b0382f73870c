package cybersourcetest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// wrongControls asks for changes that are refused with HTTP 400, each with a text in the answer.
func wrongControls(t *testing.T, gateway *cybersourcetest.Gateway, method, path string, wants map[string]string) {
	t.Helper()
	for text, want := range wants {
		got := control(t, gateway, method, path, text)
		var refused struct{ Error string }
		got.into(t, &refused)
		if got.StatusCode != http.StatusBadRequest || !strings.Contains(refused.Error, want) {
			t.Errorf("%s %s %s: HTTP %d %s, want %q", method, path, text, got.StatusCode, got.body, want)
		}
	}
}

// accountsJSON is a list as the program's flag -accounts takes it.
func accountsJSON(accounts ...cybersourcetest.Account) string {
	var list []map[string]any
	for _, a := range accounts {
		var pairs []map[string]string
		for _, pair := range a.SharedSecrets {
			pairs = append(pairs, map[string]string{"keyId": pair.KeyID, "secret": pair.Secret})
		}
		list = append(list, map[string]any{
			"id": a.ID, "sharedSecrets": pairs, "tokens": a.Tokens, "currencies": a.Currencies, "callsPerMinute": a.CallsPerMinute,
		})
	}
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(text)
}

func TestAccountsAreReplacedOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{merchantWith("old")}})
	next := merchantWith("new", "newer")
	next.Tokens, next.Currencies, next.CallsPerMinute = []string{"a bearer token"}, []string{"USD"}, 100
	put := control(t, gateway, http.MethodPut, "accounts", accountsJSON(next))
	if put.StatusCode != http.StatusOK {
		t.Fatalf("HTTP %d %s", put.StatusCode, put.body)
	}
	if err := payWith(t, gateway, "old"); err == nil {
		t.Error("the old key still gets in")
	}
	if err := payWith(t, gateway, "newer"); err != nil {
		t.Errorf("the new key: %v", err)
	}
	for name, got := range map[string]response{
		"of the change": put, "for anybody": see(t, gateway, "/-/accounts"), "with the token": control(t, gateway, http.MethodGet, "accounts", ""),
		"page": see(t, gateway, "/-/control"), "page with the token": control(t, gateway, http.MethodGet, "control", ""),
	} {
		text := string(got.body)
		for _, hidden := range []string{next.SharedSecrets[0].Secret, next.SharedSecrets[1].Secret, next.Tokens[0]} {
			if strings.Contains(text, hidden) {
				t.Errorf("%s: %q is in %s", name, hidden, text)
			}
		}
		if !strings.Contains(text, "acme_eu") || !strings.Contains(text, "newer") {
			t.Errorf("%s: the account is missing: HTTP %d %s", name, got.StatusCode, text)
		}
	}
	var seen struct {
		Accounts []struct {
			ID                 string
			KeyIDs, Currencies []string
			Tokens             int
			CallsPerMinute     int
		}
	}
	put.into(t, &seen)
	if a := seen.Accounts; len(a) != 1 || a[0].ID != "acme_eu" || len(a[0].KeyIDs) != 2 || a[0].KeyIDs[1] != "newer" ||
		a[0].Tokens != 1 || a[0].CallsPerMinute != 100 || a[0].Currencies[0] != "USD" {
		t.Errorf("%+v", seen)
	}
}

func TestAccountsThatAreWrongLeaveThoseInForceOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Accounts: []cybersourcetest.Account{merchantWith("old")}})
	wrongControls(t, gateway, http.MethodPut, "accounts", map[string]string{
		``:                                     "accounts is empty",
		`[]`:                                   "accounts is empty",
		`null`:                                 "accounts is empty",
		`{}`:                                   "the body is not a list",
		`[{}]`:                                 "accounts[0].id is empty",
		`[{"id":"a"},{"id":"a"}]`:              "accounts[1].id is that of accounts[0] too",
		`[{"id":1}]`:                           "id is not a text",
		`[{"id":"a","callsPerMinute":"many"}]`: "callsPerMinute is not a whole number",
		`[{"id":"a","callsPerMinute":-1}]`:     "accounts[0].callsPerMinute is negative",
		`[{"id":"a","merchants":"b"}]`:         "merchants is not a list",
		`[{"id":"a","sharedSecret":[]}]`:       `the member "sharedSecret" is in no list, the nearest is "sharedSecrets"`,
		`[{"id":"a","keyId":"k"}]`:             `the member "keyId" stands at a place where there is none of this name`,
		`[{"id":"a","sharedSecrets":[{"keyId":"k","secret":"hunter2 is no base64"}]}]`: "accounts[0].sharedSecrets[0].secret is empty or not base64",
		`[{"id":"a","certificates":["x"]}]`:                                            "accounts[0].certificates[0] is not a certificate in PEM",
		`[{"id":"a"}] []`:                                                              "something follows",
		`[{"id":`:                                                                      "the body: ",
	})
	got := control(t, gateway, http.MethodPut, "accounts", `[{"id":"a","sharedSecrets":[{"keyId":"k","secret":"hunter2 is no base64"}]}]`)
	if strings.Contains(string(got.body), "hunter2") {
		t.Errorf("the error has the secret: %s", got.body)
	}
	if err := payWith(t, gateway, "old"); err != nil {
		t.Errorf("the accounts before: %v", err)
	}
}

func TestBalanceIsSetOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	got := mustControl(t, gateway, "balances", `{"number":"4111111111111111","amount":"100.00","currency":"USD"}`)
	if want := `{"amount":"100.00","card":"****1111","currency":"USD"}`; strings.Join(strings.Fields(string(got.body)), "") != want {
		t.Errorf("%s, want %s", got.body, want)
	}
	if got := mustPost(t, gateway, payment("too much")).fields(t); got.ErrorInformation.Reason != "INSUFFICIENT_FUND" { // 102.21
		t.Errorf("%+v", got)
	}
	mustControl(t, gateway, "reset", "")
	if got := mustPost(t, gateway, payment("after a reset")).fields(t); got.Status != "AUTHORIZED" {
		t.Errorf("after a reset: %+v", got)
	}
	wrongControls(t, gateway, http.MethodPost, "balances", map[string]string{
		``: "number is not", `{"number":"4111","amount":"1","currency":"USD"}`: "number is not the 12 to 19 digits",
		`{"number":4111111111111111,"amount":"1","currency":"USD"}`:             "number is not a text",
		`{"number":"4111111111111111","amount":"a lot","currency":"USD"}`:       "amount is no amount",
		`{"number":"4111111111111111","amount":"1","currency":"dollars"}`:       "currency is not three letters",
		`{"number":"4111111111111111","amount":"1","currency":"USD","cvv":"1"}`: `the member "cvv" is in no list`,
	})
}

func TestFaultsAreSetOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	put := func(text string) response { return control(t, gateway, http.MethodPut, "faults", text) }
	if got := put(`{"faults":"html-502=1","seed":7}`); got.StatusCode != http.StatusOK {
		t.Fatalf("HTTP %d %s", got.StatusCode, got.body)
	}
	if got := mustPost(t, gateway, payment("met")); got.StatusCode != http.StatusBadGateway {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	var seen struct {
		Faults []struct {
			Fault       string
			Probability float64
		}
		Injected map[string]int
	}
	see(t, gateway, "/-/faults").into(t, &seen)
	if len(seen.Faults) != 1 || seen.Faults[0].Fault != "html-502" || seen.Faults[0].Probability != 1 || seen.Injected["html-502"] != 1 {
		t.Errorf("%+v", seen)
	}
	wrongControls(t, gateway, http.MethodPut, "faults", map[string]string{
		`{"faults":"drop-answers=0.1"}`:                `the fault "drop-answers" is in no list, the nearest is "drop-answer"`,
		`{"faults":"hang=2"}`:                          "probability",
		`{"faults":"hang=0.1","seed":"many"}`:          "seed is not a whole number",
		`{"faults":"hang=0.1","seed":-1}`:              "seed is not a whole number",
		`{"faults":["hang=0.1"]}`:                      "faults is not a text",
		`{"fault":"hang=0.1"}`:                         `the member "fault" is in no list, the nearest is "faults"`,
		`{"faults":"4111111111111111=0.1","seed":"1"}`: `the fault "****1111" is in no list`,
	})
	if got := put(`{"faults":"","seed":"18446744073709551615"}`); got.StatusCode != http.StatusOK {
		t.Errorf("none: HTTP %d %s", got.StatusCode, got.body)
	}
	if got := mustPost(t, gateway, payment("not met")); got.StatusCode != http.StatusCreated {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
}

func TestRefreshesAreSetOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	id := mustDo(t, gateway, newRequest(t, gateway, payments, payment("refreshed"))).fields(t).ID
	mustControl(t, gateway, "payments/"+id+"/refreshes", `{"statuses":["PENDING","FUNDED"]}`)
	const refresh = `{"clientReferenceInformation":{"code":"r"},"processingInformation":{"actionList":["AP_STATUS"]},` +
		`"paymentInformation":{"paymentType":{"name":"eWallet","method":{"name":"payPal"}}}}`
	for _, want := range []string{"PENDING", "FUNDED", "FUNDED"} {
		got := mustDo(t, gateway, newRequest(t, gateway, "/pts/v2/refresh-payment-status/"+id, refresh))
		if got.fields(t).Status != want {
			t.Errorf("HTTP %d %s, want %s", got.StatusCode, got.body, want)
		}
	}
	wrongControls(t, gateway, http.MethodPost, "payments/"+id+"/refreshes", map[string]string{
		``: "statuses: a status is empty", `{"statuses":[""]}`: "statuses: a status is empty", `{"statuses":"PENDING"}`: "statuses is not a list",
		`{"status":["PENDING"]}`: `the member "status" is in no list, the nearest is "statuses"`,
	})
	if got := control(t, gateway, http.MethodPost, "payments/7/refreshes", `{"statuses":["PENDING"]}`); got.StatusCode != http.StatusNotFound {
		t.Errorf("of no payment: HTTP %d %s", got.StatusCode, got.body)
	}
}

// checkoutSession is a session whose page makes the payment too.
const checkoutSession = `{"targetOrigins":["https://shop.example"],"country":"US","locale":"en_US","completeMandate":{"type":"AUTH"},` +
	`"data":{"clientReferenceInformation":{"code":"checkout"},"orderInformation":{"amountDetails":{"totalAmount":"10.00","currency":"USD"},` +
	`"billTo":{"firstName":"Ada","lastName":"Lovelace","address1":"1 Test Way","locality":"San Francisco",` +
	`"administrativeArea":"CA","postalCode":"94105","country":"US","email":"ada@example.com"}}}}`

func TestCheckoutResultIsMadeOverHTTP(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	session := mustDo(t, gateway, newRequest(t, gateway, "/uc/v1/sessions", checkoutSession))
	asked, err := json.Marshal(map[string]any{
		"captureContext": string(session.body), "card": map[string]string{"number": "4111111111111111", "expirationMonth": "12", "expirationYear": "2031"},
	})
	if err != nil {
		t.Fatal(err)
	}
	var made struct{ Result string }
	mustControl(t, gateway, "checkout-results", string(asked)).into(t, &made)
	if strings.Count(made.Result, ".") != 2 {
		t.Errorf("the result is no token: %q", made.Result)
	}
	if ledger := gateway.Ledger(); len(ledger) != 1 || ledger[0].Status != "AUTHORIZED" {
		t.Errorf("%+v", ledger)
	}
	wrongControls(t, gateway, http.MethodPost, "checkout-results", map[string]string{
		``: "gateway: ", `{"captureContext":"x"}`: "gateway: ", `{"card":"4111111111111111"}`: "card is not an object",
		`{"captureContext":"x","card":{"nummer":"4111111111111111"}}`: `the member "nummer" is in no list, the nearest is "number"`,
		`{"captureContext":"x","card":{"expirationYear":2031}}`:       "card.expirationYear is not a text",
	})
}

func TestAnswerInstructionTakesWhatNoListHas(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, tc := range []struct {
		instruction, code string
		http              int
		status, reason    string
	}{
		{`{"do":"answer","status":"STATUS_OF_TOMORROW"}`, "status", 201, "STATUS_OF_TOMORROW", ""},
		{`{"do":"answer","status":"DECLINED","reason":"REASON_OF_TOMORROW"}`, "reason", 201, "DECLINED", "REASON_OF_TOMORROW"},
		{`{"do":"answer","status":"INVALID_REQUEST","httpStatus":201}`, "http", 201, "INVALID_REQUEST", ""},
		{`{"do":"answer","status":"SERVER_ERROR","reason":"SYSTEM_ERROR","httpStatus":"502"}`, "form", 502, "SERVER_ERROR", ""},
	} {
		mustControl(t, gateway, "instructions", tc.instruction)
		got := mustPost(t, gateway, payment(tc.code))
		if f := got.fields(t); got.StatusCode != tc.http || f.Status != tc.status || tc.reason != "" && f.ErrorInformation.Reason != tc.reason {
			t.Errorf("%s: HTTP %d %s", tc.instruction, got.StatusCode, got.body)
		}
	}
	mustControl(t, gateway, "instructions", `{"do":"answer","status":"PARTIAL_AUTHORIZED","authorized":"7.00","message":"as told","responseCode":"XYZ"}`)
	if got := string(mustPost(t, gateway, payment("part")).body); !strings.Contains(got, `"7.00"`) || !strings.Contains(got, `"XYZ"`) {
		t.Errorf("%s", got)
	}
	mustControl(t, gateway, "instructions", `{"do":"answer","scenario":"attempt","operation":"CheckPayerAuthEnrollment"}`)
	wrongControls(t, gateway, http.MethodPost, "instructions", map[string]string{
		`{"do":"answer","scenario":"atempt","operation":"CheckPayerAuthEnrollment"}`: "scenario is none of the 3-D Secure cards",
	})
}
