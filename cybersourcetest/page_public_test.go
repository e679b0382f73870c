package cybersourcetest_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// What browsers of payers ask for needs no credentials, and is on the page all the same.
func TestCallsOfHostedPagesAreListed(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	session := mustDo(t, gateway, newRequest(t, gateway, "/microform/v2/sessions",
		`{"clientVersion":"v2","targetOrigins":["https://shop.example"],"allowedCardNetworks":["VISA"],"allowedPaymentTypes":["CARD"]}`))
	ask := func(number string) string {
		return `{"captureContext":"` + string(session.body) + `","card":{"number":"` + number + `","expirationMonth":"12","expirationYear":"2031"}}`
	}
	mustDo(t, gateway, newRequest(t, gateway, "/flex/v2/tokens", ask("4000000000002701")))
	mustDo(t, gateway, newRequest(t, gateway, "/flex/v2/tokens", ask("4000000000002702")))
	mustDo(t, gateway, newRequest(t, gateway, "/flex/v2/tokens", "no JSON"))
	see(t, gateway, "/flex/v2/public-keys/unknown")
	stepUp := newRequest(t, gateway, "/V2/Cruise/StepUp", url.Values{"JWT": {"nothing"}}.Encode())
	stepUp.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	mustDo(t, gateway, stepUp)

	calls := seeCalls(t, gateway, "").Calls
	for i, want := range []seenCall{
		{Path: "/V2/Cruise/StepUp", HTTPStatus: 400, Outcome: "refused", Cause: "pageTokenUnknown"},
		{Path: "/flex/v2/public-keys/unknown", HTTPStatus: 404, Outcome: "refused", Cause: "keyNotFound"},
		{Path: "/flex/v2/tokens", HTTPStatus: 400, Outcome: "refused", Cause: "tokenRequestForm"},
		{Path: "/flex/v2/tokens", HTTPStatus: 400, Outcome: "refused", Cause: "UNIFIEDPAYMENTS_VALIDATION_FIELDS"},
		{Path: "/flex/v2/tokens", HTTPStatus: 201, Outcome: "approved"},
		{Path: "/microform/v2/sessions", HTTPStatus: 201, Outcome: "approved"},
	} {
		if len(calls) != 6 {
			t.Fatalf("%d calls", len(calls))
		}
		got := calls[i]
		if got.Path != want.Path || got.HTTPStatus != want.HTTPStatus || got.SentStatus != want.HTTPStatus || got.Outcome != want.Outcome || got.Cause != want.Cause || !got.Ended {
			t.Errorf("call %d: got %+v, want %+v", got.Number, got, want)
		}
		shown := string(see(t, gateway, fmt.Sprintf("/-/call/%d", got.Number)).body)
		for _, hidden := range []string{"4000000000002", string(session.body), "eyJ"} {
			if strings.Contains(shown, hidden) {
				t.Errorf("call %d shows %s", got.Number, hidden)
			}
		}
	}
	if got := seeCall(t, gateway, 3).Fields; len(got) != 1 || got[0].Path != "card.number" || got[0].Sent != "text of 16 characters" {
		t.Errorf("refused members %+v", got)
	}
	if n := len(gateway.Requests()); n != 1 {
		t.Errorf("%d requests of operations", n)
	}
}

// A fault's answer is not the true one: the page shows both.
func TestStatusThatTheClientGotIsShown(t *testing.T) {
	for _, tc := range []struct {
		step             cybersourcetest.Step
		sent, truth      int
		outcome          string
		got, heard, logs string
	}{
		{cybersourcetest.Pass(), 201, 201, "approved", "201", "whole", "HTTP 201 approved"},
		{cybersourcetest.Delay(1), 201, 201, "approved", "201", "whole", "HTTP 201 approved"},
		{cybersourcetest.CloseIdle(), 201, 201, "approved", "201", "whole", "HTTP 201 approved"},
		{cybersourcetest.DropAnswer(), 0, 201, "lost", "no answer", "the client got no answer; the true one is HTTP 201", "no answer, lost"},
		{cybersourcetest.CloseBeforeReading(), 0, 0, "lost", "no answer", "the client got no answer", "no answer, lost"},
		{cybersourcetest.ResetHalfway(), 201, 201, "lost", "201", "the client got HTTP 201 and not the whole answer", "HTTP 201 lost"},
		{cybersourcetest.TruncatedJSON(), 201, 201, "lost", "201", "the client got HTTP 201 and not the whole answer", "HTTP 201 lost"},
		{cybersourcetest.HTML(502).AfterProcessing(), 502, 201, "lost", "502", "the client got HTTP 502, which is not the true answer; the true one is HTTP 201", "HTTP 502 lost"},
		{cybersourcetest.HTML(504), 504, 0, "failed", "504", "the client got HTTP 504, which is not the true answer", "HTTP 504 failed"},
		{cybersourcetest.HTML(200), 200, 0, "lost", "200", "the client got HTTP 200, which is not the true answer", "HTTP 200 lost"},
		{cybersourcetest.Redirect("http://192.0.2.1/"), 307, 0, "lost", "307", "the client got HTTP 307, which is not the true answer", "HTTP 307 lost"},
		{cybersourcetest.TooManyRequests("1"), 429, 0, "refused", "429", "the client got HTTP 429, which is not the true answer", "HTTP 429 refused"},
		{cybersourcetest.Unauthorized(), 401, 0, "refused", "401", "the client got HTTP 401, which is not the true answer", "HTTP 401 refused"},
		{cybersourcetest.ProcessLate(0), 0, 0, "lost", "no answer", "the client got no answer", "no answer, lost"},
	} {
		t.Run(tc.step.String(), func(t *testing.T) {
			gateway := newGateway(t, cybersourcetest.Options{})
			f := &failing{failed: true}
			gateway.LogCalls(f)
			gateway.Next(tc.step)
			_, _ = post(t, gateway, payment("faulty"))
			c := seeCall(t, gateway, 1)
			if c.SentStatus != tc.sent || c.HTTPStatus != tc.truth || c.Outcome != tc.outcome {
				t.Errorf("sent %d, true %d, %s", c.SentStatus, c.HTTPStatus, c.Outcome)
			}
			list, one := string(see(t, gateway, "/-/").body), string(see(t, gateway, "/-/call/1").body)
			if !strings.Contains(list, `<td class="number">`+tc.got+"</td>") || !strings.Contains(one, "<dt>Answered</dt><dd>"+tc.heard+"</dd>") {
				t.Errorf("not shown: %q, %q in\n%s\n%s", tc.got, tc.heard, list, one)
			}
			for _, end := range f.ends {
				end()
			}
			if got := f.lines[0]; !strings.Contains(got, tc.logs) {
				t.Errorf("the log of a test says %s", got)
			}
			var archive struct {
				Log struct {
					Entries []struct {
						Response struct {
							Status  int
							Content struct{ Text string }
						}
						Comment string
					}
				}
			}
			see(t, gateway, "/-/calls/1/har").into(t, &archive)
			entry := archive.Log.Entries[0]
			if entry.Response.Status != tc.sent || (entry.Response.Content.Text != "") != c.Answered || (entry.Comment == "") != c.Answered {
				t.Errorf("the archive says %+v", entry)
			}
		})
	}
}

// A late call keeps the status that its client got, when it is processed at last.
func TestLateCallWasNotAnswered(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.ArriveLate(0))
	_, _ = post(t, gateway, payment("late"))
	gateway.Deliver()
	if c := seeCall(t, gateway, 1); c.SentStatus != 0 || c.HTTPStatus != http.StatusCreated || c.Outcome != "lost" || !c.Processed {
		t.Errorf("%+v", c)
	}
}
