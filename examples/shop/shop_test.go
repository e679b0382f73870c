package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestAFormPostedManyTimesAtOnceChargesOnce(t *testing.T) {
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

func TestAfterADeclineOnlyANewFormPays(t *testing.T) {
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

func TestALostAnswerIsLookedUpAndNotPaidAgain(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.DropAnswer())
	o := f.shop.orders.create("24.99", "USD")

	f.post(t, o.ID, "0")
	f.wantState(t, o.ID, unknown)
	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, unknown)

	f.shop.settle(t.Context(), 0)
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
}

func TestAPaymentNobodyFindsStaysUnknown(t *testing.T) {
	f := newFixture(t)
	f.gateway.Next(cybersourcetest.CloseBeforeReading())
	o := f.shop.orders.create("24.99", "USD")

	f.post(t, o.ID, "0")
	f.shop.settle(t.Context(), 0)
	f.wantState(t, o.ID, unknown)
}

func TestADeadProcessLeavesAnAttemptBehindThatIsLookedUp(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("24.99", "USD")
	begun, a, _ := f.shop.orders.begin(o.ID, 0)
	f.shop.pay(t.Context(), begun, a, "token") // and the process dies before it records the result

	f.shop.settle(t.Context(), time.Minute)
	f.wantState(t, o.ID, paying) // too early

	f.now = f.now.Add(2 * time.Minute)
	f.shop.settle(t.Context(), time.Minute)
	f.wantState(t, o.ID, paid)
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

func TestARefusedCardCanBeReplaced(t *testing.T) {
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

func TestADuplicateIsFoundAmongEarlierAttempts(t *testing.T) {
	f := newFixture(t)
	o := f.shop.orders.create("24.99", "USD")
	begun, first, _ := f.shop.orders.begin(o.ID, 0)
	f.shop.pay(t.Context(), begun, first, "token")
	f.shop.orders.finish(o.ID, first, result{state: open}) // the shop believes that it failed

	f.gateway.Next(cybersourcetest.Decline("DUPLICATE_REQUEST"))
	f.post(t, o.ID, "1")
	f.wantState(t, o.ID, unknown)
	f.shop.settle(t.Context(), 0)
	f.wantState(t, o.ID, paid)
	f.wantCharges(t, o.ID, 1)
}

func TestALateResultBelongsToItsOwnAttempt(t *testing.T) {
	table := newOrders(time.Now)
	o := table.create("24.99", "USD")
	_, first, _ := table.begin(o.ID, 0)
	table.finish(o.ID, first, result{state: open})
	table.begin(o.ID, 1)

	if table.finish(o.ID, first, result{state: paid}) {
		t.Error("the result of the first attempt was taken for that of the second")
	}
}

func TestAFormOfAnotherSiteIsRefused(t *testing.T) {
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
	now     time.Time
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{gateway: cybersourcetest.NewGateway(cybersourcetest.Options{}), now: time.Now()}
	t.Cleanup(f.gateway.Close)
	cfg := f.gateway.Configuration()
	cfg.Retry.MaxAttempts = 1
	client, err := cybersource.NewAPIClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	f.shop = &shop{
		api:        client.PaymentsApi,
		orders:     newOrders(func() time.Time { return f.now }),
		log:        slog.New(slog.DiscardHandler),
		lookUp:     f.search,
		instrument: testCard,
	}
	return f
}

func (f *fixture) search(_ context.Context, a attempt) (result, bool, error) {
	for _, entry := range f.gateway.Ledger() {
		if entry.TransactionID == a.TransactionID && entry.Processed {
			return found(entry), true, nil
		}
	}
	return result{}, false, nil
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

func (f *fixture) wantCharges(t *testing.T, code string, want int) {
	t.Helper()
	if got := charges(f.gateway.Ledger())[code]; got != want {
		t.Errorf("charged %d times, want %d", got, want)
	}
}
