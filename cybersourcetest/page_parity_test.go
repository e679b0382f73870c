package cybersourcetest_test

import (
	"net/http"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// controlOf is the control that does over HTTP what a method of Gateway or Subscription does.
var controlOf = map[string]string{
	"Accounts": "GET /-/accounts", "Account": "GET /-/accounts", "SetAccounts": "PUT /-/accounts",
	"SetBalance": "POST /-/balances",
	"Ledger":     "GET /-/ledger", "Find": "GET /-/ledger", "Misuse": "GET /-/misuse", "Forgotten": "GET /-/forgotten",
	"Payments": "GET /-/payments", "Payment": "GET /-/payments/{id}", "Requests": "GET /-/calls",
	"Settle": "POST /-/payments/{id}/settle", "Reverse": "POST /-/payments/{id}/reverse", "Expire": "POST /-/payments/{id}/expire",
	"AcceptReview": "POST /-/payments/{id}/accept-review", "RefreshStatuses": "POST /-/payments/{id}/refreshes",
	"SendBatch": "POST /-/batch", "Advance": "POST /-/clock", "PaymentTime": "GET /-/clock", "Deliver": "POST /-/deliver",
	"Next": "POST /-/instructions", "Script": "POST /-/instructions", "Pending": "GET /-/script",
	"Faults": "PUT /-/faults", "Injected": "GET /-/faults",
	"CheckoutResult": "POST /-/checkout-results", "Reset": "POST /-/reset",
	"Subscribe": "POST /-/subscriptions", "Subscription.ID": "GET /-/subscriptions", "Subscription.Key": "GET /-/subscriptions",
	"Subscription.Waiting": "GET /-/subscriptions", "Subscription.Send": "POST /-/deliveries", "Subscription.Repeat": "POST /-/deliveries/{id}/resend",
}

// onlyInGo are the methods without a control, by the reason.
var onlyInGo = map[string][]string{
	"who asks knows the address, and the start prints the token": {"URL", "ControlURL", "ControlToken"},
	"of the Go client": {"Configuration", "Transport"},
	"files, by the flags -tls and -mle-certificate":         {"AuthorityPEM", "RequestCertificatePEM"},
	"a program ends by a signal":                            {"Close", "Shutdown"},
	"needs the clock of Options.Now, which only Go can set": {"DeliverDue"},
	"for a *testing.T; others read calls and instructions":  {"LogCalls", "ScriptDone"},
	"POST /flex/v2/tokens does it, as browsers do":          {"TransientToken"},
	"subscriptions over HTTP deliver by themselves":         {"Subscription.Deliver"},
	"printing":                      {"Format", "LogValue", "MarshalJSON", "Subscription.Format", "Subscription.LogValue", "Subscription.MarshalJSON"},
	"added by this package's tests": {"Unexplained", "Serve"},
}

// otherControls are those of the guide's table that the Go API has by other names or not at all.
var otherControls = []string{
	"GET /-/calls/{number}", "GET /-/har", "GET /-/events", "GET /-/instructions", "DELETE /-/instructions/{id}", "GET /-/deliveries",
}

func TestMethodsThatScriptOrInspectHaveAControl(t *testing.T) {
	withReason := map[string]bool{}
	for _, names := range onlyInGo {
		for _, name := range names {
			withReason[name] = true
		}
	}
	seen := map[string]bool{}
	for prefix, of := range map[string]reflect.Type{"": reflect.TypeFor[*cybersourcetest.Gateway](), "Subscription.": reflect.TypeFor[*cybersourcetest.Subscription]()} {
		for method := range of.Methods() {
			name := prefix + method.Name
			seen[name] = true
			if (controlOf[name] != "") == withReason[name] {
				t.Errorf("%s has to be either in controlOf or, with the reason, in onlyInGo", name)
			}
		}
	}
	for name := range controlOf {
		withReason[name] = true
	}
	for name := range withReason {
		if !seen[name] {
			t.Errorf("there is no method %s", name)
		}
	}
}

// allControls are the controls with ids in the place of their names.
func allControls() map[string]string {
	all := map[string]string{}
	for _, pattern := range controlOf {
		all[pattern] = ""
	}
	for _, pattern := range otherControls {
		all[pattern] = ""
	}
	for pattern := range all {
		all[pattern] = strings.NewReplacer("{id}", "1", "{number}", "1").Replace(pattern)
	}
	return all
}

func TestControlsAreInTheGuide(t *testing.T) {
	text, err := os.ReadFile("../docs/offline-gateway.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "## HTTP calls of the page")
	table, _, _ = strings.Cut(table, "\n## ")
	for pattern := range allControls() {
		method, path, _ := strings.Cut(pattern, " ")
		action := path[strings.LastIndexByte(path, '/')+1:]
		documented := false
		for row := range strings.Lines(table) {
			call, what, _ := strings.Cut(strings.TrimPrefix(row, "| "), " | ")
			documented = documented || strings.Contains(call, method) && (strings.Contains(call, path+"`") || strings.Contains(call, "/{id}/expire`") && strings.Contains(what, "`"+action+"`"))
		}
		if !documented {
			t.Errorf("%s is not in the table", pattern)
		}
	}
}

func TestControlsAreProtected(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for pattern, call := range allControls() {
		method, path, _ := strings.Cut(call, " ")
		ask := func(method string, set func(*http.Request)) response {
			r, err := http.NewRequestWithContext(t.Context(), method, gateway.URL()+path, nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Header.Set("Gateway-Control-Token", gateway.ControlToken())
			set(r)
			if path == "/-/events" { // an answer without end
				got, err := gateway.Transport().RoundTrip(r)
				if err != nil {
					t.Fatal(err)
				}
				got.Body.Close()
				return response{Response: got}
			}
			return mustDo(t, gateway, r)
		}
		expect := func(what string, got response, want int) {
			t.Helper()
			if got.StatusCode != want {
				t.Errorf("%s, %s: HTTP %d %s, want %d", pattern, what, got.StatusCode, got.body, want)
			}
		}
		if got := ask(method, func(*http.Request) {}); got.StatusCode == http.StatusMethodNotAllowed || strings.Contains(string(got.body), "nothing at this address") {
			t.Errorf("%s: HTTP %d: there is no such control", pattern, got.StatusCode)
		}
		expect("of another host", ask(method, func(r *http.Request) { r.Host = "attacker.example" }), http.StatusMisdirectedRequest)
		got := ask(http.MethodPatch, func(*http.Request) {})
		expect("another method", got, http.StatusMethodNotAllowed)
		if !strings.Contains(got.Header.Get("Allow"), method) {
			t.Errorf("%s: Allow is %q", pattern, got.Header.Get("Allow"))
		}
		if method == http.MethodGet {
			continue
		}
		expect("without the token", ask(method, func(r *http.Request) { r.Header.Del("Gateway-Control-Token") }), http.StatusForbidden)
		expect("from another origin", ask(method, func(r *http.Request) { r.Header.Set("Origin", "http://attacker.example") }), http.StatusForbidden)
		expect("from another site", ask(method, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }), http.StatusForbidden)
	}
}
