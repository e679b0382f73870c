package cybersourcetest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// see asks for something of the page.
func see(t testing.TB, gateway *cybersourcetest.Gateway, path string) response {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(path, "calls") {
		r.Header.Set("Accept", "text/html")
	}
	return mustDo(t, gateway, r)
}

// seenCall is what tests look at of a call.
type seenCall struct {
	Number                              uint64
	Outcome, Cause, Refusal, Path, Code string
	HTTPStatus, SentStatus              int
	Status, Fault, Merchant, Trigger    string
	Processed, Answered, Ended, Kept    bool
	Explanation                         struct{ Title string }
	Fields                              []struct{ Path, Reason, Sent, Rule, URL string }
	Request, Answer                     struct {
		Line    string
		Headers []struct{ Name, Value string }
		Body    json.RawMessage
		Note    string
	}
	Authentication struct {
		Scheme, Mistake, Expected, Signed string
		Claims                            []struct {
			Name, Have, Want string
			Wrong            bool
		}
	}
}

type seenCalls struct {
	Calls                  []seenCall
	Last, First, Malformed uint64
	Next                   string
}

func (r response) into(t testing.TB, v any) {
	t.Helper()
	if err := json.Unmarshal(r.body, v); err != nil {
		t.Fatalf("HTTP %d %s: %v", r.StatusCode, r.body, err)
	}
}

func seeCalls(t testing.TB, gateway *cybersourcetest.Gateway, query string) (calls seenCalls) {
	t.Helper()
	see(t, gateway, "/-/calls?"+query).into(t, &calls)
	return calls
}

func seeCall(t testing.TB, gateway *cybersourcetest.Gateway, number uint64) (call seenCall) {
	t.Helper()
	see(t, gateway, fmt.Sprintf("/-/calls/%d", number)).into(t, &call)
	return call
}

func TestCallsAreAllListed(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	mustPost(t, gateway, payment("paid"))
	mustPost(t, gateway, strings.Replace(payment("declined"), "102.21", "2201", 1))
	mustDo(t, gateway, newRequest(t, gateway, payments, payment("unsigned")))
	mustDo(t, gateway, newRequest(t, gateway, "/nowhere", "{}"))
	mustDo(t, gateway, newRequest(t, gateway, payments+"/1", "{}"))
	gateway.Next(cybersourcetest.DropAnswer())
	_, _ = post(t, gateway, payment("lost"))
	gateway.Next(cybersourcetest.ServerError())
	mustPost(t, gateway, payment("failed"))
	notHTTP(t, gateway)

	got := seeCalls(t, gateway, "")
	want := []seenCall{
		{Outcome: "failed", SentStatus: 502, Fault: "server-error"},
		{Outcome: "lost", HTTPStatus: 201, Status: "AUTHORIZED", Fault: "drop-answer", Code: "lost"},
		{Outcome: "refused", HTTPStatus: 405, SentStatus: 405, Cause: "methodNotAllowed"},
		{Outcome: "refused", HTTPStatus: 404, SentStatus: 404, Cause: "notFound"},
		{Outcome: "refused", HTTPStatus: 401, SentStatus: 401, Cause: "credentials-missing"},
		{Outcome: "declined", HTTPStatus: 201, SentStatus: 201, Status: "DECLINED", Code: "declined"},
		{Outcome: "approved", HTTPStatus: 201, SentStatus: 201, Status: "AUTHORIZED", Code: "paid"},
	}
	if len(got.Calls) != len(want) || got.Last != 7 || got.First != 1 || got.Malformed != 1 {
		t.Fatalf("%d calls: %+v", len(got.Calls), got)
	}
	for i, w := range want {
		c := got.Calls[i]
		if c.Number != uint64(7-i) || !c.Ended || c.Outcome != w.Outcome || c.HTTPStatus != w.HTTPStatus || c.SentStatus != w.SentStatus || c.Cause != w.Cause ||
			c.Fault != w.Fault || w.Code != "" && c.Code != w.Code || w.Status != "" && c.Status != w.Status {
			t.Errorf("call %d: got %+v, want %+v", 7-i, c, w)
		}
	}
}

// notHTTP sends what net/http refuses by itself.
func notHTTP(t testing.TB, gateway *cybersourcetest.Gateway) {
	t.Helper()
	connection, err := net.Dial("tcp", strings.TrimPrefix(gateway.URL(), "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer connection.Close()
	fmt.Fprint(connection, "this is no HTTP\r\n\r\n")
	if _, err := io.ReadAll(connection); err != nil {
		t.Fatal(err)
	}
}

func TestCallsComeInPages(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	for n := range 5 {
		mustDo(t, gateway, newRequest(t, gateway, payments, payment(fmt.Sprint("page-", n))))
	}
	var numbers []uint64
	query := "limit=2"
	for {
		page := seeCalls(t, gateway, query)
		for _, c := range page.Calls {
			numbers = append(numbers, c.Number)
		}
		if page.Next == "" {
			break
		}
		_, query, _ = strings.Cut(page.Next, "?")
	}
	if fmt.Sprint(numbers) != "[5 4 3 2 1]" {
		t.Errorf("calls %v", numbers)
	}
	for _, wrong := range []string{"limit=0", "limit=x", "limit=1001", "before=-1", "after=x", "wait=1h", "wait=soon", "changed=1.5"} {
		name, _, _ := strings.Cut(wrong, "=")
		if got := see(t, gateway, "/-/calls?"+wrong); got.StatusCode != http.StatusBadRequest || !strings.Contains(string(got.body), name+" is not") {
			t.Errorf("%s: HTTP %d %s", wrong, got.StatusCode, got.body)
		}
	}
}

func TestWaitEndsAsSoonAsACallFits(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
	found := make(chan seenCalls)
	go func() { found <- seeCalls(t, gateway, "reference=awaited&wait=30s") }()
	mustDo(t, gateway, newRequest(t, gateway, payments, payment("another")))
	mustDo(t, gateway, newRequest(t, gateway, payments, payment("awaited")))
	select {
	case got := <-found:
		if len(got.Calls) != 1 || got.Calls[0].Code != "awaited" || !got.Calls[0].Ended {
			t.Errorf("got %+v", got)
		}
	case <-time.After(10 * time.Second):
		t.Error("the wait did not end")
	}
	if got := seeCalls(t, gateway, "reference=never&wait=1ms"); len(got.Calls) != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestCallIsShownMaskedWithItsReason(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	text := strings.NewReplacer(`"country":"US"`, `"country":"USA"`, "4111111111111111", "4000000000002701").Replace(payment("refused"))
	mustPost(t, gateway, text)
	call := seeCall(t, gateway, 1)
	if call.Cause != "INVALID_DATA" || len(call.Fields) != 1 || call.Fields[0].Path != "orderInformation.billTo.country" ||
		call.Fields[0].Sent != "text of 3 characters" || !strings.Contains(call.Fields[0].Rule, "characters") ||
		!strings.HasSuffix(call.Fields[0].URL, "docs/models/OrderInformationBillTo.md#country") {
		t.Errorf("fields %+v of %+v", call.Fields, call)
	}
	shown := string(see(t, gateway, "/-/call/1").body) + string(call.Request.Body) + string(call.Answer.Body)
	for _, hidden := range []string{"4000000000002701", "Lovelace", "ada@example.com", `"123"`, "Bearer", "secret"} {
		if strings.Contains(shown, hidden) {
			t.Errorf("%s is shown", hidden)
		}
	}
	for _, wanted := range []string{"****2701", "INVALID_DATA", "application/json", "refused", "request-resource-path", "orderInformation.billTo.country"} {
		if !strings.Contains(shown, wanted) {
			t.Errorf("%s is not shown", wanted)
		}
	}
}

func TestTextThatWasSignedIsComparedWithTheRightOne(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	s := signerOf(t, gateway)
	r := newRequest(t, gateway, payments, body)
	r.Method = "POST"
	s.httpSignature(r, body)
	right := "host: " + r.Host + "\ndate: " + r.Header.Get("Date") + "\nrequest-target: post /pts/v2/payments\ndigest: " + r.Header.Get("Digest") + "\nv-c-merchant-id: " + s.owner
	wrong := strings.Replace(right, "post /", "POST /", 1)
	r.Header.Set("Signature", strings.Replace(r.Header.Get("Signature"), encode(s.mac(right)), encode(s.mac(wrong)), 1))
	mustDo(t, gateway, r)
	got := seeCall(t, gateway, 1)
	if got.Authentication.Expected != right || got.Authentication.Signed != wrong || !strings.Contains(got.Authentication.Mistake, "capitals") {
		t.Errorf("authentication %+v", got.Authentication)
	}
	shown := string(see(t, gateway, "/-/call/1").body)
	if !strings.Contains(shown, "<mark>request-target: post /pts/v2/payments</mark>") || strings.Count(shown, `class="first"`) != 1 {
		t.Errorf("the first line that differs is not marked:\n%s", shown)
	}
	if strings.Contains(shown, encode(s.mac(wrong))) || strings.Contains(shown, encode(s.mac(right))) {
		t.Error("a signature is shown")
	}
}

func TestPageThatIsNotThereIsPlain(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, path := range []string{"/-/call/1", "/-/call/x", "/-/call/99999999999999999999", "/-/payment/7", "/-/nowhere", "/-/assets/page.html"} {
		got := see(t, gateway, path)
		if got.StatusCode != http.StatusNotFound || !strings.Contains(string(got.body), "<h1>404 Not Found</h1>") {
			t.Errorf("%s: HTTP %d %s", path, got.StatusCode, got.body)
		}
	}
}

func TestPageIsServedWhereTheGatewayListens(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{PathPrefix: "/gw/v1"})
	for path, want := range map[string]string{"": "/-/", "/": "/-/", "/-": "/-/", "/gw/v1": "/gw/v1/-/", "/gw/v1/": "/gw/v1/-/", "/gw/v1/-": "/gw/v1/-/"} {
		if got := see(t, gateway, path); got.StatusCode != http.StatusSeeOther || got.Header.Get("Location") != want {
			t.Errorf("GET %q leads to %q with HTTP %d, want %s", path, got.Header.Get("Location"), got.StatusCode, want)
		}
		got := see(t, gateway, want)
		if got.StatusCode != http.StatusOK || !strings.Contains(string(got.body), `href="`+want+`assets/page.css"`) {
			t.Errorf("%s: HTTP %d", want, got.StatusCode)
		}
		if got := see(t, gateway, want+"assets/page.css"); got.StatusCode != http.StatusOK {
			t.Errorf("%s: HTTP %d", want+"assets/page.css", got.StatusCode)
		}
	}
	if seeCalls(t, gateway, "").Last != 0 {
		t.Error("the page's own requests are among the calls")
	}
}

func TestPageCannotBeUsedByOthers(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for _, path := range []string{"/", "/-/", "/-/calls", "/-/events", "/-/assets/page.js"} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, gateway.URL()+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.Host = "attacker.example"
		if got := mustDo(t, gateway, r); got.StatusCode != http.StatusMisdirectedRequest {
			t.Errorf("%s for another host: HTTP %d", path, got.StatusCode)
		}
	}
	got := see(t, gateway, "/-/")
	for name, want := range map[string]string{
		"Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "same-origin",
	} {
		if !strings.Contains(got.Header.Get(name), want) {
			t.Errorf("%s is %q", name, got.Header.Get(name))
		}
	}
	if strings.Contains(string(got.body), gateway.ControlToken()) || strings.Contains(string(got.body), gateway.Account().SharedSecrets[0].Secret) {
		t.Error("the page shows a secret")
	}
}
