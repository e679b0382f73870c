package test

import (
	"fmt"
	"slices"

	"github.com/cybersource-go/cybersource"
	"github.com/cybersource-go/cybersource/cybersourcetest"
)

// compare holds the books against how the gateway says that the payment stands, after
// the last batch, and returns what does not agree. Each movement that is certain has to
// be among the events, each event has to be a movement that is certain or possible, and
// then all sums have to be those of the movements that happened.
func (b *books) compare(p cybersourcetest.Payment, exists bool) []string {
	faults := slices.Clone(b.faults)
	for _, e := range p.Events {
		if !slices.Contains([]string{eventAuthorized, eventIncremented, eventCaptured, eventRefunded, eventCredited, eventReversed, eventVoided}, e.Kind) {
			continue
		}
		if m := b.explain(e); m != nil {
			m.found = e.ID
			continue
		}
		faults = append(faults, fmt.Sprintf("happened, but nobody was told: %s %s (id %s, of %s)", e.Kind, e.Amount, e.ID, e.Of))
	}
	for _, m := range b.movements {
		if m.belief == certain && m.found == "" {
			faults = append(faults, "said to have happened, but did not: "+m.String())
		}
	}
	if exists {
		faults = append(faults, b.compareSums(p)...)
	}
	return faults
}

// explain finds the movement that an event is; nil if there is none.
func (b *books) explain(e cybersourcetest.Event) *movement {
	amount, err := cybersource.ParseAmount(e.Amount, b.currency)
	if err != nil {
		return nil
	}
	for _, worth := range []belief{certain, possible} {
		for _, m := range b.movements {
			if m.belief == worth && m.found == "" && m.kind == e.Kind && m.canBe(e, amount) {
				return m
			}
		}
	}
	return nil
}

// canBe reports whether an event of the same kind can be the movement.
func (m *movement) canBe(e cybersourcetest.Event, amount int64) bool {
	switch {
	case m.id != "" && m.id != e.ID:
		return false
	case m.of != nil && (m.of.found == "" || m.of.found != e.Of):
		return false
	case m.belief == possible && m.upTo:
		if amount > m.amount {
			return false
		}
		m.amount = amount // now it is known
		return true
	case m.belief == possible && m.kind == eventVoided: // all of what is voided, also of a partial approval
		return m.of.amount == amount
	default:
		return m.amount == amount
	}
}

// compareSums compares the sums of what happened.
func (b *books) compareSums(p cybersourcetest.Payment) (faults []string) {
	happened := func(m *movement) bool { return m.found != "" }
	stands := b.standing(happened)
	all := b.sum(eventAuthorized, happened) + b.sum(eventIncremented, happened)
	taken, held := b.sum(eventCaptured, stands), b.heldIf(happened)
	for _, m := range b.of(eventCaptured) {
		if m.last && stands(m) {
			held = 0 // the service releases the rest with the batch
		}
	}
	for _, sum := range []struct {
		name, gateway string
		books         int64
	}{
		{"authorized", p.Authorized, all},
		{"held", p.Held, held},
		{"released", p.Released, all - held - taken},
		{"captured", p.Captured, taken},
		{"refunded", p.Refunded, b.sum(eventRefunded, stands)},
		{"credited", p.Credited, b.sum(eventCredited, stands)},
	} {
		amount, err := cybersource.ParseAmount(sum.gateway, b.currency)
		if sum.gateway == "" && sum.books == 0 {
			continue
		}
		if err != nil || amount != sum.books {
			faults = append(faults, fmt.Sprintf("%s: %s by the ledger, %d by the books", sum.name, sum.gateway, sum.books))
		}
	}
	return faults
}
