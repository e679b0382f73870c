package browser

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// A developer watches the page while calls are made, right and wrong ones.
func TestCallsAppearByThemselvesWithTheirReasons(t *testing.T) {
	browser, _ := startBrowser(t)
	gateway := watch(t, cybersourcetest.Options{})
	page := newTab(t, browser)
	page.run(chromedp.Navigate(gateway.URL()))
	page.until(`document.getElementById("live").textContent === "Live."`)
	get(page, chromedp.Evaluate[bool](`window.first = true`)) // gone after a reload

	const payments, json = "/pts/v2/payments", "application/json"
	calls := []struct {
		do     func()
		row    string // somewhere in the row of the list
		reason string // heading of the call's own page; "" = none
	}{
		{func() { gateway.pay("ORDER-1", "102.21") }, "AUTHORIZED", ""},
		{func() { gateway.pay("ORDER-2", "2201") }, "declined DECLINED INVALID_ACCOUNT", ""},
		{func() { gateway.raw("POST", payments, "{}", "Content-Type", json) }, "neither an Authorization nor", "Why: There are no credentials"},
		{func() { gateway.raw("POST", payments, "{}") }, "Content-Type", "Why: Content-Type is not application/json"},
		{func() { gateway.raw("GET", payments, "") }, "GET /pts/v2/payments", "Why: The path exists, with another method"},
		{func() { gateway.raw("POST", "/pts/v3/payments", "{}") }, "POST /pts/v3/payments", "Why: No operation has this path"},
		{func() { gateway.raw("POST", payments, "{}", "Content-Type", json, "Authorization", "Bearer a.b.c") }, "header", "Why: The token's header cannot be read"},
		{func() { gateway.wrongField("ORDER-3") }, "INVALID_REQUEST INVALID_DATA", "Why: A member has a value that cannot be"},
	}
	for i, call := range calls {
		call.do()
		page.until(fmt.Sprintf(`%s?.textContent.replace(/\s+/g, " ").includes(%q)`, row(i+1), call.row))
	}
	if !get(page, chromedp.Evaluate[bool](`window.first === true`)) {
		t.Error("the page was loaded anew")
	}
	for i, call := range calls {
		page.run(chromedp.Navigate(gateway.URL()))
		page.run(chromedp.Click(chromedp.CSS(fmt.Sprintf(`a[href="/-/call/%d"]`, i+1))), chromedp.WaitVisible(chromedp.CSS("#facts")))
		if got := get(page, chromedp.Evaluate[string](`document.getElementById("why")?.textContent ?? ""`)); got != call.reason {
			t.Errorf("call %d: the page says %q, want %q", i+1, got, call.reason)
		}
	}
	if got := page.text("#fields + .scroll"); !strings.Contains(got, "orderInformation.billTo.country") || !strings.Contains(got, "text of 3 characters") {
		t.Errorf("the refused members are %q", got)
	}
	// The address of a call can be given to somebody else.
	address := get(page, chromedp.Location())
	other := newTab(t, browser)
	other.run(chromedp.Navigate(address))
	if got := other.text("#why"); got != calls[len(calls)-1].reason {
		t.Errorf("in another browser the page says %q", got)
	}
}

// wrongField is a payment whose country the gateway refuses, which the client would do before.
func (w *watched) wrongField(code string) {
	w.Helper()
	cfg := w.Configuration()
	cfg.Validation = cybersource.ValidateOff
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		w.Fatal(err)
	}
	request := order(code, "10.00")
	request.OrderInformation.BillTo.Country = "USA"
	_, err = client.PaymentsApi.CreatePayment(w.Context(), request)
	var refused *cybersource.APIError
	if !errors.As(err, &refused) {
		w.Fatal(err)
	}
}

// The button makes the client's outcome unknown, and Resolve finds it out.
func TestAnswerIsLostByAButtonAndFoundByTheClient(t *testing.T) {
	browser, _ := startBrowser(t)
	gateway := watch(t, cybersourcetest.Options{})
	page := newTab(t, browser)
	page.run(
		chromedp.Navigate(gateway.ControlURL()),
		chromedp.Click(chromedp.CSS(`nav a[href="/-/control"]`)),
		chromedp.SetValue(chromedp.CSS("#do"), "lose"),
		chromedp.SendKeys(chromedp.CSS("#reference"), "ORDER-LOST"),
		chromedp.Click(chromedp.Search(`//button[text()="Let it wait"]`)),
		chromedp.WaitVisible(chromedp.CSS(`form[action="/-/instructions/1/withdraw"] button`)), // it waits
	)

	if paid := gateway.pay("ORDER-OTHER", "5.00"); paid.Status != cybersource.StatusAuthorized {
		t.Errorf("a payment that the instruction is not for is %s", paid.Status)
	}
	_, err := gateway.client.PaymentsApi.CreatePayment(t.Context(), order("ORDER-LOST", "102.21"), cybersource.WithUniqueCode())
	var lost *cybersource.OutcomeUnknownError
	if !errors.As(err, &lost) {
		t.Fatalf("the outcome is known: %v", err)
	}
	page.until(`document.querySelector('[data-live="control"] tbody').textContent.includes("used by call 2")`)
	page.run(chromedp.Click(chromedp.CSS(`[data-live="control"] a[href="/-/call/2"]`)), chromedp.WaitVisible(chromedp.CSS("#facts")))
	if got := page.text(".lead"); !strings.HasPrefix(got, "lost no answer AUTHORIZED") {
		t.Errorf("the lost call is %q", got)
	}

	found, err := gateway.client.Resolve(t.Context(), lost.Record())
	if err != nil || found.Verdict != cybersource.VerdictHappened {
		t.Fatalf("%+v %v", found, err)
	}
	page.run(chromedp.Click(chromedp.CSS(`dd a[href^="/-/payment/"]`)), chromedp.WaitVisible(chromedp.CSS("h1 .mono")))
	if got := page.text("h1"); got != "Payment "+found.ID {
		t.Errorf("the page shows %q, and Resolve found %s", got, found.ID)
	}
}

// Who opens the page without the printed link can look and not act.
func TestPageActsOnlyForWhoHasThePrintedLink(t *testing.T) {
	browser, _ := startBrowser(t)
	gateway := watch(t, cybersourcetest.Options{})
	page := newTab(t, browser)
	page.run(chromedp.Navigate(gateway.URL() + "/-/control"))
	if !get(page, chromedp.Evaluate[bool](`[...document.querySelectorAll("button")].every(b => b.matches(":disabled"))`)) {
		t.Error("there is a button for everybody")
	}
	page.run(chromedp.Navigate(gateway.ControlURL()), chromedp.Navigate(gateway.URL()+"/-/control"))
	if !get(page, chromedp.Evaluate[bool](`[...document.querySelectorAll("button")].every(b => !b.matches(":disabled"))`)) {
		t.Error("with the link there is a button that does nothing")
	}
	if address := get(page, chromedp.Location()); strings.Contains(address, gateway.ControlToken()) {
		t.Error("the token stays in the address")
	}
}

func TestPageReadsWithoutScripts(t *testing.T) {
	browser, _ := startBrowser(t)
	gateway := watch(t, cybersourcetest.Options{})
	gateway.pay("ORDER-1", "102.21")
	gateway.raw("POST", "/pts/v2/payments", "{}", "Content-Type", "application/json")
	page := newTab(t, browser)
	page.withoutScripts()
	page.run(chromedp.Navigate(gateway.URL()))
	shown := page.text("main")
	answer, err := http.Get(gateway.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	source, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"ORDER-1", "AUTHORIZED", "102.21", "****1111", "refused", "neither an Authorization nor a Signature header is there"} {
		if !strings.Contains(shown, want) || !strings.Contains(string(source), want) {
			t.Errorf("%q is not in the list", want)
		}
	}
	page.run(chromedp.Click(chromedp.CSS(`a[href="/-/call/2"]`)), chromedp.WaitVisible(chromedp.CSS("#why")))
}

// Tab leads past the links at the top, and "/" to the search.
func TestPageIsUsedWithTheKeyboard(t *testing.T) {
	browser, _ := startBrowser(t)
	gateway := watch(t, cybersourcetest.Options{})
	gateway.pay("ORDER-1", "102.21")
	page := newTab(t, browser)
	page.run(chromedp.Navigate(gateway.URL()), chromedp.KeyEvent(kb.Tab))
	const focused = `document.activeElement`
	page.until(focused + `.textContent === "To the contents" && ` + focused + `.getBoundingClientRect().left >= 0`)
	page.run(chromedp.KeyEvent("/"))
	page.until(focused + `.id === "q"`)
	page.run(chromedp.KeyEvent("ORDER-2"+kb.Enter), chromedp.WaitVisible(chromedp.CSS(`main a[href="/-/"]`)))
	page.until(`document.querySelector("main").textContent.includes("No call fits the filter.")`)
	for range 30 {
		page.run(chromedp.KeyEvent(kb.Tab))
		style := get(page, chromedp.Evaluate[string](`(s => s.outlineStyle + " " + s.outlineWidth)(getComputedStyle(`+focused+`))`))
		if tag := get(page, chromedp.Evaluate[string](focused+`.tagName`)); tag != "BODY" && style != "solid 2px" {
			t.Errorf("the focus on %s is not seen: %s", tag, style)
		}
	}
}
