package databases

import (
	"testing"
	"time"
)

// A database that is down before the claim: nothing is sent, and it may be tried again.
func TestDatabaseThatIsDownBeforeTheClaim(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *database) {
		w := newWorld(t)
		store := d.store(t)
		keys := w.keys(store)
		d.down(t)
		w.wantPay(keys, "1", "pay-1", notSent)
		if n := len(w.gateway.Ledger()); n != 0 {
			t.Errorf("%d calls were sent", n)
		}
		d.up(t)
		w.wantPay(keys, "1", "pay-1", paid)
		w.wantCharges(1)
		w.wantRecorded(store)
	})
}

// A database that goes down between claim and record: the answer is returned, and its
// record is made up for by look-up.
func TestDatabaseThatGoesDownBetweenClaimAndRecord(t *testing.T) {
	eachDatabase(t, func(t *testing.T, d *database) {
		w := newWorld(t)
		store := d.store(t)
		keys := w.keys(store)
		w.whileSending(func() { d.down(t) })
		w.wantPay(keys, "1", "pay-1", notRecorded)
		d.up(t)
		w.wantPay(keys, "1", "pay-2", busy)
		w.pass(time.Hour)
		if counts, err := keys.Recover(t.Context()); err != nil || counts.Ended != 1 {
			t.Errorf("recovered %+v, %v", counts, err)
		}
		w.wantPay(keys, "1", "pay-1", replayed)
		w.wantPay(keys, "1", "pay-2", busy)
		w.wantCharges(1)
		w.wantRecorded(store)
	})
}
