package cybersourcetest_test

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestLateCallIsProcessedAfterItsClientGaveUp(t *testing.T) {
	for _, step := range []cybersourcetest.Step{
		cybersourcetest.ProcessLate(0), cybersourcetest.ArriveLate(-1),
	} {
		gateway := newGateway(t, cybersourcetest.Options{})
		gateway.Next(step)
		if _, err := post(t, gateway, body); err == nil {
			t.Errorf("%s: answered", step)
		}
		if ledger := gateway.Ledger(); step.String() == "" || len(ledger) != 0 {
			t.Errorf("%s: processed at once: %+v", step, ledger)
		}
		if delivered := gateway.Deliver(); delivered != 1 {
			t.Errorf("%s: %d delivered", step, delivered)
		}
		ledger := gateway.Ledger()
		if len(ledger) != 1 || ledger[0].Answered || ledger[0].Fault != step.String() || ledger[0].HTTPStatus != 201 || ledger[0].HeldAmount != "102.21" {
			t.Errorf("%s: ledger %+v", step, ledger)
		}
		if gateway.Deliver() != 0 || len(gateway.Ledger()) != 1 {
			t.Errorf("%s: delivered twice", step)
		}
	}
}

// waitForEntry waits until the call of a late step is processed, by looks and not by the clock: a
// machine may be slow.
func waitForEntry(t *testing.T, gateway *cybersourcetest.Gateway, step cybersourcetest.Step) {
	t.Helper()
	for range 10_000 {
		if len(gateway.Ledger()) > 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatalf("%s: never processed", step)
}

func TestLateCallIsProcessedByItself(t *testing.T) {
	for _, step := range []cybersourcetest.Step{cybersourcetest.ProcessLate(20 * time.Millisecond), cybersourcetest.ArriveLate(20 * time.Millisecond)} {
		gateway := newGateway(t, cybersourcetest.Options{})
		gateway.Next(step)
		if _, err := post(t, gateway, body); err == nil {
			t.Errorf("%s: answered", step)
		}
		waitForEntry(t, gateway, step)
		if gateway.Deliver() != 0 {
			t.Errorf("%s: it still waits", step)
		}
	}
}

// The token of a call that arrives late may have expired; one that was taken in keeps.
func TestLateArrivalIsJudgedWhenItArrives(t *testing.T) {
	var offset atomic.Int64
	clock := func() time.Time { return time.Now().Add(time.Duration(offset.Load())) }
	gateway := newGateway(t, cybersourcetest.Options{Now: clock})
	gateway.Script(cybersourcetest.ArriveLate(0), cybersourcetest.ProcessLate(0))
	for _, code := range []string{"arrives late", "processed late"} {
		if _, err := post(t, gateway, payment(code)); err == nil {
			t.Errorf("%s: answered", code)
		}
	}
	offset.Store(int64(5 * time.Minute))
	if delivered := gateway.Deliver(); delivered != 2 {
		t.Errorf("%d delivered", delivered)
	}
	if ledger := gateway.Ledger(); len(ledger) != 1 || ledger[0].Code != "processed late" {
		t.Errorf("ledger %+v", ledger)
	}
	if r := gateway.Requests()[0]; r.HTTPStatus != http.StatusUnauthorized || r.Refusal == "" {
		t.Errorf("%+v", r)
	}
}

func TestCallThatIsRefusedIsNotProcessedLate(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.ProcessLate(0))
	if _, err := do(t, gateway, newRequest(t, gateway, payments, body)); err == nil {
		t.Error("answered")
	}
	if gateway.Deliver() != 0 || gateway.Requests()[0].HTTPStatus != http.StatusUnauthorized {
		t.Errorf("%+v", gateway.Requests()[0])
	}
}

func TestLateCallsMayBeScriptedAndEndWithTheGateway(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Script(cybersourcetest.ProcessLate(0), cybersourcetest.ProcessLate(time.Minute))
	for _, code := range []string{"one", "two"} {
		if _, err := post(t, gateway, payment(code)); err == nil {
			t.Error("answered")
		}
	}
	begun := time.Now()
	gateway.Close()
	if took := time.Since(begun); took > 5*time.Second || len(gateway.Ledger()) != 0 || gateway.Deliver() != 0 {
		t.Errorf("closed after %s, ledger %+v", took, gateway.Ledger())
	}
}

func TestMistakeInAnOverrideEndsALateCallAlone(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{Override: func(cybersourcetest.Request) *cybersourcetest.Response { panic("oops") }})
	gateway.Next(cybersourcetest.ProcessLate(0))
	if _, err := post(t, gateway, body); err == nil {
		t.Error("answered")
	}
	if gateway.Deliver() != 1 {
		t.Error("not delivered")
	}
}

func TestPaymentsShowTheirMoneyAndTheirLife(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	id := mustPost(t, gateway, body).fields(t).ID
	if err := gateway.Settle(id); err != nil {
		t.Fatal(err)
	}
	if sent := gateway.SendBatch(); sent != 1 {
		t.Errorf("%d were sent", sent)
	}
	p, known := gateway.Payment(id)
	if !known || p.Authorized != "102.21" || p.Held != "0.00" || p.Captured != "102.21" || p.Refunded != "0.00" || p.Released != "0.00" || p.Code != "TC-1" || p.Currency != "USD" {
		t.Errorf("%+v", p)
	}
	if len(p.Events) != 3 || p.Events[0].Kind != "authorized" || p.Events[0].ID != id || p.Events[1].Kind != "captured" || p.Events[1].Amount != "102.21" || p.Events[2].Kind != "batch sent" {
		t.Errorf("%+v", p.Events)
	}
	if all := gateway.Payments(); len(all) != 1 || all[0].ID != id {
		t.Errorf("%+v", all)
	}
	if _, known := gateway.Payment("1"); known {
		t.Error("an unknown id is known")
	}
	if err := gateway.AcceptReview(id); err == nil {
		t.Error("a payment that is not in review was accepted")
	}
}
