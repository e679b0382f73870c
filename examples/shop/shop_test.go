package main

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestFormPostedManyTimesAtOnceChargesOnce(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("24.99", "USD")

	var group sync.WaitGroup
	for range 8 {
		group.Go(func() { f.post(t, o.ID, "0") })
	}
	group.Wait()

	f.wantCharges(t, o.ID, 1)
	f.wantState(t, o.ID, paid)
}

func TestDeclineLetsOnlyANewFormPay(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.Decline("EXPIRED_CARD"))
	o := f.shop.orders.create("24.99", "USD")

	f.post(t, o.ID, "0")
	f.wantState(t, o.ID, open)
	f.post(t, o.ID, "0") // the back button
	f.wantState(t, o.ID, open)
	f.wantCharges(t, o.ID, 0)

	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
}

func TestAnswersDecideAboutTheOrder(t *testing.T) {
	for _, tc := range []struct {
		name string
		step cybersourcetest.Step
		want state
	}{
		{"approved", cybersourcetest.Pass(), paid},
		{"declined", cybersourcetest.Decline("INSUFFICIENT_FUND"), open},
		{"risk declined, money held", cybersourcetest.Status("AUTHORIZED_RISK_DECLINED"), waiting},
		{"in review, money held", cybersourcetest.Status("AUTHORIZED_PENDING_REVIEW"), waiting},
		{"approved in part", cybersourcetest.Status("PARTIAL_AUTHORIZED"), waiting},
		{"payer to be authenticated", cybersourcetest.Status("PENDING_AUTHENTICATION"), open},
		{"processor failed", cybersourcetest.Decline("PROCESSOR_ERROR"), unknown},
		{"a status nobody knows", cybersourcetest.Status("STATUS_OF_TOMORROW"), unknown},
		{"refused without a field that is named", cybersourcetest.Decline("MISSING_FIELD"), open},
		{"refused card", cybersourcetest.Decline("CARD_TYPE_NOT_ACCEPTED"), open},
		{"refused as a duplicate", cybersourcetest.Decline("DUPLICATE_REQUEST"), unknown},
		{"server failed", cybersourcetest.ServerError(), unknown},
		{"not reached", cybersourcetest.RefuseConnection(), open},
	} {
		t.Run(tc.name, func(t *testing.T) {
			f := newFixture(t)
			f.gateway.Next(tc.step)
			o := f.shop.orders.create("24.99", "USD")
			f.post(t, o.ID, "0")
			f.wantState(t, o.ID, tc.want)
		})
	}
}

func TestRefusedCardCanBeReplaced(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.Decline("CARD_TYPE_NOT_ACCEPTED"))
	o := f.shop.orders.create("24.99", "USD")

	f.post(t, o.ID, "0")
	if refused, _ := f.shop.orders.get(o.ID); !strings.Contains(refused.Message, "use another card") {
		t.Errorf("the customer is told %q", refused.Message)
	}
	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
}

func TestFormOfAnotherSiteIsRefused(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("24.99", "USD")
	r := httptest.NewRequest("POST", "/orders/"+o.ID+"/payments", strings.NewReader("attempt=0&token=x"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "cross-site")
	w := httptest.NewRecorder()
	f.shop.handler().ServeHTTP(w, r)
	if w.Code != http.StatusForbidden {
		t.Errorf("status %d, want 403", w.Code)
	}
	f.wantState(t, o.ID, open)
}

// fixture is a shop whose payments go to a gateway of its own.
type fixture struct {
	gateway *cybersourcetest.Gateway
	shop    *shop
	clock   *clock
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	return newFixtureOf(t, cybersourcetest.Options{}, true)
}

// newFixtureOf is a shop with an account that supports timeout calls, or does not.
func newFixtureOf(t *testing.T, options cybersourcetest.Options, timeoutCalls bool) *fixture {
	t.Helper()
	f := &fixture{clock: new(clock)}
	options.Now, options.Features.NoTimeoutCalls = f.clock.now, !timeoutCalls
	f.gateway = cybersourcetest.NewGateway(options)
	t.Cleanup(f.gateway.Close)
	cfg := f.gateway.Configuration()
	cfg.Retry.MaxAttempts, cfg.TimeoutCalls = 1, timeoutCalls
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.shop = &shop{
		client:     client,
		orders:     newOrders(f.clock.now),
		log:        slog.New(slog.DiscardHandler),
		instrument: testCard,
	}
	return f
}

// post sends the payment form as a browser would.
func (f *fixture) post(t *testing.T, id, attempt string) {
	t.Helper()
	form := url.Values{"attempt": {attempt}, "token": {"token"}}
	r := httptest.NewRequest("POST", "/orders/"+id+"/payments", strings.NewReader(form.Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	w := httptest.NewRecorder()
	f.shop.handler().ServeHTTP(w, r)
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != "/orders/"+id {
		t.Errorf("status %d to %q, want a redirect to the order's page", w.Code, w.Header().Get("Location"))
	}
}

func (f *fixture) wantState(t *testing.T, id string, want state) {
	t.Helper()
	if o, _ := f.shop.orders.get(id); o.State != want {
		t.Errorf("state %q, want %q", o.State, want)
	}
}

// wantCharges counts the payments of an order that stand.
func (f *fixture) wantCharges(t *testing.T, id string, want int) {
	t.Helper()
	if got := charges(f.gateway)[id]; got != want {
		t.Errorf("charged %d times, want %d", got, want)
	}
}
