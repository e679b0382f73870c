package cybersourcetest_test

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

const (
	stepUpPage     = "/V2/Cruise/StepUp"
	collectionPage = "/V1/Cruise/Collect"
)

// authentication is what of an answer leads the payer's browser on.
type authentication struct {
	ConsumerAuthenticationInformation struct {
		AccessToken, ReferenceID, AuthenticationTransactionID, StepUpURL, DeviceDataCollectionURL string
	}
}

// authenticate makes a signed call about a card that is challenged.
func authenticate(t *testing.T, gateway *cybersourcetest.Gateway, path, returnURL string) authentication {
	t.Helper()
	text := strings.Replace(payment("TC-3DS"), "4111111111111111", "4000000000002503", 1)
	returning, err := json.Marshal(returnURL)
	if err != nil {
		t.Fatal(err)
	}
	text = strings.TrimSuffix(text, "}") + `,"consumerAuthenticationInformation":{"returnUrl":` + string(returning) + `}}`
	r := newRequest(t, gateway, path, text)
	signerOf(t, gateway).token(r, text, nil)
	got := mustDo(t, gateway, r)
	var a authentication
	if err := json.Unmarshal(got.body, &a); err != nil || got.StatusCode != http.StatusCreated {
		t.Fatalf("HTTP %d %s, error %v", got.StatusCode, got.body, err)
	}
	return a
}

func enrol(t *testing.T, gateway *cybersourcetest.Gateway, returnURL string) authentication {
	t.Helper()
	return authenticate(t, gateway, "/risk/v1/authentications", returnURL)
}

// submit posts a form as a browser does.
func submit(t *testing.T, gateway *cybersourcetest.Gateway, path string, form url.Values) response {
	t.Helper()
	r := newRequest(t, gateway, path, form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return mustDo(t, gateway, r)
}

var (
	formAction = regexp.MustCompile(`<form method="post" action="([^"]*)">`)
	formInput  = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)">`)
)

// formOf is the form of a page: where it goes, and what it posts.
func formOf(page response) (action string, values url.Values) {
	if found := formAction.FindSubmatch(page.body); found != nil {
		action = html.UnescapeString(string(found[1]))
	}
	values = url.Values{}
	for _, input := range formInput.FindAllSubmatch(page.body, -1) {
		values.Add(html.UnescapeString(string(input[1])), html.UnescapeString(string(input[2])))
	}
	return action, values
}

func TestChallengeLeadsTheBrowserBackToTheMerchant(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	const returnURL = "https://shop.example/return?a=1&b=2"
	begun := enrol(t, gateway, returnURL).ConsumerAuthenticationInformation
	if begun.StepUpURL != gateway.URL()+stepUpPage {
		t.Errorf("the page is at %s", begun.StepUpURL)
	}
	for _, tc := range []struct {
		name string
		sent url.Values
		want string
	}{
		{"with the merchant's data", url.Values{"MD": {"order-1.c2lnbmVk"}}, "order-1.c2lnbmVk"},
		{"with an empty MD", url.Values{"MD": {""}}, ""},
		{"without MD", url.Values{}, "null"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.sent.Set("JWT", begun.AccessToken)
			page := submit(t, gateway, stepUpPage, tc.sent)
			if page.StatusCode != http.StatusOK || page.Header.Get("Content-Type") != "text/html; charset=utf-8" {
				t.Fatalf("HTTP %d %s", page.StatusCode, page.body)
			}
			action, values := formOf(page)
			want := url.Values{"TransactionId": {begun.AuthenticationTransactionID}, "MD": {tc.want}}
			if action != returnURL || values.Encode() != want.Encode() {
				t.Errorf("posts %v to %s, want %v", values, action, want)
			}
			for _, shown := range []string{gateway.Account().ID, "102.21 USD", "ending in 2503"} {
				if !strings.Contains(string(page.body), shown) {
					t.Errorf("the page does not show %q", shown)
				}
			}
		})
	}
}

func TestHostileValuesAreTextOnThePageOfAChallenge(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	const hostile = `"><script>alert(1)</script><x y='`
	begun := enrol(t, gateway, `https://shop.example/?q=`+hostile).ConsumerAuthenticationInformation
	page := submit(t, gateway, stepUpPage, url.Values{"JWT": {begun.AccessToken}, "MD": {hostile}})
	action, values := formOf(page)
	if strings.Contains(string(page.body), "<script") || values.Get("MD") != hostile || !strings.HasPrefix(action, "https://shop.example/?q=") {
		t.Errorf("%v to %s in:\n%s", values, action, page.body)
	}
}

func TestPageOfPayerAuthenticationRunsNothingButItsOwn(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	challenge := enrol(t, gateway, "https://shop.example/return").ConsumerAuthenticationInformation
	setUp := authenticate(t, gateway, "/risk/v1/authentication-setups", "").ConsumerAuthenticationInformation
	for _, tc := range []struct{ name, path, token, element, directive, forms string }{
		{"challenge", stepUpPage, challenge.AccessToken, "style", "style-src", "http: https:"},
		{"device data", collectionPage, setUp.AccessToken, "script", "script-src", "'none'"},
		{"problem", stepUpPage, "x", "style", "style-src", "'none'"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			page := submit(t, gateway, tc.path, url.Values{"JWT": {tc.token}})
			_, rest, _ := strings.Cut(string(page.body), "<"+tc.element+">")
			source, _, found := strings.Cut(rest, "</"+tc.element+">")
			sum := sha256.Sum256([]byte(source))
			want := "default-src 'none'; base-uri 'none'; " + tc.directive + " 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; form-action " + tc.forms
			if got := page.Header.Get("Content-Security-Policy"); !found || got != want {
				t.Errorf("policy\n%s, want\n%s", got, want)
			}
		})
	}
}

func TestSetUpPageTellsOfCollectedData(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	setUp := authenticate(t, gateway, "/risk/v1/authentication-setups", "").ConsumerAuthenticationInformation
	if setUp.DeviceDataCollectionURL != gateway.URL()+collectionPage {
		t.Errorf("the page is at %s", setUp.DeviceDataCollectionURL)
	}
	page := submit(t, gateway, collectionPage, url.Values{"JWT": {setUp.AccessToken}})
	_, rest, _ := strings.Cut(string(page.body), `data-message="`)
	message, _, _ := strings.Cut(rest, `"`)
	want := `{"MessageType":"profile.completed","Session Id":"` + setUp.ReferenceID + `","Status":true}`
	if got := html.UnescapeString(message); got != want {
		t.Errorf("tells %s, want %s", got, want)
	}
}

func TestPageThatCannotBeShownSaysWhy(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	challenge := enrol(t, gateway, "https://shop.example/return").ConsumerAuthenticationInformation.AccessToken
	setUp := authenticate(t, gateway, "/risk/v1/authentication-setups", "").ConsumerAuthenticationInformation.AccessToken
	script := enrol(t, gateway, "javascript:alert(1)").ConsumerAuthenticationInformation.AccessToken
	nowhere := enrol(t, gateway, "").ConsumerAuthenticationInformation.AccessToken
	for _, tc := range []struct{ name, path, token, want string }{
		{"no token", stepUpPage, "", "JWT is not the access token of a challenge"},
		{"a changed token", stepUpPage, challenge + "x", "JWT is not the access token of a challenge"},
		{"the token of a set-up", stepUpPage, setUp, "JWT is not the access token of a challenge"},
		{"the token of a challenge", collectionPage, challenge, "JWT is not the access token of a set-up"},
		{"no address to return to", stepUpPage, nowhere, "no http or https address"},
		{"a script to return to", stepUpPage, script, "no http or https address"},
		{"a megabyte", stepUpPage, strings.Repeat("x", 1<<20), "no form that can be read"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			page := submit(t, gateway, tc.path, url.Values{"JWT": {tc.token}})
			if page.StatusCode != http.StatusBadRequest || !strings.Contains(html.UnescapeString(string(page.body)), tc.want) || strings.Contains(string(page.body), "<form") {
				t.Errorf("HTTP %d %s", page.StatusCode, page.body)
			}
		})
	}
	r := newRequest(t, gateway, stepUpPage, "")
	r.Method = http.MethodGet
	if got := mustDo(t, gateway, r); got.StatusCode != http.StatusMethodNotAllowed || got.Header.Get("Allow") != "POST" {
		t.Errorf("GET: HTTP %d, Allow %q", got.StatusCode, got.Header.Get("Allow"))
	}
	r = newRequest(t, gateway, stepUpPage, "")
	r.Host = "rebound.example"
	if got := mustDo(t, gateway, r); got.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host: HTTP %d", got.StatusCode)
	}
	if n := len(gateway.Requests()); n != 4 {
		t.Errorf("%d requests, want the 4 calls alone", n)
	}
}
