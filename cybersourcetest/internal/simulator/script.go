package simulator

// Scripts: outcomes that a test orders for the next calls. They come before every
// trigger, but after validation: a request that the service would refuse is refused,
// and the step waits. Not simulated: answers outside HTTP 201, 400 and 502; the server
// around this package has its faults for those.

import (
	"errors"
	"fmt"
	"slices"
)

// Script queues steps that override the outcome of the next calls. The whole list is
// checked before any of it is queued.
func (s *Simulator) Script(steps ...Step) error {
	for i, step := range steps {
		if err := step.check(); err != nil {
			return fmt.Errorf("simulator: step %d: %w", i+1, err)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, step := range steps {
		step.Operation = operationOf(step.Operation).name
		s.steps = append(s.steps, step)
	}
	return nil
}

// Unscript takes the newest step back that waits, and reports whether it was there: it has
// not met its call.
func (s *Simulator) Unscript(step Step) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	step.Operation = operationOf(step.Operation).name
	for i, waiting := range slices.Backward(s.steps) {
		if waiting == step {
			s.steps = slices.Delete(s.steps, i, i+1)
			return true
		}
	}
	return false
}

// Pending is the number of steps that still wait for their call.
func (s *Simulator) Pending() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.steps)
}

// RefreshStatuses sets what the coming refreshes of a payment answer, in order; the
// last one is repeated. It works for card payments too, which otherwise refuse a refresh.
func (s *Simulator) RefreshStatuses(id string, statuses ...string) error {
	if len(statuses) == 0 || slices.Contains(statuses, "") {
		return errors.New("simulator: a status is empty")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, known := s.memory.payments[id]
	if !known {
		return errUnknownPayment
	}
	p.Refreshes = slices.Clone(statuses)
	s.memory.keep(p)
	return nil
}

func (step Step) check() error {
	switch {
	case operationOf(step.Operation) == nil:
		return errors.New("Operation is unknown")
	case operationOf(step.Operation).reads:
		return errors.New("Operation is a look-up, whose answer follows from what was processed")
	case step.PaymentID != "" && operationOf(step.Operation).begins():
		return errors.New("PaymentID is set, but a new payment has none yet")
	case step.Scenario != "":
		return step.checkScenario()
	case step.Status == "" && step.Reason == "":
		return errors.New("Status and Reason are empty")
	case !slices.Contains([]int{0, 201, 400, 502}, step.HTTPStatus):
		return errors.New("HTTPStatus is none of 201, 400, 502")
	}
	if step.Authorized != "" && !isAmount(step.Authorized) {
		return errors.New("Authorized is no amount")
	}
	return nil
}

// checkScenario reports a scenario that is unknown, or stands where none can.
func (step Step) checkScenario() error {
	op := operationOf(step.Operation)
	switch _, known := scenarioNamed(step.Scenario); {
	case !known:
		return errors.New("Scenario is none of the 3-D Secure cards")
	case op != &createPayment && op != &checkPayerAuthEnrollment:
		return errors.New("Scenario is set, but the operation checks no enrolment")
	case step.Status != "" || step.Reason != "":
		return errors.New("Scenario is set beside Status or Reason")
	default:
		return nil
	}
}

// nextStep takes the step that waits for the call, and remembers that it decided.
func (c *call) nextStep(r Request) (Step, bool) {
	step, scripted := c.Simulator.nextStep(r)
	if scripted {
		c.decidedBy = "a step that was scripted for this call"
	}
	return step, scripted
}

// nextStep takes the first step that waits for this call.
func (s *Simulator) nextStep(r Request) (Step, bool) {
	i := slices.IndexFunc(s.steps, func(step Step) bool {
		return step.Operation == r.Operation && (step.PaymentID == "" || step.PaymentID == r.pathID())
	})
	if i < 0 {
		return Step{}, false
	}
	step := s.steps[i]
	s.steps = slices.Delete(s.steps, i, i+1)
	return step, true
}
