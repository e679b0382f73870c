package browser

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

func TestShopperPaysInTheBrowser(t *testing.T) {
	browser, _ := startBrowser(t)
	shop := startShop(t)
	for _, tc := range []struct {
		name, number           string
		challenged, paid       bool
		state, result, message string
	}{
		{"without a challenge", "4000000000002701", false, true, "paid", "authenticated, liability shifted", "Thank you. Your order is on its way."},
		{"after a challenge", "4000000000002503", true, true, "paid", "authenticated, liability shifted", "Thank you. Your order is on its way."},
		{"not after a challenge that failed", "4000000000002370", true, false, "open", "failed, liability not shifted", "Your bank did not confirm that it is you. You have not been charged."},
	} {
		t.Run(tc.name, func(t *testing.T) {
			page := newTab(t, browser)
			page.enterCard(shop, tc.number)
			if tc.challenged {
				page.passChallenge()
			}
			page.run(chromedp.WaitVisible(chromedp.CSS("#state")))
			if sent, known := page.sentCookies(shop + "/return"); sent || known != tc.challenged {
				t.Errorf("the browser came back: %t, with cookies: %t", known, sent)
			}
			if tc.paid {
				page.run(chromedp.WaitVisible(chromedp.CSS("#notified")))
			}
			page.picture("order")
			for selector, want := range map[string]string{"#state": tc.state, "#result": tc.result, "#message": tc.message} {
				if got := get(page, chromedp.Text(chromedp.CSS(selector))); got != want {
					t.Errorf("%s shows %q, want %q", selector, got, want)
				}
			}
		})
	}
}

func TestCardThatTheFieldsRefuseCanBeCorrected(t *testing.T) {
	browser, _ := startBrowser(t)
	shop := startShop(t)
	page := newTab(t, browser)
	page.enterCard(shop, "4000000000002702") // a wrong check digit
	refused := `document.getElementById("message").textContent.includes("cannot be processed")`
	get(page, chromedp.Poll[bool](refused))
	page.picture("refused")
	page.run(
		chromedp.SendKeys(chromedp.CSS("#number input"), kb.Backspace+"1"),
		chromedp.Click(chromedp.CSS("#pay")),
		chromedp.WaitVisible(chromedp.CSS("#notified")),
	)
}

// The check of what leaves the machine would notice.
func TestRequestThatLeavesTheMachineIsNoticed(t *testing.T) {
	browser, left := startBrowser(t)
	page := newTab(t, browser)
	_ = chromedp.Do(page.ctx, chromedp.Navigate("http://shop.example/")) // fails, or shows the proxy's refusal
	if asked := left.take(); !slices.Contains(asked, "GET shop.example") {
		t.Errorf("noticed %q", asked)
	}
}

// enterCard buys, and fills in the card fields.
func (p *tab) enterCard(shop, number string) {
	p.Helper()
	p.run(
		chromedp.Navigate(shop),
		chromedp.Click(chromedp.CSS("#buy")),
		chromedp.SendKeys(chromedp.CSS("#number input"), number),
		chromedp.SendKeys(chromedp.CSS("#code input"), "123"),
		chromedp.SendKeys(chromedp.CSS("#year"), strconv.Itoa(time.Now().Year()+3)),
	)
	p.picture("card")
	p.run(chromedp.Click(chromedp.CSS("#pay")))
}

// passChallenge clicks through the page of the bank, in its frame.
func (p *tab) passChallenge() {
	p.Helper()
	p.run(chromedp.WaitVisible(chromedp.CSS("#challenge")))
	frame := p.challengeFrame()
	p.picture("challenge")
	p.run(chromedp.Click(chromedp.CSS("button"), frame))
}

// challengeFrame waits for the bank's page. What is found before that page has come is the frame without
// it, in which a button is waited for in vain, so that the frame is looked for again.
func (p *tab) challengeFrame() chromedp.QueryOption {
	p.Helper()
	const patience = 2 * time.Second
	for {
		frame := chromedp.FromNode(get(p, chromedp.Nodes(chromedp.CSS("#challenge")))[0])
		ctx, cancel := context.WithTimeout(p.ctx, patience)
		err := chromedp.Do(ctx, chromedp.WaitVisible(chromedp.CSS("button"), frame))
		cancel()
		if err == nil {
			return frame
		}
		if p.ctx.Err() != nil {
			p.Fatal(err)
		}
	}
}
