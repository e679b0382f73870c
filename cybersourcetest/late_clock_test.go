package cybersourcetest_test

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// clock is a time that a test sets.
type clock struct{ seconds atomic.Int64 }

// begin is when the tests on this clock begin: an hour before the batch.
var begin = time.Date(2026, 11, 25, 1, 0, 0, 0, time.UTC)

func (c *clock) now() time.Time { return begin.Add(time.Duration(c.seconds.Load()) * time.Second) }

func (c *clock) pass(d time.Duration) { c.seconds.Add(int64(d / time.Second)) }

func clocked(t *testing.T, options cybersourcetest.Options) (*clock, *cybersourcetest.Gateway) {
	t.Helper()
	c := new(clock)
	options.Now = c.now
	return c, newGateway(t, options)
}

// lose sends a signed request whose answer is lost.
func lose(t *testing.T, c *clock, gateway *cybersourcetest.Gateway, step cybersourcetest.Step, path, text string) {
	t.Helper()
	gateway.Next(step)
	if _, err := do(t, gateway, signed(t, c, gateway, path, text)); err == nil {
		t.Fatalf("%s: answered", step)
	}
}

func signed(t *testing.T, c *clock, gateway *cybersourcetest.Gateway, path, text string) *http.Request {
	t.Helper()
	r := newRequest(t, gateway, path, text)
	s := signerOf(t, gateway)
	s.now = c.now
	s.token(r, text, nil)
	return r
}

func madeCodes(gateway *cybersourcetest.Gateway) string {
	var all []string
	for _, p := range gateway.Payments() {
		all = append(all, p.Code)
	}
	return strings.Join(all, " ")
}

func TestLateCallsAreDeliveredByTheClockInTheOrderOfTheirTimes(t *testing.T) {
	c, gateway := clocked(t, cybersourcetest.Options{})
	lose(t, c, gateway, cybersourcetest.ProcessLate(30*time.Second), payments, payment("third"))
	lose(t, c, gateway, cybersourcetest.ArriveLate(10*time.Second), payments, payment("first"))
	lose(t, c, gateway, cybersourcetest.ProcessLate(20*time.Second), payments, payment("second"))
	lose(t, c, gateway, cybersourcetest.ProcessLate(time.Hour), payments, payment("later"))
	lose(t, c, gateway, cybersourcetest.ProcessLate(0), payments, payment("held"))
	c.pass(9 * time.Second)
	if gateway.DeliverDue() != 0 || madeCodes(gateway) != "" {
		t.Errorf("delivered too early: %s", madeCodes(gateway))
	}
	c.pass(51 * time.Second)
	if gateway.DeliverDue() != 3 || madeCodes(gateway) != "first second third" {
		t.Errorf("delivered %s", madeCodes(gateway))
	}
	for i, after := range []time.Duration{10, 20, 30} {
		if at := gateway.Payments()[i].Events[0].Time; !at.Equal(begin.Add(after * time.Second)) {
			t.Errorf("payment %d happened at %s", i+1, at)
		}
	}
	if gateway.DeliverDue() != 0 || gateway.Deliver() != 2 {
		t.Error("not all that was left was held back")
	}
}

func TestCallComesAfterWhatIsDueBeforeIt(t *testing.T) {
	c, gateway := clocked(t, cybersourcetest.Options{})
	lose(t, c, gateway, cybersourcetest.ArriveLate(time.Minute), payments, payment("late"))
	c.pass(time.Minute)
	mustDo(t, gateway, signed(t, c, gateway, payments, payment("next")))
	if madeCodes(gateway) != "late next" {
		t.Errorf("processed %s", madeCodes(gateway))
	}
}

// What arrives is judged by the age that its token has then, not by when it is delivered.
func TestLateArrivalIsJudgedAsOfItsTime(t *testing.T) {
	c, gateway := clocked(t, cybersourcetest.Options{})
	lose(t, c, gateway, cybersourcetest.ArriveLate(2*time.Minute), payments, payment("in time"))
	lose(t, c, gateway, cybersourcetest.ArriveLate(121*time.Second), payments, payment("expired"))
	c.pass(24 * time.Hour)
	if delivered := gateway.DeliverDue(); delivered != 2 || madeCodes(gateway) != "in time" {
		t.Errorf("%d delivered: %s", delivered, madeCodes(gateway))
	}
	if late := gateway.Requests()[1]; late.HTTPStatus != http.StatusUnauthorized || late.Refusal == "" {
		t.Errorf("got %+v", late)
	}
}

func TestDailyBatchIsSentBetweenTheLateCallsAroundIt(t *testing.T) {
	sale := func(code string) string {
		return strings.Replace(payment(code), `{"client`, `{"processingInformation":{"capture":true},"client`, 1)
	}
	c, gateway := clocked(t, cybersourcetest.Options{BatchAt: "02:00"})
	lose(t, c, gateway, cybersourcetest.ProcessLate(59*time.Minute), payments, sale("before"))
	lose(t, c, gateway, cybersourcetest.ProcessLate(61*time.Minute), payments, sale("after"))
	c.pass(2 * time.Hour)
	gateway.DeliverDue()
	for i, want := range []string{"before: authorized captured batch sent", "after: authorized captured"} {
		p := gateway.Payments()[i]
		got := p.Code + ":"
		for _, e := range p.Events {
			got += " " + e.Kind
		}
		if got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if sent := gateway.Payments()[0].Events[2].Time; !sent.Equal(begin.Add(time.Hour)) {
		t.Errorf("sent at %s", sent)
	}
}

func TestDailyBatchNeedsNoCall(t *testing.T) {
	c, gateway := clocked(t, cybersourcetest.Options{BatchAt: "02:00"})
	text := strings.Replace(payment("sale"), `{"client`, `{"processingInformation":{"capture":true},"client`, 1)
	mustDo(t, gateway, signed(t, c, gateway, payments, text))
	c.pass(2 * time.Hour)
	if events := gateway.Payments()[0].Events; events[len(events)-1].Kind != "batch sent" {
		t.Errorf("got %+v", events)
	}
}

func TestLateCallsAreNotDueWithoutAClockOfTheGatewaysOwn(t *testing.T) {
	gateway := newGateway(t, cybersourcetest.Options{})
	gateway.Next(cybersourcetest.ProcessLate(time.Nanosecond))
	if _, err := post(t, gateway, body); err == nil {
		t.Error("answered")
	}
	if gateway.DeliverDue() != 0 {
		t.Error("a call was due")
	}
	await(t, func() bool { return len(gateway.Ledger()) == 1 })
}
