package test

import (
	"math/rand/v2"
	"time"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// policy is what a merchant does about a call whose answer is lost.
type policy int

const (
	policyKeep      policy = iota // keeps what is found; what look-ups cannot decide is undone, where the account has timeout calls
	policyUndo                    // has it undone, found or not
	policyRefund                  // likewise, by a refund if need be
	policySendAgain               // keeps what is found, and sends the same again once the service has none
	policies                      // how many there are
)

// String is what the table of figures calls it.
func (p policy) String() string {
	return [policies]string{"keeps it", "undoes it", "undoes it, also by a refund", "sends it again"}[p]
}

// undoesFound reports whether what is found is undone too.
func (p policy) undoesFound() bool { return p == policyUndo || p == policyRefund }

// manner is how a merchant goes about it.
type manner struct {
	policy

	insists  bool // repeats what undoes something, if it was not found
	hasty    bool // does not wait until it is time to ask again
	crashes  bool // at times a record cannot be stored, or is stored and the process ends
	looksFor int  // so many looks before the first undo, if what is found is undone too
}

func newManner(dice *rand.Rand) manner {
	return manner{
		policy: policy(dice.IntN(int(policies))), insists: dice.IntN(2) == 0, hasty: dice.IntN(4) == 0,
		crashes: dice.IntN(3) == 0, looksFor: oneOf(dice, 0, 0, 1, 3),
	}
}

// ask looks for the submission, or has it undone once it is time for that.
func (q *inquiry) ask() {
	switch {
	case q.end != "":
	case q.wantsUndo():
		q.undo()
	default:
		q.look()
	}
}

// wantsUndo reports whether the merchant wants the submission undone by now. Once begun it
// is never taken back.
func (q *inquiry) wantsUndo() bool {
	switch {
	case q.record().Undo != nil:
		return true
	case q.undoesFound():
		return q.rounds >= q.looksFor
	case q.policy == policySendAgain:
		return q.account.declares && q.record().QuietAt.Before(q.client.now())
	default:
		return q.account.declares && q.operation == cybersourcetest.CreatePayment && q.lookedEnough()
	}
}

// lookedEnough reports whether looking again is not likely to decide: for an hour nothing
// was found, or what was found is none to choose from.
func (q *inquiry) lookedEnough() bool {
	const longEnough = time.Hour
	some := len(q.verdicts) > 0 && len(q.verdicts[len(q.verdicts)-1].Candidates) > 0
	return q.since()-q.began > longEnough || some && q.record().QuietAt.Before(q.client.now())
}

// mayWantUndo reports whether the merchant may want the submission undone later.
func (q *inquiry) mayWantUndo() bool {
	return q.undoesFound() || q.account.declares && (q.policy == policySendAgain || q.operation == cybersourcetest.CreatePayment)
}

// wait is how long the merchant waits until a time at which asking again may help. One that
// is hasty does not, in the first quarter of an hour.
func (q *inquiry) wait(askAgainAt time.Time) time.Duration {
	if q.hasty && q.since()-q.began < 15*time.Minute {
		return between(q.dice, time.Second, 3*time.Minute)
	}
	if askAgainAt.IsZero() {
		return max(q.until(q.record().QuietAt), lostPause)
	}
	return max(q.until(askAgainAt), q.patience())
}

// found ends an inquiry whose submission happened, unless it is to be undone: then that
// begins at once.
func (q *inquiry) found(r cybersource.Resolution) {
	if !q.undoesFound() || r.Outcome.Money == cybersource.MoneyUntouched {
		q.closeAs(closedKept)
		return
	}
	q.looksFor = 0
	q.after(time.Second, q.ask)
}

// sendAgain sends the same submission once more, which the service has none of.
func (q *inquiry) sendAgain() {
	if q.policy != policySendAgain || len(q.tags) > lostResends {
		q.closeAs(closedNone)
		return
	}
	q.seen.meetings[meetingAgain]++
	q.began = q.since() // looking for it begins anew
	q.call(q.kindAgain())
}

// kindAgain draws what a repeat meets: nothing that amounts decide, they stay the same.
func (o *order) kindAgain() kind {
	return oneOf(o.dice, kindAnswered, kindAnswered, kindAnswered, kindAnswerLost, kindNeverArrives, kindUnsent,
		kindLateInTime, kindLateExpired, kindProcessedLate)
}

// payAnew pays in place of a payment that is undone, with references of its own.
func (q *inquiry) payAnew() {
	const most = 3
	if q.operation != cybersourcetest.CreatePayment || len(q.inquiries) == most {
		return
	}
	s := &submission{operation: q.operation, sale: q.sale, amount: q.amount, upTo: q.upTo, code: q.order.shared}
	q.inquire(s).call(q.kindAgain())
}
