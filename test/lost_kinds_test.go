package test

import (
	"math/rand/v2"
	"time"

	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// kind is what happens to a call on its way.
type kind int

const (
	kindAnswered kind = iota
	kindUnsent
	kindNeverArrives
	kindLateInTime
	kindLateExpired
	kindProcessedLate
	kindAnswerLost
	kindDeclined
	kindPartial
	kindServerError
	kinds // how many there are
)

// String is what the table of figures calls it.
func (k kind) String() string {
	return [kinds]string{
		"answered", "never sent", "never arrives", "arrives late, in time", "arrives late, expired", "processed late",
		"answer lost", "declined, answer lost", "partially approved, answer lost", "502 of the processor",
	}[k]
}

// fits reports whether a submission can meet the kind. Amounts decide about declines and
// the like, and only of calls that begin something.
func (k kind) fits(s *submission) bool {
	pays := s.operation == cybersourcetest.CreatePayment
	switch k {
	case kindDeclined:
		return pays || s.operation == cybersourcetest.CreateCredit
	case kindPartial, kindServerError:
		return pays
	default:
		return true
	}
}

// prepare sets what the kind asks of the request.
func (k kind) prepare(s *submission, dice *rand.Rand) {
	switch k {
	case kindDeclined:
		s.amount = oneOf(dice, "2233.00", "9204.00", "2201.00")
	case kindPartial:
		s.amount, s.upTo = "9960.00", true
	case kindServerError:
		s.amount = oneOf(dice, "9150.00", "9150.50", "9150.50") // nothing happens; the payment stands
	}
}

// times are how long after its signing a request is accepted, and how long after its
// record the last one of the call is certainly processed.
type times struct{ accepted, quiet time.Duration }

// fault is the step that makes it happen. The delay is until the service has processed
// the call, 0 if that is at once or never.
func (k kind) fault(dice *rand.Rand, t times) (step cybersourcetest.Step, delay time.Duration) {
	switch k {
	case kindUnsent:
		return cybersourcetest.RefuseConnection(), 0
	case kindNeverArrives:
		const seldom = 150 // an id of something that the service does not know
		if dice.IntN(seldom) == 0 {
			return cybersourcetest.ServerError(), 0
		}
		return oneOf(dice, cybersourcetest.CloseBeforeReading(), cybersourcetest.HTML(502), cybersourcetest.Unavailable("")), 0
	case kindLateInTime:
		delay = late(dice, 5*time.Second, t.accepted-10*time.Second)
		return cybersourcetest.ArriveLate(delay), delay
	case kindLateExpired:
		delay = late(dice, t.accepted+5*time.Second, t.accepted+15*time.Minute)
		return cybersourcetest.ArriveLate(delay), delay
	case kindProcessedLate:
		delay = late(dice, 5*time.Second, t.quiet-10*time.Second)
		return cybersourcetest.ProcessLate(delay), delay
	case kindAnswerLost, kindDeclined, kindPartial:
		return oneOf(dice, cybersourcetest.DropAnswer(), cybersourcetest.ResetHalfway(), cybersourcetest.TruncatedJSON(),
			cybersourcetest.ServerError().AfterProcessing(), cybersourcetest.HTML(504).AfterProcessing(),
			cybersourcetest.EmptyBody(201).AfterProcessing(), cybersourcetest.Unavailable("").AfterProcessing()), 0
	default:
		return cybersourcetest.Pass(), 0
	}
}

// late is a delay between two, at times the longest.
func late(dice *rand.Rand, least, most time.Duration) time.Duration {
	if dice.IntN(4) == 0 {
		return most
	}
	return between(dice, least, most)
}

func between(dice *rand.Rand, least, most time.Duration) time.Duration {
	return least + time.Duration(dice.Int64N(int64(most-least)))
}

// exponential is a delay with a median, as times between things that happen by chance are.
func exponential(dice *rand.Rand, median time.Duration) time.Duration {
	return time.Duration(float64(median) * dice.ExpFloat64() / 0.6931)
}

func oneOf[Value any](dice *rand.Rand, values ...Value) Value { return values[dice.IntN(len(values))] }
