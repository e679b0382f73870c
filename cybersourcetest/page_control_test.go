package cybersourcetest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// control asks for a change with the token, as JSON.
func control(t testing.TB, gateway *cybersourcetest.Gateway, method, path, text string) response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, gateway.URL()+"/-/"+path, strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Gateway-Control-Token", gateway.ControlToken())
	return mustDo(t, gateway, r)
}

func mustControl(t testing.TB, gateway *cybersourcetest.Gateway, path, text string) response {
	t.Helper()
	got := control(t, gateway, http.MethodPost, path, text)
	if got.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: HTTP %d %s", path, text, got.StatusCode, got.body)
	}
	return got
}

// instructed is an instruction as it is listed.
type instructed struct {
	ID, Call uint64
	State    string
}

func instructions(t testing.TB, gateway *cybersourcetest.Gateway) []instructed {
	t.Helper()
	var all struct{ Instructions []instructed }
	see(t, gateway, "/-/instructions").into(t, &all)
	return all.Instructions
}

func TestInstructionMeetsTheNextCallThatFits(t *testing.T) {
	for _, tc := range []struct {
		name, instruction string
		fits, other       string // reference codes
		outcome, status   string
	}{
		{"decline", `{"do":"decline","reason":"EXPIRED_CARD","reference":"R-1"}`, "R-1", "R-2", "declined", "DECLINED"},
		{"status", `{"do":"status","status":"PENDING_REVIEW","reference":"R-1"}`, "R-1", "R-2", "approved", "PENDING_REVIEW"},
		{"lose", `{"do":"lose","reference":"R-1"}`, "R-1", "R-2", "lost", "AUTHORIZED"},
		{"delay", `{"do":"delay","time":"1ms","reference":"R-1"}`, "R-1", "R-2", "approved", "AUTHORIZED"},
		{"late", `{"do":"late","time":"1h","reference":"R-1"}`, "R-1", "R-2", "lost", ""},
		{"fail", `{"do":"fail","reference":"R-1"}`, "R-1", "R-2", "failed", ""},
		{"fault", `{"do":"fault","fault":"empty-502-after-processing","operation":"CreatePayment","reference":"R-1"}`, "R-1", "R-2", "lost", "AUTHORIZED"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gateway := newGateway(t, cybersourcetest.Options{})
			mustControl(t, gateway, "instructions", tc.instruction)
			mustPost(t, gateway, payment(tc.other))
			if got := instructions(t, gateway); len(got) != 1 || got[0].State != "pending" {
				t.Fatalf("before: %+v", got)
			}
			_, _ = post(t, gateway, payment(tc.fits))
			if got := instructions(t, gateway); len(got) != 1 || got[0].State != "used" || got[0].Call != 2 {
				t.Errorf("after: %+v", got)
			}
			if c := seeCall(t, gateway, 2); c.Outcome != tc.outcome || c.Status != tc.status {
				t.Errorf("the call is %+v", c)
			}
			if got := mustPost(t, gateway, payment("again")); got.fields(t).Status != "AUTHORIZED" {
				t.Errorf("the call after it is %s", got.body)
			}
		})
	}
}

func TestInstructionIsForItsMerchantOperationAndPayment(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	first := mustDo(t, gateway, newRequest(t, gateway, payments, payment("first"))).fields(t).ID
	second := mustDo(t, gateway, newRequest(t, gateway, payments, payment("second"))).fields(t).ID
	mustControl(t, gateway, "instructions", `{"do":"decline","reason":"PROCESSOR_DECLINED","operation":"CapturePayment","payment":"`+second+`"}`)
	mustControl(t, gateway, "instructions", `{"do":"decline","reason":"EXPIRED_CARD","merchant":"other"}`)
	capture := func(id string) string {
		text := `{"clientReferenceInformation":{"code":"C"},"orderInformation":{"amountDetails":{"totalAmount":"1.00","currency":"USD"}}}`
		return mustDo(t, gateway, newRequest(t, gateway, payments+"/"+id+"/captures", text)).fields(t).Status
	}
	if got := capture(first); got != "PENDING" {
		t.Errorf("a capture of another payment is %s", got)
	}
	if got := capture(second); got != "DECLINED" {
		t.Errorf("the capture is %s", got)
	}
	of := func(merchant string) string {
		r := newRequest(t, gateway, payments, payment("of "+merchant))
		r.Header.Set("V-C-Merchant-Id", merchant)
		return mustDo(t, gateway, r).fields(t).Status
	}
	if got := of("acme"); got != "AUTHORIZED" {
		t.Errorf("a payment of another merchant is %s", got)
	}
	if got := of("other"); got != "DECLINED" {
		t.Errorf("the payment of the merchant is %s", got)
	}
}

// A request that is refused as invalid does not use an outcome up, nor does it leave it to any other.
func TestOutcomeWaitsForAValidCallThatFits(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustControl(t, gateway, "instructions", `{"do":"decline","reason":"EXPIRED_CARD","reference":"R-1"}`)
	mustPost(t, gateway, strings.Replace(payment("R-1"), `"US"`, `"USA"`, 1))
	if got := instructions(t, gateway); got[0].State != "pending" {
		t.Fatalf("after an invalid call: %+v", got)
	}
	if got := mustPost(t, gateway, payment("R-2")).fields(t); got.Status != "AUTHORIZED" {
		t.Errorf("another call is %+v", got)
	}
	if got := mustPost(t, gateway, payment("R-1")).fields(t); got.Status != "DECLINED" {
		t.Errorf("the call is %+v", got)
	}
}

func TestInstructionCanBeWithdrawn(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustControl(t, gateway, "instructions", `{"do":"lose"}`)
	if got := control(t, gateway, http.MethodDelete, "instructions/1", ""); got.StatusCode != http.StatusOK {
		t.Errorf("HTTP %d %s", got.StatusCode, got.body)
	}
	if got := control(t, gateway, http.MethodPost, "instructions/1/withdraw", ""); got.StatusCode != http.StatusNotFound {
		t.Errorf("a second time: HTTP %d %s", got.StatusCode, got.body)
	}
	mustPost(t, gateway, payment("kept"))
	if got := instructions(t, gateway); got[0].State != "withdrawn" {
		t.Errorf("%+v", got)
	}
}

func TestClockOfPaymentsGoesForwardAlone(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{BatchAt: "02:00", IndexDelay: cybersourcetest.IndexDelay{Least: time.Hour}})
	sale := strings.Replace(payment("sale"), `"paymentInformation"`, `"processingInformation":{"capture":true},"paymentInformation"`, 1)
	id := mustPost(t, gateway, sale).fields(t).ID
	look := func() int {
		return mustDo(t, gateway, signerOf(t, gateway).get(t, gateway, http.MethodGet, "/tss/v2/transactions/"+id)).StatusCode
	}
	if got := look(); got != http.StatusNotFound {
		t.Errorf("a look-up before its time: HTTP %d", got)
	}
	mustControl(t, gateway, "clock", `{"advance":"24h"}`)
	if got := look(); got != http.StatusOK {
		t.Errorf("a look-up a day later, with a token of now: HTTP %d", got)
	}
	p, _ := gateway.Payment(id)
	if last := p.Events[len(p.Events)-1]; last.Kind != "batch sent" {
		t.Errorf("the batch was not sent: %+v", p.Events)
	}
	for text, want := range map[string]string{`{"advance":"-1s"}`: "forward only", `{"advance":"soon"}`: "advance is not a time", `{"advance":"900000h"}`: "100 years", `{"advanse":"1h"}`: `the member \"advanse\" is in no list, the nearest is \"advance\"`} {
		if got := control(t, gateway, http.MethodPost, "clock", text); got.StatusCode != http.StatusBadRequest || !strings.Contains(string(got.body), want) {
			t.Errorf("%s: HTTP %d %s", text, got.StatusCode, got.body)
		}
	}
}

func TestPaymentExpiresOnDemand(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	id := mustPost(t, gateway, payment("held")).fields(t).ID
	var seen struct {
		Held   string
		Events []struct {
			Kind, Held string
			Call       uint64
		}
	}
	mustControl(t, gateway, "payments/"+id+"/expire", "").into(t, &seen)
	if seen.Held != "0.00" || len(seen.Events) != 2 || seen.Events[0].Call != 1 || seen.Events[0].Held != "102.21" || seen.Events[1].Kind != "expired" {
		t.Errorf("%+v", seen)
	}
	for path, status := range map[string]int{"payments/7/expire": 404, "payments/" + id + "/expire": 400, "payments/" + id + "/explode": 400} {
		if got := control(t, gateway, http.MethodPost, path, ""); got.StatusCode != status {
			t.Errorf("%s: HTTP %d %s", path, got.StatusCode, got.body)
		}
	}
}

func TestNotificationsAreSentAndSentAgain(t *testing.T) {
	arrived := make(chan string, 10)
	var healthChecks atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		text, _ := io.ReadAll(r.Body)
		if len(text) == 0 {
			healthChecks.Add(1)
			return
		}
		arrived <- string(text)
	}))
	defer server.Close()
	gateway := newGateway(t, cybersourcetest.Options{})
	var subscribed struct{ ID, KeyID, Secret string }
	mustControl(t, gateway, "subscriptions", `{"url":"`+server.URL+`/hook?key=hidden","eventTypes":"payments.capture.status.accepted"}`).into(t, &subscribed)
	if subscribed.KeyID == "" || subscribed.Secret == "" || healthChecks.Load() != 2 {
		t.Errorf("%+v after %d requests of the health check", subscribed, healthChecks.Load())
	}
	if text := string(see(t, gateway, "/-/subscriptions").body); strings.Contains(text, subscribed.Secret) || strings.Contains(text, "hidden") {
		t.Errorf("without the token: %s", text)
	}
	mustControl(t, gateway, "deliveries", `{"eventType":"x.y","payload":{"a":1}}`)
	mustControl(t, gateway, "deliveries/1/resend", "")
	for range 2 {
		if got := <-arrived; !strings.Contains(got, `"a":1`) {
			t.Errorf("arrived: %s", got)
		}
	}
	var seen struct {
		Deliveries []struct {
			ID        uint64
			EventType string
			Retry     int
			Taken     bool
		}
	}
	see(t, gateway, "/-/deliveries").into(t, &seen)
	if len(seen.Deliveries) != 2 || seen.Deliveries[0].Retry != 1 || !seen.Deliveries[0].Taken || seen.Deliveries[1].EventType != "x.y" {
		t.Errorf("%+v", seen)
	}
	for path, text := range map[string]string{
		"subscriptions": `{"url":"http://192.0.2.1/"}`, "deliveries": `{"eventType":"x","payload":{},"subscription":"nobody"}`, "deliveries/9/resend": "",
	} {
		if got := control(t, gateway, http.MethodPost, path, text); got.StatusCode != http.StatusBadRequest && got.StatusCode != http.StatusNotFound {
			t.Errorf("%s %s: HTTP %d", path, text, got.StatusCode)
		}
	}
}

// The health check is the one of the service, unless the server needs the key first.
func TestServerThatIsNotThereIsSubscribedOnlyWithoutAHealthCheck(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, tc := range []struct {
		name, more string
		status     int
		want       string
	}{
		{"checked", "", http.StatusBadRequest, "health check: GET was answered with HTTP 404"},
		{"not checked", `,"noHealthCheck":"true"`, http.StatusOK, "secret"},
		{"neither", `,"noHealthCheck":"yes"`, http.StatusBadRequest, "noHealthCheck is neither"},
	} {
		got := control(t, gateway, http.MethodPost, "subscriptions", `{"url":"`+server.URL+`"`+tc.more+`}`)
		if got.StatusCode != tc.status || !strings.Contains(string(got.body), tc.want) {
			t.Errorf("%s: HTTP %d %s", tc.name, got.StatusCode, got.body)
		}
	}
}

func TestResetForgetsEverything(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustPost(t, gateway, payment("before"))
	gateway.Next(cybersourcetest.ProcessLate(0))
	_, _ = post(t, gateway, payment("late"))
	gateway.Next(cybersourcetest.DropAnswer())
	mustControl(t, gateway, "instructions", `{"do":"lose"}`)
	mustControl(t, gateway, "clock", `{"advance":"1h"}`)
	mustControl(t, gateway, "reset", "")
	if n := len(gateway.Ledger()) + len(gateway.Requests()) + len(gateway.Payments()) + gateway.Deliver() + len(instructions(t, gateway)) + len(seeCalls(t, gateway, "").Calls); n != 0 {
		t.Errorf("%d things are remembered", n)
	}
	mustPost(t, gateway, payment("after"))
	if calls := seeCalls(t, gateway, "").Calls; len(calls) != 1 || calls[0].Number != 3 || calls[0].Code != "after" {
		t.Errorf("%+v", calls)
	}
	if ahead := time.Until(gateway.PaymentTime()); ahead > time.Minute {
		t.Errorf("the clock is %s ahead", ahead)
	}
}

func TestChangesNeedTheToken(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{ControlToken: "a token of the test"})
	change := func(set func(*http.Request)) int {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, gateway.URL()+"/-/batch", nil)
		if err != nil {
			t.Fatal(err)
		}
		set(r)
		return mustDo(t, gateway, r).StatusCode
	}
	for _, tc := range []struct {
		name string
		set  func(*http.Request)
		want int
	}{
		{"no token", func(*http.Request) {}, 403},
		{"a wrong one", func(r *http.Request) { r.Header.Set("Gateway-Control-Token", "a token of the tesT") }, 403},
		{"an empty one", func(r *http.Request) { r.Header.Set("Gateway-Control-Token", "") }, 403},
		{"the right one", func(r *http.Request) { r.Header.Set("Gateway-Control-Token", "a token of the test") }, 200},
		{"the right one, from another site", func(r *http.Request) {
			r.Header.Set("Gateway-Control-Token", "a token of the test")
			r.Header.Set("Sec-Fetch-Site", "cross-site")
		}, 403},
		{"the right one, from another origin", func(r *http.Request) {
			r.Header.Set("Gateway-Control-Token", "a token of the test")
			r.Header.Set("Origin", "http://attacker.example")
		}, 403},
		{"the right one, for another host", func(r *http.Request) {
			r.Header.Set("Gateway-Control-Token", "a token of the test")
			r.Host = "attacker.example"
		}, 421},
	} {
		if got := change(tc.set); got != tc.want {
			t.Errorf("%s: HTTP %d, want %d", tc.name, got, tc.want)
		}
	}
}

func TestPrintedLinkLetsABrowserChangeSomething(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{PathPrefix: "/gw"})
	link, err := url.Parse(gateway.ControlURL())
	if err != nil {
		t.Fatal(err)
	}
	got := see(t, gateway, link.RequestURI())
	cookies := got.Cookies()
	if got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/gw/-/" || len(cookies) != 1 ||
		cookies[0].SameSite != http.SameSiteStrictMode || !cookies[0].HttpOnly || cookies[0].Path != "/gw/-/" {
		t.Fatalf("HTTP %d to %s with %+v", got.StatusCode, got.Header.Get("Location"), cookies)
	}
	form := url.Values{"do": {"lose"}, "back": {"/gw/-/control"}, "reason": {""}}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, gateway.URL()+"/gw/-/instructions", strings.NewReader(form.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.AddCookie(cookies[0])
	if got := mustDo(t, gateway, r); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != "/gw/-/control" {
		t.Errorf("HTTP %d to %s: %s", got.StatusCode, got.Header.Get("Location"), got.body)
	}
	if got := instructions(t, gateway); len(got) != 1 {
		t.Errorf("%+v", got)
	}
	if got := see(t, gateway, "/-/?token=wrong"); got.StatusCode != http.StatusForbidden || len(got.Cookies()) != 0 {
		t.Errorf("a wrong token: HTTP %d", got.StatusCode)
	}
}

func TestWrongInstructionIsRefusedByName(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for text, want := range map[string]string{
		`{}`:               "do is none of",
		`{"do":"explode"}`: "do is none of",
		`{"do":"decline"}`: "reason is empty",
		`{"do":"decline","reason":"EXPIRD_CARD"}`:                               `the reason \"EXPIRD_CARD\" is in no list, the nearest is \"EXPIRED_CARD\"; do answer takes any`,
		`{"do":"status","status":"AUTHORISED"}`:                                 `the status \"AUTHORISED\" is in no list, the nearest is \"AUTHORIZED\"`,
		`{"do":"answer"}`:                                                       "status and reason are empty",
		`{"do":"answer","status":"X","httpStatus":"soon"}`:                      "httpStatus is not a whole number",
		`{"do":"answer","status":"X","httpStatus":504}`:                         "httpStatus is none of 201, 400, 502",
		`{"do":"answer","status":"X","payment":"1"}`:                            "payment is set, but a new payment has none yet",
		`{"do":"status"}`:                                                       "status is empty",
		`{"do":"delay"}`:                                                        "time is not",
		`{"do":"late","time":"-1s"}`:                                            "time is not",
		`{"do":"fault","fault":"drop-answers"}`:                                 `the fault \"drop-answers\" is in no list, the nearest is \"drop-answer\"`,
		`{"do":"fault","fault":"drip:fast"}`:                                    `fault \"drip:fast\": what follows the colon`,
		`{"do":"lose","operation":"CapturePayments"}`:                           `the operation \"CapturePayments\" is in no list, the nearest is \"CapturePayment\"`,
		`{"do":"decline","reason":"EXPIRED_CARD","operation":"GetTransaction"}`: "look-up",
		`{"do":"lose","referenc":"x"}`:                                          `the member \"referenc\" is in no list, the nearest is \"reference\"`,
		`{"do":1}`:                                                              "do is not a text",
		`[]`:                                                                    "the body is not an object",
		`{"do":"lose"} more`:                                                    "follows",
	} {
		if got := control(t, gateway, http.MethodPost, "instructions", text); got.StatusCode != http.StatusBadRequest || !strings.Contains(string(got.body), want) {
			t.Errorf("%s: HTTP %d %s, want %q", text, got.StatusCode, got.body, want)
		}
	}
	for range 100 {
		mustControl(t, gateway, "instructions", `{"do":"lose"}`)
	}
	if got := control(t, gateway, http.MethodPost, "instructions", `{"do":"lose"}`); got.StatusCode != http.StatusBadRequest {
		t.Errorf("the hundred and first: HTTP %d", got.StatusCode)
	}
}

// Every fault has a sentence of its own that says what it did.
func TestFaultsAreAllTold(t *testing.T) {
	for _, name := range cybersourcetest.FaultNames() {
		gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
		if name == "hang" || name == "oversize" || name == "gzip-bomb" || name == "drip" {
			continue // they take long: their sentences are in one table with those of the others
		}
		text, err := json.Marshal(map[string]string{"do": "fault", "fault": name})
		if err != nil {
			t.Fatal(err)
		}
		if name == "delay" {
			text = []byte(`{"do":"delay","time":"1ms"}`)
		}
		mustControl(t, gateway, "instructions", string(text))
		_, _ = do(t, gateway, newRequest(t, gateway, payments, payment("x")))
		var seen struct{ FaultText string }
		see(t, gateway, "/-/calls/1").into(t, &seen)
		if seen.FaultText == "" || strings.Contains(seen.FaultText, "met the fault") {
			t.Errorf("%s: %q", name, seen.FaultText)
		}
	}
}

func TestStreamTellsOfNewCallsAndEndsWithTheGateway(t *testing.T) {
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{NoAuthentication: true})
	defer gateway.Close()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+"/-/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	stream, err := gateway.Transport().RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer stream.Body.Close()
	next := func() string {
		event := make([]byte, 200)
		n, err := stream.Body.Read(event)
		if err != nil {
			t.Fatal(err)
		}
		return string(event[:n])
	}
	if got := next(); !strings.Contains(got, `"last":0`) {
		t.Errorf("first event %q", got)
	}
	mustDo(t, gateway, newRequest(t, gateway, payments, payment("streamed")))
	if got := next(); !strings.Contains(got, `"last":1`) {
		t.Errorf("second event %q", got)
	}
	if err := gateway.Shutdown(t.Context()); err != nil {
		t.Errorf("the stream keeps the gateway from ending: %v", err)
	}
}

func TestStreamsAreLimitedInNumber(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	statuses := map[int]int{}
	for range 33 {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+"/-/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := gateway.Transport().RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer got.Body.Close()
		statuses[got.StatusCode]++
	}
	if fmt.Sprint(statuses) != "map[200:32 503:1]" {
		t.Errorf("statuses %v", statuses)
	}
}
