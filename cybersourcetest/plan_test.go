package cybersourcetest_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestScriptedOutcomes(t *testing.T) {
	for _, tc := range []struct {
		name           string
		step           cybersourcetest.Step
		http           int
		status, reason string
	}{
		{"decline", cybersourcetest.Decline("EXPIRED_CARD"), 201, "DECLINED", "EXPIRED_CARD"},
		{"refusal", cybersourcetest.Decline("DUPLICATE_REQUEST"), 400, "INVALID_REQUEST", "DUPLICATE_REQUEST"},
		{"status", cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"), 201, "AUTHORIZED_PENDING_REVIEW", ""},
		{"unknown status", cybersourcetest.Answer(cybersourcetest.Outcome{Status: "OF_TOMORROW"}), 201, "OF_TOMORROW", ""},
		{"answer", cybersourcetest.Answer(cybersourcetest.Outcome{Status: "DECLINED", Reason: "NEW_REASON"}), 201, "DECLINED", "NEW_REASON"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			gateway := newGateway(t, cybersourcetest.Options{})
			gateway.Next(tc.step)
			got := mustPost(t, gateway, payment("scripted"))
			f := got.fields(t)
			if got.StatusCode != tc.http || f.Status != tc.status || tc.reason != "" && f.Reason+f.ErrorInformation.Reason != tc.reason {
				t.Errorf("HTTP %d %s", got.StatusCode, got.body)
			}
			if got := mustPost(t, gateway, payment("ordinary")); got.fields(t).Status != "AUTHORIZED" {
				t.Errorf("the next one: %s", got.body)
			}
		})
	}
}

func TestScriptIsPlayedInOrder(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Script(
		cybersourcetest.TooManyRequests("1"),
		cybersourcetest.Decline("EXPIRED_CARD"),
		cybersourcetest.Pass(),
		cybersourcetest.HTML(502),
		cybersourcetest.Status("PENDING_REVIEW"),
	)
	var got []string
	for _, code := range []string{"1", "2", "3", "4", "5", "6"} {
		response := mustPost(t, gateway, payment(code))
		seen := response.Status[:3]
		if response.StatusCode == http.StatusCreated {
			seen = response.fields(t).Status
		}
		got = append(got, seen)
	}
	want := []string{"429", "DECLINED", "AUTHORIZED", "502", "PENDING_REVIEW", "AUTHORIZED"}
	if !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestOutcomeWaitsForItsOperation(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Script(cybersourcetest.Decline("PROCESSOR_DECLINED").On(cybersourcetest.IncrementAuth), cybersourcetest.HTML(502), cybersourcetest.Decline("EXPIRED_CARD"))
	id := mustPost(t, gateway, payment("first")).fields(t).ID
	text := `{"clientReferenceInformation":{"code":"i"},"processingInformation":{"authorizationOptions":{"initiator":{"storedCredentialUsed":true}}},` +
		`"orderInformation":{"amountDetails":{"additionalAmount":"5.00","currency":"USD"}}}`
	increment := newRequest(t, gateway, payments+"/"+id, text)
	increment.Method = http.MethodPatch
	signerOf(t, gateway).token(increment, text, nil)
	if got := mustDo(t, gateway, increment).fields(t); got.ErrorInformation.Reason != "PROCESSOR_DECLINED" {
		t.Errorf("increment: %+v", got)
	}
	if got := mustPost(t, gateway, payment("second")); got.StatusCode != http.StatusBadGateway {
		t.Errorf("the step behind the increment's: HTTP %d", got.StatusCode)
	}
	if got := mustPost(t, gateway, payment("third")).fields(t); got.ErrorInformation.Reason != "EXPIRED_CARD" {
		t.Errorf("third payment: %+v", got)
	}
	if counts := gateway.Injected(); len(counts) != 1 || counts["html-502"] != 1 {
		t.Errorf("injected %v", counts)
	}
	entry := last(gateway.Ledger()[:2])
	if entry.Operation != cybersourcetest.IncrementAuth || entry.OriginalID != id || entry.Status != "DECLINED" || entry.Amount != "5.00" {
		t.Errorf("entry of the increment: %+v", entry)
	}
}

func TestOutcomeIsNotUsedUpByARefusedCall(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.Decline("EXPIRED_CARD"))
	mustDo(t, gateway, newRequest(t, gateway, payments, payment("unsigned")))
	mustPost(t, gateway, "{}")
	if got := mustPost(t, gateway, payment("valid")).fields(t); got.ErrorInformation.Reason != "EXPIRED_CARD" {
		t.Errorf("the first valid payment: %+v", got)
	}
}

func TestRefreshStatuses(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	text := strings.Replace(payment("transfer"), `"card":{"number":"4111111111111111","expirationMonth":"12","expirationYear":"2031","securityCode":"123"}`,
		`"paymentType":{"name":"bankTransfer","method":{"name":"MULTIBANCO"}}`, 1)
	id := mustPost(t, gateway, text).fields(t).ID
	if err := gateway.RefreshStatuses(id, "PENDING", "ABANDONED"); err != nil {
		t.Fatal(err)
	}
	gateway.Script(cybersourcetest.Pass(), cybersourcetest.Status("FUNDED").On(cybersourcetest.RefreshPaymentStatus))
	var got []string
	for range 4 {
		text := `{"clientReferenceInformation":{"code":"r"},"paymentInformation":{"paymentType":{"name":"bankTransfer","method":{"name":"MULTIBANCO"}}},"processingInformation":{"actionList":["AP_STATUS"]}}`
		r := newRequest(t, gateway, "/pts/v2/refresh-payment-status/"+id, text)
		signerOf(t, gateway).token(r, text, nil)
		got = append(got, mustDo(t, gateway, r).fields(t).Status)
	}
	if want := []string{"PENDING", "FUNDED", "ABANDONED", "ABANDONED"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestPaymentsChangeFromOutside(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for name, change := range map[string]func(string) error{"settle": gateway.Settle, "reverse": gateway.Reverse, "expire": gateway.Expire} {
		id := mustPost(t, gateway, payment(name)).fields(t).ID
		if err := change(id); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := change("1"); err == nil {
			t.Errorf("%s: an unknown id is no error", name)
		}
	}
}

func TestFaultsFollowTheSeed(t *testing.T) {
	play := func(seed uint64) string {
		gateway := newGateway(t, cybersourcetest.Options{NoAuthentication: true})
		gateway.Faults(seed, cybersourcetest.HTML(502).Chance(0.3), cybersourcetest.Unauthorized().Chance(0.2), cybersourcetest.RefuseConnection().Chance(0.2))
		seen := ""
		for range 60 {
			got, err := do(t, gateway, newRequest(t, gateway, payments, payment("x")))
			if err != nil {
				seen += "refused "
				continue
			}
			seen += got.Status[:3] + " "
		}
		for name, word := range map[string]string{"html-502": "502", "unauthorized": "401", "refuse-connection": "refused"} {
			if n := strings.Count(seen, word); n == 0 || n != gateway.Injected()[name] {
				t.Errorf("%s seen %d times, counted %d", name, n, gateway.Injected()[name])
			}
		}
		for _, r := range gateway.Requests() {
			if r.Fault == "refuse-connection" {
				t.Error("a refused connection arrived")
			}
		}
		gateway.Faults(0)
		if got := mustDo(t, gateway, newRequest(t, gateway, payments, payment("y"))); got.StatusCode != 201 {
			t.Errorf("without chances: HTTP %d", got.StatusCode)
		}
		return seen
	}
	if play(1) != play(1) {
		t.Error("the same seed gave different faults")
	}
	if play(1) == play(2) {
		t.Error("different seeds gave the same faults")
	}
}

func TestMistakesInAScriptPanic(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	for name, mistake := range map[string]func(){
		"unknown operation": func() {
			gateway.Next(cybersourcetest.Answer(cybersourcetest.Outcome{Operation: "capturePayment", Status: "PENDING"}))
		},
		"empty outcome": func() { gateway.Next(cybersourcetest.Answer(cybersourcetest.Outcome{})) },
		"zero step":     func() { gateway.Next(cybersourcetest.Step{}) },
		"no fault":      func() { gateway.Faults(1, cybersourcetest.Pass().Chance(0.5)) },
		"too likely": func() {
			gateway.Faults(1, cybersourcetest.Hang().Chance(0.6), cybersourcetest.DropAnswer().Chance(0.5))
		},
		"less than none": func() { gateway.Faults(1, cybersourcetest.Hang().Chance(-0.1)) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			mistake()
		})
	}
}

func TestFaultsAreReadFromText(t *testing.T) {
	for _, tc := range []struct{ text, want string }{
		{"drop-answer=0.05", "drop-answer"},
		{" hang-after-processing=0.1, html-502=0.2 ", "hang-after-processing html-502"},
		{"too-many-requests:2=0.5,drip:20ms=0,oversize:1000=0,redirect:http://x/=0,unavailable=0", "too-many-requests drip oversize redirect unavailable"},
		{"drop-answers=0.1", `error: the fault "drop-answers" is in no list, the nearest is "drop-answer"`},
		{"refuse-connection=0.1", `error: the fault "refuse-connection" is in no list`},
		{"hang=2", "error: probability"},
		{"hang=0.6,drop-answer=0.6", "error: probability"},
		{"hang=-1", "error: probability"},
		{"hang=NaN", "error: probability"},
		{"hang", "error: probability"},
		{"hang:1=0.1", "error: colon"},
		{"drip:fast=0.1", "error: colon"},
		{"oversize:big=0.1", "error: colon"},
	} {
		chances, err := cybersourcetest.ParseFaults(tc.text)
		if message, wrong := strings.CutPrefix(tc.want, "error: "); wrong {
			if err == nil || !strings.Contains(err.Error(), message) {
				t.Errorf("%s: %v, want an error about %q", tc.text, err, message)
			}
			continue
		}
		var names []string
		for _, chance := range chances {
			names = append(names, chance.Step.String())
		}
		if got := strings.Join(names, " "); err != nil || got != tc.want {
			t.Errorf("%s: %q, %v", tc.text, got, err)
		}
	}
	newGateway(t, cybersourcetest.Options{}).Faults(1, cybersourcetest.Hang().Chance(0), cybersourcetest.DropAnswer().Chance(1))
	all := strings.Join(cybersourcetest.FaultNames(), "=0,") + "=0"
	if chances, err := cybersourcetest.ParseFaults(all); err != nil || len(chances) != len(cybersourcetest.FaultNames()) {
		t.Errorf("all names: %d faults, %v", len(chances), err)
	}
}
