package main

import (
	"encoding/json"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// This file goes through the shop as a browser does, without one: test/browser has one.

const (
	known  = "4000000000002701" // the bank knows the payer
	asked  = "4000000000002503" // the bank asks the payer, who passes
	failed = "4000000000002370" // the bank asks the payer, who does not

)

// visit is a shopper, the shop and its gateway.
type visit struct {
	*testing.T
	gateway      *cybersourcetest.Gateway
	subscription *cybersourcetest.Subscription
	shop         *shop
	browser      *http.Client
}

func newVisit(t *testing.T) *visit {
	t.Helper()
	gateway := cybersourcetest.NewGateway(cybersourcetest.Options{})
	t.Cleanup(gateway.Close)
	client, err := cybersource.NewAPIClient(gateway.Configuration())
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewUnstartedServer(nil)
	s, err := newShop(client, address(server.Listener), []string{gateway.URL()}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	subscription, err := s.subscribe(gateway, false)
	if err != nil {
		t.Fatal(err)
	}
	server.Config.Handler = s.handler()
	server.Start()
	t.Cleanup(server.Close)
	jar, _ := cookiejar.New(nil) // never fails
	return &visit{t, gateway, subscription, s, &http.Client{Jar: jar}}
}

// ask sends a request of the browser; with a body it is a POST.
func (v *visit) ask(browser *http.Client, path, mediaType, body string) (status int, text string) {
	v.Helper()
	method := http.MethodGet
	if mediaType != "" {
		method = http.MethodPost
	}
	r, err := http.NewRequest(method, v.shop.address+path, strings.NewReader(body))
	if err != nil {
		v.Fatal(err)
	}
	r.Header.Set("Content-Type", mediaType)
	got, err := browser.Do(r)
	if err != nil {
		v.Fatal(err)
	}
	defer got.Body.Close()
	page, err := io.ReadAll(got.Body)
	if err != nil {
		v.Fatal(err)
	}
	return got.StatusCode, string(page)
}

const (
	form   = "application/x-www-form-urlencoded"
	script = "text/plain;charset=UTF-8"
)

// buy makes an order, and returns the capture context of the page with the card fields.
func (v *visit) buy() string {
	v.Helper()
	v.ask(v.browser, "/orders", form, "")
	_, page := v.ask(v.browser, "/card", "", "")
	_, rest, found := strings.Cut(page, `data-context="`)
	context, _, _ := strings.Cut(rest, `"`)
	if !found {
		v.Fatalf("no card fields in:\n%s", page)
	}
	return html.UnescapeString(context)
}

// enter types a card into the fields, and clicks on Pay.
func (v *visit) enter(context, number string) (challenge frame) {
	v.Helper()
	token, err := v.gateway.TransientToken(context, cybersourcetest.Card{
		Number: number, ExpirationMonth: "01", ExpirationYear: strconv.Itoa(time.Now().Year() + 3), SecurityCode: "123",
	})
	if err != nil {
		v.Fatal(err)
	}
	status, text := v.ask(v.browser, "/token", script, token)
	var device frame
	if err := json.Unmarshal([]byte(text), &device); err != nil || status != http.StatusOK || device.AccessToken == "" {
		v.Fatalf("HTTP %d %s", status, text)
	}
	status, text = v.ask(v.browser, "/payment", script, `{"language":"en-GB","height":"1080"}`)
	if err := json.Unmarshal([]byte(text), &challenge); err != nil || status != http.StatusOK {
		v.Fatalf("HTTP %d %s", status, text)
	}
	return challenge
}

var input = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)

// pass goes through the challenge, and returns the form that leads back.
func (v *visit) pass(challenge frame) url.Values {
	v.Helper()
	got, err := http.PostForm(challenge.URL, url.Values{"JWT": {challenge.AccessToken}, "MD": {challenge.MD}})
	if err != nil {
		v.Fatal(err)
	}
	defer got.Body.Close()
	page, err := io.ReadAll(got.Body)
	if err != nil {
		v.Fatal(err)
	}
	back := url.Values{}
	for _, field := range input.FindAllSubmatch(page, -1) {
		back.Set(string(field[1]), html.UnescapeString(string(field[2])))
	}
	return back
}

// comeBack posts the form, which browsers do without the cookies of the shop.
func (v *visit) comeBack(back url.Values) (status int) {
	v.Helper()
	status, _ = v.ask(&http.Client{}, "/return", form, back.Encode())
	return status
}

// wantOrder compares what the page of the order shows, and counts what was authorized.
func (v *visit) wantOrder(want state, authorized int) {
	v.Helper()
	if _, page := v.ask(v.browser, "/order", "", ""); !strings.Contains(page, `<dd id="state">`+string(want)+`</dd>`) {
		v.Errorf("the order is not %s:\n%s", want, page)
	}
	count := 0
	for _, e := range v.gateway.Ledger() {
		if e.Operation == cybersourcetest.CreatePayment && e.Status == "AUTHORIZED" {
			count++
		}
	}
	if count != authorized {
		v.Errorf("%d authorizations, want %d", count, authorized)
	}
}

func TestOrderIsPaidOnceThePayerIsAuthenticated(t *testing.T) {
	for _, tc := range []struct {
		name, number string
		challenged   bool
		want         state
		authorized   int
	}{
		{"known to the bank", known, false, paid, 1},
		{"after a challenge", asked, true, paid, 1},
		{"not after a challenge that failed", failed, true, open, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v := newVisit(t)
			challenge := v.enter(v.buy(), tc.number)
			if (challenge.URL != "") != tc.challenged {
				t.Fatalf("challenge at %q", challenge.URL)
			}
			if tc.challenged {
				v.wantOrder(challenged, 0)
				back := v.pass(challenge)
				v.comeBack(back)
				v.comeBack(back) // somebody clicks twice
			}
			v.wantOrder(tc.want, tc.authorized)
		})
	}
}

func TestPayerWhoComesBackIsNotBelieved(t *testing.T) {
	v := newVisit(t)
	other := v.pass(v.enter(v.buy(), asked))
	back := v.pass(v.enter(v.buy(), asked)) // of an order that is made later
	for _, tc := range []struct {
		name, transaction, md string
	}{
		{"no MD", back.Get("TransactionId"), "null"},
		{"a changed MD", back.Get("TransactionId"), back.Get("MD") + "x"},
		{"an MD without seal", back.Get("TransactionId"), strings.Split(back.Get("MD"), ".")[0]},
		{"a seal for another purpose", back.Get("TransactionId"), v.shop.seal.close("browser", strings.Split(back.Get("MD"), ".")[0])},
		{"the challenge of another order", other.Get("TransactionId"), back.Get("MD")},
		{"no challenge", "", back.Get("MD")},
	} {
		t.Run(tc.name, func(t *testing.T) {
			v.comeBack(url.Values{"TransactionId": {tc.transaction}, "MD": {tc.md}})
			v.wantOrder(challenged, 0)
		})
	}
	v.comeBack(back)
	v.wantOrder(paid, 1)
}

func TestTokenOfAnotherPageThanShownIsNotTaken(t *testing.T) {
	v := newVisit(t)
	earlier := v.buy()
	v.ask(v.browser, "/card", "", "") // the page is loaded again: another context
	token, err := v.gateway.TransientToken(earlier, cybersourcetest.Card{Number: known, ExpirationMonth: "01", ExpirationYear: "2031"})
	if err != nil {
		t.Fatal(err)
	}
	for name, body := range map[string]string{"of an earlier page": token, "none": "", "no token": "a.b.c"} {
		if status, _ := v.ask(v.browser, "/token", script, body); status != http.StatusBadGateway {
			t.Errorf("a token that is %s: HTTP %d", name, status)
		}
	}
	if status, _ := v.ask(&http.Client{}, "/payment", script, "{}"); status != http.StatusNotFound {
		t.Errorf("without the cookie: HTTP %d", status)
	}
	v.wantOrder(open, 0)
}

func TestLostAnswerIsSettledByANotification(t *testing.T) {
	v := newVisit(t)
	context := v.buy()
	v.gateway.Script(cybersourcetest.Pass(), cybersourcetest.Pass(), cybersourcetest.DropAnswer()) // set-up, enrolment check, payment
	v.enter(context, known)
	v.wantOrder(unknown, 1)
	if status, _ := v.ask(v.browser, "/payment", script, "{}"); status != http.StatusOK { // a second click
		t.Errorf("HTTP %d", status)
	}
	v.wantOrder(unknown, 1)
	deliveries := v.subscription.Deliver(t.Context())
	if len(deliveries) != 1 || !deliveries[0].Taken() {
		t.Fatalf("%v", deliveries)
	}
	v.wantOrder(paid, 1)
	if again := v.subscription.Repeat(t.Context(), deliveries[0]); !again.Taken() {
		t.Errorf("the second time: %v", again)
	}
	if status, _ := v.ask(&http.Client{}, "/webhooks", "application/json", `{"eventType":"payments.authorization.status.accepted"}`); status != http.StatusUnauthorized {
		t.Errorf("unsigned: HTTP %d", status)
	}
}
