package simulator

// Calls that are processed later than they arrive. Guess: a timeout call that names one
// finds it, as if it had been processed at that moment; the options can have it unknown
// instead, so that it is processed after the merchant was told that there is none.

import "time"

// Work is a call that has been accepted and not yet been processed.
type Work struct {
	simulator *Simulator
	key       reference
	process   func(at time.Time) Answer // with the lock held
	answer    *Answer                   // once it has been processed
}

// Accept takes a call to be processed by Work.Finish. Timeout calls may come before.
func (s *Simulator) Accept(r Request) *Work {
	op, body, refusal := s.read(r)
	w := &Work{
		simulator: s,
		key:       reference{r.MerchantID, body.text("clientReferenceInformation.transactionId")},
	}
	w.process = func(at time.Time) Answer {
		r.Time = at
		return s.takeEffect(op, r, body, refusal)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if op.ownID && w.key.text != "" && s.inWork[w.key] == nil {
		s.inWork[w.key] = w
	}
	return w
}

// Finish processes the call, if that has not happened before, and returns its answer. The
// time is that of Request.Time.
func (w *Work) Finish(at time.Time) Answer {
	w.simulator.mu.Lock()
	defer w.simulator.mu.Unlock()
	return w.finish(at)
}

func (w *Work) finish(at time.Time) Answer {
	if w.answer == nil {
		if w.simulator.inWork[w.key] == w {
			delete(w.simulator.inWork, w.key)
		}
		w.answer = new(w.process(at))
	}
	return *w.answer
}

// finishWork processes the call with a transaction id that has not been processed yet.
func (c *call) finishWork(transactionID string) {
	w := c.inWork[reference{c.MerchantID, transactionID}]
	if w != nil && !c.options.WorkIsUnknown {
		w.finish(c.now)
	}
}
