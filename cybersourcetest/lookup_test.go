package cybersourcetest_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

const (
	transactions = "/tss/v2/transactions/"
	searches     = "/tss/v2/searches"
)

// look asks for the record of a request.
func look(t *testing.T, gateway *cybersourcetest.Gateway, id string) (response, error) {
	t.Helper()
	r := signerOf(t, gateway).get(t, gateway, http.MethodGet, transactions+id)
	r.Close = true // net/http sends a GET again by itself over a connection that it has used before
	return do(t, gateway, r)
}

func mustLook(t *testing.T, gateway *cybersourcetest.Gateway, id string) response {
	t.Helper()
	got, err := look(t, gateway, id)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// search sends a query.
func search(t *testing.T, gateway *cybersourcetest.Gateway, query string) response {
	t.Helper()
	text := `{"query":"` + query + `","save":true}`
	r := newRequest(t, gateway, searches, text)
	signerOf(t, gateway).token(r, text, nil)
	return mustDo(t, gateway, r)
}

func TestRequestIsLookedUpByItsIDAndFoundByItsCode(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	id := mustPost(t, gateway, body).fields(t).ID
	if got := mustLook(t, gateway, id); got.StatusCode != http.StatusOK || got.fields(t).ID != id {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	r := signerOf(t, gateway).getHTTPSignature(t, gateway, http.MethodGet, transactions+id)
	if got := mustDo(t, gateway, r); got.StatusCode != http.StatusOK {
		t.Errorf("HTTP signature: HTTP %d %s", got.StatusCode, got.body)
	}
	got := search(t, gateway, "clientReferenceInformation.code:TC-1")
	var found struct {
		SearchID string `json:"searchId"`
		Total    int    `json:"totalCount"`
	}
	if err := json.Unmarshal(got.body, &found); err != nil || got.StatusCode != http.StatusCreated || found.Total != 1 {
		t.Fatalf("HTTP %d %s", got.StatusCode, got.body)
	}
	again := mustDo(t, gateway, signerOf(t, gateway).get(t, gateway, http.MethodGet, searches+"/"+found.SearchID))
	if again.StatusCode != http.StatusOK || !strings.Contains(string(again.body), id) {
		t.Errorf("HTTP %d %s", again.StatusCode, again.body)
	}
}

func TestLookUpsAreRequestsButNotPartOfTheLedger(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	id := mustPost(t, gateway, body).fields(t).ID
	mustLook(t, gateway, id)
	mustLook(t, gateway, "1")
	search(t, gateway, "nothing")
	if len(gateway.Ledger()) != 1 {
		t.Errorf("%+v", gateway.Ledger())
	}
	requests := gateway.Requests()[1:]
	for i, want := range []struct {
		operation string
		http      int
		reason    string
	}{
		{cybersourcetest.GetTransaction, 200, ""}, {cybersourcetest.GetTransaction, 404, ""}, {cybersourcetest.CreateSearch, 400, "INVALID_DATA"},
	} {
		if r := requests[i]; r.Operation != want.operation || r.HTTPStatus != want.http || r.Reason != want.reason || r.Processed || !r.Answered {
			t.Errorf("%+v", r.Entry)
		}
	}
}

func TestLookUpsNeedCredentialsAndShowTheirMerchantsRequestsOnly(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	ask := func(merchant, id string) int {
		r := signerOf(t, gateway).get(t, gateway, http.MethodGet, transactions+id)
		r.Header.Set("V-C-Merchant-Id", merchant)
		return mustDo(t, gateway, r).StatusCode
	}
	id := mustPost(t, gateway, body).fields(t).ID
	if own, others := ask(gateway.Account().ID, id), ask("acme_us", id); own != 200 || others != 404 {
		t.Errorf("HTTP %d and %d", own, others)
	}
	guarded := newGateway(t, cybersourcetest.Options{})
	id = mustPost(t, guarded, body).fields(t).ID
	r, err := http.NewRequest(http.MethodGet, guarded.URL()+transactions+id, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got := mustDo(t, guarded, r); got.StatusCode != http.StatusUnauthorized {
		t.Errorf("HTTP %d", got.StatusCode)
	}
}

func TestFaultsMeetLookUpsToo(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	id := mustPost(t, gateway, body).fields(t).ID
	for _, tc := range []struct {
		step cybersourcetest.Step
		http int // 0 = no answer
	}{
		{cybersourcetest.RefuseConnection(), 0},
		{cybersourcetest.CloseBeforeReading(), 0},
		{cybersourcetest.DropAnswer(), 0},
		{cybersourcetest.ResetHalfway(), 0},
		{cybersourcetest.TruncatedJSON(), 200},
		{cybersourcetest.ServerError(), 502},
		{cybersourcetest.ServerError().AfterProcessing(), 502},
		{cybersourcetest.HTML(504), 504},
		{cybersourcetest.TooManyRequests("1"), 429},
		{cybersourcetest.Unauthorized(), 401},
		{cybersourcetest.Pass(), 200},
	} {
		gateway.Next(tc.step)
		got, err := look(t, gateway, id)
		if tc.http == 0 && err == nil || tc.http != 0 && (err != nil || got.StatusCode != tc.http) {
			t.Errorf("%s: %v, %v", tc.step, got.Response, err)
		}
		if whole := mustLook(t, gateway, id); whole.StatusCode != http.StatusOK || len(gateway.Ledger()) != 1 {
			t.Errorf("%s: the next one is HTTP %d", tc.step, whole.StatusCode)
		}
	}
}

func TestLookUpHasNoOutcomeToScript(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	defer func() {
		if recover() == nil {
			t.Error("no panic")
		}
	}()
	gateway.Next(cybersourcetest.Answer(cybersourcetest.Outcome{Operation: cybersourcetest.GetTransaction, Status: "PENDING"}))
}

// The options reach the simulator, where their meaning is tested.
func TestOptionsOfLookUpsAndTimeoutCalls(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{
		Lookups: cybersourcetest.Lookups{PerMinute: 1, NotFoundBody: true}, Features: cybersourcetest.Features{NoTimeoutCalls: true}, TimeoutCallReason: "NOT_SUPPORTED",
	})
	if got := mustLook(t, gateway, "1"); got.StatusCode != http.StatusNotFound || len(got.fields(t).Errors) != 1 {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	if got := mustLook(t, gateway, "1"); got.StatusCode != http.StatusTooManyRequests || got.fields(t).Response.Message == "" {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	const void = `{"clientReferenceInformation":{"transactionId":"T-1"}}`
	r := newRequest(t, gateway, "/pts/v2/voids", void)
	signerOf(t, gateway).token(r, void, nil)
	if got := mustDo(t, gateway, r).fields(t); got.Reason != "NOT_SUPPORTED" {
		t.Errorf("%+v", got)
	}
	for _, options := range []cybersourcetest.Options{
		{IndexDelay: cybersourcetest.IndexDelay{LateShare: 2}}, {TransactionIDLife: -1}, {TimeoutCallReason: "NO"}, {Lookups: cybersourcetest.Lookups{PerMinute: -1}},
	} {
		if _, err := cybersourcetest.StartGateway(options); err == nil {
			t.Errorf("%+v: accepted", options)
		}
	}
}
