package cybersourcetest

import (
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"

	"github.com/cybersource-go/cybersource/cybersourcetest/internal/simulator"
)

// This file decides which call meets which step. Nothing here is the service's: it
// exists for tests.

// plan decides which step the next call meets: the scripted ones in their order, then
// random ones.
type plan struct {
	mu       sync.Mutex
	queue    []Step
	chances  []Chance
	random   *rand.Rand
	injected map[string]int
}

// Chance is a fault and how likely it is to meet a call.
type Chance struct {
	Step        Step    // what happens to the call
	Probability float64 // 0 to 1
}

// Chance is the step with a probability between 0 and 1, for [Gateway.Faults].
func (s Step) Chance(probability float64) Chance { return Chance{s, probability} }

// Next adds one step to the script.
func (g *Gateway) Next(step Step) { g.Script(step) }

// Script queues steps. Each is used up by one call: a fault or [Pass] by the next
// that arrives, of its operation if [Step.On] has named one, an outcome by the next valid
// one of its operation. A later step waits for the earlier ones; [Gateway.Pending] are those
// that still wait. Script panics on an outcome that cannot be, which is a mistake
// in the test.
func (g *Gateway) Script(steps ...Step) {
	for _, step := range steps {
		if err := step.check(); err != nil {
			panic("cybersourcetest: " + err.Error())
		}
	}
	g.plan.mu.Lock()
	defer g.plan.mu.Unlock()
	g.plan.queue = append(g.plan.queue, steps...)
}

// check tries an outcome on a gateway of its own.
func (s Step) check() error {
	if s.name == "" {
		return errors.New("a Step comes from one of the functions of this package")
	}
	if s.outcome == nil {
		return nil
	}
	trial, err := simulator.New(simulator.Options{})
	if err != nil {
		return err
	}
	return trial.Script(*s.outcome)
}

// Faults lets calls that no script decides about meet faults at random. The same seed
// and the same order of calls give the same faults; without chances there are none
// any more. The chances are tried in order and must not add up to more than 1.
func (g *Gateway) Faults(seed uint64, chances ...Chance) {
	sum := 0.0
	for _, chance := range chances {
		sum += chance.Probability
		if chance.Step.fault == nil || chance.Probability < 0 || sum > 1 {
			panic("cybersourcetest: a chance is no fault, or the probabilities are not between 0 and 1")
		}
	}
	g.plan.mu.Lock()
	defer g.plan.mu.Unlock()
	g.plan.chances = slices.Clone(chances)
	g.plan.random = rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // G404: repeatable on purpose
}

// chancesNow are the faults that calls may meet at random.
func (p *plan) chancesNow() []Chance {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.chances)
}

// Injected counts the faults so far by name, refused connections included.
func (g *Gateway) Injected() map[string]int {
	g.plan.mu.Lock()
	defer g.plan.mu.Unlock()
	counts := make(map[string]int, len(g.plan.injected))
	maps.Copy(counts, g.plan.injected)
	return counts
}

// takeRefusal tells whether a call that is about to connect is refused.
func (p *plan) takeRefusal(operation string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) > 0 {
		if step := p.queue[0]; step.fault == nil || !step.fault.refuse || !step.meets(operation) {
			return false
		}
		p.count(p.pop())
		return true
	}
	for _, chance := range p.chances {
		if chance.Step.fault.refuse && chance.Step.meets(operation) && p.random.Float64() < chance.Probability {
			p.count(chance.Step)
			return true
		}
	}
	return false
}

// takeFault is the fault that a call meets which has arrived. The second result says
// that a step was used up, and no other applies to the call.
func (p *plan) takeFault(operation string) (step Step, used bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) > 0 {
		if first := p.queue[0]; first.outcome != nil || !first.meets(operation) {
			return Step{}, false
		}
		step = p.pop()
		p.count(step)
		return step, true
	}
	return p.draw(operation), false
}

// meets reports whether a call of an operation is one that the step waits for.
func (s Step) meets(operation string) bool { return s.operation == "" || s.operation == operation }

// draw draws one number for all faults that happen after connecting.
func (p *plan) draw(operation string) Step {
	if len(p.chances) == 0 {
		return Step{}
	}
	number := p.random.Float64()
	for _, chance := range p.chances {
		if chance.Step.fault.refuse {
			continue
		}
		if number -= chance.Probability; number < 0 {
			if !chance.Step.meets(operation) {
				return Step{}
			}
			p.count(chance.Step)
			return chance.Step
		}
	}
	return Step{}
}

// takeOutcome is the scripted outcome for a call, or nil.
func (p *plan) takeOutcome(r simulator.Request) *simulator.Step {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.queue) == 0 {
		return nil
	}
	outcome := p.queue[0].outcome
	if outcome == nil || outcome.Operation != r.Operation || (outcome.PaymentID != "" && !slices.Contains(r.IDs, outcome.PaymentID)) {
		return nil
	}
	p.pop()
	return outcome
}

// Pending are the steps that still wait for their calls, in order. Random faults and
// instructions of the gateway's page are none.
func (g *Gateway) Pending() []Step {
	g.plan.mu.Lock()
	defer g.plan.mu.Unlock()
	return slices.Clone(g.plan.queue)
}

// reset forgets the steps that wait, and the counts.
func (p *plan) reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.queue, p.injected = nil, nil
}

func (p *plan) pop() Step {
	step := p.queue[0]
	p.queue = p.queue[1:]
	return step
}

func (p *plan) count(step Step) {
	if step.fault == nil {
		return
	}
	if p.injected == nil {
		p.injected = make(map[string]int)
	}
	p.injected[step.name]++
}
