package cybersourcetest_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

func TestStateFileKeepsLateCallsByTheClock(t *testing.T) {
	c := new(clock)
	d := newDurable(t, cybersourcetest.Options{Now: c.now})
	lose(t, c, d.Gateway, cybersourcetest.ProcessLate(30*time.Second), payments, payment("third"))
	lose(t, c, d.Gateway, cybersourcetest.ArriveLate(10*time.Second), payments, payment("first"))
	lose(t, c, d.Gateway, cybersourcetest.ProcessLate(20*time.Second), payments, payment("second"))
	lose(t, c, d.Gateway, cybersourcetest.ArriveLate(121*time.Second), payments, payment("expired"))
	lose(t, c, d.Gateway, cybersourcetest.ProcessLate(0), payments, payment("held"))
	d.restart()
	if d.DeliverDue() != 0 || len(d.Payments()) != 0 {
		t.Errorf("delivered too early: %s", madeCodes(d.Gateway))
	}
	d.restart()
	c.pass(20 * time.Second)
	if delivered := d.DeliverDue(); delivered != 2 || madeCodes(d.Gateway) != "first second" {
		t.Errorf("%d delivered: %s", delivered, madeCodes(d.Gateway))
	}
	d.restart()
	c.pass(time.Hour)
	if delivered := d.DeliverDue(); delivered != 2 || madeCodes(d.Gateway) != "first second third" {
		t.Errorf("%d delivered: %s", delivered, madeCodes(d.Gateway))
	}
	for i, after := range []time.Duration{10, 20, 30} {
		if at := d.Payments()[i].Events[0].Time; !at.Equal(begin.Add(after * time.Second)) {
			t.Errorf("payment %d happened at %s", i+1, at)
		}
	}
	if d.Deliver() != 1 || madeCodes(d.Gateway) != "first second third held" {
		t.Errorf("processed: %s", madeCodes(d.Gateway))
	}
	for _, e := range d.Ledger() {
		if e.Answered || e.HTTPStatus != http.StatusCreated || !strings.HasSuffix(e.Fault, "-late") || e.KeyID == "" || e.Operation != cybersourcetest.CreatePayment {
			t.Errorf("entry %+v", e)
		}
	}
	d.restart()
	if d.Deliver() != 0 {
		t.Error("a call waits again that was processed")
	}
	text, err := os.ReadFile(d.options.StateFile)
	if err != nil || strings.Contains(string(text), "late/") {
		t.Errorf("%v: the file still has a late call", err)
	}
}

func TestStateFileKeepsLateCallsWithTimers(t *testing.T) {
	for _, step := range []cybersourcetest.Step{cybersourcetest.ProcessLate(50 * time.Millisecond), cybersourcetest.ArriveLate(50 * time.Millisecond)} {
		d := newDurable(t, cybersourcetest.Options{})
		d.Next(step)
		if _, err := post(t, d.Gateway, body); err == nil {
			t.Errorf("%s: answered", step)
		}
		d.restart()
		waitForEntry(t, d.Gateway, step)
		d.restart()
		if text, err := os.ReadFile(d.options.StateFile); err != nil || strings.Contains(string(text), "late/") {
			t.Errorf("%v: the file still has a late call", err)
		}
	}
}

func TestStateFileKeepsWhatTimeoutCallsFind(t *testing.T) {
	d := newDurable(t, cybersourcetest.Options{})
	d.Next(cybersourcetest.ProcessLate(0))
	if _, err := post(t, d.Gateway, body); err == nil {
		t.Error("answered")
	}
	d.post(201, "/pts/v2/reversals", `{"clientReferenceInformation":{"transactionId":"T-1"},`+
		`"reversalInformation":{"amountDetails":{"totalAmount":"102.21","currency":"USD"}}}`)
	if d.Deliver() != 1 || len(d.Payments()) != 1 || d.Payments()[0].Held != "0.00" {
		t.Errorf("payments %+v", d.Payments())
	}
}

func TestStateFileForgetsLateCallsWithAReset(t *testing.T) {
	d := newDurable(t, cybersourcetest.Options{})
	d.Next(cybersourcetest.ArriveLate(0))
	if _, err := post(t, d.Gateway, body); err == nil {
		t.Error("answered")
	}
	d.Reset()
	d.restart()
	if d.Deliver() != 0 {
		t.Error("it still waits")
	}
}
