package test

import (
	"net/http"
	"strings"
	"time"
)

// undoTroubles let the calls that undo something meet what other calls meet: they never
// arrive, arrive late, or their answers are lost.
type undoTroubles struct {
	http.RoundTripper

	world *lostWorld
	times times
}

// RoundTrip implements [http.RoundTripper].
func (t undoTroubles) RoundTrip(r *http.Request) (*http.Response, error) {
	const some = 6
	w := t.world
	moves := !strings.Contains(r.URL.Path, "/tss/")
	if moves && strings.HasPrefix(r.Header.Get(tagHeader), undoTag) && w.dice.IntN(some) == 0 {
		k := oneOf(w.dice, kindNeverArrives, kindLateInTime, kindLateExpired, kindProcessedLate, kindAnswerLost, kindAnswerLost)
		step, delay := k.fault(w.dice, t.times)
		w.gateway.Next(step)
		w.after(delay, func() {}) // so that it is processed at its time
		w.seen.meetings[meetingUndoLost]++
	}
	return t.RoundTripper.RoundTrip(r)
}

// account is what a merchant's account can do, and what the service does that is not
// published.
type account struct {
	declares        bool // Configuration.TimeoutCalls
	noTimeoutCalls  bool // of the processor
	refusesByName   bool // such calls as NOT_SUPPORTED
	lateIsUnknown   bool // a timeout call does not find what is in work
	blocks          bool // a timeout call that finds nothing uses the transaction id up
	keepsVoidedHold bool // the hold of what was voided cannot be reversed
	cancels         bool // a void is the service ics_payment_cancel
	noSums          bool // too much is not refused
	noBodies        bool // HTTP 404 has no body, and a search that finds nothing is one
	crowded         bool // more payments than a page of a search has, all at once
}

// hasTimeoutCalls reports whether timeout calls work, and are declared to.
func (a account) hasTimeoutCalls() bool { return a.declares && !a.noTimeoutCalls }

// sharesOnceIn is how many orders there are for each that begins to share its code. It is
// seldom where timeout calls work: of a call that shares its code and never arrives nobody
// can say so.
func (a account) sharesOnceIn() int {
	if a.hasTimeoutCalls() {
		return 600
	}
	return 26
}

// reason is what refuses a timeout call where the processor knows none; "" = as if it had
// found nothing.
func (a account) reason() string {
	if a.refusesByName {
		return "NOT_SUPPORTED"
	}
	return ""
}

// accounts are those of the soak, in equal parts.
var accounts = []account{
	{declares: true, noSums: true, noBodies: true, lateIsUnknown: true},
	{noTimeoutCalls: true, noBodies: true, crowded: true},
	{declares: true, blocks: true, cancels: true},
	{noSums: true, cancels: true},
	{declares: true, lateIsUnknown: true, keepsVoidedHold: true},
	{declares: true, noTimeoutCalls: true, refusesByName: true, noSums: true},
}

// lostBatches is the median time between two batches.
const lostBatches = 80 * time.Minute
