package databases

import (
	"fmt"
	"testing"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
	"github.com/cybersource-go/cybersource/idempotency"
)

// The same by the system's clock: nothing that the scale could hide.
func TestKilledShopPaysEachOrderOnceInRealTime(t *testing.T) {
	if !*killUnscaled {
		t.Skip("it takes half an hour: -kill-unscaled")
	}
	w := newKillWorld(t, 1, killAccount{TimeoutCalls: true}, cybersourcetest.Options{IndexDelay: lag(5 * time.Minute)}, nil)
	w.serve(3, 60, 20)
	last := w.start(new(saboteur))
	for deadline := time.Now().Add(40 * time.Minute); time.Now().Before(deadline) && w.paying(); {
		time.Sleep(time.Second) // for another process
		w.gateway.DeliverDue()
	}
	if w.paying() {
		t.Error("payments are open still")
	}
	last.end()
	w.settle(0)
	w.repeat()
	v := newVerdict()
	w.closeOpen(v, killRuns[0].allowed)
	w.compare(v)
	w.report("in real time", v)
	fmt.Println("  " + "look-ups of captures and refunds go on for 24 hours, and were not waited for")
}

// paying reports whether what became of an authorization or reversal is yet to be found out.
// One that an HTTP 502 named, and that the service never processed, is looked for a day.
func (w *killWorld) paying() bool {
	service := w.readService()
	for _, e := range w.entries(idempotency.StateRunning, idempotency.StateOpen, idempotency.StateUndoing) {
		_, made := service.byID[e.Record.TransactionID]
		isNamed := e.Record.ID != "" && !made
		if e.Operation != "CapturePayment" && e.Operation != "RefundCapture" && !isNamed {
			return true
		}
	}
	return false
}
